"""What presets, periods, kinds and states of a schedule are called on pages."""

from learnmentor.ground.words import short_date
from learnmentor.mentoring.schedule.rules import DueState, PeriodFault, PlannedKind, PlannedPeriod, SchedulePreset
from learnmentor.mentoring.schedule.terms import TermPart

PRESETS = {
    SchedulePreset.PRE_SERVICE: "A year before a first post: 10 talks, 5 visits with feedback, 3 informal reports",
    SchedulePreset.IN_SERVICE: "Training while in post: one report on an observation",
    SchedulePreset.SAMPLE: "A sample agreement: one joint visit, one the other way round, and one elsewhere",
    SchedulePreset.BLANK: "Empty: what the two of you decide",
}
FROM_WHERE = {
    SchedulePreset.PRE_SERVICE: "A year before a first post [LLUK App.3]",
    SchedulePreset.IN_SERVICE: "Training while in post [LLUK App.3]",
    SchedulePreset.SAMPLE: "A sample agreement [LLUK App.5]",
    SchedulePreset.BLANK: "Empty",
}
PARTS = {
    TermPart.AUTUMN: "September to December",
    TermPart.SPRING_FIRST: "January and February",
    TermPart.SPRING_SECOND: "From then to Easter",
    TermPart.SUMMER_FIRST: "After Easter, to the break",
    TermPart.SUMMER_SECOND: "The last weeks",
}
STATES = {DueState.DUE: "due", DueState.OVERDUE: "overdue", DueState.DONE: "done", DueState.LATER: "later"}
FAULTS = {
    PeriodFault.NONE: "Plan one period at least.",
    PeriodFault.MANY: "A year has 12 periods at most. Put some of them together.",
    PeriodFault.BACKWARDS: "ends before it starts. Exchange the two days, or correct one.",
    PeriodFault.OVERLAP: "starts before the one above it has ended. Periods come one after the other.",
    PeriodFault.LONG: "lies more than a year and a half after the first. Plan the next year as a schedule of its own.",
    PeriodFault.REPORT_OUTSIDE: "has a report due outside its days. Give it a day in the period, or soon after it.",
}
REPORT_TO = {"tutor": "the tutor", "course-leader": "the course leader", "coordinator": "the coordinator"}


def year_words(begins: int) -> str:
    """An academic year: 2026 to 2027."""
    return f"{begins} to {begins + 1}"


def period_words(period: PlannedPeriod) -> str:
    """A period by its half term, else by its days."""
    return PARTS[period.part] if period.part else days_words(period)


def days_words(period: PlannedPeriod) -> str:
    """The days of a period."""
    return f"{short_date(period.starts_on)} to {short_date(period.ends_on)}"


def kind_words(kind: PlannedKind, *, mentor: str, mentee: str, partners: bool) -> str:
    """A kind with the names of the two: "Amina watches Mei"."""
    return {
        PlannedKind.TALK: "Talks",
        PlannedKind.MENTOR_WATCHES: f"{mentor} watches {mentee}",
        PlannedKind.MENTEE_WATCHES: f"{mentee} watches {mentor}",
        PlannedKind.ELSEWHERE: "Watching somebody else" if partners else f"{mentee} watches somebody else",
        PlannedKind.JOINT: "Joint visits",
        PlannedKind.REPORT: "Reports",
    }[kind]
