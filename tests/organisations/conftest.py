"""Two colleges, a coordinator of each, and of one part."""

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.accounts.rules import RoleName
from learnmentor.organisations.models import Part
from tests import factories
from tests.page import Browser

TODAY = date(2026, 11, 21)


@dataclass
class Colleges:
    """Northfield with Crafts (and Welding in it) and Care; Southfield with Study skills. `browsers` by first name."""

    north: Part
    crafts: Part
    welding: Part
    care: Part
    south: Part
    skills: Part
    people: dict[str, factories.Person]
    browsers: dict[str, Browser]


@pytest.fixture
def colleges(app: Flask, db: Session) -> Colleges:
    """Dev looks after Northfield, Carol after Crafts, Ewa after Southfield, Grace after the installation; Ida is in
    Crafts, Eve in Southfield, and Fay was in Crafts until October."""
    north, south = factories.organisation(db), factories.organisation(db, "Southfield College")
    crafts, care = (factories.part(db, name, of=north) for name in ("Crafts", "Care"))
    welding, skills = factories.part(db, "Welding", of=crafts), factories.part(db, "Study skills", of=south)
    people = {
        name.split()[0].lower(): factories.person(db, name=name, email=f"{name.split()[0].lower()}@example.org")
        for name in ("Dev Patel", "Carol Diaz", "Ewa Kowalska", "Ida Ash", "Eve Frost", "Fay Gill")
    }
    people["grace"] = factories.person(
        db, name="Grace Adeyemi", email="grace@example.org", roles=[RoleName.ADMINISTRATOR]
    )
    for name, part in (("dev", north), ("carol", crafts), ("ewa", south)):
        factories.coordinator(db, people[name], part)
        factories.member(db, people[name], part)
    factories.member(db, people["ida"], crafts)
    factories.member(db, people["eve"], south)
    factories.member(db, people["fay"], crafts, ends_on=date(2026, 10, 31))
    db.commit()
    browsers = {name: Browser(app).sign_in(person) for name, person in people.items()}
    return Colleges(north, crafts, welding, care, south, skills, people, browsers)
