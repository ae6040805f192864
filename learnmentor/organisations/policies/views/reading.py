"""What members of an organisation read: its policies in force, and the versions before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground.db import db
from learnmentor.organisations.models import Part
from learnmentor.organisations.policies import queries
from learnmentor.organisations.policies.models import Policy, PolicyVersion
from learnmentor.organisations.policies.queries import ListedPolicy
from learnmentor.organisations.queries import organisations_of_person
from learnmentor.organisations.rules import may_coordinate
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("policies", __name__)


@dataclass(frozen=True)
class ReadingPage:
    """The policies that hold for whoever reads, of every organisation that they belong to."""

    policies: Sequence[ListedPolicy]
    several: bool


@bp.get("/policies", endpoint="policies")
@signed_in
def in_force() -> ResponseReturnValue:
    """The policies in force where one belongs."""
    roots = organisations_of_person(db.session, current_learner().id, on=installation.today())
    found = queries.policies_of(db.session, roots, on=installation.today())
    held = [each for each in found if each.in_force and not each.withdrawn]
    return page("organisations/policies/in_force.html", ReadingPage(held, len(roots) > 1))


@dataclass(frozen=True)
class VersionPage:
    """One version, and the others. `current`: it is the one in force."""

    listed: ListedPolicy
    version: PolicyVersion
    html: Markup
    current: bool
    root: Part
    may_work: bool
    today: date


def _seen_or_404(public_id: str) -> tuple[Policy, Part]:
    """A policy for members of its organisation, while it is shown to them, and for its coordinators."""
    found = or_404(queries.policy(db.session, public_id))
    root, me = queries.root_of(db.session, found), current_learner()
    if may_coordinate(me, root):
        return found, root
    roots = organisations_of_person(db.session, me.id, on=installation.today())
    return or_404((found, root) if not found.withdrawn_at and root.id in {each.id for each in roots} else None)


def _version_page(found: Policy, root: Part, listed: ListedPolicy, number: int) -> str:
    version = or_404(queries.version(db.session, found.id, number))
    context = VersionPage(
        listed=listed,
        version=version,
        html=Markup(version.html),  # noqa: S704 -- cleaned when it was published
        current=number == listed.in_force,
        root=root,
        may_work=may_coordinate(current_learner(), root),
        today=installation.today(),
    )
    return page("organisations/policies/version.html", context)


@bp.get("/policies/<public_id>")
@signed_in
def policy(public_id: str) -> ResponseReturnValue:
    """The version in force, or the first that will be."""
    found, root = _seen_or_404(public_id)
    listed = queries.listed_policy(db.session, found, root, on=installation.today())
    first = min((each.number for each in listed.versions), default=None)
    return _version_page(found, root, listed, or_404(listed.in_force or first))


@bp.get("/policies/<public_id>/versions/<int:number>")
@signed_in
def version(public_id: str, number: int) -> ResponseReturnValue:
    """One version, which may be an old one."""
    found, root = _seen_or_404(public_id)
    return _version_page(found, root, queries.listed_policy(db.session, found, root, on=installation.today()), number)
