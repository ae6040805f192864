"""A filled form on A4: a tagged PDF. The same sheet made at the same moment gives the same bytes."""

from datetime import datetime
from pathlib import Path
from typing import Any

from learnmentor.ground.printing import typesetting
from learnmentor.ground.printing.typefaces import FAMILIES, breakable
from learnmentor.ground.words import long_date
from learnmentor.mentoring.paper.sheet import NOTHING, PaperSheet, Said, SheetItem, SheetTable

SHORT = 16  # characters: a column of such words is as wide as they are
SIDE_BY_SIDE = 4  # columns of a table; with more of them each row is a list


def form_pdf(sheet: PaperSheet, *, templates: Path, at: datetime) -> bytes:
    """The sheet as a PDF; raises `CannotTypeset`."""
    data = {
        "families": FAMILIES,
        "title": sheet.title,
        "code": sheet.code,
        "readers": sheet.readers,
        "made": long_date(at),
        "about": [{"label": label, "words": _set(words)} for label, words in sheet.about],
        "sections": [
            {"heading": section.heading, "items": [_item(each) for each in section.items]} for section in sheet.sections
        ],
    }
    return typesetting.pdf(templates / "form.typ", data, at=at)


def _item(item: SheetItem | SheetTable) -> dict[str, Any]:
    if isinstance(item, SheetTable):
        rows = [[_paragraphs(words or NOTHING) for words in row] for row in item.rows]
        beside = len(item.head) <= SIDE_BY_SIDE
        return {
            "label": item.label, "head": item.head, "rows": rows, "beside": beside, "narrow": _narrow(item), "said": [],
        }  # fmt: skip
    said = [_said(each) for each in item.said or (Said(NOTHING),)]
    return {"label": item.label, "head": [], "rows": [], "beside": False, "narrow": [], "said": said}


def _narrow(table: SheetTable) -> list[bool]:
    """Of each column, whether it takes no more than its words need: a time, a day, a yes."""
    return [
        max(map(len, (label, *(row[column] for row in table.rows)))) <= SHORT for column, label in enumerate(table.head)
    ]


def _said(each: Said) -> dict[str, Any]:
    by = f"{each.by}, own note" if each.note else each.by
    return {"by": _set(by), "paragraphs": _paragraphs(each.text)}


def _paragraphs(text: str) -> list[Any]:
    return [_set(line) for line in text.split("\n")]


def _set(words: str) -> Any:
    return typesetting.set_in(breakable(words))
