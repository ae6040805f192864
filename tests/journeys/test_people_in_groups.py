"""Forty people come in by a table and are asked into a group; it meets, its leader sees who stalls, one leaves.

A trainer gives the group a programme. Its session fills the place of a segment, and whoever did the rest is issued a
certificate of hours when the leader confirms that they came.
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import FilePayload, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.given import services as given
from learnmentor.courses.given.rules import GivenContent, GivenItem
from learnmentor.courses.study import services as study
from learnmentor.jobs.models import OutgoingMail
from learnmentor.organisations.models import Part
from learnmentor.organisations.tables import services as tables
from learnmentor.stories import named_group
from tests import factories
from tests.conftest import HeldClock
from tests.journeys.conftest import Visitor
from tests.organisations.test_table_pages import work as work_of

pytestmark = pytest.mark.browser
GROUP, PROGRAMME, EVENING = "Autumn mentors", "My first term", "An evening on feedback"
MET = datetime(2026, 11, 24, 18, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """Dev coordinates, Ben trains and gives, Amina and Chidi belong already, Ida is one of those who come in."""

    college: Part
    dev: Person
    ben: Person
    amina: Person
    chidi: Person


@pytest.fixture
def cast(db: Session, published: None) -> Cast:
    """A college. Amina has studied the nine segments of Ben's programme, and Chidi one of them, a month ago."""
    college = factories.organisation(db)
    dev, amina, chidi = (factories.person(db, name=name) for name in ("Dev Patel", "Amina Yusuf", "Chidi Obi"))
    ben = factories.person(db, name="Ben Okafor", roles=[RoleName.TRAINER])
    for person in (dev, ben, amina, chidi):
        factories.member(db, person, college)
    factories.coordinator(db, dev, college)
    items = programme(db, ben)
    for person, codes, days in ((amina, items, 2), (chidi, items[:1], 30)):
        for segment in db.scalars(select(Segment).where(Segment.code.in_(codes))):
            at = MET - timedelta(days=days)
            begun = study.begin(db, learner=factories.actor(db, person, on=at.date()), segment=segment, at=at)
            begun.active_seconds, begun.completed_at = 20 * 60, at
    db.commit()
    return Cast(college, dev, ben, amina, chidi)


def programme(db: Session, ben: Person) -> list[str]:
    """Ben's programme, of nine segments and an evening in the place of a tenth; the codes of the nine."""
    found = db.execute(select(Segment.code, Segment.title).where(Segment.code.regexp_match("^C[12]-")))
    segments = [GivenItem(code, title, 30, code) for code, title in found.all()]
    items = (*segments[:9], GivenItem("evening", EVENING, 90, segments[9].segment, session=True))
    content, by = GivenContent(PROGRAMME, "New mentors.", items), factories.actor(db, ben, on=MET.date())
    made = given.begin(db, giver=by, content=content, at=MET - timedelta(days=9), public_id="firstterm")
    given.publish(db, made, by=by, note="", at=MET - timedelta(days=9))
    return [item.key for item in segments[:9]]


def work(app: Flask) -> None:
    """Let the worker bring a table in, and ask whom it names into groups."""
    for _ in range(2):
        work_of(app, tables.BRING_IN, named_group.ASK)


def test_forty_people_come_in_meet_are_seen_and_one_leaves(
    visitor: Visitor, app: Flask, db: Session, cast: Cast, time: HeldClock
) -> None:
    page = visitor.page
    visitor.enter(app, cast.dev)
    group = make_group(visitor, cast)
    bring_forty_in(visitor, app, cast)
    join_by_letter(visitor, app, db)
    for person, how in ((cast.amina, "By name"), (cast.chidi, "By name")):
        visitor.enter(app, person)
        visitor.open("/")
        page.get_by_role("link", name=GROUP).click()
        join(visitor, how)

    visitor.enter(app, cast.ben)
    give_to_the_group(visitor)
    visitor.enter(app, cast.dev)
    session = assign_and_plan(visitor, group)
    time.moment = MET
    meet(visitor, app, cast, session)
    read_report(visitor, group)

    visitor.enter(app, cast.amina)
    certificate_came(visitor)
    leave(visitor, group)
    visitor.enter(app, cast.dev)
    page.goto(group + "/progress")
    expect(page.locator("main")).not_to_contain_text("Amina Yusuf")


def make_group(visitor: Visitor, cast: Cast) -> str:
    """Make the group, and let Ben lead it too; gives its address."""
    page = visitor.page
    visitor.open("/groups/new")
    page.get_by_label("Name of the group").fill(GROUP)
    page.get_by_role("button", name="Make this group").click()
    address = page.url
    page.get_by_role("link", name="Who leads").click()
    page.get_by_label("Email address").fill(cast.ben.email)
    page.get_by_role("button", name="Let them lead").click()
    visitor.look("who-leads")
    return address


def bring_forty_in(visitor: Visitor, app: Flask, cast: Cast) -> None:
    """A table of forty people, two of them known and one line with a slip; looked over, then brought in."""
    page = visitor.page
    rows = [("Name", "Email", "Group"), ("Ida Ash", "ida@example.org", GROUP)]
    rows += [(f"Person {number:02}", f"person{number}@example.org", GROUP) for number in range(37)]
    rows += [(person.name, person.email.upper(), GROUP) for person in (cast.amina, cast.chidi)]
    rows.append(("Zoe New", "zoe@example.org", "Autum mentors"))
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    visitor.open("/organisation")
    page.locator("main h2 a").click()
    page.get_by_role("link", name="Bring in a table").click()
    file: FilePayload = {"name": "people.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode("utf-8-sig")}
    page.locator("input[type=file]").set_input_files([file])
    page.get_by_role("button", name="Look it over").click()
    expect(page.locator("main")).to_contain_text("38 new, 2 changed, 0 known as they are, 1 to mend.")
    expect(page.locator("main")).to_contain_text("There is no open group called “Autum mentors”")
    visitor.look("looked-over")
    page.get_by_role("button", name="Bring in 40 lines").click()
    work(app)
    page.reload()
    expect(page.locator("h1")).to_have_text("Your table is brought in")
    visitor.look("brought-in")


def join_by_letter(visitor: Visitor, app: Flask, db: Session) -> None:
    """Ida makes her account by the link of her letter, and finds on Home that she is asked."""
    page = visitor.page
    page.context.clear_cookies()
    db.rollback()
    body = db.scalars(select(OutgoingMail.body).where(OutgoingMail.to_address == "ida@example.org")).one()
    page.goto(visitor.address + re.findall(r"http://localhost(/invitations/\S+)", body)[0])
    expect(page.get_by_label("Your name")).to_have_value("Ida Ash")
    page.get_by_label("Password").fill("three plain words")
    page.get_by_role("button", name="Make my account").click()
    work(app)
    visitor.open("/")
    expect(page.locator("main")).to_contain_text(f"You are asked to join the group {GROUP}.")
    visitor.look("asked-on-home")
    page.get_by_role("link", name=GROUP).click()
    expect(page.locator("main")).to_contain_text("your reflections, journal and notes")
    visitor.look("what-is-seen-and-what-never")
    join(visitor, "Count me only")


def join(visitor: Visitor, how: str) -> None:
    """Accept what is shown."""
    visitor.page.get_by_role("radio", name=how).check()
    visitor.page.get_by_role("button", name="I accept this and join").click()
    expect(visitor.page.locator("h1")).to_have_text(GROUP)


def give_to_the_group(visitor: Visitor) -> None:
    """Ben gives his programme to the group by its name."""
    page = visitor.page
    visitor.open("/programmes")
    page.get_by_role("link", name="Programmes that you give away").click()
    page.get_by_role("link", name=PROGRAMME).click()
    page.get_by_label("Those of one group or place").check()
    page.get_by_role("button", name="Keep who it is for").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a group or a place")
    page.get_by_label("Which group or place?").select_option(label=GROUP)
    page.get_by_role("button", name="Keep who it is for").click()
    expect(page.locator("main")).to_contain_text(f"It is given to the group {GROUP}.")
    visitor.look("given-to-the-group")


def assign_and_plan(visitor: Visitor, group: str) -> str:
    """Dev assigns the programme, and plans the session that fills its place; gives its address."""
    page = visitor.page
    page.goto(group)
    page.get_by_role("link", name="Give something").click()
    what = page.get_by_label("Programme or segment")
    what.select_option(label=f"{PROGRAMME} (version 1, given by Ben Okafor)")
    page.get_by_label("By when?").fill("2027-01-29")
    visitor.look("assigned-with-its-version")
    page.get_by_role("button", name="Give it to everybody").click()
    page.get_by_role("link", name="Plan a session").click()
    page.get_by_label("What is it called?").fill(EVENING)
    page.get_by_label("Day", exact=True).fill(MET.date().isoformat())
    page.get_by_label("Begins at").fill("6 pm")
    page.get_by_label("How long does it take?").fill("90")
    page.get_by_label("Place", exact=True).fill("Library, room 2")
    page.get_by_label("Is it a session of a programme").select_option(label=f"{PROGRAMME}: {EVENING}")
    page.get_by_role("button", name="Plan it").click()
    session = page.url
    page.goto(group)
    expect(page.locator("main")).to_contain_text("by 29 January 2027, version 1")
    visitor.look("the-leader-s-group")
    return session


def meet(visitor: Visitor, app: Flask, cast: Cast, session: str) -> None:
    """Amina types the code; Dev confirms her and nobody else."""
    page = visitor.page
    page.goto(session)
    code = page.locator("b.as-typed").inner_text()
    visitor.enter(app, cast.amina)
    visitor.open("/join")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()
    visitor.enter(app, cast.dev)
    page.goto(session)
    visitor.look("who-was-there")
    page.get_by_role("button", name="Confirm who was there").click()
    expect(page.locator("main")).to_contain_text("in the CPD record of everybody who was there")


def read_report(visitor: Visitor, group: str) -> None:
    """Dev sees who stalls, on the screen, on paper and in a table with the same numbers."""
    page = visitor.page
    page.goto(group)
    page.get_by_role("link", name="How everybody stands").click()
    chidi = page.locator("main tbody tr").filter(has_text="Chidi Obi")
    expect(chidi).to_contain_text("Stalled")
    expect(chidi).to_contain_text("1 of 10")
    expect(page.locator("main")).not_to_contain_text("Ida Ash")
    visitor.look("who-stalls")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    visitor.look("the-report-on-paper")
    page.emulate_media(media="screen")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download as a table (CSV)").click()
    table = list(csv.DictReader(Path(waiting.value.path()).read_text("utf-8-sig").splitlines()))
    assert {line["Name"]: (line["Stands"], line["Parts done"], line["Parts given"]) for line in table} == {
        "Chidi Obi": ("Stalled", "1", "10"), "Amina Yusuf": ("Finished", "10", "10"),
    }  # fmt: skip


def certificate_came(visitor: Visitor) -> None:
    """Nine segments and the evening: Amina's certificate of hours is there, and names them."""
    page = visitor.page
    visitor.open("/certificates")
    page.get_by_role("link", name=re.compile("Certificate of hours")).first.click()
    expect(page.locator("main")).to_contain_text(EVENING)
    visitor.look("certificate-of-hours")


def leave(visitor: Visitor, group: str) -> None:
    """Amina sees exactly what is seen, is counted only, and leaves."""
    page = visitor.page
    page.goto(group)
    page.get_by_role("link", name="See exactly what is seen").click()
    expect(page.locator("main")).to_contain_text("10 of 10")
    visitor.look("what-is-seen-of-me")
    page.get_by_role("link", name="Change how you are seen, or leave").click()
    page.get_by_role("radio", name="Count me only").check()
    page.get_by_role("button", name="Save").click()
    visitor.look("changed")
    page.goto(group + "/joining")
    page.get_by_role("button", name="Leave the group").click()
    expect(page.locator("main")).to_contain_text("its leader sees nothing of you any more")
