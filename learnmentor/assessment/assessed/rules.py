"""Decisions about submissions: the states that one goes through, and who may do what in which.

A submission is prepared, handed in, judged and released. Not passed yet, it is prepared again, up to three tries
[curriculum 3.3 rule 7]. Giving up costs nothing and can be done while nobody judges.
"""

from dataclasses import dataclass
from enum import StrEnum

MOST_TRIES = 3  # one and two resubmissions: curriculum 3.3 rule 7
MOST_SUBMISSIONS = 60  # of one person, given up ones too


class SubmissionKind(StrEnum):
    """What somebody wants to be judged: work for a unit, or what they learned elsewhere earlier."""

    UNIT = "unit"
    EARLIER_LEARNING = "earlier-learning"


class SubmissionState(StrEnum):
    """Where a submission is."""

    PREPARING = "preparing"
    HANDED_IN = "handed-in"  # waits for an assessor, or is with one
    JUDGED = "judged"  # a first judgement was saved; nothing is released before its sample is done
    PASSED = "passed"
    NOT_PASSED = "not-passed"  # referred, with no try left
    GIVEN_UP = "given-up"

    @property
    def ended(self) -> bool:
        """Whether nothing more is handed in."""
        return self in {SubmissionState.PASSED, SubmissionState.NOT_PASSED, SubmissionState.GIVEN_UP}


class Outcome(StrEnum):
    """What is decided. There is no grade [curriculum 3.3 rule 7]."""

    PASS = "pass"  # noqa: S105 -- an outcome, and no secret
    REFER = "refer"


class AssignmentKind(StrEnum):
    """What somebody is asked for: the first judgement, a second one for moderation, or one after an appeal."""

    FIRST = "first"
    SECOND = "second"
    APPEAL = "appeal"


class AssignmentEnd(StrEnum):
    """Why an assignment is over."""

    JUDGED = "judged"
    HANDED_BACK = "handed-back"
    RECOGNISED = "recognised"  # "I recognise this"
    CONFLICT = "conflict"  # the assessor is or became mentor or manager of the learner
    ROLE_ENDED = "role-ended"
    REASSIGNED = "reassigned"
    GIVEN_UP = "given-up"  # by the learner


class JudgementKind(StrEnum):
    """Which judgement it is; an agreed one is what two assessors came to where they differed."""

    FIRST = "first"
    SECOND = "second"
    AGREED = "agreed"
    APPEAL = "appeal"


class ConsentState(StrEnum):
    """How the other person of a released record stands to it; OWN where the record is of the learner alone."""

    OWN = "own"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def goes_in(self) -> bool:
        """Whether the record may be handed in."""
        return self in {ConsentState.OWN, ConsentState.GIVEN}


class ResultGround(StrEnum):
    """What a result rests on: a released judgement, an appeal, or a correction after release."""

    RELEASED = "released"
    APPEAL = "appeal"
    CORRECTION = "correction"


@dataclass(frozen=True)
class SubmissionFacts:
    """A submission as rules see it; `tries` is how often it was handed in, `assigned`: whether somebody judges now."""

    owner_id: int
    state: SubmissionState
    tries: int = 0


def may_see_own(actor_id: int, facts: SubmissionFacts) -> bool:
    """Whether somebody reads a submission as its owner."""
    return actor_id == facts.owner_id


def may_prepare(actor_id: int, facts: SubmissionFacts) -> bool:
    """Whether its owner may change what will be handed in."""
    return actor_id == facts.owner_id and facts.state == SubmissionState.PREPARING and facts.tries < MOST_TRIES


def may_give_up(actor_id: int, facts: SubmissionFacts) -> bool:
    """Whether its owner may give it up: not while somebody judges it, and not after its end."""
    return actor_id == facts.owner_id and facts.state in {SubmissionState.PREPARING, SubmissionState.HANDED_IN}


def after_release(outcome: Outcome, *, tries: int) -> SubmissionState:
    """Where a submission goes once an outcome is released."""
    if outcome == Outcome.PASS:
        return SubmissionState.PASSED
    return SubmissionState.PREPARING if tries < MOST_TRIES else SubmissionState.NOT_PASSED


def after_later_result(state: SubmissionState, *, passed: bool, tries: int) -> SubmissionState:
    """Where a submission is once a later result took the place of one; `passed`: some try of it is passed now.

    What was passed and is not any more is prepared again where a try is left.
    """
    if passed:
        return SubmissionState.PASSED
    return after_release(Outcome.REFER, tries=tries) if state == SubmissionState.PASSED else state


# What is handed in and what is judged, as it is sealed


@dataclass(frozen=True)
class HandedInFile:
    """A file of a try. `public_id` is that of the row that names where it lies."""

    public_id: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class HandedInRecord:
    """A released record or witness note of a try: its copy lies in a row of its own, under `public_id`."""

    public_id: str
    kind: str
    title: str
    sha256: str


@dataclass(frozen=True)
class HandedInPart:
    """One part of a try, as it was handed in."""

    key: str
    title: str
    text: str = ""
    links: tuple[str, ...] = ()
    files: tuple[HandedInFile, ...] = ()
    records: tuple[HandedInRecord, ...] = ()
    witness: tuple[HandedInRecord, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is in it."""
        return not (self.text.strip() or self.links or self.files or self.records or self.witness)


@dataclass(frozen=True)
class CriterionShown:
    """Where a learner says that a criterion is shown: keys of parts, and a line about where in them."""

    criterion: str
    parts: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class HandedInWork:
    """All that was handed in at once; its SHA-256 stands on the receipt."""

    parts: tuple[HandedInPart, ...]
    shown: tuple[CriterionShown, ...] = ()

    def part(self, key: str) -> HandedInPart | None:
        """The part of a key."""
        return next((part for part in self.parts if part.key == key), None)


@dataclass(frozen=True)
class CriterionJudged:
    """What is judged of one criterion: `met` is None while undecided; `place`: where in the work it shows."""

    criterion: str
    met: bool | None = None
    place: str = ""
    comment: str = ""  # to the learner


@dataclass(frozen=True)
class JudgedWork:
    """The words of a judgement: criterion by criterion, a note on the whole, and what is missing where it is referred.

    `reason` is for an agreed outcome: why two who differed came to it.
    """

    criteria: tuple[CriterionJudged, ...] = ()
    note: str = ""
    missing: str = ""
    reason: str = ""

    def of(self, criterion: str) -> CriterionJudged:
        """What is judged of a criterion; undecided where nothing is there."""
        return next((each for each in self.criteria if each.criterion == criterion), CriterionJudged(criterion))

    @property
    def not_met(self) -> int:
        """How many criteria are not met yet."""
        return sum(each.met is False for each in self.criteria)
