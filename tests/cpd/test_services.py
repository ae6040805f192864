"""LearnMentor promises that the ledger only grows, once for each thing, and always adds up."""

import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnmentor.cpd import chain, rules, services
from learnmentor.cpd.models import CpdEntry, CpdFile, CpdProse
from learnmentor.cpd.prose import Prose, unseal
from learnmentor.cpd.queries.years import minutes_on, year_sums, year_totals
from learnmentor.cpd.rules import Basis, CpdYear, EntryType, LineKind
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.vault import UnreadableText
from tests.cpd.ledger import A_DAY, NOW, VAULT, Ledger, activity

YEAR = CpdYear(2026)
SLIDES = KeptFile("slides.pdf", "application/pdf", 12, "a" * 64, "a" * 64)


# Credit


def test_a_segment_counts_its_planned_half_hour_and_keeps_the_other_figures_apart(mine: Ledger) -> None:
    entry = mine.study("C1-S1", active=22, claimed=10)
    assert (entry.counted_minutes, entry.basis) == (30, Basis.PLANNED)
    assert (entry.planned_minutes, entry.active_minutes, entry.claimed_minutes) == (30, 22, 10)
    assert (entry.type, entry.segment_code, entry.revision_number) == (EntryType.SEGMENT, "C1-S1", 1)


def test_crediting_twice_leaves_the_line_that_stands(mine: Ledger) -> None:
    first = mine.study("C1-S1")
    assert not services.credit(
        mine.db, learner=mine.actor, source="segment:C1-S1", on=date(2026, 11, 20), title="Renamed", planned=30,
        active=1, claimed=None, segment_code="C1-S1", revision_number=2, at=NOW,
    )  # fmt: skip
    assert mine.lines() == [first.line]


def test_a_long_sitting_of_more_than_a_day_is_still_entered(mine: Ledger) -> None:
    assert mine.study("C1-S1", active=2000).active_minutes == 2000


# Log


def test_what_a_person_logs_counts_as_claimed_and_as_nothing_else(mine: Ledger) -> None:
    entry = mine.log(minutes=90)
    assert (entry.counted_minutes, entry.claimed_minutes, entry.basis) == (90, 90, Basis.CLAIMED)
    assert (entry.planned_minutes, entry.active_minutes) == (None, None)


def test_the_same_form_sent_twice_is_one_entry(mine: Ledger) -> None:
    assert mine.log(source="form:once") is mine.log(source="form:once")
    assert len(mine.lines()) == 1


def test_two_people_may_send_forms_with_the_same_token(mine: Ledger, ben: object) -> None:
    theirs = Ledger(mine.db, ben)  # type: ignore[arg-type]
    assert mine.log(source="form:same").person_id != theirs.log(source="form:same").person_id


def test_a_day_has_twenty_four_hours_segments_included(mine: Ledger) -> None:
    mine.study("C1-S1")
    mine.log(minutes=23 * 60 + 30)
    with pytest.raises(services.DayFull) as refusal:
        mine.log(minutes=15)
    assert refusal.value.already == 24 * 60
    mine.log(minutes=15, on=date(2026, 11, 13))


def test_what_was_written_is_sealed_and_opens_only_in_its_place(mine: Ledger) -> None:
    words = Prose(reflection="I talked too much.", impact="Shorter questions.", links=("https://example.org/a",))
    entry = mine.log(prose=words)
    assert entry.prose is not None
    assert b"talked" not in entry.prose.body
    assert unseal(VAULT, entry.prose.body, person_id=entry.person_id, sequence=entry.sequence) == words
    with pytest.raises(UnreadableText):
        unseal(VAULT, entry.prose.body, person_id=entry.person_id, sequence=entry.sequence + 1)


def test_the_digest_covers_words_and_files(mine: Ledger) -> None:
    words = Prose(reflection="I talked too much.")
    entry = mine.log(prose=words, files=[SLIDES])
    assert chain.prose_digest(entry.prose_salt, words.parts([SLIDES])) == entry.prose_digest
    assert chain.prose_digest(entry.prose_salt, words.parts([])) != entry.prose_digest


# Correct and withdraw


def test_a_correction_takes_the_place_of_the_line(mine: Ledger) -> None:
    first = mine.log(minutes=180)
    mine.correct(first, minutes=150, title="Feedback half-day")
    totals = year_totals(mine.db, person_id=mine.person.id, year=YEAR)
    assert (totals.entries, totals.counted) == (1, 150)
    assert [line.counted_minutes for line in mine.lines()] == [180, 150]
    assert mine.holds()


def test_a_correction_may_fill_the_day_that_the_old_line_filled(mine: Ledger) -> None:
    full = mine.log(minutes=24 * 60)
    mine.correct(full, minutes=24 * 60, title="The same, spelled right")


def test_a_line_is_corrected_once_and_then_its_successor_is(mine: Ledger) -> None:
    first = mine.log()
    second = mine.correct(first, minutes=150)
    with pytest.raises(services.Replaced) as refusal:
        mine.correct(first, minutes=120)
    assert refusal.value.by is second
    mine.correct(second, minutes=120)
    assert mine.holds()


def test_the_same_correction_sent_twice_is_one(mine: Ledger) -> None:
    first = mine.log()
    both = [
        services.correct(
            mine.db, VAULT, learner=mine.actor, entry=first, activity=activity(minutes=60), prose=Prose(), files=[],
            source="form:again", at=NOW,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert [fresh for _, fresh in both] == [True, False]
    assert both[0][0] is both[1][0]


def test_a_correction_stays_in_its_cpd_year(mine: Ledger) -> None:
    first = mine.log()
    with pytest.raises(services.NotAllowed):
        mine.correct(first, on=date(2026, 8, 31))


def test_a_withdrawal_is_a_line_and_takes_the_minutes_out(mine: Ledger) -> None:
    first = mine.log(minutes=180)
    withdrawal = mine.withdraw(first, "Logged it twice")
    assert (withdrawal.kind, withdrawal.supersedes, withdrawal.counted_minutes) == (LineKind.WITHDRAWAL, 1, 0)
    assert year_totals(mine.db, person_id=mine.person.id, year=YEAR).counted == 0
    assert mine.withdraw(first) is withdrawal
    assert mine.holds()


def test_what_was_credited_for_study_is_not_withdrawn_or_corrected(mine: Ledger) -> None:
    studied = mine.study()
    with pytest.raises(services.NotAllowed):
        mine.withdraw(studied)
    with pytest.raises(services.NotAllowed):
        mine.correct(studied)


def test_a_withdrawn_line_cannot_be_brought_back(mine: Ledger) -> None:
    first = mine.log()
    withdrawal = mine.withdraw(first)
    with pytest.raises(services.Replaced):
        mine.correct(first)
    with pytest.raises(services.NotAllowed):
        mine.correct(withdrawal)


# The database itself


def test_the_database_refuses_a_line_that_replaces_somebody_elses(mine: Ledger) -> None:
    entry = mine.log()
    with pytest.raises(IntegrityError):
        mine.db.execute(update(CpdEntry).where(CpdEntry.id == entry.id).values(kind="correction", supersedes=77))


@pytest.mark.parametrize("wrong", [{"kind": "gift"}, {"counted_minutes": 1441}, {"basis": "guessed"}, {"sequence": 0}])
def test_the_database_refuses_lines_that_make_no_sense(mine: Ledger, wrong: dict[str, object]) -> None:
    entry = mine.log()
    with pytest.raises(IntegrityError):
        mine.db.execute(update(CpdEntry).where(CpdEntry.id == entry.id).values(**wrong))


def test_a_changed_byte_in_the_database_is_found(mine: Ledger) -> None:
    mine.log()
    second = mine.log(title="Reading group")
    mine.study()
    assert mine.holds()
    mine.db.execute(update(CpdEntry).where(CpdEntry.id == second.id).values(title="Reading groups"))
    assert not mine.holds()


def test_erased_text_leaves_the_ledger_valid(mine: Ledger) -> None:
    entry = mine.log(prose=Prose(reflection="Nobody must read this."), files=[SLIDES])
    mine.study()
    mine.db.execute(delete(CpdProse).where(CpdProse.entry_id == entry.id))
    mine.db.execute(delete(CpdFile).where(CpdFile.entry_id == entry.id))
    mine.db.execute(update(CpdEntry).where(CpdEntry.id == entry.id).values(prose_salt=b""))
    assert mine.holds()


def test_a_random_life_of_a_ledger_holds_and_adds_up_in_the_database_as_by_hand(mine: Ledger) -> None:
    dice = random.Random(7)
    standing: list[CpdEntry] = []
    for step in range(80):
        kind = dice.choice(["log", "log", "study", "correct", "withdraw"])
        if kind == "study":
            mine.study(f"C{step}-S1", on=date(2026, dice.randint(1, 12), 3), active=dice.randint(0, 60))
        elif kind == "log" or not standing:
            on, minutes = date(2026, dice.randint(1, 12), dice.randint(1, 28)), dice.randint(1, 8) * 15
            standing.append(mine.log(on=on, minutes=minutes, type=dice.choice(rules.LOGGABLE)))
        elif kind == "correct":
            old = standing.pop(dice.randrange(len(standing)))
            standing.append(mine.correct(old, on=old.on, minutes=dice.randint(1, 8) * 15))
        else:
            mine.withdraw(standing.pop(dice.randrange(len(standing))))
    assert mine.holds()
    for year in (CpdYear(2025), CpdYear(2026)):
        by_hand = rules.totals(line for line in mine.lines() if year.contains(line.on))
        assert year_totals(mine.db, person_id=mine.person.id, year=year) == by_hand
    for starts in ((9, 1), (1, 1), (4, 6)):
        _every_year_adds_up_as_by_hand(mine, CpdYear(2026, starts))


def _every_year_adds_up_as_by_hand(mine: Ledger, shown: CpdYear) -> None:
    lines = rules.in_force(mine.lines())
    found = year_sums(mine.db, person_id=mine.person.id, shown=shown)
    assert set(found.by_year) == {CpdYear.of(line.on, shown.starts) for line in lines}
    for year in (*found.by_year, CpdYear(1999, shown.starts)):
        assert found.of(year) == rules.totals(line for line in lines if year.contains(line.on))
    by_month: Counter[tuple[int, int, str]] = Counter()
    for line in lines:
        if shown.contains(line.on):
            by_month[line.on.year, line.on.month, line.type] += line.counted_minutes
    assert {(each.year, each.month, each.sum.type): each.sum.counted for each in found.months} == by_month
    assert len(found.months) == len(by_month) > 5


# Files


class FullDisk:
    """A stream that tells of a full disk when it is read."""

    def read(self, _size: int) -> bytes:
        raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_no_file_half_kept(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    whole = (tmp_path / "whole").open("w+b")
    whole.write(b"slides")
    whole.seek(0)
    with whole, pytest.raises(OSError, match="No space"):
        services.keep_files(store, [("a.pdf", "application/pdf", whole), ("b.pdf", "application/pdf", FullDisk())])  # type: ignore[list-item]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["whole"]


def test_the_day_of_the_session_is_the_day_that_counts(db: Session, mine: Ledger) -> None:
    mine.log(on=A_DAY, minutes=60)
    mine.log(on=date(2026, 11, 13), minutes=75)
    assert minutes_on(db, A_DAY, person_id=mine.person.id) == 60
