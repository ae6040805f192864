"""Decisions about the standardisation of assessors: what a round lacks, when it is done, who changes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

ROUND_SIZE = 3  # records that are judged: R1 to R3 [curriculum section 5]
MOST_EVIDENCE = 2_000  # characters
MOST_ROUNDS = 40  # of one person


@dataclass(frozen=True)
class Rating:
    """What one assessor decided of one criterion of one record: a cell of a table of agreement.

    `text`: the criterion as it read then; one that was worded anew is another one.
    """

    record: str
    criterion: str
    assessor_id: int
    met: bool
    text: str = field(default="", compare=False)


@dataclass(frozen=True)
class RecordJudged:
    """What one assessor decided of one record, by criterion, and the words of the record that show it."""

    met: Mapping[str, bool] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RoundFacts:
    """A round as rules see it: whose it is, what it asks for by record, and what is decided so far."""

    person_id: int
    asked: Mapping[str, Sequence[str]]  # record → its criteria
    judged: Mapping[str, RecordJudged]
    finished: bool = False

    def whole(self, record: str) -> bool:
        """Whether every criterion of a record is decided, and rests on something."""
        there = self.judged.get(record, RecordJudged())
        return all(key in there.met and there.evidence.get(key) for key in self.asked[record])

    @property
    def lacking(self) -> list[str]:
        """The records that are not judged yet, in order."""
        return [record for record in self.asked if not self.whole(record)]


def may_judge_records(person_id: int, facts: RoundFacts) -> bool:
    """Whether somebody changes what stands in a round: the one whose it is, until it is finished."""
    return person_id == facts.person_id and not facts.finished


def is_done(facts: RoundFacts) -> bool:
    """Whether a round is judged from end to end, so that the others' judgements may be seen."""
    return not facts.lacking


def may_begin_round(finished: Sequence[date], *, on: date, rounds: int) -> bool:
    """Whether a round may begin: the first one, or again in another year."""
    return rounds < MOST_ROUNDS and all(day.year < on.year for day in finished)
