"""Whatever id we make, or made before, can be typed into a command, an address and a file name."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import click
import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnmentor.assessment.activities.formats import lines
from learnmentor.authoring.checks import front_matter
from learnmentor.authoring.publishing import media
from learnmentor.certificates.rules import number_from
from learnmentor.cli import main
from learnmentor.config import Settings
from learnmentor.cpd.forms.entries import _TOKEN
from learnmentor.ground import randomness
from learnmentor.ground.vault import Vault
from learnmentor.signing import jose, queries
from learnmentor.signing.models import SigningKey
from tests import factories, keys_for_tests_only
from tests.house.test_habits import commands
from tests.page import Browser

SAFE = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")  # dashes inside, as a certificate's number has them


@given(st.integers(min_value=0))
def test_new_ids_are_safe_wherever_they_are_typed(seed: int) -> None:
    randomness.use(random.Random(seed))
    made = [randomness.public_id(), randomness.token(), number_from(randomness.bits(40))]
    for each in made:
        assert SAFE.fullmatch(each), each
        assert quote(each, safe="") == each
        assert Path(each).name == each
    assert [len(each) for each in made[:2]] == [16, 43]
    assert _TOKEN.fullmatch(made[0]), "a form that is sent once knows it as its own"


def test_without_a_seed_no_two_are_the_same() -> None:
    randomness.use(None)
    assert len({randomness.public_id() for _ in range(500)} | {randomness.token() for _ in range(500)}) == 1000
    assert len({randomness.salt(12) for _ in range(500)}) == 500


def test_a_seed_gives_the_same_again() -> None:
    def drawn() -> list[object]:
        randomness.use(random.Random("a test"))
        return [randomness.public_id(), randomness.salt(9), randomness.below(10), randomness.bits(40)]

    assert drawn() == drawn()


@pytest.mark.parametrize("sign", ["-", "_", ".", "=", "+", "@", "/", " "])
def test_ids_that_authors_choose_begin_with_a_letter_or_a_digit(sign: str) -> None:
    shapes = [lines.ID.pattern, media._NAME.pattern, *(pattern for pattern, _ in front_matter._CODES.values())]
    assert len(shapes) >= 8
    for shape in shapes:
        assert not re.fullmatch(shape, f"{sign}c1"), shape
        assert not re.fullmatch(shape, f"{sign}C1"), shape


# Keys


def test_a_key_whose_name_is_like_an_option_is_not_taken() -> None:
    good = next(keys_for_tests_only.in_turn())
    offered: Iterator[object] = iter([*keys_for_tests_only.like_an_option(), good])
    jose.use(lambda: next(offered))  # type: ignore[arg-type, return-value]
    assert [key.thumbprint()[0] for key in keys_for_tests_only.like_an_option()] == ["-", "_"]
    assert jose.new_key()[0] == good.thumbprint()


@pytest.fixture
def older_key(db: Session, settings: Settings) -> SigningKey:
    """A key from when any name was taken."""
    kid, public, private = jose.halves(keys_for_tests_only.like_an_option()[0])
    sealed = Vault(settings.text_keys).seal(private, place=f"signing-key:{kid}")
    made = SigningKey(kid=kid, public=public, private=sealed, created_at=datetime(2026, 9, 1, tzinfo=UTC))
    db.add(made)
    db.commit()
    assert kid.startswith("-")
    return made


@pytest.mark.parametrize("order", ["kid first", "kid last", "after a double dash"])
def test_an_older_key_that_begins_with_a_dash_is_revoked_by_command(
    app: Flask, db: Session, older_key: SigningKey, order: str
) -> None:
    reason = ["--reason", "A backup was stolen."]
    typed = {
        "kid first": [older_key.kid, *reason],
        "kid last": [*reason, older_key.kid],
        "after a double dash": [*reason, "--", older_key.kid],
    }[order]
    ran = CliRunner().invoke(main, ["keys", "revoke", *typed], obj=lambda: app)
    assert (ran.exit_code, ran.output.splitlines()[0]) == (
        0, f"{older_key.kid} is revoked. What it signed is refused from now on.",
    )  # fmt: skip
    found = queries.key(db, older_key.kid)
    assert found is not None
    assert found.reason == "A backup was stolen."


def test_an_older_key_is_read_at_its_address(stranger: Browser, older_key: SigningKey) -> None:
    assert stranger.get(f"/keys/{older_key.kid}").status == 200
    assert older_key.kid in stranger.get("/.well-known/jwks.json").text


# Commands

_WITH_ONE_WORD = [
    pytest.param(command, id=" ".join(path))
    for path, command in sorted(commands(), key=lambda found: found[0])
    if [param.type.name for param in command.params if isinstance(param, click.Argument)] == ["text"]
]


def test_there_are_commands_to_try() -> None:
    assert {case.id for case in _WITH_ONE_WORD} >= {"keys revoke", "users close", "users password-link"}


@pytest.mark.parametrize("command", _WITH_ONE_WORD)
@given(typed=st.text(alphabet=st.sampled_from("-_hHaZ09"), min_size=3, max_size=43))
@example(typed="-hXyZ0123456789")
@example(typed="-h-reason")
@example(typed="-jo@example.org")
@example(typed="-1")
def test_what_begins_with_a_dash_is_an_argument(command: click.Command, typed: str) -> None:
    if re.fullmatch(r"-[A-Za-z]|--[a-z][a-z-]*|--", typed):
        return  # an option, well or badly written
    [argument] = [param for param in command.params if isinstance(param, click.Argument)]
    needed = [word for param in command.params if isinstance(param, click.Option) and param.required
              for word in (param.opts[0], next(iter(getattr(param.type, "choices", ())), "x"))]  # fmt: skip
    for words in ([typed, *needed], [*needed, typed]):
        assert command.make_context("it", list(words)).params[argument.name or ""] == typed


def test_a_mistyped_option_is_still_called_one(app: Flask) -> None:
    ran = CliRunner().invoke(main, ["keys", "revoke", "abc", "--reasn", "x"], obj=lambda: app)
    assert ran.exit_code == 2
    assert "No such option '--reasn'" in ran.output.replace("No such option: --reasn", "No such option '--reasn'")
    assert "Usage:" in CliRunner().invoke(main, ["keys", "revoke", "-h"], obj=lambda: app).output


def test_an_address_may_begin_with_a_dash(app: Flask, db: Session) -> None:
    factories.person(db, name="Jo", email="-jo@example.org")
    db.commit()
    ran = CliRunner().invoke(main, ["users", "password-link", "-jo@example.org"], obj=lambda: app)
    assert "/password-reset/" in ran.output
