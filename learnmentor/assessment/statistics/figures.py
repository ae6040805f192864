"""The page of a segment's statistics as values: months, stops, quizzes, and whether it was useful, as printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from learnmentor.assessment.activities.rules import Activity
from learnmentor.assessment.statistics import rules
from learnmentor.assessment.statistics.rules import NOTHING_DONE, Printed, Question, Tally, Usefulness

_USEFUL = {Usefulness.YES: "Yes", Usefulness.A_LITTLE: "A little", Usefulness.NOT_SO_FAR: "Not so far"}


@dataclass(frozen=True)
class MonthCount:
    """How many began and finished in a month, as printed."""

    month: date
    started: int | None
    finished: int | None


@dataclass(frozen=True)
class Count:
    """A printed count, or share of a hundred, with its words; of an option, whether it is a right one."""

    label: str
    printed: int | None
    right: bool | None = None


@dataclass(frozen=True)
class QuizFigures:
    """The first tries of one quiz in its present wording."""

    title: str
    tried: int | None
    wrong_share: int | None
    choices: Sequence[Count]  # options that were chosen, or lines that were not in place: shares of a hundred
    options: bool


@dataclass(frozen=True)
class SegmentFigures:
    """All that is printed of a segment. Where fewer than five people stand behind a figure it is None."""

    started: int | None
    finished: int | None
    median_minutes: int | None
    months: Sequence[MonthCount]
    stopped: int | None
    stops: Sequence[Count]
    quizzes: Sequence[QuizFigures]
    useful: Printed
    usefulness: Sequence[Count]


def figures(tallies: Sequence[Tally], activities: Sequence[Activity]) -> SegmentFigures:
    """What tallies come to on the page of a segment with these activities."""
    started, finished = (
        rules.printed({month.isoformat(): count for month, count in rules.by_month(tallies, question).items()})
        for question in (Question.STARTED, Question.FINISHED)
    )
    stopped = rules.printed(rules.counted(tallies, Question.STOPPED))
    useful = rules.printed(rules.counted(tallies, Question.USEFUL))
    return SegmentFigures(
        started=started.total,
        finished=finished.total,
        median_minutes=rules.median_minutes(rules.counted(tallies, Question.MINUTES)),
        months=_months(started.answers, finished.answers),
        stopped=stopped.total,
        stops=[Count(label, stopped.answers[key]) for key, label in _stops(activities) if key in stopped.answers],
        quizzes=[_quiz(tallies, activity) for activity in activities if activity["kind"] == "quiz"],
        useful=useful,
        usefulness=[Count(label, useful.answers.get(key, 0)) for key, label in _USEFUL.items()],
    )


def _months(started: Mapping[str, int | None], finished: Mapping[str, int | None]) -> list[MonthCount]:
    months = sorted({*started, *finished}, reverse=True)
    return [MonthCount(date.fromisoformat(each), started.get(each, 0), finished.get(each, 0)) for each in months]


def _stops(activities: Sequence[Activity]) -> list[tuple[str, str]]:
    return [
        (NOTHING_DONE, "Before the first activity"),
        *((each["id"], f"After “{_title(each)}”") for each in activities),
    ]


def _title(activity: Activity) -> str:
    return str(activity.get("title") or activity["id"].replace("-", " ").capitalize())


def _quiz(tallies: Sequence[Tally], activity: Activity) -> QuizFigures:
    question = f"{Question.FIRST_TRY}:{activity['id']}:{rules.wording(activity)}"
    tries = rules.first_tries(rules.counted(tallies, question))
    choices = [
        Count(label, tries.chosen_shares.get(key, 0 if tries.tried else None), right)
        for key, label, right in _choices(activity)
    ]
    return QuizFigures(_title(activity), tries.tried, tries.wrong_share, choices, "options" in activity)


def _choices(activity: Mapping[str, Any]) -> list[tuple[str, str, bool | None]]:
    """The keys of answers with their words as HTML, cleaned when they were published."""
    if "options" in activity:
        return [(option["key"], option["html"], option["right"]) for option in activity["options"]]
    if "pairs" in activity:
        return [(f"pair-{n}", pair["left_html"], None) for n, pair in enumerate(activity["pairs"])]
    return []
