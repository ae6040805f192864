"""A finished round beside others: what the record's own assessors said, and how all others here decided."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learnmentor.assessment.assessed.standardisation.queries import StandardRecord
from learnmentor.assessment.assessed.standardisation.rules import RecordJudged
from learnmentor.assessment.statistics.small_cells import FEWEST
from learnmentor.assessment.statistics.spread import DECISIONS, CountedLine, SpreadShown, spread_of, spread_shown

Other = tuple[Mapping[str, Any], Mapping[str, Any]]  # what was asked of somebody else, and what they decided


@dataclass(frozen=True)
class CriterionCompared:
    """One criterion: one's own decision, and the answers of the fictional assessors as HTML."""

    key: str
    text: str
    met: bool
    evidence: str
    fictional: Sequence[tuple[str, str]]
    alone: bool  # most others decided otherwise, as far as that is shown


@dataclass(frozen=True)
class RecordCompared:
    """A record: its criteria, the notes that it carries, and how others decided; no spread from fewer than five."""

    code: str
    title: str
    criteria: Sequence[CriterionCompared]
    notes: Sequence[tuple[str, str]]
    spread: Sequence[SpreadShown]


def compared(
    code: str, asked: Mapping[str, Any], own: RecordJudged, record: StandardRecord | None, others: Sequence[Other]
) -> RecordCompared:
    """One record of a round. `record`: as it is in the course today; None where it is gone."""
    same = [judged[code] for theirs, judged in others if _criteria(theirs, code) == asked["criteria"]]
    lines = {key: CountedLine(key, f"{key}. {text}", key, DECISIONS) for key, text in asked["criteria"].items()}
    enough = len(same) >= FEWEST
    counts = {key: spread_of(line, [_word(each[key]) for each in same if key in each]) for key, line in lines.items()}
    judged = record.judged if record is not None and dict(record.criteria) == asked["criteria"] else ()
    criteria = [
        CriterionCompared(
            key, text, own.met[key], own.evidence.get(key, ""),
            [(each["title"], each["answers"][number]) for each in judged],
            alone=enough and _alone(counts[key], own=_word(own.met[key])),
        )
        for number, (key, text) in enumerate(asked["criteria"].items())
    ]  # fmt: skip
    shown = [spread_shown(line, counts[key], _word(own.met[key])) for key, line in lines.items()] if enough else []
    notes = [(each["title"], each["why_html"]) for each in judged if each["why_html"]]
    return RecordCompared(code, asked["title"], criteria, notes, shown)


def _criteria(asked: Mapping[str, Any], code: str) -> Mapping[str, str] | None:
    return asked[code]["criteria"] if code in asked else None


def _word(met: bool) -> str:  # noqa: FBT001 -- a decision as it is counted
    return "met" if met else "not-yet"


def _alone(counts: Mapping[str, int | None], *, own: str) -> bool:
    """Whether more others decided otherwise: said only of numbers that are shown."""
    known = Counter({answer: count for answer, count in counts.items() if count is not None})
    return len(known) == len(counts) and known[own] < known.total() - known[own]
