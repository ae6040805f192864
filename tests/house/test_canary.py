"""A word that is typed into every field of the mentoring room is found nowhere: not in the database's files, not in
what is logged.

The walk opens every page of the room by the URL map, as somebody who may, fills in each form that takes words, and
goes on to where the answer leads. What takes words and what does not is all of the room: a new address is one or other.
"""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup, Tag
from sqlalchemy import select, text

from learnmentor.accounts.models import Person
from learnmentor.ground.db import database
from learnmentor.mentoring.agreements.rules import AgreementPart
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations.rules import ObservationSheet
from learnmentor.web import logs
from tests.database_file import bytes_on_disk
from tests.house.routes import ROUTES, Route, bare_app
from tests.house.ways import WAYS
from tests.house.world import House, World
from tests.mentoring.conftest import Two
from tests.mentoring.observing import agreed, given, ready
from tests.page import Browser, Page, _filled

CANARY = "zilpzalpfeder"
KNOWN = "goldammerlied"  # goes into what is known to be plain
HERE = "/pairs/aminasandhanas"
PLAIN = {  # (endpoint, field): why it is plain, and where
    ("pair_invitations.invite", "email"): "a letter goes there, and an account is found by it: pair_invitee",
    ("third_parties.name", "email"): "a letter goes there: pair_third_party",
}
BEGIN = {  # take no words, and lead to pages that do
    "observations.begin_observation", "pair_forms.write_view", "reviews.open_review",
}  # fmt: skip
FILES = {  # the answers of a form that was filled in offline, kept by the services that keep the form
    "agreement_draft.take_file", "impact.read_file", "looking.bring_in", "meeting_paper.bring", "needs.read_file",
    "observation_paper.bring_in", "review_part.take_file", "role_declarations.bring_in", "schedule_paper.bring_in_plan",
    "schedule_paper.bring_in_words", "sheet_files.keep_file", "sheet_files.look_over",
}  # fmt: skip
ACCOUNTS = {"arranging.ask_for", "pair_invitations.bring_together"}  # whose address is looked up, and the person kept
TYPED = {
    "clock": "14:00", "at": "09:00", "next_at": "14:00", "zone": "Europe/London",
    "address": f"https://example.org/{CANARY}", "purpose": "joint-formative", "held_on": "2026-11-21", "point": "end",
    "on": "2026-11-21",
}  # fmt: skip
WORDLESS = {  # but for the name and password of a new account, which are no words of the room
    "agreement_draft.take_back", "agreements.done", "arranging.offer", "asked.say_no", "asked.say_yes",
    "calendars.renew", "calendars.stop", "changing.change", "evaluations.drop", "evaluations.open_shown",
    "evaluations.show", "evaluations.take_back", "impact.let_count", "impact.take_away", "looking.last_mentor",
    "looking.others", "looking.stop", "looking.take_back", "meeting_claims.let_go", "meeting_claims.take",
    "meeting_lines.delete_line", "meeting_record.confirm", "meetings.cancel_meeting", "needs.make_programme",
    "observation_agreeing.agree_focus", "observation_agreeing.agree_second", "observation_agreeing.call_off",
    "observation_agreeing.let_second_go", "observation_agreeing.move_day", "observation_agreeing.take_back",
    "observations.begin_practice", "observations.leave_practice", "pair_answers.accept", "pair_answers.accept_by_link",
    "pair_answers.decline", "pair_answers.decline_by_link", "pair_changes.accept_swap", "pair_changes.drop_swap",
    "pair_changes.end", "pair_changes.propose_swap", "pair_forms.begin", "pair_invitations.send_again",
    "pair_invitations.withdraw", "pair_targets.release", "pair_targets.step", "places.say_no", "places.withdraw",
    "places.withdraw_practice", "relayed.decline", "review_summary.agree", "role_declarations.sign_seen",
    "schedule.begin_schedule", "schedule.take_tick", "schedule.tick", "schedule_plan.change_plan",
    "second_observer.answer", "second_observer.leave", "second_observer.take_back", "sheet_steps.delete",
    "sheet_steps.finish", "sheet_steps.reopen", "sheet_steps.share", "sheet_steps.take_back", "sheets.begin",
    "silence_letters.choose_letters", "silence_letters.letters_stopped", "third_parties.agree",
    "third_parties.send_again", "third_parties.take_away", "third_party.acknowledge", "third_party.take",
}  # fmt: skip


def _of_the_room(route: Route) -> bool:
    return inspect.unwrap(bare_app().view_functions[route.endpoint]).__module__.startswith("learnmentor.mentoring")


ROOM = [route for route in ROUTES if _of_the_room(route)]
PAGES = [route for route in ROOM if route.method == "GET" and not route.rule.endswith((".pdf", ".md", ".ics"))]
POSTS = {route.endpoint for route in ROOM if route.method == "POST"}
ADDRESSES = bare_app().url_map.bind("localhost")


@dataclass
class Walk:
    """Where the walk has been, and what took words."""

    took: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    seen: set[tuple[int, str]] = field(default_factory=set)

    def go(self, browser: Browser, address: str) -> bool:
        """Open a page and fill in each form on it; whether one was taken."""
        path = urlsplit(address).path
        if (id(browser), path) in self.seen:
            return False
        self.seen.add((id(browser), path))
        answer = browser.client.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return False
        taken = [self._send(browser, path, form) for form in _forms(answer.text)]
        return any(taken)

    def _send(self, browser: Browser, path: str, form: Tag) -> bool:
        target = urlsplit(str(form.get("action") or path)).path
        endpoint = ADDRESSES.match(target, method="POST")[0]
        data, takes_words = _filled_in(endpoint, form)
        if endpoint not in POSTS or not (takes_words or endpoint in BEGIN):
            return False
        token = {"csrf_token": browser.token()}
        answer = browser.client.post(target, data=data | token, headers={"Sec-Fetch-Site": "same-origin"})
        if answer.status_code != 303:
            self.refused.append(f"{endpoint}: {Page(browser, answer).errors()}")
            return False
        self.took.add(endpoint)
        self.go(browser, answer.headers["Location"])
        return True


def _forms(page: str) -> Iterator[Tag]:
    """The forms of a page, without the page around them, which takes far longer to read."""
    for found in re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL):
        yield from BeautifulSoup(found, "html.parser").select("form")


def _filled_in(endpoint: str, form: Tag) -> tuple[dict[str, Any], bool]:
    """What somebody sends who fills in everything, and whether there are words in it."""
    data, takes_words = _filled(form), False
    for each in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(each["name"]), "textarea" if each.name == "textarea" else str(each.get("type", "text"))
        if kind in {"radio", "checkbox"}:
            offered = str(each.get("value", "on"))
            data[name] = [offered] if TYPED.get(name) == offered else data.get(name, [offered])
        elif each.name == "select":
            options = [str(option.get("value")) for option in each.select("option[value]")]
            data[name] = [TYPED[name]] if TYPED.get(name) in options else data[name]
        elif name in TYPED and kind != "email":
            data[name] = [TYPED[name]]
        elif kind == "date":
            data[name] = [*filter(None, data.get(name, []))] or ["2026-12-10"]
        elif each.get("inputmode") == "numeric" or kind == "number":
            data[name] = ["3"]
        elif kind in {"text", "textarea", "email", "url", "search", "tel"}:
            takes_words = True
            word = KNOWN if (endpoint, name) in PLAIN else CANARY
            data[name] = [f"{word}@example.org" if kind == "email" else word]
    return data, takes_words


def _addresses(things: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Every page of the room, and who may open it."""
    for route in PAGES:
        way = WAYS.get(route.endpoint)
        if way or not route.arguments:
            values = {name: things[thing] for name, thing in (way.values if way else {}).items()}
            for each in _each(values):
                yield ADDRESSES.build(route.endpoint, each), sorted(way.only if way and way.only else {"amina", "hana"})


def _each(values: dict[str, str]) -> list[dict[str, str]]:
    """The same page for each part of an agreement, and for each sheet of a visit that is written or open."""
    if "part" in values:
        return [values | {"part": part.value} for part in AgreementPart]
    found = [values | {"sheet": sheet.value} for sheet in ObservationSheet] if "sheet" in values else [values]
    if "observation_id" in values and "public_id" in values:
        found += [each | {"observation_id": "seenvisit"} for each in found]
    return found


def _both_wrote(house: House) -> None:
    """A visit about which both have written, so that it is open."""
    with house.app.app_context(), database().transaction() as db:
        pair = db.scalars(select(Pair).where(Pair.public_id == "aminasandhanas")).one()
        two = Two(pair, db.get_one(Person, pair.mentor_id), db.get_one(Person, pair.mentee_id))
        found = agreed(db, two, public_id="seenvisit")
        ready(db, two, found)
        given(db, two, found)


def _in_turn(walk: Walk, amina: Browser, hana: Browser, dev: Browser) -> None:
    """What is reached only after the other one, or oneself, did something."""
    walk.seen.clear()
    walk.go(dev, "/third-party/devasthird")
    amina.post("/mentoring/looking/take-back")
    walk.go(amina, "/mentoring/looking")
    for step in ("draft/who", "sign"):
        for browser in (amina, hana):
            walk.go(browser, f"{HERE}/agreement/{step}")
    assert hana.get(f"{HERE}/agreement/2").status == 200, "both have signed"
    evaluation = next(
        str(a["href"]) for a in hana.get(f"{HERE}/evaluation").soup.select(f'a[href^="{HERE}/evaluation/"]')
        if not str(a["href"]).endswith(("/new", "anevaluation"))
    )  # fmt: skip
    walk.go(hana, f"{evaluation}/edit")
    reviews = amina.get(f"{HERE}/reviews").soup.select(f'a[href^="{HERE}/reviews/"]')
    for address in (str(a["href"]) for a in reviews):
        page = hana.get(address)
        if "I agree to these words" in page.words:
            hana.get(address).submit("I agree to these words")
            signed = hana.get(address).submit("Sign the release", name=CANARY, readers=["tutor"])
            walk.took |= {"review_summary.release"} if signed.status == 303 else set()


def _plain(world: World, word: str) -> set[str]:
    """The tables in whose rows a word stands as it was typed."""
    with world.engine.connect() as read:
        tables = list(read.scalars(text("select name from sqlite_master where type = 'table'")))
        return {each for each in tables for row in read.execute(text(f'select * from "{each}"')) if word in str(row)}


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What is logged, wherever lines went before."""
    written = StringIO()
    logs.configure(stream=written)
    yield written
    logs.configure()


def test_a_word_typed_into_every_field_of_the_room_is_found_nowhere(
    world: World, house: House, caplog: pytest.LogCaptureFixture, logged: StringIO
) -> None:
    _both_wrote(house)
    walk = Walk()
    for address, people in _addresses(world.things):
        any(walk.go(world.browsers[who], address) for who in people)  # the first of them whose form is taken
    _in_turn(walk, *(world.browsers[who] for who in ("amina", "hana", "dev")))
    assert POSTS - walk.took - FILES - ACCOUNTS - WORDLESS == set(), walk.refused
    assert walk.took & WORDLESS == set()

    with ZipFile(BytesIO(world.browsers["hana"].get(f"{HERE}/download").response.data)) as both_read:
        again = [name for name in both_read.namelist() if CANARY.encode() in both_read.read(name)]
    assert len(again) > 9, "what was typed was kept, and the two read it"
    others = (path for path in house.path.parent.rglob("*") if not path.name.startswith(house.path.name))
    kept = bytes_on_disk(house.path) + b"".join(path.read_bytes() for path in others if path.is_file())
    said = caplog.text + logged.getvalue()
    assert "meeting_record.keep_record" in said, "requests are logged"
    assert CANARY.encode() not in kept, _plain(world, CANARY)
    assert CANARY not in said
    assert _plain(world, KNOWN) == {"pair_invitee", "pair_third_party", "outgoing_mail"}
    assert KNOWN.encode() in kept, "a word that is not sealed is found"
    assert KNOWN not in said
