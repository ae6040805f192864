"""The fictional lessons of the course (R1 to R3), on which an observation is practised before a real one."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnmentor.courses.catalogue import queries as catalogue
from learnmentor.courses.catalogue.queries import ShelfLine

_FOLDED = '<details class="disclosure">'  # with which publishing begins the samples, below the lesson


@dataclass(frozen=True)
class FictionalLesson:
    """A lesson to read, and the samples of feedback for whoever has written their own; both as published."""

    code: str
    title: str
    lesson_html: str
    samples_html: str


def lesson_of(db: Session, code: str) -> FictionalLesson | None:
    """The lesson of a code; None where the course has it no more."""
    found = catalogue.page(db, "record", code)
    if found is None:
        return None
    page, revision = found
    lesson, folded, samples = revision.html.partition(_FOLDED)
    return FictionalLesson(page.code, page.title, lesson, folded + samples)


def lessons(db: Session) -> list[ShelfLine]:
    """The lessons that can be chosen."""
    return catalogue.shelves(db).get("record", [])
