"""LearnMentor promises at the command line: whatever a command is given, it ends in a sentence."""

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.app import create_app
from learnmentor.cli import main
from learnmentor.config import Settings
from learnmentor.ground.db import database
from learnmentor.signing import jose
from learnmentor.signing import services as signing
from tests.command_line import that_run
from tests.conftest import HeldClock

STARTS_PROGRAMS = {"demo"}  # it is tried by hand and in tests/house/test_demo.py
HUSH = "hush"
BAD_WORDS = ("", "-x", "no-such-thing", "../../etc/passwd", "ÿ" * 400, "a\nb", "'; drop table person; --", "9" * 40)


EVERY = {" ".join(words): command for words, command in that_run() if words[0] not in STARTS_PROGRAMS}


def ended_well(result: object) -> None:
    """A status that commands may have, and no traceback."""
    assert result.exit_code in {0, 1, 2}, result.output  # type: ignore[attr-defined]
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output  # type: ignore[attr-defined]
    assert "Traceback" not in result.output  # type: ignore[attr-defined]
    assert "This should not have happened" not in result.output  # type: ignore[attr-defined]


def filled(command: click.Command, word: str) -> list[str]:
    """Arguments for a command that are all the same word; options that it insists on too."""
    words: list[str] = []
    for each in command.params:
        if isinstance(each, click.Option) and each.required:
            words += [each.opts[0], word]
        elif isinstance(each, click.Argument):
            words.append(word)
    return words


@pytest.mark.parametrize("call", EVERY)
def test_no_word_given_to_a_command_ends_in_a_traceback(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    if call in {"serve", "worker"}:
        return  # they take no words, and would stay
    monkeypatch.chdir(tmp_path)
    jose.use(None)  # more keys are made than there are for tests
    for word in (*BAD_WORDS, str(tmp_path)):
        for words in (["--", *filled_after(call, word)], filled(EVERY[call], word)):
            ended_well(CliRunner().invoke(main, [*call.split(), *words], obj=lambda: app, input="n\n"))


def filled_after(call: str, word: str) -> list[str]:
    """Words that cannot be taken for options."""
    return [word for each in EVERY[call].params if isinstance(each, click.Argument)]


@pytest.mark.parametrize("call", EVERY)
@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"LEARNMENTOR_SECRET_KEY": "short"},
        {"DATABASE_URL": "mysql://nobody"},
        {"DATABASE_URL": f"postgresql://lm:{HUSH}@{HUSH}:word@host:port/x"},
        {"DATABASE_URL": "sqlite:////dev/null/x.db"},
        {"DATABASE_URL": f"postgresql://lm:{HUSH}@127.0.0.1:1/x"},
        {"LEARNMENTOR_TEXT_KEYS": "not a key"},
        {"LEARNMENTOR_DATA_DIR": "/dev/null"},
    ],
    ids=str,
)
def test_no_setting_ends_a_command_in_a_traceback(
    call: str, wrong: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # some commands make the folder that they are told
    for name in [name for name in os.environ if name.startswith(("LEARNMENTOR_", "DATABASE_"))]:
        monkeypatch.delenv(name)
    good = {
        "LEARNMENTOR_SECRET_KEY": "s" * 40, "LEARNMENTOR_DATA_DIR": str(tmp_path / "data"),
        "LEARNMENTOR_TEXT_KEYS": base64.urlsafe_b64encode(b"k" * 32).decode(),
        "DATABASE_URL": f"sqlite:///{tmp_path}/empty.db",
    }  # fmt: skip
    for name, value in ({**good, **wrong} if wrong else {}).items():
        monkeypatch.setenv(name, value)
    words = [*call.split(), *filled(EVERY[call], "no-such-thing")]
    if wrong.get("LEARNMENTOR_DATA_DIR") and call == "db upgrade":
        return  # it needs no data folder, and would upgrade
    result = CliRunner().invoke(main, words, input="n\n")
    ended_well(result)
    assert HUSH not in result.output
    if call in {"serve", "worker"}:
        assert result.exit_code == 1
        assert result.output.count("\n") <= 3


def test_a_text_key_that_is_not_the_one_is_a_sentence(
    settings: Settings, db: Session, time: HeldClock, app: Flask
) -> None:
    signing.ensure_key(db, app.config["VAULT"], at=time())
    db.commit()
    other = create_app(Settings(**{**vars(settings), "text_keys": (b"o" * 32,)}), TESTING=True)
    for call in ("keys list", "keys rotate", "db upgrade", "verify"):
        ended_well(CliRunner().invoke(main, call.split(), obj=lambda: other))
    with other.app_context():
        database().engine.dispose()


def test_what_nobody_foresaw_is_a_sentence_and_a_line_in_the_log(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise KeyError("somebody's words")

    monkeypatch.setattr("learnmentor.signing.cli.database", broken)
    result = CliRunner().invoke(main, ["keys", "list"], obj=lambda: app)
    lines = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    assert result.exit_code == 1
    assert "This should not have happened (KeyError)" in result.output
    assert [(line["event"], line["error"]) for line in lines] == [("crash", "KeyError")]
    assert any("signing/cli.py" in place for place in lines[0]["trace"])
    assert "somebody's words" not in result.output


def test_no_command_prints_a_hash_or_a_key(app: Flask, db: Session, time: HeldClock) -> None:
    secrets = re.compile(r"\$argon2|scrypt:|pbkdf2|BEGIN [A-Z ]*PRIVATE KEY")
    said = []
    for words in (
        ["users", "add", "you@example.org", "--name", "You", "--role", "administrator"],
        ["users", "give-role", "you@example.org", "trainer"], ["users", "end-role", "you@example.org", "trainer"],
        ["keys", "new"], ["keys", "list"], ["keys", "rotate"], ["config"],
    ):  # fmt: skip
        result = CliRunner().invoke(main, words, obj=lambda: app)
        assert result.exit_code == 0, result.output
        said.append(result.output)
    hashed = db.query(Person.password_hash).scalar()
    assert secrets.search(hashed), "the pattern knows what our hashes look like"
    assert not secrets.search("".join(said))
    assert hashed not in "".join(said)


def test_a_reader_that_goes_away_ends_a_command_quietly() -> None:
    program = f"{sys.executable} -m learnmentor config | true"
    ended = subprocess.run(["sh", "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in ended.stderr
    assert "Exception ignored" not in ended.stderr
