"""A word that is typed into every field of assessed work is found nowhere: not in the database's files, nor in logs."""

from collections.abc import Iterator
from io import StringIO

import pytest
from sqlalchemy import select

from learnmentor.accounts.models import Person
from learnmentor.assessment.assessed.models import Appeal, Result, SubmissionTry
from learnmentor.assessment.assessed.observed.models import AssessedVisit
from learnmentor.assessment.assessed.rules import JudgementKind, Outcome
from learnmentor.ground.db import database
from tests.assessment.assessed import works
from tests.house.canary import ADDRESSES, CANARY, KNOWN, TypedRoom, Walk, kept_by, plain_in
from tests.house.ways import WAYS
from tests.house.world import House, World
from tests.page import Browser

PLAIN = {
    ("work_witness.send", "address"): "a letter goes there; beside the note it is sealed",
    ("assessors.record", "evidence"): "the name of a training, which whoever looks after people reads: assessor_scope",
}
TYPED = {
    "links": f"https://example.org/{CANARY}", "on_1": "2026-12-01", "clock_1": "10:00", "on_2": "2026-12-02",
    "clock_2": "10:00", "on_3": "2026-12-03", "clock_3": "10:00", "on": "2026-11-21", "minutes": "40",
    "training": "evidence", "part": "account", "held_on": "2026-12-10", "outcome": "refer",
    **{f"part_{number}": "account" for number in range(4)}, **{f"met_{number}": "met" for number in range(3)},
    "met_3": "not-yet",
}  # fmt: skip
ROOM = TypedRoom("learnmentor.assessment.assessed", PLAIN, frozenset(), TYPED)
ACCOUNTS = {"assessors.give"}  # whose address is looked up, and the person kept
WORDLESS = {
    "appeals.withdraw", "asked_records.answer", "asked_records.take_back", "assessed_work.leave", "assessing.hand_back",
    "assessing.recognised", "assessing.take", "assessment_desk.assign", "assessment_letters.choose_letters",
    "assessment_letters.letters_stopped", "assessors.end", "choosing_work.begin", "discussions.pick",
    "handing_in.hand_in", "judging.save", "moderating.ask", "moderating.take", "moderating_appeals.give_back",
    "moderating_appeals.name_assessor", "moderating_appeals.take", "moderation_reports.make", "own_copies.put_newer",
    "own_copies.take_out", "own_discussions.pick", "standardisation.begin", "visited.agree", "visited.answer",
    "visited.call_off", "visiting.call_off", "visiting.move", "witness_notes.decline", "witness_notes.take_back",
    "work_parts.take_out", "work_records.add", "work_witness.ask_again", "work_witness.leave_out",
    "work_witness.put_in",
}  # fmt: skip
PEOPLE = ["amina", "hana", "carys", "farid", "grace"]


def _addresses(things: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Every page of the room, and who may open it."""
    for route in ROOM.pages:
        way = WAYS.get(route.endpoint)
        if way or not route.arguments:
            values = {name: things[thing] for name, thing in (way.values if way else {}).items()}
            yield ADDRESSES.build(route.endpoint, values), sorted(way.only) if way and way.only else PEOPLE


def addresses_of_all(things: dict[str, str]) -> list[str]:
    """Every page of the room."""
    return [address for address, _people in _addresses(things)]


def _farther_on(house: House) -> None:
    """An appeal that was judged anew, and a visit whose record can be written; another one waits for an answer."""
    with house.app.app_context(), database().transaction() as db:
        vault = house.app.config["VAULT"]
        amina, carys, farid, grace = (
            db.get_one(Person, house.people[name].id) for name in ("amina", "carys", "farid", "grace")
        )
        appeal = db.scalars(select(Appeal).where(Appeal.public_id == "aminasappeal")).one()
        appeal.moderator_id = farid.id
        tried = db.get_one(SubmissionTry, db.get_one(Result, appeal.result_id).try_id)
        works.judged(db, vault, tried, grace, kind=JudgementKind.APPEAL)
        first = db.scalars(select(AssessedVisit).where(AssessedVisit.public_id == "aminasvisit")).one()
        works.visit(db, vault, db.get_one(SubmissionTry, first.try_id), carys, amina, public_id="asked", told=False)
        works.brief(db, {**works.P1, "unit": "P2"})
        again = works.passed(db, vault, amina, carys, unit="P2", outcome=Outcome.REFER)
        again.submission.public_id = "aminasother"


def _in_turn(walk: Walk, amina: Browser, carys: Browser) -> None:
    """What is reached only after the other one, or oneself, did something."""
    walk.seen.clear()
    walk.go(amina, "/assessed-work/aminastalk/tries/1/discussion")
    walk.go(amina, "/assessed-work/aminasother/tries/1/appeal")
    walk.go(carys, "/assessing/hanastry/observation")
    page = amina.get("/assessed-work/aminaswork/parts/listening/records/transcript")
    looked = page.submit("Look at the copy", on="2026-11-20", about=CANARY, extract=CANARY)
    if looked.submit("Ask for this copy").status == 303:
        walk.took.add("work_records.add_transcript")


def test_a_word_typed_into_every_field_of_assessed_work_is_found_nowhere(
    world: World, house: House, caplog: pytest.LogCaptureFixture, logged: StringIO
) -> None:
    _farther_on(house)
    walk, browsers = Walk(ROOM), world.browsers
    for address, people in _addresses(world.things):
        any(walk.go(browsers[who], address) for who in people)  # the first of them whose form is taken
    _in_turn(walk, browsers["amina"], browsers["carys"])
    assert ROOM.posts - walk.took - ACCOUNTS - WORDLESS == set(), walk.refused
    assert walk.took & WORDLESS == set()

    for who, address in (("carys", "/assessing/aminastry"), ("amina", "/assessed-work/aminaswork/parts/account")):
        assert CANARY in browsers[who].get(address).text, "what was typed was kept, and whoever wrote it reads it"
    kept, said = kept_by(house), caplog.text + logged.getvalue()
    assert "judging.keep" in said, "requests are logged"
    assert CANARY.encode() not in kept, plain_in(world, CANARY)
    assert CANARY not in said
    assert walk.leaks == []
    assert plain_in(world, KNOWN) == {"assessor_scope", "outgoing_mail"}
    assert KNOWN not in said
