"""The same story told twice at the same moment ends as if it had been told one after the other, on both databases."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts import passwords, queries, services, throttle, tries
from learnmentor.accounts.lives import services as lives
from learnmentor.accounts.models import Attempt, Invitation, PasswordReset, Person, Role, SignIn, SignUp
from learnmentor.accounts.rules import Actor, RoleName, digest
from learnmentor.accounts.services import LastAdministrator
from learnmentor.certificates.issuer import identity as issuers
from learnmentor.certificates.issuer.identity import Identity
from learnmentor.certificates.models import IssuerIdentity
from learnmentor.cpd import services as cpd
from learnmentor.cpd.models import CpdEntry, CpdProfile
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import EntryType, LoggedActivity
from learnmentor.cpd.targets import queries as target_queries
from learnmentor.cpd.targets import services as targets
from learnmentor.cpd.targets.rules import IFL, SET
from learnmentor.ground.db import Database
from learnmentor.ground.letters import Sender
from learnmentor.jobs.models import OutgoingMail
from learnmentor.signing import services as signing
from learnmentor.signing.models import SigningKey
from learnmentor.stories import closing_account
from tests import factories
from tests.certificates.test_services import ZONE
from tests.cpd.ledger import VAULT
from tests.page import Browser
from tests.racing import actor, begun_meanwhile, done, kinds, number_of, pressed

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
SENDER = Sender("http://localhost")
PASSWORD = "seven wet hats"
_HASH = passwords.hashed(PASSWORD)
pytestmark = pytest.mark.usefixtures("time")


@pytest.fixture
def two(db: Session) -> list[Person]:
    """Two administrators, and nobody else."""
    both = [
        factories.person(db, name=name, roles=[RoleName.ADMINISTRATOR], password_hash=_HASH) for name in ("Ada", "Bea")
    ]
    db.commit()
    return both


def administrators_left(db: Session) -> int:
    left = (Role.name == RoleName.ADMINISTRATOR, Role.ends_on.is_(None), Person.closed_at.is_(None))
    db.rollback()
    return len(db.scalars(select(Role.id).join(Person).where(*left)).all())


# The installation


def _end(by: Browser, whose: Person, role: Role) -> tuple[Browser, str, dict[str, Any]]:
    fields = {f"role-{role.id}-last_day": "2026-11-21"}
    return by, f"/people/{whose.public_id}/roles/{role.id}/end", fields


def test_two_administrators_who_end_each_other_leave_one(app: Flask, db: Session, two: list[Person]) -> None:
    ada, bea = two
    role = {each.person_id: each for each in db.scalars(select(Role))}
    presses = [_end(Browser(app).sign_in(by), whose, role[whose.id]) for by, whose in ((ada, bea), (bea, ada))]
    db.rollback()
    pages = pressed(*presses)
    assert sorted(page.status for page in pages) == [303, 422]
    assert administrators_left(db) == 1
    refused = next(page for page in pages if page.status == 422)
    assert any("Nobody else could look after people then." in error for error in refused.errors())


def test_two_administrators_who_close_their_accounts_leave_one(app: Flask, db: Session, two: list[Person]) -> None:
    fields = {"password": PASSWORD, "sure": "y"}
    browsers = [Browser(app).sign_in(person) for person in two]
    pages = pressed(*((browser, "/profile/close/confirm", dict(fields)) for browser in browsers))
    assert sorted(page.status for page in pages) == [303, 422]
    assert administrators_left(db) == 1


def test_one_who_leaves_and_one_who_is_ended_are_not_both_gone(db: Session, base: Database, two: list[Person]) -> None:
    ada, bea = two
    [role] = queries.roles_of(db, bea.id)
    ended, leaver = role.id, ada.id
    db.rollback()

    def end(session: Session) -> None:
        services.end_role(session, session.get_one(Role, ended), last_day=TODAY)

    def leave(session: Session) -> None:
        closing_account.close(session, rooms.personal_data(), person_id=leaver, sender=None, at=NOON, zone=ZONE)

    outcomes = done(base, end, leave)
    assert [type(each) for each in outcomes if each] == [LastAdministrator]
    assert administrators_left(db) == 1


def test_an_administrator_with_a_last_day_does_not_let_the_last_one_go(db: Session, two: list[Person]) -> None:
    ada, bea = two
    [role] = queries.roles_of(db, bea.id)
    services.end_role(db, role, last_day=TODAY + timedelta(days=30))
    with pytest.raises(LastAdministrator):
        services.end_role(db, queries.roles_of(db, ada.id)[0], last_day=TODAY)


def test_a_role_given_in_two_windows_is_held_once(db: Session, base: Database, amina: Person) -> None:
    def give(session: Session) -> None:
        person = session.get_one(Person, amina.id)
        services.give_role(session, person, name=RoleName.TRAINER, starts_on=TODAY, ends_on=None)

    assert kinds(done(base, give, give)) == ["RoleClash", "done"]
    assert number_of(db, Role, Role.person_id == amina.id) == 1


def test_a_role_ended_in_two_windows_before_it_began_is_gone_once(
    app: Flask, db: Session, two: list[Person], amina: Person
) -> None:
    role = services.give_role(db, amina, name=RoleName.TRAINER, starts_on=TODAY + timedelta(days=9), ends_on=None)
    presses = [_end(Browser(app).sign_in(by), amina, role) for by in two]
    db.commit()
    pages = pressed(*presses)
    assert {page.status for page in pages} <= {303, 404, 410}
    assert number_of(db, Role, Role.person_id == amina.id) == 0


def test_a_default_target_chosen_twice_is_one(db: Session, app: Flask, two: list[Person]) -> None:
    fields = {"profile": "set", "press": "save"}
    pages = pressed(*((Browser(app).sign_in(by), "/cpd/target/default", dict(fields)) for by in two))
    assert [page.status for page in pages] == [303, 303]
    assert number_of(db, CpdProfile, CpdProfile.person_id.is_(None)) == 1
    assert target_queries.default_profile(db) == SET


def test_an_own_target_chosen_twice_is_one(db: Session, base: Database, amina: Person) -> None:
    def choose(session: Session) -> None:
        targets.choose_profile(session, person_id=amina.id, profile=IFL, at=NOON)

    assert kinds(done(base, choose, choose)) == ["done", "done"]
    assert number_of(db, CpdProfile) == 1


def test_an_issuer_adopted_twice_is_one(db: Session, base: Database) -> None:
    def adopt(name: str) -> Callable[[Session], None]:
        return lambda session: issuers.adopt(session, Identity(name), at=NOON)

    assert kinds(done(base, adopt("Northfield"), adopt("Southfield"))) == ["done", "done"]
    assert number_of(db, IssuerIdentity) == 1
    assert issuers.in_force(db, default="x").name in {"Northfield", "Southfield"}


def _in_force(db: Session) -> list[SigningKey]:
    db.rollback()
    return list(db.scalars(select(SigningKey).where(SigningKey.retired_at.is_(None))))


@pytest.mark.parametrize(
    ("verb", "made"),
    [(signing.rotate, 3), (signing.ensure_key, 1)],
)
def test_keys_changed_twice_leave_one_in_force(
    db: Session,
    base: Database,
    signing_key: SigningKey,
    verb: Callable[..., SigningKey],
    made: int,
) -> None:
    assert kinds(done(base, *[lambda session: verb(session, VAULT, at=NOON).id] * 2)) == ["done", "done"]
    [standing] = _in_force(db)
    assert standing.private is not None
    assert number_of(db, SigningKey) == made
    assert number_of(db, SigningKey, SigningKey.private.is_not(None)) == 1


def test_a_first_key_made_twice_is_one(db: Session, base: Database) -> None:
    def make(session: Session) -> int:
        return signing.first_key(session, VAULT, at=NOON).id

    assert kinds(done(base, make, make)) == ["KeyExists", "done"]
    assert len(_in_force(db)) == 1


def test_a_key_revoked_in_two_windows_keeps_its_first_reason(
    db: Session, base: Database, signing_key: SigningKey
) -> None:
    def revoke(reason: str) -> Callable[[Session], int]:
        def told(session: Session) -> int:
            found = session.get_one(SigningKey, signing_key.id)
            return signing.revoke(session, VAULT, found, reason=reason, at=NOON).id

        return told

    assert kinds(done(base, revoke("Stolen."), revoke("Lost."))) == ["RevokedBefore", "done"]
    assert len(_in_force(db)) == 1


def test_what_is_signed_while_a_key_is_revoked_names_a_key_that_signed_it(
    db: Session, base: Database, signing_key: SigningKey
) -> None:
    def revoke(session: Session) -> str:
        found = session.get_one(SigningKey, signing_key.id)
        return signing.revoke(session, VAULT, found, reason="Stolen.", at=NOON).kid

    def sign(session: Session) -> str:
        return signing.signer(session, VAULT, base_url="http://localhost").public.kid

    successor, signed = done(base, revoke, sign)
    assert signed in {signing_key.kid, successor}
    db.rollback()
    assert signing.signer(db, VAULT, base_url="http://localhost").public.kid == successor


# Coming in


def test_an_invitation_accepted_in_two_windows_makes_one_account(app: Flask, db: Session) -> None:
    db.add(
        Invitation(token_sha256=digest("t" * 20), email="new@example.org", role=RoleName.TRAINER, created_at=NOON,
                   expires_at=NOON + timedelta(days=1))
    )  # fmt: skip
    db.commit()
    fields = {"name": "New Person", "password": PASSWORD}
    pages = pressed(*((Browser(app), f"/invitations/{'t' * 20}", dict(fields)) for _ in range(2)))
    assert sorted(page.status for page in pages) == [303, 410]
    assert number_of(db, Person) == number_of(db, Role) == 1


def test_a_reset_link_used_in_two_windows_sets_one_password(app: Flask, db: Session, amina: Person) -> None:
    for token in ("t" * 20, "u" * 20):
        services.keep_reset(db, amina, token_sha256=digest(token), at=NOON - timedelta(hours=2, minutes=-1))
    db.commit()
    words = ["seven wet hats", "eight dry coats"]
    presses = [(Browser(app), f"/password-reset/{'t' * 20}", {"password": word}) for word in words]
    pages = pressed(*presses)
    assert sorted(page.status for page in pages) == [303, 410]
    db.refresh(amina)
    accepted = words[[page.status for page in pages].index(303)]
    assert passwords.matches(accepted, amina.password_hash)
    assert number_of(db, PasswordReset, PasswordReset.used_at.is_(None)) == 0


def test_a_password_changed_in_two_windows_is_changed_once(app: Flask, db: Session) -> None:
    person = factories.person(db, name="Amina Yusuf", password_hash=_HASH)
    db.commit()
    fields = [{"current_password": PASSWORD, "password": word} for word in ("eight dry coats", "nine old boots")]
    pages = pressed(*((Browser(app).sign_in(person), "/profile/password", dict(each)) for each in fields))
    assert sorted(page.status for page in pages) == [303, 422]
    assert number_of(db, OutgoingMail) == 1


def test_the_first_sign_in_pressed_twice_comes_in_twice_to_one_account(app: Flask, db: Session) -> None:
    services.keep_sign_up(db, email="new@example.org", name="New", password_hash=_HASH, sender=SENDER, at=NOON)
    db.commit()
    fields = {"email": "new@example.org", "password": PASSWORD}
    pages = pressed(*((Browser(app), "/sign-in", dict(fields)) for _ in range(2)))
    assert [page.status for page in pages] == [303, 303]
    assert (number_of(db, Person), number_of(db, SignUp)) == (1, 0)


def test_two_sign_ups_with_one_address_keep_the_first(db: Session, base: Database) -> None:
    def sign_up(name: str) -> Callable[[Session], None]:
        return lambda session: services.keep_sign_up(
            session, email="new@example.org", name=name, password_hash=name, sender=SENDER, at=NOON
        )

    assert kinds(done(base, sign_up("first"), sign_up("second"))) == ["done", "done"]
    assert number_of(db, SignUp) == 1
    assert sorted(db.scalars(select(OutgoingMail.subject))) == [
        "A second sign-up with your address", "Your LearnMentor account",
    ]  # fmt: skip


def test_tries_at_the_same_moment_are_all_counted(db: Session, base: Database) -> None:
    door = throttle.Door("door", throttle.TryLimit(1, timedelta(minutes=5)), throttle.TryLimit(9, timedelta(minutes=5)))
    tried = throttle.tried(door, address="a@example.org", network="192.0.2.7", key=b"k")
    waits = done(base, *[lambda session: tries.count_try(session, tried, at=NOON)] * 2)
    assert sorted(wait is None for wait in waits) == [False, True]
    assert number_of(db, Attempt) == 2


# A closed account


def test_what_comes_while_an_account_is_being_closed_is_refused_and_leaves_nothing(
    db: Session, base: Database, amina: Person
) -> None:
    person, key = Actor(amina.id, amina.public_id, amina.name, amina.printed_name, frozenset()), amina.id
    activity = LoggedActivity(TODAY, EntryType.WORKSHOP, "Feedback day", "", 60)
    db.rollback()

    def close(session: Session) -> None:
        closing_account.close(session, rooms.personal_data(), person_id=key, sender=None, at=NOON, zone=ZONE)

    def log(session: Session) -> None:
        cpd.log_activity(
            session, VAULT, learner=person, activity=activity, prose=Prose(), files=[], source="form:1", at=NOON
        )

    _, refused = begun_meanwhile(base, close, log)
    assert isinstance(refused, queries.AccountClosed)
    assert number_of(db, CpdEntry) == 0


def test_a_letter_with_a_link_does_not_go_to_an_account_that_is_being_closed(
    db: Session, base: Database, amina: Person
) -> None:
    email, key = amina.email, amina.id
    db.rollback()

    def close(session: Session) -> None:
        closing_account.close(session, rooms.personal_data(), person_id=key, sender=None, at=NOON, zone=ZONE)

    def ask(session: Session) -> None:
        services.send_password_link(session, email=email, token_sha256="0" * 64, link="l", sender=SENDER, at=NOON)

    begun_meanwhile(base, close, ask)
    assert number_of(db, PasswordReset) == 0


def test_two_reset_links_used_at_once_do_not_wait_for_each_other_forever(
    db: Session, base: Database, amina: Person
) -> None:
    for token in "tu":
        services.keep_reset(db, amina, token_sha256=digest(token), at=NOON)
    links, key = list(db.scalars(select(PasswordReset.id).order_by(PasswordReset.id))), amina.id
    db.commit()
    tried = throttle.tried(throttle.SIGN_IN, address="a@example.org", network="192.0.2.7", key=b"k")

    def use(link: int) -> Callable[[Session], None]:
        def told(session: Session) -> None:
            reset = PasswordReset(id=link, person_id=key)  # as the page had found it
            services.reset_password(session, reset, password_hash="new", tried=tried, sender=SENDER, at=NOON)

        return told

    assert kinds(done(base, *map(use, links))) == ["LinkOver", "done"]


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/cpd/entries/new", {"title": "Feedback day", "on": "2026-11-12", "hours": "1", "type": "workshop"}),
        ("/profile", {"name": "Somebody", "printed_name": "Somebody"}),
    ],
)
def test_what_another_window_sends_while_the_account_is_closed_is_not_written_down(
    app: Flask, db: Session, address: str, fields: dict[str, str]
) -> None:
    person = factories.person(db, name="Amina Yusuf", password_hash=_HASH)
    db.commit()
    closing = (Browser(app).sign_in(person), "/profile/close/confirm", {"password": PASSWORD, "sure": "y"})
    pages = pressed(closing, (Browser(app).sign_in(person), address, dict(fields)))
    assert pages[0].status == 303
    assert pages[1].status in {303, 401, 410}
    db.rollback()
    assert db.scalars(select(Person.name)).all() == [closing_account.NOBODY]
    assert not any(db.scalars(select(CpdEntry.title))), "a line that came first was erased, a later one refused"


def test_a_verb_of_a_closed_account_is_refused_with_a_page(
    app: Flask, db: Session, amina: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = factories.sign_in(app, amina)
    browser = Browser(app).sign_in(amina)
    known = queries.known(db, digest(token), on=TODAY)
    assert known is not None
    closing_account.close(db, rooms.personal_data(), person_id=amina.id, sender=None, at=NOON, zone=ZONE)
    db.commit()
    monkeypatch.setattr(queries, "known", lambda *_given, **_more: known)  # what the door saw just before
    page = browser.post("/cpd/letters", {"wanted": ""})
    assert page.status == 410
    assert "This account was closed a moment ago" in page.words
    monkeypatch.undo()
    assert browser.get("/profile").status == 303


# Suspended


def _suspend(base: Database, by: Person, whose: Person) -> Callable[[Session], None]:
    return lambda session: lives.suspend(
        session, person_id=whose.id, because="Why not.", by=actor(by), today=TODAY, sender=SENDER, at=NOON
    )


def test_two_administrators_who_suspend_each_other_leave_one(base: Database, db: Session, two: list[Person]) -> None:
    ada, bea = two
    outcomes = done(base, _suspend(base, ada, bea), _suspend(base, bea, ada))
    assert [type(each) for each in outcomes if each] == [LastAdministrator]
    assert number_of(db, Person, Person.suspended_at.is_(None)) == 1


def test_one_suspended_while_the_other_s_role_is_ended_leaves_one(
    base: Database, db: Session, two: list[Person]
) -> None:
    ada, bea = two
    [role] = queries.roles_of(db, ada.id)
    ended = role.id
    db.rollback()

    def end(session: Session) -> None:
        services.end_role(session, session.get_one(Role, ended), last_day=TODAY - timedelta(days=1))

    outcomes = done(base, _suspend(base, ada, bea), end)
    assert [type(each) for each in outcomes if each] == [LastAdministrator]


def test_who_signs_in_while_being_suspended_is_not_left_signed_in(
    app: Flask, base: Database, db: Session, two: list[Person]
) -> None:
    person = factories.person(db, name="Amina Yusuf", email="amina@example.org", password_hash=_HASH)
    db.commit()

    def come_in(session: Session) -> None:
        found = queries.credentials(session, "amina@example.org", at=NOON)
        came = services.come_in(session, found, public_id="unused", at=NOON)
        assert came is not None
        services.begin_sign_in(
            session, came, token_sha256="5" * 64, public_id="device", remembered=False, device="A browser", at=NOON
        )

    done(base, come_in, _suspend(base, two[0], person))
    assert number_of(db, SignIn, SignIn.person_id == person.id) == 0
    assert number_of(db, Person, Person.suspended_at.is_not(None)) == 1
