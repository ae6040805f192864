"""Studying a segment, as a learner with a browser and as one without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from learnmentor.assessment.activities.models import Response
from learnmentor.courses.catalogue.models import Segment
from learnmentor.courses.study.models import Study
from learnmentor.cpd.models import CpdEntry
from learnmentor.jobs.models import Job
from tests import factories
from tests.assessment import samples
from tests.conftest import HeldClock
from tests.page import Browser, Page
from tests.statements import statements

AT = "/segments/c1-s1"
SECRET = "Mrs Abernathy taught me to wait for the kettle"


@pytest.fixture
def studying(db: Session, as_amina: Browser, time: HeldClock) -> Callable[..., Browser]:
    """Amina, at a unit whose segments hold these activities."""

    def begin(*activities: dict[str, Any], segments: int = 1) -> Browser:
        factories.unit(db, "C1", activities=list(activities), segments=segments)
        db.commit()
        return as_amina

    return begin


def every(db: Session, table: type[Any]) -> list[Any]:
    """All rows of a table; the session lets go of the database afterwards, so that pages can write."""
    db.expire_all()
    rows = list(db.scalars(select(table)))
    db.commit()
    return rows


def the_one(db: Session, table: type[Any]) -> Any:
    """The only row of a table."""
    (row,) = every(db, table)
    return row


def browser_key(page: Page) -> str:
    """The digest that the page sends along."""
    return str(page.one("[data-study]")["data-browser"])


def beat(browser: Browser, tab: str = "t1", *, starting: bool = False, at: str = AT) -> dict[str, Any]:
    """What the page sends while somebody is at work."""
    key = browser_key(browser.get(at))
    sent = browser.post(f"{at}/beats", json={"tab": tab, "browser": key, "starting": starting})
    assert sent.status == 200, sent.text
    found: dict[str, Any] = sent.response.json
    return found


def work_for(browser: Browser, time: HeldClock, minutes: int, *, at: str = AT) -> dict[str, Any]:
    """Minutes at work on the page."""
    answer = beat(browser, starting=True, at=at)
    for _ in range(minutes * 2):
        time.tick(seconds=30)
        answer = beat(browser, at=at)
    return answer


def claim(browser: Browser, minutes: int = 20) -> Page:
    """A claim for study on paper."""
    page = browser.get(f"{AT}/claim")
    return page.submit("Claim this time", minutes=str(minutes), sentence="I read it on the bus home.")


def states(page: Page) -> list[str]:
    """What is left, as the page says it."""
    return [item.select_one(".visually-hidden").get_text() for item in page.soup.select(".left__item")]


def test_a_stranger_is_asked_to_sign_in(stranger: Browser, db: Session) -> None:
    factories.unit(db, "C1")
    db.commit()
    assert "/sign-in" in stranger.get(AT).response.headers["Location"]


def test_a_segment_shows_its_text_its_activities_and_what_is_left(studying: Callable[..., Browser]) -> None:
    page = studying(samples.quiz(), samples.reflection()).get(AT)
    assert "Read this." in page.words
    assert page.one("#activity-first-mentor")
    assert states(page) == [": to do", ": to do", ": to do"]
    assert "0 active minutes so far" in page.words


def test_answers_are_not_in_the_page_before_they_are_asked_for(studying: Callable[..., Browser]) -> None:
    text = studying(*samples.one_of_each()).get(AT).text
    for hidden in (
        "Closer to a mentor", "knowledge of learning", "Somebody does", "The three overlap", "Offered as a possibility",
        "Three.",
        "By Friday", "The manager nods", "Which sentence did you need", "Most people move", "We would put it",
        "What would you need",
    ):  # fmt: skip
        assert hidden not in text


def test_a_quiz_says_what_it_thinks_of_an_answer_and_keeps_none(studying: Callable[..., Browser], db: Session) -> None:
    page = studying(samples.quiz()).get(AT).submit("Check", answer="a")
    assert page.response.headers["Location"].endswith("#activity-cel-coach")
    page = page.follow()
    assert "Not quite." in page.words
    assert "Closer to a mentor." in page.words
    assert states(page)[1] == ": done"
    kept = the_one(db, Response)
    assert (kept.state, kept.body) == ("done", None)
    again = page.browser.get(AT)
    assert "Not quite." not in again.words
    assert not again.soup.select("input[checked]")


def test_a_wrong_answer_can_be_followed_by_the_right_one_or_by_asking_for_it(studying: Callable[..., Browser]) -> None:
    page = studying(samples.quiz()).get(AT).submit("Check", answer="a").follow()
    assert (
        "Skill in how people learn" in page.submit("Show the answer", answer="a").follow().one("[data-feedback]").text
    )
    assert "Yes." in page.submit("Check again", answer="b").follow().words


def test_a_checked_answer_cannot_be_read_from_the_cookie_it_travels_in(studying: Callable[..., Browser]) -> None:
    browser = studying(samples.text())
    page = browser.get(AT).submit("Check", answer="Sheepdog")
    with browser.client.session_transaction() as cookie:
        assert "checked" in cookie
        assert "Sheepdog" not in str(dict(cookie))
    assert page.follow().one("input[name=answer]")["value"] == "Sheepdog"
    with browser.client.session_transaction() as cookie:
        assert "checked" not in cookie


def test_a_checked_answer_that_no_key_opens_is_simply_not_shown(studying: Callable[..., Browser]) -> None:
    browser = studying(samples.text())
    page = browser.get(AT).submit("Check", answer="Sheepdog")
    with browser.client.session_transaction() as cookie:
        cookie["checked"] = [*cookie["checked"][:2], b"sealed with a key that is lost since then"]
    assert not page.follow().one("input[name=answer]")["value"]


@pytest.mark.parametrize(
    "quiz", [samples.quiz(), samples.match(), samples.order(), samples.text()], ids=lambda q: q["quiz"]
)
def test_a_quiz_without_an_answer_says_so_beside_it(studying: Callable[..., Browser], quiz: dict[str, Any]) -> None:
    page = studying(quiz).get(AT).submit("Check")
    assert page.status == 422
    assert len(page.errors()) == 1
    assert page.soup.select(f"#{page.one('.govuk-error-summary li a')['href'].removeprefix('#')}")
    assert page.one("title").text.startswith("Error: ")


def test_a_match_and_an_order_say_which_lines_are_in_place(studying: Callable[..., Browser]) -> None:
    browser = studying(samples.match(), samples.order())
    page = browser.get(AT)
    sent = page.submit("Check", **{"pair-0": "0", "pair-1": "1", "pair-2": "2"}).follow()
    assert [found.text for found in sent.soup.select("#activity-what-for .muted")] == [
        "In place",
        "Not here",
        "Not here",
    ]


def test_a_sort_can_be_done_without_javascript(studying: Callable[..., Browser]) -> None:
    page = studying(samples.sort()).get(AT)
    page = page.submit("Go on", **{"first-1": "Mentor", "first-2": "Mentor", "first-3": "Co-coach"}).follow()
    assert "What would you need to know?" in page.words
    page = page.submit("Go on", **{f"second-{n}": "the person" for n in (1, 2, 3)}).follow()
    assert "Most people move two cards." in page.words
    assert "You: Mentor , then the person We would put it under Co-coach" in page.words
    assert states(page)[1] == ": done"


def test_a_sort_that_is_sent_half_done_keeps_the_half(studying: Callable[..., Browser]) -> None:
    page = studying(samples.sort()).get(AT).submit("Go on", **{"first-1": "Mentor"})
    assert page.status == 422
    assert page.errors() == ["Place every card: 2 are left"]
    assert page.one("input[checked]")["value"] == "Mentor"


FILLED = "article input[checked], article option[selected], article textarea"
HALVES = {
    "sort": (samples.sort(), "Go on", {"first-1": "Mentor"}),
    "audit": (samples.audit(), "Save my audit", {"line-1": "often"}),
    "practice": (samples.practice(), "Save my report", {"line-1": "They said no."}),
    "reflection": (samples.reflection(), "Done writing", {"text": "My aunt."}),
    "match": (samples.match(), "Check", {"pair-1": "2"}),
}


def answers(page: Page) -> list[str]:
    """What is filled in."""
    filled = [field.get("value") or field.text.strip() for field in page.soup.select(FILLED)]
    return [value for value in filled if value]


@pytest.mark.parametrize("kind", HALVES)
def test_what_is_sent_half_done_is_there_on_another_device(
    studying: Callable[..., Browser], app: Flask, amina: factories.Person, kind: str
) -> None:
    activity, button, half = HALVES[kind]
    page = studying(activity).get(AT).submit(button, **half)
    assert page.status == 422
    assert answers(page) == list(half.values())
    again = Browser(app).sign_in(amina).get(AT)
    assert answers(again) == list(half.values())
    assert states(again)[1] == ": begun"


def test_what_is_longer_than_we_keep_does_not_take_the_place_of_what_was_kept(
    studying: Callable[..., Browser],
) -> None:
    page = studying(samples.reflection()).get(AT).submit("Done writing", text=SECRET).follow()
    refused = page.submit("Save changes", text="word " * 5000)
    assert refused.status == 422
    assert refused.one("textarea").text.strip().startswith("word word")
    assert answers(refused.browser.get(AT)) == [SECRET]


def test_a_quiz_that_is_done_keeps_no_half_answer(studying: Callable[..., Browser], db: Session) -> None:
    page = studying(samples.match()).get(AT).submit("Check", **{f"pair-{n}": str(n) for n in range(3)}).follow()
    assert page.submit("Check again", **{"pair-1": ""}).status == 422
    kept = the_one(db, Response)
    assert (kept.state, kept.body) == ("done", None)


def test_a_conversation_can_be_had_without_javascript(studying: Callable[..., Browser]) -> None:
    page = studying(samples.conversation()).get(AT)
    page = page.submit("Between us, not well").follow()
    assert "By Friday the mentee has heard it." in page.words
    page = page.submit("Go back and say so").follow()
    assert "Which sentence did you need?" in page.words
    assert [step.text.strip() for step in page.soup.select(".path__said")] == [
        "You chose: “Between us, not well.”",
        "You chose: Go back and say so",
    ]
    assert states(page)[1] == ": done"
    page = page.submit("Back one step").follow()
    assert "By Friday" in page.one(".conversation__scene").text
    page = page.submit("Start again").follow()
    assert not page.soup.select(".path")
    assert states(page)[1] == ": done"


def test_an_audit_is_kept_for_its_owner(studying: Callable[..., Browser]) -> None:
    page = studying(samples.audit()).get(AT).submit("Save my audit", **{"line-1": "often", "line-2": "both"}).follow()
    assert [field["value"] for field in page.soup.select("input[checked]")] == ["often", "both"]
    assert "Only you can see your answers" in page.words


def test_a_practice_is_reported_or_put_off_with_a_reminder(
    studying: Callable[..., Browser], db: Session, time: HeldClock
) -> None:
    page = studying(samples.practice()).get(AT).submit("Not yet").follow()
    assert "A reminder comes after seven days" in page.words
    assert states(page)[1] == ": done"
    job = the_one(db, Job)
    assert job.run_at == time.moment + timedelta(days=7)
    page.submit("Not yet").follow()
    assert len(every(db, Job)) == 1
    page = page.submit("Save my report", **{f"line-{n}": f"Something {n}" for n in range(3)}).follow()
    assert [area.text.strip() for area in page.soup.select("textarea")] == ["Something 0", "Something 1", "Something 2"]


def test_a_reflection_comes_back_to_its_writer(studying: Callable[..., Browser]) -> None:
    page = studying(samples.reflection()).get(AT).submit("Done writing", text=SECRET).follow()
    assert page.one("textarea").text.strip() == SECRET
    assert "Saved on 21 November 2026 at 10:00" in page.words


def test_a_refused_reflection_is_given_back_with_a_sentence(studying: Callable[..., Browser]) -> None:
    page = studying(samples.reflection()).get(AT).submit("Done writing", text="My aunt.")
    assert page.status == 422
    assert page.one("textarea").text.strip() == "My aunt."


# The page that saves by itself


def autosave(browser: Browser, activity: str, *fields: tuple[str, str], finish: bool = False, key: str = "") -> Page:
    """What the page's script sends."""
    browser_field = ["browser", key or browser_key(browser.get(AT))]
    sent = {"fields": [browser_field, *map(list, fields)], "finish": finish}
    return browser.post(f"{AT}/activities/{activity}", json=sent, Accept="application/json")


def test_what_is_typed_saves_itself_and_is_there_on_another_device(
    studying: Callable[..., Browser], app: Flask, amina: factories.Person
) -> None:
    answer = autosave(studying(samples.reflection()), "first-mentor", ("text", SECRET))
    assert answer.response.json == {"saved": True, "seen": mark(answer.browser.get(AT))}
    page = Browser(app).sign_in(amina).get(AT)
    assert page.one("textarea").text.strip() == SECRET
    assert states(page)[1] == ": begun"


def test_a_pressed_button_brings_back_the_activity_drawn_again(studying: Callable[..., Browser]) -> None:
    answer = autosave(
        studying(samples.quiz()), "cel-coach", ("answer", "b"), ("do", "finish"), finish=True
    ).response.json
    assert "Yes." in answer["html"]
    assert "left__item--done" in answer["side"]
    assert answer["finished"] is False


def test_a_page_that_somebody_else_left_open_saves_nothing(studying: Callable[..., Browser], db: Session) -> None:
    answer = autosave(studying(samples.reflection()), "first-mentor", ("text", SECRET), key="f" * 16)
    assert answer.status == 409
    assert not every(db, Response)


@pytest.mark.parametrize("body", [[], "x", {"fields": "x"}, {"fields": [["a"]]}, {"fields": [["a", 1]]}, {}])
def test_what_no_page_of_ours_sends_is_refused(studying: Callable[..., Browser], body: Any) -> None:
    browser = studying(samples.reflection())
    browser.get(AT)
    assert browser.post(f"{AT}/activities/first-mentor", json=body).status == 400


def test_an_activity_that_is_not_there_is_not_found(studying: Callable[..., Browser]) -> None:
    assert autosave(studying(samples.quiz()), "gone", ("answer", "b")).status == 404


# What another tab or device wrote


def mark(page: Page) -> str:
    """What the form of the activity has seen of the stored work."""
    return str(page.one("[name=seen]")["value"])


OOPS = "oops, this is what stood in the old tab"
STALE = {
    "sort": (samples.sort(), "Go on", {"first-1": "Mentor"}, {"first-1": "Co-coach"}),
    "audit": (samples.audit(), "Save my audit", {"line-1": "often"}, {"line-1": "sometimes"}),
    "practice": (samples.practice(), "Save my report", {"line-1": "They said no."}, {"line-1": OOPS}),
    "reflection": (samples.reflection(), "Done writing", {"text": "My aunt."}, {"text": OOPS}),
}


@pytest.mark.parametrize("kind", STALE)
def test_a_page_that_was_open_before_shows_both_and_overwrites_nothing(
    studying: Callable[..., Browser], kind: str
) -> None:
    activity, button, first, late = STALE[kind]
    old = studying(activity).get(AT)
    old.browser.get(AT).submit(button, **first)
    both = old.submit(button, **late)
    assert both.status == 422
    assert "in another tab or on another device" in both.errors()[0]
    assert answers(both) == list(late.values())
    assert next(iter(first.values())) in both.one(".activity .notice").text
    assert both.soup.select(both.one(".govuk-error-summary li a")["href"])
    assert answers(both.browser.get(AT)) == list(first.values())
    both.submit(button)
    assert answers(both.browser.get(AT)) == list(late.values())


def test_a_page_that_saves_by_itself_is_told_of_the_other_in_a_word_of_its_own(
    studying: Callable[..., Browser], db: Session
) -> None:
    browser = studying(samples.reflection())
    browser.get(AT).submit("Done writing", text=SECRET)
    kept = the_one(db, Response)
    for finish in (False, True):
        answer = autosave(browser, "first-mentor", ("text", OOPS), ("seen", ""), finish=finish)
        assert (answer.status, answer.response.json["error"]) == (409, "changed-elsewhere")
    assert the_one(db, Response).body == kept.body
    seen = ("seen", mark(browser.get(AT)))
    assert autosave(browser, "first-mentor", ("text", OOPS), seen).response.json["saved"]
    assert answers(browser.get(AT)) == [OOPS]


def test_the_same_words_from_another_tab_are_simply_saved(studying: Callable[..., Browser]) -> None:
    browser = studying(samples.reflection())
    browser.get(AT).submit("Done writing", text=SECRET)
    assert autosave(browser, "first-mentor", ("text", SECRET)).status == 200


# Time and completion


def test_time_at_work_is_counted_and_shown(studying: Callable[..., Browser], time: HeldClock) -> None:
    browser = studying(samples.reflection())
    assert work_for(browser, time, 3)["active_seconds"] == 180
    assert "3 active minutes so far, of 15 to finish" in browser.get(AT).words


def test_a_glance_at_a_segment_does_not_begin_it(studying: Callable[..., Browser], db: Session) -> None:
    browser = studying(samples.reflection())
    assert beat(browser, starting=True) == {"active_seconds": 0}
    assert not every(db, Study)


def test_two_tabs_count_once(studying: Callable[..., Browser], time: HeldClock) -> None:
    browser = studying(samples.reflection())
    beat(browser, "t1", starting=True)
    for _ in range(4):
        time.tick(seconds=30)
        beat(browser, "t1")
        answer = beat(browser, "t2")
    assert answer["active_seconds"] == 120


@pytest.mark.parametrize("body", [None, [], {"tab": ""}, {"tab": "a" * 41}, {"tab": "<b>"}])
def test_a_beat_that_makes_no_sense_is_refused(studying: Callable[..., Browser], body: Any) -> None:
    browser = studying(samples.reflection())
    key = browser_key(browser.get(AT))
    sent = {**body, "browser": key} if isinstance(body, dict) else body
    assert browser.post(f"{AT}/beats", json=sent).status in {400, 409, 415}


def test_a_segment_finishes_by_itself_when_all_is_done(
    studying: Callable[..., Browser], db: Session, time: HeldClock
) -> None:
    browser = studying(samples.quiz(), samples.reflection())
    work_for(browser, time, 15)
    browser.get(AT).submit("Check", answer="b")
    page = browser.get(AT).submit("Done writing", text=SECRET).follow()
    assert page.h1 == "You finished “Segment 1 of C1”"
    entry = the_one(db, CpdEntry)
    assert (entry.counted_minutes, entry.active_minutes, entry.claimed_minutes) == (30, 15, None)


def test_the_last_beat_can_finish_it_too(studying: Callable[..., Browser], time: HeldClock) -> None:
    browser = studying(samples.reflection())
    browser.get(AT).submit("Done writing", text=SECRET)
    answer = work_for(browser, time, 15)
    assert answer["finished"] is True
    assert "You finished this" in answer["side"]


def test_a_finished_segment_counts_no_more_time(studying: Callable[..., Browser], db: Session, time: HeldClock) -> None:
    browser = studying(samples.reflection())
    browser.get(AT).submit("Done writing", text=SECRET)
    work_for(browser, time, 20)
    assert the_one(db, Study).active_seconds == 15 * 60


def test_without_javascript_a_claim_takes_the_place_of_time(studying: Callable[..., Browser], db: Session) -> None:
    browser = studying(samples.reflection())
    browser.get(AT).submit("Done writing", text=SECRET)
    page = claim(browser).follow()
    assert page.h1.startswith("You finished")
    assert "I read it on the bus home." in page.words
    for study in db.scalars(select(Study)):
        study.claim_sentence = b"sealed with a key that is lost since then"
    db.commit()
    page = browser.get(f"{AT}/finished")
    assert "lost the key" in page.words
    entry = the_one(db, CpdEntry)
    assert (entry.counted_minutes, entry.active_minutes, entry.claimed_minutes) == (30, 0, 20)


def test_a_claim_alone_does_not_finish_a_segment(studying: Callable[..., Browser], db: Session) -> None:
    page = claim(studying(samples.reflection())).follow()
    assert "Your time away from the page is noted." in page.words
    assert not every(db, CpdEntry)


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [("", "I read it on paper."), ("0", "I read it on paper."), ("1.5", "I read it on paper."), ("20", "")],
)
def test_a_claim_that_lacks_something_says_what(studying: Callable[..., Browser], minutes: str, sentence: str) -> None:
    page = (
        studying(samples.reflection()).get(f"{AT}/claim").submit("Claim this time", minutes=minutes, sentence=sentence)
    )
    assert page.status == 422
    assert len(page.errors()) == 1
    assert page.one("textarea").text.strip() == sentence


def test_a_claim_in_parts_of_minutes_is_told_what_to_write(studying: Callable[..., Browser]) -> None:
    page = studying(samples.reflection()).get(f"{AT}/claim").submit("Claim this time", minutes="1.5", sentence="")
    assert page.errors()[0] == "“1.5” is no whole number of minutes. Write whole minutes, for example 90 or 45."


@pytest.mark.parametrize(
    ("typed", "minutes"), [("25", 25), ("25 min", 25), ("half an hour", 30), ("1 h 15", 75), ("２５", 25), ("600", 600)]
)
def test_a_claim_is_read_as_people_write_it(
    studying: Callable[..., Browser], db: Session, typed: str, minutes: int
) -> None:
    claim = studying(samples.reflection()).get(f"{AT}/claim")
    assert claim.submit("Claim this time", minutes=typed, sentence="I read it on the bus home.").status == 303
    assert the_one(db, Study).claimed_minutes == minutes


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("601", "“601” is 10 h 1 min, and a claim can be at most 600 minutes."),
        ("0930", "“0930” looks like a time of day. Write how long it took, for example 90."),
        ("-5", "“-5” is less than nothing. Write a number that is more than zero, for example 90."),
    ],
)
def test_a_claim_that_cannot_be_says_what_was_read(studying: Callable[..., Browser], typed: str, says: str) -> None:
    page = studying(samples.reflection()).get(f"{AT}/claim").submit("Claim this time", minutes=typed, sentence="")
    assert page.errors()[0] == says


def test_a_finished_segment_takes_no_more_claims(studying: Callable[..., Browser], db: Session) -> None:
    browser = studying(samples.reflection())
    browser.get(AT).submit("Done writing", text=SECRET)
    form = browser.get(f"{AT}/claim")
    form.submit("Claim this time", minutes="20", sentence="I read it on the bus home.")
    again = form.submit("Claim this time", minutes="300", sentence="And then all evening.")
    assert again.follow().h1.startswith("You finished")
    assert the_one(db, Study).claimed_minutes == 20


def test_nothing_finishes_a_segment_by_asking(studying: Callable[..., Browser], db: Session) -> None:
    browser = studying(samples.reflection())
    page = browser.get(f"{AT}/finished")
    assert page.response.headers["Location"] == AT
    assert not every(db, CpdEntry)


def test_finishing_suggests_the_next_segment(studying: Callable[..., Browser]) -> None:
    browser = studying(samples.reflection(), segments=3)
    browser.get(AT).submit("Done writing", text=SECRET)
    page = claim(browser).follow()
    assert "Unit C1: 1 of 3 done" in page.words
    assert page.one(".next .button")["href"] == "/segments/c1-s2"


# Revisions


def revise(db: Session, *, change: str, number: int = 2) -> None:
    """Publish another revision of the first segment."""
    found = db.scalars(select(Segment)).first()
    assert found
    old = db.execute(text("select id from revision where kind = 'segment'")).first()
    data = {
        "title": "Segment 1, again", "summary": "", "activities": [samples.reflection()], "outcomes": [], "sources": [],
        "cases": [], "forms": [], "words": 1,
        "minutes": {"reading": 10, "activity": 12, "practice": 0, "reflection": 8},
        "parts": ["<p>Read that.</p>", "first-mentor", ""],
    }  # fmt: skip
    made = factories.revision(
        db, kind="segment", code=found.code, number=number, data=data, change=change, note="One paragraph rewritten"
    )
    assert old
    found.revision_id = made.id
    db.commit()


def finish(browser: Browser) -> None:
    """Finish the first segment."""
    browser.get(AT).submit("Done writing", text=SECRET)
    claim(browser)


def test_a_learner_under_way_keeps_their_version_until_they_choose(
    studying: Callable[..., Browser], db: Session
) -> None:
    browser = studying(samples.reflection())
    autosave(browser, "first-mentor", ("text", SECRET))
    revise(db, change="major")
    page = browser.get(AT)
    assert "Read this." in page.words
    assert "newer version" in page.words
    page = page.submit("Change to the new version").follow()
    assert "Read that." in page.words
    assert page.one("textarea").text.strip() == SECRET


def test_a_major_change_after_finishing_is_announced_and_takes_nothing_away(
    studying: Callable[..., Browser], db: Session
) -> None:
    browser = studying(samples.reflection())
    finish(browser)
    revise(db, change="major")
    page = browser.get(AT)
    assert "Changed since you finished." in page.words
    assert "Read this." in page.words
    changes = page.click("See what changed")
    assert "One paragraph rewritten" in changes.words
    assert "Gone: Read this." in changes.words
    assert "New: Read that." in changes.words
    assert "Read that." in changes.click("Read the new version").words
    assert the_one(db, CpdEntry).revision_number == 1
    study = the_one(db, Study)
    assert study.completed_at


@pytest.mark.parametrize(("change", "told"), [("major", True), ("minor", False)])
def test_the_unit_tells_a_finisher_of_a_major_change(
    studying: Callable[..., Browser], db: Session, change: str, told: bool
) -> None:
    browser = studying(samples.reflection())
    finish(browser)
    assert "Changed since you finished" not in browser.get("/units/c1").words
    revise(db, change=change)
    assert ("Changed since you finished" in browser.get("/units/c1").words) == told


def test_a_small_change_after_finishing_is_simply_there(studying: Callable[..., Browser], db: Session) -> None:
    browser = studying(samples.reflection())
    finish(browser)
    revise(db, change="minor")
    page = browser.get(AT)
    assert "Read that." in page.words
    assert "Changed since" not in page.words


def test_what_changed_does_not_tell_answers(studying: Callable[..., Browser], db: Session) -> None:
    browser = studying(samples.quiz(), samples.reflection())
    autosave(browser, "first-mentor", ("text", SECRET))
    revise(db, change="major")
    assert "knowledge of learning" not in browser.get(f"{AT}/changes").words


def test_a_withdrawn_segment_stays_for_those_who_began_it(
    studying: Callable[..., Browser], db: Session, as_ben: Browser, time: HeldClock
) -> None:
    browser = studying(samples.reflection())
    autosave(browser, "first-mentor", ("text", SECRET))
    for found in db.scalars(select(Segment)):
        found.withdrawn_at = time.moment
    factories.unit(db, "C2", segments=1)
    db.commit()
    assert "no longer offered" in browser.get(AT).words
    assert as_ben.get(AT).status == 404
    assert as_ben.post(f"{AT}/revision").status == 404
    key = browser_key(as_ben.get("/segments/c2-s1"))
    for starting in (True, False):
        time.tick(seconds=30)
        sent = as_ben.post(f"{AT}/beats", json={"tab": "t1", "browser": key, "starting": starting})
        assert sent.status == 404
    assert the_one(db, Study).person_id == the_one(db, Response).person_id
    assert work_for(browser, time, 1)["active_seconds"] == 60


@pytest.mark.parametrize("asked", ["code=x", "_anchor=x", "message=Boo", "_external=1", "version=old", "at=x"])
def test_what_stands_behind_a_question_mark_changes_nothing_but_the_version(
    studying: Callable[..., Browser], asked: str
) -> None:
    browser = studying(samples.reflection())
    browser.get(AT)
    page = browser.post(
        f"{AT}/activities/first-mentor?{asked}", {"text": SECRET, "browser": browser_key(browser.get(AT))}
    )
    assert page.response.headers["Location"] == f"{AT}#activity-first-mentor"
    assert "Boo" not in page.follow().words


def test_work_on_the_newest_version_leads_back_to_it(studying: Callable[..., Browser], db: Session) -> None:
    browser = studying(samples.reflection())
    finish(browser)
    revise(db, change="major")
    page = browser.get(f"{AT}?version=new").submit("Save changes", text=SECRET)
    assert page.response.headers["Location"] == f"{AT}?version=new#activity-first-mentor"
    assert "Read that." in page.follow().words


# Speed and privacy


@pytest.mark.parametrize("activities", [[], samples.one_of_each()], ids=["nothing", "everything"])
def test_a_segment_page_asks_the_database_at_most_three_things(
    studying: Callable[..., Browser], app: Flask, activities: list[dict[str, Any]], db: Session
) -> None:
    browser = studying(*activities)
    if activities:
        autosave(browser, "first-mentor", ("text", SECRET))
        revise(db, change="major")
    with statements(app) as sent:
        browser.get(AT)
    assert len(sent) <= 3, sent


def test_home_asks_the_database_at_most_eight_things(studying: Callable[..., Browser], app: Flask, db: Session) -> None:
    browser = studying(samples.reflection(), segments=5)
    for code in ("C2", "C3", "O1"):
        factories.unit(db, code)
    db.commit()
    finish(browser)
    with statements(app) as sent:
        browser.get("/")
    assert len(sent) <= 8, sent


def test_a_reflection_is_read_by_its_writer_and_nobody_else(
    studying: Callable[..., Browser], db: Session, as_ben: Browser, as_grace: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    browser = studying(samples.reflection(), samples.audit(), samples.practice())
    page = browser.get(AT).submit("Done writing", text=SECRET).follow()
    page.submit("Save my report", **{f"line-{n}": f"Mr Oyelaran and line {n}" for n in range(3)})
    for other in (as_ben, as_grace):
        for address in (AT, "/", "/units", "/programmes"):
            seen = other.get(address).text
            assert "Abernathy" not in seen
            assert "Oyelaran" not in seen
    dump = str(db.execute(text("select body, activity, state from response")).all())
    db.commit()
    assert "Abernathy" not in dump
    assert "Oyelaran" not in dump
    out, err = capfd.readouterr()
    assert "Abernathy" not in out + err
    if db.get_bind().dialect.name == "sqlite":
        place = str(db.get_bind().engine.url.database)
        for suffix in ("", "-wal"):
            with open(place + suffix, "rb") as file:  # noqa: PTH123 -- bytes of a database that is open
                assert b"Abernathy" not in file.read()


def test_a_sealed_reflection_moved_to_another_person_does_not_open(
    studying: Callable[..., Browser], db: Session, ben: factories.Person, as_ben: Browser
) -> None:
    studying(samples.reflection()).get(AT).submit("Done writing", text=SECRET)
    kept = the_one(db, Response)
    db.add(
        Response(
            person_id=ben.id, segment_id=kept.segment_id, activity=kept.activity, kind=kept.kind, state="done",
            body=kept.body, updated_at=kept.updated_at,
        )
    )  # fmt: skip
    db.commit()
    page = as_ben.get(AT)
    assert SECRET not in page.text
    assert "lost the key" in page.words
    assert not page.soup.select("textarea")
    assert autosave(as_ben, "first-mentor", ("text", "Something else entirely.")).status == 409
