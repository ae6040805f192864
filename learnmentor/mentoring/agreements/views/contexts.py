"""What pages of agreements share: the draft as the one of the two who looks finds it, and words for what is lacking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from learnmentor.ground.db import db
from learnmentor.mentoring.agreements import queries, rules
from learnmentor.mentoring.agreements.agreement_sheet import form_of
from learnmentor.mentoring.agreements.form_agreement import PART_TITLES, AgreementForm
from learnmentor.mentoring.agreements.models import AgreementTick
from learnmentor.mentoring.agreements.queries import AgreementDraft, OpenedVersion
from learnmentor.mentoring.agreements.rules import AgreementGap, AgreementPart, UnreadyBecause
from learnmentor.mentoring.agreements.services import gaps_of
from learnmentor.mentoring.agreements.todo import Due, Todo, TodoItem, todo
from learnmentor.mentoring.third_parties.disclosure import Undertaking
from learnmentor.mentoring.views.seen import PairSeen
from learnmentor.web import installation

WHY = {
    UnreadyBecause.EMPTY: "is still empty",
    UnreadyBecause.CONTESTED: "was changed by both of you at once: settle which words stand",
    UnreadyBecause.UNREACHABLE: "is still empty, and so are telephone and email: one of the three is enough",
    UnreadyBecause.TOO_FEW: f"is still empty: {rules.LEAST_OBJECTIVES} objectives at least",
    UnreadyBecause.UNFINISHED: "is still empty, while the objective is begun",
    UnreadyBecause.ENDS_FIRST: "lies before the first day",
    UnreadyBecause.BEFORE_START: "lies before the first day of the agreement",
    UnreadyBecause.AFTER_END: "lies after the last day of the agreement",
    UnreadyBecause.TOO_LONG: f"has more than {rules.MOST_PURPOSE_WORDS} words",
}
UNCHANGED = "Nothing has been changed since the last version."


@dataclass(frozen=True)
class LackingLine:
    """One thing that stands in the way of signing, and where it is put right; `whom`: who alone can do so."""

    label: str
    why: str
    url: str
    whom: str


@dataclass(frozen=True)
class PartLine:
    """A part of the draft in the list of all."""

    title: str
    url: str
    lacking: int


@dataclass(frozen=True)
class DraftSeen:
    """The draft of a pair as one of the two finds it."""

    seen: PairSeen
    draft: AgreementDraft
    form: AgreementForm
    gaps: Sequence[AgreementGap]

    @property
    def signed_by_me(self) -> bool:
        """Whether whoever looks has signed it as it stands."""
        return self.seen.me.id in self.draft.signed_by

    @property
    def signed_by_other(self) -> bool:
        """Whether the other one has."""
        return self.seen.other.id in self.draft.signed_by

    @property
    def parts(self) -> list[PartLine]:
        """The parts, each with how much is lacking in it."""
        lacking = [self.form.part_of(gap.key) for gap in self.gaps if gap.key]
        return [PartLine(PART_TITLES[part], part_url(self.seen, part), lacking.count(part)) for part in AgreementPart]

    @property
    def lacking(self) -> list[LackingLine]:
        """What stands in the way of signing."""
        return [self._line(gap) for gap in self.gaps if gap.key]

    def _line(self, gap: AgreementGap) -> LackingLine:
        whom = self.seen.name_of(gap.of) if gap.of is not None and gap.of != self.seen.me.id else ""
        label = self.form.fields()[gap.key].label
        return LackingLine(label, WHY[gap.why], part_url(self.seen, self.form.part_of(gap.key)), whom)


def part_url(seen: PairSeen, part: AgreementPart) -> str:
    """Where a part of the draft is filled in."""
    return url_for("agreement_draft.part", public_id=seen.pair.public_id, part=part.value)


def names(seen: PairSeen) -> Mapping[int, str]:
    """What the two are called."""
    return {party.id: party.name for party in (seen.known.mentor, seen.known.mentee)}


def draft_seen(seen: PairSeen, *, room: int = 0) -> DraftSeen:
    """The draft as it stands; `room`: for how many objectives."""
    draft = queries.draft(db.session, installation.vault(), seen.pair, names=names(seen))
    return DraftSeen(seen, draft, form_of(draft.terms, room=room), gaps_of(draft))


# The list


@dataclass(frozen=True)
class TodoLine:
    """One thing on the list, in words, and how it stands."""

    key: str
    says: str
    due_on: date
    stands: Due
    done_by: str
    done_at: datetime | None


def todo_words(item: TodoItem, form: AgreementForm) -> str:
    """What is to be done, without a word that anybody typed."""
    mentor, mentee = form.words.first.mentor, form.words.mentee
    times = f", {item.number} of {item.of}" if item.of > 1 else ""
    return {
        Todo.REVIEW: "Look back together (form F14)",
        Todo.REPORT: "Report (form F14)",
        Todo.OBJECTIVE: f"Objective {item.number}",
        Todo.MENTOR_OBSERVES: f"{mentor} watches {mentee}{times}",
        Todo.MENTEE_OBSERVES: f"{form.words.first.mentee} watches {form.words.mentor}{times}",
        Todo.VISIT: f"{form.words.first.mentee} visits somebody else{times}",
        Todo.UNDERTAKING: f"Undertaking {item.field.upper()}",
    }[item.what]


def todo_lines(
    seen: PairSeen, version: OpenedVersion, ticks: Mapping[str, AgreementTick], *, on: date
) -> list[TodoLine]:
    """The list of an agreement: what is open by its days, and then what is done."""
    lines = [_todo_line(seen, version, item, ticks.get(item.key), on) for item in todo(version.terms)]
    return sorted(lines, key=lambda line: line.stands is Due.DONE)


def _todo_line(
    seen: PairSeen, version: OpenedVersion, item: TodoItem, tick: AgreementTick | None, on: date
) -> TodoLine:
    typed = item.what in (Todo.OBJECTIVE, Todo.UNDERTAKING)
    said = f": {version.terms.shared.get(item.field)}" if typed else ""
    done = {item.key} if tick else set()
    return TodoLine(
        item.key, todo_words(item, form_of(version.terms)) + said, item.due_on, item.stands(done, on=on),
        seen.name_of(tick.person_id) if tick else "", tick.at if tick else None,
    )  # fmt: skip


# What a third party is shown


def agreed_undertakings(db: Session, *, pair_id: int) -> Sequence[Undertaking]:
    """N1 to N3 as both signed them, with the hours that are agreed; nothing where nothing is signed."""
    found = queries.shown_to_third(db, installation.vault(), pair_id)
    if found is None:
        return ()
    hours = {"n1": f" Agreed: {found.hours} hours a year."} if found.hours else {}
    return [
        Undertaking(each.key.upper(), each.words + hours.get(each.key, ""), not each.struck)
        for each in found.undertakings
    ]
