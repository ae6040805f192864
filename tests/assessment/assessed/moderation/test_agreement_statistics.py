"""Figures of agreement against worked examples that were published, each named."""

from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.assessment.assessed.moderation.agreement_statistics import (
    agreed,
    alpha,
    counted,
    kappa,
    kappa_error,
    kappa_interval,
    share_interval,
)


def table(*rows: tuple[int, ...]) -> dict[tuple[int, int], int]:
    return {(i, j): count for i, row in enumerate(rows) for j, count in enumerate(row)}


COHEN_1960 = table((88, 10, 2), (14, 40, 6), (18, 10, 12))  # his table of 200 patients: .70 agreed, .41 by chance
FLEISS_2003 = table((75, 1, 4), (5, 4, 1), (0, 0, 10))  # Fleiss, Levin and Paik, table 18.1: 100 diagnoses
SAS_SKIN = table((10, 4, 1, 0), (5, 10, 12, 2), (2, 4, 12, 5), (0, 2, 6, 13))  # PROC FREQ, "Skin Condition Study"


@pytest.mark.parametrize(
    ("pairs", "per_cent", "expected"),
    [
        pytest.param(COHEN_1960, 70, 0.492, id="Cohen 1960"),
        pytest.param(FLEISS_2003, 89, 0.676, id="Fleiss, Levin and Paik 2003"),
        pytest.param(SAS_SKIN, 51, 0.3449, id="SAS PROC FREQ"),
        pytest.param(table((45, 15), (25, 15)), 60, 0.1304, id="two readers of grant proposals, more alike"),
        pytest.param(table((25, 35), (5, 35)), 60, 0.2593, id="two readers of grant proposals, less alike"),
    ],
)
def test_kappa_is_that_of_published_examples(pairs: dict[tuple[int, int], int], per_cent: int, expected: float) -> None:
    assert round(100 * agreed(pairs) / sum(pairs.values())) == per_cent
    assert float(kappa(pairs) or 0) == pytest.approx(expected, abs=0.0006)


def test_its_error_and_interval_are_those_of_published_examples() -> None:
    assert kappa_error(SAS_SKIN) == pytest.approx(0.0724, abs=0.00005)
    assert kappa_interval(SAS_SKIN) == pytest.approx((0.2030, 0.4868), abs=0.0001)
    assert kappa_error(FLEISS_2003) == pytest.approx(0.088, abs=0.0005)


# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"
JON, HAN = "0100000010", "1110010000"
BEN, GERRY = "aabbdcccedda", "babbbccceddd"
FOUR = (
    "123321412...",
    "123322412 5.3".replace(" ", ""),
    ".33323422 51.".replace(" ", ""),
    "123324412 51.".replace(" ", ""),
)


@pytest.mark.parametrize(
    ("observers", "expected"),
    [
        pytest.param((JON, HAN), 0.095, id="A: two observers, binary"),
        pytest.param((BEN, GERRY), 0.692, id="B: two observers, nominal"),
        pytest.param(FOUR, 0.743, id="C: four observers, some missing"),
    ],
)
def test_alpha_is_that_of_krippendorffs_examples(observers: tuple[str, ...], expected: float) -> None:
    units = [[said for said in unit if said != "."] for unit in zip_longest(*observers, fillvalue=".")]
    assert float(alpha(units) or 0) == pytest.approx(expected, abs=0.0005)


def test_wilsons_interval_is_that_of_a_published_example() -> None:
    assert share_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.00005)  # Newcombe 1998, his method 3
    assert share_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=0.00005)
    assert share_interval(0, 0) is None


def test_nothing_is_said_where_chance_cannot_be_told_from_agreement() -> None:
    every = counted([("pass", "pass")] * 30)
    assert (kappa(every), kappa_error(every), kappa_interval(every), alpha([["pass", "pass"]])) == (None,) * 4
    assert (kappa({}), alpha([]), alpha([["pass"], ["refer"]])) == (None, None, None)
    assert kappa_interval(counted([("pass", "pass"), ("refer", "refer")])) is None, "certainty of two cases is none"


OUTCOMES = st.sampled_from(["pass", "refer"])


@given(st.lists(st.tuples(OUTCOMES, OUTCOMES), max_size=40))
def test_kappa_and_alpha_never_exceed_one_and_are_one_only_for_full_agreement(pairs: list[tuple[str, str]]) -> None:
    same = all(first == second for first, second in pairs)
    for value in (kappa(counted(pairs)), alpha(pairs)):
        assert value is None or (-1 <= value <= 1 and (value == 1) == same)
