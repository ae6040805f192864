"""A person can be erased; awards stay verifiable, the chain still holds, and nobody else loses anything."""

import io
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.accounts import passwords
from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.services import LastAdministrator
from learnmentor.certificates import snapshots
from learnmentor.certificates.models import Certificate
from learnmentor.cli import main
from learnmentor.cpd import chain
from learnmentor.cpd import services as cpd
from learnmentor.cpd.models import CpdDeclaration, CpdEntry
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.queries import ledger
from learnmentor.cpd.rules import EntryType, LoggedActivity
from learnmentor.evidence.packs.views import maker_for, packs_for
from learnmentor.ground.db import Base, Database, database
from learnmentor.ground.letters import Sender
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.storage.sealed_files import SealedFiles
from learnmentor.ground.vault import Vault
from learnmentor.jobs.models import Job, OutgoingMail
from learnmentor.jobs.worker import Worker
from learnmentor.stories import closing_account
from tests import belongings, factories
from tests.belongings import NOW, TODAY, WORDS
from tests.conftest import HeldClock
from tests.page import Browser

PASSWORD = "seven wet hats"
_HASH = passwords.hashed(PASSWORD)


@dataclass
class Home:
    """An installation with a folder of its own, and Quenby, who used all there is."""

    app: Flask
    store: Database
    files: FileStore
    packs: SealedFiles
    vault: Vault
    quenby: Person
    db: Session

    def close(self, *, sender: Sender | None = None) -> None:
        closing_account.close(
            self.db, rooms.personal_data(), person_id=self.quenby.id, sender=sender, at=NOW, zone="Europe/London"
        )
        self.db.commit()

    def forget(self, time: HeldClock) -> None:
        """Let the worker delete files, as it does a little later."""
        time.moment = NOW + timedelta(minutes=11)
        Worker(
            self.store,
            {closing_account.FORGET: closing_account.forgetting(self.files, self.packs, in_use=rooms.files_in_use)},
            time,
        ).run_once()


@pytest.fixture
def home(app: Flask, db: Session, amina: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], data_dir=tmp_path))
    maker, packs = maker_for(app.config["SETTINGS"]), packs_for(app.config["SETTINGS"])
    quenby = belongings.somebody(db, maker.vault, maker.files, password_hash=_HASH)
    with app.app_context():
        store = database()
    db.commit()
    for path in maker.files.root.rglob("*"):
        os.utime(path, (NOW.timestamp() - 60, NOW.timestamp() - 60))
    return Home(app, store, maker.files, packs, maker.vault, quenby, db)


def _everything(db: Session) -> str:
    """The database as somebody who steals it reads it."""
    return "\n".join(repr(tuple(row)) for table in Base.metadata.sorted_tables for row in db.execute(table.select()))


# What goes and what stays


def test_nothing_that_was_typed_and_no_name_is_left(home: Home) -> None:
    before = _everything(home.db)
    assert WORDS["title"] in before
    assert WORDS["email"] in before
    home.close()
    after = _everything(home.db)
    assert [word for word in WORDS.values() if word.casefold() in after.casefold()] == []


def test_no_row_of_a_table_that_goes_is_left(home: Home) -> None:
    home.close()
    left = [
        table.name
        for room in rooms.personal_data()
        for table in room.tables
        if not (table.stays or table.by_address)
        and home.db.scalar(select(table.owner).where(table.owner == home.quenby.id))
    ]
    assert left == []


def test_the_chain_still_holds_and_its_figures_stay(home: Home) -> None:
    figures = [(e.on, e.counted_minutes, e.hash) for e in ledger.lines(home.db, person_id=home.quenby.id)]
    home.close()
    lines = list(ledger.lines(home.db, person_id=home.quenby.id))
    assert [(e.on, e.counted_minutes, e.hash) for e in lines] == figures
    start = chain.genesis(home.quenby.public_id)
    links = [kept.link for kept in ledger.kept_lines(home.db, person_id=home.quenby.id)]
    assert chain.verify_chain(links, start=start) is None
    assert [link.line.title for link in links if link.line][:1] == ["Segment 1 of C1"], "segments keep their facts"


def test_a_changed_line_is_still_found_after_the_account_was_closed(home: Home) -> None:
    home.close()
    first = home.db.scalars(select(CpdEntry).where(CpdEntry.sequence == 1)).one()
    first.counted_minutes = 1000
    home.db.flush()
    links = [kept.link for kept in ledger.kept_lines(home.db, person_id=home.quenby.id)]
    assert chain.verify_chain(links, start=chain.genesis(home.quenby.public_id)) is not None


def test_a_certificate_stays_verifiable_and_a_typed_name_can_be_compared(home: Home, stranger: Browser) -> None:
    number = home.db.scalars(select(Certificate.number)).one()
    home.close()
    certificate = home.db.scalars(select(Certificate)).one()
    assert (certificate.printed_name, certificate.person_id) == (None, None)
    assert snapshots.certifies(certificate.snapshot, "Quenby Ames")
    assert not snapshots.certifies(certificate.snapshot, "Somebody Else")
    page = stranger.get(f"/certificates/{number}")
    assert page.status == 200
    assert "House certificate" in page.words


def test_a_declaration_keeps_its_sums_and_loses_its_working(home: Home) -> None:
    home.close()
    declared = home.db.scalars(select(CpdDeclaration)).one()
    assert declared.working is None
    assert declared.snapshot


def test_roles_end_that_day_and_those_to_come_never_were(home: Home) -> None:
    home.close()
    roles = home.db.scalars(select(Role).where(Role.person_id == home.quenby.id)).all()
    assert [(role.name, role.ends_on) for role in roles] == [(RoleName.TRAINER, NOW.date())]


def test_nobody_else_loses_anything(home: Home, amina: Person) -> None:
    home.close()
    assert home.db.get_one(Person, amina.id).closed_at is None
    assert "amina" in _everything(home.db)


def test_closing_twice_changes_nothing(home: Home) -> None:
    home.close()
    before = _everything(home.db)
    home.close()
    assert _everything(home.db) == before


def test_the_last_administrator_stays(home: Home) -> None:
    home.db.add(Role(person_id=home.quenby.id, name=RoleName.ADMINISTRATOR, starts_on=TODAY))
    home.db.commit()
    with pytest.raises(LastAdministrator):
        home.close()
    home.db.rollback()
    assert home.db.get_one(Person, home.quenby.id).closed_at is None
    factories.person(home.db, name="Grace", roles=[RoleName.ADMINISTRATOR])
    home.close()


def test_a_last_letter_goes_to_the_address_where_mail_can_be_sent(home: Home) -> None:
    home.close(sender=Sender("http://localhost"))
    hers = select(OutgoingMail.subject).where(OutgoingMail.to_address == "quenby@example.org")
    assert home.db.scalars(hers).all() == ["Your LearnMentor account is closed"]
    ended = select(OutgoingMail.to_address).where(OutgoingMail.subject == "A pair of yours has ended")
    assert len(home.db.scalars(ended).all()) == 2, "whoever was in a pair with her is told, each once"


def test_the_address_can_be_used_again_by_a_new_account(home: Home) -> None:
    home.close()
    assert factories.person(home.db, name="Quenby Ames", email="quenby@example.org").id != home.quenby.id


# Files


def _kept(home: Home) -> list[bytes]:
    return [path.read_bytes() for path in home.files.root.rglob("*") if path.is_file()]


def test_files_go_with_the_account(home: Home, time: HeldClock) -> None:
    home.packs.write(f"pack{home.quenby.id}", [b"ZIP"], told=lambda _done: None)
    assert _kept(home) == [b"pomegranate"]
    home.close()
    home.forget(time)
    assert _kept(home) == []
    assert list(home.packs.root.iterdir()) == []
    assert set(home.db.scalars(select(Job.state).where(Job.kind == closing_account.FORGET))) == {"done"}


def test_the_same_file_of_somebody_else_stays(home: Home, amina: Person, time: HeldClock) -> None:
    kept = cpd.keep_files(home.files, [("mine.txt", "text/plain", io.BytesIO(b"pomegranate"))])
    for path in home.files.root.rglob("*"):
        os.utime(path, (NOW.timestamp() - 60, NOW.timestamp() - 60))
    actor = factories.actor(home.db, amina, on=TODAY)
    cpd.log_activity(
        home.db, home.vault, learner=actor, activity=LoggedActivity(TODAY, EntryType.OTHER, "Mine", "", 60),
        prose=Prose(), files=kept, source="form:amina", at=NOW,
    )  # fmt: skip
    home.db.commit()
    home.close()
    home.forget(time)
    assert set(_kept(home)) == {b"pomegranate"}


def test_the_same_file_that_came_again_meanwhile_stays(home: Home, time: HeldClock) -> None:
    home.close()
    before = set(home.files.root.rglob("*"))
    home.files.put(io.BytesIO(b"pomegranate"))
    later = datetime(2026, 11, 21, 10, 5, tzinfo=UTC).timestamp()
    for path in set(home.files.root.rglob("*")) - before:
        os.utime(path, (later, later))
    home.forget(time)
    assert _kept(home) == [b"pomegranate"]


# The pages


def test_two_steps_and_the_password_close_it(home: Home, time: HeldClock) -> None:
    browser = Browser(home.app).sign_in(home.quenby)
    first = browser.get("/profile").click("close your account")
    assert "1 certificate of yours, without your name" in first.words
    done = first.click("Go on to step 2").submit("Close my account", password=PASSWORD, sure="y").follow()
    assert done.h1 == "Your account is closed"
    assert browser.get("/profile").status == 303
    again = browser.get("/sign-in").submit("Sign in", email="quenby@example.org", password=PASSWORD)
    assert again.status == 422


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"password": "wrong"}, "This is not your password."),
        ({"password": "", "sure": "y"}, "Enter your password."),
        ({"password": PASSWORD, "sure": None}, "Tick the box if you want your account closed."),
    ],
)
def test_a_slip_closes_nothing(home: Home, time: HeldClock, fields: dict[str, str], says: str) -> None:
    browser = Browser(home.app).sign_in(home.quenby)
    refused = browser.get("/profile/close/confirm").submit("Close my account", **{"sure": "y", **fields})
    assert (refused.status, says in refused.errors()) == (422, True)
    home.db.expire_all()
    assert home.db.get_one(Person, home.quenby.id).closed_at is None


def test_somebody_at_an_unlocked_computer_cannot_guess_for_long(home: Home, time: HeldClock) -> None:
    browser = Browser(home.app).sign_in(home.quenby)
    for _ in range(10):
        browser.get("/profile/close/confirm").submit("Close my account", password="wrong", sure="y")
    refused = browser.get("/profile/close/confirm").submit("Close my account", password=PASSWORD, sure="y")
    assert refused.status == 429
    home.db.expire_all()
    assert home.db.get_one(Person, home.quenby.id).closed_at is None


def test_an_administrator_can_close_the_account_of_somebody_who_cannot_come_in(home: Home, time: HeldClock) -> None:
    command = ["users", "close", "quenby@example.org"]
    kept = CliRunner().invoke(main, command, obj=lambda: home.app, input="n\n")
    assert kept.exit_code == 1
    done = CliRunner().invoke(main, command, obj=lambda: home.app, input="y\n")
    assert done.exit_code == 0, done.output
    home.db.expire_all()
    assert home.db.get_one(Person, home.quenby.id).closed_at == time()
    assert CliRunner().invoke(main, command, obj=lambda: home.app, input="y\n").exit_code == 1


def test_the_check_of_all_ledgers_finds_nothing_wrong_with_a_closed_account(home: Home, time: HeldClock) -> None:
    home.close()
    checked = CliRunner().invoke(main, ["verify"], obj=lambda: home.app)
    assert checked.exit_code == 0, checked.output
