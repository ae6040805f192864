"""What a person types about their development: shapes and wording."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO, cast

from wtforms import (
    BooleanField,
    Field,
    FileField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, InputRequired, StopValidation, ValidationError

from learnmentor.cpd import entry_length, rules
from learnmentor.cpd.forms.fields import HoursField, Ticks, whole_quarters
from learnmentor.cpd.prose import MOST_LINKS, Prose, is_address
from learnmentor.cpd.rules import CpdYear, EntryType, LoggedActivity
from learnmentor.ground import randomness
from learnmentor.ground.attachments import file_kinds
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.tables.encodings import decoded
from learnmentor.ground.tables.text import with_plain_line_ends
from learnmentor.ground.words import file_size, hours, long_date
from learnmentor.web.fields import DayField
from learnmentor.web.forms import Form, at_most, single_line, trimmed

MOST_CHARACTERS = 400_000  # in a table of entries
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16}")


def _new_token() -> str:
    return randomness.public_id()


class OnceForm(Form):
    """A form that the ledger knows again, so that what is sent twice is entered once."""

    source_is = "form"
    token = HiddenField(filters=[single_line])

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        if not _TOKEN.fullmatch(self.text("token")):
            self.token.data = _new_token()

    @property
    def source(self) -> str:
        """What the ledger remembers this form by."""
        return f"{self.source_is}:{self.token.data}"


class EntryForm(OnceForm):
    """One thing a person did for their development, from the day `first` on; without it, in the CPD year `year`."""

    title = StringField(
        "What did you do?",
        description="A line you will recognise in a year, such as “Observed a colleague's welding lesson”.",
        filters=[single_line],
        validators=[
            DataRequired("Say in a few words what you did."),
            at_most(200, "There is room for more below."),
        ],
    )
    on = DayField("When was it?", description="The day it happened. Log something that took several days day by day.")
    length = RadioField(
        "How long did it take?",
        choices=[SelectChoice(str(minutes), hours(minutes)) for minutes in entry_length.OFFERED],
        validate_choice=False,  # whatever else is sent is as if nothing were chosen
    )
    hours = HoursField(
        "How long did it take?",
        description="In hours, in quarters: 0.25, 1.5, 2.",
        limit=entry_length.ENTRY,
        validators=[whole_quarters],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    type = SelectField(
        "What kind of activity was it?",
        choices=[SelectChoice("", "Choose a kind"), *(SelectChoice(kind.value, kind.label) for kind in rules.LOGGABLE)],
        validators=[InputRequired("Choose the kind that fits best.")],
    )
    provider = StringField(
        "Who offered it, or where? (optional)",
        description="A college, an organisation, the author of a book.",
        filters=[single_line],
        validators=[at_most(200)],
    )
    impact = TextAreaField(
        "What has changed, and for whom? (optional)",
        description="What you do differently, what your mentee or your learners notice.",
        filters=[trimmed],
        validators=[at_most(10_000)],
    )
    reflection = TextAreaField(
        "What did you take from it? (optional)",
        filters=[trimmed],
        validators=[at_most(10_000)],
    )
    links = TextAreaField(
        "Links (optional)", description="Addresses of web pages that back it up, one on each line.", filters=[trimmed]
    )
    files = MultipleFileField("Files (optional)", render_kw={"accept": file_kinds.ACCEPT})

    def __init__(
        self, *, year: CpdYear, today: date, max_upload_mb: int, first: date | None = None, **more: Any
    ) -> None:
        super().__init__(**more)
        self._year, self._today, self._max_upload_mb, self._first = year, today, max_upload_mb, first
        if not self.posted and self.on.data is None and today <= year.last:
            self.on.data = today
        self._take_length()
        self.uploads: list[tuple[str, str, BinaryIO]] = []
        self.files.description = (
            f"Up to {rules.MAX_FILES} files of at most {max_upload_mb} MB each: PDFs, pictures, Office documents or "
            "plain text."
        )

    def _take_length(self) -> None:
        """The length that was chosen with one touch, unless another one was typed."""
        chosen = str(self.length.data or "")
        typed = any(str(text).strip() for text in self.hours.raw_data or ())
        if self.posted and not typed and chosen in map(str, entry_length.OFFERED):
            self.hours.data = int(chosen)

    def accepted(self) -> bool:
        """Whether everything is right. What cannot be kept on the page, the chosen files, is said beside them."""
        right = super().accepted()
        if self.posted and not right and self._chosen():
            self.files_lost()
        return right

    def files_lost(self) -> None:
        """Say that the files have to be chosen again."""
        if self._chosen() and not self.files.errors:
            self.refuse("files", "Choose your files again: a page cannot keep them while you put the rest right.")

    def validate_on(self, field: Field) -> None:
        """The day has come and may still be logged; a correction stays in its year."""
        if field.data is None:
            raise StopValidation
        if field.data > self._today:
            raise ValidationError(
                f"This day has not come yet. The latest you can log is today, {long_date(self._today)}."
            )
        if self._first is not None:
            if field.data < self._first:
                raise ValidationError(
                    f"This day is too long ago. The earliest you can log is {long_date(self._first)}."
                )
        elif not self._year.contains(field.data):
            last = self._year.last_day_to_log(self._today)
            raise ValidationError(
                f"A correction stays in its CPD year, {self._year.label}. Choose a day from "
                f"{long_date(self._year.first)} to {long_date(last)}; for another year, withdraw this entry and log it "
                "again."
            )

    def validate_links(self, _field: Field) -> None:
        """Each line is an address that a browser may open."""
        for link in self.addresses:
            if not is_address(link):
                raise ValidationError(f"“{link[:60]}” is not a web address. Begin each line with https://.")
        if len(self.addresses) > MOST_LINKS:
            raise ValidationError("Add at most ten links.")

    def validate_files(self, _field: Field) -> None:
        """Each file is what its name says, and of a kind that can be added."""
        chosen = self._chosen()
        if len(chosen) + self.files_already > rules.MAX_FILES:
            raise ValidationError(f"An entry can have at most {rules.MAX_FILES} files. Leave some out.")
        for file in chosen:
            name = file_kinds.tidy_name(file.filename)
            try:
                kept_as, media_type = file_kinds.accept(name, file.stream, limit_mb=self._max_upload_mb)
            except file_kinds.Unacceptable as refusal:
                raise ValidationError(str(refusal)) from None
            self.uploads.append((kept_as, media_type, file.stream))

    @property
    def files_already(self) -> int:
        """Files that the entry keeps besides those chosen now."""
        return 0

    @property
    def addresses(self) -> list[str]:
        """The links, one each."""
        return [line.strip() for line in self.text("links").splitlines() if line.strip()]

    def activity(self) -> LoggedActivity:
        """The facts, once they are right."""
        on, minutes = cast("date", self.on.data), cast("int", self.hours.data)
        return LoggedActivity(on, EntryType(self.text("type")), self.text("title"), self.text("provider"), minutes)

    def prose(self) -> Prose:
        """The words beside the facts."""
        return Prose(self.text("reflection"), self.text("impact"), links=tuple(self.addresses))

    def refuse_full_day(self, already: int) -> None:
        """Say which hours the day holds already."""
        adding = self.activity()
        self.refuse(
            "hours",
            f"You already have {hours(already)} on {long_date(adding.on)}. "
            f"With another {hours(adding.minutes)} that would be more than 24 hours in one day.",
        )
        self.files_lost()

    def refuse_full_disk(self) -> None:
        """Say that the server has no room for the files."""
        self.refuse(
            "files",
            "The server has no room for your files just now. Nothing was saved. Send the entry without them and add "
            "them later, or try again in a while.",
        )

    def refuse_repeat(self, title: str) -> None:
        """Say that the form was sent before and says something else now; sent once more it is another entry."""
        self.token.data = _new_token()
        self.refuse(
            "title",
            f"You sent this form before, and it was logged as “{title}”. If this is something else that you did, "
            "send it once more.",
        )
        self.files_lost()

    def refuse_replaced(self, title: str) -> None:
        """Say that something else took the entry's place while the form was open."""
        self.refuse(
            "title",
            f"This entry was changed in the meantime; it is now “{title}”. Copy what you need from here, "
            "then correct the newest version.",
        )
        self.files_lost()

    def _chosen(self) -> list[Any]:
        return [file for file in self.files.data or [] if getattr(file, "filename", "")]


class EntryCorrectionForm(EntryForm):
    """The entry again, filled in as it stands, with a word on why it changes."""

    kept = Ticks("Files you added before", description="Take out the tick to leave a file out.")
    explanation = StringField(
        "Why are you correcting it? (optional)",
        filters=[single_line],
        validators=[at_most(300)],
    )

    def __init__(self, *, files_before: Sequence[tuple[str, KeptFile]], **more: Any) -> None:
        super().__init__(**more)
        self._files_before = dict(files_before)
        self.kept.choices = [SelectChoice(key, f"{file.name} ({file_size(file.size)})") for key, file in files_before]
        if files_before:
            self.files.label.text = "More files (optional)"
        if not self.posted:
            self.kept.data = list(self._files_before)

    @property
    def files_already(self) -> int:
        """Files that stay."""
        return len(self.kept.data or [])

    def files_kept(self) -> list[KeptFile]:
        """The files that stay, as they are stored."""
        return [file for key, file in self._files_before.items() if key in (self.kept.data or [])]

    def prose(self) -> Prose:
        """The words beside the facts, and why they changed."""
        return replace(super().prose(), explanation=self.text("explanation"))


class ImpactForm(OnceForm):
    """What has come of an entry, some weeks later."""

    impact = TextAreaField(
        "What has changed, and for whom?",
        description="What you do differently, what your mentee or your learners notice. A sentence is enough.",
        filters=[trimmed],
        validators=[
            DataRequired("Write a sentence about what has changed, or leave this page if nothing has."),
            at_most(10_000),
        ],
    )

    def refuse_replaced(self, title: str) -> None:
        """Say that something else took the entry's place while the form was open."""
        self.refuse(
            "impact",
            f"This entry was changed in the meantime; it is now “{title}”. Send your words once more to add them.",
        )


class WithdrawalForm(Form):
    """Take an entry out of the sums."""

    explanation = StringField(
        "Why are you withdrawing it? (optional)",
        filters=[single_line],
        validators=[at_most(300)],
    )


class LettersForm(Form):
    """Whether somebody wants to be asked what has come of it."""

    wanted = BooleanField("Ask me a week and six weeks after I log something")


class ImportForm(OnceForm):
    """A table of entries, pasted or as a file."""

    source_is = "import"
    seen = HiddenField(filters=[single_line])  # which table the page showed; another one is shown first
    table = TextAreaField(
        "Paste your table",
        description="Copy the cells in your spreadsheet, headings included, and paste them here. CSV works too.",
        render_kw={"spellcheck": "false", "autocomplete": "off", "class": "as-typed"},
    )
    file = FileField("Or choose a CSV file", render_kw={"accept": ".csv,.tsv,.txt"})

    @property
    def digest(self) -> str:
        """By which the table that was shown is known again."""
        return hashlib.sha256(with_plain_line_ends(self.text("table")).strip().encode("utf-8", "replace")).hexdigest()

    def accepted(self) -> bool:
        """Whether there is a table, pasted or in the file, of a size that can be read; it is in `table` afterwards."""
        right = super().accepted()
        chosen = self.file.data
        name = getattr(chosen, "filename", None)
        if right and name:
            right = self._take_file(file_kinds.tidy_name(name), cast(Any, chosen).stream)
        text = self.text("table")
        if right and not text.strip():
            self.refuse("table", "Paste a table here, or choose a file below.")
        elif right and len(text) > MOST_CHARACTERS:
            self.refuse("table", f"This is more than {MOST_CHARACTERS:,} characters. Bring it in as several tables.")
        self.table.data = with_plain_line_ends(text)
        return right and not self.errors

    def _take_file(self, name: str, stream: BinaryIO) -> bool:
        content = stream.read(MOST_CHARACTERS * 4 + 1)
        if len(content) > MOST_CHARACTERS * 4:
            self.refuse("file", f"{name} is too large for a table of entries. Bring it in as several files.")
            return False
        text = decoded(content)
        in_one_byte = content and b"\0" not in content
        if text is None or (in_one_byte and file_kinds.kind_of(stream, "csv") is not file_kinds.TEXT):
            self.refuse("file", f"{name} is not a CSV file. Save it as CSV in your spreadsheet, or paste its cells.")
            return False
        self.table.data = text
        return True


class DeclarationForm(Form):
    """A year signed off: nothing to type, only what was seen when it was."""

    seen = HiddenField(filters=[single_line])

    def refuse_changed(self, now: str) -> None:
        """Say that the year is not what was seen; sent once more, it is declared as it is `now`."""
        self.seen.data = now
        self.refuse(
            "seen",
            "Your record or your target has changed since you opened this page, so nothing was declared. Here is the "
            "statement as it is now: read it once more, then declare.",
        )
