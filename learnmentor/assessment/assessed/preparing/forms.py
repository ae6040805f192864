"""What is typed and chosen on a part's page: shapes and wording."""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from wtforms import Field, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import ValidationError

from learnmentor.assessment.assessed.preparing import rules
from learnmentor.assessment.assessed.preparing.rules import LINKS_CELL, TEXT_CELL, part_cell, where_cell
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, BriefPart, Criterion, PartTake
from learnmentor.ground.attachments import file_kinds
from learnmentor.ground.attachments.locked_documents import is_encrypted_pdf
from learnmentor.ground.attachments.picture_places import blank_place
from learnmentor.web.forms import Form, at_most, single_line, trimmed

LOCKED = (
    "is encrypted: it asks for a password, or is protected against changes, so an assessor may not be able to read it. "
    "Save it again without a password, or open it and print it as a new PDF, and add that."
)
BAD_LINK = "“{}” is not a web address that others can open. Begin each line with https://, without a name or password."
TOO_MANY_FILES = f"A part takes at most {rules.MOST_FILES} files. Take one out first, or put several into one PDF."


class CriterionField:
    """The two fields by which a criterion is answered: in which part it is shown, and where in it."""

    def __init__(self, criterion: Criterion, part: Field, where: Field) -> None:
        self.criterion, self.part, self.where = criterion, part, where


class WorkPartForm(Form):
    """A part of the work. Which fields there are says the brief: `part_form` adds them."""

    def __init__(
        self, *, part: BriefPart, criteria: Sequence[Criterion], max_upload_mb: int, files_there: int, **more: Any
    ) -> None:
        super().__init__(**more)
        self.part, self.criteria = part, criteria
        self._max_upload_mb, self._files_there = max_upload_mb, files_there
        self.uploads: list[tuple[str, str, BinaryIO]] = []
        self.places_blanked: list[str] = []
        if "files" in self:
            self["files"].description = (
                f"Up to {rules.MOST_FILES} of at most {max_upload_mb} MB each: PDFs, pictures, Office documents or "
                f"plain text. Of a film or a sound, put the address {self._place_of_links}."
            )

    @property
    def _place_of_links(self) -> str:
        """Where an address is put."""
        return "under Links" if LINKS_CELL in self else "in your text"

    @property
    def answers(self) -> list[CriterionField]:
        """The criteria of this part with their fields."""
        return [CriterionField(c, self[_name(part_cell(c.key))], self[_name(where_cell(c.key))]) for c in self.criteria]

    def cells(self) -> dict[str, str]:
        """What was typed, by cell. A line that says where, without a part, is about this part."""
        typed = {key: self.text(_name(key)) for key in self._cell_keys()}
        for each in self.criteria:
            if typed[where_cell(each.key)] and not typed[part_cell(each.key)]:
                typed[part_cell(each.key)] = self.part.key
        if LINKS_CELL in typed:
            typed[LINKS_CELL] = "\n".join(rules.lines_of(typed[LINKS_CELL]))
        return typed

    def marks_of(self, kept: Mapping[str, str]) -> str:
        """The marks of this page's cells, as they are kept."""
        return rules.marks_of({key: kept.get(key, "") for key in self._cell_keys()})

    @property
    def typed_text(self) -> str:
        """The text of the part, as it stands in its box."""
        return self.text(TEXT_CELL) if TEXT_CELL in self else ""

    def files_lost(self, said: str) -> None:
        """Say that files have to be chosen again, where some were."""
        if self.uploads and not self["files"].errors:
            self.refuse("files", said)

    def _cell_keys(self) -> list[str]:
        words = [key for key in (TEXT_CELL, LINKS_CELL) if key in self]
        return [*words, *(cell(c.key) for c in self.criteria for cell in (part_cell, where_cell))]

    def validate_links(self, field: Field) -> None:
        """Each line is an address that others can open."""
        found = rules.lines_of(str(field.data or ""))
        for link in found:
            if not rules.is_link(link):
                raise ValidationError(BAD_LINK.format(link[:60]))
        if len(found) > rules.MOST_LINKS:
            raise ValidationError(f"Add at most {rules.MOST_LINKS} links; there are {len(found)}.")

    def validate_files(self, field: Field) -> None:
        """Each file is of a kind that can be added and read; the place is taken out of pictures."""
        chosen = [file for file in field.data or [] if getattr(file, "filename", "")]
        if not rules.may_add_files(self._files_there, len(chosen)):
            raise ValidationError(TOO_MANY_FILES)
        for file in chosen:
            self.uploads.append(self._taken(file_kinds.tidy_name(file.filename), file.stream))

    def _taken(self, name: str, stream: BinaryIO) -> tuple[str, str, BinaryIO]:
        try:
            kept_as, media_type = file_kinds.accept(name, stream, limit_mb=self._max_upload_mb)
        except file_kinds.Unacceptable as refusal:
            raise ValidationError(str(refusal).replace("under Links", self._place_of_links)) from None
        if media_type == "application/pdf" and is_encrypted_pdf(stream):
            raise ValidationError(f"{kept_as} {LOCKED}")
        if media_type.startswith("image/") and blank_place(stream):
            self.places_blanked.append(kept_as)
        return kept_as, media_type, stream

    @property
    def only_files_refused(self) -> bool:
        """Whether all that was typed can be kept, and files cannot."""
        return set(self.errors) == {"files"}


def _name(cell: str) -> str:
    """A cell's field: no full stops or hyphens, which attributes of a form cannot have."""
    return cell.replace(".", "_").replace("-", "_")


def part_form(
    brief: AssessedBrief, part: BriefPart, *, words: int | None, max_upload_mb: int, files_there: int,
    cells: Mapping[str, str] | None = None,
) -> WorkPartForm:  # fmt: skip
    """The form of a part with the fields that it takes, filled with what is kept."""
    criteria = [each for each in brief.criteria if each.key in part.criteria]
    choices = [SelectChoice("", "This part"), *(SelectChoice(each.key, each.title) for each in brief.parts)]
    fields: dict[str, Any] = _words(part, words)
    for each in criteria:
        fields[_name(part_cell(each.key))] = SelectField("Shown in", choices=choices, default="")
        fields[_name(where_cell(each.key))] = StringField(
            "Where in it", filters=[single_line], validators=[at_most(rules.LONGEST_WHERE)]
        )
    made = type("_WorkPartForm", (WorkPartForm,), fields)
    filled = {_name(key): text for key, text in (cells or {}).items()}
    form: WorkPartForm = made(
        part=part, criteria=criteria, max_upload_mb=max_upload_mb, files_there=files_there, **filled
    )
    return form


def _words(part: BriefPart, words: int | None) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if PartTake.TEXT in part.takes:
        fields[TEXT_CELL] = TextAreaField(
            "Your text",
            description=f"About {words:,} words." if words else "",
            filters=[trimmed],
            validators=[at_most(rules.LONGEST_TEXT)],
        )
    if PartTake.LINKS in part.takes:
        fields[LINKS_CELL] = TextAreaField(
            "Links",
            description="Web pages that others can open without signing in, one on each line.",
            filters=[trimmed],
        )
    if PartTake.FILES in part.takes:
        fields["files"] = MultipleFileField("Add files", render_kw={"accept": file_kinds.ACCEPT})
    return fields
