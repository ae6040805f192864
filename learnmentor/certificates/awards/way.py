"""The way to an award from where somebody stands: each unit that is assessed, and the one next step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from learnmentor.assessment.assessed.models import Submission
from learnmentor.assessment.assessed.rules import SubmissionState
from learnmentor.certificates.awards.combination import AwardPart, Evaluation
from learnmentor.certificates.awards.passed import Passed
from learnmentor.ground.words import plural


@dataclass(frozen=True)
class UnitWork:
    """How far somebody is with the assessed version of a unit: what was passed, and the work that goes on."""

    said: str  # what was passed, in a word or two; "" where nothing is
    tone: str
    note: str = ""
    work: Submission | None = None


class StepKind(StrEnum):
    """What somebody does next on the way to an award."""

    GO_ON = "go-on"  # with work that is prepared
    STUDY = "study"
    BEGIN = "begin"  # an assessed version
    WAIT = "wait"  # for a decision


@dataclass(frozen=True)
class NextStep:
    """The next step to an award: what, for which unit, at which level where it is assessed, and with which work."""

    kind: StepKind
    unit: str
    level: int | None = None
    work: Submission | None = None


def unit_works(evaluation: Evaluation, passed: Passed, submissions: Iterable[Submission]) -> dict[str, UnitWork]:
    """The assessed units of an award that somebody passed or works on, by code."""
    mine = [each for each in submissions if not SubmissionState(each.state).ended]
    found: dict[str, UnitWork] = {}
    for part in evaluation.parts:
        for code in part.component.units if part.component.assessed else ():
            made = _unit_work(part, code, passed, _for(mine, code, part.component.level or 0))
            if made.said or made.work:
                found[code] = made
    return found


def _for(mine: Sequence[Submission], code: str, level: int) -> Submission | None:
    """The work for a unit that goes on and would count at a level; the newest where there is more."""
    of_unit = [each for each in mine if each.unit_code == code and each.level >= level]
    return max(of_unit, key=lambda each: each.id, default=None)


def _unit_work(part: AwardPart, code: str, passed: Passed, work: Submission | None) -> UnitWork:
    own, earlier, asked = passed.levels.get(code), passed.earlier.get(code), part.component.level or 0
    if code in part.counted:
        by_earlier = code in part.earlier
        worth = next(each for each in passed.units if each.unit_code == code and each.earlier == by_earlier)
        note = f"{plural(worth.credits, 'credit', 'credits')}{', by earlier learning' if by_earlier else ''}"
        return UnitWork(f"Passed at level {worth.level}", "teal", note, None)
    if own and own >= asked:
        return UnitWork(f"Passed at level {own}", "teal", "more than is asked", work)
    if earlier and earlier >= asked:
        return UnitWork(f"Passed at level {earlier}", "sage", "by earlier learning, of which no more counts here", work)
    if best := max(own or 0, earlier or 0):
        return UnitWork(f"Passed at level {best}", "sage", f"level {asked} is asked", work)
    return UnitWork("", "todo", "", work)


def hoped_for(works: Mapping[str, UnitWork]) -> dict[str, int]:
    """The levels at which units would be passed, were all work that goes on to pass."""
    return {code: each.work.level for code, each in works.items() if each.work}


def next_step(evaluation: Evaluation, works: Mapping[str, UnitWork], *, hoped: Evaluation) -> NextStep | None:
    """What somebody does next: work that is begun, then study, then an assessed version, then to wait for a decision.

    `hoped` is the award were all work that goes on to pass. None once the award is met.
    """
    if evaluation.met:
        return None
    going_on = [each.work for code, each in works.items() if each.work and (code in hoped.counted or not hoped.met)]
    prepared = [each for each in going_on if each.state == SubmissionState.PREPARING]
    if prepared:
        return _with(StepKind.GO_ON, prepared[0])
    if hoped.met:
        return _with(StepKind.WAIT, next(each for each in going_on if each.unit_code not in evaluation.counted))
    levels = {code: part.component.level for part in hoped.parts if part.component.assessed
              for code in part.component.units}  # fmt: skip
    ahead = hoped.ways[0].units
    unit = next((code for code in ahead if code not in levels), ahead[0])
    return NextStep(StepKind.BEGIN, unit, levels[unit]) if unit in levels else NextStep(StepKind.STUDY, unit)


def _with(kind: StepKind, work: Submission) -> NextStep:
    return NextStep(kind, work.unit_code, work.level, work)
