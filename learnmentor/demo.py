"""`learnmentor demo`: an installation to try, made and started by one command and stopped with Ctrl-C.

Everything it keeps is in the data folder: the database, the files, its own keys (demo.env), the passwords of its
five people and the log of what runs. It carries on where it was when it is started again.
"""

import base64
import contextlib
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click
from sqlalchemy.orm import Session

from learnmentor import demo_assessed, demo_group, demo_pair, migrations
from learnmentor.accounts import passwords, queries
from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.app import create_app
from learnmentor.assessment.assessed.handing_in.services import DecisionTarget
from learnmentor.assessment.assessed.moderation.rules import SampleRule
from learnmentor.authoring.content_folder import ContentFolderMissing, read_folder
from learnmentor.authoring.publishing import services as authoring
from learnmentor.config import Settings, SettingsError
from learnmentor.courses.study import queries as courses
from learnmentor.database_commands import in_a_sentence
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import database
from learnmentor.ground.letters import Sender
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.vault import Vault
from learnmentor.signing import services as signing
from learnmentor.stories import opening_account
from learnmentor.stories.judged_work import Releasing
from learnmentor.web.commands import Command

_KEYS = ("LEARNMENTOR_SECRET_KEY", "LEARNMENTOR_TEXT_KEYS")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for one another
_PATIENCE = 60  # seconds for the server to answer, and for both programs to finish


class CannotStart(Exception):
    """The demonstration cannot start; the message says why and what to do."""


@dataclass(frozen=True)
class DemoPart:
    """Somebody of the demonstration."""

    role: RoleName | None
    email: str
    name: str

    @property
    def title(self) -> str:
        """What they are called in the list."""
        return self.role or "learner"


CAST = (
    DemoPart(RoleName.ADMINISTRATOR, "admin@example.org", "Grace Adeyemi"),
    DemoPart(RoleName.TRAINER, "trainer@example.org", "Ben Okafor"),
    DemoPart(None, "learner@example.org", "Amina Yusuf"),
    DemoPart(RoleName.ASSESSOR, "assessor@example.org", "Carys Morgan"),
    DemoPart(RoleName.MODERATOR, "moderator@example.org", "Dilip Rao"),
)


def run(given: Mapping[str, str]) -> None:
    """Make what is missing, start web server and worker, and stay until told to stop. Raises `CannotStart`."""
    folder = Path(given.get("LEARNMENTOR_DATA_DIR") or "var")
    environment = furnished(given, folder)
    settings = Settings.from_environment(environment)
    refuse_taken_port(settings.bind)
    app = create_app(settings)
    with app.app_context():
        with in_a_sentence():
            migrations.upgrade(settings.database_url)
        with database().transaction() as session:
            refuse_other_people(session)
            people = let_in(session, folder / "demo-passwords.txt")
            signing.ensure_key(session, app.config["VAULT"], at=clock.now())
        with database().transaction() as session:
            publish_course(session, settings.content_dir, files=app.config["FILES"])
        certificate = ""
        with database().transaction() as session:
            if (trainer := queries.person_by_email(session, CAST[1].email)) is not None:
                demo_group.make(session, trainer=trainer, at=clock.now())
                sender = Sender(settings.base_url, settings.installation_name)
                make_pair(session, app.config["VAULT"], trainer, sender)
                certificate = make_assessed_work(session, app.config["VAULT"], trainer, settings)
        database().engine.dispose()
    with _programs(environment, folder / "demo.log") as programs:
        programs.wait_for_answer(settings.bind)
        _say(settings, folder, people, certificate)
        programs.stay()


# What it needs


def furnished(given: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment with whatever it lacks: a database in the data folder, and keys made once and kept there."""
    environment = {
        "LEARNMENTOR_DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/learnmentor.db",
        "LEARNMENTOR_BASE_URL": f"http://{given.get('LEARNMENTOR_BIND') or '127.0.0.1:8000'}",
        "LEARNMENTOR_INSTALLATION_NAME": "Demonstration",
    }
    environment |= {name: value for name, value in given.items() if value or name not in environment}
    given_keys = {name: environment[name] for name in _KEYS if environment.get(name)}
    kept_keys = _kept_keys(folder / "demo.env") if len(given_keys) < len(_KEYS) else {}
    return environment | kept_keys | given_keys | {"LEARNMENTOR_DEMO": "yes"}


def _kept_keys(place: Path) -> dict[str, str]:
    if not place.exists():
        text_key = base64.urlsafe_b64encode(randomness.salt(32)).decode()
        _write(
            place,
            "# Made by `learnmentor demo`. Without these keys, what people wrote here cannot be read.\n"
            f"LEARNMENTOR_SECRET_KEY={randomness.token()}\nLEARNMENTOR_TEXT_KEYS={text_key}\n",
        )
    lines = [line.partition("=") for line in place.read_text().splitlines() if line and not line.startswith("#")]
    return {name: value for name, _, value in lines}


def _write(place: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{place.name}.{randomness.salt(4).hex()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        target.write(text)
    unfinished.replace(place)


def refuse_taken_port(bind: str) -> None:
    """Raise `CannotStart` when something else listens there."""
    host, port = _host_and_port(bind)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as fault:
            why = (
                "another program listens there"
                if fault.errno == errno.EADDRINUSE
                else (fault.strerror or "it is refused")
            )
            other = f"{host}:{port + 1}"
            raise CannotStart(
                f"LearnMentor cannot use {bind}: {why}. If it is an earlier LearnMentor, stop that one; "
                f"or choose another address, such as:\n\n    LEARNMENTOR_BIND={other} make run"
            ) from fault


def _host_and_port(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    if not port.isdecimal():
        raise CannotStart(f"LEARNMENTOR_BIND is {bind}; the demonstration needs an address and a port: 127.0.0.1:8000.")
    return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104 -- what an empty host means to a server


# Its people


def refuse_other_people(db: Session) -> None:
    """Raise `CannotStart` when the database is somebody's real one: known passwords have no place there."""
    if queries.anybody(db) and queries.person_by_email(db, CAST[0].email) is None:
        raise CannotStart(
            "This database holds real people; the demonstration, whose passwords are printed, stays away from them. "
            "Leave DATABASE_URL and LEARNMENTOR_DATA_DIR unset, or let them name a new place."
        )


def let_in(db: Session, place: Path) -> dict[DemoPart, str]:
    """Make the accounts that are missing. Returns everybody's password, or "" for one that was not made here."""
    kept = dict(line.split() for line in place.read_text().splitlines() if line) if place.exists() else {}
    missing = [part for part in CAST if queries.person_by_email(db, part.email) is None]
    kept |= {part.email: "-".join(_word() for _ in range(4)) for part in missing if part.email not in kept}
    _write(place, "".join(f"{email} {password}\n" for email, password in kept.items()))
    for part in missing:
        person = opening_account.open_account(
            db, email=part.email, name=part.name, password_hash=passwords.hashed(kept[part.email]),
            public_id=randomness.public_id(), at=clock.now(), today=clock.today(),
        )  # fmt: skip
        if part.role is not None:
            db.add(Role(person_id=person.id, name=part.role, starts_on=clock.today()))
    db.flush()
    return {part: kept.get(part.email, "") for part in CAST}


def make_pair(db: Session, vault: Vault, trainer: Person, sender: Sender) -> None:
    """Let the trainer mentor the learner."""
    if (learner := queries.person_by_email(db, CAST[2].email)) is not None:
        demo_pair.make(db, vault, mentor=trainer, mentee=learner, sender=sender, at=clock.now())


def make_assessed_work(db: Session, vault: Vault, trainer: Person, settings: Settings) -> str:
    """Have the trainer's portfolio judged by the assessor and the moderator, by the rules of the installation.

    The number of the certificate that came of it; "" where none did.
    """
    administrator, assessor, moderator = (queries.person_by_email(db, CAST[number].email) for number in (0, 3, 4))
    if administrator is None or assessor is None or moderator is None:
        return ""
    rule = SampleRule(settings.sample_per_cent, settings.sample_least)
    panel = demo_assessed.DemoPanel(
        administrator, assessor, moderator, DecisionTarget(settings.assessment_days, settings.time_zone),
        Releasing(rule, settings.time_zone, settings.installation_name),
    )  # fmt: skip
    demo_assessed.make(db, vault, owner=trainer, panel=panel, at=clock.now())
    return demo_assessed.certificate_of(db, trainer)


def publish_course(db: Session, content: Path, *, files: FileStore) -> None:
    """Publish what is new in the course. Where both its files and the studio changed a text, the studio's stays.

    A course that is refused is not published; what was published before it is still there, and goes on.
    """
    try:
        outcome = authoring.publish(
            db, source_files=read_folder(content), files=files, author_id=None, note="Published from files.",
            change="minor", at=clock.now(),
        )  # fmt: skip
        for kept in outcome.kept_out:
            click.echo(f"{kept}", err=True)
    except authoring.ContentConflict as conflict:
        click.echo(f"Not published, because files and studio differ: {', '.join(conflict.paths)}", err=True)
    except authoring.ContentRefused as refused:
        why = "\n".join(str(finding) for finding in refused.findings)
        if not courses.units(db, {}):
            raise CannotStart(f"The course cannot be published.\n{why}") from refused
        click.echo(f"Not published, because of what the files and the studio say together:\n{why}", err=True)
    except ContentFolderMissing as missing:
        raise CannotStart(f"The course cannot be published: {missing}") from missing


def _word() -> str:
    return randomness.letters(4, of=_LETTERS)


def _say(settings: Settings, folder: Path, people: Mapping[DemoPart, str], certificate: str) -> None:
    lines = [
        f"    {part.title:<14} {part.email:<21} {password or '(made elsewhere)'}" for part, password in people.items()
    ]
    earned = (
        f"The assessor has a portfolio to judge. The trainer's passed, and anybody may look at what came of it:\n\n"
        f"    {settings.base_url}/certificates/{certificate}\n\n"
    )
    click.echo(
        f"\nLearnMentor answers on {settings.base_url}\n\nSign in as\n\n" + "\n".join(lines) + "\n\n"
        f"{earned if certificate else ''}"
        f"The passwords are kept in {folder / 'demo-passwords.txt'}, and the log is {folder / 'demo.log'}. "
        "Stop it with Ctrl-C."
    )


# Its programs


@dataclass
class Programs:
    """The web server and the worker, while they run."""

    running: dict[str, "subprocess.Popen[bytes]"]
    log: Path
    stopping: threading.Event = field(default_factory=threading.Event)

    def wait_for_answer(self, bind: str) -> None:
        """Return when the web server answers; raises `CannotStart` when it does not."""
        host, port = _host_and_port(bind)
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and not self.stopping.is_set():
            self._refuse_ended()
            with contextlib.suppress(OSError):
                connection = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1"}.get(host, host), port, timeout=5)  # noqa: S104
                connection.request("GET", "/health")
                if connection.getresponse().status == http.HTTPStatus.OK:
                    return
            self.stopping.wait(0.1)
        if not self.stopping.is_set():
            raise CannotStart(f"The web server started and does not answer. {self.log} may say why.")

    def stay(self) -> None:
        """Return when told to stop; raises `CannotStart` when a program ends by itself."""
        while not self.stopping.wait(0.5):
            self._refuse_ended()

    def _refuse_ended(self) -> None:
        for name, program in self.running.items():
            if program.poll() is not None:
                last = self.log.read_text(errors="replace").splitlines()[-12:]
                raise CannotStart(
                    f"learnmentor {name} has stopped by itself. The end of {self.log}:\n" + "\n".join(last)
                )

    def end(self) -> None:
        """Ask both to finish, wait, and insist."""
        for program in self.running.values():
            program.terminate()
        until = time.monotonic() + _PATIENCE
        for program in self.running.values():
            try:
                program.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                program.kill()


@contextlib.contextmanager
def _programs(environment: Mapping[str, str], log: Path) -> Iterator[Programs]:
    """Web server and worker, which end when the block does; signals reach them through us alone."""
    programs = Programs({}, log)
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda *_: programs.stopping.set())
    try:
        with log.open("wb") as written:
            for name in ("serve", "worker"):
                programs.running[name] = subprocess.Popen(  # noqa: S603 -- our own commands
                    [sys.executable, "-m", "learnmentor", name],
                    env=dict(environment), stdin=subprocess.DEVNULL, stdout=written, stderr=written,
                    start_new_session=True,
                )  # fmt: skip
        yield programs
    finally:
        programs.end()


# The command


@click.command("demo", cls=Command)
def demonstration() -> None:
    """Make and start an installation to try, with five people in it."""
    try:
        run(os.environ)
    except (CannotStart, SettingsError) as fault:
        raise click.ClickException(str(fault)) from fault
