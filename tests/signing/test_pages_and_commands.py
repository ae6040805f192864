"""LearnMentor promises that its public keys are there for people and programs, and changed by a command."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.cli import main
from learnmentor.ground.vault import Vault
from learnmentor.signing import queries, rules, services
from learnmentor.signing.models import SigningKey
from learnmentor.signing.rules import CREDENTIAL
from tests.page import Browser

pytestmark = pytest.mark.usefixtures("time")

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
VAULT = Vault((b"k" * 32,))


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """The command line, on this application."""
    return lambda *arguments: CliRunner().invoke(main, list(arguments), obj=lambda: app)


def test_anybody_reads_the_fingerprints(stranger: Browser, signing_key: SigningKey) -> None:
    page = stranger.get("/keys")
    assert rules.fingerprint(signing_key.kid) in page.words
    assert "Signs today" in page.words


def test_a_page_without_keys_says_so(stranger: Browser, db: Session) -> None:
    assert "No key yet" in stranger.get("/keys").words


def test_a_signature_names_an_address_that_gives_the_key(
    stranger: Browser, db: Session, signing_key: SigningKey
) -> None:
    token = services.sign(db, VAULT, payload=b"{}", content_type=CREDENTIAL, base_url="http://localhost")
    told = stranger.get(f"/keys/{signing_key.kid}").response.json
    assert told is not None
    assert told["kid"] == f"http://localhost/keys/{signing_key.kid}"
    assert rules.check_signature(token, rules.keys_of(told), content_type=CREDENTIAL).proved
    assert stranger.get("/keys/nothing").status == 404


def test_the_key_set_holds_what_proves_something_and_names_what_does_not(
    stranger: Browser, db: Session, signing_key: SigningKey
) -> None:
    new = services.revoke(db, VAULT, signing_key, reason="A backup was stolen.", at=AT)
    newest = services.rotate(db, VAULT, at=AT)
    db.commit()
    answer = stranger.get("/.well-known/jwks.json").response
    told = answer.json
    assert told is not None
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert [key["kid"].rpartition("/")[2] for key in told["keys"]] == [newest.kid, new.kid]
    assert [key["reason"] for key in told["revoked_keys"]] == ["A backup was stolen."]
    assert "PRIVATE" not in answer.get_data(as_text=True)
    assert all(key.keys() == {"kty", "n", "e", "use", "alg", "kid"} for key in told["keys"])


def test_a_revoked_key_is_gone_for_programs_and_explained_to_people(
    stranger: Browser, db: Session, signing_key: SigningKey
) -> None:
    services.revoke(db, VAULT, signing_key, reason="A backup was stolen.", at=AT)
    db.commit()
    page = stranger.get(f"/keys/{signing_key.kid}")
    assert (page.status, page.response.json and page.response.json["error"]) == (410, "revoked")
    shown = stranger.get("/keys").words
    assert "Revoked on 21 November 2026" in shown
    assert "A backup was stolen." in shown


def test_looking_at_keys_makes_none(stranger: Browser, db: Session) -> None:
    for address in ("/keys", "/keys/x", "/.well-known/jwks.json"):
        stranger.get(address)
    assert queries.published(db) == []


def test_a_key_is_made_listed_changed_and_revoked_by_command(run: Callable[..., Result], db: Session) -> None:
    assert "There is no key yet" in run("keys", "list").output
    assert "signs from now on" in run("keys", "new").output
    assert "learnmentor keys rotate" in run("keys", "new").output
    assert "published at http://localhost/keys/" in run("keys", "rotate").output
    new, old = queries.published(db)
    told = run("keys", "list").output
    assert told.index("in force") < told.index("retired on 21 November 2026")
    assert new.fingerprint in told
    db.rollback()
    assert run("keys", "revoke", old.kid, "--reason", "A backup was stolen.").exit_code == 0
    assert "first reason stands" in run("keys", "revoke", old.kid, "--reason", "Again.").output
    assert "no such key" in run("keys", "revoke", "nothing", "--reason", "x").output
    assert "at most 300 characters" in run("keys", "revoke", new.kid, "--reason", "x" * 301).output
    assert "signs from now on" in run("keys", "revoke", new.kid, "--reason", "Lost too.").output
    assert "revoked on 21 November 2026: Lost too." in run("keys", "list").output


def test_an_upgrade_makes_the_first_key_once(run: Callable[..., Result], db: Session) -> None:
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "upgrade").exit_code == 0
    assert len(queries.published(db)) == 1
