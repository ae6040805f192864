"""`make run`, on a clean checkout and after: one command, five people, and no trace of it when it stops."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import demo, demo_assessed, demo_group, demo_pair
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed import queries
from learnmentor.assessment.assessed.assessors.queries import may_judge
from learnmentor.assessment.assessed.models import Judgement, Submission, SubmissionTry
from learnmentor.assessment.assessed.rules import JudgementKind, SubmissionState
from learnmentor.certificates import services as certificates
from learnmentor.certificates.models import Certificate
from learnmentor.config import Settings
from learnmentor.courses.given import queries as given
from learnmentor.courses.given.rules import Audience
from learnmentor.cpd.models import CpdEntry
from learnmentor.ground.letters import Sender
from learnmentor.ground.storage.files import FileStore
from learnmentor.groups import queries as groups
from learnmentor.groups.joining import queries as joining
from learnmentor.groups.sessions import queries as sessions
from learnmentor.groups.sessions.rules import Was
from learnmentor.mentoring.agreements import queries as agreements
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.observations import queries as observations
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.observations.rules import ObservationPurpose
from learnmentor.mentoring.queries import pairs_of
from learnmentor.mentoring.targets.models import PairTarget, PairTargetStep
from learnmentor.mentoring.targets.rules import TargetState, TargetStep
from tests import factories
from tests.assessment.assessed import works
from tests.certificates.test_combination import DATA
from tests.house.world import NOW
from tests.mentoring.agreeing import VAULT

PEOPLE = re.compile(r"^ +(\w+) +(\S+@example\.org) +(\S+)$", re.MULTILINE)


@pytest.fixture
def port() -> int:
    """One that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def command(folder: Path, port: int) -> "subprocess.Popen[str]":
    """The demonstration, in a folder where nothing is set."""
    ours = ("LEARNMENTOR_", "DATABASE_URL")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment["LEARNMENTOR_BIND"] = f"127.0.0.1:{port}"
    return subprocess.Popen(
        [sys.executable, "-m", "learnmentor", "demo"],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@contextmanager
def running(folder: Path, port: int) -> Iterator[str]:
    """The demonstration while it runs: what it said. Ends it as a service manager would."""
    with command(folder, port) as program:
        said = ""
        try:
            assert program.stdout
            for line in program.stdout:
                said += line
                if "Stop it with Ctrl-C" in line:
                    break
            else:
                pytest.fail(f"the demonstration did not start:\n{said}{program.communicate()[1]}")
            yield said
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait(60)
        assert program.returncode == 0, program.stderr.read() if program.stderr else ""


def test_its_trainer_and_its_learner_are_a_pair_once_that_agreed_met_and_visited(db: Session) -> None:
    ben, amina = factories.person(db, name="Ben Okafor"), factories.person(db, name="Amina Yusuf")
    sender = Sender("http://localhost")
    made = [demo_pair.make(db, VAULT, mentor=ben, mentee=amina, sender=sender, at=NOW) for _ in range(2)]
    [known] = pairs_of(db, amina.id)
    pair = known.pair
    assert made == [pair, None]
    assert (known.mentor.name, known.mentee.name) == ("Ben Okafor", "Amina Yusuf")
    version = agreements.last_version(db, VAULT, pair)
    assert version
    assert version.intact
    assert version.made_at == NOW - demo_pair.BEGUN
    held = db.scalars(select(PairMeeting).where(PairMeeting.held_at.is_not(None)).order_by(PairMeeting.held_at)).all()
    assert [(NOW.date() - each.held_at.date()).days for each in held if each.held_at] == [36, 15], (
        "on Fridays, not Saturdays"
    )
    assert all(each.confirmed_at for each in held)
    first, second = held
    [carried] = db.scalars(select(PairTargetStep).where(PairTargetStep.step == TargetStep.CARRIED))
    target = db.get_one(PairTarget, carried.target_id)
    assert (target.record, carried.record, target.state) == (first.public_id, second.public_id, TargetState.OPEN)
    [visit] = db.scalars(select(Observation))
    assert visit.purpose == ObservationPurpose.FORMATIVE
    assert None not in {visit.account_at, visit.opened_at}
    assert len(observations.targets_of(db, VAULT, visit)) == 2
    [planned] = db.scalars(select(PairMeeting).where(PairMeeting.held_at.is_(None)))
    assert planned.starts_at > NOW


def signed_in_home(address: str, *, email: str, password: str) -> str:
    """What the home page says to somebody who signs in by the form."""
    cookies = urllib.request.HTTPCookieProcessor(CookieJar())
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)
    form = browser.open(f"{address}/sign-in").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert token
    fields = urlencode({"csrf_token": token[1], "email": email, "password": password}).encode()
    return str(browser.open(f"{address}/sign-in", fields).read().decode())


def test_the_demonstration_starts_stops_and_carries_on(tmp_path: Path, port: int) -> None:
    with running(tmp_path, port) as said:
        people = PEOPLE.findall(said)
        assert f"LearnMentor answers on http://127.0.0.1:{port}" in said
        assert [title for title, *_ in people] == [
            "administrator", "trainer", "learner", "assessor", "moderator",
        ]  # fmt: skip
        for _, email, password in people:
            assert "Sign out" in signed_in_home(f"http://127.0.0.1:{port}", email=email, password=password)
    for name in ("demo.env", "demo-passwords.txt"):
        assert (tmp_path / "var" / name).stat().st_mode & 0o777 == 0o600
    [certificate] = re.findall(r"^ +(http\S+/certificates/LM-\S+)$", said, re.MULTILINE)
    keys = (tmp_path / "var/demo.env").read_text()
    with running(tmp_path, port) as said:
        assert PEOPLE.findall(said) == people
        page = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(certificate).read().decode()
        assert "Mapped to level 4, 3 credits; not a regulated qualification." in page
    assert (tmp_path / "var/demo.env").read_text() == keys
    with socket.socket() as free:
        assert free.connect_ex(("127.0.0.1", port)) != 0, "something still listens after the demonstration has ended"


def test_the_demonstration_says_when_its_port_is_taken(tmp_path: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        program = command(tmp_path, port)
        _, said = program.communicate(timeout=60)
    assert program.returncode == 1
    assert f"LearnMentor cannot use 127.0.0.1:{port}: another program listens there." in said
    assert "Traceback" not in said


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_demonstration_stays_away_from_real_people(db: Session) -> None:
    factories.person(db)
    with pytest.raises(demo.CannotStart, match="real people"):
        demo.refuse_other_people(db)


def test_the_demonstration_has_a_group_of_eight_at_different_points_once(db: Session) -> None:
    ben = factories.person(db, name="Ben Okafor", email="trainer@example.org", roles=(RoleName.TRAINER,))
    factories.member(db, ben, factories.organisation(db))
    for code in ("C1", "C2", "C3"):
        factories.unit(db, code)
    for _ in range(2):
        demo_group.make(db, trainer=ben, at=NOW)
    group = groups.group_by_public_id(db, demo_group.PUBLIC_ID)
    assert group
    assert [line.name for line in joining.members_shown(db, group.group.id, most=9)] == [
        "Amina Yusuf", "Nia Evans", "Tom Price",
    ]  # fmt: skip
    assert joining.numbers(db, group.group.id).counted == 5
    held, to_come = sessions.sessions(db, group.group.id, most=9)
    assert (held.confirmed_by, to_come.confirmed_at) == ("Ben Okafor", None)
    there = [row for row in sessions.rows_of(db, held.id).values() if row.state == Was.THERE]
    lines = db.scalars(select(CpdEntry.kind)).all()
    assert (len(there), lines.count("session"), lines.count("segment")) == (5, 5, 29)
    programme = given.given_programme(db, demo_group.PROGRAMME_ID, person_id=ben.id)
    assert programme
    assert (programme.offer.audience, programme.offer.audience_id) == (Audience.GROUP, demo_group.PUBLIC_ID)
    assert [each.printed_name for each in db.scalars(select(Certificate))] == ["Leila Haddad"], "nine segments and it"


def test_the_demonstration_has_a_portfolio_that_passed_and_one_that_waits_to_be_judged_once(
    db: Session, settings: Settings
) -> None:
    works.brief(db)
    for number in range(1, 9):
        factories.unit(db, f"C{number}")
    factories.unit(db, "P1", segments=0).family = "practice"
    certificates.publish_awards(db, [DATA["INT-L4-3"]], at=NOW)
    cast = [
        factories.person(db, name=part.name, email=part.email, roles=(part.role,) if part.role else ())
        for part in demo.CAST
    ]
    ben = cast[1]
    made = [demo.make_assessed_work(db, VAULT, ben, settings) for _ in range(2)]
    [issued] = db.scalars(select(Certificate))
    assert made == [issued.number] * 2
    assert (issued.award_code, issued.printed_name) == ("INT-L4-3", "Ben Okafor")
    passed, waiting = db.execute(
        select(Submission, SubmissionTry, Person)
        .join(SubmissionTry, SubmissionTry.submission_id == Submission.id)
        .join(Person, Person.id == Submission.person_id)
        .order_by(Submission.id)
    )
    assert (passed.Person, passed.Submission.state) == (ben, SubmissionState.PASSED)
    assert (waiting.Person.email, waiting.Submission.state) == (demo_assessed.NURSE[0], SubmissionState.HANDED_IN)
    judged = db.execute(select(Judgement.kind, Person.name).join(Person, Person.id == Judgement.assessor_id))
    assert {tuple(row) for row in judged} == {
        (JudgementKind.FIRST, "Carys Morgan"),
        (JudgementKind.SECOND, "Dilip Rao"),
    }
    assert not queries.open_assignments(db, waiting.Submission.id), "it lies in the queue"
    assert may_judge(
        db, cast[3].id, unit_code="P1", level=4, role=RoleName.ASSESSOR, on=NOW.date(), learner_id=waiting.Person.id
    )


def test_a_course_that_is_refused_says_why_and_what_was_published_goes_on(
    db: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "privacy.md").write_text("Nothing at the top.", encoding="utf-8")
    files = FileStore(tmp_path / "files")
    with pytest.raises(demo.CannotStart, match=r"pages/privacy\.md:1: "):
        demo.publish_course(db, tmp_path, files=files)
    factories.unit(db)
    demo.publish_course(db, tmp_path, files=files)
    assert "pages/privacy.md:1: " in capsys.readouterr().err
