"""Rows for tests, in as few words as possible.

Each takes a session and flushes; the test commits when pages must see them.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session, object_session

from learnmentor.accounts.models import Person, Role, SignIn
from learnmentor.accounts.rules import Actor, RoleName, digest
from learnmentor.courses.catalogue.models import Revision, Segment, Unit
from learnmentor.ground.db import database, holds_a_lock
from learnmentor.organisations import queries as organisation_queries
from learnmentor.organisations import services as organisations
from learnmentor.organisations.models import Management, Membership, MembershipOffer, Part
from learnmentor.organisations.rules import HowKnown, PartKind
from learnmentor.organisations.sharing.models import SharingAgreement
from learnmentor.organisations.sharing.rules import ShareKind

_numbers = [count(1)]  # the last one counts
LONG_AGO = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def count_from_one() -> None:
    """For the next test, so that what it makes is called the same whichever ran before it."""
    _numbers[:] = [count(1)]


def person(
    db: Session,
    *,
    name: str = "Amina Yusuf",
    email: str | None = None,
    roles: Iterable[RoleName] = (),
    password_hash: str = "!",
) -> Person:
    """Somebody with an account; `password_hash` "!" is a password nobody has."""
    n = next(_numbers[-1])
    made = Person(
        public_id=f"person{n:08}", email=email or f"{name.partition(' ')[0].lower()}{n}@example.org", name=name,
        printed_name=name, password_hash=password_hash, created_at=LONG_AGO,
    )  # fmt: skip
    db.add(made)
    db.flush()
    for role in roles:
        part_id = organisation(db).id if role == RoleName.COORDINATOR else None
        db.add(Role(person_id=made.id, name=role, starts_on=date(2026, 1, 1), part_id=part_id))
    db.flush()
    return made


def organisation(db: Session, name: str = "Northfield College") -> Part:
    """The organisation of that name, made when it is not there."""
    found = db.query(Part).filter_by(name=name, parent_id=None).one_or_none()
    return found or organisations.make_organisation(db, name=name, public_id=_part_id(db))


def _part_id(db: Session) -> str:
    """By its place among the parts, so that the numbers of people are theirs alone."""
    return f"part{organisation_queries.next_part_id(db):08}"


def part(db: Session, name: str, *, of: Part, kind: PartKind = PartKind.DEPARTMENT) -> Part:
    """A part of an organisation, or of a part of one."""
    return organisations.make_part(db, parent=of, kind=kind, name=name, public_id=_part_id(db))


def member(
    db: Session, who: Person, part: Part, *, starts_on: date = date(2026, 9, 1), ends_on: date | None = None
) -> Membership:
    """Somebody as a member of a part."""
    made = Membership(person_id=who.id, part_id=part.id, starts_on=starts_on, ends_on=ends_on)
    db.add(made)
    db.flush()
    return made


def coordinator(db: Session, who: Person, part: Part, *, ends_on: date | None = None) -> Role:
    """Let somebody coordinate a part."""
    made = Role(
        person_id=who.id, name=RoleName.COORDINATOR, part_id=part.id, starts_on=date(2026, 1, 1), ends_on=ends_on
    )
    db.add(made)
    db.flush()
    return made


def manages(db: Session, manager: Person, who: Person, part: Part) -> Management:
    """Let somebody manage somebody in the organisation of a part."""
    made = Management(
        public_id=f"manages{manager.id}x{who.id}", manager_id=manager.id, person_id=who.id, root_id=part.root_id,
        starts_on=date(2026, 9, 1), how=HowKnown.DECLARED,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def offer(db: Session, part: Part, email: str, *, by: Person, **more: Any) -> MembershipOffer:
    """An invitation to a part that waits for an answer; the one that is there, if one is."""
    found = db.query(MembershipOffer).filter_by(part_id=part.id, email=email).one_or_none()
    made = found or MembershipOffer(
        public_id=f"offer{part.id}x{digest(email)[:12]}", part_id=part.id, root_id=part.root_id, email=email,
        roles=more.pop("roles", []), invited_by_id=by.id, created_at=LONG_AGO,
        expires_at=datetime(2100, 1, 1, tzinfo=UTC), **more,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def actor(db: Session, of: Person, *, on: date) -> Actor:
    """Somebody as rules see them."""
    return organisation_queries.actor_now(db, Actor(of.id, of.public_id, of.name, of.printed_name, frozenset()), on=on)


def sign_in(app: Flask, person: Person) -> str:
    """The token of a browser in which somebody is signed in, however far a test lets time move on.

    What the test has arranged stands from then on, as it has to for a page.
    """
    n = next(_numbers[-1])
    row = SignIn(
        public_id=f"device{n:08}", token_sha256=digest(f"token{n}"), person_id=person.id, remembered=False,
        device="Firefox on Windows", begun_at=LONG_AGO, used_at=datetime(2100, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    arranging = object_session(person)
    if arranging is not None and (holds_a_lock(arranging) or arranging.new or arranging.dirty):
        arranging.commit()
    with app.app_context():
        store = database()
    with store.transaction() as db:
        db.add(row)
    return f"token{n}"


def revision(
    db: Session, *, kind: str, code: str, number: int = 1, html: str = "<p>Text.</p>", data: Any = None, **more: Any
) -> Revision:
    """A published revision."""
    source = more.pop("source", f"# {code} {number}")
    made = Revision(
        kind=kind, code=code, number=number, path=f"test/{code}.md", source=source, html=html, data=data or {},
        sha256=hashlib.sha256(source.encode()).hexdigest(), published_at=LONG_AGO, **more,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def unit(
    db: Session, code: str = "C1", *, segments: int = 5, activities: list[dict[str, Any]] | None = None, **more: Any
) -> Unit:
    """A unit with its segments, published once; every segment has the given `activities` (none: reading alone)."""
    title = more.pop("title", f"Unit {code}")
    data = {
        "title": title,
        "summary": "What it is for.",
        "family": "core",
        "level": 4,
        "outcomes": [],
        "prerequisites": [],
    }
    made = Unit(
        code=code, title=title, summary="What it is for.", family="core", position=next(_numbers[-1]),
        revision_id=revision(db, kind="unit", code=code, data=data).id, outline=[], **more,
    )  # fmt: skip
    db.add(made)
    db.flush()
    for position in range(1, segments + 1):
        segment(db, made, position, activities=activities or [])
    return made


def segment(
    db: Session, of: Unit, position: int, *, activities: list[dict[str, Any]], minutes: dict[str, int] | None = None
) -> Segment:
    """One published segment of a unit; keeps the unit's outline."""
    code, title = f"{of.code}-S{position}", f"Segment {position} of {of.code}"
    data = {
        "title": title, "summary": "Half an hour.", "activities": activities, "outcomes": [], "sources": [],
        "cases": [], "forms": [],
        "minutes": minutes or {"reading": 10, "activity": 12, "practice": 0, "reflection": 8}, "words": 600,
        "parts": ["<p>Read this.</p>", *(part for activity in activities for part in (activity["id"], ""))],
    }  # fmt: skip
    placeholders = "".join(f'<div data-activity="{activity["id"]}"></div>' for activity in activities)
    made = Segment(
        code=code, unit_id=of.id, title=title, summary="Half an hour.", position=position,
        revision_id=revision(db, kind="segment", code=code, html=f"<p>Read this.</p>{placeholders}", data=data).id,
    )  # fmt: skip
    db.add(made)
    of.outline = [*of.outline, {"code": code, "title": title, "summary": "Half an hour.", "position": position}]
    db.flush()
    return made


def shares_mentor(db: Session, who: Person, of: Part, to: Part) -> SharingAgreement:
    """Let one organisation share a mentor of its own with another, in force."""
    made = SharingAgreement(
        public_id=f"shares{who.id}", kind=ShareKind.MENTOR, from_root_id=of.root_id, to_root_id=to.root_id,
        from_name=of.name, to_name=to.name, person_id=who.id, told=who.printed_name, proposed_at=LONG_AGO,
        accepted_at=LONG_AGO,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def memberships_of(db: Session, who: Person) -> list[Membership]:
    """All memberships of somebody."""
    return list(db.query(Membership).filter_by(person_id=who.id))
