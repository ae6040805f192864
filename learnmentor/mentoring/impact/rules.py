"""Whose list a survey is, when it is answered, and until when answers may be corrected."""

from collections.abc import Collection
from enum import StrEnum

MOST_SURVEYS = 40  # of one person
LONGEST_ABOUT = 120
LONGEST_EXAMPLE = 500
LONGEST_LINE = 1_000


class ImpactList(StrEnum):
    """Who answers, and about what [NFER s.3.2 to s.3.4]."""

    MENTOR = "mentor"
    MENTEE = "mentee"
    ORGANISATION = "organisation"


class Moment(StrEnum):
    """When it is asked, in the order of time."""

    BEFORE = "before"
    HALF_WAY = "half-way"
    AFTER = "after"


class HowTrue(StrEnum):
    """How true a statement is; `CANNOT_SAY` is an answer, and has no place among the others."""

    NOT_AT_ALL = "not-at-all"
    A_LITTLE = "a-little"
    FAIRLY = "fairly"
    A_GREAT_DEAL = "a-great-deal"
    CANNOT_SAY = "cannot-say"


_ORDER = list(Moment)


def may_answer(moment: Moment, answered: Collection[str]) -> bool:
    """Answers of a moment are given and corrected until a later moment has any: looking back changes nothing."""
    return not any(later in answered for later in _ORDER[_ORDER.index(moment) + 1 :])


def next_moments(answered: Collection[str]) -> list[Moment]:
    """The moments that have no answers yet and can have some."""
    return [moment for moment in _ORDER if moment not in answered and may_answer(moment, answered)]
