"""Form F2 as data: the plan of a year, and what each of the two says of it."""

from functools import cache

from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField, Rows, Section, choices
from learnmentor.mentoring.schedule.rules import MOST_PERIODS, MOST_PLANNED, PlannedKind

_BOTH = "The two of you read it. Whoever coordinates mentoring sees numbers alone, and no word."
_USUAL = {
    PlannedKind.TALK: ("Talks", "Each needs an hour that two people share."),
    PlannedKind.MENTOR_WATCHES: ("The mentor visits the mentee (V)", ""),
    PlannedKind.MENTEE_WATCHES: ("The mentee watches the mentor (M)", "So that watching runs both ways."),
    PlannedKind.ELSEWHERE: ("The mentee watches somebody else, elsewhere (E)", ""),
    PlannedKind.JOINT: ("Joint visits: two observers together (J)", ""),
}
_PARTNERS = {
    **_USUAL,
    PlannedKind.MENTOR_WATCHES: ("One of you watches the other", ""),
    PlannedKind.MENTEE_WATCHES: ("And the other way round", "So that watching runs both ways."),
    PlannedKind.ELSEWHERE: ("One of you watches somebody else, elsewhere", ""),
}
COUNTS = tuple(_USUAL)
REPORTS = choices(nobody="None", tutor="The tutor", course_leader="The course leader", coordinator="The coordinator")


def key_of(kind: PlannedKind) -> str:
    """The key of a kind's field."""
    return {PlannedKind.TALK: "talks"}.get(kind, kind.value.replace("-", "_"))


def _period_fields(*, partners: bool) -> tuple[PaperField, ...]:
    words = _PARTNERS if partners else _USUAL
    counts = tuple(
        PaperField(key_of(kind), label, FieldKind.NUMBER, why=why, most=MOST_PLANNED)
        for kind, (label, why) in words.items()
    )
    return (
        PaperField("starts_on", "From", FieldKind.DATE, required=True),
        PaperField("ends_on", "Until, this day included", FieldKind.DATE, required=True),
        *counts,
        PaperField("report_to", "Report to", FieldKind.PICK, choices=REPORTS),
        PaperField(
            "report_due_on",
            "Report due on",
            FieldKind.DATE,
            why="Everybody should know of every report before it is written.",
        ),
    )


def _periods(*, partners: bool) -> Section:
    rows = Rows(
        "periods",
        "Periods",
        "period",
        _period_fields(partners=partners),
        least=1,
        most=MOST_PERIODS,
        why="Usually half terms. Yours may be blocks, rosters or seasons: set the days as they are where you teach.",
    )
    return Section("The plan", (rows,))


@cache
def plan_form(*, partners: bool) -> FormDefinition:
    """The plan, which both of the two change."""
    return FormDefinition("F2", "Observation and meeting schedule", _BOTH, (_periods(partners=partners),))


@cache
def words_form(periods: int) -> FormDefinition:
    """What one of the two says of a year with so many periods; each has a sheet of their own."""
    return FormDefinition("F2", "What moved, and what I hope", _BOTH, (_moved(periods), _HOPES))


@cache
def whole_form(periods: int, *, partners: bool) -> FormDefinition:
    """All of it, for paper."""
    sections = (_periods(partners=partners), _moved(periods), _HOPES)
    return FormDefinition("F2", "Observation and meeting schedule", _BOTH, sections)


def moved_key(place: int) -> str:
    """The key of what moved in the period at a place from 0."""
    return f"moved_{place + 1}"


def _moved(periods: int) -> Section:
    fields = tuple(
        PaperField(moved_key(n), f"Period {n + 1}", FieldKind.LONG, why="A few words, blaming nobody.", most=1_000)
        for n in range(periods)
    )
    return Section("What moved, and why", fields)


_HOPES = Section(
    "Before the diaries are put away",
    (
        PaperField("first_to_go", "Which line would go first if one of us were off for two weeks?", FieldKind.LONG),
        PaperField("hope", "What I hope to learn from this year", FieldKind.LONG, why="Learning runs both ways."),
    ),
)
