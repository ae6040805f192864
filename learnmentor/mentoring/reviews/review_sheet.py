"""A review as it is read and printed by the two, and the report: the only part that leaves."""

from collections.abc import Sequence
from dataclasses import dataclass

from learnmentor.ground.words import hours, long_date, plural
from learnmentor.mentoring.paper.definition import FormDefinition, PaperField, Section
from learnmentor.mentoring.paper.sheet import PaperSheet, Said, SheetItem, SheetSection, in_words
from learnmentor.mentoring.reviews.form_review import CODE, POINTS, READERS, READERS_OF_SUMMARY, TITLE
from learnmentor.mentoring.reviews.models import PairReview
from learnmentor.mentoring.reviews.queries import OpenedRelease, OpenedSummary
from learnmentor.mentoring.reviews.rules import SummaryReader
from learnmentor.mentoring.targets.queries import OpenedTarget


@dataclass(frozen=True)
class Spoken:
    """What one of the two said, by the keys of the form."""

    name: str
    values: dict[str, str]


@dataclass(frozen=True)
class MeetingsSince:
    """How often and how long the two met since the review before."""

    count: int
    minutes: int


def review_sheet(
    review: PairReview, form: FormDefinition, aims: Sequence[OpenedTarget], spoken: Sequence[Spoken], met: MeetingsSince
) -> PaperSheet:
    """All that both said, as far as it is given here."""
    about = (
        ("Point", POINTS[review.point]), ("Date", long_date(review.on)),
        ("Since last time", f"{plural(met.count, 'meeting', 'meetings')}, {hours(met.minutes)}"),
    )  # fmt: skip
    sections = [_section(section, aims, spoken) for section in form.sections]
    return PaperSheet(TITLE, CODE, READERS, about, tuple(sections))


def _section(section: Section, aims: Sequence[OpenedTarget], spoken: Sequence[Spoken]) -> SheetSection:
    number = section.heading.removeprefix("Objective ")
    words = (Said(aims[int(number) - 1].words.text),) if number.isdigit() and int(number) <= len(aims) else ()
    asked = [SheetItem(part.label, _said(part, spoken)) for part in section.parts if isinstance(part, PaperField)]
    return SheetSection(section.heading, (*([SheetItem("In our words", words)] if words else []), *asked))


def _said(field: PaperField, spoken: Sequence[Spoken]) -> tuple[Said, ...]:
    return tuple(Said(in_words(field, each.values), by=each.name) for each in spoken if in_words(field, each.values))


def report_sheet(
    review: PairReview, summary: OpenedSummary, releases: Sequence[OpenedRelease], *, between: str
) -> PaperSheet:
    """The agreed words, and to whom they go. Nothing else of a review leaves it."""
    to = [READERS_OF_SUMMARY[each.reader] for each in releases if each.reader != SummaryReader.NOBODY]
    signed = releases[-1]
    about = (
        ("Between", between),
        ("Point", POINTS[review.point]),
        ("Date", long_date(review.on)),
        ("For", ", ".join(to)),
    )
    sections = (
        SheetSection("Agreed summary", (SheetItem("In words to which both agree", (Said(summary.text),)),)),
        SheetSection("Released", (SheetItem("By", (Said(f"{signed.signed_as}, {long_date(signed.at)}"),)),)),
    )
    return PaperSheet("Progress report", CODE, "For those who are named here.", about, sections)
