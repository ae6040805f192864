"""A database as a busy partnership has it: the real content, and thousands of learners with work in every segment.

Everything is made by the product's own rules and vault, and written in bulk.
Sessions and requests for wrk lie beside it.
"""

import base64
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.load import Target
from bench.servers import Server
from learnmentor import migrations
from learnmentor.accounts.models import Person
from learnmentor.accounts.passwords import hashed
from learnmentor.accounts.rules import Actor
from learnmentor.accounts.sign_in import begin, browser_key, enter
from learnmentor.app import create_app
from learnmentor.assessment.activities import exercises
from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.assessment.activities.rules import State, Step
from learnmentor.config import Settings
from learnmentor.courses.catalogue.models import Revision, Segment
from learnmentor.courses.study.models import Study
from learnmentor.ground.db import at_once, database

READERS, SAVERS, FINISHERS, COMPLETERS = 500, 500, 1000, 1000  # readers: at least so many
SIGN_INS = 500
VISITOR = "visitor@example.org"  # who signs in with a browser
VISITOR_PASSWORD = "measure-the-whole-page-2026"
PAGES = (
    ("sign-in", "/sign-in", False),
    ("home", "/", True),
    ("segment", "/segments/c1-s1", True),
    ("CPD year", "/cpd", True),
)
SEALED_IN_A_ROW = 50_000
ONE_PRESS = ("quiz", "audit", "reflection", "practice")  # a sort takes up to two, a conversation several
PROSE = 3 * (
    "She asked what I had tried before, and waited. I noticed that I wanted to answer for her, and did not. Next time "
    "I will say at the start how long we have, because we ran over, and the best question came in the corridor. "
)


def environment(folder: Path) -> dict[str, str]:
    """The settings of the installation that is measured, as variables."""
    return {
        "LEARNMENTOR_SECRET_KEY": "measuring-only-" + "m" * 40,
        "LEARNMENTOR_TEXT_KEYS": base64.urlsafe_b64encode(b"m" * 32).decode(),
        "DATABASE_URL": f"sqlite:///{folder}/learnmentor.db",
        "LEARNMENTOR_DATA_DIR": str(folder / "data"),
        "LEARNMENTOR_BASE_URL": "http://127.0.0.1:8000",
        "LEARNMENTOR_INSTALLATION_NAME": "Northfield College",
    }


@dataclass(frozen=True)
class Course:
    """A published segment as the seed needs it, with every activity carried to its end once."""

    segment_id: int
    code: str
    revision_id: int
    activities: tuple[Mapping[str, Any], ...]
    ends: tuple[Step, ...]

    @property
    def last(self) -> Mapping[str, Any]:
        """The last activity that one press finishes."""
        return [activity for activity in self.activities if activity["kind"] in ONE_PRESS][-1]


@dataclass(frozen=True)
class Seeded:
    """What lies in the folder: files for bench/wrk.lua, and `learners` and `sign_ins` for bench/crowd.py."""

    people: int
    responses: int
    pages: Path
    pages_gzip: Path
    beats: Path
    autosaves: Path
    finishes: Path
    completions: Path
    learners: Path
    sign_ins: Path


def seed(folder: Path, *, readers: int = READERS) -> Seeded:
    """Make all of it in `folder`."""
    settings = Settings.from_environment(environment(folder))
    migrations.upgrade(settings.database_url)
    app = create_app(settings)
    with app.app_context():
        _publish(folder)
        with database().transaction() as db:
            people = _people(db, max(readers, READERS) + SAVERS + FINISHERS + COMPLETERS)
            courses = _courses(db)
            responses = _work(db, app, people, courses)
    return _requests(app, folder, people, courses, responses)


def _publish(folder: Path) -> None:
    """The real content, as an installation publishes it."""
    command = [str(Path(sys.executable).parent / "learnmentor"), "content", "publish"]
    subprocess.run(command, env={**os.environ, **environment(folder)}, check=True, stdout=subprocess.DEVNULL)


def _people(db: Session, count: int) -> list[Actor]:
    """Learners, written in one statement. They share a password, which is hashed once."""
    day, kept = datetime(2026, 9, 1, 8, tzinfo=UTC), hashed(VISITOR_PASSWORD)
    db.execute(
        insert(Person),
        [
            {
                "public_id": f"bench{n:08}",
                "email": VISITOR if n == 1 else f"learner{n}@example.org",
                "name": f"Learner {n}",
                "printed_name": f"Learner {n}",
                "password_hash": kept,
                "created_at": day,
            }
            for n in range(1, count + 1)
        ],
    )
    rows = db.execute(select(Person.id, Person.public_id, Person.name).order_by(Person.id))
    return [Actor(key, public_id, name, name, frozenset()) for key, public_id, name in rows]


def _courses(db: Session) -> list[Course]:
    rows = db.execute(
        select(Segment.id, Segment.code, Revision.id, Revision.data)
        .join(Revision, Revision.id == Segment.revision_id)
        .where(Segment.code.regexp_match("^C[12]-"))  # the starter programme: enough to be busy with
        .order_by(Segment.id)
    )
    return [
        Course(key, code, revision_id, tuple(data["activities"]), tuple(map(to_the_end, data["activities"])))
        for key, code, revision_id, data in rows
    ]


def to_the_end(activity: Mapping[str, Any]) -> Step:
    """An activity done, by the rules that a learner's own clicks go through."""
    step = Step(State.BEGUN, {})
    for fields in answers(activity):
        step = exercises.take(activity, step.state, step.body, fields, finish=True)
        if step.state == State.DONE:
            return step
    raise ValueError(f"{activity['id']} was not finished: {step.problems}")


def answers(activity: Mapping[str, Any]) -> Iterator[dict[str, list[str]]]:
    """What a learner would send, press by press, until an activity is done."""
    kind = activity["kind"]
    if kind == "quiz":
        yield {"do": ["show"]}
    elif kind == "sort":
        for name, piles in (("first", activity["piles"]), ("second", activity["second_piles"])):
            yield {f"{name}-{card['key']}": [pile] for card, pile in zip(activity["cards"], cycle(piles), strict=False)}
    elif kind == "conversation":
        yield from ({"reply": [key]} for key in _way_out(activity["scenes"]))
    elif kind == "audit":
        yield {f"line-{s['key']}": [exercises.scale_of(activity, s)[0]] for s in activity["statements"]}
    elif kind == "reflection":
        yield {"text": [PROSE]}
    else:
        yield {f"line-{n}": [PROSE[:200]] for n in range(len(activity["questions"]))}


def _way_out(scenes: Sequence[Mapping[str, Any]]) -> list[str]:
    """The replies that lead from the first scene to an ending by the shortest way."""
    by_key = {scene["key"]: scene for scene in scenes}
    ways: list[tuple[str, list[str]]] = [(scenes[0]["key"], [])]
    seen = {scenes[0]["key"]}
    for here, way in ways:
        if not by_key[here]["replies"]:
            return way
        for reply in by_key[here]["replies"]:
            if reply["to"] not in seen:
                seen.add(reply["to"])
                ways.append((reply["to"], [*way, reply["key"]]))
    raise ValueError("a conversation without an ending")


def _work(db: Session, app: Flask, people: Sequence[Actor], courses: Sequence[Course]) -> int:
    """Readers and savers are half-way on average; finishers have done nothing; completers lack one activity."""
    chance = random.Random(7)
    vault, begun = app.config["VAULT"], datetime(2026, 10, 1, 16, tzinfo=UTC)
    studies, responses, written = [], [], 0
    for n, person in enumerate(people):
        completer = n >= len(people) - COMPLETERS
        nothing = len(people) - COMPLETERS - FINISHERS <= n < len(people) - COMPLETERS
        for course in courses:
            seconds, touched = 1800 if completer else 300, begun + timedelta(days=n % 40)
            studies.append({
                "person_id": person.id, "segment_id": course.segment_id, "revision_id": course.revision_id,
                "active_seconds": seconds, "started_at": begun, "touched_at": touched,
            })  # fmt: skip
            for activity, end in zip(course.activities, course.ends, strict=True):
                if nothing or (activity is course.last if completer else chance.random() < 0.5):
                    continue
                bound = response_place(person.id, course.segment_id, activity["id"])
                sealed = None if end.body is None else vault.seal(end.body, place=bound)
                responses.append({
                    "person_id": person.id, "segment_id": course.segment_id, "activity": activity["id"],
                    "kind": activity["kind"], "state": end.state.value, "body": sealed, "updated_at": begun,
                    "done_at": begun,
                })  # fmt: skip
        if len(responses) > SEALED_IN_A_ROW or person is people[-1]:
            db.execute(insert(Study), studies)
            db.execute(insert(Response), responses)
            written += len(responses)
            studies, responses = [], []
    return written


@dataclass(frozen=True)
class Ticket:
    """A signed-in browser as wrk plays it: its cookie, and what its forms send with everything."""

    cookie: str
    token: str
    browser: str

    def json(self, path: str, sent: Mapping[str, Any]) -> str:
        """One line for wrk.lua that posts JSON as the study page does."""
        return "\t".join(
            (self.cookie, path, json.dumps(sent), f"X-CSRFToken: {self.token}", "Accept: application/json")
        )

    def beat(self, course: Course) -> str:
        """One line that says that a segment is still being read."""
        path = f"/segments/{course.code.lower()}/beats"
        return self.json(path, {"tab": "a1b2c3", "browser": self.browser, "starting": False})

    def save(self, course: Course, activity_id: str, fields: Mapping[str, Sequence[str]], *, finish: bool) -> str:
        """One line that saves or finishes an activity."""
        pairs = [["browser", self.browser], *([name, value] for name, values in fields.items() for value in values)]
        path = f"/segments/{course.code.lower()}/activities/{activity_id}"
        return self.json(path, {"fields": pairs, "finish": finish})


def ticket(app: Flask, actor: Actor) -> Ticket:
    """A session made by the product's own sign-in, without the time that a password takes."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    with app.test_request_context(method="POST", environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        with at_once() as db:
            begun = begin(db, db.get_one(Person, actor.id), remember=True)
        enter(begun)
        token = generate_csrf()
        cookie = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}"
        return Ticket(cookie, token, browser_key())


def _drafts(ticket: Ticket, course: Course) -> Iterator[str]:
    """One line for each text that is saved while it is written."""
    for activity in course.activities:
        if activity["kind"] in {"reflection", "practice", "audit"}:
            yield from (ticket.save(course, activity["id"], fields, finish=False) for fields in answers(activity))


def _learner(ticket: Ticket, courses: Sequence[Course], chance: random.Random) -> dict[str, list[str]]:
    """What one learner clicks: of nine pages seven are segments, one is the home page and one the CPD year."""
    studied = chance.sample(courses, min(7, len(courses)))
    paths = ["/", "/cpd", *(f"/segments/{course.code.lower()}" for course in studied)]
    writes = [line for course in studied for line in (ticket.beat(course), *_drafts(ticket, course))]
    return {"pages": [f"{ticket.cookie}\t{path}\t\tAccept-Encoding: gzip" for path in paths], "writes": writes}


def _sign_in(app: Flask, number: int) -> str:
    """The form in which one of the seeded learners signs in."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    with app.test_request_context():
        sent = {"csrf_token": generate_csrf(), "email": f"learner{number}@example.org", "password": VISITOR_PASSWORD}
        cookie = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}"
    return f"{cookie}\t/sign-in\t{urlencode(sent)}"


def _requests(app: Flask, folder: Path, people: Sequence[Actor], courses: Sequence[Course], responses: int) -> Seeded:
    chance = random.Random(11)
    tickets = [ticket(app, person) for person in people]
    others = SAVERS + FINISHERS + COMPLETERS
    readers, savers = tickets[:-others], tickets[-others : SAVERS - others]
    finishers, completers = tickets[-COMPLETERS - FINISHERS : -COMPLETERS], tickets[-COMPLETERS:]
    seen = [(ticket, f"/segments/{chance.choice(courses).code.lower()}") for ticket in readers for _ in range(4)]
    beats = [ticket.beat(chance.choice(courses)) for ticket in savers]
    written = [line for ticket in savers for course in courses for line in _drafts(ticket, course)]
    finished = [
        ticket.save(course, activity["id"], fields, finish=True)
        for ticket in finishers
        for course in courses
        for activity in course.activities
        if activity["kind"] in ONE_PRESS
        for fields in answers(activity)
    ]
    completed = [
        ticket.save(course, course.last["id"], fields, finish=True)
        for course in courses
        for ticket in completers
        for fields in answers(course.last)
    ]
    lines = {
        "pages": [f"{ticket.cookie}\t{path}" for ticket, path in seen],
        "pages_gzip": [f"{ticket.cookie}\t{path}\t\tAccept-Encoding: gzip" for ticket, path in seen],
        "beats": beats,
        "autosaves": written,
        "finishes": finished,
        "completions": completed,
        "learners": [json.dumps(_learner(ticket, courses, chance)) for ticket in readers],
        "sign_ins": [json.dumps({"writes": [_sign_in(app, n)], "pages": []}) for n in range(2, SIGN_INS + 2)],
    }
    files = {}
    for name, each in lines.items():
        if name != "completions":
            chance.shuffle(each)
        files[name] = folder / f"{name}.tsv"
        files[name].write_text("\n".join(each) + "\n")
    return Seeded(people=len(people), responses=responses, **files)


def targets(seeded: Seeded, server: Server, ceiling: Server, sessions: Path, parts: Sequence[str]) -> list[Target]:
    """What wrk asks, and which of the ceiling's two figures each is held against."""
    page, write = "ceiling: page", "ceiling: durable write"
    found = []
    if "page" in parts:
        found += [
            Target(page, f"{ceiling.address}/unit/3", ceiling.pid, sessions, expect_bytes=18_000),
            Target("segment page", server.address, server.pid, seeded.pages, expect_bytes=10_000, ceiling=page),
            Target(
                "segment page, gzip", server.address, server.pid, seeded.pages_gzip, expect_bytes=2_000, ceiling=page
            ),
        ]
    if "writes" in parts:
        found.append(Target(write, f"{ceiling.address}/complete/3", ceiling.pid, sessions, method="POST", expect=204))
        for name, lines, once in (
            ("beat", seeded.beats, False),
            ("autosave", seeded.autosaves, False),
            ("activity finished", seeded.finishes, True),
            ("segment finished", seeded.completions, True),
        ):
            found.append(
                Target(
                    name, server.address, server.pid, lines, method="POST", content_type="application/json",
                    ceiling=write, once=once,
                )
            )  # fmt: skip
    return found
