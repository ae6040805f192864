"""What goes, what is missing, and the bytes that are hashed; no database is asked."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from learnmentor.assessment.assessed.appeals.rules import (
    AppealableFacts,
    AppealFacts,
    AppealOutcome,
    last_day,
    may_appeal,
    may_be_named,
    may_settle,
    may_take,
    outcomes,
)
from learnmentor.assessment.assessed.handing_in.contents import GapKind, canonical, contents, digest, gaps, left_over
from learnmentor.assessment.assessed.handing_in.receipts import moment_in_words
from learnmentor.assessment.assessed.handing_in.rules import Whereabouts, late, whereabouts
from learnmentor.assessment.assessed.rules import CriterionShown, HandedInPart, Outcome, ResultGround
from learnmentor.courses.catalogue.assessed_versions import brief_from
from learnmentor.ground.zones import day_of
from tests.assessment.assessed import works
from tests.assessment.assessed.handed import P5

BRIEF = brief_from(works.P1)
PREPARED = {part.key: HandedInPart(part.key, "", text="Mine") for part in BRIEF.parts}
SHOWN = [CriterionShown(each.key, ("account",), "Line two") for each in BRIEF.criteria]


def test_a_part_that_is_not_asked_for_any_more_stays_out_and_is_not_lost() -> None:
    prepared = {**PREPARED, "poster": HandedInPart("poster", "", text="A poster"), "old": HandedInPart("old", "")}
    shown = [replace(SHOWN[0], parts=("poster", "account")), *SHOWN[1:], CriterionShown("P1.9-1", ("account",), "x")]
    work = contents(BRIEF, prepared, shown)
    assert [part.key for part in work.parts] == ["agreement", "meetings", "listening", "account"]
    assert work.parts[0].title == "An agreement"
    assert work.shown == tuple(SHOWN)
    assert [part.text for part in left_over(BRIEF, prepared)] == ["A poster"]


def test_what_is_missing_is_named_part_by_part_and_criterion_by_criterion() -> None:
    prepared = {**PREPARED, "account": HandedInPart("account", "", text=" \n")}
    shown = [SHOWN[0], replace(SHOWN[1], where=" "), replace(SHOWN[2], parts=("poster",))]
    found = gaps(BRIEF, contents(BRIEF, prepared, shown))
    assert [(gap.kind, gap.key) for gap in found] == [
        (GapKind.PART, "account"),
        *((GapKind.CRITERION, key) for key in ("P1.2-1", "P1.2-2", "P1.3-1")),
    ]
    assert gaps(BRIEF, contents(BRIEF, PREPARED, SHOWN)) == ()


def test_a_discussion_is_asked_for_after_handing_in() -> None:
    brief = brief_from(P5)
    report = {"report": HandedInPart("report", "", text="Mine")}
    work = contents(brief, report, [CriterionShown("P5.3-1", ("report",), "All")])
    assert gaps(brief, work) == ()
    assert work.parts[1].empty


TEXT = st.text(max_size=12)


@settings(max_examples=25)
@given(st.dictionaries(TEXT, TEXT | st.integers() | st.lists(TEXT, max_size=2), max_size=4))
def test_the_bytes_of_a_work_are_the_same_however_it_was_kept(work: dict[str, Any]) -> None:
    kept = json.loads(json.dumps(dict(reversed(work.items())), ensure_ascii=False, indent=2))
    assert canonical(kept) == canonical(work)
    assert hashlib.sha256(canonical(kept)).hexdigest() == digest(work)
    assert json.loads(canonical(work)) == kept


def test_nobody_is_told_with_whom_work_is() -> None:
    facts = {"assigned": False, "judged": False, "released": False, "ended": False, "passed": False}
    assert whereabouts(**facts) == Whereabouts.WAITING
    assert whereabouts(**{**facts, "assigned": True}) == Whereabouts.WITH_ASSESSOR
    assert whereabouts(**{**facts, "judged": True}) == Whereabouts.CHECKED
    assert whereabouts(**{**facts, "judged": True, "released": True}) == Whereabouts.RELEASED
    assert whereabouts(**{**facts, "ended": True}) == Whereabouts.ENDED
    assert whereabouts(**{**facts, "ended": True, "passed": True}) == Whereabouts.OVERTAKEN
    due, after = date(2026, 12, 14), date(2026, 12, 15)
    waiting = (Whereabouts.WAITING, Whereabouts.WITH_ASSESSOR, Whereabouts.CHECKED)
    assert {where for where in Whereabouts if late(due, on=after, where=where)} == set(waiting)
    assert not late(due, on=due, where=Whereabouts.WAITING)


def test_a_receipt_says_the_second_and_the_zone() -> None:
    at = datetime(2026, 7, 1, 22, 30, 5, tzinfo=UTC)
    assert moment_in_words(at, "Europe/London") == "1 July 2026 at 23:30:05 (Europe/London, UTC+01:00)"


# Appeals

ZONES = st.sampled_from(["Europe/London", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu"])
MOMENTS = st.integers(0, 700 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def released(at: datetime, zone: str, *, days: int = 28) -> AppealableFacts:
    until = last_day(day_of(at, zone), days=days)
    return AppealableFacts(1, Outcome.REFER, ResultGround.RELEASED, until, replaced=False, appealed=False)


@given(MOMENTS, ZONES, st.integers(0, 60), st.integers(0, 90 * 24 * 60))
def test_the_last_day_of_an_appeal_is_whole_where_the_installation_is(
    at: datetime, zone: str, days: int, minutes: int
) -> None:
    later = at + timedelta(minutes=minutes)
    may = may_appeal(1, released(at, zone, days=days), on=day_of(later, zone))
    assert may == ((day_of(later, zone) - day_of(at, zone)).days <= days)


def test_the_last_minute_counts_and_the_next_one_does_not_wherever_the_learner_is() -> None:
    facts = released(datetime(2026, 11, 2, 23, 59, tzinfo=UTC), "Europe/London")
    last, next_day = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    assert day_of(last, "Pacific/Auckland") == date(2026, 12, 1)  # where the learner is, it is over already
    assert may_appeal(1, facts, on=day_of(last, "Europe/London"))
    assert day_of(next_day, "America/Los_Angeles") == date(2026, 11, 30)  # and here not yet
    assert not may_appeal(1, facts, on=day_of(next_day, "Europe/London"))


def test_only_its_learner_appeals_a_refer_and_only_once() -> None:
    facts, on = released(works.NOW, "Europe/London"), works.TODAY
    assert may_appeal(1, facts, on=on)
    refused = [
        replace(facts, owner_id=2), replace(facts, outcome=Outcome.PASS), replace(facts, ground=ResultGround.APPEAL),
        replace(facts, replaced=True), replace(facts, appealed=True),
    ]  # fmt: skip
    assert [each for each in refused if may_appeal(1, each, on=on)] == []


def test_an_appeal_is_dealt_with_by_one_who_judged_nothing_of_it() -> None:
    facts = AppealFacts(owner_id=1, moderator_id=None, closed=False, judged_by=frozenset({2}))
    assert [each for each in (1, 2, 3) if may_take(each, facts)] == [3]
    held = replace(facts, moderator_id=3)
    assert [each for each in (1, 2, 3, 4) if may_settle(each, held)] == [3]
    assert [each for each in (1, 2, 3, 4, 5) if may_be_named(each, held, judged_work={2, 5})] == [4]
    assert not may_settle(3, replace(held, closed=True))


def test_a_result_changes_only_where_it_was_judged_otherwise() -> None:
    assert outcomes(Outcome.REFER, None) == ()
    assert outcomes(Outcome.REFER, Outcome.REFER) == (AppealOutcome.STANDS,)
    assert set(outcomes(Outcome.REFER, Outcome.PASS)) == {AppealOutcome.STANDS, AppealOutcome.CHANGED}
