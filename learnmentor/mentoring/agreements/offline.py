"""A draft that is filled in offline: the file says what it had shown, so that what it brings back undoes nothing."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from learnmentor.mentoring.agreements.queries import AgreementDraft
from learnmentor.mentoring.agreements.readings import FieldEdit, mark, plain, standing_mark
from learnmentor.mentoring.paper.definition import PaperField

LABEL = "Kept with this file"
_SHORT = 6  # signs of each mark
_LINE = re.compile(rf"^> {LABEL}: ([0-9a-f.]+)\s*$", re.MULTILINE)


def seen_line(draft: AgreementDraft, fields: Sequence[PaperField], *, reader: int) -> tuple[str, str]:
    """What the file says of what it shows, field by field."""
    return LABEL, "".join(_marks(draft, field.key, reader) for field in fields)


def edits(
    values: Mapping[str, Any], text: str, draft: AgreementDraft, fields: Sequence[PaperField], *, reader: int
) -> dict[str, FieldEdit]:
    """What a file changes: an answer that it had shown is left as it stands by now."""
    found = _LINE.search(text[:20_000])
    marks = found[1] if found else ""
    size = 2 * _SHORT
    seen = {field.key: marks[at * size : (at + 1) * size] for at, field in enumerate(fields)}
    return {key: _edit(plain(value), seen.get(key, ""), draft, key, reader) for key, value in values.items()}


def _edit(typed: Any, seen: str, draft: AgreementDraft, key: str, reader: int) -> FieldEdit:
    shown, now = mark(typed), standing_mark(*draft.field(key, reader))
    untouched, the_same = shown.startswith(seen[:_SHORT] or "-"), now.startswith(seen[_SHORT:] or "-")
    return FieldEdit(typed, shown if untouched else "", now if the_same else "")


def _marks(draft: AgreementDraft, key: str, reader: int) -> str:
    return mark(draft.value(key, reader))[:_SHORT] + standing_mark(*draft.field(key, reader))[:_SHORT]
