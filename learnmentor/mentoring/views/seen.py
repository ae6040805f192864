"""How a page inside a pair is reached: the pair, and which of the two is asking."""

from dataclasses import dataclass
from functools import cached_property

from flask import abort, request, url_for

from learnmentor.accounts.rules import Actor
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground.db import db
from learnmentor.mentoring import queries, rules, wording
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.queries import KnownPair, PartyName
from learnmentor.mentoring.role_declarations.notices import RoleNotice, notices
from learnmentor.mentoring.rules import Side
from learnmentor.mentoring.third_parties.queries import roles_that_see
from learnmentor.mentoring.third_parties.rules import ThirdRole
from learnmentor.mentoring.third_parties.wording import CALLED
from learnmentor.mentoring.views import places
from learnmentor.web import installation
from learnmentor.web.access import or_404, require
from learnmentor.web.navigation import NavigationLink


@dataclass(frozen=True)
class PairSeen:
    """A pair as one of its two finds it."""

    known: KnownPair
    me: Actor
    side: Side

    @property
    def pair(self) -> Pair:
        """The pair itself."""
        return self.known.pair

    @property
    def other(self) -> PartyName:
        """The other one of the two."""
        return self.known.party(self.side.other)

    @property
    def open(self) -> bool:
        """Whether the two still write in it."""
        return self.pair.ended_at is None

    @property
    def other_is(self) -> str:
        """What the other one is to whoever looks: "mentor", or "partner" where both coach."""
        return wording.called(self.pair.kind, self.side.other)

    @property
    def kind(self) -> str:
        """The kind of the pair in words."""
        return wording.KINDS[self.pair.kind]

    @cached_property
    def role_notices(self) -> list[RoleNotice]:
        """What stands on each page about second roles of the two."""
        return notices(db.session, self.known, on=installation.today())

    @cached_property
    def third_parties(self) -> list[str]:
        """What those are, in words, who see its dates and hours."""
        return [CALLED[ThirdRole(each)] for each in roles_that_see(db.session, self.pair.id)]

    @property
    def places(self) -> tuple[NavigationLink, ...]:
        """The row of places at the top of each page of the pair."""
        return places.links(
            places.PLACES,
            blueprint=request.blueprint,
            address=lambda endpoint: url_for(endpoint, public_id=self.pair.public_id),
        )

    def name_of(self, person_id: int) -> str:
        """What one of the two is called on a page; neither of them: somebody who was here before."""
        by_id = {party.id: party.name for party in (self.known.mentor, self.known.mentee)}
        return by_id.get(person_id, "Somebody else")


def pair_inside(public_id: str) -> PairSeen:
    """A pair for its two people; for everybody else, whatever their role, there is none."""
    known, actor = or_404(queries.pair_by_public_id(db.session, public_id)), current_learner()
    pairing = known.pair.pairing
    if not rules.may_see_pair(actor.id, pairing):
        abort(404)
    return PairSeen(known, actor, or_404(pairing.side(actor.id)))


def pair_to_write(public_id: str) -> PairSeen:
    """A pair in which something is to be written: 403 for its two people after its end, 404 for everybody else."""
    seen = pair_inside(public_id)
    require(rules.may_write_in_pair(seen.me.id, seen.pair.pairing))
    return seen
