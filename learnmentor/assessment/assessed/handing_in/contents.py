"""What goes when work is handed in, what stays out of it, what is missing, and the bytes that are hashed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from learnmentor.assessment.assessed.rules import CriterionShown, HandedInPart, HandedInWork
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, BriefPart, PartTake


def contents(
    brief: AssessedBrief, prepared: Mapping[str, HandedInPart], shown: Sequence[CriterionShown]
) -> HandedInWork:
    """What goes: each part that the brief asks for, in its order, and where each of its criteria is said to be shown.

    Every part stands in it, also an empty one, so that whoever judges sees what was asked.
    """
    parts = tuple(
        replace(prepared.get(part.key, HandedInPart(part.key, part.title)), key=part.key, title=part.title)
        for part in brief.parts
    )
    there, said = {part.key for part in brief.parts}, {each.criterion: each for each in shown}
    return HandedInWork(parts, tuple(_still(said[each.key], there) for each in brief.criteria if each.key in said))


def _still(shown: CriterionShown, there: set[str]) -> CriterionShown:
    return replace(shown, parts=tuple(key for key in shown.parts if key in there))


def left_over(brief: AssessedBrief, prepared: Mapping[str, HandedInPart]) -> tuple[HandedInPart, ...]:
    """What was prepared for parts that the brief does not ask for any more: it stays, and does not go in."""
    return tuple(part for key, part in prepared.items() if brief.part(key) is None and not part.empty)


# What is missing


class GapKind(StrEnum):
    """What can be missing."""

    UNIT = "unit"  # it is to be finished first
    PRACTICE = "practice"  # work for another unit is to be begun first
    PART = "part"  # nothing is in it
    CRITERION = "criterion"  # it is not said where it is shown


@dataclass(frozen=True)
class HandInGap:
    """One thing that is missing: the key of a part or criterion, or the code of a unit; and its words."""

    kind: GapKind
    key: str
    words: str


def gaps(brief: AssessedBrief, work: HandedInWork) -> tuple[HandInGap, ...]:
    """What is missing in the work itself: required parts that are empty, criteria of which nobody said where."""
    empty = [part for part in brief.parts if _required(part) and _is_empty(work, part.key)]
    shown = {each.criterion for each in work.shown if each.parts and each.where.strip()}
    unsaid = [each for each in brief.criteria if each.key not in shown and not _later(brief, each.key)]
    return (
        *(HandInGap(GapKind.PART, part.key, part.title) for part in empty),
        *(HandInGap(GapKind.CRITERION, each.key, each.text) for each in unsaid),
    )


def _is_empty(work: HandedInWork, key: str) -> bool:
    part = work.part(key)
    return part is None or part.empty


def _required(part: BriefPart) -> bool:
    """Whether something has to be in a part. A discussion is held after handing in."""
    return not part.optional and PartTake.DISCUSSION not in part.takes


def _later(brief: AssessedBrief, criterion: str) -> bool:
    """Whether a criterion is shown in a discussion alone."""
    showing = [part for part in brief.parts if criterion in part.criteria]
    return bool(showing) and all(part.takes == {PartTake.DISCUSSION} for part in showing)


# Its bytes


def canonical(work: Mapping[str, Any]) -> bytes:
    """The one way to write a handed-in work: JSON with sorted keys and no spaces, in UTF-8."""
    return json.dumps(work, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(work: Mapping[str, Any]) -> str:
    """The number of the receipt: SHA-256 of `canonical`, in hexadecimal."""
    return hashlib.sha256(canonical(work)).hexdigest()
