"""A form that one person fills in, as lines: each answer is a cell, with the key of its field and, in rows, its place.

So two devices of one writer are merged answer by answer, and what the other one wrote is never touched.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField, Rows, Values, is_blank
from learnmentor.mentoring.paper.marks import marks_sent

Cells = Mapping[str, str]  # by field of a line: "focus", "rows.0.time"


def cells_of(definition: FormDefinition, values: Values) -> dict[str, str]:
    """The answers of a form that say something."""
    return {key: text for key, text in _spelled(definition, values) if text}


def _spelled(definition: FormDefinition, values: Values) -> Iterator[tuple[str, str]]:
    for part in definition.parts():
        if isinstance(part, Rows):
            for n, row in enumerate(values.get(part.key) or []):
                yield from ((f"{part.key}.{n}.{each.key}", _text(row.get(each.key))) for each in part.fields)
        else:
            yield part.key, _text(values.get(part.key))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    return "" if value is None or value is False else "yes" if value is True else str(value)


def values_of(definition: FormDefinition, cells: Cells) -> dict[str, Any]:
    """The values of a form from its cells; rows that say nothing are left out."""
    return {
        part.key: _rows(part, cells) if isinstance(part, Rows) else _value(part, cells.get(part.key, ""))
        for part in definition.parts()
    }


def _rows(rows: Rows, cells: Cells) -> list[dict[str, Any]]:
    found = [
        {each.key: _value(each, cells.get(f"{rows.key}.{n}.{each.key}", "")) for each in rows.fields}
        for n in range(rows.most)
    ]
    return [row for row in found if not is_blank(row)]


def _value(asked: PaperField, text: str) -> Any:
    """A cell as its field has it. Two texts of two devices that make no such answer leave the first that does."""
    match asked.kind:
        case FieldKind.MULTI:
            return list(dict.fromkeys(line for line in text.split("\n") if line))
        case FieldKind.TICK:
            return bool(text)
        case FieldKind.NUMBER:
            return next((int(line) for line in text.split("\n") if line.isascii() and line.isdigit()), None)
        case FieldKind.PICK | FieldKind.DATE:
            return text.partition("\n")[0]
    return text


def belongs(definition: FormDefinition, field: str) -> bool:
    """Whether the field of a line is a cell of a form."""
    return field.partition(".")[0] in {part.key for part in definition.parts()}


# What a browser had before it, when somebody began to type


def mark(changes: int, text: str) -> str:
    """A cell as it was shown: how often it had been changed, and a digest of its text."""
    return f"{changes}.{_digest(text)}"


def unedited(text: str, seen: str) -> bool:
    """Whether somebody sends back what they were shown."""
    return seen.partition(".")[2] == _digest(text)


def current(changes: int, seen: str) -> bool:
    """Whether somebody was shown the newest text."""
    return seen.partition(".")[0] == str(changes)


def read_marks(text: str) -> dict[str, str]:
    """The marks that a page sent back; none where it sent nothing of the kind."""
    return {key: str(value) for key, value in marks_sent(text).items()}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
