"""How far a submission is, part by part: for its page, and for whoever asks before it is handed in."""

from collections.abc import Mapping
from dataclasses import dataclass

from learnmentor.assessment.assessed.preparing import rules
from learnmentor.assessment.assessed.preparing.queries import BesidePart, LackingUnits, PreparedPart, PreparedWork
from learnmentor.assessment.assessed.preparing.rules import LeftToDo, LengthStands, PartFilled
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, BriefPart
from learnmentor.markup.found import count_words


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
    """How far a whole submission is, and what is left before it may be handed in.

    `not_asked`: what was prepared for parts that the brief has no longer. It is shown, and not handed in.
    """

    parts: tuple[PartStands, ...]
    left: tuple[LeftToDo, ...]
    answered: int
    criteria: int
    not_asked: tuple[PreparedPart, ...] = ()


def work_stands(
    brief: AssessedBrief, level: int, work: PreparedWork, beside: Mapping[str, BesidePart], lacking: LackingUnits
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
    not_asked = tuple(part for key, part in work.parts.items() if key not in filled and not part.empty)
    return WorkStands(parts, left, len(known), len(brief.criteria), not_asked)


def _filled(work: PreparedWork, part: BriefPart, beside: BesidePart) -> PartFilled:
    there = work.part(part.key)
    return PartFilled(count_words(there.text), len(there.links), len(there.files), beside.ready, beside.waiting)
