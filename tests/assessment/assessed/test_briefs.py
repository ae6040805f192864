"""The brief in force, and the one that a try was handed in by."""

from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.assessment.assessed.briefs import brief_of, current_brief
from learnmentor.courses.catalogue.models import Page
from tests import factories
from tests.assessment.assessed import works


def test_a_try_keeps_the_brief_it_was_handed_in_by(app: Flask, db: Session, amina: factories.Person) -> None:
    works.brief(db)
    tried = works.handed_in(db, app.config["VAULT"], works.submission(db, amina))
    changed = works.P1 | {"decision": "Another way to decide."}
    page = db.query(Page).filter_by(kind="brief", code="P1").one()
    page.revision_id = factories.revision(db, kind="brief", code="P1", number=2, data=changed).id
    db.flush()
    opened = current_brief(db, "p1")
    assert opened is not None
    assert opened.brief.decision == "Another way to decide."
    assert brief_of(tried).decision == works.P1["decision"]
    assert [each.key for each in brief_of(tried).criteria] == list(works.CRITERIA)
    assert current_brief(db, "C1") is None
