"""The assessed version of a unit as values: its sizes by level, the parts of the work, and what they are judged by.

Read from what publishing prepared (`prepared_data.BriefData`). A brief that was published before briefs had parts
reads as one part.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class PartTake(StrEnum):
    """What a part can be answered with."""

    TEXT = "text"
    FILES = "files"
    LINKS = "links"
    RECORDS = "records"
    WITNESS = "witness"
    DISCUSSION = "discussion"


class ReleasableKind(StrEnum):
    """Records of one's own that may be released to a part.

    `TRANSCRIPT` is an extract of a recorded conversation that its owner pastes in; `CONTACT_LOG` has the days and
    minutes of a pair's meetings and no words.
    """

    CPD_ENTRY = "cpd-entry"
    AGREEMENT = "agreement"
    ROLE_DECLARATION = "role-declaration"
    MEETING = "meeting"
    OBSERVATION = "observation"
    REVIEW = "review"
    SCHEDULE = "schedule"
    IMPACT = "impact"
    CONTACT_LOG = "contact-log"
    TRANSCRIPT = "transcript"


WHOLE_WORK = "work"  # the only part of a brief that has none
_WHOLE_TAKES = frozenset({PartTake.TEXT, PartTake.FILES, PartTake.LINKS})


@dataclass(frozen=True)
class AssessedVersion:
    """One level of a unit: its credits, its notional hours, and the hours of each part of that time."""

    level: int
    credits: int
    hours: int
    split: Mapping[str, float]


@dataclass(frozen=True)
class Criterion:
    """One thing that is looked for. `key`: the outcome and its number within it, "P1.2-1"."""

    key: str
    outcome: str
    text: str


@dataclass(frozen=True)
class BriefPart:
    """One part of the work. `key` stays when the title changes; `words` by level; `criteria` are keys."""

    key: str
    title: str
    html: str
    takes: frozenset[PartTake]
    records: tuple[ReleasableKind, ...]
    words: Mapping[int, int]
    criteria: tuple[str, ...]
    optional: bool

    def words_at(self, level: int) -> int | None:
        """How long its text is to be at a level; None where nothing is said."""
        return self.words.get(level)


@dataclass(frozen=True)
class AssessedBrief:
    """What the assessed version of a unit asks for. `confirms_core`: a pass lets the core count towards an award."""

    unit: str
    title: str
    decision: str
    confirms_core: bool
    versions: tuple[AssessedVersion, ...]
    parts: tuple[BriefPart, ...]
    criteria: tuple[Criterion, ...]

    def version(self, level: int) -> AssessedVersion | None:
        """The version at a level."""
        return next((each for each in self.versions if each.level == level), None)

    def part(self, key: str) -> BriefPart | None:
        """The part with this key."""
        return next((each for each in self.parts if each.key == key), None)


def brief_from(data: Mapping[str, Any]) -> AssessedBrief:
    """A brief as its revision keeps it."""
    criteria = tuple(each for group in data["criteria"] for each in _criteria(group))
    parts = tuple(_part(each) for each in data.get("parts") or ())
    return AssessedBrief(
        unit=data["unit"],
        title=data["title"],
        decision=data["decision"],
        confirms_core=data.get("confirms_core", False),
        versions=tuple(_version(each) for each in data["versions"]),
        parts=parts or (_whole_work(criteria),),
        criteria=criteria,
    )


def criterion_key(outcome: str, number: int) -> str:
    """The key of a criterion: its outcome and its number within it, from 1."""
    return f"{outcome}-{number}"


def _criteria(group: Mapping[str, Any]) -> list[Criterion]:
    texts = group["criteria"]
    keys = group.get("keys") or [criterion_key(group["id"], number) for number in range(1, len(texts) + 1)]
    return [Criterion(key, group["id"], text) for key, text in zip(keys, texts, strict=True)]


def _version(data: Mapping[str, Any]) -> AssessedVersion:
    return AssessedVersion(data["level"], data["credits"], data["hours"], data["split"])


def _part(data: Mapping[str, Any]) -> BriefPart:
    return BriefPart(
        key=data["key"],
        title=data["title"],
        html=data["html"],
        takes=frozenset(map(PartTake, data["takes"])),
        records=tuple(map(ReleasableKind, data["records"])),
        words={int(level): count for level, count in data["words"].items()},
        criteria=tuple(data["criteria"]),
        optional=data["optional"],
    )


def _whole_work(criteria: tuple[Criterion, ...]) -> BriefPart:
    return BriefPart(
        key=WHOLE_WORK,
        title="Your work",
        html="",
        takes=_WHOLE_TAKES,
        records=(),
        words={},
        criteria=tuple(each.key for each in criteria),
        optional=False,
    )
