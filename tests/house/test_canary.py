"""A word that is typed into every field of the mentoring room is found nowhere: not in the database's files, not in
what is logged.

The walk opens every page of the room by the URL map, as somebody who may, fills in each form that takes words, and
goes on to where the answer leads. What takes words and what does not is all of the room: a new address is one or other.
"""

from collections.abc import Iterator
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from learnmentor.accounts.models import Person
from learnmentor.ground.db import database
from learnmentor.mentoring.agreements.rules import AgreementPart
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations.rules import ObservationSheet
from tests.house.canary import ADDRESSES, CANARY, KNOWN, TypedRoom, Walk, kept_by, plain_in
from tests.house.ways import WAYS
from tests.house.world import House, World
from tests.mentoring.conftest import Two
from tests.mentoring.observing import agreed, given, ready
from tests.page import Browser

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


ROOM = TypedRoom("learnmentor.mentoring", PLAIN, frozenset(BEGIN), TYPED)


def _addresses(things: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Every page of the room, and who may open it."""
    for route in ROOM.pages:
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


def test_a_word_typed_into_every_field_of_the_room_is_found_nowhere(
    world: World, house: House, caplog: pytest.LogCaptureFixture, logged: StringIO
) -> None:
    _both_wrote(house)
    walk = Walk(ROOM)
    for address, people in _addresses(world.things):
        any(walk.go(world.browsers[who], address) for who in people)  # the first of them whose form is taken
    _in_turn(walk, *(world.browsers[who] for who in ("amina", "hana", "dev")))
    assert ROOM.posts - walk.took - FILES - ACCOUNTS - WORDLESS == set(), walk.refused
    assert walk.took & WORDLESS == set()

    with ZipFile(BytesIO(world.browsers["hana"].get(f"{HERE}/download").response.data)) as both_read:
        again = [name for name in both_read.namelist() if CANARY.encode() in both_read.read(name)]
    assert len(again) > 9, "what was typed was kept, and the two read it"
    kept, said = kept_by(house), caplog.text + logged.getvalue()
    assert "meeting_record.keep_record" in said, "requests are logged"
    assert CANARY.encode() not in kept, plain_in(world, CANARY)
    assert CANARY not in said
    assert walk.leaks == []
    assert plain_in(world, KNOWN) == {"pair_invitee", "pair_third_party", "outgoing_mail"}
    assert KNOWN.encode() in kept, "a word that is not sealed is found"
    assert KNOWN not in said
