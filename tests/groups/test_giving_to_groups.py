"""A programme is given to a group or a place by its name; its people see it, and what was begun goes on."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.given import services as given
from learnmentor.courses.given.models import GivenProgramme
from learnmentor.courses.given.rules import Audience, GivenContent, GivenItem
from learnmentor.courses.study import services as study
from learnmentor.groups import queries as groups
from learnmentor.groups import services as group_services
from learnmentor.groups.assignments import queries, services
from learnmentor.groups.models import Group
from learnmentor.groups.rules import GroupKind
from learnmentor.groups.services import GroupFacts
from learnmentor.organisations.models import Part
from tests import factories
from tests.groups.conftest import NOW, TODAY, College, actor, insider, member
from tests.page import Browser, Page

pytestmark = pytest.mark.usefixtures("time", "course")


@pytest.fixture
def course(db: Session) -> None:
    """A unit of five segments."""
    factories.unit(db, "C1")
    db.commit()


def published(db: Session, giver: Person, *codes: str, title: str = "Evenings") -> GivenProgramme:
    """A programme of these segments and a session, given to everybody."""
    items = [GivenItem(code, code, 30, code) for code in codes]
    items.append(GivenItem("evening", "An evening", 90, None, session=True))
    content, by = GivenContent(title, "New mentors.", tuple(items)), actor(db, giver)
    made = given.begin(db, giver=by, content=content, at=NOW, public_id=title.lower())
    given.publish(db, made, by=by, note="", at=NOW)
    db.commit()
    return made


def group_of(db: Session, part: Part, leader: Person, title: str) -> Group:
    facts = GroupFacts(GroupKind.NETWORK, title, "", TODAY, None, 14)
    made = group_services.make(
        db, part=part, facts=facts, by=actor(db, leader), public_id=title.lower(), at=NOW, today=TODAY
    )
    db.commit()
    return made


def offered(page: Page) -> list[str]:
    return [option.text for option in page.soup.select("select[name=which] option")]


def give_to(browser: Browser, title: str, audience: str, which: str = "") -> Page:
    page = browser.get(f"/programmes/given/{title.lower()}/edit")
    return page.submit("Keep who it is for", audience=audience, which=which)


def test_a_trainer_gives_to_a_group_by_its_name_and_its_members_find_it(
    app: Flask, db: Session, college: College
) -> None:
    published(db, college.ben, "C1-S1")
    group_of(db, college.maths, college.ben, "Algebra")
    amina, chidi = member(db, college), insider(db, college, "Chidi Obi")
    db.commit()
    ben, inside, outside = (Browser(app).sign_in(each) for each in (college.ben, amina, chidi))
    page = ben.get("/programmes/given/evenings/edit")
    assert offered(page) == ["Choose one", "Algebra", "Spring mentors", "Northfield College"]
    kept = give_to(ben, "Evenings", "named", "group:springgroup").follow()
    assert "It is given to the group Spring mentors" in kept.words
    assert "Evenings" not in outside.get("/programmes").words
    assert outside.get("/programmes/given/evenings").status == 404
    listed = inside.get("/programmes")
    assert "Given by trainers" in listed.words
    listed.click("Evenings").submit("Begin this programme")
    give_to(ben, "Evenings", "named", "group:algebra")
    assert "Version 1" in inside.get("/programmes/given/evenings").words, "whoever began goes on"
    late = member(db, college, "Late Comer")
    db.commit()
    assert Browser(app).sign_in(late).get("/programmes/given/evenings").status == 404


def test_a_place_is_everybody_who_belongs_to_it_or_below(app: Flask, db: Session, college: College) -> None:
    published(db, college.ben, "C1-S1")
    factories.member(db, college.ben, college.maths)
    dana, chidi = factories.person(db, name="Dana Reid"), insider(db, college, "Chidi Obi")
    factories.member(db, dana, college.maths)
    elsewhere = factories.person(db, name="Eve Frost")
    factories.member(db, elsewhere, factories.organisation(db, "Southfield College"))
    db.commit()
    ben = Browser(app).sign_in(college.ben)
    give_to(ben, "Evenings", "named", f"organisation:{college.maths.public_id}")
    seen = {each.name: Browser(app).sign_in(each).get("/programmes/given/evenings").status for each in (dana, chidi)}
    assert seen == {"Dana Reid": 200, "Chidi Obi": 404}
    give_to(ben, "Evenings", "named", f"organisation:{college.part.public_id}")
    people = (dana, chidi, elsewhere)
    seen = {each.name: Browser(app).sign_in(each).get("/programmes/given/evenings").status for each in people}
    assert seen == {"Dana Reid": 200, "Chidi Obi": 200, "Eve Frost": 404}


def test_nobody_gives_to_a_group_or_place_that_is_not_theirs(app: Flask, db: Session, college: College) -> None:
    made = published(db, college.ben, "C1-S1")
    far = factories.organisation(db, "Southfield College")
    carol = factories.person(db, name="Carol Reed")
    factories.coordinator(db, carol, far)
    group_of(db, far, carol, "Faraway")
    db.commit()
    ben = Browser(app).sign_in(college.ben)
    for which in ("group:faraway", f"organisation:{far.public_id}", "group:nowhere", "nonsense"):
        refused = give_to(ben, "Evenings", "named", which)
        assert refused.status == 422
        assert "You are not in this group or place any more, or it is closed. Choose another" in refused.errors()
    assert give_to(ben, "Evenings", "named").errors() == ["Choose a group or a place"]
    db.refresh(made)
    assert (made.audience, made.audience_id) == (Audience.EVERYBODY, None)


def test_a_long_list_is_narrowed_without_scripts_and_keeps_what_is_chosen(
    app: Flask, db: Session, college: College
) -> None:
    published(db, college.ben, "C1-S1")
    for number in range(21):
        group_of(db, college.part, college.ben, f"Cohort {number:02}")
    ben = Browser(app).sign_in(college.ben)
    give_to(ben, "Evenings", "named", "group:springgroup")
    page = ben.get("/programmes/given/evenings/edit")
    found = page.submit("Find", find="cohort 1")
    assert [each for each in offered(found) if each.startswith("Cohort")] == [f"Cohort {n}" for n in range(19, 9, -1)]
    assert offered(found)[-1] == "Spring mentors"
    assert found.one("select[name=which] option[selected]").text == "Spring mentors"


def test_a_coordinator_gives_programmes_too_and_a_learner_does_not(app: Flask, db: Session, college: College) -> None:
    dev = insider(db, college, "Dev Patel")
    factories.coordinator(db, dev, college.part)
    db.commit()
    published(db, dev, "C1-S1")
    browser = Browser(app).sign_in(dev)
    assert "Evenings" in browser.get("/programmes").click("Programmes that you give away").words
    assert "Spring mentors" in offered(browser.get("/programmes/given/evenings/edit")), "it is a group of their part"
    assert Browser(app).sign_in(insider(db, college, "Chidi Obi")).get("/programmes/given").status == 403


def test_what_is_assigned_says_its_version_and_whether_it_can_be_begun(
    app: Flask, db: Session, college: College
) -> None:
    made, amina, chidi = published(db, college.ben, "C1-S1"), member(db, college), member(db, college, "Chidi Obi")
    by = actor(db, college.ben)
    db.commit()
    ben = Browser(app).sign_in(college.ben)
    page = ben.get("/groups/springgroup/assignments/new")
    assert "Evenings (version 1, given by Ben Okafor)" in page.words
    page.submit("Give it to everybody", what="programme:evenings", due=str(TODAY + timedelta(days=9)))
    assert "version 1" in ben.get("/groups/springgroup").click("Evenings").browser.get("/groups/springgroup").words
    Browser(app).sign_in(amina).get("/programmes/given/evenings").submit("Begin this programme")
    item = GivenItem("C1-S2", "C1-S2", 30, "C1-S2")
    given.save(db, made, GivenContent("Evenings", "New mentors.", (item,)), seen=0)
    given.publish(db, made, by=by, note="Shorter.", at=NOW)
    given.withdraw(db, made, at=NOW)
    db.commit()
    page = ben.get("/groups/springgroup")
    assert "version 2" in page.words
    assert "Nobody can begin it now" in page.words
    assert "0 of 2 parts done" in Browser(app).sign_in(amina).get("/").words, "by the version that she follows"
    assert "Evenings" not in Browser(app).sign_in(chidi).get("/").words, "a link that leads nowhere is none"


def test_a_leader_s_report_counts_each_part_of_what_was_given_away_once(
    app: Flask, db: Session, college: College
) -> None:
    published(db, college.ben, "C1-S1", "C1-S2")
    amina, by = member(db, college), actor(db, college.ben)
    due = TODAY + timedelta(days=9)
    for number, key in enumerate(("programme:evenings", "segment:C1-S2", "segment:C1-S3")):
        services.give(db, college.group, key=key, due=due, by=by, public_id=f"given{number}", on=TODAY, at=NOW)
    segment = db.scalars(select(Segment).where(Segment.code == "C1-S1")).one()
    study.begin(db, learner=actor(db, amina), segment=segment, at=NOW).completed_at = NOW
    db.commit()
    page = Browser(app).sign_in(college.ben).get("/groups/springgroup/progress")
    assert "1 of 4" in page.words, "three segments, each once, and the session"


def test_whoever_coordinates_reads_what_is_for_their_people_and_begins_nothing(
    app: Flask, db: Session, college: College
) -> None:
    made = published(db, college.ben, "C1-S1")
    given.give_to(db, made, Audience.GROUP, audience_id="springgroup", new_token="a-link")
    dev, carol = (factories.person(db, name=name) for name in ("Dev Patel", "Carol Reed"))
    factories.coordinator(db, dev, college.part)
    factories.coordinator(db, carol, factories.organisation(db, "Southfield College"))
    db.commit()
    page = Browser(app).sign_in(dev).get("/programmes/given/evenings")
    assert "For: New mentors." in page.words
    assert "Begin this programme" not in page.words
    assert Browser(app).sign_in(carol).get("/programmes/given/evenings").status == 404


def test_whoever_leads_finds_what_was_given_to_the_group(db: Session, college: College) -> None:
    assert college.group.public_id in groups.belongings(db, college.ben.id, on=TODAY)
    known = groups.known_group(db, college.group.id)
    made = published(db, college.ben, "C1-S1")
    given.give_to(db, made, Audience.GROUP, audience_id="springgroup", new_token="a-link")
    keys = [each.key for each in queries.programmes_to_give(db, belongs_to=queries.group_belongs_to(db, known), most=9)]
    assert keys == ["programme:evenings"]
