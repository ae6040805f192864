"""What is done until two people are a pair: looked for, offered, chosen, answered; and a change.

A search's row orders its story; a mentor's place in the list, who takes their last place. The search is held first.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import AccountClosed, hold_person
from learnmentor.ground import randomness
from learnmentor.ground.letters import Sender
from learnmentor.ground.vault import Vault
from learnmentor.mentoring import services as pairs
from learnmentor.mentoring.directory import queries as directory
from learnmentor.mentoring.directory.services import write_letter
from learnmentor.mentoring.matching import letters, queries, rules
from learnmentor.mentoring.matching.fit import FitReason
from learnmentor.mentoring.matching.models import (
    MentorOffer,
    MentorSearch,
    PairChange,
    needs_place,
    reason_place,
    search_place,
)
from learnmentor.mentoring.matching.queries import MentorFilter
from learnmentor.mentoring.matching.rules import LooksFor, OfferState, SearchFacts, SearchState, SearchWords
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.queries import open_between
from learnmentor.mentoring.rules import PairKind
from learnmentor.organisations.models import Part
from learnmentor.organisations.queries import parts_of_person


class AlreadyLooking(Exception):
    """The person looks for a mentor already, or was asked whether they do."""


class SearchOver(Exception):
    """The search was withdrawn, or has found somebody."""


class CannotOffer(Exception):
    """Some of those who were picked cannot be offered: they left the list, have no place, or there are too many."""


class NotOffered(Exception):
    """The offer stands otherwise by now."""


class MentorTaken(Exception):
    """The mentor left the list, or has no place any more."""


@dataclass(frozen=True)
class MatchStory:
    """When, on which day, and in whose name letters are written."""

    sender: Sender
    on: date
    at: datetime


def state(
    db: Session, vault: Vault, *, mentee_id: int, part: Part, facts: SearchFacts, words: SearchWords, needs: str,
    at: datetime,
) -> MentorSearch:  # fmt: skip
    """Say what one looks for; said once more, the search goes on with the new words."""
    hold_person(db, mentee_id)
    found = queries.current_search(db, mentee_id)
    if found is None:
        found = MentorSearch(public_id=randomness.public_id(), mentee_id=mentee_id, since=at)
    elif queries.locked_search(db, found.id) is None:
        raise SearchOver(found.public_id)
    found.part_id = part.id
    _fill(vault, found, facts, words, needs)
    if found.state != SearchState.OPEN:
        found.state, found.since = SearchState.OPEN, at
    db.add(found)
    db.flush()
    return found


def _fill(vault: Vault, row: MentorSearch, facts: SearchFacts, words: SearchWords, needs: str) -> None:
    row.looks_for, row.modes, row.context = facts.looks_for, " ".join(sorted(facts.modes)), facts.context
    row.not_manager, row.not_team, row.needs_seen_by = facts.not_manager, facts.not_team, facts.needs_seen_by
    row.body = vault.seal(asdict(words), place=search_place(row.public_id))
    row.needs = vault.seal(needs, place=needs_place(row.public_id)) if needs else None


def ask_for(db: Session, vault: Vault, *, mentee_id: int, part: Part, story: MatchStory) -> MentorSearch:
    """Ask somebody what they look for, as a coordinator of their part; raises `AlreadyLooking`."""
    hold_person(db, mentee_id)
    if queries.current_search(db, mentee_id) is not None:
        raise AlreadyLooking(str(mentee_id))
    made = MentorSearch(
        public_id=randomness.public_id(), mentee_id=mentee_id, part_id=part.id, state=SearchState.INVITED,
        since=story.at,
    )  # fmt: skip
    _fill(vault, made, SearchFacts(LooksFor.OTHER, frozenset()), SearchWords(), "")
    db.add(made)
    db.flush()
    write_letter(db, mentee_id, letters.asked_to_look(story.sender, place=part.name), at=story.at)
    return made


def _hold(db: Session, search_id: int) -> MentorSearch:
    held = queries.locked_search(db, search_id)
    if held is None or held.state != SearchState.OPEN:
        raise SearchOver(str(search_id))
    return held


def offer(
    db: Session, vault: Vault, search: MentorSearch, *, root_id: int, mentors: Collection[str], story: MatchStory
) -> list[MentorOffer]:
    """Offer mentors, by the public ids of their listings, with the reasons of this moment.

    Raises `SearchOver` or `CannotOffer`. Their listings are held, so that nobody leaves the list meanwhile.
    """
    held = _hold(db, search.id)
    there = queries.candidates(db, vault, held, root_id=root_id, narrowed=MentorFilter(), on=story.on)
    picked = {each.listed.person_id for each in there.found if each.listed.public_id in mentors}
    kept = {each.person_id for each in directory.locked_mentors(db, picked, on=story.on)}
    found = queries.candidates(db, vault, held, root_id=root_id, narrowed=MentorFilter(), on=story.on).found
    free = [each for each in found if each.listed.person_id in kept and each.fit.offerable]
    states = [each.state for each in queries.offers_now(db, held.id)]
    if len(free) != len(set(mentors)) or not rules.may_offer_more(states, len(free)):
        raise CannotOffer(held.public_id)
    made = [
        MentorOffer(
            public_id=randomness.public_id(), search_id=held.id, mentor_id=each.listed.person_id,
            state=OfferState.OFFERED, reasons=list(each.fit.reasons), against=list(each.fit.against),
            offered_at=story.at, state_at=story.at,
        )
        for each in free
    ]  # fmt: skip
    db.add_all(made)
    db.flush()
    write_letter(db, held.mentee_id, letters.offers_are_there(story.sender), at=story.at)
    return made


def _offer_now(db: Session, search: MentorSearch, public_id: str) -> tuple[MentorOffer, list[OfferState]]:
    """An offer as it is now, and how the others stand."""
    all_of_them = queries.offers_now(db, search.id)
    found = next((each for each in all_of_them if each.public_id == public_id), None)
    if found is None:
        raise NotOffered(public_id)
    return found, [each.state for each in all_of_them if each is not found]


def choose(
    db: Session, vault: Vault, search: MentorSearch, public_id: str, *, reason: str, story: MatchStory
) -> MentorOffer:
    """Choose one of those who are offered, who is then asked; raises `SearchOver`, `NotOffered` or `MentorTaken`.

    `reason` is the mentee's own and for nobody else.
    """
    held = _hold(db, search.id)
    found, others = _offer_now(db, held, public_id)
    if not rules.may_choose(found.state, others):
        raise NotOffered(public_id)
    _take_place(db, found.mentor_id, on=story.on)
    held.reason = vault.seal(reason, place=reason_place(held.public_id)) if reason else None
    _set(found, OfferState.CHOSEN, at=story.at)
    db.flush()
    write_letter(db, found.mentor_id, letters.somebody_chose_you(story.sender), at=story.at)
    return found


def _take_place(db: Session, mentor_id: int, *, on: date) -> None:
    """Hold a mentor's place in the list, and see that there is one for one more."""
    listing = next(iter(directory.locked_mentors(db, [mentor_id], on=on)), None)
    if listing is None or not rules.has_place(most=listing.most_mentees, load=queries.load_of(db, mentor_id)):
        raise MentorTaken(str(mentor_id))


def _set(found: MentorOffer, state: OfferState, *, at: datetime) -> None:
    found.state, found.state_at = state, at


def take_back(db: Session, search: MentorSearch, *, story: MatchStory) -> None:
    """Take a choice back that has no answer yet; whoever was asked is told that there is nothing to do."""
    held = _hold(db, search.id)
    held.reason = None
    for each in queries.offers_now(db, held.id):
        if each.state == OfferState.CHOSEN:
            _set(each, OfferState.OFFERED, at=story.at)
            write_letter(db, each.mentor_id, letters.settled_otherwise(story.sender), at=story.at)
    db.flush()


def ask_for_others(db: Session, search: MentorSearch, *, at: datetime) -> None:
    """Pass those who are offered, and ask for other names; no reason is asked for. Raises `SearchOver`."""
    held = _hold(db, search.id)
    for each in queries.offers_now(db, held.id):
        if each.state == OfferState.OFFERED:
            _set(each, OfferState.PASSED, at=at)
    held.others_at = at
    db.flush()


def ask_last_mentor(db: Session, search: MentorSearch, *, story: MatchStory) -> MentorOffer:
    """Ask the last mentor first, as a mentee wishes; raises `SearchOver`, `NotOffered` or `MentorTaken`."""
    held = _hold(db, search.id)
    last, all_of_them = queries.last_mentor(db, held.mentee_id), queries.offers_now(db, held.id)
    if last is None or any(each.state == OfferState.CHOSEN or each.mentor_id == last[0] for each in all_of_them):
        raise NotOffered(held.public_id)
    _take_place(db, last[0], on=story.on)
    made = MentorOffer(
        public_id=randomness.public_id(), search_id=held.id, mentor_id=last[0], state=OfferState.CHOSEN,
        reasons=[FitReason.LAST_MENTOR], against=[], offered_at=story.at, state_at=story.at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    write_letter(db, made.mentor_id, letters.somebody_chose_you(story.sender), at=story.at)
    return made


def stop(db: Session, search: MentorSearch, *, story: MatchStory) -> None:
    """Look no longer: the search goes with its words and offers. Done twice, it is done once."""
    held = queries.locked_search(db, search.id)
    if held is None or held.state == SearchState.PAIRED:
        return
    for each in queries.offers_now(db, held.id):
        if each.state == OfferState.CHOSEN:
            write_letter(db, each.mentor_id, letters.settled_otherwise(story.sender), at=story.at)
        db.delete(each)
    db.flush()
    db.delete(held)
    db.flush()


def say_yes(db: Session, public_id: str, *, mentor_id: int, story: MatchStory) -> Pair:
    """Say yes to a mentee, which opens the pair; where the two have one by another way meanwhile, it is that one.

    Raises `NotOffered`, `SearchOver` or `MentorTaken`.
    """
    _hold_two(db, public_id, mentor_id=mentor_id)
    found, held = _asked(db, public_id, mentor_id=mentor_id)
    there = open_between(db, mentor_id, held.mentee_id)
    if there is None:
        _see_that_load_holds(db, mentor_id, on=story.on)
    for each in queries.offers_now(db, held.id):
        if each.state == OfferState.OFFERED:
            _set(each, OfferState.PASSED, at=story.at)
    _set(found, OfferState.ACCEPTED, at=story.at)
    held.state = SearchState.PAIRED
    db.flush()
    pair = there or pairs.open_pair(
        db, kind=rules.kind_of(held.facts), context=held.facts.context, mentor_id=mentor_id, mentee_id=held.mentee_id,
        public_id=randomness.public_id(), on=story.on, at=story.at,
    )  # fmt: skip
    write_letter(db, held.mentee_id, letters.pair_is_open(story.sender, pair=pair.public_id), at=story.at)
    return pair


def _hold_two(db: Session, public_id: str, *, mentor_id: int) -> None:
    """Hold both people, in the order of their keys: neither closes the account or opens another pair meanwhile."""
    if (mentee_id := queries.mentee_of(db, public_id, mentor_id=mentor_id)) is None:
        raise NotOffered(public_id)
    try:
        for each in sorted({mentor_id, mentee_id}):
            hold_person(db, each)
    except AccountClosed:
        raise SearchOver(public_id) from None


def _see_that_load_holds(db: Session, mentor_id: int, *, on: date) -> None:
    """Whoever was asked counts already. A mentor who left the list since says yes to as many as they like."""
    for listing in directory.locked_mentors(db, [mentor_id], on=on):
        if queries.load_of(db, mentor_id) > listing.most_mentees:
            raise MentorTaken(str(mentor_id))


def say_no(db: Session, public_id: str, *, mentor_id: int, story: MatchStory) -> None:
    """Say no to a mentee, without a reason; raises `NotOffered` or `SearchOver`."""
    found, held = _asked(db, public_id, mentor_id=mentor_id)
    _set(found, OfferState.DECLINED, at=story.at)
    db.flush()
    write_letter(db, held.mentee_id, letters.not_just_now(story.sender), at=story.at)


def _asked(db: Session, public_id: str, *, mentor_id: int) -> tuple[MentorOffer, MentorSearch]:
    """What a mentor is asked, with its search held."""
    known = queries.offer_for(db, public_id, mentor_id=mentor_id)
    if known is None:
        raise NotOffered(public_id)
    held = _hold(db, known.search_id)
    found, _ = _offer_now(db, held, public_id)
    if found.state != OfferState.CHOSEN or held.mentee_id == mentor_id:
        raise NotOffered(public_id)
    return found, held


def change(db: Session, vault: Vault, pair: Pair, *, by: int, story: MatchStory) -> bool:
    """End a pair by a change; the other one is told in neutral words, and the mentee's search begins again.

    False: it had ended already. Nobody is asked why, and which of the two it was is not kept.
    """
    hold_person(db, by)
    if not pairs.end(db, pair, at=story.at):
        return False
    db.add(PairChange(pair_id=pair.id, at=story.at))
    db.flush()
    mentee_asks = by == pair.mentee_id
    other_id = pair.mentor_id if mentee_asks else pair.mentee_id
    called = "partner" if pair.kind == PairKind.CO_COACHING else ("mentee" if mentee_asks else "mentor")
    write_letter(db, other_id, letters.change(story.sender, other=called), at=story.at)
    if mentee_asks:
        _look_again(db, vault, pair, story=story)
    else:
        write_letter(db, pair.mentee_id, letters.look_again(story.sender), at=story.at)
    return True


def _look_again(db: Session, vault: Vault, pair: Pair, *, story: MatchStory) -> None:
    """Begin a search with what the mentee said last; none where they look already, or belong nowhere."""
    hold_person(db, pair.mentee_id)
    parts = parts_of_person(db, pair.mentee_id, on=story.on)
    if not parts or queries.current_search(db, pair.mentee_id) is not None:
        return
    last = queries.last_search(db, pair.mentee_id)
    facts = last.facts if last else SearchFacts(LooksFor.OTHER, frozenset(), context=pair.context)
    words = queries.words_of(vault, last) if last else SearchWords()
    needs = queries.needs_of(vault, last) if last else ""
    part = next((each for each in parts if last and each.id == last.part_id), parts[-1])
    state(db, vault, mentee_id=pair.mentee_id, part=part, facts=facts, words=words, needs=needs, at=story.at)
