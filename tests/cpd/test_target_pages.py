"""LearnMentor promises that people can say what a year asks of them, and see how that was worked out."""

import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.cpd.models import CpdCircumstances, CpdProfile
from learnmentor.cpd.rules import CpdYear, EntryType
from learnmentor.cpd.targets import queries as target_queries
from learnmentor.cpd.targets import services as targets
from learnmentor.cpd.targets.rules import IFL, NONE, SET, Absence, Circumstances, Post, Profile, ProfileKind
from learnmentor.evidence.checks.pack import verify
from learnmentor.evidence.packs import evidence_pdf
from learnmentor.evidence.packs.contents import gather
from learnmentor.ground.vault import Vault
from tests import factories
from tests.conftest import HeldClock
from tests.cpd.ledger import NOW, VAULT, Ledger
from tests.cpd.samples import paper
from tests.page import Browser

pytestmark = pytest.mark.usefixtures("time")
YEAR = CpdYear(2026)
HALF = {"posts-0-teaching": "12", "posts-0-full_time": "24"}
MATERNITY = {"absences-0-first": "2026-09-01", "absences-0-last": "31/12/2026"}
SHOW, SAVE = "Show what this comes to", "Save this target"
CUSTOM = Profile(ProfileKind.CUSTOM, 20 * 60, 5 * 60, (1, 1), (EntryType.WORKSHOP,))
SOME = Circumstances(
    (Post(720, 1440, date(2026, 9, 1), None, "Northfield"),), (Absence(date(2026, 10, 1), date(2026, 10, 31)),)
)

# What is kept


def test_what_was_chosen_is_found_again(db: Session, amina: Person) -> None:
    targets.choose_profile(db, person_id=amina.id, profile=CUSTOM, at=NOW)
    targets.keep_circumstances(db, VAULT, person_id=amina.id, circumstances=SOME, at=NOW)
    db.expire_all()
    terms = target_queries.terms_of(db, VAULT, person_id=amina.id, on=NOW.date())
    assert terms.profile == target_queries.profile_of(db, person_id=amina.id, on=NOW.date())
    assert (terms.profile.minutes, terms.profile.floor_minutes, terms.profile.starts) == (1200, 300, (1, 1))
    assert terms.profile.categories == (EntryType.WORKSHOP,)
    assert terms.profile.own
    assert terms.circumstances == SOME


def test_somebody_else_s_choice_changes_nothing_for_others(db: Session, mine: Ledger) -> None:
    noor = factories.person(db, name="Noor Noise")
    targets.choose_profile(db, person_id=noor.id, profile=SET, at=NOW)
    targets.keep_circumstances(db, VAULT, person_id=noor.id, circumstances=SOME, at=NOW)
    assert target_queries.terms_of(db, VAULT, person_id=mine.person.id, on=NOW.date()) == target_queries.Terms(
        IFL, NONE
    )


def test_what_holds_for_everybody_gives_way_to_one_s_own_and_comes_back(db: Session, amina: Person) -> None:
    targets.choose_profile(db, person_id=None, profile=CUSTOM, at=NOW)
    assert target_queries.profile_of(db, person_id=amina.id, on=NOW.date()) == CUSTOM
    targets.choose_profile(db, person_id=amina.id, profile=IFL, at=NOW)
    assert target_queries.profile_of(db, person_id=amina.id, on=NOW.date()).kind is ProfileKind.IFL
    targets.choose_profile(db, person_id=amina.id, profile=None, at=NOW)
    assert target_queries.profile_of(db, person_id=amina.id, on=NOW.date()) == CUSTOM
    targets.choose_profile(db, person_id=None, profile=None, at=NOW)
    assert target_queries.default_profile(db) == IFL


def test_posts_count_whether_or_not_a_profile_was_ever_chosen(db: Session, amina: Person) -> None:
    half = Circumstances((Post(720, 1440),))
    targets.keep_circumstances(db, VAULT, person_id=amina.id, circumstances=half, at=NOW)
    assert target_queries.target_of(db, VAULT, person_id=amina.id, year=YEAR, on=NOW.date()).minutes == 15 * 60


def test_saving_nothing_keeps_nothing(db: Session, amina: Person) -> None:
    targets.keep_circumstances(db, VAULT, person_id=amina.id, circumstances=SOME, at=NOW)
    targets.keep_circumstances(db, VAULT, person_id=amina.id, circumstances=NONE, at=NOW)
    assert db.scalar(select(CpdCircumstances)) is None


def test_posts_and_absences_are_sealed_and_open_for_their_owner_alone(db: Session, amina: Person) -> None:
    targets.keep_circumstances(db, VAULT, person_id=amina.id, circumstances=SOME, at=NOW)
    row = db.scalars(select(CpdCircumstances)).one()
    assert b"Northfield" not in row.body
    noor = factories.person(db, name="Noor Noise")
    db.add(CpdCircumstances(person_id=noor.id, body=row.body, updated_at=NOW))
    db.flush()
    assert not target_queries.terms_of(db, VAULT, person_id=noor.id, on=NOW.date()).readable


def test_a_lost_key_is_said_in_the_working(db: Session, amina: Person) -> None:
    targets.keep_circumstances(db, Vault((b"x" * 32,)), person_id=amina.id, circumstances=SOME, at=NOW)
    target = target_queries.target_of(db, VAULT, person_id=amina.id, year=YEAR, on=NOW.date())
    assert target.minutes == 30 * 60
    assert "this server cannot open them" in target.steps[-1]


# One's own page


def test_a_target_is_shown_with_its_working_before_it_is_saved(db: Session, as_amina: Browser) -> None:
    page = as_amina.get("/cpd").click("Change what is asked of you")
    assert page.h1 == "Your CPD target"
    assert "Your target for 2026-27 30 h for the year 2026-27" in page.words
    shown = page.submit(SHOW, **HALF, **MATERNITY)
    assert shown.status == 200
    assert "This would be your target for 2026-27 10 h for the year 2026-27" in shown.words
    assert "30 h × 0.5 = 15 h." in shown.words
    assert "15 h × (12 − 4) ÷ 12 = 10 h." in shown.words
    assert db.scalar(select(CpdCircumstances)) is None
    db.rollback()
    year = shown.submit(SAVE).follow()
    assert "Saved. Your target is 10 h for 2026-27." in year.words
    assert "10 h to go" in year.words
    assert year.one(".ring__picture")["aria-label"] == "0 min of 10 h"


def test_what_was_saved_is_in_the_form_and_can_be_taken_out(as_amina: Browser) -> None:
    as_amina.get("/cpd/target").submit(SHOW, **HALF, **MATERNITY).submit(SAVE)
    page = as_amina.get("/cpd/target")
    assert page.one("#posts-0-teaching")["value"] == "12"
    assert page.one("#absences-0-last")["value"] == "2026-12-31"
    emptied = dict.fromkeys([*HALF, *MATERNITY], "")
    assert "30 h to go" in page.submit(SHOW, **emptied).submit(SAVE).follow().words


def test_rows_are_added_and_keep_what_was_typed(as_amina: Browser) -> None:
    page = as_amina.get("/cpd/target").submit("Add another post", **HALF).submit("Add another absence", **MATERNITY)
    assert page.one("#posts-0-teaching")["value"] == "12"
    second = {"posts-1-teaching": "5", "posts-1-full_time": "25", "absences-1-first": "2026-12-01"}
    shown = page.submit(SHOW, **second, **{"absences-1-last": "2027-01-31"})
    assert "0.5 + 0.2 = 0.7 of a full post" in shown.words
    assert "away for 153 days, 5 of the year's 12 months. days in two of them count once" in shown.words.lower()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"posts-0-teaching": "12"}, "Say how many hours a full-time teacher teaches there, for example 24."),
        ({"posts-0-name": "Northfield"}, "Say how many hours you teach in this post, for example 12."),
        ({**HALF, "posts-0-full_time": "0"}, "Say how many hours a full-time teacher teaches there, for example 24."),
        ({**HALF, "posts-0-teaching": "many"}, "“many” is no length of time we can read. Write the hours as a number"),
        ({**HALF, "posts-0-begins": "soon"}, "“soon” is no date we can read. Write day, month, year: 12/11/2026."),
        (
            {**HALF, "posts-0-begins": "2027-01-02", "posts-0-ends": "2027-01-01"},
            "The last day comes before the first. Change one of them.",
        ),
        ({"absences-0-first": "2026-10-01"}, "Say on which day it ended. If it goes on, put the day that is planned."),
        ({"absences-0-last": "2026-10-01"}, "Say on which day the absence began."),
        (
            {"absences-0-first": "2026-10-02", "absences-0-last": "2026-10-01"},
            "The last day comes before the first. Change one of them.",
        ),
        ({"profile": "custom", "hours": "0"}, "Write between 1 and 1,000 hours, or leave this empty if no number is"),
        ({"profile": "custom", "hours": "20", "floor": "30"}, "This is more than the 20 h of a full-time year."),
        ({"profile": "custom", "hours": "", "floor": "3"}, "A least number needs a number for the full year."),
        ({"profile": "other"}, "Choose what a year asks for."),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_the_rest_is_kept(
    as_amina: Browser, typed: dict[str, str], says: str
) -> None:
    page = as_amina.get("/cpd/target").submit(SHOW, **{"posts-0-name": "Westbrook", **typed})
    assert page.status == 422
    assert any(error.startswith(says) for error in page.errors())
    assert page.one("#posts-0-name")["value"] in {"Westbrook", "Northfield"}


@pytest.mark.parametrize(
    ("teaching", "full_time", "comes_to"),
    [
        ("632", "1265", "14 h 59 min"),
        ("632.5", "1,265", "15 h"),
        ("632,5", "1 265", "15 h"),
        ("٦٣٢٫٥", "１２６５", "15 h"),
        ("418", "836", "15 h"),
        ("0:45", "90 min", "15 h"),
        ("1000", "2000", "15 h"),
    ],
)
def test_teaching_hours_of_a_year_are_hours(as_amina: Browser, teaching: str, full_time: str, comes_to: str) -> None:
    post = {"posts-0-teaching": teaching, "posts-0-full_time": full_time}
    page = as_amina.get("/cpd/target").submit(SHOW, **post)
    assert f"This would be your target for 2026-27 {comes_to} for the year" in page.words


@pytest.mark.parametrize("typed", ["1000", "1,000", "1 000"])
def test_a_target_of_a_thousand_hours_is_one(as_amina: Browser, typed: str) -> None:
    page = as_amina.get("/cpd/target").submit(SHOW, profile="custom", hours=typed)
    assert "This would be your target for 2026-27 1000 h for the year" in page.words


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("1001", "“1001” is 1,001 hours, and a year can ask for at most 1,000 hours."),
        ("9999", "“9999” is 9,999 hours, and a year can ask for at most 1,000 hours."),
        ("0900", "“0900” looks like a time of day. Write how long it took, for example 1.5 or 1:30."),
        ("1.000", "“1.000” can be 1000 or 1. Write it without the point, or with one digit behind it."),
        ("30:75", "“30:75” has 75 minutes beside its hours, and an hour has 60. Write 30.75 if that is a decimal"),
    ],
)
def test_a_target_that_cannot_be_says_what_was_read(as_amina: Browser, typed: str, says: str) -> None:
    page = as_amina.get("/cpd/target").submit(SHOW, profile="custom", hours=typed)
    assert page.status == 422
    assert page.errors()[0].startswith(says)
    assert page.one('[name="hours"]')["value"] == typed


def test_what_was_typed_for_another_profile_is_no_error(as_amina: Browser) -> None:
    page = as_amina.get("/cpd/target").submit(SHOW, profile="ifl", hours="many", floor="more")
    assert page.status == 200


def test_set_shows_hours_without_a_goal_everywhere(mine: Ledger, as_amina: Browser) -> None:
    mine.log(on=date(2026, 4, 1), minutes=90, title="First of April")
    mine.db.commit()
    year = as_amina.get("/cpd/target").submit(SHOW, profile="set").submit(SAVE).follow()
    assert "1 April 2026 to 31 March 2027" in year.words
    assert "First of April" in year.words
    assert "1 h 30 min so far. No number of hours is asked for." in year.words
    assert str(year.one(".ring__picture")["aria-label"]).startswith("1 h 30 min: ")
    assert str(as_amina.get("/").one(".ring__picture")["aria-label"]).startswith("1 h 30 min: ")
    assert as_amina.get("/cpd/2026-27/evidence-pack").status == 200


def test_a_year_of_one_s_own_has_its_dates_hours_and_kinds(mine: Ledger, as_amina: Browser) -> None:
    mine.log(on=date(2026, 1, 2), minutes=90, title="In January")
    mine.log(on=date(2026, 1, 3), minutes=60, title="A book", type=EntryType.READING)
    mine.log(on=date(2025, 12, 31), minutes=60, title="Last year")
    mine.db.commit()
    own = {"profile": "custom", "hours": "20", "floor": "5", "day": "1", "month": "1", "categories": ["workshop"]}
    year = as_amina.get("/cpd/target").submit(SHOW, **own).submit(SAVE).follow()
    assert year.h1 == "CPD year 2026"
    assert "18 h 30 min to go" in year.words
    assert "Another 1 h of kinds that do not count toward it are in your record." in year.words
    assert "Last year" not in year.words
    assert "Last year" in year.click("2025").words
    assert as_amina.get("/cpd/2026-27").status == 404


def test_an_entry_is_corrected_within_the_year_of_one_s_profile(mine: Ledger) -> None:
    targets.choose_profile(mine.db, person_id=mine.person.id, profile=SET, at=NOW)
    entry = mine.log(on=date(2026, 8, 31))
    assert mine.correct(entry, on=date(2026, 9, 1)).on == date(2026, 9, 1)


def test_years_beside_this_one_are_worked_out_too(as_amina: Browser) -> None:
    away = {"absences-0-first": "2027-06-01", "absences-0-last": "2027-11-30"}
    words = as_amina.get("/cpd/target").submit(SHOW, **away).words
    assert "22 h 30 min for the year 2026-27" in words
    assert "2027-28: 22 h 30 min" in words


def test_the_evening_before_the_year_turns_is_still_the_old_one(as_amina: Browser, time: HeldClock) -> None:
    time.moment = datetime(2027, 3, 31, 22, 59, tzinfo=UTC)  # 23:59 by the summer clock in London
    as_amina.get("/cpd/target").submit(SHOW, profile="set").submit(SAVE)
    assert as_amina.get("/cpd").h1 == "CPD year 2026-27"
    time.tick(minutes=1)
    assert as_amina.get("/cpd").h1 == "CPD year 2027-28"


# Everybody's


def test_an_administrator_sets_what_holds_for_everybody(db: Session, as_grace: Browser, as_amina: Browser) -> None:
    page = as_grace.get("/cpd/target/default")
    assert "What holds for 2026-27 30 h" in page.words
    shown = page.submit(SHOW, profile="custom", hours="24", floor="4", day="1", month="8")
    assert "24 h for the year 2026-27, by the target set here for everybody." in shown.words
    assert db.scalar(select(CpdProfile)) is None
    db.rollback()
    assert "This now holds for everybody" in shown.submit("Save for everybody").follow().words
    assert "24 h to go" in as_amina.get("/cpd").words
    assert "What holds for everybody here: Custom, 24 h in a full-time year, from 1 August" in as_amina.get(
        "/cpd/target"
    ).one("form.form").get_text(" ")


def test_a_wrong_default_is_refused_and_kept(as_grace: Browser) -> None:
    page = as_grace.get("/cpd/target/default").submit(SHOW, profile="custom", hours="20", floor="30")
    assert page.status == 422
    assert page.errors() == ["This is more than the 20 h of a full-time year."]
    assert page.one("#floor")["value"] == "30"


def test_only_administrators_set_it(as_amina: Browser, as_ben: Browser) -> None:
    assert as_amina.get("/cpd/target/default").status == 403
    assert as_ben.post("/cpd/target/default", {"profile": "set", "press": "save"}).status == 403


# On paper, and taken away


def test_the_document_prints_the_working_and_adds_up_every_kind(mine: Ledger) -> None:
    half = Circumstances((Post(720, 1440, name="Northfield"),), (Absence(date(2026, 9, 1), date(2026, 12, 31)),))
    targets.choose_profile(mine.db, person_id=mine.person.id, profile=replace(CUSTOM, starts=(9, 1)), at=NOW)
    targets.keep_circumstances(mine.db, VAULT, person_id=mine.person.id, circumstances=half, at=NOW)
    mine.log(minutes=180)
    mine.log(type=EntryType.READING, minutes=75)
    printed = _printed(mine)
    assert (printed["target"], printed["counted"], printed["in_all"]) == ("6 h 40 min", "3 h", "4 h 15 min")
    assert (printed["missing"], printed["beside"]) == ("3 h 40 min", "1 h 15 min")
    assert {"20 h × 0.5 = 10 h.", "10 h × (12 − 4) ÷ 12 = 6 h 40 min."} <= set(printed["steps"])
    assert "Northfield" not in str(printed)


def test_the_document_of_a_year_without_a_number_names_none(mine: Ledger) -> None:
    targets.choose_profile(mine.db, person_id=mine.person.id, profile=SET, at=NOW)
    mine.log(minutes=180)
    printed = _printed(mine, year=CpdYear(2026, (4, 1)))
    assert (printed["target"], printed["beside"]) == (None, "")
    assert (printed["first"], printed["last"]) == ("1 April 2026", "31 March 2027")


def _printed(mine: Ledger, year: CpdYear = YEAR) -> dict[str, Any]:
    """What the document says; that it can be set is tried too."""
    contents = gather(
        mine.db, VAULT, learner=mine.actor, year=year, reflections=False, certificates=[], is_kept=lambda _: True,
        at=NOW, sessions=lambda: nullcontext(mine.db),
    )  # fmt: skip
    assert paper(contents).startswith(b"%PDF")
    return evidence_pdf.data_of(contents, on=NOW.date())


@pytest.mark.parametrize("starts", [(4, 1), (1, 1), (4, 6)])
def test_a_pack_of_a_year_that_starts_elsewhere_agrees_with_itself(
    mine: Ledger, as_amina: Browser, tmp_path: Path, starts: tuple[int, int]
) -> None:
    year = CpdYear(2026, starts)
    targets.choose_profile(mine.db, person_id=mine.person.id, profile=replace(CUSTOM, starts=starts), at=NOW)
    mine.log(on=year.first)
    mine.log(on=year.first - timedelta(days=1))
    mine.db.commit()
    pack = tmp_path / "pack.zip"
    pack.write_bytes(as_amina.get(f"/cpd/{year.label}/evidence-pack").submit("Download the pack").response.data)
    assert verify(pack) == []
    with ZipFile(pack) as archive:
        told = json.loads(archive.read("cpd.json"))
    assert (told["year"]["first"], told["target"]["minutes"]) == (year.first.isoformat(), 20 * 60)
    assert told["target"]["steps"]
