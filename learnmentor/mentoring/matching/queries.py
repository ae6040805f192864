"""Reads of searches and offers: a mentee's own, those that wait for a mentor, those that a coordinator arranges."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from learnmentor.accounts.models import Person
from learnmentor.ground.typed.names import folded
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.directory import queries as directory
from learnmentor.mentoring.directory.models import MentorListing
from learnmentor.mentoring.directory.queries import Listed, ListingSearch
from learnmentor.mentoring.directory.rules import ContactMode, ListingKind, ListingWords
from learnmentor.mentoring.matching import fit, rules
from learnmentor.mentoring.matching.fit import Fit, FitAgainst, FitReason, MatchCandidate, MatchSeeker
from learnmentor.mentoring.matching.models import (
    MentorOffer,
    MentorSearch,
    PairChange,
    needs_place,
    reason_place,
    search_place,
)
from learnmentor.mentoring.matching.rules import OfferState, SearchFacts, SearchState, SearchWords
from learnmentor.mentoring.models import Pair
from learnmentor.organisations.models import Management, Membership, Part
from learnmentor.organisations.queries import at_once, on_day
from learnmentor.organisations.rules import PartKind

_GOING = (SearchState.INVITED, SearchState.OPEN)
_SHORTEST_WORD = 3
_inner = aliased(Part, name="inner_part")


@dataclass(frozen=True)
class OpenedSearch:
    """A search with its words. `needs`: "" where whoever reads may not, or nothing is written."""

    id: int
    public_id: str
    mentee_id: int
    mentee: str
    part: Part
    state: SearchState
    facts: SearchFacts
    words: SearchWords
    needs: str
    reason: str  # for a choice; "" for everybody but the mentee
    since: datetime
    others_at: datetime | None


@dataclass(frozen=True)
class OfferedMentor:
    """An offer as the mentee, or whoever arranged it, sees it; without `listing` where the mentor left the list."""

    id: int
    public_id: str
    mentor_id: int
    mentor: str
    state: OfferState
    reasons: tuple[FitReason, ...]
    against: tuple[FitAgainst, ...]
    state_at: datetime
    words: ListingWords
    modes: frozenset[ContactMode]
    listed: bool


def current_search(db: Session, mentee_id: int) -> MentorSearch | None:
    """What somebody looks for now, or was asked about."""
    theirs = select(MentorSearch).where(MentorSearch.mentee_id == mentee_id, MentorSearch.state.in_(_GOING))
    return db.scalars(theirs.order_by(MentorSearch.id.desc()).limit(1)).first()


def last_search(db: Session, mentee_id: int) -> MentorSearch | None:
    """What somebody looked for last, found or not."""
    theirs = select(MentorSearch).where(MentorSearch.mentee_id == mentee_id).order_by(MentorSearch.id.desc())
    return db.scalars(theirs.limit(1)).first()


def search_by_public_id(db: Session, public_id: str) -> tuple[MentorSearch, Part] | None:
    """A search that goes on, and the part in which it is arranged."""
    found = select(MentorSearch, Part).join(Part, Part.id == MentorSearch.part_id)
    found = found.where(MentorSearch.public_id == public_id, MentorSearch.state.in_(_GOING))
    row = db.execute(found).one_or_none()
    return (row[0], row[1]) if row else None


def opened(db: Session, vault: Vault, found: MentorSearch, *, mine: bool) -> OpenedSearch:
    """A search with its words; `mine`: with the mentee's own reason for a choice, which is for them alone."""
    reason = str(vault.open(found.reason, place=reason_place(found.public_id))) if mine and found.reason else ""
    named = db.scalar(select(Person.name).where(Person.id == found.mentee_id)) or ""
    return OpenedSearch(
        found.id, found.public_id, found.mentee_id, named, db.get_one(Part, found.part_id), SearchState(found.state),
        found.facts, words_of(vault, found), needs_of(vault, found), reason, found.since, found.others_at,
    )  # fmt: skip


def words_of(vault: Vault, found: MentorSearch) -> SearchWords:
    """What a mentee wrote about whom they look for."""
    return SearchWords(**vault.open(found.body, place=search_place(found.public_id)))


def needs_of(vault: Vault, found: MentorSearch) -> str:
    """What would help a mentee to take part."""
    return str(vault.open(found.needs, place=needs_place(found.public_id))) if found.needs else ""


def offers(db: Session, vault: Vault, search: MentorSearch, *, on: date) -> list[OfferedMentor]:
    """The offers of a search, the oldest first."""
    rows = db.execute(
        select(MentorOffer, Person.name, MentorListing)
        .join(Person, Person.id == MentorOffer.mentor_id)
        .outerjoin(
            MentorListing,
            (MentorListing.person_id == MentorOffer.mentor_id)
            & (MentorListing.kind == ListingKind.MENTOR)
            & (MentorListing.until_on >= on),
        )
        .where(MentorOffer.search_id == search.id, Person.closed_at.is_(None))
        .order_by(MentorOffer.id)
    )
    return [_offered(vault, row, name, listing) for row, name, listing in rows]


def _offered(vault: Vault, row: MentorOffer, name: str, listing: MentorListing | None) -> OfferedMentor:
    return OfferedMentor(
        row.id, row.public_id, row.mentor_id, name, OfferState(row.state),
        tuple(FitReason(each) for each in row.reasons), tuple(FitAgainst(each) for each in row.against),
        row.state_at, directory.opened(vault, listing) if listing else ListingWords(),
        listing.facts.modes if listing else frozenset(), listing is not None,
    )  # fmt: skip


def locked_search(db: Session, search_id: int) -> MentorSearch | None:
    """A search as it is now, held until the transaction ends."""
    held = select(MentorSearch).where(MentorSearch.id == search_id).with_for_update()
    return db.scalar(held.execution_options(populate_existing=True))


def offers_now(db: Session, search_id: int) -> Sequence[MentorOffer]:
    """The offers of a search as they are now. Whoever asks holds the search."""
    theirs = select(MentorOffer).where(MentorOffer.search_id == search_id).order_by(MentorOffer.id)
    return db.scalars(theirs.execution_options(populate_existing=True)).all()


def offer_for(db: Session, public_id: str, *, mentor_id: int) -> MentorOffer | None:
    """An offer of somebody's who was chosen."""
    return db.scalar(select(MentorOffer).where(MentorOffer.public_id == public_id, MentorOffer.mentor_id == mentor_id))


def mentee_of(db: Session, public_id: str, *, mentor_id: int) -> int | None:
    """Who looks, in the search of an offer of somebody's."""
    asked = select(MentorSearch.mentee_id).join(MentorOffer, MentorOffer.search_id == MentorSearch.id)
    return db.scalar(asked.where(MentorOffer.public_id == public_id, MentorOffer.mentor_id == mentor_id))


# Who looks, as whoever arranges pairs sees it


@dataclass(frozen=True)
class SearchWaiting:
    """Somebody who looks for a mentor; how many offers wait for them, and whether a mentor is asked."""

    public_id: str
    mentee: str
    part: str
    state: SearchState
    since: datetime
    offered: int
    asked: int
    others_at: datetime | None


def waiting(db: Session, paths: Collection[str], *, on: date) -> list[SearchWaiting]:
    """Who looks for a mentor in these parts and below, and still belongs there; who has waited longest first."""
    if not paths:
        return []
    below = or_(*(Part.path.startswith(path, autoescape=True) for path in paths))
    there = select(Membership.id).join(_inner, _inner.id == Membership.part_id)
    there = there.where(Membership.person_id == MentorSearch.mentee_id, _inner.root_id == Part.root_id)
    there = there.where(on_day(Membership.starts_on, Membership.ends_on, on)).correlate(MentorSearch, Part)
    counted = {
        state: select(func.count(MentorOffer.id))
        .where(MentorOffer.search_id == MentorSearch.id, MentorOffer.state == state)
        .scalar_subquery()
        for state in (OfferState.OFFERED, OfferState.CHOSEN)
    }
    rows = db.execute(
        select(MentorSearch, Person.name, Part.name, *counted.values())
        .join(Part, Part.id == MentorSearch.part_id)
        .join(Person, Person.id == MentorSearch.mentee_id)
        .where(below, MentorSearch.state.in_(_GOING), Person.closed_at.is_(None), there.exists())
        .order_by(MentorSearch.since, MentorSearch.id)
        .limit(rules.MOST_WAITING)
    )
    return [
        SearchWaiting(row.public_id, name, part, SearchState(row.state), row.since, offered, asked, row.others_at)
        for row, name, part, offered, asked in rows
    ]


# Who would fit


def seeker_of(
    db: Session, vault: Vault, search: MentorSearch, *, on: date, last_mentor_id: int | None = None
) -> MatchSeeker:
    """A mentee as rules see them."""
    words, facts = words_of(vault, search), search.facts
    in_force = on_day(Management.starts_on, Management.ends_on, on)
    between = select(Management.manager_id, Management.person_id).where(
        or_(Management.person_id == search.mentee_id, Management.manager_id == search.mentee_id), in_force
    )
    managed = [(row[0], row[1]) for row in db.execute(between)]
    sites = select(Part.name).join(Membership, Membership.part_id == Part.id)
    sites = sites.where(Membership.person_id == search.mentee_id, Part.kind == PartKind.SITE)
    return MatchSeeker(
        person_id=search.mentee_id,
        looks_for=facts.looks_for,
        modes=facts.modes,
        subject=word_set(words.subject),
        role=word_set(words.role),
        area=word_set(" ".join(db.scalars(sites.where(on_day(Membership.starts_on, Membership.ends_on, on))))),
        not_manager=facts.not_manager,
        not_team=facts.not_team,
        teams=_teams(db, [search.mentee_id], on=on)[search.mentee_id],
        managers=frozenset(manager for manager, person in managed if person == search.mentee_id),
        manages=frozenset(person for manager, person in managed if manager == search.mentee_id),
        last_mentor_id=last_mentor_id,
    )


def word_set(text: str) -> frozenset[str]:
    """The words of a text that may be compared, folded; the shortest say nothing."""
    return frozenset(each for each in folded(text.replace(",", " ")).split() if len(each) >= _SHORTEST_WORD)


def _teams(db: Session, people: Collection[int], *, on: date) -> dict[int, frozenset[int]]:
    """The parts that people belong to on a day, organisations as a whole left out: that is no team."""
    found: dict[int, set[int]] = defaultdict(set)
    for some in at_once(sorted(set(people))):
        theirs = select(Membership.person_id, Membership.part_id).join(Part, Part.id == Membership.part_id)
        theirs = theirs.where(Membership.person_id.in_(some), Part.parent_id.is_not(None))
        for person_id, part_id in db.execute(theirs.where(on_day(Membership.starts_on, Membership.ends_on, on))):
            found[person_id].add(part_id)
    return defaultdict(frozenset, {person_id: frozenset(parts) for person_id, parts in found.items()})


def _asked_now(db: Session, people: Collection[int]) -> Counter[int]:
    """How many mentees have chosen each of these mentors and wait for their answer."""
    found: Counter[int] = Counter()
    for some in at_once(sorted(set(people))):
        chosen = select(MentorOffer.mentor_id, func.count()).where(
            MentorOffer.mentor_id.in_(some), MentorOffer.state == OfferState.CHOSEN
        )
        found.update({row[0]: row[1] for row in db.execute(chosen.group_by(MentorOffer.mentor_id))})
    return found


def load_of(db: Session, mentor_id: int) -> int:
    """How many places of a mentor are taken: open pairs, and whoever waits for their answer."""
    return directory.loads(db, [mentor_id])[mentor_id] + _asked_now(db, [mentor_id])[mentor_id]


@dataclass(frozen=True)
class Candidate:
    """A mentor who is listed, as whoever arranges pairs sees them, and how they fit."""

    listed: Listed
    fit: Fit


@dataclass(frozen=True)
class CandidatesFound:
    """Those who were found in the order of fitting; `more`: there are more in the list than a search opens."""

    seeker: MatchSeeker
    found: Sequence[Candidate]
    more: bool


@dataclass(frozen=True)
class MentorFilter:
    """What whoever arranges pairs narrows the list by."""

    words: str = ""
    mode: ContactMode | None = None
    hours: int = 0
    free: bool = False  # only those who have a place for one more


def candidates(
    db: Session, vault: Vault, search: MentorSearch, *, root_id: int, narrowed: MentorFilter, on: date,
    last_mentor_id: int | None = None,
) -> CandidatesFound:  # fmt: skip
    """Mentors of an organisation's list, held against a search; a number of statements that does not grow with them.

    Left out are those with whom the mentee is or was in a pair that ended by a change, and whoever was offered already.
    """
    asked = ListingSearch(
        ListingKind.MENTOR, frozenset({root_id}), narrowed.words, narrowed.mode, narrowed.hours, for_arranging=True
    )
    there = directory.listings(db, vault, asked, on=on)
    without = _left_out(db, search)
    listed = [each for each in there.found if each.person_id not in without]
    people = [each.person_id for each in listed]
    loads, teams = directory.loads(db, people) + _asked_now(db, people), _teams(db, people, on=on)
    seeker = seeker_of(db, vault, search, on=on, last_mentor_id=last_mentor_id)
    by_person = {each.person_id: each for each in listed}
    fits = (fit.fit(seeker, _candidate(each, loads[each.person_id], teams[each.person_id])) for each in listed)
    ordered = [
        Candidate(by_person[each.candidate.person_id], each)
        for each in fit.in_order(fits)
        if not narrowed.free or FitAgainst.LOAD_FULL not in each.against
    ]
    return CandidatesFound(seeker, ordered, there.more)


def _candidate(listed: Listed, load: int, teams: frozenset[int]) -> MatchCandidate:
    words, facts = listed.words, listed.facts
    return MatchCandidate(
        person_id=listed.person_id, name=listed.name, modes=facts.modes, hours=facts.hours, most=facts.most_mentees,
        load=load, subjects=word_set(words.subjects), roles=word_set(words.roles), area=word_set(words.area),
        teams=teams, not_team=facts.not_team, not_managed=facts.not_managed, elsewhere=listed.elsewhere,
    )  # fmt: skip


def _left_out(db: Session, search: MentorSearch) -> set[int]:
    """The mentee, whoever is or was with them in a pair that goes on or ended by a change, whoever was offered."""
    me = search.mentee_id
    pairs = select(Pair.mentor_id, Pair.mentee_id).outerjoin(PairChange, PairChange.pair_id == Pair.id)
    pairs = pairs.where(or_(Pair.mentor_id == me, Pair.mentee_id == me))
    pairs = pairs.where(or_(Pair.ended_at.is_(None), PairChange.pair_id.is_not(None)))
    known = {person for row in db.execute(pairs) for person in row}
    known |= set(db.scalars(select(MentorOffer.mentor_id).where(MentorOffer.search_id == search.id)))
    return known | {me}


def last_mentor(db: Session, mentee_id: int) -> tuple[int, str] | None:
    """The last mentor of somebody who comes back, with the name: of a pair that ended, and not by a change."""
    changed = select(PairChange.pair_id).where(PairChange.pair_id == Pair.id)
    last = select(Person.id, Person.name).join(Pair, Pair.mentor_id == Person.id)
    last = last.where(Pair.mentee_id == mentee_id, Pair.ended_at.is_not(None), Person.closed_at.is_(None))
    row = db.execute(last.where(~changed.exists()).order_by(Pair.ended_at.desc(), Pair.id.desc()).limit(1)).first()
    return (row[0], row[1]) if row else None


# What waits for a mentor


@dataclass(frozen=True)
class AskedLine:
    """Somebody who chose a mentor, as the mentor sees them."""

    public_id: str
    mentee: str
    facts: SearchFacts
    times: str
    needs: str  # "" unless the mentee lets the mentor read them
    since: datetime


def asked_of(db: Session, vault: Vault, mentor_id: int, *, most: int = 50) -> list[AskedLine]:
    """Who chose a mentor and waits for an answer, the longest first."""
    rows = db.execute(
        select(MentorOffer, MentorSearch, Person.name)
        .join(MentorSearch, MentorSearch.id == MentorOffer.search_id)
        .join(Person, Person.id == MentorSearch.mentee_id)
        .where(MentorOffer.mentor_id == mentor_id, MentorOffer.state == OfferState.CHOSEN, Person.closed_at.is_(None))
        .order_by(MentorOffer.state_at, MentorOffer.id)
        .limit(most)
    )
    return [_asked(vault, offer, search, name) for offer, search, name in rows]


def _asked(vault: Vault, offer: MentorOffer, search: MentorSearch, name: str) -> AskedLine:
    facts = search.facts
    needs = needs_of(vault, search) if facts.needs_seen_by == rules.NeedsSeenBy.MENTOR_TOO else ""
    times = words_of(vault, search).times
    return AskedLine(offer.public_id, name, facts, times, needs, offer.state_at)


def changed(db: Session, pair_id: int) -> bool:
    """Whether a pair ended by a change."""
    return db.get(PairChange, pair_id) is not None
