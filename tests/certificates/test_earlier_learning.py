"""What was learned elsewhere earlier counts up to the limit of an award, and no more of it than is needed."""

from dataclasses import replace
from itertools import chain, combinations

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed import queries as assessed
from learnmentor.assessment.assessed.briefs import brief_of
from learnmentor.assessment.assessed.rules import SubmissionKind
from learnmentor.certificates import queries, services
from learnmentor.certificates.awards.combination import evaluate, lies_inside, within_reach
from learnmentor.certificates.awards.definition import HOURS_A_CREDIT, AwardFault, AwardRule, Component, award_from
from learnmentor.certificates.earlier_learning.rules import claimable
from learnmentor.courses.catalogue.assessed_versions import brief_from
from learnmentor.ground.vault import Vault
from learnmentor.stories import released_result
from tests import factories
from tests.assessment.assessed import handed, works
from tests.certificates import passing
from tests.certificates.test_combination import AWARDS, CORE, DATA, choices, learned
from tests.conftest import HeldClock
from tests.page import Browser

SHARED = AwardRule(
    "SHARED", 1, "Two that share units", 5, 8, 80,
    (
        Component(("O1", "O2", "O3"), 2, 40, 4, 4, assessed=True),
        Component(("O2", "O3", "O4"), 1, 30, 3, 5, assessed=True),
        Component(("P1",), 1, 10, 1, 4, assessed=True),
    ),
    "",
)  # fmt: skip
RULES = [AWARDS["INT-L4-3"], AWARDS["AWD-L4-10"], AWARDS["CRT-L5-15"], AWARDS["CRT-L6-15"], SHARED]
levels = st.sampled_from([4, 5, 6])
units = sorted({unit for rule in RULES for part in rule.components for unit in part.units} - CORE)
passes = st.fixed_dictionaries({}, optional=dict.fromkeys(units, levels))
whole_core = learned(dict.fromkeys(CORE, 5))


def by_brute_force(rule: AwardRule, passed: dict[str, int], earlier: dict[str, int]) -> tuple[int, int]:
    """The least that is left to do, and the least of earlier learning by which no more is left, in minutes."""
    return min(
        (sum(minutes for minutes, _ in left), sum(minutes for _, minutes in left))
        for chosen in choices(rule)
        for left in each_way(rule, chosen, passed, earlier)
    )


def each_way(
    rule: AwardRule, chosen: list[tuple[str, ...]], passed: dict[str, int], earlier: dict[str, int]
) -> list[list[tuple[int, int]]]:
    """What is left of each place and what counts by earlier learning, for every part of it that keeps to the limit."""
    places = [
        (unit, part)
        for part, codes in zip(rule.components, chosen, strict=True) if part.assessed
        for unit in codes if passed.get(unit, 0) < (part.level or 0)
    ]  # fmt: skip
    could = [place for place in places if earlier.get(place[0], 0) >= (place[1].level or 0)]
    some = chain.from_iterable(combinations(could, size) for size in range(len(could) + 1))
    limit = rule.earlier_learning_credits * HOURS_A_CREDIT * 60
    return [
        [(0, part.minutes_each) if (unit, part) in taken else (part.minutes_each, 0) for unit, part in places]
        for taken in some
        if sum(part.minutes_each for _, part in taken) <= limit
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@settings(max_examples=60)
@given(passed=passes, earlier=passes, limit=st.integers(0, 12))
def test_the_places_are_filled_as_well_as_the_limit_allows(
    rule: AwardRule, passed: dict[str, int], earlier: dict[str, int], limit: int
) -> None:
    rule = replace(rule, earlier_learning_credits=min(limit, rule.credits))
    found = evaluate(rule, whole_core, passed, earlier)
    left, taken = by_brute_force(rule, passed, earlier)
    assert found.met == (left == 0)
    assert (found.ways[0].minutes if found.ways else 0) == left
    sizes = {unit: part.component.minutes_each for part in found.parts for unit in part.earlier}
    assert sum(sizes.values()) == taken <= rule.earlier_learning_credits * 600
    assert set(found.earlier) <= set(found.counted) & set(earlier)
    assert len(found.counted) == len(set(found.counted)), "a unit counted twice"
    assert found.met <= within_reach(rule, dict.fromkeys(CORE, 150), passed, earlier)


def test_own_work_counts_before_what_was_learned_earlier() -> None:
    rule = replace(AWARDS["AWD-L4-10"], earlier_learning_credits=4)
    found = evaluate(rule, whole_core, {"P2": 4, "O4": 4, "O6": 4}, {"P2": 5, "O1": 4, "O4": 6})
    assert (found.met, found.earlier) == (True, ())
    at_a_higher_level = evaluate(rule, whole_core, {"P2": 4, "O4": 4}, {"O1": 4, "O7": 4})
    assert (at_a_higher_level.met, at_a_higher_level.earlier) == (True, ("O1",))


def test_an_award_that_sets_nothing_counts_no_earlier_learning() -> None:
    assert {rule.earlier_learning_credits for rule in AWARDS.values()} == {0}
    found = evaluate(AWARDS["INT-L4-3"], whole_core, {}, {"P1": 4})
    assert (found.met, found.earlier) == (False, ())


@pytest.mark.parametrize("said", [-1, 11])
def test_an_award_cannot_count_more_of_it_than_it_has_credits(said: int) -> None:
    with pytest.raises(AwardFault, match="earlier_learning_credits of AWD-L4-10 can be 0 to its 10 credits"):
        award_from({**DATA["AWD-L4-10"], "earlier_learning_credits": said})
    assert award_from({**DATA["AWD-L4-10"], "earlier_learning_credits": 10}).earlier_learning_credits == 10


def test_an_award_lies_inside_another_only_where_it_counts_as_much_of_it() -> None:
    inner, outer = AWARDS["CRT-L5-15"], AWARDS["CRT-L5-20"]
    assert lies_inside(inner, outer)
    assert not lies_inside(inner, replace(outer, earlier_learning_credits=3))
    assert lies_inside(replace(inner, earlier_learning_credits=3), replace(outer, earlier_learning_credits=3))


# A claim, from its page to the certificate


def test_where_no_award_counts_any_the_page_says_so_and_no_claim_begins(db: Session, as_amina: Browser) -> None:
    services.publish_awards(db, [DATA["INT-L4-3"]], at=works.NOW)
    works.brief(db)
    factories.unit(db, "P1", segments=0).family = "practice"
    db.commit()
    assert "Claim earlier learning" not in as_amina.get("/units/p1/assessment").words
    assert "No award here counts it" in as_amina.get("/assessed-work/earlier").words
    assert as_amina.post("/assessed-work/earlier/p1/4").status == 404
    assert "Claim earlier learning" not in as_amina.get("/awards/int-l4-3").words


def test_a_claim_is_one_place_against_the_criteria_is_judged_as_any_and_named_as_such(
    db: Session, app: Flask, amina: Person, as_amina: Browser, time: HeldClock
) -> None:
    vault: Vault = app.config["VAULT"]
    services.publish_awards(db, [{**DATA["INT-L4-3"], "earlier_learning_credits": 1}], at=works.NOW)
    works.brief(db)
    factories.unit(db, "P1", segments=0, title="Starter portfolio").family = "practice"
    passing.studied(db, amina, *sorted(CORE))
    db.commit()
    page = as_amina.get("/awards/int-l4-3").click("Claim earlier learning")
    assert as_amina.get("/units/p1/assessment").click("Claim earlier learning").h1 == page.h1
    assert "INT-L4-3" not in page.words
    assert "up to 1 credit of 3" in page.words
    page = page.submit("Begin a claim").follow()
    assert page.h1 == "Starter portfolio, level 4, by earlier learning"
    assert as_amina.get("/assessed-work/earlier").click("Go on").h1 == page.h1
    assert as_amina.post("/assessed-work/earlier/p1/4").status == 303
    [made] = assessed.submissions_of(db, amina.id)
    part = page.click("What you learned elsewhere")
    assert "Say for each criterion where you learned it" in part.words
    works.written(db, vault, made, "I ran a scheme.", part="work")
    handed.shown(db, vault, made, part="work")
    db.commit()
    tried = handed.hand_in(db, vault, made)
    assert [each.key for each in brief_of(tried).parts] == ["work"]
    assert {each.key for each in brief_of(tried).criteria} == set(works.CRITERIA)
    judgement = works.judged(db, vault, tried, factories.person(db, name="Carys"))
    found = assessed.try_found(db, tried.public_id)
    assert found is not None
    told = {"at": works.NOW, "zone": passing.ZONE, "issuer": passing.ISSUER}
    result = released_result.release(db, found, judgement=judgement, **told)
    assert (result.kind, result.credits) == (SubmissionKind.EARLIER_LEARNING, 1)
    db.commit()
    assert "P1 counts by earlier learning" in as_amina.get("/awards/int-l4-3").words
    [issued] = queries.certificates_of(db, amina.id)
    assert "by earlier learning" in as_amina.get(f"/certificates/{issued.number}").words


def test_what_can_be_claimed_fits_the_limit_and_is_never_of_the_core() -> None:
    briefs = [
        brief_from(passing.brief_of(unit, credits_=sizes))
        for unit, sizes in (("C1", {4: 1}), ("O1", {4: 2, 5: 3}), ("P2", {4: 4, 5: 4}), ("P3", {5: 5}))
    ]
    three = replace(AWARDS["CRT-L5-15"], earlier_learning_credits=3)
    found = [(each.unit, each.version.level) for each in claimable([AWARDS["AWD-L4-10"], three], briefs)]
    assert found == [("O1", 5)]
    four = replace(AWARDS["CRT-L5-20"], earlier_learning_credits=4)
    assert [(each.unit, each.version.level) for each in claimable([four], briefs)] == [("O1", 5), ("P2", 5)]
