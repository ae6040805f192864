"""LearnMentor promises that attendance is confirmed by a leader, counts once, and is nobody's to claim."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from learnmentor.accounts.queries import AccountClosed
from learnmentor.cpd import rules, services
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.queries import ledger
from learnmentor.cpd.queries.entries import all_entries
from learnmentor.cpd.queries.years import year_totals
from learnmentor.cpd.rules import Basis, CpdYear, EntryType, LineKind
from learnmentor.cpd.tables import spreadsheet
from tests.cpd.ledger import A_DAY, NOW, Ledger, activity
from tests.page import Browser

YEAR = CpdYear(2026)


def _session(mine: Ledger, source: str = "session:1") -> CpdEntry:
    found = ledger.by_source(mine.db, person_id=mine.person.id, source=source)
    assert found is not None
    return found


def test_a_session_lands_once_with_its_leader_and_without_a_segment(mine: Ledger) -> None:
    assert mine.attend(minutes=50)
    assert not mine.attend(minutes=50)
    (line,) = mine.lines()
    assert (line.kind, line.basis, line.attended_minutes, line.counted_minutes) == ("session", "attended", 50, 50)
    assert (line.planned_minutes, line.active_minutes, line.claimed_minutes, line.segment_code) == (None,) * 4
    assert (line.confirmed_by, line.provider, line.type) == ("Tom Bell", "Mill College", EntryType.WORKSHOP)
    assert mine.holds()


def test_a_day_with_a_session_has_twenty_four_hours(mine: Ledger) -> None:
    mine.log(on=A_DAY, minutes=23 * 60)
    with pytest.raises(services.DayFull) as refusal:
        mine.attend(minutes=61)
    assert refusal.value.already == 23 * 60
    assert mine.attend(minutes=60)
    with pytest.raises(services.DayFull):
        mine.log(on=A_DAY, minutes=15)


@pytest.mark.parametrize("minutes", [0, -5, 1441])
def test_a_session_takes_from_a_minute_to_a_day(mine: Ledger, minutes: int) -> None:
    with pytest.raises(ValueError, match="from a minute to a day"):
        mine.attend(minutes=minutes)


def test_attendance_taken_back_is_a_line_that_names_the_leader_and_may_be_confirmed_again(mine: Ledger) -> None:
    mine.attend(minutes=90)
    assert mine.was_absent(leader="Ann Bell")
    assert not mine.was_absent(leader="Ann Bell")
    withdrawal = mine.lines()[-1]
    assert (withdrawal.kind, withdrawal.basis, withdrawal.attended_minutes) == ("withdrawal", "attended", 0)
    assert withdrawal.confirmed_by == "Ann Bell"
    assert year_totals(mine.db, person_id=mine.person.id, year=YEAR).attended == 0
    assert mine.attend(minutes=60)
    assert not mine.attend(minutes=60)
    assert mine.lines()[-1].source == "session:1#2"
    assert year_totals(mine.db, person_id=mine.person.id, year=YEAR).attended == 60
    assert mine.was_absent()
    assert mine.holds()


def test_what_was_never_credited_cannot_be_taken_back(mine: Ledger) -> None:
    assert not mine.was_absent()
    mine.attend("session:12")
    assert not mine.was_absent("session:1")


def test_the_person_may_withdraw_a_session_and_then_the_leaders_list_does_not_put_it_back(mine: Ledger) -> None:
    mine.attend()
    withdrawal = mine.withdraw(_session(mine), "I left after ten minutes")
    assert (withdrawal.confirmed_by, withdrawal.attended_minutes, withdrawal.claimed_minutes) == (None, 0, None)
    assert not mine.attend()
    assert not mine.was_absent()
    assert mine.holds()


def test_the_facts_of_a_session_are_the_leaders(mine: Ledger) -> None:
    mine.attend()
    with pytest.raises(services.NotAllowed):
        mine.correct(_session(mine), minutes=300)
    assert not rules.may_change(_session(mine).line, superseded=False)


def test_nobody_who_has_left_is_credited(mine: Ledger) -> None:
    mine.person.closed_at = NOW
    mine.db.flush()
    with pytest.raises(AccountClosed):
        mine.attend()


@pytest.mark.parametrize(
    "wrong", [{"basis": Basis.CLAIMED}, {"attended_minutes": None}, {"confirmed_by": None}, {"attended_minutes": 0}]
)
def test_the_database_refuses_a_session_without_minutes_or_leader(mine: Ledger, wrong: dict[str, object]) -> None:
    mine.attend()
    with pytest.raises(IntegrityError):
        mine.db.execute(update(CpdEntry).where(CpdEntry.kind == LineKind.SESSION).values(**wrong))


def test_erasure_takes_title_provider_and_leader_and_leaves_the_chain(mine: Ledger) -> None:
    mine.attend()
    mine.was_absent()
    services.erase(mine.db, mine.person.id)
    assert {(line.title, line.provider, line.confirmed_by) for line in mine.lines()} == {("", "", "")}
    assert mine.holds()


# What is shown


def test_the_year_shows_what_was_attended_apart_in_picture_and_tables(mine: Ledger, as_amina: Browser) -> None:
    mine.study()
    mine.log(on=date(2026, 11, 3), minutes=60)
    mine.attend(minutes=90)
    mine.db.commit()
    page = as_amina.get("/cpd/2026-27")
    assert "Segments 30 min Sessions you attended 1 h 30 min Logged by you 1 h" in page.words
    assert "Attended 1 h 30 min 1 session, confirmed by its leader, who is named on the entry." in page.words
    assert "attended, confirmed by Tom Bell" in page.words
    assert "1 h you logged yourself" in page.words


def test_a_year_without_sessions_never_speaks_of_them(mine: Ledger, as_amina: Browser) -> None:
    mine.log()
    mine.db.commit()
    assert "ttended" not in as_amina.get("/cpd/2026-27").words


def test_the_entry_says_who_confirmed_it_and_can_be_withdrawn_but_not_corrected(
    mine: Ledger, as_amina: Browser
) -> None:
    mine.attend()
    mine.db.commit()
    public_id = _session(mine).public_id
    page = as_amina.get(f"/cpd/entries/{public_id}")
    assert "1 h 30 min , attended: confirmed by the leader of a session" in page.words
    assert "Confirmed by Tom Bell" in page.words
    assert as_amina.get(f"/cpd/entries/{public_id}/correction").status == 403
    gone = page.click("Withdraw").submit("Withdraw").follow()
    assert "Withdrawn: Listening in pairs. It no longer counts." in gone.words


def test_a_session_taken_back_by_its_leader_says_so(mine: Ledger, as_amina: Browser) -> None:
    mine.attend()
    mine.was_absent(leader="Ann Bell")
    mine.db.commit()
    page = as_amina.get(f"/cpd/entries/{mine.lines()[-1].public_id}")
    assert "Taken back by Ann Bell" in page.words


def test_the_table_has_minutes_and_leader_and_does_not_bring_attendance_in(mine: Ledger, as_amina: Browser) -> None:
    mine.attend(leader="=Tom Bell")
    mine.db.commit()
    text = "".join(spreadsheet.as_csv(all_entries(mine.db, person_id=mine.person.id, year=YEAR)))
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (row["Counted as"], row["Attended minutes"], row["Confirmed by"]) == ("attended", "90", "'=Tom Bell")
    page = as_amina.get("/cpd/import").submit("Look it over", table=text)
    assert "attendance is confirmed by the leader of a session" in page.words


def test_a_declaration_names_what_was_attended(mine: Ledger, as_amina: Browser) -> None:
    mine.attend()
    mine.log(on=date(2026, 11, 3), minutes=60)
    mine.db.commit()
    statement = as_amina.get("/cpd/2026-27/declaration/statement")
    assert "1 h 30 min of it is 1 session that I attended, confirmed by its leader." in statement.words
    declared = statement.submit("Declare").follow()
    assert "Attended 1 h 30 min" in declared.words


def test_logging_again_what_was_attended_is_a_claim(mine: Ledger) -> None:
    mine.attend()
    mine.withdraw(_session(mine))
    again = mine.log(**vars(activity(title="Listening in pairs", minutes=60)))
    assert (again.basis, again.attended_minutes, again.confirmed_by) == (Basis.CLAIMED, None, None)
