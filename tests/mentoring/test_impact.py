"""Form F6: before, half way and after, for whoever fills it in and for nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.mentoring.impact import queries, services
from learnmentor.mentoring.impact.models import ImpactSurvey, ImpactTaken
from learnmentor.mentoring.impact.rules import MOST_SURVEYS, ImpactList, Moment
from tests import factories
from tests.mentoring.conftest import database_file
from tests.page import Browser, Page, upload
from tests.statements import statements

IMPACT = "/mentoring/impact"
AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
KEEP = "Keep these answers"


def begun(browser: Browser, **fields: str) -> Page:
    """The questions for before, of a list for mentors unless told otherwise."""
    return (
        browser.get(IMPACT).submit("Go to the questions", **{"kind": "mentor", "about": "Kestrel", **fields}).follow()
    )


def test_before_and_after_lie_side_by_side_and_claim_no_cause(
    app: Flask, db: Session, as_amina: Browser, as_ben: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    survey = begun(as_amina).submit(KEEP, line_1="a-little", line_1_example="Redstart", line_2="cannot-say").follow()
    assert survey.h1 == "Kestrel"
    assert not survey.soup.select(".before-after")
    address = survey.browser.address
    page = as_amina.get(f"{address}/after").submit(
        KEEP, line_1="a-great-deal", line_2="fairly", line_3="fairly", due="a-little", what_else="Linnet"
    ).follow()  # fmt: skip
    rows = [[cell.text for cell in row.select("th, td")][1:] for row in page.soup.select(".before-after tbody tr")]
    assert rows[:3] == [["A little", "A great deal"], ["Cannot say", "Fairly"], ["no answer", "Fairly"]]
    assert len(page.soup.select(".dots__way")) == 1
    assert len(page.soup.select(".dots__rows .dots__before")) == 1
    assert "Linnet" in page.words
    assert "does not show a cause" in page.words
    assert as_amina.get(f"{address}/before").status == 409
    for where in (address, f"{address}/after", f"{address}/after.pdf", f"{address}/after.md", f"{address}/after/file"):
        assert as_ben.get(where).status == 404
    kept = b"".join([*db.scalars(select(ImpactTaken.body)), *db.scalars(select(ImpactSurvey.body))])
    assert [word for word in (b"Kestrel", b"Redstart", b"Linnet", b"a-great-deal") if word in kept] == []
    whole, log = database_file(db), capfd.readouterr().out.encode()
    assert [word for word in (b"Kestrel", b"Redstart", b"Linnet") if word in whole + log] == []
    owner = db.scalars(select(ImpactSurvey.person_id)).one()
    told = {text for each in queries.passages(db, app.config["VAULT"], owner) for text in each.texts}
    assert told == {"Redstart", "Linnet"}
    db.rollback()
    with statements(app) as sent:
        as_amina.get(address)
    assert len(sent) <= 4, sent


def test_two_windows_do_not_write_over_each_other(as_amina: Browser) -> None:
    one = begun(as_amina)
    place = one.browser.address
    two = as_amina.get(place)
    one.submit(KEEP, line_1="fairly")
    met = two.submit(KEEP, line_1="a-little", line_1_example="Typed here")
    assert met.status == 422
    assert "You saved other answers" in met.words
    assert "Typed here" in met.text
    met.submit(KEEP)
    assert [field["value"] for field in as_amina.get(place).soup.select("input[checked]")] == ["a-little"]


def test_a_form_on_paper_comes_back(as_amina: Browser) -> None:
    path = begun(as_amina, kind="mentee").browser.address
    empty = as_amina.get(f"{path}.md").text
    assert "### I set my own deadlines, and mostly meet them {#line_8}" in empty
    filled = empty.replace("- [ ] Fairly", "- [x] Fairly", 1).encode()
    page = as_amina.get(f"{path}/file").submit("Look at it", file=upload(filled, "before.md"))
    page.submit(KEEP)
    assert [field["value"] for field in as_amina.get(path).soup.select("input[checked]")] == ["fairly"]
    assert as_amina.get(f"{path}.pdf").response.data.startswith(b"%PDF-")
    assert as_amina.get(f"{path.removesuffix('before')}soon").status == 404


def test_answers_are_counted_only_where_their_owner_says_so(
    app: Flask, db: Session, as_amina: Browser, amina: factories.Person
) -> None:
    college = factories.organisation(db)
    factories.member(db, amina, college)
    db.commit()
    refused = as_amina.get(IMPACT).submit(
        "Go to the questions", kind="organisation", about="Us", counted="y", organisation=""
    )
    assert "Choose the organisation" in refused.errors()[0]
    page = refused.submit("Go to the questions", organisation=college.public_id).follow()
    survey = page.submit(KEEP, line_2="fairly").follow()
    asked: dict[str, Any] = {"root_id": college.id, "kind": ImpactList.ORGANISATION, "moment": Moment.BEFORE}
    asked["before"] = AT + timedelta(days=1)
    vault = app.config["VAULT"]
    assert [each["line_2"] for each in queries.counted_answers(db, vault, **asked)] == ["fairly"]
    db.rollback()
    survey.submit("Keep this", counted=None)
    assert queries.counted_answers(db, vault, **asked) == []


def test_it_can_be_deleted_with_all_its_answers(db: Session, as_amina: Browser) -> None:
    survey = begun(as_amina).submit(KEEP, line_1="fairly").follow()
    assert survey.submit("Delete it").status == 422
    survey.submit("Delete it", sure="yes")
    assert [db.scalars(select(table)).all() for table in (ImpactSurvey, ImpactTaken)] == [[], []]


def test_services_hold_the_bound_and_the_order(app: Flask, db: Session, amina: factories.Person) -> None:
    vault = app.config["VAULT"]
    given = {"person_id": amina.id, "kind": ImpactList.MENTOR, "about": "x", "root_id": None, "counted": True, "at": AT}
    made = [services.begin(db, vault, public_id=f"s{n}", **given) for n in range(MOST_SURVEYS)]
    assert not made[0].counted
    with pytest.raises(services.TooManySurveys):
        services.begin(db, vault, public_id="more", **given)
    answer = {"person_id": amina.id, "values": {}, "at": AT}
    services.answer(db, vault, "s0", Moment.AFTER, seen=None, public_id="a", **answer)
    with pytest.raises(services.LaterAnswered):
        services.answer(db, vault, "s0", Moment.HALF_WAY, seen=None, public_id="b", **answer)
    with pytest.raises(services.AnsweredElsewhere):
        services.answer(db, vault, "s0", Moment.AFTER, seen=None, public_id="c", **answer)
    services.answer(db, vault, "s0", Moment.AFTER, seen=0, public_id="d", **answer)
    with pytest.raises(services.SurveyGone):
        services.answer(db, vault, "gone", Moment.AFTER, seen=None, public_id="e", **answer)
