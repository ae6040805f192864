"""Reads about third parties."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from learnmentor.ground.vault import Vault
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.third_parties.models import PairThirdParty, acknowledgement_place
from learnmentor.mentoring.third_parties.rules import MOST_THIRD_PARTIES

_OF_PAIR = select(PairThirdParty).where(PairThirdParty.pair_id == bindparam("pair_id")).order_by(PairThirdParty.id)
_ROLES = select(PairThirdParty.role).where(
    PairThirdParty.pair_id == bindparam("pair_id"), PairThirdParty.agreed_at.is_not(None)
)


def of_pair(db: Session, pair_id: int) -> Sequence[PairThirdParty]:
    """Those whom the two of a pair named, as they are now."""
    found = db.scalars(_OF_PAIR, {"pair_id": pair_id}, execution_options={"populate_existing": True})
    return found.all()[: MOST_THIRD_PARTIES + 1]


def roles_that_see(db: Session, pair_id: int) -> Sequence[str]:
    """What those are to whom both agreed."""
    return db.scalars(_ROLES, {"pair_id": pair_id}).all()


def third_party(db: Session, public_id: str, *, pair_id: int) -> PairThirdParty | None:
    """One of a pair."""
    return db.scalar(
        select(PairThirdParty).where(PairThirdParty.public_id == public_id, PairThirdParty.pair_id == pair_id)
    )


def by_public_id(db: Session, public_id: str) -> PairThirdParty | None:
    """One of whichever pair; who may see it is asked of the rules."""
    return db.scalar(select(PairThirdParty).where(PairThirdParty.public_id == public_id))


def by_token(db: Session, token_sha256: str) -> PairThirdParty | None:
    """The one whom a letter's link is for."""
    return db.scalar(select(PairThirdParty).where(PairThirdParty.token_sha256 == token_sha256))


def shown_to(db: Session, person_id: int) -> Sequence[tuple[PairThirdParty, Pair]]:
    """The pairs of which somebody is a third party, the newest first."""
    asked = select(PairThirdParty, Pair).join(Pair, Pair.id == PairThirdParty.pair_id)
    theirs = asked.where(PairThirdParty.person_id == person_id, PairThirdParty.agreed_at.is_not(None))
    return [(row[0], row[1]) for row in db.execute(theirs.order_by(PairThirdParty.id.desc()).limit(100))]


def acknowledged_as(vault: Vault, found: PairThirdParty) -> str:
    """The name under an acknowledgement, "" where there is none."""
    if found.acknowledged_as is None:
        return ""
    return str(vault.open(found.acknowledged_as, place=acknowledgement_place(found.public_id)))
