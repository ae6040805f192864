"""What is done with organisations, their parts and their people.

Parts are made in the order of the installation's row; what somebody belongs to, in the order of their own. Whoever
acts is asked again under the lock: a role that was ended a moment ago opens nothing.
"""

from datetime import date

from sqlalchemy.orm import Session

from learnmentor.accounts.queries import hold_person
from learnmentor.ground import locks
from learnmentor.organisations import queries, rules
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.rules import PartKind, Span


class PartClosed(Exception):
    """The part is closed, or was a moment ago."""


class TooManyParts(Exception):
    """The organisation has as many parts as one page shows, or the part stands as deep as any may."""


class AlreadyMember(Exception):
    """The person is a member of this part already on one of the days; `span` is when."""

    def __init__(self, span: Span) -> None:
        super().__init__(str(span))
        self.span = span


# Parts


def make_organisation(db: Session, *, name: str, public_id: str) -> Part:
    """A new organisation, without parts or people."""
    locks.hold_installation(db)
    part_id = queries.next_part_id(db)
    made = Part(
        id=part_id, public_id=public_id, root_id=part_id, path=rules.path_of(part_id), kind=PartKind.ORGANISATION,
        name=name,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def make_part(db: Session, *, parent: Part, kind: PartKind, name: str, public_id: str) -> Part:
    """A new part inside another one; raises `PartClosed` or `TooManyParts`."""
    locks.hold_installation(db)
    db.refresh(parent)
    if parent.closed_on is not None:
        raise PartClosed(parent.public_id)
    if (
        queries.number_of_parts(db, parent.root_id) >= rules.MOST_PARTS
        or len(rules.ids_on(parent.path)) >= rules.DEEPEST
    ):
        raise TooManyParts(parent.public_id)
    part_id = queries.next_part_id(db)
    made = Part(
        id=part_id, public_id=public_id, parent_id=parent.id, root_id=parent.root_id,
        path=rules.path_of(part_id, parent=parent.path), kind=kind, name=name,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


# Members


def begin_membership(db: Session, *, person_id: int, part: Part, span: Span) -> Membership:
    """Let somebody belong to a part; raises `AlreadyMember` or `PartClosed`."""
    hold_person(db, person_id)
    if part.closed_on is not None:
        raise PartClosed(part.public_id)
    here = (each.span for each in queries.memberships(db, person_id) if each.part_id == part.id)
    if (clash := rules.clashing(here, span)) is not None:
        raise AlreadyMember(clash)
    made = Membership(person_id=person_id, part_id=part.id, starts_on=span.starts_on, ends_on=span.ends_on)
    db.add(made)
    db.flush()
    return made


def join_the_only(db: Session, person_id: int, *, on: date) -> None:
    """Let a new account belong where everybody does; nothing where there are several organisations, or none."""
    only = queries.only_organisation(db)
    if only is not None and not queries.memberships(db, person_id):
        begin_membership(db, person_id=person_id, part=only, span=Span(on))
