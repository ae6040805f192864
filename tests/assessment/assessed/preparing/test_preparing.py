"""Work is begun once, never for the core, and kept from two tabs; what a try holds stays in it."""

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.models import Submission, SubmissionFile
from learnmentor.assessment.assessed.preparing import queries, services
from learnmentor.assessment.assessed.rules import HandedInFile, HandedInPart, SubmissionKind, SubmissionState
from learnmentor.assessment.assessed.services import NotNow, give_up
from learnmentor.courses.catalogue.models import Unit
from learnmentor.courses.study import services as study
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.sheets.merged_answers import MergedAnswers, mark_of
from tests import factories
from tests.assessment.assessed import works
from tests.assessment.assessed.works import NOW, TODAY


@pytest.fixture
def vault(app: Flask) -> Vault:
    """What seals."""
    kept: Vault = app.config["VAULT"]
    return kept


@pytest.fixture
def amina(db: Session) -> Person:
    """A learner."""
    return factories.person(db, name="Amina Yusuf")


def practice(db: Session, code: str, *before: str, title: str = "") -> Unit:
    """A practice unit with what it asks for."""
    made = factories.unit(db, code, segments=0, title=title or f"Unit {code}")
    made.family = "practice"
    revision = db.get_one(factories.Revision, made.revision_id)
    revision.data = {**revision.data, "prerequisites": list(before)}
    db.flush()
    return made


def begin(db: Session, who: Person, code: str = "P1", level: int = 4, *, public_id: str = "first") -> Submission:
    return services.begin(db, person_id=who.id, unit_code=code, level=level, public_id=public_id, at=NOW)


def test_a_version_is_begun_once_and_again_after_it_was_given_up(db: Session, amina: Person) -> None:
    works.brief(db)
    practice(db, "P1")
    made = begin(db, amina)
    assert begin(db, amina, public_id="second") is made
    give_up(db, made, by=amina.id, at=NOW)
    again = begin(db, amina, public_id="third")
    assert (again.public_id, again.state, made.state) == ("third", SubmissionState.PREPARING, SubmissionState.GIVEN_UP)


def test_nothing_of_the_core_can_be_begun_even_where_somebody_wrote_a_brief_for_it(db: Session, amina: Person) -> None:
    factories.unit(db, "C1")
    works.brief(db, {**works.P1, "unit": "C1"})
    works.brief(db)
    practice(db, "P1")
    for code, level in (("C1", 4), ("P1", 6), ("P9", 4)):
        with pytest.raises(services.NoAssessedVersion):
            begin(db, amina, code, level)
    with pytest.raises(IntegrityError):
        works.submission(db, amina, unit="C1")
    db.rollback()


# Kept


def keep(db: Session, vault: Vault, made: Submission, *, seen: dict[str, str], **more: Any) -> MergedAnswers:
    settings: dict[str, Any] = {"part": "account", "files": [], "at": NOW, **more}
    return services.keep_part(db, vault, made, by=made.person_id, seen=seen, **settings)


def test_what_two_tabs_wrote_is_kept_and_no_part_touches_another(db: Session, vault: Vault, amina: Person) -> None:
    made = works.submission(db, amina)
    nothing = {key: mark_of("") for key in ("words", "P1.3-1.part", "P1.3-1.where")}
    one = keep(db, vault, made, typed={"words": "One", "P1.3-1.part": "account", "P1.3-1.where": "End"}, seen=nothing)
    other = keep(db, vault, made, typed={"words": "Other", "P1.3-1.part": "", "P1.3-1.where": ""}, seen=nothing)
    keep(db, vault, made, typed={"P1.2-1.part": "meetings", "P1.2-1.where": "Both"}, seen={}, part="meetings")
    assert (one.both, other.both) == ((), ("words",))
    work = queries.prepared(db, vault, made)
    assert work.part("account").text == "One\nOther"
    assert work.answered == {"P1.3-1", "P1.2-1"}
    works.handed_in(db, vault, made)
    with pytest.raises(NotNow):
        keep(db, vault, made, typed={"words": "Late"}, seen={})


def a_file(name: str) -> KeptFile:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return KeptFile(name, "text/plain", 3, sha256, sha256)


def test_a_file_is_added_once_and_ten_at_most(db: Session, vault: Vault, amina: Person) -> None:
    made = works.submission(db, amina)
    for number in range(10):
        keep(db, vault, made, typed={}, seen={}, files=[(f"file{number}", a_file(f"{number}.txt"))])
    keep(db, vault, made, typed={}, seen={}, files=[("twice", a_file("3.txt"))])
    assert len(queries.files_prepared(db, made.id)) == 10
    with pytest.raises(services.TooManyWorkFiles):
        keep(db, vault, made, typed={}, seen={}, files=[("more", a_file("11.txt"))])


def test_a_file_that_a_try_holds_stays_when_it_is_taken_out(db: Session, vault: Vault, amina: Person) -> None:
    made = works.submission(db, amina)
    keep(db, vault, made, typed={}, seen={}, files=[("early", a_file("early.txt"))])
    early = HandedInFile("early", "early.txt", "text/plain", 3, "e" * 64)
    handed = works.work(parts=[HandedInPart("account", "About 800 words", files=(early,))])
    tried = works.handed_in(db, vault, made, handed=handed, at=NOW - timedelta(days=1))  # by a clock that was put back
    tried.outcome, tried.released_at, made.state = "refer", NOW, SubmissionState.PREPARING
    later = NOW + timedelta(days=2)
    keep(db, vault, made, typed={}, seen={}, files=[("late", a_file("late.txt"))], at=later)
    found = {each.public_id: each for each in queries.files_prepared(db, made.id)}

    def out(name: str) -> str | None:
        return services.take_out_file(db, vault, made, found[name], by=amina.id, at=later)

    assert [out("early"), out("early")] == [None, None]
    assert out("late") == a_file("late.txt").storage_key  # in no try: its bytes may go
    assert queries.files_prepared(db, made.id) == []
    assert db.scalars(select(SubmissionFile.public_id)).all() == ["early"]


# Before handing in


def test_what_is_missing_is_told_by_unit_and_a_practice_unit_has_only_to_be_begun(db: Session, amina: Person) -> None:
    one = factories.unit(db, "C1", segments=2)
    factories.unit(db, "C2", segments=1)
    practice(db, "P2")
    practice(db, "P3", "P2", title="Small enquiry")
    first = db.scalars(select(factories.Segment).where(factories.Segment.unit_id == one.id)).first()
    assert first is not None
    actor = factories.actor(db, amina, on=TODAY)
    study.begin(db, learner=actor, segment=first, at=NOW).completed_at = NOW
    db.flush()
    lacking = queries.lacking(db, amina.id, "P3")
    assert lacking
    assert lacking.title == "Small enquiry"
    assert [(each.code, each.done, each.segments) for each in lacking.to_finish] == [("C1", 1, 2), ("C2", 0, 1)]
    assert [each.code for each in lacking.to_begin] == ["P2"]
    begun = works.submission(db, amina, unit="P2")
    assert queries.lacking(db, amina.id, "P3").to_begin == []
    give_up(db, begun, by=amina.id, at=NOW)
    assert [each.code for each in queries.lacking(db, amina.id, "P3").to_begin] == ["P2"]
    assert queries.lacking(db, None, "P3").missing.finish == ("C1", "C2")


def test_an_option_that_was_passed_is_finished_however_it_was_learned(db: Session, vault: Vault, amina: Person) -> None:
    for code, before in (("O1", []), ("O2", ["O1"])):
        made = factories.unit(db, code, segments=1)
        made.family = "optional"
        revision = db.get_one(factories.Revision, made.revision_id)
        revision.data = {**revision.data, "prerequisites": before}
    assert queries.lacking(db, amina.id, "O2").missing.finish == ("O1", "O2")
    kind = SubmissionKind.EARLIER_LEARNING
    works.passed(db, vault, amina, factories.person(db, name="Carys"), unit="O1", kind=kind)
    assert queries.lacking(db, amina.id, "O2").missing.finish == ("O2",)
    assert [queries.lacking(db, amina.id, unit).passed for unit in ("O1", "O2")] == [True, False]
    assert not queries.lacking(db, amina.id, "O2", kind=kind)


def test_whether_anybody_judges_depends_on_role_level_unit_and_day(db: Session) -> None:
    assert not queries.anybody_judges_anything(db, TODAY)
    carys = factories.person(db, name="Carys")
    works.assessor(db, carys, levels=(4, 5), units=("O1", "P1"), starts_on=date(2026, 9, 1))
    works.assessor(db, factories.person(db, name="Farid"), role=RoleName.MODERATOR)
    assert queries.anybody_judges(db, "P1", 4, TODAY)
    assert not queries.anybody_judges(db, "P1", 6, TODAY)
    assert not queries.anybody_judges(db, "O2", 4, TODAY)
    assert not queries.anybody_judges(db, "P1", 4, date(2026, 8, 31))
    assert queries.levels_judged(db, "O1", TODAY) == {4, 5}
    db.query(Role).filter_by(person_id=carys.id).one().ends_on = TODAY - timedelta(days=1)
    db.flush()
    assert not queries.anybody_judges_anything(db, TODAY)
    assert db.scalar(select(func.count(Role.id))) == 2
