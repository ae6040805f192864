"""Each page that shows what is somebody else's says so, writes that down, and is not shown where it cannot."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from learnmentor.accounts.access_log import wording
from learnmentor.accounts.access_log.models import AccessRecord
from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import NotWrittenDown, shows_anothers
from tests.house.routes import READING, ROUTES, Route, bare_app
from tests.house.test_access import allowed, visit
from tests.house.tree import faults
from tests.house.world import House, World
from tests.page import Page

# Pages on which others are named and that open nothing of theirs.
LISTS = {
    "people.people": "who is here, in which role: what an administrator looks for a person in",
    "invitations.invitations": "who was invited; an account that came of it is not opened",
    "visited.own_visits": "who comes to watch one's own work, and that they may",
    "visited.present": "who comes to watch somebody with whom one works, so that one can say no",
    "role_holders.role_holders": "who may do what here, until when",
    "role_holders.role_holders_csv": "the same as a table",
    "address_changes.confirmation": "whoever holds the link reads the mail of the address",
    "address_changes.stopping": "as before",
    "merging.confirmation": "whoever holds the link reads the mail of one of the two, and is asked about both",
    "access_log.access_log": "who opened what; what stood there is not on it",
    "bulk_download.issued": "which certificates hold, to be ticked; opening one is written down",
    "certificates.certificate": "whoever was given the number asks whether it holds",
    "certificates.facts": "as the page",
    "jobs.mail": "a demonstration's letters, which nobody was sent",
    "passwords.new_password": "whoever holds the link reads the mail of the address",
    "organisations.part": "whom one looks after, by name and address; opening one's page is written down",
    "managers.managers": "who manages whom among those whom one looks after",
    "managers.new_manager": "whose manager it is, by name",
    "managers.ask_to_end_manager": "the same",
    "members.ask_to_end": "whose membership it is, by name",
    "members.ask_to_move": "the same",
    "people_tables.members_csv": "the list of a part as a table",
    "sharing.sharing": "a mentor who is shared, by the name that was told",
    "studio.studio": "which texts other trainers work on, by title; their drafts are not opened",
    "credentials.public_credential": "whoever was given its address may check it",
    "groups.group": "who leads the group",
    "groups.leaders": "as before",
    "group_people.people": "who is in the group, and how they came; how far they are is on the page of progress",
    "sessions.session": "who came, which the leader writes down",
    "coming.arrive": "who leads the group that somebody is asked into",
    "given.programme": "who gave the programme",
    "assignments.new_assignment": "as before",
    "given.by_link": "as before",
    "programmes.programmes": "as before",
    "mentors.mentors": "who agreed to be found by colleagues, by name where they agreed to that",
    "mentors.listing": "the same",
    "mentors.practices": "the same",
    "work_records.choose": "with whom one has records, which are one's own",
    "work_records.look": "who is asked for a copy of a record of two people, one of whom looks",
    "work_records.transcript": "one's pairs, by name",
    "own_copies.record": "who was asked for a copy",
    "asked_records.mine": "who asks for copies of records that are one's own too",
    "asked_records.record": "the same; the copy is of a record of two people, one of whom looks",
    "witness_notes.note": "who asks for a note: whoever holds the link reads the mail of the address",
    "relayed.messages": "who wrote to one by the list, and to whom one wrote",
    "relayed.message": "the same",
    "looking.looking": "whom one was offered as a mentor, and one's pairs",
    "asked.asked": "who chose one as their mentor",
    "arranging.people": "who asked to be found a mentor, by name; opening what they look for is written down",
    "changing.ask": "with whom one is in a pair",
    "pairs.mine": "with whom one is in a pair, and who invites",
    "pair_answers.by_link": "who invites, to whoever was sent the link",
    "pair_answers.invitation": "as before, to whoever has the address",
    "tries.tried": "who judged what one handed in, once it is released, where names are not hidden",
    "third_party.page_of_third": "who the two are: they both agreed that this third party sees it",
    "calendars.feed": "whoever holds the address reads with whom its owner meets, and when",
    "second_observer.observation": "both of a pair asked the reader to this one visit, which names them",
    "sheets.mine": "with whom one is in a pair, and shows them a form",
    "sheets.sheet": "as before",
    "assessing.assessing": "whose work waits, where names are not hidden; opening it is written down",
    "assessors.assessors": "who judges and moderates, until when, trained how",
    "assessors.scope": "one of them, by name",
    "assessors.ask_to_end": "the same",
}
OF_TWO = "/pairs/"  # what stands below it is the reader's as much as the other one's, whose name stands on each page
SHOWING = [route for route in ROUTES if hasattr(bare_app().view_functions[route.endpoint], "shows_anothers")]


def records(world: World) -> int:
    with Session(world.engine) as db:
        return db.scalar(select(func.count(AccessRecord.id))) or 0


def others(house: House, me: str) -> Iterator[str]:
    """What tells another person: names and addresses."""
    for name, person in house.people.items():
        if name != me:
            yield from (person.name, person.email)


def test_a_page_on_which_another_person_stands_says_so(house: House, world: World) -> None:
    found = []
    for route in READING:
        if route in SHOWING or route.endpoint in LISTS or route.rule.startswith(OF_TWO):
            continue
        for me in sorted(allowed(route)):
            page = visit(route, world.browsers[me], world)
            found += [f"{route} ({route.endpoint}): {them}, to {me}" for them in others(house, me) if them in page.text]
    faults(found, "Mark the view with @shows_anothers and call opened(), or say in LISTS why nothing is opened:")


def test_lists_are_of_routes_that_are_there() -> None:
    assert set(LISTS) <= {route.endpoint for route in ROUTES} - {route.endpoint for route in SHOWING}


def look(route: Route, me: str, world: World) -> Page:
    """Ask for what a route shows, which a download does once something was chosen."""
    if route.endpoint != "bulk_download.issued_zip":
        return visit(route, world.browsers[me], world)
    page = world.browsers[me].get(f"{route.rule}?do=all")
    page.response.close()
    return page


@pytest.mark.parametrize("route", [route for route in SHOWING if route in READING], ids=str)
def test_a_look_is_written_down_once_and_a_refused_one_is_not(route: Route, world: World) -> None:
    for name in sorted(set(world.browsers) - allowed(route)):
        visit(route, world.browsers[name], world)
    assert records(world) == 0
    me = min(allowed(route))
    look(route, me, world)
    written = records(world)
    assert written >= 1  # a list may be of several people
    look(route, me, world)
    assert records(world) == written


@pytest.mark.parametrize("route", SHOWING, ids=str)
def test_what_cannot_be_written_down_is_not_shown(
    route: Route, house: House, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any, **_more: Any) -> None:
        raise OperationalError("INSERT", None, Exception("database or disk is full"))

    monkeypatch.setattr("learnmentor.ground.db.Database.beside_a_page", full)
    page = look(route, min(allowed(route)), world)
    assert page.status == 503
    assert "This is somebody else's, so we write down who opens it, and could not" in page.words
    assert [them for them in others(house, min(allowed(route))) if them in page.text] == []


def test_a_view_that_shows_and_does_not_say_so_sends_nothing() -> None:
    @shows_anothers(AccessTo.ACCOUNT)
    def forgetful() -> str:
        return "somebody's"

    with bare_app().test_request_context("/"), pytest.raises(NotWrittenDown):
        forgetful()


def test_every_declared_look_has_words() -> None:
    said = {wording.done(what, "LM-1") for what in AccessTo}
    assert len(said) == len(AccessTo)
    assert wording.done("something new", "") == "opened something new"
