"""Forms F13 and F3 of an assessed visit as data: what is declared and proposed before it, and what is recorded."""

from functools import cache
from typing import Any

from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, Criterion
from learnmentor.mentoring.paper.definition import (
    FieldKind,
    FormDefinition,
    PaperChoice,
    PaperField,
    Rows,
    Section,
    Values,
    choices,
)
from learnmentor.mentoring.paper.sheet import PaperSheet, SheetSection, sheet_of

READ_BEFORE = "The learner reads all of it before they agree, and so does a mentee who will be there."
READ_AFTER = (
    "Whoever judges or moderates this work reads it; the learner reads it once a result is released. It is used for "
    "this work and for nothing else."
)
NO_NAMES = "No name of a mentee or a learner: “the mentee” will do."
DECLARATION = (
    PaperField(
        "training", "My training for assessing", FieldKind.TEXT, why="What, and when.", required=True, most=200
    ),
    PaperField(
        "not_used", "Records about you that I will not use", FieldKind.LONG, required=True, most=1_000,
        why="Notes of meetings, observations to learn from, anything that was not handed in.",
    ),
    PaperField(
        "judges", "Who judges instead, if you ask", FieldKind.TEXT, required=True, most=200,
        why="A name or a post: a way out that needs no argument.",
    ),
    PaperField(
        "apart", "I am neither mentor nor manager of this learner, and was not within the last year", FieldKind.TICK,
        required=True, why="What is known here of the two of you is looked at as well.",
    ),
)  # fmt: skip
ROWS = Rows(
    "rows",
    "What I saw and heard",
    "row",
    (
        PaperField("time", "Time", FieldKind.TEXT, most=20, required=True),
        PaperField("seen", "What was done and said", FieldKind.LONG, most=1_000, required=True),
        PaperField("means", "It may mean", FieldKind.LONG, most=500),
    ),
    least=1,
    most=40,
    why=f"As a camera would have got it. What it may mean stands apart. {NO_NAMES}",
)
_MET = choices(met="Met", not_yet="Not yet")


def proposal_form(brief: AssessedBrief) -> FormDefinition:
    """What an assessor fills in to propose a visit. Its purpose is asked nowhere: it is assessed, and stays so."""
    return _proposal(brief.criteria)


@cache
def _proposal(criteria: tuple[Criterion, ...]) -> FormDefinition:
    watched = tuple(PaperChoice(each.key, f"{each.key} {each.text}") for each in criteria)
    return FormDefinition(
        "F3-assessed",
        "An assessed visit",
        READ_BEFORE,
        (
            Section(
                "Form F3: the visit",
                (
                    PaperField("held_on", "Day of the visit", FieldKind.DATE, required=True),
                    PaperField(
                        "focus", "What I come to watch", FieldKind.LONG, required=True, most=1_000,
                        why="Such as: a talk with a mentee after a lesson, from beginning to end.",
                    ),
                    PaperField(
                        "criteria", "Which criteria it is about", FieldKind.MULTI, choices=watched, required=True
                    ),
                ),
            ),
            Section("Form F13: what I am to you", DECLARATION),
        ),
    )  # fmt: skip


DECLARED = FormDefinition("F13", "Role declaration", READ_BEFORE, (Section("Form F13: what I am to you", DECLARATION),))


def record_form(criteria: tuple[Criterion, ...]) -> FormDefinition:
    """The record of a visit: what was seen, and for each criterion what it rests on and whether it is met."""
    return _record(criteria)


@cache
def _record(criteria: tuple[Criterion, ...]) -> FormDefinition:
    judged = tuple(part for number, each in enumerate(criteria) for part in _criterion(number, each))
    return FormDefinition(
        "F3", "Assessed visit", READ_AFTER, (Section("During", (ROWS,)), Section("By the criteria", judged))
    )


def _criterion(number: int, criterion: Criterion) -> tuple[PaperField, PaperField]:
    asked = f"{criterion.key} {criterion.text}"
    return (
        PaperField(
            f"evidence_{number}", f"{asked}: what it rests on", FieldKind.LONG, most=1_500, required=True,
            why="Point to rows.",
        ),
        PaperField(f"met_{number}", f"{criterion.key}: is it met?", FieldKind.PICK, choices=_MET, required=True),
    )  # fmt: skip


def record_sheet(
    criteria: tuple[Criterion, ...], values: Values, *, decisions: bool, about: tuple[tuple[str, str], ...] = ()
) -> PaperSheet:
    """The record as it is read. Without `decisions` for whoever has still to judge without seeing another's."""
    form = record_form(criteria)
    kept: dict[str, Any] = {key: value for key, value in values.items() if decisions or not key.startswith("met_")}
    shown = sheet_of(form, {**form.empty, **kept}, about=about)
    if decisions:
        return shown
    labels = {each.label for each in form.parts() if each.key.startswith("met_")}
    sections = tuple(
        SheetSection(each.heading, tuple(item for item in each.items if item.label not in labels))
        for each in shown.sections
    )
    return PaperSheet(shown.title, shown.code, shown.readers, shown.about, sections)
