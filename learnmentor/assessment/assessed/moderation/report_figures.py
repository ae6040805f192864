"""The figures of a report: what was judged in a period, and how far two who judged the same came to the same."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from learnmentor.assessment.assessed.moderation import agreement_statistics as statistics
from learnmentor.assessment.assessed.moderation.rules import SampleReason
from learnmentor.assessment.assessed.rules import Outcome
from learnmentor.assessment.assessed.standardisation.rules import Rating

LEAST_PAIRS = 20  # below it, no figure that is corrected for chance: one case would move it too far
LEAST_FOR_SHARE = 5  # below it, counts and no per cent


@dataclass(frozen=True)
class JudgedCase:
    """A first judgement saved in the period, and what others came to who judged the same try.

    `assessor` is a public id; `criteria`: whether each was met, by the first and by the second.
    """

    unit: str
    assessor: str
    on: date
    outcome: Outcome
    sampled: bool = False
    reasons: tuple[str, ...] = ()
    second: Outcome | None = None
    appeal: Outcome | None = None
    agreed: Outcome | None = None
    criteria: tuple[tuple[str, bool, bool], ...] = ()


@dataclass(frozen=True)
class Agreement:
    """How far two agree over so many pairs: counts; Wilson's interval of the share; kappa with its interval.

    `kappa` is None where there are too few pairs, and where it is undefined.
    """

    pairs: int = 0
    agreed: int = 0
    first_yes: int = 0  # how often the first said pass, or met
    second_yes: int = 0
    share_low: float | None = None
    share_high: float | None = None
    kappa: float | None = None
    kappa_low: float | None = None
    kappa_high: float | None = None

    @property
    def share(self) -> float | None:
        """The part that agrees; None where it would be of too few."""
        return self.agreed / self.pairs if self.pairs >= LEAST_FOR_SHARE else None

    @property
    def enough(self) -> bool:
        """Whether there are pairs enough for what is corrected for chance."""
        return self.pairs >= LEAST_PAIRS


@dataclass(frozen=True)
class ReportLine:
    """What was judged of a unit, by an assessor or in a month (`key`), and how far a second judgement agrees."""

    key: str
    judged: int
    passed: int
    sampled: int
    agreement: Agreement


@dataclass(frozen=True)
class RecordAgreement:
    """How alike assessors judged the records by which they are standardised.

    `pairs`: every two decisions about one criterion, of which so many were `agreed`; `alpha` is over all of them.
    """

    assessors: int = 0
    criteria: int = 0  # that two or more decided
    pairs: int = 0
    agreed: int = 0
    alpha: float | None = None


@dataclass(frozen=True)
class ReportFigures:
    """All of a report. `drawn`: the agreement over those that the draw alone would have taken, a fair picture of all.

    `alpha` is over tries that anybody judged twice or more, each time without seeing the other; `thrice`: how many of
    them three or more judged.
    """

    whole: ReportLine
    drawn: Agreement
    reasons: Mapping[str, int]
    changed: int  # agreed outcomes that are not the first one
    thrice: int
    alpha: float | None
    units: tuple[ReportLine, ...]
    assessors: tuple[ReportLine, ...]
    months: tuple[ReportLine, ...]
    criteria: Agreement
    by_criterion: tuple[tuple[str, Agreement], ...]
    records: RecordAgreement = RecordAgreement()


def figures(cases: Collection[JudgedCase], ratings_of_records: Collection[Rating] = ()) -> ReportFigures:
    """The figures of the cases of a period, and of what assessors decided in it of the records they all judge."""
    drawn = [each for each in cases if SampleReason.DRAWN in each.reasons]
    ratings = [_ratings(each) for each in cases]
    thrice = sum(len(each) > 2 for each in ratings)
    compared = [each for case in cases for each in case.criteria]
    return ReportFigures(
        whole=_line("", cases),
        drawn=outcomes_agreed(drawn),
        reasons=dict(Counter(reason for each in cases for reason in each.reasons)),
        changed=sum(each.agreed not in {None, each.outcome} for each in cases),
        thrice=thrice,
        alpha=_alpha(ratings) if thrice else None,
        units=_lines(cases, lambda case: case.unit),
        assessors=_lines(cases, lambda case: case.assessor),
        months=_lines(cases, lambda case: f"{case.on:%Y-%m}"),
        criteria=agreement((first, second) for _, first, second in compared),
        by_criterion=_by_criterion(compared),
        records=records_agreed(ratings_of_records),
    )


def records_agreed(ratings: Collection[Rating]) -> RecordAgreement:
    """How far assessors decided alike; no alpha below so many pairs, nor where all of them decided one thing."""
    decided: dict[tuple[str, str, str], list[bool]] = {}
    for each in ratings:
        decided.setdefault((each.record, each.criterion, each.text), []).append(each.met)
    shared = [each for each in decided.values() if len(each) > 1]
    pairs = sum(_pairs(len(each)) for each in shared)
    agreed = sum(_pairs(each.count(True)) + _pairs(each.count(False)) for each in shared)
    alpha = statistics.alpha(shared) if pairs >= LEAST_PAIRS else None
    assessors = len({each.assessor_id for each in ratings})
    return RecordAgreement(assessors, len(shared), pairs, agreed, None if alpha is None else float(alpha))


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def agreement(pairs: Iterable[tuple[bool, bool]]) -> Agreement:
    """How far pairs of yes and no agree."""
    table = statistics.counted(pairs)
    total, same = table.total(), statistics.agreed(table)
    low, high = statistics.share_interval(same, total) or (None, None)
    value = statistics.kappa(table) if total >= LEAST_PAIRS else None
    bounds = statistics.kappa_interval(table) if value is not None else None
    return Agreement(
        total, same, table[True, True] + table[True, False], table[True, True] + table[False, True], low, high,
        None if value is None else float(value), *(bounds or (None, None)),
    )  # fmt: skip


def outcomes_agreed(cases: Iterable[JudgedCase]) -> Agreement:
    """How far first and second judgements came to the same outcome."""
    return agreement(
        (each.outcome == Outcome.PASS, each.second == Outcome.PASS) for each in cases if each.second is not None
    )


def _line(key: str, cases: Collection[JudgedCase]) -> ReportLine:
    passed = sum(each.outcome == Outcome.PASS for each in cases)
    return ReportLine(key, len(cases), passed, sum(each.sampled for each in cases), outcomes_agreed(cases))


def _lines(cases: Iterable[JudgedCase], by: Callable[[JudgedCase], str]) -> tuple[ReportLine, ...]:
    found: dict[str, list[JudgedCase]] = {}
    for case in cases:
        found.setdefault(by(case), []).append(case)
    return tuple(_line(key, found[key]) for key in sorted(found))


def _by_criterion(compared: Iterable[tuple[str, bool, bool]]) -> tuple[tuple[str, Agreement], ...]:
    found: dict[str, list[tuple[bool, bool]]] = {}
    for key, first, second in compared:
        found.setdefault(key, []).append((first, second))
    return tuple((key, agreement(found[key])) for key in sorted(found))


def _ratings(case: JudgedCase) -> list[Outcome]:
    """What was said without seeing the others; an agreed outcome is none of that."""
    return [each for each in (case.outcome, case.second, case.appeal) if each is not None]


def _alpha(ratings: Sequence[Sequence[Outcome]]) -> float | None:
    if sum(len(each) > 1 for each in ratings) < LEAST_PAIRS:
        return None
    value = statistics.alpha(ratings)
    return None if value is None else float(value)


# As it is kept


def figures_from(data: Mapping[str, Any]) -> ReportFigures:
    """The figures, from their JSON."""
    lines = {each: tuple(_line_from(line) for line in data[each]) for each in ("units", "assessors", "months")}
    return ReportFigures(
        whole=_line_from(data["whole"]),
        drawn=Agreement(**data["drawn"]),
        reasons=data["reasons"],
        changed=data["changed"],
        thrice=data["thrice"],
        alpha=data["alpha"],
        criteria=Agreement(**data["criteria"]),
        by_criterion=tuple((key, Agreement(**each)) for key, each in data["by_criterion"]),
        records=RecordAgreement(**data.get("records", {})),  # which reports that were made before do not have
        **lines,
    )


def _line_from(data: Mapping[str, Any]) -> ReportLine:
    return ReportLine(**{**data, "agreement": Agreement(**data["agreement"])})
