"""LearnMentor promises why two people would fit: never a line manager without the warning, never above a load."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.mentoring.directory.rules import ContactMode
from learnmentor.mentoring.matching.fit import (
    FallbackStep,
    FitAgainst,
    FitReason,
    MatchCandidate,
    MatchSeeker,
    fallbacks,
    fit,
    in_order,
    nobody_found,
)
from learnmentor.mentoring.matching.rules import LooksFor, OfferState, may_offer_more

FACE, VIDEO = ContactMode.FACE, ContactMode.VIDEO
SEEKER = MatchSeeker(
    1, LooksFor.SUBJECT, frozenset({FACE}), subject=frozenset({"upholstery"}), role=frozenset({"lecturer"}),
    area=frozenset({"north"}), teams=frozenset({10}), managers=frozenset({9}),
)  # fmt: skip
MENTOR = MatchCandidate(
    2, "Amina", frozenset({FACE, VIDEO}), hours=10, most=2, load=0, subjects=frozenset({"upholstery"}),
    roles=frozenset({"lecturer"}), area=frozenset({"north"}), teams=frozenset({11}),
)  # fmt: skip

_keys = st.frozensets(st.integers(1, 6), max_size=3)
_words = st.frozensets(st.sampled_from(["upholstery", "maths", "lecturer", "north"]), max_size=2)
_modes = st.frozensets(st.sampled_from(list(ContactMode)))
seekers = st.builds(
    MatchSeeker, st.just(0), st.sampled_from(list(LooksFor)), _modes, subject=_words, role=_words, area=_words,
    not_manager=st.booleans(), not_team=st.booleans(), teams=_keys, managers=_keys, manages=_keys,
    last_mentor_id=st.none() | st.integers(1, 6),
)  # fmt: skip
candidates = st.builds(
    MatchCandidate, st.integers(1, 6), st.sampled_from(["Amina", "ben", "Chidi"]), _modes, st.integers(0, 3),
    st.integers(0, 3), st.integers(0, 3), subjects=_words, roles=_words, area=_words, teams=_keys,
    not_team=st.booleans(), not_managed=st.booleans(), elsewhere=st.booleans(),
)  # fmt: skip
several = st.lists(candidates, max_size=6, unique_by=lambda each: each.person_id)


def test_reasons_are_said_one_by_one() -> None:
    found = fit(SEEKER, MENTOR)
    assert set(found.reasons) == {
        FitReason.SUBJECT, FitReason.ROLE, FitReason.OUTSIDE, FitReason.MODE, FitReason.AREA, FitReason.PLACES,
    }  # fmt: skip
    assert (found.against, found.wanted, found.offerable) == ((), True, True)


@pytest.mark.parametrize(
    ("seeker", "mentor", "against"),
    [
        ({}, {"person_id": 9}, {FitAgainst.LINE_MANAGER, FitAgainst.MENTEE_RATHER_NOT}),
        ({"not_manager": False}, {"person_id": 9}, {FitAgainst.LINE_MANAGER}),
        ({}, {"person_id": 9, "not_managed": True},
         {FitAgainst.LINE_MANAGER, FitAgainst.MENTEE_RATHER_NOT, FitAgainst.MENTOR_RATHER_NOT}),
        ({"manages": frozenset({2})}, {}, {FitAgainst.MANAGED}),
        ({}, {"teams": frozenset({10})}, {FitAgainst.SAME_TEAM}),
        ({"not_team": True}, {"teams": frozenset({10})}, {FitAgainst.SAME_TEAM, FitAgainst.MENTEE_RATHER_NOT}),
        ({}, {"modes": frozenset({VIDEO})}, {FitAgainst.NO_MODE}),
        ({}, {"hours": 0}, {FitAgainst.NO_HOURS}),
        ({}, {"load": 2}, {FitAgainst.LOAD_FULL}),
    ],
)  # fmt: skip
def test_what_stands_against_it_is_said(seeker: dict, mentor: dict, against: set[FitAgainst]) -> None:
    assert set(fit(replace(SEEKER, **seeker), replace(MENTOR, **mentor)).against) == against


@given(seekers, several)
def test_no_line_manager_stands_without_the_warning_or_before_anybody_else_who_may_be_offered(
    seeker: MatchSeeker, mentors: list[MatchCandidate]
) -> None:
    free = [each for each in in_order(fit(seeker, one) for one in mentors) if each.offerable]
    managers = [each.candidate.person_id in seeker.managers for each in free]
    assert [FitAgainst.LINE_MANAGER in each.against for each in free] == managers == sorted(managers)


@given(seekers, candidates)
def test_nobody_is_offered_above_the_load_or_against_the_mentor_s_wish(
    seeker: MatchSeeker, mentor: MatchCandidate
) -> None:
    team, manager = bool(seeker.teams & mentor.teams), mentor.person_id in seeker.managers
    if fit(seeker, mentor).offerable:
        assert mentor.load < mentor.most
        assert not (manager and mentor.not_managed)
        assert not (team and mentor.not_team)


@given(seekers, several, st.randoms(use_true_random=False))
def test_the_order_is_the_same_however_they_come(
    seeker: MatchSeeker, mentors: list[MatchCandidate], by: Random
) -> None:
    shuffled = list(mentors)
    by.shuffle(shuffled)
    fits = [fit(seeker, each) for each in mentors]
    assert in_order(fits) == in_order(fit(seeker, each) for each in shuffled)
    assert list(fallbacks(seeker, fits)) == list(FallbackStep)


@given(seekers, several)
def test_where_nobody_fits_only_the_last_step_names_a_line_manager(
    seeker: MatchSeeker, mentors: list[MatchCandidate]
) -> None:
    steps = fallbacks(seeker, [fit(seeker, each) for each in mentors])
    named = {step for step, fits in steps.items() for each in fits if each.candidate.person_id in seeker.managers}
    assert named <= {FallbackStep.LINE_MANAGER}
    assert all(each.offerable for fits in steps.values() for each in fits)


def test_the_steps_say_whom_they_find() -> None:
    general = replace(MENTOR, person_id=3, subjects=frozenset(), roles=frozenset(), elsewhere=True, load=1)
    full = replace(MENTOR, person_id=4, load=2)
    fits = [fit(SEEKER, each) for each in (MENTOR, general, full, replace(MENTOR, person_id=9))]
    found = {step: [each.candidate.person_id for each in fits] for step, fits in fallbacks(SEEKER, fits).items()}
    assert found == {
        FallbackStep.PEER: [2], FallbackStep.AT_A_DISTANCE: [2, 3], FallbackStep.PARTNER: [3],
        FallbackStep.GENERAL_AND_SPECIALIST: [3], FallbackStep.LINE_MANAGER: [9],
    }  # fmt: skip
    assert not nobody_found(fits)
    assert nobody_found([fit(SEEKER, full), fit(SEEKER, replace(MENTOR, person_id=9))])


@pytest.mark.parametrize(
    ("states", "more", "may"),
    [
        ([], 3, True), ([], 4, False), ([], 0, False), (["offered"] * 2, 1, True), (["offered"] * 2, 2, False),
        (["passed"] * 3, 3, True), (["chosen"], 1, False), (["declined", "chosen"], 1, False),
        (["passed"] * 60, 1, False),
    ],
)  # fmt: skip
def test_three_wait_for_a_choice_at_most_and_none_while_a_mentor_is_asked(
    states: list[str], more: int, *, may: bool
) -> None:
    assert may_offer_more([OfferState(each) for each in states], more) is may
