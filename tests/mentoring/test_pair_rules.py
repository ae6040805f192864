"""Who agrees, takes and sees as a third party; what declared roles ask for; what waits first."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.mentoring import wording
from learnmentor.mentoring.role_declarations import rules as roles
from learnmentor.mentoring.role_declarations.rules import RoleSpan, SecondRole
from learnmentor.mentoring.rules import PairKind, Side, may_swap
from learnmentor.mentoring.third_parties import rules
from learnmentor.mentoring.third_parties.rules import ThirdParty
from learnmentor.mentoring.views.next_things import SHOWN_AT_ONCE, NextThing, by_day, in_order
from tests.mentoring.conftest import NOW, TODAY

MENTOR, MENTEE, TUTOR, OTHER = 1, 2, 3, 4
TWO = frozenset({MENTOR, MENTEE})
NAMED = ThirdParty(MENTOR, None, None, None)
AGREED = ThirdParty(MENTOR, MENTEE, None, NOW + timedelta(days=1))
TAKEN = ThirdParty(MENTOR, MENTEE, TUTOR, NOW)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def test_whoever_named_a_third_party_has_agreed_and_the_other_one_is_asked() -> None:
    assert [rules.may_agree(each, NAMED) for each in (MENTOR, MENTEE)] == [False, True]
    assert not rules.may_agree(MENTEE, AGREED)


@pytest.mark.parametrize(
    ("third", "who", "taken"),
    [
        (NAMED, TUTOR, False),
        (AGREED, TUTOR, True),
        (AGREED, MENTEE, False),
        (TAKEN, TUTOR, True),
        (TAKEN, OTHER, False),
    ],
)
def test_a_link_is_taken_once_in_time_and_by_neither_of_the_two(third: ThirdParty, who: int, *, taken: bool) -> None:
    assert rules.may_take(who, third, two=TWO, at=NOW) is taken
    assert rules.may_see_shown(who, third) is (third is TAKEN and who == TUTOR)
    assert not rules.may_take(TUTOR, AGREED, two=TWO, at=NOW + timedelta(days=1))


@given(since=DAYS, length=st.none() | st.integers(0, 400), on=DAYS)
def test_a_role_is_held_from_its_first_day_to_its_last(since: date, length: int | None, on: date) -> None:
    until = None if length is None else since + timedelta(days=length)
    span = RoleSpan(SecondRole.FRIEND, since, until)
    assert span.holds(since)
    assert until is None or (span.holds(until) and not span.holds(until + timedelta(days=1)))
    assert span.holds(on) is (since <= on <= (until or on))
    assert roles.backwards([span]) is False


def test_roles_that_judge_ask_who_judges_instead_and_assessors_what_they_learned() -> None:
    def asked(*held: SecondRole, **values: str) -> list[str]:
        return roles.asked_for([RoleSpan(each, TODAY) for each in held], values)

    assert asked(SecondRole.FRIEND, SecondRole.COACH) == []
    assert asked(SecondRole.LINE_MANAGER) == ["judges"]
    assert asked(SecondRole.ASSESSOR, judges="The head") == ["training"]
    assert roles.undeclared(manages=True, declared=[SecondRole.FRIEND])
    assert not roles.undeclared(manages=True, declared=[SecondRole.LINE_MANAGER])
    assert not roles.undeclared(manages=False, declared=[])


def test_where_both_coach_both_are_partners_and_there_is_nothing_to_swap() -> None:
    assert {wording.called(PairKind.CO_COACHING, side) for side in Side} == {"partner"}
    assert [kind for kind in PairKind if not may_swap(kind)] == [PairKind.CO_COACHING]


def test_what_waits_for_the_reader_comes_first_and_then_by_day() -> None:
    other = NextThing("a", "/a", TODAY, "other")
    late, soon, some_day = (NextThing(str(n), "/", day, "you") for n, day in enumerate((date(2027, 1, 1), TODAY, None)))
    assert by_day([other, some_day, late, soon]) == [soon, late, some_day, other]
    both = NextThing("b", "/b", TODAY, "both")
    assert by_day([both, soon]) == [soon, both]


@given(
    st.lists(st.builds(NextThing, st.text(), st.just("/"), DAYS | st.none(), st.sampled_from(["you", "other", "both"])))
)
def test_one_thing_is_the_next_step_and_none_is_lost(things: list[NextThing]) -> None:
    shown = in_order(by_day(things))
    assert [*filter(None, [shown.first]), *shown.soon, *shown.later, *shown.other] == by_day(things)
    assert (shown.first is None) == all(each.waits_for == "other" for each in things)
    assert len(shown.soon) <= SHOWN_AT_ONCE
