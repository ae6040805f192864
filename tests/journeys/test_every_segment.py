"""LearnMentor promises of its course: every segment can be finished, every conversation ends, every quiz teaches."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.assessment.activities import exercises, quizzes
from learnmentor.authoring.content_folder import read_folder
from learnmentor.authoring.library import library_of
from learnmentor.authoring.publishing.preparing import prepare
from learnmentor.authoring.publishing.services import read_all
from learnmentor.certificates.models import Certificate
from learnmentor.config import home
from learnmentor.courses.catalogue.models import Revision, Segment
from learnmentor.cpd.models import CpdEntry
from tests import factories
from tests.conftest import HeldClock
from tests.journeys.learner import BEAT_SECONDS, REFLECTION
from tests.page import Browser

Activity = Mapping[str, Any]
MOST_PATHS = 5_000  # through one conversation; each decision triples them


@pytest.fixture(scope="module")
def activities() -> dict[str, Activity]:
    """Every activity of the course by segment and id, as publishing prepares them."""
    documents, media, _ = read_all(read_folder(home("content")))
    library = library_of(documents, media)
    found = {}
    for document in documents:
        if document.kind == "segment":
            for activity in prepare(document, library).data["activities"]:
                found[f"{document.code} {activity['id']}"] = activity
    return found


def of_kind(activities: Mapping[str, Activity], kind: str) -> dict[str, Activity]:
    return {name: activity for name, activity in activities.items() if activity["kind"] == kind}


def paths(activity: Activity) -> Iterator[list[str]]:
    """Every way from the first scene to an ending, no scene twice on the way."""
    scenes = {scene["key"]: scene for scene in activity["scenes"]}

    def onward(scene: Mapping[str, Any], path: list[str], seen: frozenset[str]) -> Iterator[list[str]]:
        if not scene["replies"]:
            yield path
        for reply in scene["replies"]:
            if reply["to"] not in seen:
                yield from onward(scenes[reply["to"]], [*path, reply["key"]], seen | {reply["to"]})

    first = activity["scenes"][0]
    return onward(first, [], frozenset({first["key"]}))


def test_every_path_through_every_conversation_ends_in_its_debrief(activities: dict[str, Activity]) -> None:
    conversations = of_kind(activities, "conversation")
    assert conversations
    for name, activity in conversations.items():
        ways = list(islice(paths(activity), MOST_PATHS + 1))
        assert 3 <= len(ways) <= MOST_PATHS, f"{name}: {len(ways)} ways"
        assert activity["debrief_html"], f"{name} has no debrief"
        for way in ways:
            passed, end = exercises.walked(activity, way)
            assert [reply["key"] for _, reply in passed] == way
            assert not end["replies"], f"{name} stops at {end['key']}"


def test_every_conversation_asks_for_three_decisions_on_its_longest_way(activities: dict[str, Activity]) -> None:
    for name, activity in of_kind(activities, "conversation").items():
        assert max(map(len, paths(activity))) >= 3, name
        assert all(len(scene["replies"]) in {0, 1, 2, 3} for scene in activity["scenes"]), name


def answers(quiz: Activity) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The right answer to a quiz as a form sends it, and a wrong one."""
    if quiz["quiz"] in {"one", "several", "true-false"}:
        right = [option["key"] for option in quiz["options"] if option["right"]]
        wrong = [option["key"] for option in quiz["options"] if not option["right"]] or right[:1]
        return {"answer": right}, {"answer": wrong[:1]}
    if quiz["quiz"] == "text":
        return {"answer": quiz["answers"][:1]}, {"answer": ["something else altogether"]}
    if quiz["quiz"] == "match":
        texts = quizzes.right_texts(quiz)
        places = [texts.index(pair["right_text"]) for pair in quiz["pairs"]]
    else:
        keys = [item["key"] for item in quiz["items"]]
        places = [keys.index(item["key"]) + 1 for item in quizzes.shown_items(quiz)]
    names = quizzes.field_names(quiz)
    turned = [*places[1:], places[0]]
    return (
        {name: [str(place)] for name, place in zip(names, places, strict=True)},
        {name: [str(place)] for name, place in zip(names, turned, strict=True)},
    )


def test_every_quiz_can_be_answered_right_and_wrong_and_says_something_to_both(activities: dict[str, Activity]) -> None:
    for name, quiz in of_kind(activities, "quiz").items():
        right, wrong = answers(quiz)
        assert quizzes.check(quiz, right).right, name
        told = quizzes.check(quiz, wrong)
        assert not told.right, name
        assert told.said, f"{name} says nothing to a wrong answer"


# One learner, every segment


def send(browser: Browser, segment: str, activity: Activity, key: str, **fields: list[str]) -> Mapping[str, Any]:
    """Press a button of an activity, as the open page does, and see it drawn again."""
    pairs = [["browser", key], *([name, value] for name, values in fields.items() for value in values)]
    page = browser.post(
        f"/segments/{segment.lower()}/activities/{activity['id']}", json={"fields": pairs, "finish": True}
    )
    assert page.status == 200, f"{segment} {activity['id']}: {page.text[:300]}"
    answer: Mapping[str, Any] = page.response.get_json()
    return answer


def do(browser: Browser, segment: str, activity: Activity, key: str) -> None:
    """One activity until it is done."""
    kind, seen = activity["kind"], {"seen": [""]}
    last: Mapping[str, Any] = {}
    if kind == "quiz":
        right, wrong = answers(activity)
        assert "Not quite." in send(browser, segment, activity, key, **wrong)["html"]
        last = send(browser, segment, activity, key, **right)
        assert "Yes." in last["html"], f"{segment} {activity['id']}"
    elif kind == "sort":
        for question, piles in (("first", activity["piles"]), ("second", activity["second_piles"])):
            if piles:
                cards = {f"{question}-{card['key']}": [piles[0]] for card in activity["cards"]}
                last = send(browser, segment, activity, key, stage=[question], **seen, **cards)
                seen = {"seen": [last["seen"]]}
    elif kind == "conversation":
        for step, reply in enumerate(next(iter(paths(activity)))):
            last = send(browser, segment, activity, key, step=[str(step)], reply=[reply])
    elif kind == "audit":
        words = {f"line-{line['key']}": [line["scale"][-1]] for line in activity["statements"]}
        last = send(browser, segment, activity, key, **seen, **words)
    elif kind == "reflection":
        last = send(browser, segment, activity, key, **seen, text=[REFLECTION])
    else:
        lines = {f"line-{n}": [f"What I noticed, {n}."] for n in range(len(activity["questions"]))}
        lines |= {f"met-{key}": ["met"] for key in activity.get("criteria", ())}
        last = send(browser, segment, activity, key, **seen, **lines)
        if kind == "standardise":
            assert all(sample["title"] in last["html"] for sample in activity["samples"]), activity["id"]
    assert "activity--done" in last["html"], f"{segment} {activity['id']}"


def stay(browser: Browser, segment: str, key: str, time: HeldClock) -> bool:
    """Be at work on a page until it says that it is finished."""
    for beat in range(2 * 30):
        sign = {"tab": "one", "starting": beat == 0, "browser": key}
        answer = browser.post(f"/segments/{segment.lower()}/beats", json=sign).response.get_json()
        if answer.get("finished"):
            return True
        time.tick(seconds=BEAT_SECONDS)
    return False


def test_one_learner_finishes_the_whole_course(app: Flask, db: Session, published: None, time: HeldClock) -> None:
    person = factories.person(db, name="Amina Yusuf")
    db.commit()
    rows = db.execute(
        select(Segment.code, Revision.data).join(Revision, Revision.id == Segment.revision_id).order_by(Segment.id)
    ).all()
    browser = Browser(app).sign_in(person)
    db.rollback()
    assert len(rows) == 85
    for code, data in rows:
        page = browser.get(f"/segments/{code.lower()}")
        key = str(page.one("[data-study]")["data-browser"])
        assert page.h1 == data["title"]
        for activity in data["activities"]:
            do(browser, code, activity, key)
        assert stay(browser, code, key, time), (
            f"{code} does not finish: {browser.get(f'/segments/{code.lower()}').words}"
        )
        time.tick(hours=1)
    awards = set(db.scalars(select(Certificate.award_code).where(Certificate.person_id == person.id)))
    assert awards == {"STARTER-5", "CPD-30"}
    minutes = db.scalars(select(CpdEntry.counted_minutes).where(CpdEntry.person_id == person.id)).all()
    assert sum(minutes) == 42.5 * 60
    db.rollback()
    for programme in ("trainees", "trainees-assessed", "colleagues", "coordinators", "trainers"):
        assert "30 h of 30 h done" in browser.get(f"/programmes/{programme}").words


def test_the_sums_of_the_course_hold_in_the_product(app: Flask, published: None) -> None:
    catalogue = Browser(app).get("/units")
    assert "Core units" in catalogue.words
    assert len(catalogue.soup.select(".unit")) == 22
    for code, hours in (("c1", "2 h 30 min"), ("o9", "2 h 30 min")):
        assert f"5 segments, {hours}" in Browser(app).get(f"/units/{code}").words
    brief = Browser(app).get("/units/p2/assessment")
    assert "Not a regulated qualification" in brief.words
