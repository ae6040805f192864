"""LearnMentor promises that a declared year is frozen, that it can be checked, and that nothing stands in its way."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.cpd import chain, year_overview
from learnmentor.cpd.declarations import rules as declaration_rules
from learnmentor.cpd.declarations import wording
from learnmentor.cpd.declarations.rules import Declared, Working, YearStanding
from learnmentor.cpd.rules import CpdTarget, CpdYear, LineKind, Sum, totals
from learnmentor.cpd.targets.rules import NONE, Absence, Circumstances
from learnmentor.cpd.year_overview import MonthSum
from learnmentor.evidence.packs import declaration_file
from tests.cpd.lines import STUDIED, line, linked

YEAR = CpdYear(2026)
AT = datetime(2027, 8, 20, 9, 0, tzinfo=UTC)
LINES = [
    line(1, minutes=90),
    line(2, **STUDIED),
    line(3, minutes=60, title="Wrong"),
    line(4, LineKind.WITHDRAWAL, supersedes=3),
]
LINKS = linked(LINES)


def _standing(upto: int = 4, **more: Any) -> YearStanding:
    lines = LINES[:upto]
    plain = YearStanding(
        YEAR,
        totals(lines),
        CpdTarget(120, "2 h"),
        upto,
        declaration_rules.digest_of_lines([link.hash for link in LINKS[:upto]]),
    )
    return replace(plain, **more)


def _declared(standing: YearStanding | None = None) -> Declared:
    standing = standing or _standing()
    head = (standing.lines, LINKS[standing.lines - 1].hash)
    snapshot = declaration_rules.snapshot_of(
        standing,
        statement=wording.statement(standing),
        number=1,
        owner="amina",
        at=AT,
        on=AT.date(),
        head=head,
        working="0" * 64,
    )
    return Declared("d1", snapshot, declaration_rules.digest(snapshot), None)


# What it says


def test_a_statement_says_hours_entries_kinds_and_target() -> None:
    assert " ".join(wording.statement(_standing())) == (
        "In the CPD year 2026-27, from 1 September 2026 to 31 August 2027, I did 2 h of continuing professional "
        "development, recorded in 2 entries. 30 min of it is 1 online segment that I completed, counted as planned. "
        "1 h 30 min of it is 1 activity that I logged, counted as I claimed the time. "
        "My target for the year is 2 h. I have reached it."
    )


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (CpdTarget(180, ""), "My target for the year is 3 h. I am 1 h short of it."),
        (CpdTarget(None, ""), "No number of hours is asked of me for the year."),
        (CpdTarget(60, "", categories=("online segment",)), "Another 1 h 30 min in my record is of kinds that do not"),
    ],
)
def test_a_statement_is_true_to_every_kind_of_target(target: CpdTarget, said: str) -> None:
    assert said in " ".join(wording.statement(_standing(target=target)))


def test_a_snapshot_names_nobody_and_tells_nothing_of_posts_and_absences() -> None:
    standing = _standing(target=CpdTarget(120, "2 h for half a post", steps=("Away for 120 days.",)))
    written = chain.canonical(_declared(standing).snapshot).decode()
    assert "Away" not in written
    assert "half a post" not in written


# What is asked before


def _gaps(
    standing: YearStanding, *, told: Circumstances = NONE, wordless: int = 0, today: date = date(2027, 9, 2)
) -> list[str]:
    months = year_overview.months(
        YEAR, [MonthSum(2026, 11, Sum("reading", 1, standing.counted, 0, 0, 0))], target=standing.target, today=today
    )
    return [
        wording.question(gap)
        for gap in declaration_rules.gaps(standing, months, told=told, wordless=wordless, today=today)
    ]


def test_a_full_year_with_words_is_asked_about_its_quiet_months_alone() -> None:
    assert _gaps(_standing()) == ["Nothing is logged from December 2026 to August 2027. Is that right?"]
    assert _gaps(_standing(), today=date(2027, 2, 10)) == []


def test_a_short_year_is_asked_about_and_can_be_declared() -> None:
    asked = _gaps(_standing(target=CpdTarget(600, "")))
    assert asked[0].startswith("You are 8 h short of the target.")
    assert "A year that is short can be declared as it is." in asked[0]
    assert asked[1].startswith("Did you work part of the time, or were you away?")


def test_nobody_is_asked_about_months_away_or_about_what_they_have_told() -> None:
    away = Circumstances(absences=(Absence(date(2027, 2, 10), date(2027, 6, 20)),))
    asked = _gaps(_standing(target=CpdTarget(600, "")), told=away)
    assert [text for text in asked if text.startswith(("Nothing is logged", "Did you work"))] == []


def test_entries_without_words_are_counted() -> None:
    assert "2 entries say nothing yet about what came of it. You can add a line to each." in _gaps(
        _standing(), wordless=2
    )


# What freezes it


def test_a_declaration_that_was_touched_is_known() -> None:
    declared = _declared()
    assert declared.unchanged
    assert not replace(declared, snapshot={**declared.snapshot, "counted_minutes": 121}).unchanged


@given(st.sampled_from(["number", "person", "declared_at", "counted_minutes", "statement"]), st.text(max_size=5))
def test_any_changed_fact_gives_another_digest(name: str, value: str) -> None:
    declared = _declared()
    assert declaration_rules.digest({**declared.snapshot, name: value}) != declared.sha256


def test_the_working_is_proved_by_its_salt_and_cannot_be_guessed_without() -> None:
    working = Working("ab" * 16, "15 h", ("Half a post.",))
    assert working.digest == Working("ab" * 16, "15 h", ("Half a post.",)).digest
    assert working.digest != replace(working, steps=("A full post.",)).digest
    assert working.digest != replace(working, salt="cd" * 16).digest


# What came after


def test_a_later_line_of_the_year_makes_the_declaration_say_so() -> None:
    first = _declared(_standing(3))
    assert not first.says(_standing(4))
    assert wording.differences(first, _standing(4)) == [
        "1 line of the ledger came after it. It declares 3 h; the record of the year now holds 2 h."
    ]


def test_another_target_makes_the_declaration_say_so() -> None:
    assert wording.differences(_declared(), _standing(target=CpdTarget(60, ""))) == [
        "The target was 2 h, and is now 1 h."
    ]
    assert wording.differences(_declared(), _standing(target=CpdTarget(None, ""))) == [
        "The target was 2 h, and is now no number."
    ]


def test_a_year_of_the_same_name_that_runs_from_another_day_is_another_year() -> None:
    moved = _standing(year=CpdYear(2026, (4, 1)))
    assert not _declared().says(moved)
    assert wording.differences(_declared(), moved) == ["The year 2026-27 now runs from 1 April 2026 to 31 March 2027."]


def test_a_declaration_that_still_says_what_the_record_says_has_no_differences() -> None:
    assert wording.differences(_declared(), _standing(target=CpdTarget(120, "2 h, said in other words"))) == []


def test_what_was_seen_is_known_by_its_lines_and_its_target() -> None:
    assert _standing().seen == _standing(target=CpdTarget(120, "in other words")).seen
    assert len({_standing().seen, _standing(3).seen, _standing(target=CpdTarget(60, "")).seen}) == 3


# A declaration against the ledger that it speaks of


def _faults(declared: Declared, *, start: str = chain.genesis("amina")) -> list[str]:
    return list(declaration_file.faults(declaration_file.as_data([declared]), links=LINKS, start=start))


@given(st.integers(1, 4))
def test_an_honest_declaration_agrees_with_the_ledger_however_much_came_after(upto: int) -> None:
    assert _faults(_declared(_standing(upto))) == []


def test_more_hours_than_the_ledger_had_are_found() -> None:
    boasting = _declared(_standing(totals=totals([*LINES, line(5, minutes=600)])))
    assert _faults(boasting) == ["Declaration 1 states hours that the lines before it do not add up to."]


def test_a_declaration_of_another_ledger_is_found() -> None:
    assert _faults(_declared(), start=chain.genesis("ben")) == [
        "Declaration 1 speaks of another ledger than the one in this pack."
    ]


def test_another_working_than_the_one_that_was_frozen_is_found() -> None:
    honest, other = Working("ab" * 16, "15 h", ("Half a post.",)), Working("ab" * 16, "15 h", ("Away a year.",))
    snapshot = declaration_rules.snapshot_of(
        _standing(), statement=wording.statement(_standing()), number=1, owner="amina", at=AT, on=AT.date(),
        head=(4, LINKS[3].hash), working=honest.digest,
    )  # fmt: skip
    declared = Declared("d1", snapshot, declaration_rules.digest(snapshot), honest)
    assert _faults(declared) == []
    assert _faults(replace(declared, working=other)) == [
        "Declaration 1 had its target worked out in another way than the one told here."
    ]
