"""LearnMentor promises a choice of mentor: offers with reasons, a yes or no without one, a change at one press."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.jobs.models import OutgoingMail
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.directory import services as directory
from learnmentor.mentoring.matching import queries, services
from learnmentor.mentoring.matching.fit import FitAgainst, FitReason
from learnmentor.mentoring.matching.models import MentorOffer, MentorSearch, PairChange
from learnmentor.mentoring.matching.queries import MentorFilter
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.rules import PairContext, PairKind
from tests import factories
from tests.mentoring.matched import (
    NOW,
    STORY,
    TODAY,
    Matched,
    chosen,
    insider,
    looks,
    matched,
    mentor,
    offered,
    states,
    subjects_of_letters,
)


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.config["VAULT"]
    return found


@pytest.fixture
def there(db: Session, vault: Vault) -> Matched:
    return matched(db, vault)


def found(db: Session, vault: Vault, there: Matched, **narrowed: Any) -> dict[str, queries.Candidate]:
    asked = MentorFilter(**narrowed)
    seen = queries.candidates(db, vault, there.search, root_id=there.part.root_id, narrowed=asked, on=TODAY).found
    return {each.listed.name: each for each in seen}


def test_whoever_arranges_pairs_sees_who_would_fit_and_what_stands_against_it(
    db: Session, vault: Vault, there: Matched
) -> None:
    mentor(db, vault, there.part, "Amina Yusuf")
    boss, _ = mentor(db, vault, there.part, "Ben Okafor")
    factories.manages(db, boss, there.mentee, there.part)
    full, _ = mentor(db, vault, there.part, "Carys Rees", most_mentees=1)
    pairs.open_pair(
        db, kind=PairKind.MENTORING, context=PairContext.CPD, mentor_id=full.id, mentee_id=there.dev.id, public_id="p",
        on=TODAY, at=NOW,
    )  # fmt: skip
    seen = found(db, vault, there)
    assert list(seen) == ["Amina Yusuf", "Ben Okafor", "Carys Rees"]
    assert FitReason.SUBJECT in seen["Amina Yusuf"].fit.reasons
    assert seen["Ben Okafor"].fit.against == (FitAgainst.LINE_MANAGER, FitAgainst.MENTEE_RATHER_NOT)
    assert not seen["Carys Rees"].fit.offerable
    assert list(found(db, vault, there, words="north upholst", hours=10)) == list(seen)
    assert list(found(db, vault, there, free=True)) == ["Amina Yusuf", "Ben Okafor"]
    assert found(db, vault, there, hours=11) == found(db, vault, there, words="plumbing") == {}


def test_a_mentor_shared_by_a_partner_is_found_and_nobody_else_of_theirs(
    db: Session, vault: Vault, there: Matched
) -> None:
    west = factories.organisation(db, "Westfield College")
    shared, _ = mentor(db, vault, west, "Wendy West")
    mentor(db, vault, west, "Walt West")
    factories.shares_mentor(db, shared, west, there.part)
    assert {name: each.listed.elsewhere for name, each in found(db, vault, there).items()} == {"Wendy West": True}


def test_an_offer_is_chosen_the_mentor_says_yes_and_the_pair_is_open(db: Session, vault: Vault, there: Matched) -> None:
    amina, listing = mentor(db, vault, there.part, "Amina Yusuf")
    _, other = mentor(db, vault, there.part, "Ben Okafor")
    first, _ = offered(db, vault, there, listing, other)
    services.choose(db, vault, there.search, first.public_id, reason="Quiet hands.", story=STORY)
    pair = services.say_yes(db, first.public_id, mentor_id=amina.id, story=STORY)
    db.commit()
    assert (pair.mentor_id, pair.mentee_id, pair.ended_at) == (amina.id, there.mentee.id, None)
    assert states(db, there.search) == ["accepted", "passed"]
    assert queries.current_search(db, there.mentee.id) is None
    assert subjects_of_letters(db, amina) == ["Somebody would like you as a mentor"]
    assert subjects_of_letters(db, there.mentee) == ["There are mentors for you to choose from", "Your mentor said yes"]


def test_a_yes_to_somebody_with_whom_there_is_a_pair_by_now_opens_no_second_one(
    db: Session, vault: Vault, there: Matched
) -> None:
    amina, listing = mentor(db, vault, there.part, "Amina Yusuf")
    (first,) = offered(db, vault, there, listing)
    services.choose(db, vault, there.search, first.public_id, reason="", story=STORY)
    invited = pairs.open_pair(
        db, kind=PairKind.MENTORING, context=PairContext.CPD, mentor_id=amina.id, mentee_id=there.mentee.id,
        public_id="p", on=TODAY, at=NOW,
    )  # fmt: skip
    assert services.say_yes(db, first.public_id, mentor_id=amina.id, story=STORY).id == invited.id
    assert (states(db, there.search), there.search.state) == (["accepted"], "paired")


def test_a_mentor_says_no_without_a_reason_and_the_mentee_chooses_another(
    db: Session, vault: Vault, there: Matched
) -> None:
    (amina, one), (_, two) = (mentor(db, vault, there.part, name) for name in ("Amina Yusuf", "Ben Okafor"))
    first, second = offered(db, vault, there, one, two)
    services.choose(db, vault, there.search, first.public_id, reason="", story=STORY)
    with pytest.raises(services.NotOffered):
        services.choose(db, vault, there.search, second.public_id, reason="", story=STORY)
    services.say_no(db, first.public_id, mentor_id=amina.id, story=STORY)
    services.choose(db, vault, there.search, second.public_id, reason="", story=STORY)
    assert states(db, there.search) == ["declined", "chosen"]
    services.take_back(db, there.search, story=STORY)
    services.ask_for_others(db, there.search, at=NOW)
    assert states(db, there.search) == ["declined", "passed"]
    assert "Amina Yusuf" not in found(db, vault, there)


@pytest.mark.parametrize("spoilt", ["four", "left", "full", "own wish"])
def test_what_cannot_be_offered_is_refused_and_nothing_is_offered(
    db: Session, vault: Vault, there: Matched, spoilt: str
) -> None:
    listings = [mentor(db, vault, there.part, f"Mentor {n}")[1] for n in range(4 if spoilt == "four" else 2)]
    if spoilt == "left":
        directory.withdraw(db, listings[0])
    elif spoilt == "full":
        listings[0].most_mentees = 0
    elif spoilt == "own wish":
        listings[0].not_managed = True
        factories.manages(db, db.get_one(factories.Person, listings[0].person_id), there.mentee, there.part)
    db.commit()
    with pytest.raises(services.CannotOffer):
        offered(db, vault, there, *listings)
    db.rollback()
    assert states(db, there.search) == []


def test_a_change_ends_the_pair_tells_the_other_neutrally_and_looks_again(
    db: Session, vault: Vault, there: Matched
) -> None:
    amina, listing = mentor(db, vault, there.part, "Amina Yusuf")
    pair = services.say_yes(db, chosen(db, vault, there, listing).public_id, mentor_id=amina.id, story=STORY)
    assert services.change(db, vault, pair, by=there.mentee.id, story=STORY)
    assert not services.change(db, vault, pair, by=there.mentee.id, story=STORY)
    again = queries.current_search(db, there.mentee.id)
    assert again is not None
    assert (again.id != there.search.id, queries.words_of(vault, again).subject) == (True, "Upholstery")
    letter = db.scalars(select(OutgoingMail).where(OutgoingMail.to_address == amina.email)).all()[-1]
    assert "Your mentee has asked for a change. It is a usual step, and no reason was asked for." in letter.body
    assert "Mei" not in letter.subject + letter.body
    assert db.scalars(select(PairChange.pair_id)).all() == [pair.id]
    there = Matched(there.part, there.mentee, there.dev, again)
    assert found(db, vault, there) == {}, "whoever was changed is not offered again"


def test_who_comes_back_may_have_the_last_mentor_asked_first(db: Session, vault: Vault, there: Matched) -> None:
    amina, listing = mentor(db, vault, there.part, "Amina Yusuf")
    pair = services.say_yes(db, chosen(db, vault, there, listing).public_id, mentor_id=amina.id, story=STORY)
    pairs.end(db, pair, at=NOW)
    again = looks(db, vault, there.part, there.mentee)
    offer = services.ask_last_mentor(db, again, story=STORY)
    assert (offer.mentor_id, offer.state, offer.reasons) == (amina.id, "chosen", [FitReason.LAST_MENTOR])
    second = services.say_yes(db, offer.public_id, mentor_id=amina.id, story=STORY)
    services.change(db, vault, second, by=amina.id, story=STORY)
    assert queries.last_mentor(db, there.mentee.id) is not None, "of the first pair, which ended without a change"
    assert queries.current_search(db, there.mentee.id) is None, "the mentor asked, so the mentee decides"
    assert subjects_of_letters(db, there.mentee)[-1] == "You can look for another mentor"


def test_the_waiting_list_is_by_age_and_of_one_s_own_parts(db: Session, vault: Vault, there: Matched) -> None:
    ada = insider(db, there.part, "Ada Early")
    early = looks(db, vault, there.part, ada)
    early.since = NOW - timedelta(days=20)
    west = factories.organisation(db, "Westfield College")
    looks(db, vault, west, insider(db, west, "Walt West"))
    gone = insider(db, there.part, "Gone Away")
    looks(db, vault, there.part, gone)
    for each in factories.memberships_of(db, gone):
        each.ends_on = TODAY - timedelta(days=1)
    db.flush()
    seen = queries.waiting(db, [there.part.path], on=TODAY)
    assert [each.mentee for each in seen] == ["Ada Early", "Mei Tan"]
    assert queries.waiting(db, [], on=TODAY) == []


def test_words_are_sealed_and_a_stopped_search_leaves_nothing(db: Session, vault: Vault, there: Matched) -> None:
    _, listing = mentor(db, vault, there.part, "Amina Yusuf")
    looks(db, vault, there.part, there.mentee, needs="A ramp, oystercatcher")
    chosen(db, vault, there, listing, reason="kittiwake")
    raw = [bytes(body) for body in db.scalars(select(MentorSearch.needs)) if body]
    raw += [bytes(body) for body in db.scalars(select(MentorSearch.reason)) if body]
    assert len(raw) == 2
    assert not any(word in body for body in raw for word in (b"oystercatcher", b"kittiwake"))
    services.stop(db, there.search, story=STORY)
    assert db.scalars(select(MentorOffer)).all() == db.scalars(select(MentorSearch)).all() == []


def test_a_yes_above_the_load_is_refused(db: Session, vault: Vault, there: Matched) -> None:
    amina, listing = mentor(db, vault, there.part, "Amina Yusuf", most_mentees=1)
    offer = chosen(db, vault, there, listing)
    pairs.open_pair(
        db, kind=PairKind.MENTORING, context=PairContext.CPD, mentor_id=amina.id, mentee_id=there.dev.id, public_id="p",
        on=TODAY, at=NOW,
    )  # fmt: skip
    with pytest.raises(services.MentorTaken):
        services.say_yes(db, offer.public_id, mentor_id=amina.id, story=STORY)
    assert len(db.scalars(select(Pair)).all()) == 1
