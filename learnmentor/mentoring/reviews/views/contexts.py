"""What pages of reviews share: a review as one of the two finds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from learnmentor.ground.db import db
from learnmentor.mentoring.lines.queries import OpenedLine
from learnmentor.mentoring.meetings.queries import HeldMeeting, held_meetings
from learnmentor.mentoring.paper.definition import FormDefinition
from learnmentor.mentoring.paper.sheet import PaperSheet
from learnmentor.mentoring.reviews import queries, rules, services
from learnmentor.mentoring.reviews.form_review import GOING_ON, PICKED, POINTS, READERS_OF_SUMMARY, review_form
from learnmentor.mentoring.reviews.forms import AgreeForm, ReleaseForm, ReviewTargetForm, SummaryForm
from learnmentor.mentoring.reviews.models import PairReview
from learnmentor.mentoring.reviews.queries import OpenedRelease, OpenedSummary, Sheets
from learnmentor.mentoring.reviews.review_sheet import MeetingsSince, Spoken, review_sheet
from learnmentor.mentoring.reviews.rules import SummaryReader
from learnmentor.mentoring.rules import PairKind
from learnmentor.mentoring.targets.queries import OpenedTarget, targets
from learnmentor.mentoring.views.seen import PairSeen
from learnmentor.web import installation
from learnmentor.web.access import or_404
from learnmentor.web.pages import page

_OF_AIM = {"moved": "m", "evidence": "e"}  # by the key in the form: what the field of the line begins with


@dataclass(frozen=True)
class ReviewSeen:
    """A review as one of the two finds it."""

    seen: PairSeen
    review: PairReview
    said: Sheets
    aims: Sequence[OpenedTarget]
    met: MeetingsSince
    summary: OpenedSummary | None
    releases: Sequence[OpenedRelease]

    @property
    def form(self) -> FormDefinition:
        """What whoever looks fills in."""
        return review_form(self.seen.pair.kind, self.seen.side, aims=len(self.aims))

    @cached_property
    def mine(self) -> Mapping[str, OpenedLine]:
        """Their own lines, by the keys of the form."""
        return self.by_key(self.seen.me.id)

    @property
    def compared(self) -> bool:
        """Whether each sees what the other answered apart: both have answered all of it."""
        return rules.answered_apart(self.by_key(self.seen.other.id))

    @property
    def other_has_spoken(self) -> bool:
        """Whether the other one has filled in anything."""
        return bool(self.said.get(self.seen.other.id))

    @property
    def goes_on(self) -> rules.GoingOn | None:
        """What comes of both answers, for whoever has given theirs."""
        if not self.compared or "next" not in self.mine:
            return None
        theirs = self.by_key(self.seen.other.id)["next"]
        return rules.outcome(picked(self.mine["next"].text), picked(theirs.text))

    def field_of(self, key: str) -> str:
        """The field of a line, by the key in the form: an objective's goes by the target, which keeps its name."""
        name, _, number = key.rpartition("_")
        if name in _OF_AIM and number.isdigit():
            return f"{_OF_AIM[name]}:{self.aims[int(number) - 1].public_id}"
        return key

    def by_key(self, person_id: int) -> Mapping[str, OpenedLine]:
        """The lines of one of the two, by the keys of the form."""
        lines = self.said.get(person_id, {})
        fields = {part.key: self.field_of(part.key) for part in self._asked.parts()}
        return {key: lines[field] for key, field in fields.items() if field in lines}

    def spoken(self, person_id: int) -> Spoken:
        """What one of the two said, for a sheet."""
        return Spoken(self.seen.name_of(person_id), values(self.by_key(person_id)))

    @property
    def sheet(self) -> PaperSheet:
        """All of it, the mentee's words first."""
        people = (self.seen.pair.mentee_id, self.seen.pair.mentor_id)
        return review_sheet(self.review, self._asked, self.aims, [self.spoken(each) for each in people], self.met)

    @property
    def decides(self) -> bool:
        """Whether it is for the one who looks to let a summary go."""
        return rules.may_decide(self.seen.side, partners=self.seen.pair.kind == PairKind.CO_COACHING)

    @property
    def may_release(self) -> bool:
        """Whether the one who looks lets the summary go."""
        partners = self.seen.pair.kind == PairKind.CO_COACHING
        return self.summary is not None and rules.may_release(
            self.seen.side, queries.facts(self.summary, self.releases), partners=partners
        )

    @cached_property
    def _asked(self) -> FormDefinition:
        """All that either is asked: who swapped roles since goes on reading what they said before."""
        return review_form(self.seen.pair.kind, None, aims=len(self.aims))


def picked(text: str) -> str:
    """The answer that was chosen last, where two devices chose."""
    return text.rpartition("\n")[2]


def values(lines: Mapping[str, OpenedLine]) -> dict[str, str]:
    """What lines say, by the keys of the form."""
    return {key: picked(line.text) if key in PICKED else line.text for key, line in lines.items()}


def review_seen(seen: PairSeen, review_id: str) -> ReviewSeen:
    """A review of a pair with all that the one who looks may read."""
    vault, pair_id = installation.vault(), seen.pair.id
    found = or_404(queries.review(db.session, review_id, pair_id=pair_id))
    said = queries.sheets(db.session, vault, found, reader_id=seen.me.id)
    since = queries.day_before(db.session, found)
    aims = queries.aims(targets(db.session, vault, pair_id=pair_id), said, since=since)
    held = [each for each in held_meetings(db.session, pair_id) if since is None or each.held_at.date() >= since]
    return ReviewSeen(
        seen, found, said, aims, met(held), queries.summary(db.session, vault, found.id),
        queries.releases(db.session, vault, found.id),
    )  # fmt: skip


def met(held: Sequence[HeldMeeting]) -> MeetingsSince:
    """How many meetings, and how long."""
    return MeetingsSince(len(held), sum(each.minutes for each in held))


@dataclass(frozen=True)
class ReviewPage:
    """A review, as one of the two finds it."""

    seen: PairSeen
    found: ReviewSeen
    sheet: PaperSheet
    point: str
    outcome: str
    summary: SummaryForm
    agree: AgreeForm
    release: ReleaseForm
    target: ReviewTargetForm
    readers_of: dict[SummaryReader, str] = field(default_factory=lambda: dict(READERS_OF_SUMMARY))


def review_page(
    found: ReviewSeen,
    *,
    summary: SummaryForm | None = None,
    agree: AgreeForm | None = None,
    release: ReleaseForm | None = None,
    target: ReviewTargetForm | None = None,
) -> str:
    """The page of a review, with forms that were refused where there are some."""
    shown = services.summary_mark(found.summary)
    words = {"shown": shown, "words": found.summary.text if found.summary else ""}
    outcome = GOING_ON[found.goes_on] if found.goes_on else ""
    return page(
        "mentoring/reviews/review.html",
        ReviewPage(
            found.seen, found, found.sheet, POINTS[found.review.point], outcome,
            summary or SummaryForm(blank=True, data=words), agree or AgreeForm(blank=True, data=words),
            release or ReleaseForm(blank=True, data=words), target or ReviewTargetForm(blank=True),
        ),
    )  # fmt: skip
