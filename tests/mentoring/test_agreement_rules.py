"""Agreements before a database knows them: readings of two who type at once, what may be signed, the list with days."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.mentoring.agreements import rules
from learnmentor.mentoring.agreements.form_agreement import AgreementForm
from learnmentor.mentoring.agreements.readings import FieldEdit, Readings, Value, after, contested, mark, shown_to
from learnmentor.mentoring.agreements.readings import standing_mark as stood
from learnmentor.mentoring.agreements.rules import (
    AgreementGap,
    AgreementPart,
    AgreementTerms,
    UnreadyBecause,
    objective_key,
)
from learnmentor.mentoring.agreements.todo import Due, Todo, todo
from learnmentor.mentoring.agreements.undertakings import defaults, words
from learnmentor.mentoring.rules import PairContext, PairKind, Side

MENTOR, MENTEE = 1, 2
START, END = date(2027, 1, 11), date(2027, 7, 9)


def edit(
    readings: Readings, by: int, typed: Value, *, seen: Readings, base: Value = "", settled: bool = False
) -> Readings:
    """The readings after somebody who had seen `seen` sends the field."""
    sent = FieldEdit(typed, mark(shown_to(seen, base, by)), stood(seen, base), settled)
    return after(readings, base, sent, by=by)


# Readings


@given(st.lists(st.tuples(st.sampled_from([MENTOR, MENTEE]), st.integers(0, 6), st.booleans()), max_size=12))
def test_no_text_is_lost_but_one_that_somebody_saw_and_replaced(moves: list[tuple[int, int, bool]]) -> None:
    """Each of the two types a new text on a page that may be as old as they like."""
    history: list[Readings] = [{}]
    numbers, typed, replaced = count(), [], set()
    for by, age, settled in moves:
        seen, text = history[max(0, len(history) - 1 - age)], f"text {next(numbers)}."
        now = edit(history[-1], by, text, seen=seen, settled=settled)
        replaced |= {each for each in typed if any(each in str(value) for value in seen.values())}
        typed.append(text)
        history.append(now)
        standing = "\n".join(map(str, now.values()))
        assert [each for each in typed if each not in standing and each not in replaced] == []
        assert text in standing
        assert len(now) <= 2


@given(st.sampled_from(["", "Mornings"]), st.text(min_size=1, max_size=9), st.text(min_size=1, max_size=9))
def test_two_who_type_at_once_both_stand_whoever_was_first(base: str, one: str, other: str) -> None:
    begun: Readings = {MENTOR: base} if base else {}
    first = edit(edit(begun, MENTOR, one, seen=begun), MENTEE, other, seen=begun)
    second = edit(edit(begun, MENTEE, other, seen=begun), MENTOR, one, seen=begun)
    for each in (first, second):
        assert {one, other} - {base} <= set(each.values())
        assert contested(each) == (one != other and base not in (one, other))


def test_a_page_that_was_not_touched_changes_nothing_however_old_it_is() -> None:
    changed = edit({}, MENTOR, "Mondays", seen={})
    assert edit(changed, MENTEE, "", seen={}) == changed


def test_one_of_the_two_settles_what_both_wrote() -> None:
    both = edit({MENTOR: "Mondays"}, MENTEE, "Fridays", seen={})
    assert edit(both, MENTOR, "Mondays, or Fridays", seen=both) == {MENTOR: "Mondays, or Fridays", MENTEE: "Fridays"}
    assert edit(both, MENTOR, "Mondays", seen=both, settled=True) == {MENTOR: "Mondays"}
    later = {MENTOR: "Mondays", MENTEE: "Saturdays"}
    assert edit(later, MENTOR, "Mondays", seen=both, settled=True) == later  # settled what is no more


def test_one_person_on_two_devices_is_given_both_texts_as_one() -> None:
    begun = {MENTOR: "Mondays"}
    phone = edit(begun, MENTOR, "Mondays\nTea", seen=begun)
    assert edit(phone, MENTOR, "Mondays\nCake", seen=begun) == {MENTOR: "Mondays\nTea\nCake"}


# Signing


def terms(
    context: PairContext = PairContext.CPD, *, kind: PairKind = PairKind.MENTORING, **more: Value
) -> AgreementTerms:
    """An agreement with all that it needs."""
    aims = {
        objective_key(number, field): f"{field} {number}" if field != "by_when" else "2027-03-01"
        for number in (1, 2, 3)
        for field in rules.OBJECTIVE
    }
    shared = {
        **defaults(kind, context), **dict.fromkeys(rules.PROMPTS, "said"), "frequency": "week", "mode": "room",
        "who_chose_whom": "each-other", "voluntary": "both", "agenda_holder": "mentee", "assessment_involved": "no",
        "purpose": "Starters", "start": START.isoformat(), "end": END.isoformat(), "meeting_minutes": 45,
        "first_review": "2027-02-20", "change_clause": True, **aims, **more,
    }  # fmt: skip
    own = {
        MENTOR: {"own_name": "Amina", "own_job": "Lecturer", "own_subject": "Plumbing", "own_phone": "0123",
                 "own_organisation": "Northfield"},
        MENTEE: {"own_name": "Mei", "own_subject": "Tiling"},
    }  # fmt: skip
    return AgreementTerms(kind, context, MENTOR, MENTEE, shared, own)


def test_an_agreement_with_all_that_it_needs_may_be_signed() -> None:
    assert rules.gaps(terms()) == []


@pytest.mark.parametrize(
    ("more", "gap"),
    [
        ({"purpose": ""}, AgreementGap("purpose", UnreadyBecause.EMPTY)),
        ({"purpose": "word " * 61}, AgreementGap("purpose", UnreadyBecause.TOO_LONG)),
        ({"end": "2027-01-10"}, AgreementGap("end", UnreadyBecause.ENDS_FIRST)),
        ({"objective_2_by_when": "2027-01-10"}, AgreementGap("objective_2_by_when", UnreadyBecause.BEFORE_START)),
        ({"first_review": "2027-07-10"}, AgreementGap("first_review", UnreadyBecause.AFTER_END)),
        ({"objective_4_specific": "More"}, AgreementGap("objective_4_measure", UnreadyBecause.UNFINISHED)),
        (
            {f"objective_3_{field}": "" for field in rules.OBJECTIVE},
            AgreementGap("objective_3_specific", UnreadyBecause.TOO_FEW),
        ),
        ({"change_clause": ""}, AgreementGap("change_clause", UnreadyBecause.EMPTY)),
    ],
)
def test_what_stands_in_the_way_of_signing_is_named(more: dict[str, Value], gap: AgreementGap) -> None:
    assert gap in rules.gaps(terms(**more))


def test_a_mentor_can_be_reached_in_one_way_at_least() -> None:
    whole = terms()
    own = {**whole.own, MENTOR: {**whole.own[MENTOR], "own_phone": ""}}
    assert rules.gaps(replace(whole, own=own)) == [AgreementGap("own_address", UnreadyBecause.UNREACHABLE, MENTOR)]


def test_a_field_that_both_wrote_at_once_stands_in_the_way() -> None:
    assert rules.gaps(terms(), contested=frozenset({"place"})) == [AgreementGap("place", UnreadyBecause.CONTESTED)]


def test_any_value_that_changes_changes_the_digest() -> None:
    signed = terms()
    again = {rules.digest(signed, number=1), rules.digest(terms(), number=1)}
    assert len(again) == 1
    others = [terms(place="Room 4"), terms(m1=""), replace(signed, mentor_id=MENTEE, mentee_id=MENTOR)]
    digests = {rules.digest(each, number=1) for each in others} | {rules.digest(signed, number=2)}
    assert len(digests | again) == 5


# Words


def test_undertakings_follow_what_the_pair_is_for() -> None:
    in_training, induction = PairContext.INITIAL_TRAINING, PairContext.INDUCTION
    only = set(rules.undertakings(in_training)) - set(rules.undertakings(induction))
    assert only == {"m5", "m9", "m14"}
    assert "individual learning plan" in words("m8", PairKind.MENTORING, in_training)
    assert "induction plan" in words("m8", PairKind.MENTORING, induction)


@pytest.mark.parametrize("kind", list(PairKind))
def test_every_field_of_an_agreement_stands_in_one_part_of_the_form(kind: PairKind) -> None:
    context = PairContext.INITIAL_TRAINING
    form = AgreementForm(kind, context, objectives=rules.MOST_OBJECTIVES)
    own = {field.key for side in Side for field in form.own(side)}
    assert set(form.fields()) - own == set(rules.shared_keys(context))
    assert own == {key for side in Side for key in rules.own_fields(kind, context, side)}
    assert {form.part_of(key) for key in form.fields()} == set(AgreementPart)


def test_two_who_coach_each_other_are_no_mentor_and_mentee() -> None:
    form = AgreementForm(PairKind.CO_COACHING, PairContext.INITIAL_TRAINING)
    begun = defaults(PairKind.CO_COACHING, PairContext.INITIAL_TRAINING)
    said = [*map(repr, form.fields().values()), *map(str, begun.values()), repr(form.whole())]
    found = " ".join(said).replace("mentor_", "").replace("mentee_", "").replace("the mentoring", "")
    assert "the mentor" not in found.lower()
    assert "mentee " not in found.lower()


# The list


DAYS = st.dates(START - timedelta(days=90), END + timedelta(days=90)).map(date.isoformat)
AGREED = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys((*rules.REVIEW_DAYS, "objective_1_by_when", "start", "end"), DAYS),
                  **{key: st.integers(0, 30) for key in rules.OBSERVATIONS}, "m2": st.just(""), "n3": st.just("")},
)  # fmt: skip


@given(AGREED)
def test_nothing_is_due_before_the_first_day_or_after_the_last(agreed: dict[str, Value]) -> None:
    found = terms(**agreed)
    start, end = found.first_day, found.last_day
    assert start is not None
    assert end is not None
    items = todo(found)
    assert all(start <= each.due_on <= end for each in items)
    assert len({each.key for each in items}) == len(items)
    assert items == todo(terms(**agreed))


@given(AGREED, AGREED)
def test_a_new_version_keeps_what_is_done(old: dict[str, Value], new: dict[str, Value]) -> None:
    """Whatever both versions ask for has one key, so that what was done of the old one is done of the new."""
    before = {(item.what, item.field, item.number): item.key for item in todo(terms(**old))}
    done = set(before.values())
    for item in todo(terms(**new)):
        if (item.what, item.field, item.number) in before:
            assert item.stands(done, on=END) == Due.DONE


def test_an_objective_that_is_another_one_now_is_not_done() -> None:
    done = {each.key for each in todo(terms())}
    left = [each for each in todo(terms(objective_2_specific="Another")) if each.key not in done]
    assert [each.field for each in left] == ["objective_2_specific"]


@pytest.mark.parametrize(
    ("context", "more", "kinds"),
    [
        (PairContext.INITIAL_TRAINING, {}, {Todo.MENTOR_OBSERVES: 1, Todo.MENTEE_OBSERVES: 1, Todo.VISIT: 1}),
        (PairContext.CPD, {"mentor_observes": 3}, {Todo.MENTOR_OBSERVES: 3, Todo.MENTEE_OBSERVES: 1, Todo.VISIT: 1}),
        (PairContext.CPD, {"t6": "", "mentee_visits": 2}, {Todo.VISIT: 2}),
    ],
)
def test_observations_are_as_many_as_agreed_or_as_undertaken(
    context: PairContext, more: dict[str, Value], kinds: dict[Todo, int]
) -> None:
    seen = Counter(each.what for each in todo(terms(context, **more)))
    observed = (Todo.MENTOR_OBSERVES, Todo.MENTEE_OBSERVES, Todo.VISIT)
    assert {kind: seen[kind] for kind in observed if seen[kind]} == kinds


def test_an_item_is_due_within_a_week_and_overdue_after_its_day() -> None:
    item = next(each for each in todo(terms()) if each.key == "first_review")
    days = {on: item.stands((), on=item.due_on + timedelta(days=on)) for on in (-8, -7, 0, 1)}
    assert days == {-8: Due.TO_COME, -7: Due.DUE, 0: Due.DUE, 1: Due.OVERDUE}
