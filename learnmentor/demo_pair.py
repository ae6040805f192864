"""The pair of the demonstration: its trainer mentors its learner. They signed an agreement, met twice, with a target
carried from one meeting to the next, and had a visit to a lesson; another meeting is planned.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from sqlalchemy.orm import Session

from learnmentor import demo_pair_words as words
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor
from learnmentor.demo_pair_words import DemoMeeting
from learnmentor.ground import randomness
from learnmentor.ground.letters import Sender
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.agreements import queries as agreed
from learnmentor.mentoring.agreements import services as agreements
from learnmentor.mentoring.agreements.readings import FieldEdit, Value, mark, standing_mark
from learnmentor.mentoring.invitations import queries, services
from learnmentor.mentoring.invitations.services import Proposed
from learnmentor.mentoring.meetings import recording
from learnmentor.mentoring.meetings import services as meetings
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.meetings.rules import (
    BroughtBy,
    MeetingFrame,
    MeetingMode,
    MeetingPlace,
    MeetingPlan,
    MeetingSaid,
)
from learnmentor.mentoring.meetings.typed_record import NewTarget, TargetOutcome, TypedLine, TypedRecord
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations import services as observations
from learnmentor.mentoring.observations.rules import ObservationPurpose, ObservationSheet, WatchDirection
from learnmentor.mentoring.queries import pairs_of
from learnmentor.mentoring.rules import PairContext, PairKind, Side
from learnmentor.mentoring.targets import queries as targets
from learnmentor.mentoring.targets.rules import TargetStep, TargetWords

BEGUN = timedelta(days=42)  # before today
VISITED = timedelta(days=7)
_FRIDAY = 4  # as days of a week are counted
_MEETS_AT, _MINUTES, _ZONE = time(16, 15), 45, "Europe/London"


@dataclass(frozen=True)
class DemoPair:
    """The pair and its two people; `at` is now."""

    db: Session
    vault: Vault
    pair: Pair
    mentor: Person
    mentee: Person
    at: datetime

    @property
    def names(self) -> Mapping[int, str]:
        """What the two are called, by their keys."""
        return {self.mentor.id: self.mentor.name, self.mentee.id: self.mentee.name}

    def afternoon(self, days: int) -> datetime:
        """When they meet, about so many days after today: a college is closed at weekends."""
        day = self.at.date() + timedelta(days=days)
        return datetime.combine(day - timedelta(days=max(0, day.weekday() - _FRIDAY)), _MEETS_AT, UTC)


def make(
    db: Session, vault: Vault, *, mentor: Person, mentee: Person, sender: Sender, at: datetime
) -> Pair | None:  # fmt: skip
    """Make the pair and what it has, unless the two are or were one: what people did with it stays."""
    if any(mentee.id in {known.mentor.id, known.mentee.id} for known in pairs_of(db, mentor.id)):
        return None
    pair = _open(db, mentor, mentee, sender, at=at - BEGUN)
    if pair is not None:
        two = DemoPair(db, vault, pair, mentor, mentee, at)
        _agree(two, at=at - BEGUN)
        _meet(two)
        _watch(two, at=two.afternoon(-VISITED.days))
    return pair


def _open(db: Session, mentor: Person, mentee: Person, sender: Sender, *, at: datetime) -> Pair | None:
    by = Actor(mentor.id, mentor.public_id, mentor.name, mentor.printed_name, frozenset())
    services.invite(
        db, by=by, side=Side.MENTOR, email=mentee.email,
        proposed=Proposed(PairKind.MENTORING, PairContext.INDUCTION), sender=sender, at=at,
    )  # fmt: skip
    [waiting] = queries.waiting_for(db, email=mentee.email, at=at)
    return services.accept(db, waiting.invitee, person_id=mentee.id, sender=sender, on=at.date(), at=at)


# The agreement


def _agree(two: DemoPair, *, at: datetime) -> None:
    """Each says their own, the mentee the rest; then both sign."""
    _fill(two, words.OWN_OF_MENTOR, by=two.mentor, at=at)
    _fill(two, {**words.OWN_OF_MENTEE, **words.SHARED, **_days(at.date())}, by=two.mentee, at=at)
    for person in (two.mentor, two.mentee):
        shown = agreed.draft(two.db, two.vault, two.pair, names=two.names)
        agreements.sign(
            two.db, two.vault, two.pair, by=person.id, digest=shown.digest, name=person.name, names=two.names, at=at
        )


def _days(first: date) -> dict[str, Value]:
    """The days of the agreement, and its objectives, which have days too."""
    day = {weeks: (first + timedelta(weeks=weeks)).isoformat() for weeks in range(41)}
    return {"start": day[0], "end": day[40], "first_review": day[10], **words.aims(day)}


def _fill(two: DemoPair, values: Mapping[str, Value], *, by: Person, at: datetime) -> None:
    draft = agreed.draft(two.db, two.vault, two.pair, names=two.names)
    edits = {
        key: FieldEdit(value, mark(draft.value(key, by.id)), standing_mark(*draft.field(key, by.id)))
        for key, value in values.items()
    }
    agreements.save(two.db, two.vault, two.pair, edits, by=by.id, names=two.names, at=at)


# Meetings


def _meet(two: DemoPair) -> None:
    """The meetings that were, each of which carries the target of the one before on; and one that is planned."""
    before: list[TargetOutcome] = []
    for each in words.MEETINGS:
        held = _record(two, each, before)
        found = targets.set_in(two.db, two.vault, pair_id=two.pair.id, record=held.public_id)
        before = [TargetOutcome(target.public_id, TargetStep.CARRIED) for target in found]
    _plan(two, two.afternoon(words.DAYS_TO_NEXT), at=two.at)


def _plan(two: DemoPair, starts_at: datetime, *, at: datetime) -> PairMeeting:
    return meetings.plan(
        two.db, two.vault, two.pair, _as_planned(starts_at), by=two.mentee.id, public_id=randomness.public_id(), at=at
    )


def _as_planned(starts_at: datetime) -> MeetingPlan:
    return MeetingPlan(starts_at, _ZONE, _MINUTES, MeetingMode.ROOM, MeetingPlace(words.PLACE))


def _record(two: DemoPair, each: DemoMeeting, before: list[TargetOutcome]) -> PairMeeting:
    """The mentee records it, the mentor adds their lines and confirms it."""
    starts_at = two.afternoon(-each.days_ago)
    meeting, at = _plan(two, starts_at, at=starts_at - timedelta(days=3)), starts_at + timedelta(hours=1)
    said = MeetingSaid(starts_at, _MINUTES, MeetingMode.ROOM, BroughtBy.MENTEE, MeetingFrame(each.frame))
    target = NewTarget(TargetWords(*each.target), starts_at.date() + timedelta(days=14))
    as_planned = _as_planned(starts_at)
    _keep(two, meeting, TypedRecord(as_planned, said, _lines(each.mentee), before, [target]), by=two.mentee, at=at)
    _keep(two, meeting, TypedRecord(as_planned, said, _lines(each.mentor)), by=two.mentor, at=at)
    meetings.confirm(two.db, two.pair, meeting, by=two.mentor.id, at=at)
    return meeting


def _lines(said: Mapping[str, str]) -> list[TypedLine]:
    return [TypedLine(field, text, own=False) for field, text in said.items()]


def _keep(two: DemoPair, meeting: PairMeeting, typed: TypedRecord, *, by: Person, at: datetime) -> None:
    recording.keep(
        two.db, two.vault, two.pair, meeting, typed, seen=meeting.edits, token=randomness.public_id(), by=by.id, at=at
    )


# The visit


def _watch(two: DemoPair, *, at: datetime) -> None:
    """A visit whose focus is the mentee's, with her own account, and two targets that came of it."""
    db, vault, pair, on, mentor, mentee = two.db, two.vault, two.pair, at.date(), two.mentor.id, two.mentee.id
    visit = observations.begin(
        db, pair, purpose=ObservationPurpose.FORMATIVE, direction=WatchDirection.MENTOR_WATCHES, observer_id=mentor,
        held_on=on, public_id=randomness.public_id(), at=at - timedelta(days=4),
    )  # fmt: skip
    observations.propose_focus(
        db, vault, pair, visit, by=mentee, values=words.FOCUS, seen={}, new_id=randomness.public_id, at=at
    )
    observations.agree_focus(db, pair, visit, by=mentor, seen=visit.focus_no, at=at)
    keep = partial(observations.keep_sheet, db, vault, pair, visit, seen={}, new_id=randomness.public_id, at=at)
    keep(sheet=ObservationSheet.FACTS, values=words.FACTS, by=mentor)
    keep(sheet=ObservationSheet.EVIDENCE, values={"rows": _rows(), **words.COMMENTS}, by=mentor)
    observations.say_ready(db, vault, pair, visit, by=mentor, on=on, at=at)
    keep(sheet=ObservationSheet.ACCOUNT, values=words.ACCOUNT, by=mentee)
    observations.give_account(db, vault, pair, visit, by=mentee, on=on, at=at)
    keep(sheet=ObservationSheet.LEARNED, values={"learned": words.LEARNED}, by=mentor)
    for target in words.TARGETS:
        observations.set_target(
            db, vault, pair, visit, words=TargetWords(*target), due_on=on + timedelta(days=21), by=mentee,
            public_id=randomness.public_id(), at=at,
        )  # fmt: skip


def _rows() -> list[dict[str, str]]:
    columns = ("time", "teacher", "learners", "means", "explore")
    return [dict(zip(columns, row, strict=True)) for row in words.SEEN]
