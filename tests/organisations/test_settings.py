"""LearnMentor promises that an organisation may have a target and a signature of its own, which reach nobody else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.certificates.issuer import identity as issuers
from learnmentor.certificates.issuer.identity import Identity
from learnmentor.certificates.models import IssuerIdentity
from learnmentor.cpd import jobs as cpd_jobs
from learnmentor.cpd.models import CpdProfile
from learnmentor.cpd.sums import queries as sums
from learnmentor.cpd.targets import queries, services
from learnmentor.cpd.targets.rules import IFL, SET, Profile, ProfileKind
from learnmentor.ground.db import Database
from learnmentor.organisations.models import Membership
from learnmentor.organisations.rules import Belonging, Span, settings_of
from learnmentor.organisations.settings.queries import settings_of_many
from tests import factories
from tests.cpd.ledger import VAULT, Ledger
from tests.organisations.conftest import TODAY, Colleges
from tests.page import Browser
from tests.statements import statements

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CALENDAR = Profile(ProfileKind.CUSTOM, 20 * 60, 0, (1, 1))
_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def belonging(draw: st.DrawFn) -> Belonging:
    """Somebody's membership of one of three organisations."""
    starts_on, length = draw(_DAYS), draw(st.none() | st.integers(0, 300))
    ends_on = None if length is None else starts_on + timedelta(days=length)
    return Belonging(draw(st.integers(1, 3)), Span(starts_on, ends_on), draw(st.integers(1, 1000)))


@given(st.lists(belonging(), max_size=8), _DAYS)
def test_the_oldest_membership_in_force_says_whose_settings_hold(held: list[Belonging], on: date) -> None:
    found = settings_of(held, on=on)
    in_force = [each for each in held if each.span.holds(on)]
    assert (found is None) == (not in_force)
    if found is not None:
        first = min(each.span.starts_on for each in in_force)
        assert found in {each.root_id for each in in_force if each.span.starts_on == first}
        newer = Belonging(99, Span(on), 10_000)
        assert settings_of([*held, newer], on=on) == found or first == on


def test_one_statement_says_what_the_rule_says(db: Session, colleges: Colleges) -> None:
    who, far = colleges.people["ida"], date(2026, 12, 31)
    db.execute(delete(Membership).where(Membership.person_id == who.id))
    factories.member(db, who, colleges.skills, starts_on=date(2026, 2, 1), ends_on=date(2026, 6, 30))
    factories.member(db, who, colleges.welding, starts_on=date(2026, 3, 1))
    factories.member(db, who, colleges.south, starts_on=date(2026, 9, 1))
    services.choose_profile(db, person_id=None, root_id=colleges.south.id, profile=SET, at=NOW)
    services.choose_profile(db, person_id=None, root_id=colleges.north.id, profile=CALENDAR, at=NOW)
    for on, profile in (
        (date(2026, 1, 31), IFL),
        (date(2026, 4, 1), SET),
        (date(2026, 7, 1), CALENDAR),
        (far, CALENDAR),
    ):
        assert queries.profile_of(db, person_id=who.id, on=on) == profile
        assert queries.profiles_of_many(db, on=on).of(who.id) == profile
        alone = select(Membership.person_id).where(Membership.person_id == who.id).scalar_subquery()
        roots = [colleges.north.id, colleges.south.id]
        held = {IFL: None, SET: colleges.south.id, CALENDAR: colleges.north.id}[profile]
        assert settings_of_many(db, roots, alone, on=on).get(who.id) == held


def test_an_organisation_s_target_holds_for_its_people_until_they_choose(db: Session, colleges: Colleges) -> None:
    ida, eve = colleges.people["ida"], colleges.people["eve"]
    services.choose_profile(db, person_id=None, root_id=colleges.north.id, profile=CALENDAR, at=NOW)
    assert queries.profile_of(db, person_id=ida.id, on=TODAY) == CALENDAR
    assert queries.profile_of(db, person_id=eve.id, on=TODAY) == IFL
    services.choose_profile(db, person_id=None, profile=SET, at=NOW)
    assert queries.profile_of(db, person_id=ida.id, on=TODAY) == CALENDAR
    assert queries.profile_of(db, person_id=eve.id, on=TODAY) == SET
    services.choose_profile(db, person_id=ida.id, profile=IFL, at=NOW)
    assert queries.profile_of(db, person_id=ida.id, on=TODAY) == replace(IFL, own=True)
    assert queries.default_profile_of(db, person_id=ida.id, on=TODAY) == CALENDAR
    services.choose_profile(db, person_id=ida.id, profile=None, at=NOW)
    services.choose_profile(db, person_id=None, root_id=colleges.north.id, profile=None, at=NOW)
    assert queries.profile_of(db, person_id=ida.id, on=TODAY) == SET
    assert db.scalars(select(CpdProfile.root_id)).all() == [None]


@pytest.mark.usefixtures("time")
def test_a_coordinator_sets_the_target_of_their_organisation(db: Session, colleges: Colleges) -> None:
    dev, ida, eve = (colleges.browsers[name] for name in ("dev", "ida", "eve"))
    page = dev.get(f"/organisation/parts/{colleges.north.public_id}").click("What a year asks for")
    assert page.h1 == "Our people's CPD target"
    assert "30 h for the year 2026-27" in page.words
    shown = page.submit("Show what this comes to", profile="custom", hours="24", floor="4", day="1", month="8")
    assert "24 h for the year 2026-27" in shown.words
    assert db.scalar(select(CpdProfile)) is None
    db.rollback()
    assert "This now holds for the people here" in shown.submit("Save for our people").follow().words
    assert "24 h to go" in ida.get("/cpd").words
    assert "Custom, 24 h in a full-time year, from 1 August" in ida.get("/cpd/target").one("form.form").get_text(" ")
    assert "30 h to go" in eve.get("/cpd").words
    wrong = dev.get(f"/organisation/parts/{colleges.north.public_id}/target")
    wrong = wrong.submit("Show what this comes to", profile="custom", hours="20", floor="30")
    assert (wrong.status, wrong.errors()) == (422, ["This is more than the 20 h of a full-time year."])
    back = dev.get(f"/organisation/parts/{colleges.north.public_id}/target")
    back.submit("Show what this comes to", profile="default").submit("Save for our people")
    assert "30 h to go" in ida.get("/cpd").words


@pytest.mark.usefixtures("time")
@pytest.mark.parametrize("what", ["target", "issuer"])
def test_settings_are_of_whoever_looks_after_all_of_an_organisation(colleges: Colleges, what: str) -> None:
    north = f"/organisation/parts/{colleges.north.public_id}/{what}"
    statuses = {name: browser.get(north).status for name, browser in colleges.browsers.items()}
    assert {name for name, status in statuses.items() if status == 200} == {"dev", "grace"}
    assert colleges.browsers["carol"].get(f"/organisation/parts/{colleges.crafts.public_id}/{what}").status == 404


@pytest.mark.usefixtures("time")
def test_an_installation_with_one_organisation_has_one_target_and_one_signature(app: Flask, db: Session) -> None:
    only, dev = factories.organisation(db), factories.person(db, name="Dev Patel")
    factories.coordinator(db, dev, only)
    db.commit()
    browser = Browser(app).sign_in(dev)
    assert "How it is here" not in browser.get(f"/organisation/parts/{only.public_id}").words
    assert browser.get(f"/organisation/parts/{only.public_id}/target").status == 404
    assert browser.get(f"/organisation/parts/{only.public_id}/issuer").status == 404


def test_each_is_signed_for_as_their_organisation_says(db: Session, colleges: Colleges) -> None:
    ida, eve = colleges.people["ida"], colleges.people["eve"]

    def signed(who: Person) -> str:
        return issuers.signing_for(db, person_id=who.id, on=TODAY, default="LearnMentor").name

    issuers.adopt(db, Identity("Northfield"), at=NOW, root_id=colleges.north.id)
    assert (signed(ida), signed(eve)) == ("Northfield", "LearnMentor")
    issuers.adopt(db, Identity("The partnership"), at=NOW)
    assert (signed(ida), signed(eve)) == ("Northfield", "The partnership")
    issuers.adopt(db, Identity("Southfield"), at=NOW, root_id=colleges.south.id)
    issuers.adopt(db, Identity("Northfield College"), at=NOW, root_id=colleges.north.id)
    assert (signed(ida), signed(eve)) == ("Northfield College", "Southfield")
    assert sorted(db.scalars(select(IssuerIdentity.id))) == [1, 2, 3]
    issuers.give_up(db, root_id=colleges.north.id)
    assert (signed(ida), signed(eve)) == ("The partnership", "Southfield")
    assert issuers.in_force(db, default="x").name == "The partnership"


@pytest.mark.usefixtures("time")
def test_a_coordinator_says_how_their_people_s_certificates_are_signed(db: Session, colleges: Colleges) -> None:
    dev, ida = colleges.browsers["dev"], colleges.people["ida"]
    page = dev.get(f"/organisation/parts/{colleges.north.public_id}").click("How certificates are signed")
    page = page.submit("Save", name="Crafts of the North", colour="#0a5c5d").follow()
    assert "New certificates are signed like this" in page.words
    assert issuers.signing_for(db, person_id=ida.id, on=TODAY, default="x").name == "Crafts of the North"
    db.rollback()
    assert colleges.browsers["grace"].get("/issuer").one("#name")["value"] != "Crafts of the North"
    assert "signed as those of the whole installation" in page.submit("Sign as the installation does").follow().words
    assert issuers.signing_for(db, person_id=ida.id, on=TODAY, default="x").name == "x"


def test_years_begin_as_the_organisation_s_do_once_a_job_has_followed(
    db: Session, base: Database, colleges: Colleges
) -> None:
    eve = colleges.people["eve"]
    Ledger(db, eve).log()
    services.choose_profile(db, person_id=None, root_id=colleges.south.id, profile=CALENDAR, at=NOW)
    db.commit()
    assert sums.starts(db, person_id=eve.id) == (9, 1)
    db.rollback()
    cpd_jobs.recount_years(base, {})
    assert sums.starts(db, person_id=eve.id) == (1, 1)


def test_two_organisations_ask_for_no_more_statements_than_one(app: Flask, db: Session, colleges: Colleges) -> None:
    ida_id = colleges.people["ida"].id
    with statements(app) as plain:
        queries.terms_of(db, VAULT, person_id=ida_id, on=TODAY)
        issuers.signing_for(db, person_id=ida_id, on=TODAY, default="x")
    services.choose_profile(db, person_id=None, root_id=colleges.north.id, profile=CALENDAR, at=NOW)
    issuers.adopt(db, Identity("Northfield"), at=NOW, root_id=colleges.north.id)
    db.commit()
    with statements(app) as sent:
        assert queries.terms_of(db, VAULT, person_id=ida_id, on=TODAY).profile == CALENDAR
        assert issuers.signing_for(db, person_id=ida_id, on=TODAY, default="x").name == "Northfield"
    assert len(sent) == len(plain) == 2
