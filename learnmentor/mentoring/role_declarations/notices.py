"""What stands on the pages of a pair about second roles: declared ones, and one that we know of and that is not."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from learnmentor.mentoring.queries import KnownPair
from learnmentor.mentoring.role_declarations import queries, rules
from learnmentor.mentoring.role_declarations.form_role_declaration import ROLES
from learnmentor.mentoring.role_declarations.rules import SecondRole
from learnmentor.organisations.queries import manages

CALLED = {SecondRole(each.value): each.words[0].lower() + each.words[1:] for each in ROLES}


@dataclass(frozen=True)
class RoleNotice:
    """That somebody holds roles towards the other: by their own word, or as line manager without having said so."""

    holder_id: int
    roles: tuple[str, ...]  # in words
    declared: bool
    manages: bool  # a line manager, declared or known


def notices(db: Session, known: KnownPair, *, on: date) -> list[RoleNotice]:
    """What is to be said about this pair on a day."""
    declared = {each.declarer_id: each.roles for each in queries.in_force(db, pair_id=known.pair.id, on=on)}
    found = []
    for holder, other in ((known.mentor.id, known.mentee.id), (known.mentee.id, known.mentor.id)):
        roles = declared.get(holder, ())
        if roles:
            words = tuple(CALLED[each] for each in roles)
            found.append(RoleNotice(holder, words, declared=True, manages=SecondRole.LINE_MANAGER in roles))
        known_manager = manages(db, manager_id=holder, person_id=other, on=on)
        if rules.undeclared(manages=known_manager, declared=roles):
            found.append(RoleNotice(holder, (CALLED[SecondRole.LINE_MANAGER],), declared=False, manages=True))
    return found
