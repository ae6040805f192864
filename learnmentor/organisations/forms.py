"""The forms of parts, of their people and coordinators, of who manages whom, and of a table of people."""

from collections.abc import Sequence
from datetime import date
from typing import Any, BinaryIO, cast

from wtforms import BooleanField, EmailField, FileField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from learnmentor.accounts.forms import NamesForm
from learnmentor.accounts.rules import LONGEST_ADDRESS, clean_name
from learnmentor.ground.tables.encodings import decoded
from learnmentor.ground.tables.text import with_plain_line_ends
from learnmentor.organisations.rules import INNER_KINDS, LONGEST_PART_NAME, PartKind, Span
from learnmentor.organisations.tables.reading import MOST_CHARACTERS
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, single_line

_EXAMPLE = "such as 21 November 2026"
KINDS = {PartKind.DEPARTMENT: "Department", PartKind.SITE: "Site", PartKind.PARTNER: "Partner"}


def _address(label: str, *, description: str = "") -> EmailField:
    return EmailField(
        label,
        filters=[single_line],
        validators=[
            InputRequired("Enter an email address."),
            Length(max=LONGEST_ADDRESS, message=f"Use at most {LONGEST_ADDRESS} characters."),
            Email("Enter an email address in the usual form, such as name@example.ac.uk."),
        ],
        description=description,
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )


class PartNameForm(Form):
    """What a part is called."""

    name = StringField("Name", filters=[lambda value: clean_name(value or "")], render_kw={"autocomplete": "off"})

    def validate_name(self, field: StringField) -> None:
        """Something that can be read, of a length that fits."""
        if not any(sign.isalnum() for sign in field.data or ""):
            raise ValidationError("Write a name.")
        if len(field.data or "") > LONGEST_PART_NAME:
            raise ValidationError(f"Use at most {LONGEST_PART_NAME} characters. This name has {len(field.data or '')}.")


class PartForm(PartNameForm):
    """A part inside another one."""

    kind = SelectField("What it is", choices=[SelectChoice(kind.value, KINDS[kind]) for kind in INNER_KINDS])


class ClosePartForm(Form):
    """A tick: a closed part is not opened again."""

    sure = BooleanField(
        "Close it at the end of today",
        description="Its people then belong to the part above it, and its coordinators look after it no longer.",
        validators=[InputRequired("Tick the box if you want it closed.")],
    )


def _first_day() -> DayField:
    return DayField("First day", validators=[InputRequired(f"Enter the first day, {_EXAMPLE}.")])


def _last_day() -> DayField:
    return DayField("Last day", validators=[Optional()], description="Leave it empty for no end.")


class SpanForm(Form):
    """A span of days; each form declares them behind what comes first on its page."""

    starts_on = _first_day()
    ends_on = _last_day()

    def validate_ends_on(self, field: DayField) -> None:
        """Not before it begins."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("The last day cannot be before the first.")

    def span(self) -> Span:
        """The days of an accepted form."""
        if self.starts_on.data is None:
            raise ValueError("the form was not accepted")
        return Span(self.starts_on.data, self.ends_on.data)


class BringInForm(SpanForm):
    """One person who is to belong to a part."""

    email = _address("Email address", description="Whoever does not belong here yet gets a letter, and can decline.")
    starts_on, ends_on = _first_day(), _last_day()


class CoordinatorForm(SpanForm):
    """Somebody who is to coordinate a part."""

    email = _address("Email address", description="Of somebody who belongs here already.")
    starts_on, ends_on = _first_day(), _last_day()


class ManagerForm(SpanForm):
    """Somebody's manager."""

    email = _address("Manager's email address", description="Of somebody who belongs here already.")
    starts_on, ends_on = _first_day(), _last_day()


class LastDayForm(Form):
    """The last day of something."""

    last_day = DayField("Last day", validators=[InputRequired(f"Enter the last day, {_EXAMPLE}.")])

    def day(self) -> date:
        """The last day of an accepted form."""
        if self.last_day.data is None:
            raise ValueError("the form was not accepted")
        return self.last_day.data


class MoveForm(Form):
    """Another part, from a day on."""

    to = SelectField("To")
    first_day = DayField("First day there", validators=[InputRequired(f"Enter the first day there, {_EXAMPLE}.")])

    def __init__(self, *, parts: Sequence[tuple[str, str]], **more: Any) -> None:
        """`parts` are those to choose of, each with its public id and its name."""
        super().__init__(**more)
        self.to.choices = [SelectChoice(public_id, name) for public_id, name in parts]

    def day(self) -> date:
        """The first day of an accepted form."""
        if self.first_day.data is None:
            raise ValueError("the form was not accepted")
        return self.first_day.data


class IntoForm(Form):
    """Another part to stand in."""

    to = SelectField("Into")

    def __init__(self, *, parts: Sequence[tuple[str, str]], **more: Any) -> None:
        """`parts` are those to choose of, each with its public id and its name."""
        super().__init__(**more)
        self.to.choices = [SelectChoice(public_id, name) for public_id, name in parts]


class FindMembersForm(Form):
    """Whom to look for; sent by GET."""

    words = StringField("Name or address", filters=[single_line], render_kw={"autocomplete": "off", "type": "search"})


class MemberNamesForm(NamesForm):
    """The names of somebody else."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.name.description = "How they are greeted."
        self.printed_name.description = "For certificates from now on, exactly as it should be printed."


class PeopleTableForm(Form):
    """A table of people, pasted or as a file."""

    file = FileField("Choose a CSV file", render_kw={"accept": ".csv,.tsv,.txt"})
    table = TextAreaField(
        "Or paste your table",
        description="Copy the cells in your spreadsheet, headings included, and paste them here. CSV works too.",
        render_kw={"spellcheck": "false", "autocomplete": "off", "class": "as-typed"},
    )

    def accepted(self) -> bool:
        """Whether there is a table, pasted or in the file; it is in `text` afterwards."""
        right = super().accepted()
        chosen = self.file.data
        if right and getattr(chosen, "filename", None):
            right = self._take_file(cast(Any, chosen).stream)
        if right and not self.text("table").strip():
            self.refuse("table", "Choose a file, or paste a table here.")
        return right and not self.errors

    def _take_file(self, stream: BinaryIO) -> bool:
        content = stream.read(MOST_CHARACTERS * 4 + 1)
        text = decoded(content) if len(content) <= MOST_CHARACTERS * 4 else ""
        if text == "" and content:
            self.refuse("file", "This file is too large for a table of people. Split it, and bring in one by one.")
        elif text is None or "\0" in text or content.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
            self.refuse("file", "This is not a CSV file. Save it as CSV in your spreadsheet, or paste its cells.")
        else:
            self.table.data = with_plain_line_ends(text)
        return not self.errors
