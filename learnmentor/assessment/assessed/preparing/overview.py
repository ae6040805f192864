"""How far a submission is, part by part: for its page, and for whoever asks before it is handed in."""

from collections.abc import Mapping
from dataclasses import dataclass

from learnmentor.assessment.assessed.preparing import rules
from learnmentor.assessment.assessed.preparing.queries import BesidePart, Lacking, PreparedWork
from learnmentor.assessment.assessed.preparing.rules import LeftToDo, LengthStands, PartFilled
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, BriefPart


@dataclass(frozen=True)
class PartStands:
    """A part of the work and how far it is. `asked`: words that its text is to have, where the task says so."""

    part: BriefPart
    filled: PartFilled
    asked: int | None
    answered: int  # of its criteria

    @property
    def length(self) -> LengthStands:
        """How long its text is, beside what is asked."""
        return rules.length_stands(self.filled.words, self.asked) if self.asked else LengthStands.NONE


@dataclass(frozen=True)
class WorkStands:
    """How far a whole submission is, and what is left before it may be handed in."""

    parts: tuple[PartStands, ...]
    left: tuple[LeftToDo, ...]
    answered: int
    criteria: int


def work_stands(
    brief: AssessedBrief, level: int, work: PreparedWork, beside: Mapping[str, BesidePart], lacking: Lacking
) -> WorkStands:
    """How far prepared work is with what a brief asks for at a level."""
    filled = {part.key: _filled(work, part, beside.get(part.key, BesidePart())) for part in brief.parts}
    answered = work.answered
    parts = tuple(
        PartStands(part, filled[part.key], part.words_at(level), len(answered.intersection(part.criteria)))
        for part in brief.parts
    )
    left = rules.left_to_do(brief, filled, answered, lacking.missing)
    known = answered.intersection(each.key for each in brief.criteria)
    return WorkStands(parts, left, len(known), len(brief.criteria))


def _filled(work: PreparedWork, part: BriefPart, beside: BesidePart) -> PartFilled:
    there = work.part(part.key)
    return PartFilled(rules.words_in(there.text), len(there.links), len(there.files), beside.ready, beside.waiting)
