"""The twelve questions: kept for their owner, a programme at a press, and before and after later on."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.courses.catalogue.models import Revision, Segment
from learnmentor.courses.programmes import queries as programmes
from learnmentor.courses.study.models import Study
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.needs import queries, services
from learnmentor.mentoring.needs.models import NeedsTaken
from learnmentor.mentoring.needs.rules import MOST_TAKEN
from tests import factories
from tests.mentoring.conftest import database_file
from tests.page import Browser, upload
from tests.statements import statements

NEEDS = "/mentoring/needs"
AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.fixture
def course(db: Session) -> None:
    """Two units whose segments serve outcomes, and one that is optional."""
    for unit, outcomes in (("C2", ("C2.1", "C2.2")), ("C4", ("C4.1", "C4.3")), ("O1", ("C4.3", "O1.1"))):
        factories.unit(db, unit, segments=2).family = "optional" if unit == "O1" else "core"
        for number, outcome in enumerate(outcomes, 1):
            segment = db.scalars(select(Segment).where(Segment.code == f"{unit}-S{number}")).one()
            revision = db.get_one(Revision, segment.revision_id)
            revision.data = {**revision.data, "outcomes": [{"id": outcome, "text": "To do it."}]}
    db.commit()


def listed(browser: Browser) -> list[str]:
    """The codes that the page recommends."""
    return [line.text.split(" · ")[0] for line in browser.get(NEEDS).soup.select(".needs li > .muted:first-of-type")]


@pytest.mark.usefixtures("course")
def test_answers_end_in_an_order_a_programme_and_a_picture_for_their_owner_alone(
    app: Flask, db: Session, as_amina: Browser, as_ben: Browser, amina: factories.Person
) -> None:
    assert "Answer twelve questions" in as_amina.get(NEEDS).words
    form = as_amina.get(f"{NEEDS}/answers")
    refused = form.submit("Show me where to begin", hope="To wait like a heron")
    assert refused.status == 422
    assert "To wait like a heron" in refused.text
    page = refused.submit("Show me where to begin", challenge="new", purpose="tried", hats="often").follow()
    assert listed(as_amina) == ["C4-S2", "C2-S1"]
    assert "“New to me” for: Ask more of somebody and stay on their side" in page.words
    made = page.submit("Make it my programme").follow()
    assert made.h1 == "What I need first as a mentor"
    own = programmes.listed(db, person_id=amina.id)
    assert [(each.title, each.segments) for each in own] == [("What I need first as a mentor", 2)]
    assert programmes.order_picked(db, 1) == ["C4-S2", "C2-S1"]
    assert as_amina.post(f"{NEEDS}/programme").status == 303  # pressed twice: the same programme
    assert len(programmes.listed(db, person_id=amina.id)) == 1
    segment = db.scalars(select(Segment).where(Segment.code == "C4-S2")).one()
    db.add(Study(person_id=amina.id, segment_id=segment.id, revision_id=segment.revision_id, started_at=AT,
                 touched_at=AT, active_seconds=0, completed_at=AT))  # fmt: skip
    db.commit()
    assert listed(as_amina) == ["C2-S1"]
    again = as_amina.get(f"{NEEDS}/answers")
    assert not again.soup.select("input[checked]")
    again.submit("Show me where to begin", challenge="often", purpose="unsure")
    page = as_amina.get(NEEDS)
    rows = {row.th.text: [cell.text for cell in row.select("td")] for row in page.soup.select(".before-after tbody tr")}
    assert rows["Ask more of somebody and stay on their side"] == ["New to me", "I do it"]
    assert rows["Agree with somebody what we meet for"] == ["I have tried it", "I can’t say"]
    assert rows["Say openly which other roles I hold towards them"] == ["I do it", "no answer"]
    assert len(page.soup.select(".dots__way")) == 1
    assert "heron" not in as_ben.get(NEEDS).text
    kept = b"".join(db.scalars(select(NeedsTaken.body)))
    assert b"heron" not in kept
    assert b"often" not in kept
    assert b"heron" not in database_file(db)
    with statements(app) as sent:
        as_amina.get(NEEDS)
    assert len(sent) <= 5, sent


@pytest.mark.usefixtures("course")
def test_a_file_filled_in_offline_is_looked_at_and_then_kept(db: Session, as_amina: Browser) -> None:
    empty = as_amina.get(f"{NEEDS}/form.md").text
    filled = empty.replace("- [ ] I can’t say", "- [x] I can’t say", 1)
    page = as_amina.get(f"{NEEDS}/file").submit("Look at it", file=upload(filled.encode(), "needs.md"))
    assert [field["value"] for field in page.soup.select("input[checked]")] == ["unsure"]
    assert db.scalars(select(NeedsTaken)).all() == []
    db.rollback()
    page.submit("Show me where to begin")
    assert len(db.scalars(select(NeedsTaken)).all()) == 1
    wrong = as_amina.get(f"{NEEDS}/file").submit("Look at it", file=upload(b"Hello", "needs.md"))
    assert wrong.status == 422
    all_ticked = empty.replace("- [ ]", "- [x]").encode()
    faulty = as_amina.get(f"{NEEDS}/file").submit("Look at it", file=upload(all_ticked, "needs.md"))
    said = [line.text.split(":")[0] for line in faulty.soup.select(".notice--error li")]
    assert len(set(said)) == len(said) > 1
    assert as_amina.get(f"{NEEDS}/answers.pdf").response.data.startswith(b"%PDF-")


def test_the_first_take_stays_however_often_it_is_answered(app: Flask, db: Session, amina: factories.Person) -> None:
    vault: Vault = app.config["VAULT"]
    for number in range(MOST_TAKEN + 4):
        services.answer(
            db, vault, person_id=amina.id, values={"hope": str(number)}, public_id=f"n{number}",
            at=AT + timedelta(days=number),
        )  # fmt: skip
    hopes = [take.values["hope"] for take in queries.takes_of(db, vault, amina.id)]
    assert hopes == ["0", *map(str, range(5, MOST_TAKEN + 4))]
    services.answer(
        db, vault, person_id=amina.id, values={"hope": hopes[-1]}, public_id="x", at=AT + timedelta(days=MOST_TAKEN + 3)
    )
    assert len(queries.rows_of(db, amina.id)) == MOST_TAKEN
