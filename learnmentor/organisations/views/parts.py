"""Parts: the tree that somebody looks after, one part with its people, and what is done with parts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import structlog
from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.models import Person, Role
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.organisations import forms, queries, rules, services
from learnmentor.organisations.joining import queries as offers
from learnmentor.organisations.models import MembershipOffer, Part
from learnmentor.organisations.people import queries as people
from learnmentor.organisations.people.queries import MembersFound
from learnmentor.organisations.queries import PartRow
from learnmentor.organisations.rules import PartKind
from learnmentor.organisations.views.frame import (
    PAGE,
    looks_after_people,
    page_asked,
    pages_of,
    part_or_404,
    short_form,
    still_mine,
    to_part,
)
from learnmentor.web import installation
from learnmentor.web.access import require, with_role
from learnmentor.web.pages import page

bp = Blueprint("organisations", __name__)

_log = structlog.get_logger("organisations")


@dataclass(frozen=True)
class TreePart:
    """A part in the tree, with the parts inside."""

    row: PartRow
    inside: list["TreePart"] = field(default_factory=list)


@dataclass(frozen=True)
class OverviewPage:
    """The trees that somebody looks after. `several`: whether there is more than one organisation to tell apart."""

    title: str
    trees: list[TreePart]
    several: bool
    may_make: bool


@bp.get("/organisation")
@looks_after_people
def overview() -> ResponseReturnValue:
    """The parts that one looks after, as a tree, with the number of their people."""
    actor, today = current_learner(), installation.today()
    every = rules.reaches_all(actor)
    tops = queries.organisations(db.session) if every else queries.parts_on_paths(db.session, rules.coordinated(actor))
    trees = _trees(queries.tree(db.session, tops, on=today))
    title = trees[0].row.part.name if len(trees) == 1 else ("Organisations" if every else "What you look after")
    several = every and len(trees) > 1
    return page("organisations/overview.html", OverviewPage(title, trees, several, rules.may_make_organisations(actor)))


def _trees(rows: Sequence[PartRow]) -> list[TreePart]:
    known: dict[int, TreePart] = {}
    tops: list[TreePart] = []
    for row in rows:  # each stands behind the part that it is in
        known[row.part.id] = made = TreePart(row)
        above = known.get(row.part.parent_id or 0)
        (above.inside if above else tops).append(made)
    return tops


@dataclass(frozen=True)
class PartPage:
    """One part: what it is in and holds, who coordinates it, who belongs to it, and who is invited."""

    part: Part
    above: list[tuple[Part, bool]]  # and whether one may open it
    inside: Sequence[Part]
    coordinators: Sequence[tuple[Role, Person]]
    form: forms.FindMembersForm
    found: MembersFound
    page: int
    pages: int
    invited: Sequence[tuple[MembershipOffer, Part]]
    today: date
    own_settings: bool
    may_close: bool
    may_move: bool


@bp.get("/organisation/parts/<public_id>")
@looks_after_people
def part(public_id: str) -> ResponseReturnValue:
    """One part, with its people to search and to leaf through."""
    shown, today, actor = part_or_404(public_id), installation.today(), current_learner()
    form = forms.FindMembersForm(data={"words": request.args.get("words", "")})
    number = page_asked()
    found = people.members(db.session, shown, words=form.text("words"), on=today, most=PAGE, after=(number - 1) * PAGE)
    context = PartPage(
        part=shown, above=[(each, rules.may_coordinate(actor, each)) for each in queries.above(db.session, shown)],
        inside=queries.parts_inside(db.session, shown), form=form, found=found, page=number,
        coordinators=queries.coordinators(db.session, shown, on=today), pages=pages_of(found.total),
        invited=offers.waiting_in(db.session, shown, at=clock.now(), most=PAGE), today=today,
        own_settings=shown.parent_id is None and queries.ever_several(db.session), may_close=_may_close(shown),
        may_move=shown.parent_id is not None,
    )  # fmt: skip
    return page("organisations/part.html", context)


def _may_close(part: Part) -> bool:
    """Parts inside close whoever looks after them, an organisation an administrator while there is another."""
    if part.parent_id is not None:
        return True
    return rules.may_close_organisation(current_learner(), several=queries.several_organisations(db.session))


# Making, naming, closing


@bp.get("/organisation/new")
@with_role(RoleName.ADMINISTRATOR)
def new_organisation() -> ResponseReturnValue:
    """What one more organisation is called."""
    return _organisation_form(forms.PartNameForm(), 200)


@bp.post("/organisation/new")
@with_role(RoleName.ADMINISTRATOR)
def make_organisation() -> ResponseReturnValue:
    """Make one more organisation; from then on new accounts join none by themselves."""
    require(rules.may_make_organisations(current_learner()))
    form = forms.PartNameForm()
    if not form.accepted():
        return _organisation_form(form, 422)
    made = services.make_organisation(db.session, name=form.text("name"), public_id=randomness.public_id())
    _log.info("organisation made", by=current_learner().public_id, part=made.public_id)
    flash(f"{made.name} is there. Give it a coordinator, or bring people in.", "message")
    return redirect(url_for("organisations.part", public_id=made.public_id), 303)


def _organisation_form(form: forms.PartNameForm, status: int) -> Response:
    lead = (
        "For a college or a partner with people of its own. Two organisations know nothing of each other. New accounts "
        "join one by themselves only as long as there is one; from then on, people come by invitation."
    )
    back = ("Parts and people", url_for("organisations.overview"))
    return short_form("One more organisation", form, lead=lead, button="Make it", back=back, status=status)


@bp.get("/organisation/parts/<public_id>/new-part")
@looks_after_people
def new_part(public_id: str) -> ResponseReturnValue:
    """What a part inside this one is called."""
    return _part_form(part_or_404(public_id), forms.PartForm(), 200)


@bp.post("/organisation/parts/<public_id>/new-part")
@looks_after_people
def make_part(public_id: str) -> ResponseReturnValue:
    """Make a part inside this one."""
    outer, form = part_or_404(public_id), forms.PartForm()
    if not form.accepted():
        return _part_form(outer, form, 422)
    still_mine(outer)
    try:
        made = services.make_part(
            db.session, parent=outer, kind=PartKind(form.text("kind")), name=form.text("name"),
            public_id=randomness.public_id(),
        )  # fmt: skip
    except services.PartClosed:
        form.refuse("name", f"{outer.name} was closed a moment ago, so nothing can be made inside.")
        return _part_form(outer, form, 422)
    except services.TooManyParts:
        most = f"There can be {rules.MOST_PARTS} parts, {rules.DEEPEST} one inside the other."
        form.refuse("name", f"{most} Put these people into a part that is there.")
        return _part_form(outer, form, 422)
    flash(f"{made.name} is there.", "message")
    return redirect(url_for("organisations.part", public_id=made.public_id), 303)


def _part_form(outer: Part, form: forms.PartForm, status: int) -> Response:
    return short_form(f"A part of {outer.name}", form, button="Make it", back=to_part(outer), status=status)


@bp.get("/organisation/parts/<public_id>/name")
@looks_after_people
def new_name(public_id: str) -> ResponseReturnValue:
    """Another name for a part."""
    named = part_or_404(public_id)
    return _name_form(named, forms.PartNameForm(data={"name": named.name}), 200)


@bp.post("/organisation/parts/<public_id>/name")
@looks_after_people
def rename(public_id: str) -> ResponseReturnValue:
    """Call a part by another name."""
    named, form = part_or_404(public_id), forms.PartNameForm()
    if not form.accepted():
        return _name_form(named, form, 422)
    still_mine(named)
    services.rename_part(db.session, named, name=form.text("name"))
    flash(f"It is called {named.name} from now on.", "message")
    return redirect(url_for("organisations.part", public_id=public_id), 303)


def _name_form(named: Part, form: forms.PartNameForm, status: int) -> Response:
    lead = "Certificates keep the name that they were issued with."
    return short_form("Another name", form, lead=lead, button="Save", back=to_part(named), status=status)


@bp.get("/organisation/parts/<public_id>/close")
@looks_after_people
def ask_to_close(public_id: str) -> ResponseReturnValue:
    """What becomes of its people when a part is closed."""
    closing = part_or_404(public_id)
    require(_may_close(closing))
    return _close_form(closing, forms.ClosePartForm(), 200)


@bp.post("/organisation/parts/<public_id>/close")
@looks_after_people
def close(public_id: str) -> ResponseReturnValue:
    """Close a part at the end of today."""
    closing, form = part_or_404(public_id), forms.ClosePartForm()
    require(_may_close(closing))
    if not form.accepted():
        return _close_form(closing, form, 422)
    still_mine(closing)
    try:
        if closing.parent_id is None:
            services.close_organisation(db.session, closing, on=installation.today())
        else:
            services.close_part(db.session, closing, on=installation.today())
    except services.LastOrganisation:
        form.refuse("sure", "The other one was closed a moment ago, so this one stays.")
        return _close_form(closing, form, 422)
    except services.HasParts:
        form.refuse("sure", "There are open parts inside. Close them first, one by one.")
        return _close_form(closing, form, 422)
    except services.PartClosed:
        form.refuse("sure", "It is closed already, or it is the outermost part, which stays.")
        return _close_form(closing, form, 422)
    _log.info("part closed", by=current_learner().public_id, part=public_id)
    then = "Its people belong to the part above it then." if closing.parent_id else "Nobody belongs to it then."
    flash(f"{closing.name} closes at the end of today. {then}", "message")
    return redirect(url_for("organisations.overview"), 303)


def _close_form(closing: Part, form: forms.ClosePartForm, status: int) -> Response:
    if closing.parent_id is None:
        form.sure.description = (
            "With all parts inside. Nobody belongs to it then, and nobody looks after it; invitations are withdrawn. "
            "Accounts, records and certificates stay their owners' own."
        )
    return short_form(f"Close {closing.name}", form, button="Close it", back=to_part(closing), status=status)
