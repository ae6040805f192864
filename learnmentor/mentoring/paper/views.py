"""How a form leaves a page, as PDF or Markdown, and how a file that was filled in offline comes back."""

import hashlib
from dataclasses import dataclass

from flask import Response
from wtforms import Field, FileField
from wtforms.validators import ValidationError

from learnmentor.config import home
from learnmentor.ground import clock
from learnmentor.mentoring.paper.definition import FormDefinition
from learnmentor.mentoring.paper.markdown import LARGEST_FILE, MarkdownRead, from_markdown
from learnmentor.mentoring.paper.pdf import form_pdf
from learnmentor.mentoring.paper.sheet import PaperSheet
from learnmentor.web import downloads
from learnmentor.web.forms import Form

MOST_SAID = 10  # faults of a file on a page


class FilledFileForm(Form):
    """A form that was downloaded as Markdown, filled in, and comes back. Its view is marked `takes_files`."""

    file = FileField(
        "The file that you filled in",
        description="The Markdown file that you downloaded here, up to 256 KB. You look at it before it is kept.",
        render_kw={"accept": ".md,.markdown,.txt,text/markdown,text/plain"},
    )

    def validate_file(self, field: Field) -> None:
        """There is one."""
        if not field.data or not getattr(field.data, "filename", ""):
            raise ValidationError("Choose the file that you filled in.")


@dataclass(frozen=True)
class FilledFilePage:
    """Where a form that was filled in offline comes back. `back` and `empty` are addresses."""

    form: FilledFileForm
    title: str
    back: tuple[str, str]
    empty: str


def brought_in(form: FilledFileForm, definition: FormDefinition) -> MarkdownRead | None:
    """What an accepted file holds; None where it cannot be taken, which is said beside the field."""
    content = form.file.data.stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        form.refuse(
            "file", "This file has more than 256 KB, so it is not a form of ours. Choose the one you downloaded."
        )
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        form.refuse("file", "This is not a text file in UTF-8. Save it as plain text (UTF-8), not as a Word document.")
        return None
    read = from_markdown(definition, text)
    for fault in read.faults[:MOST_SAID]:
        form.refuse("file", f"Line {fault.line}: {fault.message}")
    return None if read.faults else read


def pdf_answer(sheet: PaperSheet, *, name: str) -> Response:
    """The sheet as a PDF called `name`."""
    content = form_pdf(sheet, templates=home("templates") / "pdf", at=clock.now())
    return _answer(content, kind="application/pdf", name=f"{name}.pdf")


def markdown_answer(text: str, *, name: str) -> Response:
    """A Markdown file called `name`."""
    return _answer(text.encode(), kind="text/markdown; charset=utf-8", name=f"{name}.md")


def _answer(content: bytes, *, kind: str, name: str) -> Response:
    return downloads.document(content, kind=kind, name=name, etag=hashlib.sha256(content).hexdigest())
