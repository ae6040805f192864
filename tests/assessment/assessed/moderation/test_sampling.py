"""Sampling keeps its promises, whatever order the work comes in."""

import random
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.assessment.assessed.moderation.rules import (
    FIRST_JUDGEMENTS,
    Awaited,
    FirstJudged,
    SampleReason,
    SampleRule,
    awaited,
    drawn,
    drawn_again,
    reasons,
)
from learnmentor.assessment.assessed.rules import Outcome

PASS, REFER = Outcome.PASS, Outcome.REFER
NEVER, ALWAYS = "f" * 64, "0" * 64
RULE = SampleRule(per_cent=20, least=4)
SEASONED = FirstJudged(PASS, close=False, not_met=0, tried=1, before=50, sampled_this_year=9)


@pytest.mark.parametrize(
    ("judged", "reason"),
    [
        (replace(SEASONED, before=9), SampleReason.NEW_ASSESSOR),
        (replace(SEASONED, outcome=REFER, not_met=1), SampleReason.BORDERLINE),
        (replace(SEASONED, close=True), SampleReason.CLOSE),
        (replace(SEASONED, outcome=REFER, not_met=4, tried=2), SampleReason.REFERRED_AGAIN),
        (replace(SEASONED, sampled_this_year=3), SampleReason.LEAST),
    ],
)
def test_each_rule_alone_samples_a_judgement_that_the_draw_passes_over(
    judged: FirstJudged, reason: SampleReason
) -> None:
    assert reasons(judged, RULE, seed=NEVER) == (reason,)


def test_what_no_rule_names_is_left_to_the_draw() -> None:
    clear = replace(SEASONED, outcome=REFER, not_met=2)
    assert (reasons(clear, RULE, seed=NEVER), reasons(clear, RULE, seed=ALWAYS)) == ((), (SampleReason.DRAWN,))
    assert reasons(replace(SEASONED, tried=2), RULE, seed=NEVER) == (), "a pass at the second try is none of the rules"


def test_the_draw_is_the_share_to_the_last_bit() -> None:
    edge = (20 << 256) // 100
    assert drawn(f"{edge:064x}", per_cent=20)
    assert not drawn(f"{edge + 1:064x}", per_cent=20)
    assert (drawn(ALWAYS, per_cent=0), drawn(NEVER, per_cent=100)) == (False, True)
    source = random.Random(12)
    assert sum(drawn(f"{source.getrandbits(256):064x}", per_cent=20) for _ in range(5_000)) == pytest.approx(
        1_000, 0.06
    )


@dataclass(frozen=True)
class Piece:
    """A judgement as it comes: by whom, how many days after the one before, and how."""

    by: str
    days: int
    outcome: Outcome
    close: bool
    not_met: int
    tried: int
    seed: str


PIECES = st.builds(
    Piece, st.sampled_from("ab"), st.integers(0, 60), st.sampled_from(Outcome), st.booleans(), st.integers(0, 5),
    st.integers(1, 3), st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}"),
)  # fmt: skip
RULES = st.builds(SampleRule, st.integers(0, 100), st.integers(0, 6))


@given(st.lists(PIECES, max_size=80), RULES)
def test_for_any_order_of_work_every_promise_holds(pieces: list[Piece], rule: SampleRule) -> None:
    on, before = date(2026, 1, 1), Counter[str]()
    of_year, sampled = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for piece in pieces:
        on += timedelta(days=piece.days)
        year = (piece.by, on.year)
        judged = FirstJudged(
            piece.outcome, close=piece.close, not_met=piece.not_met, tried=piece.tried, before=before[piece.by],
            sampled_this_year=sampled[year],
        )  # fmt: skip
        why = reasons(judged, rule, seed=piece.seed)
        must = before[piece.by] < FIRST_JUDGEMENTS or piece.not_met == 1 or piece.close
        must = must or (piece.outcome == REFER and piece.tried > 1)
        assert why or not must, "the first ten, every borderline and every refer after a resubmission"
        assert (SampleReason.DRAWN in why) == drawn(piece.seed, per_cent=rule.per_cent), "the share is the draw's alone"
        assert drawn_again({"judged": asdict(judged), "rule": asdict(rule)}, piece.seed) == why
        before[piece.by] += 1
        of_year[year] += 1
        sampled[year] += bool(why)
        assert sampled[year] >= min(rule.least, of_year[year]), "the least number of a year, at any moment of it"


@given(st.builds(FirstJudged, st.sampled_from(Outcome), st.booleans(), st.integers(0, 3), st.integers(1, 3),
                 st.integers(0, 30), st.integers(0, 9)), st.integers(0, 20), st.integers(0, 6))  # fmt: skip
def test_a_count_that_lags_behind_samples_more_and_never_less(judged: FirstJudged, before: int, year: int) -> None:
    lagging = replace(judged, before=max(0, judged.before - before),
                      sampled_this_year=max(0, judged.sampled_this_year - year))  # fmt: skip
    assert set(reasons(judged, RULE, seed=NEVER)) <= set(reasons(lagging, RULE, seed=NEVER))


@pytest.mark.parametrize(
    ("sampled", "second", "agreed", "waits"),
    [
        (False, None, False, Awaited.NOTHING),
        (True, None, False, Awaited.SECOND),
        (True, PASS, False, Awaited.NOTHING),
        (True, REFER, False, Awaited.AGREEMENT),
        (True, REFER, True, Awaited.NOTHING),
    ],
)
def test_a_sampled_try_waits_for_a_second_judgement_and_then_for_an_agreed_outcome(
    sampled: bool, second: Outcome | None, agreed: bool, waits: Awaited
) -> None:
    assert awaited(sampled=sampled, first=PASS, second=second, agreed=agreed) == waits
