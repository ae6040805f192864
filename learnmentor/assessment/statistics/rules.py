"""Which tries count as first ones, when somebody is asked what a segment was good for, and what tallies come to."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.assessment.activities.rules import Activity, ActivityVerdict, Fields, State, one, verb
from learnmentor.assessment.statistics.small_cells import FEWEST, STEP, CellSum, CellTable

ASKED_AFTER = timedelta(days=4)  # by then something of it may have been tried
ASKED_UNTIL = timedelta(days=45)  # later nobody knows which half hour it was
STOPPED_AFTER = timedelta(days=28)  # without anything done: who began and did not finish has stopped
MONTHS_SHOWN = 12
LONGEST_ANSWER = 120
RIGHT, WRONG, NOTHING_DONE = "right", "wrong", "-"


class Question(StrEnum):
    """What a tally counts. A first try names its activity and wording: "first-try:less-directive:1a2b3c4d"."""

    STARTED = "started"
    FINISHED = "finished"
    MINUTES = "minutes"  # answers: whole active minutes of those who finished
    STOPPED = "stopped"  # answers: the activity that was done last, or `NOTHING_DONE`
    USEFUL = "useful"
    FIRST_TRY = "first-try"


class Usefulness(StrEnum):
    """How useful a segment turned out to be, days afterwards."""

    YES = "yes"
    A_LITTLE = "a-little"
    NOT_SO_FAR = "not-so-far"


@dataclass(frozen=True)
class FirstTry:
    """The first answer to a quiz: which options were chosen, or which lines were not in place; nobody's words."""

    question: str
    answer: str


def first_try(activity: Activity, was: State | None, answer: Fields, verdict: ActivityVerdict) -> FirstTry | None:
    """The try to be counted, or None: who did the quiz before, or asked for the answer, has no first try any more."""
    if was == State.DONE or verb(answer) == "show":
        return None
    wrong_lines = [name for name, in_place in verdict.lines.items() if not in_place]
    chosen = sorted(answer.get("answer", ())) if "options" in activity else wrong_lines
    said = " ".join((RIGHT if verdict.right else WRONG, *chosen))
    return FirstTry(f"{Question.FIRST_TRY}:{activity['id']}:{wording(activity)}", said[:LONGEST_ANSWER])


def wording(activity: Activity) -> str:
    """A short digest of what a quiz asks and offers, so that answers to another wording are counted apart."""
    asked = {name: activity.get(name) for name in ("quiz", "question_html", "options", "pairs", "items")}
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:8]


def month_of(at: datetime) -> date:
    """The first day of a moment's month: the finest time that is kept with an answer."""
    return at.astimezone(UTC).date().replace(day=1)


def months_before(month: date, count: int) -> date:
    """The month that lies so many months earlier."""
    years, place = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(years, place + 1, 1)


def is_asked(completed_at: datetime | None, *, at: datetime) -> bool:
    """Whether it is time to ask somebody who finished a segment then."""
    return completed_at is not None and ASKED_AFTER <= at - completed_at <= ASKED_UNTIL


def usefulness(fields: Fields) -> Usefulness | None:
    """What was pressed; None where somebody would rather not say."""
    pressed = one(fields, "useful")
    return Usefulness(pressed) if pressed in set(Usefulness) else None


def may_see_statistics(actor: Actor, *, leads: bool) -> bool:
    """Counts about a segment are for trainers, coordinators, administrators and leaders of groups."""
    return leads or any(map(actor.has, (RoleName.TRAINER, RoleName.COORDINATOR, RoleName.ADMINISTRATOR)))


# What tallies come to


@dataclass(frozen=True)
class Tally:
    """How many gave one answer to one question in one month."""

    month: date
    question: str
    answer: str
    count: int


@dataclass(frozen=True)
class Printed:
    """The counts of one question as they are printed: None where hidden; `total` None where too few answered."""

    total: int | None
    answers: Mapping[str, int | None]


def printed(counts: Mapping[str, int]) -> Printed:
    """The answers to one question, of which each person gave one. Under five people nothing is printed."""
    cells = {("answer", answer): count for answer, count in counts.items()} | {("all", ""): sum(counts.values())}
    answers = tuple(cell for cell in cells if cell[0] == "answer")
    table = CellTable(cells, [CellSum(("all", ""), answers)], dict.fromkeys(answers, ("all", "")))
    shown = table.printed()
    return Printed(shown["all", ""] or None, {answer: shown["answer", answer] for answer in counts})


def counted(tallies: Iterable[Tally], question: str) -> dict[str, int]:
    """The answers to one question over all months."""
    found: dict[str, int] = {}
    for each in tallies:
        if each.question == question:
            found[each.answer] = found.get(each.answer, 0) + each.count
    return found


def by_month(tallies: Iterable[Tally], question: str) -> dict[date, int]:
    """How many there were in each month."""
    found: dict[date, int] = {}
    for each in tallies:
        if each.question == question:
            found[each.month] = found.get(each.month, 0) + each.count
    return found


def median_minutes(minutes: Mapping[str, int]) -> int | None:
    """The median of active minutes, to the nearest five; None for fewer than five people. How many, by minutes."""
    people = sum(minutes.values())
    if people < FEWEST:
        return None
    passed = 0
    for each in sorted(minutes, key=int):
        passed += minutes[each]
        if passed * 2 >= people:
            return (int(each) + STEP // 2) // STEP * STEP
    return None


@dataclass(frozen=True)
class FirstTries:
    """The first tries of one wording of a quiz. Shares are whole fives of a hundred; None where too few tried."""

    tried: int | None
    wrong_share: int | None
    chosen_shares: Mapping[str, int | None]  # by option, or by line that was not in place: of all who tried


def first_tries(answers: Mapping[str, int]) -> FirstTries:
    """What the first tries of a quiz come to, from how many gave each answer ("wrong b")."""
    people = sum(answers.values())
    cells = _chosen(answers) | {("people", "all"): people}
    splits = [CellSum(("people", "all"), (cell, ("not", cell[1]))) for cell in cells if cell[0] == "chosen"]
    cells |= {("not", key): people - count for (kind, key), count in cells.items() if kind == "chosen"}
    chosen = tuple(cell for cell in cells if cell[0] == "chosen" and cell[1] not in {RIGHT, WRONG})
    if sum(map(cells.__getitem__, chosen)) == people:  # one each, so the options split the people too
        splits.append(CellSum(("people", "all"), chosen))
    shown = CellTable(cells, splits, dict.fromkeys(cells.keys() - {("people", "all")}, ("people", "all"))).printed()
    tried = shown["people", "all"] or None
    shares = {key: _share(shown["chosen", key], tried) for kind, key in cells if kind == "chosen"}
    return FirstTries(tried, shares.pop(WRONG), {key: share for key, share in shares.items() if key != RIGHT})


def _chosen(answers: Mapping[str, int]) -> dict[tuple[str, str], int]:
    counts = Counter({("chosen", RIGHT): 0, ("chosen", WRONG): 0})
    for said, count in answers.items():
        counts.update({("chosen", key): count for key in said.split()})
    return dict(counts)


def _share(count: int | None, of: int | None) -> int | None:
    """Of a hundred, from printed counts, never from true ones."""
    if count is None or not of:
        return None
    return min(100, (count * 100 // of + STEP // 2) // STEP * STEP)
