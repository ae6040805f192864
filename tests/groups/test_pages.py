"""The pages of groups: made, joined, led, met, given to, left; each refusal with a sentence and what was typed."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.cpd.models import CpdEntry
from learnmentor.groups.joining.models import GroupMember, GroupWay
from learnmentor.groups.joining.rules import Counted, Stands, WayKind
from learnmentor.groups.models import Group
from learnmentor.groups.sessions import services as attendance
from learnmentor.jobs.models import OutgoingMail
from tests import factories
from tests.conftest import HeldClock
from tests.groups.conftest import NOW, College, actor, insider, join, member, session
from tests.page import Browser, Page, upload

pytestmark = pytest.mark.usefixtures("time")


@pytest.fixture
def as_leader(app: Flask, db: Session, college: College) -> Browser:
    """The leader's browser."""
    db.commit()
    return Browser(app).sign_in(college.ben)


def enter(app: Flask, db: Session, person: factories.Person) -> Browser:
    db.commit()
    return Browser(app).sign_in(person)


def code_of(db: Session) -> str:
    db.rollback()
    return (
        db.scalars(select(GroupWay.word).where(GroupWay.kind == WayKind.CODE).order_by(GroupWay.id.desc())).first()
        or ""
    )


def state_of(db: Session, person: factories.Person) -> list[Stands]:
    db.rollback()
    return list(
        db.scalars(select(GroupMember.state).where(GroupMember.person_id == person.id).order_by(GroupMember.id))
    )


# Making one


def test_a_trainer_makes_a_group_and_leads_it(db: Session, as_leader: Browser) -> None:
    page = as_leader.get("/groups").click("Make a group")
    page = page.submit("Make this group", title="Network of mentors", kind="network", starts_on="21/11/2026")
    shown = page.follow()
    assert shown.h1 == "Network of mentors"
    assert "Led by Ben Okafor." in shown.words
    assert "You lead" in as_leader.get("/groups").words


def test_what_is_wrong_with_a_group_is_said_and_the_rest_is_kept(as_leader: Browser) -> None:
    page = as_leader.get("/groups/new").submit(
        "Make this group", title="", about="For us.", starts_on="21/11/2026", ends_on="20/11/2026", stalled_days="0"
    )
    assert page.status == 422
    assert page.errors() == [
        "Give the group a name.", "The last day cannot be before the first.", "Use a whole number from 1 to 365.",
    ]  # fmt: skip
    assert page.one("textarea[name=about]").text.strip() == "For us."


def test_a_learner_is_offered_no_group_to_make(app: Flask, db: Session, college: College) -> None:
    amina = enter(app, db, insider(db, college))
    assert "Make a group" not in amina.get("/groups").words
    assert amina.get("/groups/new").status == 403
    assert amina.post("/groups/new", {"title": "Mine"}).status == 403


def test_a_group_is_changed_closed_and_opened_again(as_leader: Browser) -> None:
    page = as_leader.get("/groups/springgroup/edit").submit("Save", title="Summer mentors").follow()
    assert page.h1 == "Summer mentors"
    as_leader.get("/groups/springgroup/edit").submit("Close it")
    assert "Plan a session" not in as_leader.get("/groups/springgroup").words
    refused = as_leader.post("/groups/springgroup/ways", {"kind": "code", "last_day": "30/11/2026"})
    assert refused.status == 422
    assert "This group is closed" in refused.words
    as_leader.get("/groups/springgroup/edit").submit("Open it again")
    assert "Plan a session" in as_leader.get("/groups/springgroup").words


# Coming in


def test_somebody_joins_with_a_code_having_seen_what_the_leader_will_see(
    app: Flask, db: Session, college: College, as_leader: Browser
) -> None:
    as_leader.get("/groups/springgroup/ways").submit("Make it", kind="code", most="30").follow()
    code, person = code_of(db), insider(db, college)
    slide = as_leader.get("/groups/springgroup/ways").click("Show it large")
    assert f"{code[:3]} {code[3:]}" in slide.words
    amina = enter(app, db, person)
    door = amina.get("/join").submit("Go on", code=f" {code[:3].lower()}-{code[3:]} ").follow()
    assert door.h1 == "Join “Spring mentors”?"
    for said in ("your hours of this CPD year", "your reflections, journal and notes", "You can change this and leave"):
        assert said in door.words
    unchosen = door.submit("I accept this and join")
    assert (unchosen.status, unchosen.errors()) == (422, ["Choose how you want to be seen."])
    inside = door.submit("I accept this and join", seen_as="name").follow()
    assert inside.h1 == "Spring mentors"
    assert "Amina Yusuf" in as_leader.get("/groups/springgroup/people").words
    assert "Fewer than five people came by it, of 30 at most" in as_leader.get("/groups/springgroup/ways").words


def test_the_pass_of_a_code_is_of_nobody_else(app: Flask, db: Session, college: College, as_leader: Browser) -> None:
    as_leader.get("/groups/springgroup/ways").submit("Make it", kind="code")
    code = code_of(db)
    amina, chidi = (enter(app, db, insider(db, college, name)) for name in ("Amina Yusuf", "Chidi Obi"))
    there = amina.get("/join").submit("Go on", code=code).response.headers["Location"]
    assert amina.get(there).status == 200
    assert chidi.get(there).status == 404
    assert chidi.get(f"/join/{code}").status == 404  # a code is typed where tries are counted


def test_codes_cannot_be_tried_without_end(app: Flask, db: Session, college: College, as_leader: Browser) -> None:
    as_leader.get("/groups/springgroup/ways").submit("Make it", kind="code")
    code, amina = code_of(db), enter(app, db, insider(db, college))
    pages = [amina.post("/join", {"code": f"FHK234{sign}"}) for sign in "FHKMRWXY23"]
    assert {page.status for page in pages} == {422}
    refused = amina.post("/join", {"code": code})
    assert refused.status == 429
    assert "try again in 15 minutes" in refused.words


@pytest.mark.parametrize("typed", ["", "ABC", "FHK 234O", "FHK23466", "🙂" * 7])
def test_what_is_no_code_is_told_apart_before_it_counts(app: Flask, db: Session, college: College, typed: str) -> None:
    amina = enter(app, db, insider(db, college))
    for _ in range(12):
        assert amina.post("/join", {"code": typed}).status == 422


def test_a_shared_code_makes_strangers_wait_until_the_leader_lets_them_in(
    app: Flask, db: Session, college: College, as_leader: Browser
) -> None:
    as_leader.get("/groups/springgroup/ways").submit("Make it", kind="code")
    stranger = factories.person(db, name="Xanthe Quill")
    xanthe = enter(app, db, stranger)
    door = xanthe.get("/join").submit("Go on", code=code_of(db)).follow()
    assert "You do not belong to Northfield College." in door.words
    page = door.submit("I accept this and join", seen_as="count").follow()
    assert "You wait to be let in" in page.words
    assert xanthe.get("/groups/springgroup").follow().h1.startswith("What the leader of")
    assert "1 person waits for you to let them in" in as_leader.get("/groups/springgroup").words
    people = as_leader.get("/groups/springgroup/people").submit("Let in").follow()
    assert "Xanthe Quill is in the group." in people.words
    assert state_of(db, stranger) == [Stands.ACCEPTED]
    assert "Xanthe" not in as_leader.get("/groups/springgroup/people").words  # counted only, from now on


def test_a_link_opens_until_it_is_withdrawn(app: Flask, db: Session, college: College, as_leader: Browser) -> None:
    made = as_leader.get("/groups/springgroup/ways").submit("Make it", kind="link").follow()
    link = made.one("section code").text.removeprefix("http://localhost")
    amina = enter(app, db, insider(db, college))
    assert amina.get(link).h1 == "Join “Spring mentors”?"
    as_leader.get("/groups/springgroup/ways").submit("Withdraw it")
    gone = amina.get(link)
    assert gone.status == 410
    assert "Its leader has withdrawn it." in gone.words
    assert amina.post(link, {"seen_as": "name", "version": "1"}).status == 410


def test_a_list_is_asked_whole_or_not_at_all(db: Session, college: College, as_leader: Browser) -> None:
    amina = insider(db, college)
    db.commit()
    page = as_leader.get("/groups/springgroup/people")
    wrong = page.submit("Ask them", people="Amina Yusuf\nNobody Known\nnew@example")
    assert wrong.status == 422
    assert "Line 2: “Nobody Known” is nobody's name here." in wrong.words
    assert "Line 3: “new@example” is no email address." in wrong.words
    assert "Nobody Known" in wrong.one("textarea[name=people]").text
    assert state_of(db, amina) == []
    good = wrong.submit("Ask them", people="Amina Yusuf\nnew@example.org\nAMINA YUSUF").follow()
    assert "2 letters are written." in good.words
    assert state_of(db, amina) == [Stands.INVITED]
    again = good.submit("Ask them", people="Amina Yusuf").follow()
    assert "0 letters are written. 1 of them was here or asked already." in again.words


@pytest.mark.parametrize(
    "content",
    [b"email\nnew@example.org\n", "\ufeffName;E-Mail\nNéw;new@example.org\n".encode(),
     "name\temail\nNew\tnew@example.org\n".encode("utf-16")],
)  # fmt: skip
def test_a_table_is_asked_by_its_column(db: Session, as_leader: Browser, content: bytes) -> None:
    page = as_leader.get("/groups/springgroup/people")
    page.submit("Ask them", table=upload(content, "people.csv", "text/csv"))
    db.rollback()
    assert list(db.scalars(select(OutgoingMail.to_address))) == ["new@example.org"]


def test_a_file_that_is_no_table_is_refused(as_leader: Browser) -> None:
    page = as_leader.get("/groups/springgroup/people")
    picture = page.submit("Ask them", table=upload(b"\x89PNG\r\n\x1a\n\0\0\1\2\0\0\0\xff", "people.png"))
    assert picture.status == 422
    assert len(picture.errors()) == 1


def test_the_letter_to_an_address_leads_in(app: Flask, db: Session, college: College, as_leader: Browser) -> None:
    as_leader.get("/groups/springgroup/people").submit("Ask them", people="new@example.org")
    db.rollback()
    link = re.search(r"/join/\w+", db.scalars(select(OutgoingMail.body)).one())
    assert link
    newly = factories.person(db, name="Newly Come", email="new@example.org")
    browser = enter(app, db, newly)
    browser.get(link[0]).submit("I accept this and join", seen_as="name")
    assert state_of(db, newly) == [Stands.ACCEPTED]
    assert "new@example.org" not in as_leader.get("/groups/springgroup/people").words


def test_whoever_is_asked_says_yes_or_no(app: Flask, db: Session, college: College, as_leader: Browser) -> None:
    amina, chidi = insider(db, college), insider(db, college, "Chidi Obi")
    db.commit()
    as_leader.get("/groups/springgroup/people").submit("Ask them", people="Amina Yusuf\nChidi Obi")
    yes, no = enter(app, db, amina), enter(app, db, chidi)
    assert "You are asked to join" in yes.get("/groups").words
    yes.get("/groups/springgroup/joining").submit("I accept this and join", seen_as="name")
    no.get("/groups/springgroup/joining").submit("No, thank you")
    assert (state_of(db, amina), state_of(db, chidi)) == ([Stands.ACCEPTED], [Stands.LEFT])
    assert no.get("/groups/springgroup").status == 404


def test_a_member_changes_how_they_are_seen_and_leaves(
    app: Flask, db: Session, college: College, as_leader: Browser
) -> None:
    amina = enter(app, db, member(db, college))
    page = amina.get("/groups/springgroup").click("Change it or leave")
    page = page.submit("Save", seen_as="count").follow()
    assert "Now you are counted only." in page.words
    assert "Amina" not in as_leader.get("/groups/springgroup/people").words
    page.submit("Save", seen_as="name")
    assert "Amina" in as_leader.get("/groups/springgroup/people").words
    gone = amina.get("/groups/springgroup/joining").submit("Leave the group").follow()
    assert "its leader sees nothing of you any more" in gone.words
    assert "Amina" not in as_leader.get("/groups/springgroup/people").words
    assert amina.get("/groups/springgroup").status == 404


# Sessions

SESSION = {"title": "Listening", "on": "12/03/2027", "clock": "2.30 pm", "minutes": "90", "place": "Room 4"}


def test_a_session_is_planned_and_taken_into_a_calendar(
    app: Flask, db: Session, college: College, as_leader: Browser
) -> None:
    amina = enter(app, db, member(db, college))
    made = as_leader.get("/groups/springgroup").click("Plan a session").submit(
        "Plan it", **SESSION, materials="Read **this**.\n\n<script>alert(1)</script>",
        links="https://example.org/slides The slides",
    ).follow()  # fmt: skip
    assert "Friday 12 March 2027 at 14:30 (Europe/London)" in made.words
    seen = amina.get("/groups/springgroup").click("Listening")
    assert seen.one(".prose strong").text == "this"
    assert "alert" not in seen.text
    assert "Who was there" not in seen.words
    calendar = amina.get(seen.soup.find("a", string="Take it into your calendar")["href"])
    assert calendar.response.mimetype == "text/calendar"
    assert "DTSTART:20270312T143000Z" in calendar.response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Give the session a name."),
        ({"on": "31/02/2027"}, "no calendar has that day"),
        ({"clock": "25:00"}, "is no time of day we can read"),
        ({"minutes": "0"}, "A session takes a minute at least."),
        ({"minutes": "13 h"}, "a session takes 12 hours at most"),
        ({"zone": "Mars/Olympus"}, "No computer knows this time zone."),
        ({"on": "28/03/2027", "clock": "1:30"}, "Clocks are put forward on that day"),
        ({"place": ""}, "Say where you meet"),
        ({"held_how": "online"}, "Give the address of the online room."),
        ({"address": "http://meet.example.org"}, "has to begin with https://"),
        ({"links": "https://a.example.org\njavascript:alert(1)"}, "Line 2: "),
        ({"materials": "```quiz id=\"a\"\nQ\n```"}, "Line 1: "),
        ({"materials": "x" * 10_001}, "Keep this to 10,000 characters"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_session_is_said_beside_it(as_leader: Browser, wrong: dict[str, str], said: str) -> None:
    page = as_leader.get("/groups/springgroup/sessions/new").submit("Plan it", **{**SESSION, **wrong})
    assert page.status == 422
    assert said in " ".join(page.errors())


def test_a_session_is_held_by_code_and_tick_and_lands_in_the_record(
    app: Flask, db: Session, college: College, as_leader: Browser, time: HeldClock
) -> None:
    people = [member(db, college, name) for name in ("Amina Yusuf", "Chidi Obi")]
    found = session(db, college, starts_at=time() + timedelta(minutes=10))
    amina, chidi = (enter(app, db, person) for person in people)
    typed = amina.get("/join").submit("Go on", code=str(found.code)).follow()
    assert "It counts when your leader has confirmed" in typed.words
    assert "When the session has begun" in as_leader.get("/groups/springgroup/sessions/slistening").words
    time.tick(hours=1)
    page = as_leader.get("/groups/springgroup/sessions/slistening")
    assert "Amina Yusuf typed the code" in page.words
    assert [box.has_attr("checked") for box in page.soup.select("input[name=there]")] == [True, False]
    confirmed = page.submit("Confirm who was there").follow()
    assert "Confirmed: the hours are in the CPD record" in confirmed.words
    assert "Were there" in amina.get("/groups/springgroup/sessions/slistening").words
    assert "Listening (Spring mentors)" in amina.get("/cpd").words
    assert "Listening (Spring mentors)" not in chidi.get("/cpd").words
    again = confirmed.submit("Save", there=[people[1].public_id]).follow()
    assert "1 line is withdrawn" in again.words
    assert "Listening (Spring mentors)" in chidi.get("/cpd").words


def test_a_code_that_is_shown_elsewhere_tells_nothing(app: Flask, db: Session, college: College) -> None:
    found = session(db, college)
    stranger = enter(app, db, factories.person(db, name="Xanthe"))
    page = stranger.post("/join", {"code": found.code})
    assert (page.status, page.errors()) == (
        422, ["No group and no session has this code now. Look at it once more, or ask your leader."],
    )  # fmt: skip


def test_a_session_is_moved_and_cancelled_and_members_are_told(
    app: Flask, db: Session, college: College, as_leader: Browser
) -> None:
    member(db, college)
    found = session(db, college, starts_at=college.group.made_at + timedelta(days=3))
    db.commit()
    at = f"/groups/springgroup/sessions/{found.public_id}"
    page = as_leader.get(f"{at}/edit")
    assert page.one("input[name=clock]")["value"] == "10:00"
    assert "Every member gets a letter" in page.submit("Save", place="Room 9").follow().words
    assert (
        "Every member gets a letter"
        not in as_leader.get(f"{at}/edit").submit("Save", materials="Bring a pen.").follow().words
    )
    cancelled = as_leader.get(f"{at}/edit").submit("Cancel it").follow()
    assert "This session is cancelled." in cancelled.words
    assert as_leader.get(f"{at}/edit").status == 303


# Assignments


def test_something_is_given_stands_on_home_and_is_taken_back(
    app: Flask, db: Session, college: College, as_leader: Browser
) -> None:
    factories.unit(db, "C1")
    amina = enter(app, db, member(db, college))
    page = as_leader.get("/groups/springgroup").click("Give something")
    late = page.submit("Give it to everybody", what="segment:C1-S1", due="20/11/2026")
    assert late.errors() == ["This day is past. Choose today or a later day."]
    page.submit("Give it to everybody", what="segment:C1-S1", due="12/03/2027")
    assert "Segment 1 of C1 Not begun By 12 March 2027" in amina.get("/").words
    assert "Segment 1 of C1 Not begun" in amina.get("/groups/springgroup").words
    as_leader.get("/groups/springgroup").submit("Take back")
    assert "From your groups" not in amina.get("/").words


def test_a_nudge_says_the_same_whether_a_letter_goes_or_not(
    app: Flask, db: Session, college: College, as_leader: Browser
) -> None:
    factories.unit(db, "C1")
    member(db, college)
    db.commit()
    first = as_leader.get("/groups/springgroup/people").submit("Nudge by letter").follow()
    as_leader.post("/groups/springgroup/assignments/new", {"what": "segment:C1-S1", "due": "12/03/2027"})
    second = as_leader.get("/groups/springgroup/people").submit("Nudge by letter").follow()
    assert first.one("[role=status]").text == second.one("[role=status]").text
    db.rollback()
    assert len(db.scalars(select(OutgoingMail)).all()) == 1


# Who reaches what


def everything(browser: Browser, session_id: str) -> dict[str, int]:
    """What somebody gets for each page of the group."""
    addresses = ("", "/people", "/ways", "/leaders", "/edit", "/joining", f"/sessions/{session_id}",
                 f"/sessions/{session_id}/session.ics", "/sessions/new", "/assignments/new")  # fmt: skip
    return {address: browser.get(f"/groups/springgroup{address}").status for address in addresses}


def test_a_group_is_reached_by_its_people_alone(app: Flask, db: Session, college: College) -> None:
    elsewhere = factories.organisation(db, "Southfield College")
    found = session(db, college)
    here, there = (factories.person(db, name=name) for name in ("Dev Patel", "Ewa Kowalska"))
    factories.coordinator(db, here, college.part)
    factories.coordinator(db, there, elsewhere)
    of_maths = factories.person(db, name="Mia Maths")
    factories.coordinator(db, of_maths, college.maths)
    other_leader = factories.person(db, name="Hana Suzuki", roles=(RoleName.TRAINER,))
    factories.member(db, other_leader, college.part)
    amina, former = member(db, college), member(db, college, "Chidi Obi")
    left = enter(app, db, former)
    left.get("/groups/springgroup/joining").submit("Leave the group")
    nothing = dict.fromkeys(everything(left, found.public_id), 404)
    assert everything(left, found.public_id) == nothing
    for person in (there, of_maths, other_leader):
        assert everything(enter(app, db, person), found.public_id) == nothing, person.name
    for person in (college.ben, here):
        assert everything(enter(app, db, person), found.public_id) == {
            **dict.fromkeys(nothing, 200), "/joining": 404,
        }, person.name  # fmt: skip
    inside = {"", "/joining", f"/sessions/{found.public_id}", f"/sessions/{found.public_id}/session.ics"}
    assert everything(enter(app, db, amina), found.public_id) == {
        address: 200 if address in inside else 403 for address in nothing
    }


def test_the_last_leader_is_told_why_they_stay(db: Session, college: College, as_leader: Browser) -> None:
    hana = insider(db, college, "Hana Suzuki")
    db.commit()
    page = as_leader.get("/groups/springgroup/leaders")
    refused = page.submit("End it")
    assert refused.status == 422
    assert "Nobody would lead this group then." in " ".join(refused.errors())
    unknown = page.submit("Let them lead", email="nobody@example.org")
    assert unknown.errors() == ["Nobody who belongs here has this address. Check it, or ask a coordinator to add them."]
    page.submit("Let them lead", email=hana.email)
    as_leader.get("/groups/springgroup/leaders").submit("End it")
    assert as_leader.get("/groups/springgroup/people").status == 404


def test_no_page_of_a_leader_shows_what_members_wrote(
    app: Flask, db: Session, college: College, as_leader: Browser
) -> None:
    counted = member(db, college, "Quenby Counted", seen_as=Counted.AS_A_COUNT)
    found = session(db, college)
    browser = enter(app, db, counted)
    said = {"title": "Canary talk", "provider": "Canary house", "reflection": "canary", "token": "t" * 16}
    browser.post("/cpd/entries/new", {**said, "on": "20/11/2026", "hours": "1", "type": "workshop"})
    db.rollback()
    assert db.scalars(select(CpdEntry.title)).all() == ["Canary talk"]
    for address in everything(as_leader, found.public_id):
        page: Page = as_leader.get(f"/groups/springgroup{address}")
        assert "anary" not in page.text, address
        assert "Quenby" not in page.text, address


def test_what_is_said_of_a_confirmation_is_the_same_with_and_without_people_who_are_not_named(
    db: Session, college: College, as_leader: Browser
) -> None:
    member(db, college, "Quenby", seen_as=Counted.AS_A_COUNT)
    empty, came = session(db, college, title="Empty"), session(db, college, title="Came")
    attendance.say_here(
        db, came, person=actor(db, db.scalars(select(Person).where(Person.name == "Quenby")).one()), at=NOW
    )
    db.commit()
    said = []
    for found in (empty, came):
        page = as_leader.get(f"/groups/springgroup/sessions/{found.public_id}")
        shown = page.words.replace(found.title, "")
        after = page.submit("Confirm who was there", there=None).follow()
        said.append(
            (shown.replace(str(found.code)[:3], "").replace(str(found.code)[3:], ""), after.one("[role=status]").text)
        )
    assert said[0] == said[1]


def test_a_member_who_joined_two_groups_leaves_one(
    app: Flask, db: Session, college: College, as_leader: Browser
) -> None:
    amina = member(db, college)
    db.commit()
    as_leader.get("/groups/new").submit("Make this group", title="Network", starts_on="21/11/2026")
    db.rollback()
    network = db.scalars(select(Group).where(Group.title == "Network")).one()
    join(db, college, amina, group=network)
    browser = enter(app, db, amina)
    browser.post(f"/groups/{network.public_id}/leave")
    assert state_of(db, amina) == [Stands.ACCEPTED, Stands.LEFT]
    assert browser.get("/groups/springgroup").status == 200
