"""How the page of an observation is reached: by one of the two, or by its second observer, who sees it alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import queries as accounts
from learnmentor.accounts.rules import Actor
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground.db import db
from learnmentor.mentoring import queries as pairs
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.observations import queries, rules, wording
from learnmentor.mentoring.observations.models import Observation
from learnmentor.mentoring.observations.rules import ObservationFacts, ObservationSheet
from learnmentor.mentoring.observations.services import ObservationStands, VisitToCome
from learnmentor.mentoring.queries import KnownPair
from learnmentor.mentoring.services import PairEnded
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web.access import or_404, require


@dataclass(frozen=True)
class ObservationSeen:
    """An observation as somebody finds it; `seen` is None for its second observer, who sees no more of the pair."""

    known: KnownPair
    me: Actor
    found: Observation
    seen: PairSeen | None
    names: dict[int, str]

    @property
    def pair(self) -> Pair:
        """The pair that it is of."""
        return self.known.pair

    @property
    def facts(self) -> ObservationFacts:
        """What rules ask of it."""
        return self.found.facts

    @property
    def open(self) -> bool:
        """Whether the pair goes on."""
        return self.pair.ended_at is None

    @property
    def page(self) -> str:
        """Its page."""
        return self.address("observation")

    def address(self, endpoint: str, **more: str) -> str:
        """The address of one of its pages or forms, for whoever looks."""
        values: dict[str, Any] = {"observation_id": self.found.public_id, **more}
        if self.seen is None:
            return url_for(f"second_observer.{endpoint}", **values)
        named = endpoint if "." in endpoint else f"observations.{endpoint}"
        return url_for(named, public_id=self.pair.public_id, **values)

    def sheet_address(self, sheet: str) -> str:
        """Where somebody writes a sheet."""
        return self.address("sheet", sheet=sheet)

    def name_of(self, person_id: int | None) -> str:
        """What somebody is called on its page."""
        return self.names.get(person_id or 0, "Somebody who left")

    def says(self, person_id: int | None) -> str:
        """Somebody's name, or "You"."""
        return "You" if person_id == self.me.id else self.name_of(person_id)

    def may_write(self, sheet: str) -> bool:
        """Whether the reader writes on a sheet now."""
        return self.open and rules.may_write_sheet(self.me.id, ObservationSheet(sheet), self.facts)


def observation_inside(public_id: str, observation_id: str, *, to_write: bool = False) -> ObservationSeen:
    """An observation for the two of its pair; a practice run of one's own is one's own alone."""
    seen = pair_to_write(public_id) if to_write else pair_inside(public_id)
    found = or_404(queries.observation(db.session, observation_id, pair_id=seen.pair.id))
    if not rules.may_see_observation(seen.me.id, found.facts):
        abort(404)
    return of_pair(seen, found)


def of_pair(seen: PairSeen, found: Observation) -> ObservationSeen:
    """An observation as one of the two of its pair finds it."""
    return ObservationSeen(seen.known, seen.me, found, seen, _names(seen.known, found))


def observation_as_second(observation_id: str, *, to_write: bool = False) -> ObservationSeen:
    """An observation for its second observer; 404 for everybody whom the two did not ask, the two among them."""
    me = current_learner()
    found, pair = or_404(queries.as_guest(db.session, observation_id, person_id=me.id))
    known = or_404(pairs.pair_by_public_id(db.session, pair.public_id))
    require(not to_write or pair.ended_at is None)
    return ObservationSeen(known, me, found, None, _names(known, found))


def _names(known: KnownPair, found: Observation) -> dict[int, str]:
    names = {party.id: party.name for party in (known.mentor, known.mentee)}
    if found.second_id is not None and found.second_id not in names:
        names[found.second_id] = accounts.name_today(db.session, found.second_id) or "Somebody who left"
    return names


def done(inside: ObservationSeen, act: Callable[[], object], said: str = "") -> ResponseReturnValue:
    """Do something with an observation and show its page, with a sentence on what came of it."""
    try:
        act()
    except (ObservationStands, PairEnded):
        flash(wording.STANDS, "message")
    except VisitToCome:
        flash(wording.TO_COME, "message")
    else:
        if said:
            flash(said, "message")
    return redirect(inside.page, 303)
