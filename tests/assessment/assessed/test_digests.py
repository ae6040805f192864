"""Letters about assessed work: one a day at most, when something is new, in numbers, stopped with one press."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.digests import jobs, queries, rules, services
from learnmentor.assessment.assessed.digests.rules import News, NewsKind
from learnmentor.assessment.assessed.models import ModerationSample
from learnmentor.assessment.assessed.rules import Outcome
from learnmentor.ground.db import database
from learnmentor.ground.letters import Sender
from learnmentor.jobs.models import OutgoingMail
from tests import factories
from tests.assessment.assessed import works
from tests.page import Browser

NOW = works.NOW


def _news(kind: NewsKind, days_ago: int) -> News:
    return News(1, kind, NOW - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("news", "last", "counts"),
    [
        ([], None, {}),
        ([_news(NewsKind.JUDGE, 1)], None, {NewsKind.JUDGE: 1}),
        ([_news(NewsKind.JUDGE, 3)], NOW - timedelta(days=2), {}),
        ([_news(NewsKind.JUDGE, 3), _news(NewsKind.JUDGE, 1)], NOW - timedelta(days=2), {NewsKind.JUDGE: 2}),
        ([_news(NewsKind.RELEASED, 3), _news(NewsKind.JUDGE, 1)], NOW - timedelta(days=2), {NewsKind.JUDGE: 1}),
        ([_news(NewsKind.RELEASED, 30)], None, {}),
        ([_news(NewsKind.LATE, -1)], None, {}),
    ],
)
def test_a_letter_is_for_what_is_new(news: list[News], last: datetime | None, counts: dict[NewsKind, int]) -> None:
    assert rules.told(news, last=last, at=NOW) == counts


def _letters(db: Session) -> dict[str, str]:
    db.rollback()
    return {each.to_address: each.body for each in db.scalars(select(OutgoingMail).order_by(OutgoingMail.id))}


def test_everybody_is_told_of_what_waits_for_them(
    app: Flask, db: Session, personas: dict[str, factories.Person], stranger: Browser
) -> None:
    amina, carys, farid, ben = (personas[name] for name in ("amina", "carys", "farid", "ben"))
    vault = app.config["VAULT"]
    works.assessor(db, farid, role=RoleName.MODERATOR)
    works.assessor(db, ben, role=RoleName.MODERATOR)
    works.assigned(db, works.handed_in(db, vault, works.submission(db, amina)), carys).by_id = ben.id
    works.released(db, vault, works.submission(db, amina, level=5), other=ben, text="A meeting about Tuesdays")
    sampled = works.handed_in(db, vault, works.submission(db, ben))
    first = works.judged(db, vault, sampled, carys)
    db.add(ModerationSample(try_id=sampled.id, judgement_id=first.id, sampled=True, reasons=[], seed="0", drawn_at=NOW))
    works.passed(db, vault, amina, carys, level=6, outcome=Outcome.REFER)
    db.commit()
    with app.app_context():
        jobs.write_digests(database(), {})
    letters = _letters(db)
    said = {person.name: letters.get(person.email, "") for person in (amina, carys, farid, ben)}
    assert "1 decision about your work" in said["Amina Yusuf"]
    assert "1 piece of work to judge" in said["Carys Pritchard"]
    assert "1 judgement to look at again" in said["Farid Rahimi"]
    assert "look at again" not in said["Ben Okafor"], "whose own work it is"
    assert "1 record of a pair of yours is asked for" in said["Ben Okafor"]
    assert not any("Tuesdays" in body or "refer" in body.lower() for body in letters.values())
    with app.app_context():
        jobs.write_digests(database(), {})
    assert len(db.scalars(select(OutgoingMail)).all()) == 4
    stop = next(line for line in said["Carys Pritchard"].splitlines() if "/stop/" in line).partition("open ")[2]
    stranger.get(stop.removeprefix(app.config["SETTINGS"].base_url)).submit("Stop these letters")
    db.rollback()
    kept = queries.digest_of(db, carys.id)
    assert kept is not None
    assert kept.stopped_at is not None
    assert carys.id not in queries.willing(db, [carys.id])
    assert not services.write_digest(
        db, person_id=carys.id, counts={NewsKind.JUDGE: 1}, sender=Sender("http://localhost"), secret="s", at=NOW
    )
