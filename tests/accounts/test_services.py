"""What is done with people, on a database with somebody else in it."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnmentor.accounts import queries, services, throttle, tries
from learnmentor.accounts.models import Attempt, Invitation, PasswordReset, Person, Role, SignUp
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.accounts.services import AddressTaken, LastAdministrator, LinkOver, RoleClash
from learnmentor.accounts.throttle import Door, Tried, TryLimit
from learnmentor.ground.db import database
from learnmentor.ground.letters import Sender
from learnmentor.jobs.models import Job, OutgoingMail
from tests import factories

TEN = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
SENDER = Sender("https://learn.example", "Northfield College")
DOOR = Door("door", TryLimit(3, timedelta(minutes=10)), TryLimit(5, timedelta(minutes=10)))
ADMINISTRATOR, TRAINER = RoleName.ADMINISTRATOR, RoleName.TRAINER


@pytest.fixture(autouse=True)
def somebody_else(db: Session) -> Person:
    """A noise row: whatever is done, this account stays as it is."""
    return factories.person(db, name="Noise", email="noise@example.org")


def a_try(address: str = "amina@example.org", network: str = "192.0.2.7") -> Tried:
    return throttle.tried(DOOR, address=address, network=network, key=b"key")


def subjects(db: Session) -> list[str]:
    return list(db.scalars(select(OutgoingMail.subject).order_by(OutgoingMail.id)))


# Tries


def test_the_fourth_try_for_an_address_waits_and_the_wait_is_not_counted(db: Session) -> None:
    for second in range(3):
        assert tries.count_try(db, a_try(), at=TEN + timedelta(seconds=second)) is None
    later = TEN + timedelta(minutes=5)
    assert tries.count_try(db, a_try(), at=later) == TEN + timedelta(minutes=10)
    assert tries.count_try(db, a_try(), at=later) == TEN + timedelta(minutes=10)
    assert tries.count_try(db, a_try("ben@example.org"), at=later) is None
    assert tries.count_try(db, a_try(), at=TEN + timedelta(minutes=10)) is None


def test_a_network_that_tries_many_addresses_waits_and_others_do_not(db: Session) -> None:
    for n in range(5):
        assert tries.count_try(db, a_try(f"{n}@example.org"), at=TEN) is None
    assert tries.count_try(db, a_try("new@example.org"), at=TEN) is not None
    assert tries.count_try(db, a_try("new@example.org", "198.51.100.1"), at=TEN) is None


def test_a_success_clears_the_address_and_leaves_the_networks_other_tries(db: Session) -> None:
    tries.count_try(db, a_try(), at=TEN)
    tries.count_try(db, a_try("ben@example.org"), at=TEN + timedelta(seconds=1))
    tries.count_try(db, a_try(), at=TEN + timedelta(seconds=2))
    tries.forget_tries(db, a_try(), at=TEN + timedelta(seconds=2))
    left = db.execute(select(Attempt.subject, func.count()).group_by(Attempt.subject)).all()
    assert {(subject, n) for subject, n in left} == {(a_try().network, 2), (a_try("ben@example.org").address, 1)}


def test_the_table_of_tries_holds_no_address(db: Session) -> None:
    tries.count_try(db, a_try(), at=TEN)
    assert all(len(subject) == 32 for subject in db.scalars(select(Attempt.subject)))
    assert set(db.scalars(select(Attempt.kind))) == {"door"}


# Signing up where no mail can be sent


def sign_up(db: Session, *, email: str = "New@Example.org", name: str = "New", kept: str = "hash") -> None:
    services.keep_sign_up(db, email=email, name=name, password_hash=kept, sender=SENDER, at=TEN)


def come_in(db: Session, email: str, *, at: datetime = TEN) -> Person | None:
    found = queries.credentials(db, email, at=at)
    return (
        services.come_in(db, found, public_id=f"new-{db.scalar(func.count(Person.id))}", at=at)
        if found.password_hash
        else None
    )


def test_a_sign_up_becomes_an_account_at_its_first_sign_in(db: Session) -> None:
    sign_up(db)
    assert queries.person_by_email(db, "new@example.org") is None
    person = come_in(db, " NEW@example.org")
    assert person is not None
    assert (person.email, person.name, person.printed_name) == ("new@example.org", "New", "New")
    assert db.scalar(func.count(SignUp.id)) == 0
    assert come_in(db, "new@example.org") is person


def test_a_stranger_who_knows_the_address_does_not_take_over_a_sign_up_that_waits(db: Session) -> None:
    sign_up(db, name="First", kept="first")
    sign_up(db, name="Thief", kept="thief")
    assert queries.credentials(db, "new@example.org", at=TEN).password_hash == "first"
    person = come_in(db, "new@example.org")
    assert person is not None
    assert person.name == "First"
    assert subjects(db) == ["Your LearnMentor account", "A second sign-up with your address"]


def test_when_the_first_sign_up_is_over_another_can_begin(db: Session) -> None:
    sign_up(db, kept="mistyped")
    later = TEN + timedelta(days=1)
    services.keep_sign_up(db, email="new@example.org", name="N", password_hash="right", sender=SENDER, at=later)
    assert queries.credentials(db, "new@example.org", at=later).password_hash == "right"


def test_a_sign_up_is_over_after_a_day_and_the_next_one_sweeps_it_away(db: Session) -> None:
    sign_up(db)
    assert queries.credentials(db, "new@example.org", at=TEN + timedelta(days=1)).password_hash is None
    services.keep_sign_up(
        db, email="o@example.org", name="O", password_hash="h", sender=SENDER, at=TEN + timedelta(days=1)
    )
    assert db.scalars(select(SignUp.email)).all() == ["o@example.org"]


def test_signing_up_with_a_known_address_changes_nothing_but_tells_its_owner(
    db: Session, somebody_else: Person
) -> None:
    sign_up(db, email="noise@example.org", name="Thief", kept="thief")
    assert queries.credentials(db, "noise@example.org", at=TEN).password_hash == somebody_else.password_hash
    assert come_in(db, "noise@example.org") is somebody_else
    assert somebody_else.name == "Noise"
    assert subjects(db) == ["You already have a LearnMentor account"]


def test_a_known_and_an_unknown_address_leave_the_same_rows_behind(db: Session) -> None:
    counts = []
    for email in ("noise@example.org", "unknown@example.org"):
        sign_up(db, email=email)
        counts.append([db.scalar(func.count(table.id)) for table in (SignUp, OutgoingMail, Job)])
    assert [later - earlier for earlier, later in zip(*counts, strict=True)] == counts[0]


# Signing up through mail, and invitations


def invited(
    db: Session, *, email: str = "new@example.org", role: RoleName | None = TRAINER, token: str = "a" * 64
) -> Invitation:
    by = factories.person(db, name="Grace", roles=[ADMINISTRATOR])
    actor = Actor(by.id, by.public_id, by.name, by.name, frozenset({ADMINISTRATOR}))
    link = "https://learn.example/invitations/secret"
    return services.invite(db, email=email, role=role, by=actor, token_sha256=token, link=link, sender=SENDER, at=TEN)


def accept(db: Session, invitation: Invitation, *, public_id: str = "accepted") -> Person:
    return services.accept(db, invitation, name="New", password_hash="h", public_id=public_id, at=TEN, today=TODAY)


def test_an_invitation_makes_an_account_with_its_role_from_that_day(db: Session) -> None:
    person = accept(db, invited(db))
    assert factories.actor(db, person, on=TODAY).roles == {TRAINER}
    assert factories.actor(db, person, on=TODAY - timedelta(days=1)).roles == frozenset()


def test_the_letter_of_an_invitation_says_who_invites_and_how_to_answer(db: Session) -> None:
    invited(db)
    body = db.scalar(select(OutgoingMail.body)) or ""
    assert "Grace invites you" in body
    assert "https://learn.example/invitations/secret" in body
    assert body.endswith("-- \nLearnMentor at Northfield College\nhttps://learn.example\n")


def test_an_invitation_is_used_once(db: Session) -> None:
    invitation = invited(db)
    accept(db, invitation)
    with pytest.raises(LinkOver):
        accept(db, invitation, public_id="twice")


def test_an_invitation_is_open_for_fourteen_days_and_until_it_is_used(db: Session) -> None:
    invitation = invited(db)
    almost = TEN + timedelta(days=14) - timedelta(seconds=1)
    assert queries.open_invitation(db, "a" * 64, at=almost) is invitation
    assert queries.open_invitation(db, "a" * 64, at=almost + timedelta(seconds=1)) is None
    assert queries.open_invitation(db, "b" * 64, at=TEN) is None
    assert [one.id for one in queries.waiting_invitations(db, at=TEN, most=9)] == [invitation.id]
    accept(db, invitation)
    assert queries.open_invitation(db, "a" * 64, at=TEN) is None
    assert queries.waiting_invitations(db, at=TEN, most=9) == []


def test_somebody_with_an_account_is_not_invited(db: Session) -> None:
    with pytest.raises(AddressTaken):
        invited(db, email="Noise@example.org")


def test_a_link_to_sign_up_goes_to_unknown_addresses_alone(db: Session) -> None:
    for n, email in enumerate(("unknown@example.org", "noise@example.org")):
        services.send_sign_up_link(db, email=email, token_sha256=str(n) * 64, link="https://l", sender=SENDER, at=TEN)
    assert subjects(db) == ["Make your LearnMentor account", "You already have a LearnMentor account"]
    assert db.scalars(select(Invitation.email)).all() == ["unknown@example.org"]
    assert queries.waiting_invitations(db, at=TEN, most=9) == [], "an administrator did not invite them"


def test_two_who_use_one_address_at_once_make_one_account(app: Flask, db: Session) -> None:
    db.commit()
    together, outcomes = threading.Barrier(2), []
    with app.app_context():
        store = database()

    def make(public_id: str) -> None:
        together.wait()
        try:
            with store.transaction() as own:
                services.open_account(
                    own, email="one@example.org", name="O", password_hash="h", public_id=public_id, at=TEN
                )
            outcomes.append("made")
        except AddressTaken:
            outcomes.append("taken")

    threads = [threading.Thread(target=make, args=(f"p{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["made", "taken"]


# Passwords


def reset_link(db: Session, email: str, *, token: str = "r" * 64, at: datetime = TEN) -> None:
    services.send_password_link(db, email=email, token_sha256=token, link="https://l/secret", sender=SENDER, at=at)


def test_a_password_link_goes_to_owners_and_a_friendly_word_to_others(db: Session) -> None:
    reset_link(db, "NOISE@example.org")
    reset_link(db, "unknown@example.org")
    assert subjects(db) == ["Choose a new password for LearnMentor", "No LearnMentor account with this address"]
    assert db.scalar(func.count(PasswordReset.id)) == 1


def test_a_new_password_ends_every_session_every_other_link_and_the_wait(db: Session, somebody_else: Person) -> None:
    reset_link(db, "noise@example.org")
    reset_link(db, "noise@example.org", token="o" * 64)
    tries.count_try(db, a_try("noise@example.org"), at=TEN)
    found = queries.open_reset(db, "r" * 64, at=TEN)
    assert found is not None
    services.reset_password(db, found[0], password_hash="new", tried=a_try("noise@example.org"), sender=SENDER, at=TEN)
    assert (somebody_else.password_hash, somebody_else.password_changes) == ("new", 1)
    assert queries.open_reset(db, "r" * 64, at=TEN) is None
    assert queries.open_reset(db, "o" * 64, at=TEN) is None
    assert db.scalar(select(func.count(Attempt.id)).where(Attempt.subject == a_try("noise@example.org").address)) == 0
    assert subjects(db)[-1] == "Your LearnMentor password was changed"
    with pytest.raises(LinkOver):
        services.reset_password(db, found[0], password_hash="x", tried=a_try(), sender=SENDER, at=TEN)


def test_a_password_link_is_good_for_two_hours_and_for_open_accounts(db: Session, somebody_else: Person) -> None:
    reset_link(db, "noise@example.org")
    assert queries.open_reset(db, "r" * 64, at=TEN + timedelta(hours=2)) is None
    assert queries.open_reset(db, "r" * 64, at=TEN + timedelta(hours=1)) is not None
    somebody_else.closed_at = TEN
    db.flush()
    assert queries.open_reset(db, "r" * 64, at=TEN) is None


def test_a_closed_account_is_nobody(db: Session, somebody_else: Person) -> None:
    services.begin_sign_in(
        db, somebody_else, token_sha256="t" * 64, public_id="here", remembered=True, device="Firefox", at=TEN
    )
    assert queries.known(db, "t" * 64, on=TODAY) is not None
    somebody_else.closed_at = TEN
    db.flush()
    assert queries.known(db, "t" * 64, on=TODAY) is None
    assert queries.person_by_email(db, "noise@example.org") is None
    assert queries.credentials(db, "noise@example.org", at=TEN).password_hash is None


def test_a_password_changed_while_it_was_being_checked_lets_nobody_in(db: Session, somebody_else: Person) -> None:
    found = queries.credentials(db, "noise@example.org", at=TEN)
    services.change_password(db, somebody_else, password_hash="new", sender=SENDER, at=TEN)
    assert services.come_in(db, found, public_id="x", at=TEN) is None


# Roles


def test_a_role_is_given_from_a_day_on_and_once_at_a_time(db: Session, somebody_else: Person) -> None:
    services.give_role(db, somebody_else, name=TRAINER, starts_on=TODAY, ends_on=TODAY + timedelta(days=9))
    with pytest.raises(RoleClash) as clash:
        services.give_role(db, somebody_else, name=TRAINER, starts_on=TODAY + timedelta(days=9), ends_on=None)
    assert clash.value.held.starts_on == TODAY
    services.give_role(db, somebody_else, name=TRAINER, starts_on=TODAY + timedelta(days=10), ends_on=None)
    assert len(queries.roles_of(db, somebody_else.id)) == 2


def test_a_role_ends_after_its_last_day(db: Session, somebody_else: Person) -> None:
    role = services.give_role(db, somebody_else, name=TRAINER, starts_on=date(2026, 1, 1), ends_on=None)
    services.end_role(db, role, last_day=TODAY)
    assert role.ends_on == TODAY


def test_a_role_that_had_not_begun_never_was(db: Session, somebody_else: Person) -> None:
    role = services.give_role(db, somebody_else, name=TRAINER, starts_on=TODAY, ends_on=None)
    services.end_role(db, role, last_day=TODAY - timedelta(days=1))
    assert queries.roles_of(db, somebody_else.id) == []


def test_somebody_is_always_left_who_can_give_roles(db: Session) -> None:
    grace = factories.person(db, name="Grace", roles=[ADMINISTRATOR])
    role = queries.roles_of(db, grace.id)[0]
    with pytest.raises(LastAdministrator):
        services.end_role(db, role, last_day=TODAY)
    helper = factories.person(db, name="Helper")
    short = services.give_role(db, helper, name=ADMINISTRATOR, starts_on=TODAY, ends_on=TODAY)
    with pytest.raises(LastAdministrator):
        services.end_role(db, role, last_day=TODAY)
    short.ends_on = None
    db.flush()
    services.end_role(db, role, last_day=TODAY)
    assert role.ends_on == TODAY


# People


def names(db: Session, *, words: str = "", role: RoleName | None = None, most: int = 50, after: int = 0) -> list[str]:
    return [
        person.name for person in queries.people(db, words=words, role=role, on=TODAY, most=most, after=after).people
    ]


def test_people_are_found_by_every_word_in_name_or_address_and_by_role(db: Session) -> None:
    factories.person(db, name="Amina Yusuf", email="a@college.example")
    factories.person(db, name="Amina Khan", roles=[TRAINER])
    factories.person(db, name="100% Ben_", email="b@college.example")
    assert names(db) == ["100% Ben_", "Amina Khan", "Amina Yusuf", "Noise"]
    assert names(db, words="amina") == ["Amina Khan", "Amina Yusuf"]
    assert names(db, words="COLLEGE amina") == ["Amina Yusuf"]
    assert names(db, words="%") == ["100% Ben_"]
    assert names(db, words="_") == ["100% Ben_"]
    assert names(db, role=TRAINER) == ["Amina Khan"]
    assert names(db, role=ADMINISTRATOR) == []


def test_people_come_in_pages_with_their_number(db: Session) -> None:
    for n in range(5):
        factories.person(db, name=f"Person {n}")
    found = queries.people(db, words="Person", role=None, on=TODAY, most=2, after=2)
    assert ([person.name for person in found.people], found.total) == (["Person 2", "Person 3"], 5)


def test_what_is_over_is_forgotten(db: Session) -> None:
    sign_up(db)
    invited(db)
    reset_link(db, "noise@example.org")
    tries.count_try(db, a_try(), at=TEN)
    services.tidy(db, at=TEN + timedelta(minutes=59))
    assert [db.scalar(func.count(t.id)) for t in (SignUp, Invitation, PasswordReset, Attempt)] == [1, 1, 1, 2]
    services.tidy(db, at=TEN + timedelta(days=44, seconds=-1))
    assert [db.scalar(func.count(t.id)) for t in (SignUp, Invitation, PasswordReset, Attempt)] == [0, 1, 0, 0]
    services.tidy(db, at=TEN + timedelta(days=44))
    assert db.scalar(func.count(Invitation.id)) == 0
    assert db.scalar(func.count(Role.id)) == 1
