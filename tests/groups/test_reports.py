"""What leaders and coordinators see: lines by name, counts of the rest, and never a word that anybody wrote."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.assessment.activities.models import Response, response_place
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.given import services as given
from learnmentor.courses.given.models import SessionAttended
from learnmentor.courses.given.rules import GivenContent, GivenItem
from learnmentor.courses.study.models import Study, claim_place
from learnmentor.cpd import services as cpd
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.rules import EntryType, LoggedActivity
from learnmentor.cpd.targets import services as targets
from learnmentor.cpd.targets.rules import Profile, ProfileKind
from learnmentor.ground.db import database
from learnmentor.ground.vault import Vault
from learnmentor.groups.assignments.models import GroupAssignment
from learnmentor.groups.joining import services as joining
from learnmentor.groups.joining.rules import Counted
from learnmentor.groups.reports.models import PublishedCounts
from learnmentor.groups.reports.services import publishing
from learnmentor.groups.sessions.models import SessionAttendance
from learnmentor.groups.sessions.rules import Was
from learnmentor.jobs.models import OutgoingMail
from tests import factories
from tests.conftest import HeldClock
from tests.groups.conftest import NOW, TODAY, College, insider, member, session
from tests.page import Browser
from tests.statements import statements

PROGRESS = "/groups/springgroup/progress"
CANARIES = {
    "reflection": "zeppelinium", "answer": "marmaladian", "claim": "buttercupid", "title": "xantheria",
    "provider": "yarrowhouse", "impact": "hollyhockey", "file": "pomegranata",
}  # fmt: skip


def count(app: Flask, at: datetime = NOW) -> None:
    """Do what the worker does once a day."""
    with app.app_context():
        publishing(app.config["VAULT"], zone="Europe/London", now=lambda: at)(database(), {})


def own(person: Person) -> Actor:
    return Actor(person.id, person.public_id, person.name, person.printed_name, frozenset())


def log(db: Session, app: Flask, person: Person, minutes: int = 60, on: date = TODAY) -> None:
    """An entry of somebody's ledger, with a word of its own in every field."""
    file = cpd.keep_files(app.config["FILES"], [(f"{CANARIES['file']}.txt", "text/plain", io.BytesIO(b"notes"))])
    cpd.log_activity(
        db, app.config["VAULT"], learner=own(person), files=file, source=f"form:{person.id}-{on}-{minutes}", at=NOW,
        activity=LoggedActivity(on, EntryType.READING, CANARIES["title"], CANARIES["provider"], minutes),
        prose=Prose(reflection=CANARIES["reflection"], impact=CANARIES["impact"]),
    )  # fmt: skip


def study(db: Session, vault: Vault, person: Person, segment: Segment, *, done: bool, days_ago: int = 1) -> None:
    """Somebody at a segment, with a word of their own wherever one can be written."""
    at = NOW - timedelta(days=days_ago)
    claim = vault.seal(CANARIES["claim"], place=claim_place(person.id, segment.id))
    db.add(Study(person_id=person.id, segment_id=segment.id, revision_id=segment.revision_id, started_at=at,
                 touched_at=at, active_seconds=900, claimed_minutes=5, claim_sentence=claim,
                 completed_at=at if done else None))  # fmt: skip
    place = response_place(person.id, segment.id, "first-mentor")
    body = vault.seal({"text": CANARIES["answer"]}, place=place)
    db.add(Response(person_id=person.id, segment_id=segment.id, activity="first-mentor", kind="reflection",
                    state="done", body=body, updated_at=at, done_at=at))  # fmt: skip


@dataclass(frozen=True)
class Led:
    """A group in which everybody stands somewhere else, and six more who are only counted."""

    college: College
    amina: Person


@pytest.fixture
def led(app: Flask, db: Session, college: College, time: HeldClock) -> Led:
    vault = app.config["VAULT"]
    if db.scalar(select(Segment.id).limit(1)) is None:  # in a browser the whole course is there
        factories.unit(db, "C1", segments=2)
    segments = db.scalars(select(Segment).where(Segment.code.in_(["C1-S1", "C1-S2"])).order_by(Segment.code)).all()
    for number, segment in enumerate(segments):
        db.add(GroupAssignment(public_id=f"given{number}", group_id=college.group.id, segment_id=segment.id,
                               by=TODAY, given_at=NOW))  # fmt: skip
    amina, carys, dev, _ewa = (member(db, college, name) for name in ("Amina Yusuf", "Carys", "Dev", "Ewa"))
    for segment in segments:
        study(db, vault, amina, segment, done=True)
    study(db, vault, carys, segments[0], done=True, days_ago=3)
    study(db, vault, dev, segments[0], done=False, days_ago=20)
    log(db, app, amina, 90)
    for number in range(6):
        quiet = member(db, college, f"Quiet{number}", seen_as=Counted.AS_A_COUNT)
        study(db, vault, quiet, segments[0], done=True)
        log(db, app, quiet, 120)
    met = session(db, college)
    met.confirmed_at, met.confirmed_by = NOW, "Ben Okafor"
    db.add(SessionAttendance(session_id=met.id, person_id=amina.id, state=Was.THERE, by_code=False, at=NOW))
    db.commit()
    return Led(college, amina)


@pytest.fixture
def as_leader(app: Flask, led: Led) -> Browser:
    """The leader's browser."""
    return Browser(app).sign_in(led.college.ben)


def test_a_leader_sees_by_name_who_accepted_it_and_where_they_stand(led: Led, as_leader: Browser) -> None:
    words = as_leader.get(PROGRESS).words
    for line in ("Amina Yusuf Finished 2 of 2", "Carys Under way 1 of 2", "Dev Stalled 0 of 2", "Ewa Not begun 0 of 2"):
        assert line in words
    assert "1 h 30 min of 30 h" in words
    assert "1 of 1" in words
    assert "Quiet" not in words


def test_hours_stand_beside_what_the_organisation_asks_for_and_in_its_own_year(
    app: Flask, db: Session, led: Led, as_leader: Browser
) -> None:
    calendar_year = Profile(ProfileKind.CUSTOM, 20 * 60, 0, (1, 1))
    root_id = led.college.part.root_id
    targets.choose_profile(db, person_id=None, root_id=root_id, profile=calendar_year, at=NOW)
    db.commit()
    count(app)
    assert "1 h 30 min of 20 h" in as_leader.get(PROGRESS).words
    db.expire_all()
    kept = db.scalars(select(PublishedCounts).where(PublishedCounts.place == f"group:{led.college.group.id}")).all()
    assert [row.year for row in kept] == [calendar_year.year_of(TODAY).label]


def test_the_stalled_come_first_and_any_standing_can_be_looked_at_alone(led: Led, as_leader: Browser) -> None:
    words = as_leader.get(PROGRESS).words
    assert words.index("Dev Stalled") < words.index("Ewa Not begun") < words.index("Amina Yusuf Finished")
    words = as_leader.get(PROGRESS, {"only": "finished", "sort": "name"}).words
    assert "Amina Yusuf Finished" in words
    assert "Dev Stalled" not in words


def test_the_rest_are_counts_made_once_a_day(app: Flask, led: Led, as_leader: Browser) -> None:
    assert "Counts stand here once five members" in as_leader.get(PROGRESS).words
    count(app)
    words = as_leader.get(PROGRESS).words
    assert "Under way 5" in words
    assert "Hours that count 10 h" in words
    assert "As of 21 November 2026" in words


def test_when_fewer_than_five_are_left_to_count_the_counts_of_yesterday_go(
    app: Flask, db: Session, led: Led, as_leader: Browser
) -> None:
    """Of five whose standing is known together, one who comes forward would leave four."""
    count(app)
    for number in range(2):
        quiet = db.scalars(select(Person).where(Person.name == f"Quiet{number}")).one()
        joining.leave(db, led.college.group, person=own(quiet), at=NOW)
    db.commit()
    assert "Under way 5" not in as_leader.get(PROGRESS).words


def test_the_table_has_the_numbers_of_the_page(app: Flask, led: Led, as_leader: Browser) -> None:
    count(app)
    rows = list(csv.reader(io.StringIO(as_leader.get(f"{PROGRESS}.csv").text.lstrip("\ufeff"))))
    found = {row[0]: row[1:] for row in rows if row}
    assert found["Amina Yusuf"][:3] == ["Finished", "2", "2"]
    assert found["Under way"] == ["5"]
    assert found["Hours that count"] == ["10"]
    assert not [name for name in found if name.startswith("Quiet")]


def test_a_member_sees_the_very_line_that_the_leader_sees(app: Flask, led: Led) -> None:
    """LearnMentor promises that what a leader sees of a member, the member can see too."""
    page = Browser(app).sign_in(led.amina).get(f"{PROGRESS}/mine")
    for said in ("Finished", "2 of 2 parts done", "1 h 30 min of 30 h", "1 of 1", "21 November 2026"):
        assert said in page.words
    assert "Carys" not in page.words


def test_who_is_only_counted_has_no_line(app: Flask, db: Session, led: Led) -> None:
    quiet = db.scalars(select(Person).where(Person.name == "Quiet0")).one()
    assert "No line with your name" in Browser(app).sign_in(quiet).get(f"{PROGRESS}/mine").words


def test_each_line_that_was_shown_is_in_the_access_log(db: Session, led: Led, as_leader: Browser) -> None:
    as_leader.get(PROGRESS, {"only": "finished"})
    db.rollback()
    found = [(each.person_id, each.viewer_id, each.what) for each in db.scalars(select(AccessRecord))]
    assert found == [(led.amina.id, led.college.ben.id, "group-progress")]


def test_leader_here_leader_elsewhere_member_and_former_member(app: Flask, db: Session, led: Led) -> None:
    """LearnMentor promises that a group's report is its leaders' alone, and that nobody who left stands in it."""
    elsewhere = factories.person(db, name="Leader Elsewhere", roles=[RoleName.TRAINER])
    former = member(db, led.college, "Former Member")
    joining.leave(db, led.college.group, person=own(former), at=NOW)
    other = factories.organisation(db, "Southfield College")
    rival = factories.person(db, name="Rival")
    factories.coordinator(db, rival, other)
    db.commit()
    asked = {"ben": led.college.ben, "amina": led.amina, "elsewhere": elsewhere, "former": former, "rival": rival}
    addresses = (PROGRESS, f"{PROGRESS}.csv", f"{PROGRESS}/mine")
    answers = {name: [Browser(app).sign_in(who).get(each).status for each in addresses] for name, who in asked.items()}
    assert answers == {
        "ben": [200, 200, 404], "amina": [403, 403, 200], "elsewhere": [404, 404, 404], "former": [404, 404, 404],
        "rival": [404, 404, 404],
    }  # fmt: skip
    assert "Former Member" not in Browser(app).sign_in(led.college.ben).get(PROGRESS).text


def test_a_report_asks_as_much_of_a_large_group_as_of_a_small_one(
    app: Flask, db: Session, led: Led, as_leader: Browser
) -> None:
    as_leader.get(PROGRESS)
    with statements(app) as few:
        as_leader.get(PROGRESS)
    segment = db.scalars(select(Segment).order_by(Segment.id).limit(1)).one()
    for number in range(9):
        study(db, app.config["VAULT"], member(db, led.college, f"More{number}"), segment, done=False)
    db.commit()
    as_leader.get(PROGRESS)
    with statements(app) as many:
        as_leader.get(PROGRESS)
    assert len(many) == len(few) <= 18


# The organisation


@pytest.fixture
def as_dev(app: Flask, db: Session, led: Led) -> Browser:
    """A coordinator of the whole college, where twelve people are in Maths and three in Art."""
    art = factories.part(db, "Art", of=led.college.part)
    for part, people in ((led.college.maths, 12), (art, 3)):
        for number in range(people):
            person = factories.person(db, name=f"{part.name} {number}")
            factories.member(db, person, part)
            log(db, app, person, 60)
    dev = factories.person(db, name="Dev Coordinator")
    factories.coordinator(db, dev, led.college.part)
    db.commit()
    return Browser(app).sign_in(dev)


def report(led: Led) -> str:
    return f"/organisation/parts/{led.college.part.public_id}/report"


def test_the_year_of_an_organisation_by_part(app: Flask, led: Led, as_dev: Browser) -> None:
    assert "Not counted yet" in as_dev.get(report(led)).words
    count(app)
    page = as_dev.get("/organisation/report").follow()
    assert page.h1 == "CPD of Northfield College, 2026-27"
    for said in ("As of 21 November 2026", "People 20", "Art hidden", "In no part hidden"):
        assert said in page.words, said


def test_the_table_of_an_organisation_has_the_numbers_of_the_page(app: Flask, led: Led, as_dev: Browser) -> None:
    count(app)
    text = as_dev.get(f"{report(led)}.csv").text.lstrip("\ufeff")
    rows = {row["Part"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["Art"]["People"] == "hidden"
    whole = rows["Northfield College"]
    assert (whole["People"], whole["By name: people"], whole["By name: Hours that count"]) == ("20", "hidden", "hidden")


def test_those_who_are_seen_by_name_are_counted_apart_by_the_same_rule(
    app: Flask, db: Session, led: Led, as_dev: Browser
) -> None:
    """Who accepted to be seen by the leader of a group did not accept that a head elsewhere sees their hours."""
    count(app)
    assert "Fewer than five people are seen by name" in as_dev.get(report(led)).words
    for number in range(6):
        log(db, app, member(db, led.college, f"Named {number}"), 600)
    db.commit()
    count(app)
    text = as_dev.get(f"{report(led)}.csv").text.lstrip("\ufeff")
    whole = next(iter(csv.DictReader(io.StringIO(text))))
    assert (whole["By name: people"], whole["By name: Hours that count"]) == ("10", "hidden")  # three have no hours


def test_a_coordinator_sees_their_own_part_and_below_and_no_other(app: Flask, db: Session, led: Led) -> None:
    """LearnMentor promises that two organisations know nothing of each other."""
    count(app)
    maths, other = factories.person(db, name="Maths head"), factories.person(db, name="Elsewhere")
    factories.coordinator(db, maths, led.college.maths)
    factories.coordinator(db, other, factories.organisation(db, "Southfield College"))
    db.commit()
    own_part = f"/organisation/parts/{led.college.maths.public_id}/report"
    asked = {who.name: [Browser(app).sign_in(who).get(each).status for each in (own_part, report(led))]
             for who in (maths, other, led.amina)}  # fmt: skip
    assert asked == {"Maths head": [200, 404], "Elsewhere": [404, 404], "Amina Yusuf": [403, 403]}


def test_nothing_but_printed_counts_is_kept(app: Flask, db: Session, led: Led, as_dev: Browser) -> None:
    count(app)
    db.rollback()
    kept = db.scalars(select(PublishedCounts)).all()
    tables = [table for row in kept for table in (row.printed, row.printed_named)]
    numbers = [each for table in tables for each in (*table.counts.values(), *table.hours.values()) if each is not None]
    assert kept
    assert not [each for each in numbers if each % 5]


def test_printing_twice_a_day_prints_the_same(app: Flask, db: Session, led: Led, as_dev: Browser) -> None:
    def kept() -> list[object]:
        db.rollback()
        return [(each.place, each.year, each.counts, each.hours) for each in db.scalars(select(PublishedCounts))]

    count(app)
    once = kept()
    count(app)
    assert kept() == once


def test_no_page_table_or_log_of_a_leader_holds_a_word_that_anybody_wrote(
    db: Session, led: Led, as_leader: Browser, as_dev: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    """LearnMentor promises that no leader or coordinator ever reads a reflection, an answer, a claim or a CPD entry."""
    count(as_dev.app)
    group = "/groups/springgroup"
    pages = [as_leader.get(each).text for each in (PROGRESS, f"{PROGRESS}.csv", group, f"{group}/people", "/groups",
                                                   "/segments/c1-s1/statistics")]  # fmt: skip
    pages += [as_dev.get(each).text for each in (report(led), f"{report(led)}.csv", PROGRESS, f"{PROGRESS}.csv",
                                                 f"/organisation/parts/{led.college.part.public_id}")]  # fmt: skip
    said = capsys.readouterr()
    kept = [str((row.counts, row.hours, row.named)) for row in db.scalars(select(PublishedCounts))]
    kept += [f"{each.subject} {each.body}" for each in db.scalars(select(OutgoingMail))]
    assert all(pages)
    for what, canary in CANARIES.items():
        assert not [text for text in (*pages, said.out, said.err, *kept) if canary in text.casefold()], what


def test_the_canaries_are_there_for_their_owner(app: Flask, led: Led) -> None:
    """Or the test above would find nothing because there was nothing."""
    year = Browser(app).sign_in(led.amina).get("/cpd/2026-27").text
    assert CANARIES["title"] in year


def test_outsiders_are_in_no_count(app: Flask, db: Session, led: Led) -> None:
    insider(db, led.college, "Somebody who only belongs")
    db.commit()
    count(app)
    db.rollback()
    group = db.get_one(PublishedCounts, (f"group:{led.college.group.id}", "2026-27"))
    assert group.counts["people"] == 5


def test_a_session_that_fills_a_place_counts_as_a_part_that_is_done(db: Session, led: Led, as_leader: Browser) -> None:
    """A programme that was given away has its parts in its version: here a segment, and a session beside it."""
    items = (
        GivenItem("C1-S1", "Many meanings", 30, "C1-S1"),
        GivenItem("meeting", "Listening", 60, None, session=True),
    )
    ben = factories.actor(db, led.college.ben, on=TODAY)
    content = GivenContent("Spring", "For us.", items)
    away = given.begin(db, giver=ben, content=content, at=NOW, public_id="awayprogramme")
    given.publish(db, away, by=ben, note="", at=NOW)
    db.add(GroupAssignment(public_id="givenaway", group_id=led.college.group.id, programme_id=away.programme_id,
                           by=TODAY, given_at=NOW))  # fmt: skip
    db.add(SessionAttended(person_id=led.amina.id, programme_id=away.programme_id, item="meeting", title="Listening",
                           minutes=60, attended_on=TODAY))  # fmt: skip
    db.commit()
    words = as_leader.get(PROGRESS).words
    assert "Amina Yusuf Finished 3 of 3" in words
    assert "Carys Under way 1 of 3" in words
