"""Reads of whose settings hold: part of statements that read a setting, and for many people at once."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import ScalarSelect, bindparam, or_, select
from sqlalchemy.orm import Session

from learnmentor.organisations import rules
from learnmentor.organisations.models import Membership, Part
from learnmentor.organisations.queries import on_day

SETTINGS_OF = (  # as `rules.settings_of` has it, of the person `person_id` on the day `on`
    select(Part.root_id)
    .join(Membership, Membership.part_id == Part.id)
    .where(Membership.person_id == bindparam("person_id"), Membership.starts_on <= bindparam("on"))
    .where(or_(Membership.ends_on.is_(None), Membership.ends_on >= bindparam("on")))
    .order_by(Membership.starts_on, Membership.id)
    .limit(1)
    .scalar_subquery()
)


def settings_of_many(
    db: Session, roots: Collection[int], people: ScalarSelect[int] | None = None, *, on: date
) -> dict[int, int]:
    """The organisation whose settings hold on a day for each member of one of these, by person."""
    members = select(Membership.person_id).join(Part, Part.id == Membership.part_id).where(Part.root_id.in_(roots))
    asked = select(Membership, Part.root_id).join(Part, Part.id == Membership.part_id)
    asked = asked.where(Membership.person_id.in_(members), on_day(Membership.starts_on, Membership.ends_on, on))
    held: dict[int, list[rules.Belonging]] = defaultdict(list)
    columns = (Membership.person_id, Part.root_id, Membership.starts_on, Membership.ends_on, Membership.id)
    mine = asked.where(Membership.person_id.in_(people)) if people is not None else asked
    for person_id, root_id, starts_on, ends_on, since in db.execute(mine.with_only_columns(*columns)):
        held[person_id].append(rules.Belonging(root_id, rules.Span(starts_on, ends_on), since))
    found = {person_id: rules.settings_of(theirs, on=on) for person_id, theirs in held.items()}
    return {person_id: root_id for person_id, root_id in found.items() if root_id is not None}
