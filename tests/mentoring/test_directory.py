"""LearnMentor promises that mentors are listed only with their yes, until a day, and written to without an address."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.accounts.models import Person
from learnmentor.ground.db import Base, database
from learnmentor.ground.vault import Vault
from learnmentor.jobs.models import OutgoingMail
from learnmentor.mentoring import jobs
from learnmentor.mentoring.directory import queries, rules, services
from learnmentor.mentoring.directory.models import ListingAnswer, ListingMessage, MentorListing
from learnmentor.mentoring.directory.queries import ListingSearch
from learnmentor.mentoring.directory.rules import (
    ContactMode,
    ListedTo,
    ListingFacts,
    ListingKind,
    ListingWords,
    RelayRefusal,
    RelayStanding,
)
from learnmentor.organisations.models import Part
from learnmentor.organisations.sharing.models import SharingAgreement
from learnmentor.stories import certified_mentors
from tests import belongings, factories
from tests.mentoring.matched import NOW, STORY, TODAY, insider, mentor, subjects_of_letters


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.config["VAULT"]
    return found


@pytest.mark.parametrize(
    ("until", "may"),
    [(TODAY, False), (TODAY + timedelta(days=1), True), (TODAY + timedelta(days=365), True),
     (TODAY + timedelta(days=366), False)],
)  # fmt: skip
def test_a_place_lasts_a_year_at_most(until: date, *, may: bool) -> None:
    assert rules.may_be_listed_until(until, on=TODAY) is may


@pytest.mark.parametrize(
    ("standing", "refused"),
    [
        (RelayStanding(True, 0, (), 0), RelayRefusal.OWN),
        (RelayStanding(False, 1, (), 1), RelayRefusal.WAITS),
        (RelayStanding(False, 0, (NOW,) * 5, 0), RelayRefusal.TODAY),
        (RelayStanding(False, 0, (NOW - timedelta(days=1),) * 5, 0), None),
        (RelayStanding(False, 0, (NOW,) * 4, 19), None),
        (RelayStanding(False, 0, (), 20), RelayRefusal.BUSY),
    ],
)
def test_how_often_somebody_may_write(standing: RelayStanding, refused: RelayRefusal | None) -> None:
    assert rules.relay_refusal(standing, at=NOW) is refused


@pytest.mark.parametrize(
    ("wanted", "found"), [([], True), (["uph"], True), (["uph", "nor"], True), (["uph", "west"], False)]
)
def test_each_word_that_is_looked_for_begins_one_that_is_there(wanted: list[str], *, found: bool) -> None:
    assert rules.found_by(wanted, ["upholstery", "north"]) is found


def seen(db: Session, vault: Vault, part: Part, **asked: Any) -> list[str]:
    wanted = ListingSearch(ListingKind.MENTOR, frozenset({part.root_id}), **asked)
    return [each.name for each in queries.listings(db, vault, wanted, on=TODAY).found]


def test_who_is_found_by_whom(db: Session, vault: Vault) -> None:
    part, west = factories.organisation(db), factories.organisation(db, "Westfield College")
    mentor(db, vault, part, "Amina Yusuf")
    mentor(db, vault, part, "Ben Okafor", modes=frozenset({ContactMode.WRITING}), hours=2)
    mentor(db, vault, part, "Carys Rees", listed_to=ListedTo.COORDINATORS)
    mentor(db, vault, part, "Dev Patel", until_on=TODAY - timedelta(days=1))
    wendy, _ = mentor(db, vault, west, "Wendy West")
    factories.shares_mentor(db, wendy, west, part)
    assert seen(db, vault, part) == ["Amina Yusuf", "Ben Okafor", "Wendy West"]
    assert seen(db, vault, part, for_arranging=True) == ["Amina Yusuf", "Ben Okafor", "Carys Rees", "Wendy West"]
    assert seen(db, vault, west) == ["Wendy West"], "what is shared is shared one way"
    assert seen(db, vault, part, mode=ContactMode.VIDEO, hours=3) == ["Amina Yusuf", "Wendy West"]
    assert seen(db, vault, part, words="BEN north") == ["Ben Okafor"]
    db.scalars(select(SharingAgreement)).one().ended_at = NOW
    db.flush()
    assert "Wendy West" not in seen(db, vault, part), "the agreement is over"


def test_a_place_is_changed_and_left_and_its_words_are_sealed(db: Session, vault: Vault) -> None:
    part = factories.organisation(db)
    amina, listing = mentor(db, vault, part, "Amina Yusuf", words=ListingWords("kittiwake", "dunlin", "teal", "smew"))
    changed = services.list_mentor(
        db, vault, person_id=amina.id, words=ListingWords("kittiwake"), public_id="never", at=NOW,
        facts=ListingFacts(TODAY + timedelta(days=9), named=False),
    )  # fmt: skip
    assert (changed.id, changed.public_id) == (listing.id, listing.public_id)
    assert b"kittiwake" not in bytes(db.scalars(select(MentorListing.body)).one())
    found = queries.listings(db, vault, ListingSearch(ListingKind.MENTOR, frozenset({part.root_id})), on=TODAY).found
    assert [(each.shown_name, each.words.subjects) for each in found] == [("", "kittiwake")]
    assert seen(db, vault, part, words="amina") == [], "a name that is not shown is not found"
    services.withdraw(db, changed)
    services.withdraw(db, changed)
    assert seen(db, vault, part) == []


def relay(db: Session, vault: Vault, listing: MentorListing, by: Person, name: str = "relayed") -> ListingMessage:
    return services.relay(
        db, vault, listing_id=listing.id, writer_id=by.id, text="May I visit you, sandpiper?", public_id=name,
        sender=STORY.sender, on=TODAY, at=NOW,
    )  # fmt: skip


def test_a_message_goes_by_relay_and_addresses_show_once_it_is_answered(db: Session, vault: Vault) -> None:
    part = factories.organisation(db)
    (amina, listing), mei = mentor(db, vault, part, "Amina Yusuf"), insider(db, part, "Mei Tan")
    sent = relay(db, vault, listing, mei)
    [letter] = db.scalars(select(OutgoingMail)).all()
    assert letter.to_address == amina.email
    assert not any(word in letter.subject + letter.body for word in ("sandpiper", "Mei", mei.email))
    assert b"sandpiper" not in bytes(sent.body)
    found = queries.message(db, vault, "relayed", amina.id)
    assert found is not None
    assert not found.both_agreed
    with pytest.raises(services.NotRelayed):
        relay(db, vault, listing, mei, "again")
    services.answer(db, vault, "relayed", by=amina.id, text="Gladly.", answer_id="answer", sender=STORY.sender, at=NOW)
    read = queries.message(db, vault, "relayed", mei.id)
    assert read is not None
    assert (read.both_agreed, read.answer) == (True, "Gladly.")
    with pytest.raises(services.MessageSettled):
        services.decline(db, "relayed", by=amina.id, sender=STORY.sender, at=NOW)
    assert [each.public_id for each in queries.messages(db, vault, mei.id, most=9)] == ["relayed"]
    assert queries.message(db, vault, "relayed", insider(db, part, "Hana Suzuki").id) is None


def test_a_message_without_an_answer_goes_with_the_listing(db: Session, vault: Vault) -> None:
    part = factories.organisation(db)
    (_, listing), mei = mentor(db, vault, part, "Amina Yusuf"), insider(db, part, "Mei Tan")
    relay(db, vault, listing, mei)
    services.withdraw(db, listing)
    assert db.scalars(select(ListingMessage)).all() == []
    with pytest.raises(services.ListingOver):
        relay(db, vault, MentorListing(id=listing.id), mei)


def test_who_was_certified_is_asked_once_and_a_no_is_kept(app: Flask, db: Session, vault: Vault) -> None:
    quenby = belongings.somebody(db, vault, app.config["FILES"])
    for each in db.scalars(select(MentorListing)):
        services.withdraw(db, each)
    answer = queries.answer_of(db, quenby.id)
    assert answer is not None
    assert certified_mentors.to_be_asked(db, at=NOW) == [], "she said no"
    db.delete(answer)
    db.flush()
    assert certified_mentors.to_be_asked(db, at=NOW) == [quenby.id]
    assert certified_mentors.to_be_asked(db, at=NOW + timedelta(days=31)) == []
    assert services.offer_place(db, person_id=quenby.id, sender=STORY.sender, at=NOW)
    assert not services.offer_place(db, person_id=quenby.id, sender=STORY.sender, at=NOW)
    assert certified_mentors.to_be_asked(db, at=NOW) == []


def test_whoever_is_listed_is_asked_again_once_before_the_end_and_it_is_forgotten_after(
    db: Session, vault: Vault
) -> None:
    part, last = factories.organisation(db), TODAY + timedelta(days=14)
    _, soon = mentor(db, vault, part, "Amina Yusuf", until_on=last)
    mentor(db, vault, part, "Ben Okafor", until_on=last + timedelta(days=1))
    assert queries.ending_soon(db, on=TODAY) == [soon.id]
    assert services.ask_again(db, soon.id, sender=STORY.sender, at=NOW)
    assert not services.ask_again(db, soon.id, sender=STORY.sender, at=NOW)
    assert queries.ending_soon(db, on=TODAY) == []
    services.tidy(db, on=last + timedelta(days=61), at=NOW)
    assert len(db.scalars(select(MentorListing)).all()) == 1


def test_somebody_lists_six_practices_at_most(db: Session, vault: Vault) -> None:
    amina = insider(db, factories.organisation(db), "Amina Yusuf")
    facts = replace(ListingFacts(TODAY + timedelta(days=9)), use="cpd")

    def list_one(name: str) -> None:
        services.list_practice(
            db, vault, person_id=amina.id, facts=facts, words=ListingWords(about="Ours."), public_id=name, at=NOW
        )

    for number in range(rules.MOST_PRACTICES):
        list_one(f"practice{number}")
    with pytest.raises(services.TooManyPractices):
        list_one("one too many")


def test_no_word_of_the_list_or_of_a_search_lies_open_in_any_table(app: Flask, db: Session, vault: Vault) -> None:
    belongings.somebody(db, vault, app.config["FILES"])
    told = "\n".join(repr(tuple(row)) for table in Base.metadata.sorted_tables for row in db.execute(table.select()))
    typed = [belongings.WORDS[each] for each in ("listed", "relayed", "looked for", "needs", "chosen")]
    assert [word for word in typed if word in told] == []


@pytest.mark.usefixtures("time")
def test_the_worker_asks_whom_it_has_to_ask_and_each_once(app: Flask, db: Session, vault: Vault) -> None:
    quenby = belongings.somebody(db, vault, app.config["FILES"])
    for each in db.scalars(select(MentorListing)):
        services.withdraw(db, each)
    db.delete(db.get_one(ListingAnswer, quenby.id))
    amina, _ = mentor(db, vault, factories.organisation(db), "Amina Yusuf", until_on=TODAY + timedelta(days=3))
    db.commit()
    with app.app_context():
        for _ in range(2):
            for kind in (jobs.OFFER_PLACES, jobs.ASK_AGAIN, jobs.TIDY):
                jobs.handlers()[kind](database(), {})
    asked = {quenby: "Would you like to be in the list of mentors?", amina: "Your place in the list of mentors ends"}
    for who, subject in asked.items():
        assert subjects_of_letters(db, who).count(subject) == 1
