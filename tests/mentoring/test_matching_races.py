"""LearnMentor promises that at the same moment too a mentor's last place is taken once, and nobody is asked in vain."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnmentor.ground.db import Database
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.directory import services as directory
from learnmentor.mentoring.directory.models import ListingMessage, MentorListing
from learnmentor.mentoring.matching import services
from learnmentor.mentoring.matching.models import MentorOffer, MentorSearch, PairChange
from learnmentor.mentoring.matching.rules import OfferState
from learnmentor.mentoring.models import Pair
from tests import racing
from tests.mentoring.matched import NOW, STORY, TODAY, Matched, chosen, insider, looks, matched, mentor, offered


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.config["VAULT"]
    return found


@pytest.fixture
def there(db: Session, vault: Vault) -> Matched:
    return matched(db, vault)


def known(there: Matched) -> MentorSearch:
    """The search as a page knew it a moment ago."""
    return MentorSearch(id=there.search.id)


def test_two_mentees_who_choose_the_last_place_of_a_mentor_take_it_once(
    base: Database, db: Session, vault: Vault, there: Matched
) -> None:
    _, listing = mentor(db, vault, there.part, "Amina Yusuf", most_mentees=1)
    other = insider(db, there.part, "Hana Suzuki")
    both = [there, Matched(there.part, other, there.dev, looks(db, vault, there.part, other))]
    offers = {each.search.id: offered(db, vault, each, listing)[0].public_id for each in both}
    outcomes = racing.done(
        base,
        *[
            lambda s, key=key, offer=offer: services.choose(
                s, vault, s.get_one(MentorSearch, key), offer, reason="", story=STORY
            )
            for key, offer in offers.items()
        ],
    )
    assert racing.kinds(outcomes) == ["MentorTaken", "done"]
    assert racing.number_of(db, MentorOffer, MentorOffer.state == OfferState.CHOSEN) == 1


def test_who_is_chosen_while_the_search_stops_is_asked_or_nobody_is(
    base: Database, db: Session, vault: Vault, there: Matched
) -> None:
    _, listing = mentor(db, vault, there.part, "Amina Yusuf")
    offer, search = offered(db, vault, there, listing)[0].public_id, known(there)
    outcomes = racing.done(
        base,
        lambda s: services.choose(s, vault, search, offer, reason="", story=STORY),
        lambda s: services.stop(s, search, story=STORY),
    )
    assert racing.kinds(outcomes) in (["SearchOver", "done"], ["done", "done"])
    assert racing.number_of(db, MentorOffer) == racing.number_of(db, MentorSearch) == 0


def test_who_leaves_the_list_while_being_offered_is_not_chosen_after(
    base: Database, db: Session, vault: Vault, there: Matched
) -> None:
    _, listing = mentor(db, vault, there.part, "Amina Yusuf")
    key, public_id, search, root_id = listing.id, listing.public_id, known(there), there.part.root_id
    db.commit()
    outcomes = racing.done(
        base,
        lambda s: services.offer(s, vault, search, root_id=root_id, mentors=[public_id], story=STORY),
        lambda s: directory.withdraw(s, s.get_one(MentorListing, key)),
    )
    assert racing.kinds(outcomes) in (["CannotOffer", "done"], ["done", "done"])
    made = racing.number_of(db, MentorOffer)
    assert made == racing.kinds(outcomes).count("done") - 1
    for offer in db.query(MentorOffer):
        with pytest.raises(services.MentorTaken):
            services.choose(db, vault, there.search, offer.public_id, reason="", story=STORY)


def test_a_yes_and_a_choice_taken_back_at_once_open_a_pair_or_none(
    base: Database, db: Session, vault: Vault, there: Matched
) -> None:
    amina, listing = mentor(db, vault, there.part, "Amina Yusuf")
    offer, search, mentor_id = chosen(db, vault, there, listing).public_id, known(there), amina.id
    outcomes = racing.done(
        base,
        lambda s: services.say_yes(s, offer, mentor_id=mentor_id, story=STORY),
        lambda s: services.take_back(s, search, story=STORY),
    )
    assert racing.kinds(outcomes) in (["NotOffered", "done"], ["SearchOver", "done"])
    paired = not isinstance(outcomes[0], Exception)
    assert racing.number_of(db, Pair) == int(paired)
    assert racing.number_of(db, MentorOffer, MentorOffer.state == OfferState.OFFERED) == int(not paired)


def test_a_change_pressed_by_both_at_once_is_one_change(
    base: Database, db: Session, vault: Vault, there: Matched
) -> None:
    amina, listing = mentor(db, vault, there.part, "Amina Yusuf")
    offer = chosen(db, vault, there, listing).public_id
    pair = services.say_yes(db, offer, mentor_id=amina.id, story=STORY)
    key, people = pair.id, (amina.id, there.mentee.id)
    db.commit()
    outcomes = racing.done(
        base, *[lambda s, by=by: services.change(s, vault, s.get_one(Pair, key), by=by, story=STORY) for by in people]
    )
    assert sorted(outcomes, key=bool) == [False, True]
    assert racing.number_of(db, PairChange) == 1


def test_two_messages_to_one_listing_at_once_are_one(base: Database, db: Session, vault: Vault, there: Matched) -> None:
    _, listing = mentor(db, vault, there.part, "Amina Yusuf")
    key, writer = listing.id, there.mentee.id
    db.commit()
    outcomes = racing.done(
        base,
        *[
            lambda s, name=name: directory.relay(
                s, vault, listing_id=key, writer_id=writer, text="Hello", public_id=name, sender=STORY.sender, on=TODAY,
                at=NOW,
            )
            for name in ("one", "two")
        ],
    )  # fmt: skip
    assert racing.kinds(outcomes) == ["NotRelayed", "done"]
    assert racing.number_of(db, ListingMessage) == 1
