"""What is done with policies: copied from a template, changed, published, withdrawn. The policy's row orders it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnmentor.organisations.models import Part
from learnmentor.organisations.policies import queries, rules
from learnmentor.organisations.policies.models import Policy, PolicyVersion
from learnmentor.organisations.queries import hold_organisation


class TooManyPolicies(Exception):
    """An organisation keeps no more of them."""


class TooManyVersions(Exception):
    """No more versions of this policy are published."""


class ChangedByAnother(Exception):
    """Somebody else saved the text since the form was opened; nothing was overwritten."""


class NotThatDay(Exception):
    """A version cannot hold from that day: it has passed, or is more than a year away."""


@dataclass(frozen=True)
class PolicyText:
    """A title and a text in Markdown."""

    title: str
    source: str


def adopt(db: Session, root: Part, *, text: PolicyText, template: str, public_id: str, at: datetime) -> Policy:
    """Begin a policy with a text that was copied; raises `TooManyPolicies`. Members see nothing of it yet."""
    hold_organisation(db, root.id)
    if queries.how_many(db, root.id) >= rules.MOST_POLICIES:
        raise TooManyPolicies(root.public_id)
    made = Policy(
        public_id=public_id, root_id=root.id, template=template, title=text.title, source=text.source, changes=0,
        made_at=at, changed_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def change(db: Session, policy: Policy, *, text: PolicyText, seen: int, at: datetime) -> Policy:
    """Keep what coordinators wrote; `seen` is how often it had been changed before. Raises `ChangedByAnother`."""
    held = queries.held_policy(db, policy.id)
    if (held.title, held.source) == (text.title, text.source):
        return held
    if held.changes != seen:
        raise ChangedByAnother(held.public_id)
    held.title, held.source, held.changes, held.changed_at = text.title, text.source, held.changes + 1, at
    db.flush()
    return held


def publish(
    db: Session, policy: Policy, *, html: str, seen: int, note: str, from_on: date, today: date, at: datetime
) -> PolicyVersion:
    """Publish the text as it stands, rendered as `html`, to hold from a day on. Versions before it stay.

    Raises `ChangedByAnother`, `NotThatDay`, `TooManyVersions`.
    """
    held = queries.held_policy(db, policy.id)
    if held.changes != seen:
        raise ChangedByAnother(held.public_id)
    if not rules.may_hold_from(from_on, today=today):
        raise NotThatDay(str(from_on))
    number = queries.newest_number(db, held.id) + 1
    if number > rules.MOST_VERSIONS:
        raise TooManyVersions(held.public_id)
    made = PolicyVersion(
        policy_id=held.id, number=number, title=held.title, source=held.source, html=html, note=note,
        from_on=from_on, published_at=at,
    )  # fmt: skip
    held.withdrawn_at = None
    db.add(made)
    db.flush()
    return made


def withdraw(db: Session, policy: Policy, *, at: datetime) -> None:
    """Show it to members no more, until it is published again; its versions stay for coordinators."""
    held = queries.held_policy(db, policy.id)
    held.withdrawn_at = held.withdrawn_at or at
    db.flush()
