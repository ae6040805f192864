"""The fields of an agreement, when it may be signed, and what is signed."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from learnmentor.mentoring.agreements.readings import Value, nothing
from learnmentor.mentoring.rules import PairContext, PairKind, Side

Values = Mapping[str, Value]
EDITION = 1  # of the form's fields
LEAST_OBJECTIVES, MOST_OBJECTIVES = 3, 8
MOST_PURPOSE_WORDS = 60
MOST_VERSIONS = 100  # of one pair
MOST_HOURS = 500
LONGEST_NAME = 120

TESTS = ("who_chose_whom", "voluntary", "agenda_holder", "assessment_involved")
PROMPTS = ("between_us", "may_go_further", "must_go_further")
CONTACTS = ("own_address", "own_phone", "own_email")
REVIEW_DAYS = ("first_review", "report_1", "report_2", "review_more")
OBSERVATIONS = ("mentor_observes", "mentee_observes", "mentee_visits")
OBJECTIVE = ("specific", "measure", "achievable", "relevant", "by_when")
MENTOR_UNDERTAKES = tuple(f"m{number}" for number in range(1, 15))
MENTEE_UNDERTAKES = tuple(f"t{number}" for number in range(1, 7))
ORGANISATION_UNDERTAKES = ("n1", "n2", "n3")
IN_TRAINING_ONLY = frozenset({"m5", "m9", "m14"})

_NEEDED = (
    "purpose", "start", "end", "meeting_minutes", "frequency", "mode", *TESTS, *PROMPTS, "first_review",
    "change_clause",
)  # fmt: skip
_NEEDED_OF_MENTOR = ("own_name", "own_job", "own_subject", "own_organisation")
_NEEDED_OF_MENTEE = ("own_name", "own_subject")


class AgreementPart(StrEnum):
    """The parts of the draft, each a page of its own."""

    WHO = "who"
    PURPOSE = "purpose"
    EQUALITY = "equality"
    CONFIDENTIALITY = "confidentiality"
    OBJECTIVES = "objectives"
    REVIEWS = "reviews"
    UNDERTAKINGS = "undertakings"


class UnreadyBecause(StrEnum):
    """Why an agreement is not ready to be signed."""

    EMPTY = "empty"
    CONTESTED = "contested"  # both wrote at once, and it is not settled
    UNREACHABLE = "unreachable"  # not one way to reach the mentor
    TOO_FEW = "too few"  # objectives
    UNFINISHED = "unfinished"  # an objective without one of its five
    ENDS_FIRST = "ends first"
    BEFORE_START = "before start"
    AFTER_END = "after end"
    TOO_LONG = "too long"  # the purpose
    UNCHANGED = "unchanged"  # the same as the last version


@dataclass(frozen=True)
class AgreementGap:
    """One thing that stands in the way of signing; `of`: the person whose own field it is."""

    key: str
    why: UnreadyBecause
    of: int | None = None


@dataclass(frozen=True)
class AgreementTerms:
    """All that an agreement says: what both share, and each one's own fields by person."""

    kind: PairKind
    context: PairContext
    mentor_id: int
    mentee_id: int
    shared: Values
    own: Mapping[int, Values]

    @property
    def people(self) -> tuple[tuple[Side, int], tuple[Side, int]]:
        """The two, by their sides."""
        return (Side.MENTOR, self.mentor_id), (Side.MENTEE, self.mentee_id)

    @property
    def first_day(self) -> date | None:
        """The day from which it holds."""
        return day_of(self.shared.get("start"))

    @property
    def last_day(self) -> date | None:
        """The day until which it holds."""
        return day_of(self.shared.get("end"))


def day_of(value: Value) -> date | None:
    """The day of a field, as the paper writes days."""
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def objective_key(number: int, field: str) -> str:
    """The key of a field of one objective."""
    return f"objective_{number}_{field}"


def objective(shared: Values, number: int) -> dict[str, Value]:
    """One objective by its five fields."""
    return {field: shared.get(objective_key(number, field)) for field in OBJECTIVE}


def objectives(shared: Values) -> dict[int, dict[str, Value]]:
    """The objectives of which something is written, by their numbers."""
    found = {number: objective(shared, number) for number in range(1, MOST_OBJECTIVES + 1)}
    return {number: each for number, each in found.items() if not all(nothing(value) for value in each.values())}


def undertakings(context: PairContext) -> tuple[str, ...]:
    """The keys of what each undertakes; some are for initial training only."""
    every = (*MENTOR_UNDERTAKES, *MENTEE_UNDERTAKES, *ORGANISATION_UNDERTAKES)
    return tuple(key for key in every if context == PairContext.INITIAL_TRAINING or key not in IN_TRAINING_ONLY)


def struck(shared: Values, key: str) -> bool:
    """Whether the two struck an undertaking out: they emptied its line."""
    return key in shared and nothing(shared[key])


def shared_keys(context: PairContext) -> tuple[str, ...]:
    """The keys of all that both write, in the order of the form."""
    aims = (objective_key(number, field) for number in range(1, MOST_OBJECTIVES + 1) for field in OBJECTIVE)
    return (
        "purpose", "start", "end", "meeting_minutes", "frequency", "mode", "place", *TESTS, *PROMPTS, *aims,
        *REVIEW_DAYS, *OBSERVATIONS, "hours", *undertakings(context), "change_clause",
    )  # fmt: skip


def own_fields(kind: PairKind, context: PairContext, side: Side) -> tuple[str, ...]:
    """The fields that each fills in for themselves. Two who coach each other both say what a mentor says."""
    if side is Side.MENTOR or kind == PairKind.CO_COACHING:
        return (*_NEEDED_OF_MENTOR, *CONTACTS)
    tutor = ("own_tutor",) if context == PairContext.INITIAL_TRAINING else ()
    return (*_NEEDED_OF_MENTEE, *tutor)


def gaps(terms: AgreementTerms, *, contested: frozenset[str] = frozenset()) -> list[AgreementGap]:
    """What stands in the way of signing, in the order of the form."""
    found = [AgreementGap(key, UnreadyBecause.CONTESTED) for key in sorted(contested)]
    for side, person_id in terms.people:
        found += _gaps_of_own(terms, side, person_id)
    found += [AgreementGap(key, UnreadyBecause.EMPTY) for key in _NEEDED if not terms.shared.get(key)]
    if len(str(terms.shared.get("purpose") or "").split()) > MOST_PURPOSE_WORDS:
        found.append(AgreementGap("purpose", UnreadyBecause.TOO_LONG))
    return [*found, *_gaps_of_objectives(terms.shared), *day_gaps(terms.shared)]


def _gaps_of_own(terms: AgreementTerms, side: Side, person_id: int) -> Iterator[AgreementGap]:
    own, fields = terms.own.get(person_id, {}), own_fields(terms.kind, terms.context, side)
    yield from (
        AgreementGap(key, UnreadyBecause.EMPTY, person_id) for key in fields if key not in CONTACTS and not own.get(key)
    )
    if CONTACTS[0] in fields and not any(own.get(key) for key in CONTACTS):
        yield AgreementGap(CONTACTS[0], UnreadyBecause.UNREACHABLE, person_id)


def _gaps_of_objectives(shared: Values) -> Iterator[AgreementGap]:
    begun = objectives(shared)
    if len(begun) < LEAST_OBJECTIVES:
        yield AgreementGap(objective_key(min(len(begun) + 1, MOST_OBJECTIVES), "specific"), UnreadyBecause.TOO_FEW)
    for number, each in begun.items():
        yield from (
            AgreementGap(objective_key(number, field), UnreadyBecause.UNFINISHED)
            for field in OBJECTIVE
            if nothing(each[field])
        )


def day_gaps(shared: Values) -> list[AgreementGap]:
    """Days that lie before the first day or after the last one, as far as both are known."""
    start, end = day_of(shared.get("start")), day_of(shared.get("end"))
    if start and end and end < start:
        return [AgreementGap("end", UnreadyBecause.ENDS_FIRST)]
    days = (*REVIEW_DAYS, *(objective_key(number, "by_when") for number in range(1, MOST_OBJECTIVES + 1)))
    found = [(key, on) for key in days if (on := day_of(shared.get(key)))]
    early = [AgreementGap(key, UnreadyBecause.BEFORE_START) for key, on in found if start and on < start]
    return early + [AgreementGap(key, UnreadyBecause.AFTER_END) for key, on in found if end and on > end]


def digest(terms: AgreementTerms, *, number: int) -> str:
    """The SHA-256 of what is signed: every value and whose it is, in one spelling.

    No id is in it: an account that is merged into another one has signed the same.
    """
    own = {side: terms.own.get(person, {}) for side, person in terms.people}
    said = {
        "edition": EDITION, "number": number, "kind": str(terms.kind), "context": str(terms.context),
        "shared": dict(terms.shared), "own": {side.value: dict(values) for side, values in own.items()},
    }  # fmt: skip
    spelled = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


def changed(old: Values, new: Values) -> list[str]:
    """The keys of what differs between two versions, in the order of their names."""
    keys = {key for key in {*old, *new} if old.get(key) != new.get(key)}
    return sorted(key for key in keys if not (nothing(old.get(key)) and nothing(new.get(key))))


def may_sign(person_id: int, signed_by: frozenset[int]) -> bool:
    """Each signs what is shown once."""
    return person_id not in signed_by
