"""An assessor takes work from the queue, once, and gives it back; a coordinator sees who waits, and never the work."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.assessment.assessed.assessors import services as assessors
from learnmentor.assessment.assessed.assignments import jobs, queries, services
from learnmentor.assessment.assessed.models import AssessorScope, Assignment, Submission, SubmissionTry
from learnmentor.assessment.assessed.rules import AssignmentKind, Outcome, SubmissionState
from learnmentor.ground.db import Database
from learnmentor.ground.vault import Vault
from learnmentor.organisations.models import Membership, Part
from tests import factories
from tests.assessment.assessed import works
from tests.assessment.assessed.works import NOW, TODAY
from tests.conftest import HeldClock
from tests.mentoring.conftest import two
from tests.page import Browser, Page
from tests.racing import pressed
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("time")
MOST_STATEMENTS = 8


@dataclass(frozen=True)
class There:
    """Arts, which Dev coordinates; Amina of it, who handed in P1 at level 4; Carys, who judges levels 4 and 5."""

    app: Flask
    db: Session
    vault: Vault
    arts: Part
    amina: Person
    carys: Person
    dev: Person
    tried: SubmissionTry

    def browser(self, person: Person) -> Browser:
        """Somebody's, signed in."""
        return Browser(self.app).sign_in(person)

    def hand_in(self) -> SubmissionTry:
        """One more of Amina's."""
        return works.handed_in(self.db, self.vault, works.submission(self.db, self.amina))


@pytest.fixture
def there(app: Flask, db: Session) -> There:
    """The people of a part; the work was handed in on Thursday 12 November, and it is Saturday 21."""
    arts, vault = factories.part(db, "Arts", of=factories.organisation(db)), app.config["VAULT"]
    amina, carys, dev = (factories.person(db, name=name) for name in ("Amina Yusuf", "Carys Pritchard", "Dev Patel"))
    factories.member(db, amina, arts)
    works.assessor(db, carys, levels=(4, 5))
    factories.coordinator(db, dev, arts)
    tried = works.handed_in(db, vault, works.submission(db, amina), at=NOW - timedelta(days=9))
    tried.due_on = date(2026, 12, 3)
    db.commit()
    return There(app, db, vault, arts, amina, carys, dev, tried)


def state(db: Session) -> list[tuple[str, str | None]]:
    db.rollback()
    return [(each.kind, each.ended_as) for each in db.query(Assignment).order_by(Assignment.id)]


def test_an_assessor_takes_hands_back_and_recognises(there: There, db: Session) -> None:
    works.submission(db, factories.person(db, name="Noise"))  # in preparation: nobody's to take
    db.commit()
    browser = there.browser(there.carys)
    page = browser.get("/assessing")
    assert "Amina Yusuf" in page.words
    assert "6 working days" in page.words  # Thursday 12 to Saturday 21 November
    page = page.submit("Take it").follow()
    assert "P1 at level 4 is yours to judge." in page.words
    assert "9 working days left" in page.words  # to Thursday 3 December
    page = page.submit("Hand it back").follow()
    assert "It is in the queue again" in page.words
    page = page.submit("Take it").follow().submit("I recognise this").follow()
    assert "you are not offered it again" in page.words
    assert "Amina" not in page.words
    assert browser.post(f"/assessing/{there.tried.public_id}/take").follow().words.count("not for you to judge") == 1
    assert state(db) == [("first", "handed-back"), ("first", "recognised")]


def test_two_who_take_at_once_do_not_both_get_it(there: There, db: Session) -> None:
    ida = factories.person(db, name="Ida")
    works.assessor(db, ida)
    db.commit()
    address = f"/assessing/{there.tried.public_id}/take"
    pages = pressed(*((there.browser(each), address, {}) for each in (there.carys, ida)))
    said = " ".join(page.follow().words for page in pages)
    assert "is yours to judge" in said
    assert "Somebody else took this one a moment ago" in said
    assert state(db) == [("first", None)]


def test_names_are_hidden_where_the_installation_says_so(
    there: There, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = "learnmentor.assessment.assessed.assignments.views.{}.names_hidden"
    for module in ("assessing", "desk"):
        monkeypatch.setattr(hidden.format(module), lambda: True)
    giving = f"/assessment/{there.tried.public_id}/assign"
    for person, address in ((there.carys, "/assessing"), (there.dev, "/assessment"), (there.dev, giving)):
        words = there.browser(person).get(address).words
        assert "earner" in words
        assert "Amina" not in words


def test_whoever_became_mentor_half_way_is_told_and_it_goes_back(there: There, db: Session, base: Database) -> None:
    works.assigned(db, there.tried, there.carys)
    two(db, mentor=there.carys, mentee=there.amina)
    browser = there.browser(there.carys)
    page = browser.get("/assessing")
    assert "so somebody else judges it" in page.words
    assert page.submit("Give it back now").follow().words.count("It is in the queue again") == 1
    assert state(db) == [("first", "conflict")]
    assert "Nothing waits" in browser.get("/assessing").words
    works.assigned(db, there.tried, there.carys)
    db.commit()
    with there.app.app_context():
        for _ in range(2):
            jobs.handlers()[jobs.SWEEP](base, {})
    assert state(db) == [("first", "conflict"), ("first", "conflict")]


def test_a_role_that_ended_yesterday_is_said_and_the_desk_says_that_nobody_can_judge(
    there: There, db: Session, base: Database, time: HeldClock
) -> None:
    for each in (there.tried, *(there.hand_in() for _ in range(9))):
        works.assigned(db, each, there.carys)
    db.query(Role).filter_by(person_id=there.carys.id).one().ends_on = TODAY
    db.commit()
    time.tick(days=1)
    page = there.browser(there.carys).get("/assessing")
    assert page.words.count("Your role is no longer for this one") == 10
    assert "Your role as an assessor or moderator is over" in page.words
    with there.app.app_context():
        jobs.handlers()[jobs.SWEEP](base, {})
    assert state(db) == [("first", "role-ended")] * 10
    assert there.browser(there.carys).get("/assessing").status == 404  # neither a role, nor anything that they judged
    page = there.browser(there.dev).get("/assessment")
    assert "Nobody here can judge P1 at level 4. 10 pieces of work wait" in page.words
    assert "In the queue, with nobody 10" in page.words


def test_a_coordinator_gives_work_to_somebody_able_and_to_somebody_else(there: There, db: Session) -> None:
    mentor, ida = factories.person(db, name="Mo Mentor"), factories.person(db, name="Ida")
    for each in (mentor, ida):
        works.assessor(db, each)
    two(db, mentor=mentor, mentee=there.amina)
    browser = there.browser(there.dev)
    page = browser.get(f"/assessment/{there.tried.public_id}/assign")
    offered = [each.text for each in page.soup.select(".govuk-radios__label")]
    assert offered == ["Carys Pritchard, nothing open", "Ida, nothing open"]
    assert "Choose who is to judge it" in page.submit("Give it to them").words
    first = page.submit("Give it to them", to=there.carys.public_id).follow()
    assert "Carys Pritchard judges it" in first.words
    again = page.submit("Give it to them", to=ida.public_id).follow()  # the page of before
    assert "a moment ago in another window" in again.words
    page = browser.get(f"/assessment/{there.tried.public_id}/assign")
    assert "It is with Carys Pritchard" in page.words
    page.submit("Give it to them", to=ida.public_id)
    assert state(db) == [("first", "reassigned"), ("first", None)]
    assert queries.open_assignment(db, there.tried.id, ida.id)


def test_nobody_finds_their_own_work_on_the_desk_nor_says_who_judges_it(there: There, db: Session) -> None:
    factories.member(db, there.dev, there.arts)
    own = works.handed_in(db, there.vault, works.submission(db, there.dev, level=5))
    works.assigned(db, own, there.carys)
    db.commit()
    page = there.browser(there.dev).get("/assessment")
    assert "1 piece of work" in page.words
    assert "Carys Pritchard" not in page.words
    assert there.browser(there.dev).get(f"/assessment/{own.public_id}/assign").status == 404


def test_outcomes_and_dates_and_nothing_of_the_work(there: There, db: Session) -> None:
    stranger = factories.person(db, name="Stranger")
    factories.coordinator(db, stranger, factories.organisation(db, "Southfield College"))
    for level in (4, 5, 6, 7, 4):
        works.passed(
            db,
            there.vault,
            there.amina,
            there.carys,
            level=level,
            outcome=Outcome.REFER if level == 7 else Outcome.PASS,
        )
    works.passed(db, there.vault, factories.person(db, name="Elsewhere"), there.carys)
    db.commit()
    grace = there.browser(factories.person(db, name="Grace", roles=[RoleName.ADMINISTRATOR]))
    db.commit()
    page = there.browser(there.dev).get("/assessment/outcomes")
    assert page.words.count("Amina Yusuf") == 5
    assert page.words.count("passed") == 4
    assert "5 pieces of work" in page.words
    assert "Elsewhere" not in page.words
    assert "Cite two sources" not in page.text
    assert "fewer than 5" in there.browser(stranger).get("/assessment/outcomes", query={"period": "all"}).words
    everywhere = grace.get("/assessment")
    assert "P1 at level 4" in everywhere.words
    assert "Amina" not in everywhere.words
    for address in ("/assessment/outcomes", f"/assessing/{there.tried.public_id}"):
        assert grace.get(address).status in {403, 404}
    assert "Amina" not in there.browser(stranger).get("/assessment").words
    assert there.browser(stranger).get(f"/assessment/{there.tried.public_id}/assign").status == 404


def test_a_coordinator_says_who_judges_in_their_part_and_how_they_were_trained(there: There, db: Session) -> None:
    works.brief(db)
    factories.unit(db, "P1", segments=0)
    factories.unit(db, "O3", segments=1)
    ida = factories.person(db, name="Ida Ash", email="ida@example.org")
    factories.member(db, ida, there.arts)
    bare = Role(person_id=ida.id, name=RoleName.MODERATOR, starts_on=TODAY, part_id=there.arts.id)
    works.standardised(db, there.vault, there.carys)
    db.add(bare)
    db.commit()
    browser = there.browser(there.dev)
    page = browser.get("/assessors")
    assert "nothing recorded yet" in page.words
    assert "Carys Pritchard" in page.words
    assert page.words.count("Standardised on 21 Nov 2026") == 1
    assert (
        browser.get(f"/assessors/{there.carys.public_id}/{db.query(Role).first().id}").status == 404
    )  # held everywhere
    new = browser.get("/assessors/new")
    typed = {
        "email": ida.email,
        "role": "assessor",
        "part": there.arts.public_id,
        "levels": ["4", "5"],
        "units": ["P1"],
    }
    factories.member(db, there.dev, there.arts)
    db.commit()
    own = {**typed, "email": there.dev.email, "training": "evidence", "evidence": "Award"}
    assert "Somebody else says that you judge" in new.submit("Let them judge", **own).words
    assert "Name the training" in new.submit("Let them judge", **typed, training="evidence").words
    assert "have not finished unit O3" in new.submit("Let them judge", **typed, training="unit-o3").words
    done = new.submit("Let them judge", **typed, training="evidence", evidence="Award, 2024").follow()
    assert "Ida Ash is assessor from" in done.words
    assert "4, 5; P1" in done.words
    assert "already" in new.submit("Let them judge", **typed, training="evidence", evidence="Award").words
    record = browser.get(f"/assessors/{ida.public_id}/{bare.id}")
    record.submit("Record it", levels=["6"], training="evidence", evidence="Award, 2024")
    end = browser.get(f"/assessors/{ida.public_id}/{bare.id}/end")
    assert "The last day of Ida Ash is" in end.submit("End it", last_day="1 December 2026").follow().words
    db.rollback()
    assert {tuple(each.levels) for each in db.query(AssessorScope)} == {(4, 5), (6,)}
    [kept] = [each.ends_on for each in db.query(Role).filter_by(name=RoleName.MODERATOR)]
    assert kept == date(2026, 12, 1)


def test_whoever_lost_the_part_meanwhile_says_nothing_any_more(there: There, db: Session) -> None:
    actor, ida = factories.actor(db, there.dev, on=TODAY), factories.person(db, name="Ida")
    db.query(Role).filter_by(person_id=there.dev.id).delete()
    facts = assessors.ScopeFacts((4,), (), assessors.Training.EVIDENCE, "Award")
    with pytest.raises(assessors.NotYours):
        assessors.give(
            db, ida, role=RoleName.ASSESSOR, part=there.arts, span=assessors.Span(TODAY), scope=facts, by=actor,
            on=TODAY, at=NOW,
        )  # fmt: skip


def test_nobody_takes_more_than_ten_at_a_time(there: There, db: Session) -> None:
    learner = factories.person(db, name="Ben")
    tries = [works.handed_in(db, there.vault, works.submission(db, learner)) for _ in range(11)]
    for each in tries[:10]:
        services.take(db, each, by=there.carys.id, on=TODAY, at=NOW)
    with pytest.raises(services.TooManyOpen):
        services.take(db, tries[10], by=there.carys.id, on=TODAY, at=NOW)
    assert services.assign(db, tries[10], to=there.carys.id, kind=AssignmentKind.FIRST, by=learner.id, on=TODAY, at=NOW)


def test_a_thousand_submissions_cost_no_more_statements_than_one(there: There, db: Session) -> None:
    _a_thousand(there, db)
    for person, address in (
        (there.carys, "/assessing"),
        (there.dev, "/assessment"),
        (there.dev, "/assessment/outcomes"),
    ):
        browser = there.browser(person)
        browser.get(address)  # that it was looked at is written once
        with statements(there.app) as sent:
            page: Page = browser.get(address)
        assert "P1" in page.words or "0 outcomes" in page.words or "Nothing yet" in page.words
        assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)


def _a_thousand(there: There, db: Session) -> None:
    """A thousand more of them, of as many people; every tenth is with somebody."""
    numbers = range(1, 1001)
    plain = {"printed_name": "L", "password_hash": "!", "password_changes": 0, "created_at": NOW, "search_text": "l"}
    rows = [{"public_id": f"l{n}", "email": f"l{n}@example.org", "name": f"Learner {n}", **plain} for n in numbers]
    db.execute(insert(Person), rows)
    keys = [key for (key,) in db.query(Person.id).filter(Person.name.startswith("Learner ")).order_by(Person.id)]
    db.execute(insert(Membership), [{"person_id": key, "part_id": there.arts.id, "starts_on": TODAY} for key in keys])
    db.execute(
        insert(Submission),
        [
            {"public_id": f"s{key}", "person_id": key, "kind": "unit", "unit_code": "P1", "level": 4,
             "state": SubmissionState.HANDED_IN, "tries": 1, "begun_at": NOW}
            for key in keys
        ],
    )  # fmt: skip
    submissions = [key for (key,) in db.query(Submission.id).filter(Submission.person_id.in_(keys))]
    db.execute(
        insert(SubmissionTry),
        [
            {"public_id": f"t{key}", "submission_id": key, "number": 1, "handed_in_at": NOW, "due_on": TODAY,
             "body": b"", "sha256": "0" * 64, "revision_id": there.tried.revision_id, "rule": {}}
            for key in submissions
        ],
    )  # fmt: skip
    tries = [key for (key,) in db.query(SubmissionTry.id).filter(SubmissionTry.submission_id.in_(submissions))]
    taken = {"assessor_id": there.carys.id, "kind": AssignmentKind.FIRST, "assigned_at": NOW}
    db.execute(insert(Assignment), [{"try_id": key, **taken} for key in tries[::10]])
    db.commit()
