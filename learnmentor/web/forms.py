"""The form base: CSRF is checked once for every unsafe request by the corridor, so forms hold fields alone."""

from collections.abc import Callable
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Form as WTForm
from wtforms.fields.core import Field
from wtforms.meta import DefaultMeta
from wtforms.validators import ValidationError


class FormPart(WTForm):
    """Fields that belong together, a form or a part of one. No browser cuts what is pasted into them.

    A limit is said by the server, which gives everything back; `maxlength` would drop the end without a word.
    """

    class Meta(DefaultMeta):
        """How the fields are drawn."""

        def render_field(self, field: Field, render_kw: Any) -> Any:
            """The field without the attributes by which a browser cuts a text or holds it back."""
            return super().render_field(field, {"maxlength": False, "minlength": False, **render_kw})


class Form(FormPart):
    """A form filled from the request when it was posted, else from what is passed in.

    One that is `blank` stands on a page that answers another form, and takes nothing from that.
    """

    def __init__(self, *, blank: bool = False, **kwargs: Any) -> None:
        posted = request.method == "POST" and not blank
        super().__init__(_posted() if posted else None, **kwargs)
        self.posted = posted

    def accepted(self) -> bool:
        """Whether the form was posted and every field is right."""
        return self.posted and self.validate()

    def text(self, field: str) -> str:
        """What a field of text holds, "" for nothing."""
        return str(self[field].data or "")

    def refuse(self, field: str, message: str) -> None:
        """Say beside `field` why a rule of the domain refused it."""
        target: Field = self[field]
        target.errors = [*target.errors, message]


def at_most(characters: int, advice: str = "") -> Callable[[WTForm, Field], None]:
    """A validator that says how long a text may be and how long it is, and what to do if that needs saying."""

    def check(_form: WTForm, field: Field) -> None:
        if (length := len(field.data or "")) > characters:
            said = f"Keep this to {characters:,} characters; it has {length:,}."
            raise ValidationError(f"{said} {advice}".rstrip())

    return check


def _posted() -> Any:
    from_fields, from_files = request.form, request.files
    if not from_files:
        return from_fields
    merged: MultiDict[str, Any] = from_fields.copy()
    for name, files in from_files.lists():
        merged.setlist(name, files)
    return merged


_CONTROL: dict[int, str | None] = {
    **dict.fromkeys({*range(32), *range(127, 160)} - set(b"\t\n\r")),  # no keyboard types them, PostgreSQL keeps no NUL
    **dict.fromkeys((0x0B, 0x0C, 0x85), "\n"),  # line ends of word processors and old machines
}


def single_line(value: str | None) -> str:
    """A filter for one-line fields: no line breaks, control characters or doubled spaces, no spaces at the ends."""
    return " ".join((value or "").translate(_CONTROL).split())


def trimmed(value: str | None) -> str:
    """A filter for longer text: line ends as one character, no control characters, no space at the ends."""
    return (value or "").replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL).strip()
