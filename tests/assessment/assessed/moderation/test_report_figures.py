"""The figures of a report: what goes into which, and what is not said of too few."""

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest

from learnmentor.assessment.assessed.moderation import wording
from learnmentor.assessment.assessed.moderation.report_figures import (
    LEAST_PAIRS,
    Agreement,
    JudgedCase,
    agreement,
    figures,
    figures_from,
    records_agreed,
)
from learnmentor.assessment.assessed.moderation.rules import latest_years, working_year
from learnmentor.assessment.assessed.rules import Outcome
from learnmentor.assessment.assessed.standardisation.rules import Rating

PASS, REFER = Outcome.PASS, Outcome.REFER


def case(first: Outcome = PASS, second: Outcome | None = None, **more: Any) -> JudgedCase:
    told: dict[str, Any] = {"unit": "P1", "assessor": "carys", "on": date(2026, 11, 2), "reasons": ("close",), **more}
    return JudgedCase(outcome=first, second=second, **told)


FIFTY = [case(PASS, PASS)] * 20 + [case(PASS, REFER)] * 5 + [case(REFER, PASS)] * 10 + [case(REFER, REFER)] * 15
"""Two readers of fifty grant proposals, a much printed example: 70 per cent, and kappa 0.40."""


def test_agreement_is_over_what_two_judged_and_kappa_is_that_of_the_printed_example() -> None:
    found = figures([*FIFTY, case(PASS), case(REFER, appeal=PASS)])
    assert (found.whole.judged, found.whole.passed, found.whole.agreement.pairs) == (52, 26, 50)
    assert found.whole.agreement.share == 0.7
    assert found.whole.agreement.kappa == pytest.approx(0.4)
    assert wording.share(found.whole.agreement) == "35 of 50 (70 per cent)"
    assert wording.kappa(found.whole.agreement).startswith("0.40 (likely 0.15 to 0.65")
    assert (found.thrice, found.alpha, found.drawn.pairs) == (0, None, 0)


def test_an_appeal_is_a_third_judgement_and_an_agreed_outcome_is_none() -> None:
    found = figures([*FIFTY[1:], case(PASS, REFER, appeal=REFER, agreed=REFER, reasons=("drawn",))])
    assert (found.thrice, found.changed, found.drawn.pairs, found.reasons["drawn"]) == (1, 1, 1, 1)
    assert found.alpha == pytest.approx(1 - 100 * 32 / (2 * 54 * 47))  # 54 and 47 of 101; 15 pairs and the three differ


def test_each_line_is_of_its_own_cases_and_months_stand_in_order() -> None:
    found = figures([case(on=date(2026, 12, 1)), case(unit="P2", assessor="olu"), case(REFER, REFER)])
    assert [(line.key, line.judged, line.agreement.pairs) for line in found.units] == [("P1", 2, 1), ("P2", 1, 0)]
    assert [(line.key, line.judged) for line in found.assessors] == [("carys", 2), ("olu", 1)]
    assert [line.key for line in found.months] == ["2026-11", "2026-12"]


def test_what_is_kept_is_read_again_as_it_was() -> None:
    found = figures([*FIFTY, case(PASS, PASS, criteria=(("P1.1-1", True, False),))])
    assert figures_from(json.loads(json.dumps(asdict(found)))) == found
    assert figures_from(json.loads(json.dumps(asdict(figures([]))))) == figures([])


def test_records_that_all_judge_give_an_alpha_and_criteria_worded_anew_are_others() -> None:
    # Six judge four criteria; of A and B one of six differs. 60 pairs, of which 10 differ.
    odd = {("A", 0), ("B", 1)}
    told = [Rating("R1", key, by, (key, by) not in odd and key in "AB", key) for key in "ABCD" for by in range(6)]
    found = records_agreed(told)
    assert (found.assessors, found.criteria, found.pairs, found.agreed) == (6, 4, 60, 50)
    assert found.alpha == pytest.approx(1 - 23 * (2 * 2 * 5 / 5) / (2 * 10 * 14))  # 10 met and 14 not yet
    assert wording.records(found) == "50 of 60 times two decided alike (83 per cent)"
    anew = records_agreed([*told[:6], *(replace(each, text="worded anew") for each in told[:6])])
    assert (anew.criteria, anew.pairs, anew.agreed) == (2, 30, 20)
    assert wording.records_alpha(records_agreed(told[:3])).startswith("Not shown below 20 times")
    assert wording.records_alpha(records_agreed(told[12:])).startswith("Cannot be told")
    assert figures_from({k: v for k, v in asdict(figures([])).items() if k != "records"}).records == records_agreed([])


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (agreement([]), ("None judged twice yet", "", "Not shown below 20")),
        (agreement([(True, True)] * 4), ("4 of 4", "", "Not shown below 20")),
        (agreement([(True, True)] * LEAST_PAIRS), ("20 of 20 (100 per cent)", "84 per cent to 100 per cent", "Cannot")),
        (agreement([(True, False)] * 10 + [(False, True)] * 10), ("0 of 20 (0 per cent)", "0 per cent to 16", "−1.00")),
    ],
)
def test_too_few_and_all_of_one_outcome_are_said_in_words(told: Agreement, said: tuple[str, str, str]) -> None:
    assert wording.share(told) == said[0]
    assert wording.likely_share(told).startswith(said[1])
    assert wording.kappa(told).startswith(said[2])


def test_a_year_of_work_runs_from_september_to_august() -> None:
    assert working_year(date(2026, 8, 31)) == (date(2025, 9, 1), date(2026, 8, 31))
    assert latest_years(date(2026, 9, 1))[1:] == (
        (date(2025, 9, 1), date(2026, 8, 31)),
        (date(2024, 9, 1), date(2025, 8, 31)),
    )
