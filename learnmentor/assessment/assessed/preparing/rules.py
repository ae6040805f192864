"""Decisions about choosing and preparing: what has to be done before, what two tabs wrote, what is left."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from learnmentor.courses.catalogue.assessed_versions import AssessedBrief
from learnmentor.mentoring.lines.rules import merged
from learnmentor.mentoring.sheets.merged_answers import (
    MergedAnswers,
    joined_lines,
    mark_of,
    marks_to_send,
    merge_by_key,
)

MOST_FILES = 10  # of one part
MOST_LINKS = 10
LONGEST_TEXT = 100_000  # characters of one part
LONGEST_LINK = 1_000
LONGEST_WHERE = 300
TOLERANCE = 10  # per cent by which a text may be longer or shorter than asked


class UnitFamily(StrEnum):
    """What a unit is: nothing of the core is ever judged."""

    CORE = "core"
    OPTIONAL = "optional"
    PRACTICE = "practice"


@dataclass(frozen=True)
class UnitAsked:
    """A unit as these rules see it."""

    code: str
    family: UnitFamily
    prerequisites: tuple[str, ...] = ()
    segments: int = 0


def may_be_assessed(unit_code: str, family: UnitFamily, levels: Collection[int], level: int) -> bool:
    """Whether somebody may begin a unit's assessed version at a level; never one of the core [promise 1]."""
    return family != UnitFamily.CORE and not unit_code.startswith("C") and level in levels


# What has to be done before


@dataclass(frozen=True)
class UnitsBefore:
    """The units to finish before handing in, and practice units of which work has to be begun; each in order."""

    finish: tuple[str, ...] = ()
    begin: tuple[str, ...] = ()


def units_before_handing_in(unit: UnitAsked, known: Mapping[str, UnitAsked]) -> UnitsBefore:
    """What has to be done before work for a unit is handed in [curriculum 3.3 rules 1 and 5].

    Its prerequisites; the whole core for a practice unit; its own segments for an optional one. `known`: all units by
    code; one that is not among them cannot be asked for.
    """
    asked = [code for code in unit.prerequisites if code in known]
    if unit.family == UnitFamily.PRACTICE:
        asked += [each.code for each in known.values() if each.family == UnitFamily.CORE]
    elif unit.segments:
        asked.append(unit.code)
    finish = {code for code in asked if known[code].segments}
    begin = {code for code in asked if known[code].family == UnitFamily.PRACTICE}
    return UnitsBefore(tuple(sorted(finish)), tuple(sorted(begin)))


def lacking(before: UnitsBefore, *, finished: Collection[str], begun: Collection[str]) -> UnitsBefore:
    """What of it is missing."""
    return UnitsBefore(
        tuple(code for code in before.finish if code not in finished),
        tuple(code for code in before.begin if code not in begun),
    )


# How long a text is


class LengthStands(StrEnum):
    """How a text stands to the length that a task names. Nothing is refused for it."""

    NONE = "none"
    SHORT = "short"
    RIGHT = "right"
    LONG = "long"


def length_stands(words: int, asked: int) -> LengthStands:
    """Whether a text is about as long as asked."""
    if not words:
        return LengthStands.NONE
    if abs(words - asked) * 100 <= asked * TOLERANCE:
        return LengthStands.RIGHT
    return LengthStands.SHORT if words < asked else LengthStands.LONG


# Links


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text that say something, each once."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def is_link(text: str) -> bool:
    """Whether it is the address of a web page that others can be led to, without a name or password in it."""
    if len(text) > LONGEST_LINK or any(sign <= " " or sign in '<>"\\\x7f' for sign in text):
        return False
    try:
        parts = urlsplit(text)
        named = parts.hostname and (parts.port is None or parts.port)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(named) and not (parts.username or parts.password)


# What two tabs wrote
#
# A part's page has cells: "words", "links", and for each criterion "P1.2-1.part" and "P1.2-1.where".

TEXT_CELL, LINKS_CELL = "words", "links"


def part_cell(criterion: str) -> str:
    """The cell with the part in which a criterion is shown."""
    return f"{criterion}.part"


def where_cell(criterion: str) -> str:
    """The cell with the line that says where in it."""
    return f"{criterion}.where"


def marks_of(cells: Mapping[str, str]) -> str:
    """A mark of each cell, as one text that a page carries: what it was drawn with."""
    return marks_to_send({key: mark_of(text) for key, text in cells.items()})


def merged_cells(kept: Mapping[str, str], typed: Mapping[str, str], seen: Mapping[str, str]) -> MergedAnswers:
    """Put what was typed to what is kept. `seen`: the mark of each cell that its writer was shown.

    What was left as it was gives way to what was kept meanwhile; where both changed, both stay.
    """
    return merge_by_key(kept, typed, seen, _joined)


def _joined(key: str, there: str, text: str) -> str:
    """Both texts; of two parts to choose from the one that was chosen last."""
    if key in {TEXT_CELL, LINKS_CELL}:
        return merged(there, text)
    return text if key.endswith(".part") else joined_lines(there, text)


# What is left


@dataclass(frozen=True)
class PartFilled:
    """How much is in a part: words of its text, links, files, and records and notes that may go with it.

    `waiting`: records that somebody is asked for, and notes that are not written yet.
    """

    words: int = 0
    links: int = 0
    files: int = 0
    records: int = 0
    waiting: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing would be handed in with it."""
        return not (self.words or self.links or self.files or self.records)


class StillTo(StrEnum):
    """What has to be done before handing in."""

    FILL = "fill"  # a part
    SHOW = "show"  # say where a criterion is met; `count` of them
    FINISH = "finish"  # a unit
    BEGIN = "begin"  # work for a practice unit


@dataclass(frozen=True)
class LeftToDo:
    """One thing that is left; `at` is the key of a part, or the code of a unit."""

    what: StillTo
    at: str
    count: int = 1


def left_to_do(
    brief: AssessedBrief, filled: Mapping[str, PartFilled], answered: Collection[str], missing: UnitsBefore
) -> tuple[LeftToDo, ...]:
    """What is left before work may be handed in: parts, then criteria part by part, then units."""
    empty = [part for part in brief.parts if not part.optional and filled.get(part.key, PartFilled()).empty]
    return (
        *(LeftToDo(StillTo.FILL, part.key) for part in empty),
        *_unanswered(brief, answered),
        *(LeftToDo(StillTo.FINISH, code) for code in missing.finish),
        *(LeftToDo(StillTo.BEGIN, code) for code in missing.begin),
    )


def _unanswered(brief: AssessedBrief, answered: Collection[str]) -> Iterable[LeftToDo]:
    """Criteria that are not answered, counted at the first part that has them."""
    left = [each.key for each in brief.criteria if each.key not in answered]
    for part in brief.parts:
        here = [key for key in left if key in part.criteria]
        left = [key for key in left if key not in here]
        if here:
            yield LeftToDo(StillTo.SHOW, part.key, len(here))


# Files


def may_add_files(there: int, more: int) -> bool:
    """Whether a part takes so many files more."""
    return there + more <= MOST_FILES
