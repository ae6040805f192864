"""What is done with declarations of roles: made, made anew, and seen by the other one. The pair's row orders it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import address_of
from learnmentor.ground.letters import Sender
from learnmentor.ground.vault import Vault
from learnmentor.jobs.services import send_mail
from learnmentor.mentoring.models import Pair
from learnmentor.mentoring.role_declarations import letters, queries, rules
from learnmentor.mentoring.role_declarations.models import DeclaredRole, RoleDeclaration, declaration_place
from learnmentor.mentoring.services import hold_open

MOST_DECLARATIONS = 100  # of one pair


class TooManyDeclarations(Exception):
    """A pair keeps no more versions."""


class NotForThisOne(Exception):
    """Whoever declared their roles does not sign that they saw it."""


def declare(
    db: Session,
    vault: Vault,
    pair: Pair,
    *,
    by_id: int,
    values: Mapping[str, Any],
    public_id: str,
    sender: Sender,
    at: datetime,
) -> RoleDeclaration:
    """Declare one's roles, in place of what one declared before; the same once more is the same declaration.

    Raises `PairEnded`, `TooManyDeclarations`.
    """
    held = hold_open(db, pair)
    before = queries.current(db, pair_id=held.id, declarer_id=by_id)
    if before is not None and queries.values_of(vault, before) == dict(values):
        return before
    if len(queries.of_pair(db, held.id)) >= MOST_DECLARATIONS:
        raise TooManyDeclarations(pair.public_id)
    if before is not None:
        before.replaced_at = at
    made = RoleDeclaration(
        public_id=public_id, pair_id=held.id, declarer_id=by_id, made_at=at,
        body=vault.seal(dict(values), place=declaration_place(public_id)),
        review_on=date.fromisoformat(values["review_on"]),
    )  # fmt: skip
    db.add(made)
    db.flush()
    held_roles = dict.fromkeys((each.role, each.since, each.until) for each in rules.spans(values))
    db.add_all(DeclaredRole(declaration_id=made.id, role=r, since_on=s, until_on=u) for r, s, u in held_roles)
    db.flush()
    other = held.mentee_id if by_id == held.mentor_id else held.mentor_id
    letter = letters.declared(sender, pair=held.public_id)
    send_mail(db, to=address_of(db, other), subject=letter.subject, body=letter.body, at=at)
    return made


def sign_seen(db: Session, pair: Pair, found: RoleDeclaration, *, by_id: int, at: datetime) -> None:
    """Sign that one has seen what the other declared; the first time counts. Raises `PairEnded`, `NotForThisOne`."""
    hold_open(db, pair)
    db.refresh(found)
    if found.declarer_id == by_id:
        raise NotForThisOne(found.public_id)
    found.seen_at = found.seen_at or at
    db.flush()
