"""Pages of released records: a copy is looked at, asked for, answered by the other one, and taken back."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor import rooms
from learnmentor.assessment.assessed.models import ReleasedRecord, Submission
from learnmentor.assessment.assessed.records import queries, rules
from learnmentor.assessment.assessed.rules import ConsentState
from learnmentor.courses.catalogue.assessed_versions import ReleasableKind
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.meetings.models import PairMeeting
from learnmentor.mentoring.models import PairRoles
from learnmentor.mentoring.paper.sheet import plain_markdown
from learnmentor.mentoring.rules import PairKind
from learnmentor.stories import closing_account
from tests import factories
from tests.assessment.assessed import works
from tests.assessment.assessed.records.kept import ALL, everything, met, reviewed
from tests.conftest import HeldClock
from tests.mentoring import observing
from tests.mentoring.agreeing import VAULT
from tests.mentoring.conftest import NOW, Two, database_file, two
from tests.page import Browser, Page

pytestmark = pytest.mark.usefixtures("time")
WORK = "/assessed-work/work"
CHOOSE = f"{WORK}/parts/all/records"
TELLING = ("Mei Tan", "Amina Yusuf", "I held", "Mine alone", "0123", "Northfield")
KEYS = CHOOSE.count("/") + 2  # slashes in the address of a copy


@pytest.fixture
def learner(app: Flask, pair: Two) -> Browser:
    return Browser(app).sign_in(pair.mentor)


@pytest.fixture
def other(app: Flask, pair: Two) -> Browser:
    return Browser(app).sign_in(pair.mentee)


def rows(db: Session) -> list[ReleasedRecord]:
    db.rollback()
    return list(db.scalars(select(ReleasedRecord).order_by(ReleasedRecord.id)))


def offered(page: Page) -> list[str]:
    """The addresses of the copies that can be looked at."""
    return [str(a["href"]) for a in page.soup.select(f'a[href^="{CHOOSE}/"]') if str(a["href"]).count("/") == KEYS]


def with_meeting(db: Session, pair: Two, **said: str) -> Submission:
    """Amina's submission, and one meeting that she can release to it."""
    works.brief(db, ALL)
    met(db, pair, **said)
    made = works.submission(db, pair.mentor, public_id="work")
    db.commit()
    return made


def ask(learner: Browser) -> str:
    """Amina asks for the one record that there is; its address for Mei."""
    learner.get(CHOOSE).click("Meeting, 18 November 2026").submit("Ask for this copy")
    address = next(a["href"] for a in learner.get(f"{WORK}/parts/all").soup.select(f'a[href^="{WORK}/records/"]'))
    return f"/released-records/{str(address).rsplit('/', 1)[1]}"


def test_each_kind_is_copied_without_names_and_whoever_else_it_is_of_is_asked(
    db: Session, learner: Browser, other: Browser, pair: Two
) -> None:
    everything(db, pair)
    page = learner.get(CHOOSE)
    assert "Mei Tan" in page.words
    kinds = set()
    for address in offered(page):
        kinds.add(address.split("/")[-2])
        copy = learner.get(address)
        shown = copy.one(".record-copy").get_text(" ")
        assert not any(word in shown for word in TELLING)
        asks = "Ask for this copy" in copy.words
        part = copy.submit("Ask for this copy" if asks else "Put this copy in").follow()
        copy.submit("Ask for this copy" if asks else "Put this copy in")  # pressed twice
        assert part.h1 == "All of it"
    assert kinds == set(ReleasableKind) - {ReleasableKind.TRANSCRIPT}
    found = rows(db)
    assert len(found) == len(kinds)
    assert {row.kind for row in found if row.state == ConsentState.OWN} == {"cpd-entry", "role-declaration", "impact"}
    assert {row.other_id for row in found if row.state == ConsentState.ASKED} == {pair.mentee.id}
    assert other.get("/released-records").words.count("asked by Amina Yusuf") == len(kinds) - 3
    log = next(row for row in found if row.kind == "contact-log")
    sheet = queries.sheet(VAULT, log)
    assert sheet is not None
    assert sheet.sections[0].items[0].rows == (("18 November 2026", "45 min", "In a room", "The mentee"),)


def test_a_yes_is_given_to_exactly_the_copy_and_taken_back_at_any_time(
    db: Session, learner: Browser, other: Browser, pair: Two
) -> None:
    made = with_meeting(db, pair, text="We asked firecrest.")
    address = ask(learner)
    assert queries.to_hand_in(db, VAULT, made.id) == {}
    assert "Say yes or no to 1 copy of your records" in other.get("/mentoring").words
    asked = other.get("/pairs/aminaandmei").click("Say yes or no")
    assert (asked.h1, asked.browser.address) == ("May this copy be used?", address)
    read = learner.get(f"{WORK}/records/{address.rsplit('/', 1)[1]}").one(".record-copy").get_text()
    assert asked.one(".record-copy").get_text() == read
    assert asked.submit("Yes, it may be used").follow().words.count("You said yes") == 2
    assert "answered in another window" in asked.submit("No").follow().words
    assert "May be used" in learner.get(f"{WORK}/parts/all").words
    db.rollback()
    (record,) = queries.to_hand_in(db, VAULT, made.id)["all"]
    assert (record.title, record.sha256) == ("Meeting and target record, 18 November 2026", rows(db)[0].sha256)
    works.handed_in(db, VAULT, made, handed=works.work(parts=[works.HandedInPart("all", "All", records=(record,))]))
    db.commit()
    assert "was handed in" in other.get(address).words
    assert "Nobody reads the copy any more" in other.get(address).submit("Take it back").follow().words
    (row,) = rows(db)
    assert (row.state, row.body, row.sha256) == (ConsentState.WITHDRAWN, None, record.sha256)
    assert queries.sheet(VAULT, row) is None
    assert "its fingerprint stays" in learner.get(f"{WORK}/records/{row.public_id}").words
    assert b"firecrest" not in database_file(db)


def test_a_no_ends_the_matter_and_costs_nothing(db: Session, learner: Browser, other: Browser, pair: Two) -> None:
    made = with_meeting(db, pair)
    address = ask(learner)
    nothing = other.post(f"{address}/answer")
    assert (nothing.status, rows(db)[0].state) == (422, ConsentState.ASKED)
    assert "end of the matter" in other.get(address).submit("No").follow().words
    (row,) = rows(db)
    assert (row.state, row.body) == (ConsentState.REFUSED, None)
    part = learner.get(f"{WORK}/parts/all")
    assert "it costs you nothing" in part.words
    assert "refused" not in part.words.lower()
    again = learner.get(CHOOSE).click("Meeting, 18").submit("Ask for this copy").follow()
    assert "Leave it out and use another piece" in again.words
    assert [each.state for each in rows(db)] == [ConsentState.REFUSED]
    learner.get(f"{WORK}/records/{row.public_id}").submit("Take it out")
    learner.get(CHOOSE).click("Meeting, 18").submit("Ask for this copy")
    assert [each.state for each in rows(db)] == [ConsentState.REFUSED]
    assert queries.to_hand_in(db, VAULT, made.id) == {}


def test_one_that_is_taken_out_is_asked_for_no_more(db: Session, learner: Browser, other: Browser, pair: Two) -> None:
    with_meeting(db, pair)
    address = ask(learner)
    own, asked = learner.get(f"{WORK}/records/{address.rsplit('/', 1)[1]}"), other.get(address)
    own.submit("Take it out")
    assert "out already" in own.submit("Take it out").follow().words
    assert "has been taken out" in asked.submit("Yes, it may be used").words
    assert rows(db) == []


def test_a_record_that_changed_stays_as_it_was_copied_until_a_new_copy_is_asked_for(
    db: Session, learner: Browser, other: Browser, pair: Two
) -> None:
    with_meeting(db, pair)
    address = ask(learner)
    other.get(address).submit("Yes, it may be used")
    looked = learner.get(CHOOSE).click("Meeting, 18")
    change(db)
    assert "has changed since you looked" in looked.submit("Ask for this copy").words
    own = learner.get(f"{WORK}/records/{address.rsplit('/', 1)[1]}")
    assert "The record has changed since this copy was made" in own.words
    newer = own.click("Look at the new copy")
    change(db)
    newer = newer.submit("Ask for this copy")
    assert (newer.status, "has changed again" in newer.words) == (422, True)
    newer.submit("Ask for this copy")
    assert "out already" in newer.submit("Ask for this copy").follow().words
    (row,) = rows(db)
    assert (row.state, row.answered_at) == (ConsentState.ASKED, None)
    assert other.get(address).status == 404
    assert "May this copy be used?" in other.get(f"/released-records/{row.public_id}").words


def change(db: Session) -> None:
    """The meeting took a minute longer, as one of the two says now."""
    meeting = db.scalars(select(PairMeeting).execution_options(populate_existing=True)).one()
    meeting.held_minutes = (meeting.held_minutes or 0) + 1
    db.commit()


def test_whoever_was_mentor_then_is_the_mentor_in_the_copy_whoever_asks(
    db: Session, app: Flask, other: Browser, pair: Two
) -> None:
    works.brief(db, ALL)
    met(db, pair, text="Amina Yusuf asked, Mei Tan told.")
    works.submission(db, pair.mentee, public_id="work")
    db.scalars(select(PairRoles)).one().from_on -= timedelta(days=30)
    pair.pair.mentor_id, pair.pair.mentee_id = pair.mentee.id, pair.mentor.id
    db.add(PairRoles(pair_id=pair.pair.id, from_on=NOW.date(), mentor_id=pair.mentee.id, mentee_id=pair.mentor.id))
    db.commit()
    copy = other.get(CHOOSE).click("Meeting, 18")
    shown = copy.one(".record-copy").get_text(" ")
    assert "The mentor asked, the mentee told." in shown
    copy.submit("Ask for this copy")
    assert [row.other_id for row in rows(db)] == [pair.mentor.id]


def test_nobody_is_asked_in_a_pair_that_ended_and_what_was_asked_stays_asked(
    db: Session, learner: Browser, other: Browser, pair: Two
) -> None:
    with_meeting(db, pair)
    address, looked = ask(learner), learner.get(CHOOSE).click("Meeting, 18")
    learner.get(f"{WORK}/records/{address.rsplit('/', 1)[1]}").submit("Take it out")
    met(db, pair, days=4)
    db.commit()
    learner.get(CHOOSE).click("Meeting, 17").submit("Ask for this copy")
    pairs.end(db, pair.pair, at=NOW)
    db.commit()
    assert "This pair has ended" in learner.get(CHOOSE).words
    assert "nobody can be asked" in looked.submit("Ask for this copy").follow().words
    (row,) = rows(db)
    assert "You said yes" in other.get(f"/released-records/{row.public_id}").submit("Yes").follow().words
    closing_account.close(
        db, rooms.personal_data(), person_id=pair.mentee.id, sender=None, at=NOW, zone="Europe/London"
    )
    db.commit()
    assert "account is closed" in learner.get(CHOOSE).words
    (row,) = rows(db)
    assert (row.state, row.body) == (ConsentState.WITHDRAWN, None)


def test_a_review_is_copied_once_both_have_answered(db: Session, learner: Browser, pair: Two) -> None:
    works.brief(db, ALL)
    reviewed(db, pair, both=False)
    works.submission(db, pair.mentor, public_id="work")
    db.commit()
    assert "Not both of you have answered" in learner.get(CHOOSE).click("Half way").follow().words


def test_an_extract_is_looked_at_and_then_asked_of_whom_it_is_of(
    db: Session, app: Flask, learner: Browser, other: Browser, pair: Two
) -> None:
    works.brief(db, ALL)
    works.submission(db, pair.mentor, public_id="work")
    partner = two(db, mentor=factories.person(db, name="Tom Price"), mentee=pair.mentor,
                  kind=PairKind.CO_COACHING, public_id="aminaandtom")  # fmt: skip
    page = learner.get(f"{CHOOSE}/transcript")
    assert page.submit("Look at the copy").errors() == [
        "Say in a few words what the conversation was about.", "Paste the extract."
    ]  # fmt: skip
    assert "Keep this to 12,000" in page.submit("Look", pair="aminaandtom", about="x", extract="x" * 12_001).errors()[0]
    looked = page.submit(
        "Look at the copy", pair="aminaandtom", about="Talk", extract="A: Tom Price, why? goldcrest", on="2026-11-20"
    )
    assert "A: the partner, why? goldcrest" in looked.one(".record-copy").get_text()
    assert rows(db) == []
    looked.submit("Ask for this copy")
    looked.submit("Ask for this copy")
    (row,) = rows(db)
    assert (row.other_id, row.state, row.kind) == (partner.mentor.id, ConsentState.ASKED, "transcript")
    extract = queries.sheet(VAULT, row)
    assert extract is not None
    assert plain_markdown(extract).startswith("# Extract of a transcript, 20 November 2026")
    assert other.get(f"/released-records/{row.public_id}").status == 404
    assert b"goldcrest" not in database_file(db)


def test_a_part_takes_no_kind_that_it_does_not_ask_for_and_no_record_of_others(
    db: Session, app: Flask, learner: Browser, pair: Two, time: HeldClock
) -> None:
    with_meeting(db, pair)
    others = two(db, public_id="others")
    theirs = met(db, others, days=5).public_id
    db.commit()
    mine = offered(learner.get(CHOOSE))[0].rsplit("/", 1)[1]
    for part, record in (
        ("agreement", f"meeting/{mine}"), ("account", f"meeting/{mine}"), ("all", f"meeting/{theirs}"),
        ("all", "meeting/no"), ("all", "diary/no"), ("all", "transcript/no"), ("all", f"review/{mine}"),
    ):  # fmt: skip
        for answer in (learner.get, learner.post):
            assert answer(f"{WORK}/parts/{part}/records/{record}").status == 404
    assert Browser(app).sign_in(others.mentor).get(CHOOSE).status == 404


def test_the_newest_are_listed_and_older_ones_a_page_further(db: Session, learner: Browser, pair: Two) -> None:
    works.brief(db, ALL)
    for days in range(1, rules.MOST_OFFERED + 3):
        at = NOW - timedelta(days=days)
        db.add(
            PairMeeting(public_id=f"held{days}", pair_id=pair.pair.id, starts_at=at, zone="Europe/London", minutes=45,
                        mode="room", planned_by_id=pair.mentor.id, state="held", made_at=at, held_at=at,
                        held_minutes=45, mentor_id=pair.mentor.id)
        )  # fmt: skip
    works.submission(db, pair.mentor, public_id="work")
    db.commit()
    first = learner.get(CHOOSE)
    assert len([each for each in offered(first) if "/meeting/" in each]) == rules.MOST_OFFERED
    assert [each.rsplit("/", 1)[1] for each in offered(first.click("Older ones")) if "/meeting/" in each] == [
        "held31", "held32"
    ]  # fmt: skip


def test_what_a_second_observer_wrote_is_not_copied(db: Session, learner: Browser, pair: Two) -> None:
    works.brief(db, ALL)
    works.submission(db, pair.mentor, public_id="work")
    visit, third = observing.agreed(db, pair, joint=True), factories.person(db, name="Ann Other")
    visit.second_id = third.id
    observing.ready(db, pair, visit)
    observing.write(db, pair, visit, "evidence", {**observing.SHEET, "strengths": "nuthatch"}, by=third.id)
    visit.second_ready_at = NOW
    observing.given(db, pair, visit)
    db.commit()
    assert "nuthatch" in learner.get("/pairs/aminaandmei/observations/avisit").words
    copy = learner.get(CHOOSE).click("Visit, 21").one(".record-copy").get_text(" ")
    assert [words in copy for words in ("The pause", "nuthatch", "Ann Other")] == [True, False, False]
