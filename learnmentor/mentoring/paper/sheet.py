"""A filled form as it is read: on a page, as a PDF, as plain Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from learnmentor.ground.words import long_date
from learnmentor.mentoring.paper.definition import (
    FieldKind,
    FormDefinition,
    PaperField,
    Rows,
    Values,
)

NOTHING = "–"


@dataclass(frozen=True)
class Said:
    """A text, and who wrote it where that is to be said; `note`: held back as the writer's own."""

    text: str
    by: str = ""
    note: bool = False


@dataclass(frozen=True)
class SheetItem:
    """A label with what was said under it, one or several texts; nothing where none was."""

    label: str
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class SheetTable:
    """Rows under a label: what each column is called, and the texts in them."""

    label: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SheetSection:
    """Items and tables under one heading."""

    heading: str
    items: tuple[SheetItem | SheetTable, ...]


@dataclass(frozen=True)
class PaperSheet:
    """A filled form. `about`: label and words for who, when and what, at its top."""

    title: str
    code: str
    readers: str
    about: tuple[tuple[str, str], ...]
    sections: tuple[SheetSection, ...]


def sheet_of(definition: FormDefinition, values: Values, *, about: Sequence[tuple[str, str]] = ()) -> PaperSheet:
    """The form as it is filled in."""
    sections = tuple(
        SheetSection(section.heading, tuple(_item(part, values) for part in section.parts))
        for section in definition.sections
    )
    return PaperSheet(definition.title, definition.code, definition.readers, tuple(about), sections)


def _item(part: PaperField | Rows, values: Values) -> SheetItem | SheetTable:
    if isinstance(part, Rows):
        rows = tuple(tuple(in_words(each, row) for each in part.fields) for row in values.get(part.key) or [])
        return SheetTable(part.label, tuple(each.label for each in part.fields), rows)
    words = in_words(part, values)
    return SheetItem(part.label, (Said(words),) if words else ())


def in_words(asked: PaperField, values: Values) -> str:
    """An answer as people read it, "" for none."""
    value = values.get(asked.key, asked.nothing)
    match asked.kind:
        case FieldKind.PICK:
            return asked.words_for(value) if value else ""
        case FieldKind.MULTI:
            return "; ".join(asked.words_for(each) for each in value)  # answers hold commas themselves
        case FieldKind.DATE:
            return long_date(date.fromisoformat(value)) if value else ""
        case FieldKind.TICK:
            return "Yes" if value else "No"
        case FieldKind.NUMBER:
            return "" if value is None else str(value)
    return str(value)


def plain_markdown(sheet: PaperSheet) -> str:
    """The sheet as Markdown to read; what people wrote is indented text of its own, so that it stays as it was."""
    lines = [f"# {sheet.title}", "", *(f"- {label}: {words}" for label, words in sheet.about)]
    for section in sheet.sections:
        lines += ["", f"## {section.heading}"] if section.heading else []
        for item in section.items:
            lines += ["", f"### {item.label}", *(_table_lines(item) if isinstance(item, SheetTable) else _said(item))]
    return "\n".join(lines) + "\n"


def _said(item: SheetItem) -> Iterator[str]:
    for each in item.said or (Said(NOTHING),):
        yield ""
        if each.by:
            yield f"{each.by}{' (own note)' if each.note else ''}:"
        yield from (f"> {line}" for line in each.text.split("\n"))


def _table_lines(table: SheetTable) -> Iterator[str]:
    for number, row in enumerate(table.rows, 1):
        yield from ("", f"{number}.")
        for label, words in zip(table.head, row, strict=True):
            yield f"   - {label}: {' '.join(words.split()) or NOTHING}"
    if not table.rows:
        yield from ("", NOTHING)


def sheet_to_json(sheet: PaperSheet) -> dict[str, Any]:
    """The sheet as JSON, for a copy that is kept."""
    plain = asdict(sheet)
    sections = [{**each, "items": [_plain_item(item) for item in each["items"]]} for each in plain["sections"]]
    return {**plain, "about": [list(each) for each in sheet.about], "sections": sections}


def _plain_item(item: Mapping[str, Any]) -> dict[str, Any]:
    if "said" in item:
        return {**item, "said": list(item["said"])}
    return {**item, "head": list(item["head"]), "rows": [list(row) for row in item["rows"]]}


def sheet_from_json(data: Mapping[str, Any]) -> PaperSheet:
    """The sheet that was kept as JSON."""
    sections = tuple(
        SheetSection(each["heading"], tuple(_read_item(item) for item in each["items"])) for each in data["sections"]
    )
    about = tuple((label, words) for label, words in data["about"])
    return PaperSheet(data["title"], data["code"], data["readers"], about, sections)


def _read_item(item: Mapping[str, Any]) -> SheetItem | SheetTable:
    if "said" in item:
        return SheetItem(item["label"], tuple(Said(each["text"], each["by"], each["note"]) for each in item["said"]))
    return SheetTable(item["label"], tuple(item["head"]), tuple(tuple(row) for row in item["rows"]))
