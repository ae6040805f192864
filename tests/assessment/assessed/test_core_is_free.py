"""Promise 1: no unit of the core is ever assessed, whichever way somebody tries."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.models import Result, Submission
from learnmentor.assessment.assessed.preparing import services
from learnmentor.assessment.assessed.preparing.services import NoAssessedVersion
from learnmentor.assessment.assessed.rules import Outcome, ResultGround, SubmissionKind
from learnmentor.authoring.publishing.services import ContentRefused
from learnmentor.certificates import services as certificates
from learnmentor.config import Settings
from learnmentor.ground.vault import Vault
from tests import factories
from tests.assessment.assessed import works
from tests.authoring.conftest import Publish, publish_files, store
from tests.authoring.content import UNIT, folder
from tests.authoring.test_briefs import BRIEF, MORE, named
from tests.certificates import passing
from tests.certificates.test_combination import DATA
from tests.page import Browser
from tests.racing import number_of

__all__ = ["publish_files", "store"]
IN_CORE = UNIT.replace("unit.md", "assessment.md")
OF_CORE = MORE[BRIEF].replace("unit: P1", "unit: C1").replace("P1.", "C1.")


def test_no_core_unit_is_ever_assessed(
    db: Session, publish_files: Publish, settings: Settings, amina: Person, as_amina: Browser
) -> None:
    """Not by a file, by publishing, by a service, by a page, or by a row."""
    assert named(folder({IN_CORE: OF_CORE}), "summative")
    core = folder({IN_CORE: OF_CORE})
    with pytest.raises(ContentRefused):
        publish_files(core)
    db.rollback()
    # a brief of the core that got into the database all the same is offered by no service and no page
    certificates.publish_awards(db, [{**DATA["INT-L4-3"], "earlier_learning_credits": 3}], at=works.NOW)
    factories.unit(db, "C1")
    works.brief(db, passing.brief_of("C1", credits_={4: 1}))
    db.commit()
    with pytest.raises(NoAssessedVersion):
        services.begin(db, person_id=amina.id, unit_code="C1", level=4, public_id="core", at=works.NOW)
    for address in ("/units/c1/assessment/4", "/assessed-work/earlier/c1/4"):
        assert as_amina.post(address).status == 404
    assert "C1" not in as_amina.get("/assessed-work/earlier").words
    no_rows_of_the_core(db, Vault(settings.text_keys), amina)


def no_rows_of_the_core(db: Session, vault: Vault, amina: Person) -> None:
    for kind in SubmissionKind:
        with pytest.raises(IntegrityError), db.begin_nested():
            works.submission(db, amina, unit="C1", kind=kind)
    tried = works.handed_in(db, vault, works.submission(db, amina))
    result = Result(
        public_id="core", try_id=tried.id, person_id=amina.id, kind=SubmissionKind.UNIT, unit_code="C1", level=4,
        credits=1, hours=10, confirms_core=False, outcome=Outcome.PASS, ground=ResultGround.RELEASED,
        assessed_on=works.TODAY, released_on=works.TODAY, released_at=works.NOW,
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        add(db, result)
    assert number_of(db, Submission, Submission.unit_code == "C1") == number_of(db, Result) == 0


def add(db: Session, row: Result) -> None:
    with db.begin_nested():
        db.add(row)
