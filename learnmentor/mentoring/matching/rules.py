"""What a mentee may look for, how a search and its offers stand, and who may do what with them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.mentoring.directory.rules import ContactMode
from learnmentor.mentoring.rules import PairContext, PairKind
from learnmentor.organisations.rules import Placed, within

MOST_OFFERS = 3  # that wait for a choice
MOST_EVER = 60  # offers of one search
LONGEST_SUBJECT = 200
LONGEST_ROLE = 200
LONGEST_TIMES = 300
LONGEST_NEEDS = 600
LONGEST_OTHER = 200
LONGEST_REASON = 600
MOST_WAITING = 500  # searches on one page


class LooksFor(StrEnum):
    """What somebody would most like [form F15]."""

    SUBJECT = "subject"
    ROLE = "role"
    OUTSIDE = "outside"
    PEER = "peer"
    OTHER = "other"


class NeedsSeenBy(StrEnum):
    """Who reads what would help somebody to take part."""

    ARRANGER = "arranger"
    MENTOR_TOO = "mentor-too"


class SearchState(StrEnum):
    """How a search stands. Withdrawn, it is no more."""

    INVITED = "invited"  # a coordinator asked, and the mentee has not said what they look for
    OPEN = "open"
    PAIRED = "paired"


class OfferState(StrEnum):
    """How an offer stands."""

    OFFERED = "offered"
    CHOSEN = "chosen"  # the mentor is asked
    ACCEPTED = "accepted"
    DECLINED = "declined"
    PASSED = "passed"  # the mentee asked for others, or found somebody


@dataclass(frozen=True)
class SearchWords:
    """What a mentee wrote about whom they look for; access needs lie apart."""

    subject: str = ""
    role: str = ""
    times: str = ""
    other: str = ""  # what they would most like, where it is something else
    rather_not: str = ""  # whom they would rather not have, in their own words


@dataclass(frozen=True)
class SearchFacts:
    """What of a search is no word."""

    looks_for: LooksFor
    modes: frozenset[ContactMode]
    not_manager: bool = True
    not_team: bool = False
    needs_seen_by: NeedsSeenBy = NeedsSeenBy.ARRANGER
    context: PairContext = PairContext.CPD


def may_arrange(actor: Actor, part: Placed) -> bool:
    """Whoever coordinates a part, or one above, arranges pairs there. Administrators as such do not."""
    return any(within(part.path, scope) for scope in actor.paths(RoleName.COORDINATOR))


def may_offer_more(states: Iterable[OfferState], more: int) -> bool:
    """Three wait for a choice at most, and none is added while a mentor is asked."""
    all_of_them = list(states)
    waiting = sum(state == OfferState.OFFERED for state in all_of_them)
    asked = any(state == OfferState.CHOSEN for state in all_of_them)
    return not asked and more > 0 and waiting + more <= MOST_OFFERS and len(all_of_them) + more <= MOST_EVER


def may_choose(state: OfferState, others: Collection[OfferState]) -> bool:
    """One that is offered, while nobody else is asked."""
    return state == OfferState.OFFERED and OfferState.CHOSEN not in others


def has_place(*, most: int, load: int) -> bool:
    """Whether a mentor takes one more; `load`: their open pairs, and whoever asks them now."""
    return load < most


def kind_of(facts: SearchFacts) -> PairKind:
    """What a pair that comes of a search is at first: peers coach each other; who never meets works at a distance."""
    if facts.looks_for == LooksFor.PEER:
        return PairKind.CO_COACHING
    return PairKind.MENTORING if ContactMode.FACE in facts.modes else PairKind.E_MENTORING


def days_looked(since: datetime, *, on: date) -> int:
    """For how many days somebody has looked."""
    return max(0, (on - since.date()).days)
