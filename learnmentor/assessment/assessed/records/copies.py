"""A copy of a record as others read it: without the names of the two, and without what one of them holds back."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from learnmentor.assessment.assessed.records.rules import RecordSource
from learnmentor.mentoring.paper.sheet import PaperSheet, Said, SheetItem, SheetSection, SheetTable, sheet_to_json

READERS = "The learner, and whoever judges or moderates this work."


@dataclass(frozen=True)
class RecordCopy:
    """A copy that is about to be released. `other_id`: who is asked, where it is of two people."""

    source: RecordSource
    sheet: PaperSheet
    pair_id: int | None = None
    other_id: int | None = None

    @property
    def sha256(self) -> str:
        """The digest of the copy, which stays when the copy goes."""
        return digest_of(self.sheet)


def digest_of(sheet: PaperSheet) -> str:
    """The SHA-256 of a sheet as JSON with sorted keys."""
    plain = json.dumps(sheet_to_json(sheet), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def copied(sheet: PaperSheet, names: Mapping[str, str], *, day: str = "") -> PaperSheet:
    """The sheet as it is copied: `names` gives the word for each name that is replaced, `day` goes into its title."""
    title = f"{sheet.title}, {day}" if day else sheet.title
    return without_names(without_own_notes(replace(sheet, title=title, readers=READERS)), names)


def without_own_notes(sheet: PaperSheet) -> PaperSheet:
    """The sheet without what its reader keeps from the other one; a label under which nothing else stands goes too."""
    sections = (
        replace(section, items=tuple(filter(None, map(_without_notes, section.items)))) for section in sheet.sections
    )
    return replace(sheet, sections=tuple(sections))


def _without_notes(item: SheetItem | SheetTable) -> SheetItem | SheetTable | None:
    if isinstance(item, SheetTable) or not any(each.note for each in item.said):
        return item
    left = tuple(each for each in item.said if not each.note)
    return replace(item, said=left) if left else None


def without_names(sheet: PaperSheet, names: Mapping[str, str]) -> PaperSheet:
    """The sheet with words such as "the mentee" wherever a whole name stands, in headings and in texts."""
    words = _replacing({" ".join(name.split()): word for name, word in names.items() if name.strip()})
    return replace(
        sheet,
        title=words(sheet.title),
        about=tuple((words(label), words(text)) for label, text in sheet.about),
        sections=tuple(_section(each, words) for each in sheet.sections),
    )


Words = Callable[[str], str]


def _replacing(names: Mapping[str, str]) -> Words:
    if not names:
        return lambda text: text
    longest_first = sorted(names, key=len, reverse=True)
    found = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    return lambda text: found.sub(lambda each: _in_place(names[each.group()], begins=each.start() == 0), text)


def _in_place(word: str, *, begins: bool) -> str:
    return word[:1].upper() + word[1:] if begins else word


def _section(section: SheetSection, words: Words) -> SheetSection:
    return SheetSection(words(section.heading), tuple(_item(each, words) for each in section.items))


def _item(item: SheetItem | SheetTable, words: Words) -> SheetItem | SheetTable:
    if isinstance(item, SheetTable):
        rows = tuple(tuple(words(each) for each in row) for row in item.rows)
        return SheetTable(words(item.label), tuple(map(words, item.head)), rows)
    said = tuple(Said(words(each.text), words(each.by), each.note) for each in item.said)
    return SheetItem(words(item.label), said)
