"""Roles that the two hold towards each other: declared, read, signed as seen, on paper and from a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.ground.words import long_date
from learnmentor.ground.zones import day_of
from learnmentor.mentoring.paper.definition import Values
from learnmentor.mentoring.paper.forms import PaperForm, web_form
from learnmentor.mentoring.paper.markdown import to_markdown
from learnmentor.mentoring.paper.sheet import PaperSheet, sheet_of
from learnmentor.mentoring.paper.views import FilledFileForm, brought_in, markdown_answer, pdf_answer
from learnmentor.mentoring.role_declarations import queries, rules, services
from learnmentor.mentoring.role_declarations.form_role_declaration import F13
from learnmentor.mentoring.role_declarations.models import RoleDeclaration
from learnmentor.mentoring.views.next_things import NextThing
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.limits import takes_files
from learnmentor.web.pages import page

bp = Blueprint("role_declarations", __name__)

_ASKED = {
    "judges": "Say who judges instead, since one of these roles decides something about the other one.",
    "training": "Say what training you have for assessing, since you assess. “None yet” is an answer too.",
}


@dataclass(frozen=True)
class DeclarationLine:
    """A declaration in the list."""

    public_id: str
    by: str
    mine: bool
    made_at: datetime
    seen_at: datetime | None
    replaced: bool


@dataclass(frozen=True)
class RolesPage:
    """What the two have declared, the newest first."""

    seen: PairSeen
    lines: Sequence[DeclarationLine]
    i_manage: bool
    other_manages: bool


@bp.get("/pairs/<public_id>/roles")
@signed_in
def roles(public_id: str) -> ResponseReturnValue:
    """Which other roles the two hold towards each other."""
    seen = pair_inside(public_id)
    lines = [_line(seen, each) for each in queries.of_pair(db.session, seen.pair.id)]
    managing = {each.holder_id for each in seen.role_notices if each.manages}
    return page("mentoring/role_declarations/roles.html",
                RolesPage(seen, lines, seen.me.id in managing, seen.other.id in managing))  # fmt: skip


def _line(seen: PairSeen, found: RoleDeclaration) -> DeclarationLine:
    return DeclarationLine(
        found.public_id, seen.name_of(found.declarer_id), found.declarer_id == seen.me.id, found.made_at, found.seen_at,
        found.replaced_at is not None,
    )  # fmt: skip


# Declaring


@dataclass(frozen=True)
class DeclareRolesPage:
    """The form F13, and whether whoever fills it in is known to manage the other one."""

    seen: PairSeen
    form: PaperForm
    upload: FilledFileForm


@bp.get("/pairs/<public_id>/roles/declare")
@signed_in
def new_declaration(public_id: str) -> ResponseReturnValue:
    """The form, with what one declared before."""
    seen = pair_to_write(public_id)
    return _form_page(seen, web_form(F13, _before(seen)), 200)


@bp.post("/pairs/<public_id>/roles/declare")
@signed_in
def declare(public_id: str) -> ResponseReturnValue:
    """Keep it; the other one is asked to read it."""
    seen, form = pair_to_write(public_id), web_form(F13)
    if form.wants_more or not form.accepted() or not form.whole() or not _sound(form):
        return _form_page(seen, form, 200 if form.wants_more else 422)
    try:
        services.declare(
            db.session, installation.vault(), seen.pair, by_id=seen.me.id, values=form.values(),
            public_id=randomness.public_id(), sender=installation.sender(), at=clock.now(),
        )  # fmt: skip
    except services.TooManyDeclarations:
        form.form_errors.append("This pair holds as many versions as it may. The last one stands.")
        return _form_page(pair_to_write(public_id), form, 422)
    flash("Your roles are declared. The other one is asked to read it.", "message")
    flash("roles", "kept")
    return redirect(url_for("role_declarations.roles", public_id=public_id), 303)


@bp.post("/pairs/<public_id>/roles/declare/file")
@signed_in
@takes_files
def bring_in(public_id: str) -> ResponseReturnValue:
    """Fill the form from a Markdown file; it is looked over before it is kept."""
    seen, upload = pair_to_write(public_id), FilledFileForm()
    read = brought_in(upload, F13) if upload.accepted() else None
    if read is None:
        return _form_page(seen, web_form(F13, _before(seen), blank=True), 422, upload=upload)
    return _form_page(seen, web_form(F13, {**_before(seen), **read.values}, blank=True), 200)


def _before(seen: PairSeen) -> Values:
    found = queries.current(db.session, pair_id=seen.pair.id, declarer_id=seen.me.id)
    return queries.values_of(installation.vault(), found) if found else F13.empty


def _sound(form: PaperForm) -> bool:
    """What only all of it together says."""
    values = form.values()
    spans = rules.spans(values)
    if rules.backwards(spans):
        form.form_errors.append("A role ends before it begins. Look at its two days.")
    for key in rules.asked_for(spans, values):
        form.refuse(key, _ASKED[key])
    return not form.errors


def _form_page(seen: PairSeen, form: PaperForm, status: int, *, upload: FilledFileForm | None = None) -> Response:
    context = DeclareRolesPage(seen, form, upload or FilledFileForm(blank=True))
    return make_response(page("mentoring/role_declarations/declare.html", context), status)


# One of them


@dataclass(frozen=True)
class RoleDeclarationPage:
    """A declaration as it was made, and whether whoever looks is to sign that they saw it."""

    seen: PairSeen
    line: DeclarationLine
    sheet: PaperSheet
    may_sign: bool


@bp.get("/pairs/<public_id>/roles/<declaration_id>")
@signed_in
def declaration(public_id: str, declaration_id: str) -> ResponseReturnValue:
    """What one of the two declared."""
    seen, found = _found(public_id, declaration_id)
    may_sign = seen.open and found.declarer_id != seen.me.id and found.seen_at is None
    context = RoleDeclarationPage(seen, _line(seen, found), sheet_for(seen, found), may_sign)
    return page("mentoring/role_declarations/declaration.html", context)


@bp.post("/pairs/<public_id>/roles/<declaration_id>/seen")
@signed_in
def sign_seen(public_id: str, declaration_id: str) -> ResponseReturnValue:
    """Sign that one has seen it, which does not mean that one agrees."""
    pair_to_write(public_id)
    seen, found = _found(public_id, declaration_id)
    try:
        services.sign_seen(db.session, seen.pair, found, by_id=seen.me.id, at=clock.now())
    except services.NotForThisOne:
        flash("It is for the other one to sign that they saw it.", "message")
    else:
        flash("It stands there that you saw it.", "message")
    return redirect(url_for("role_declarations.declaration", public_id=public_id, declaration_id=declaration_id), 303)


@bp.get("/pairs/<public_id>/roles/<declaration_id>/declaration.pdf")
@signed_in
def declaration_pdf(public_id: str, declaration_id: str) -> ResponseReturnValue:
    """The same on paper."""
    return pdf_answer(sheet_for(*_found(public_id, declaration_id)), name="role-declaration")


@bp.get("/pairs/<public_id>/roles/declaration.md")
@signed_in
def blank_markdown(public_id: str) -> ResponseReturnValue:
    """The form to fill in offline, with what one declared before."""
    seen = pair_inside(public_id)
    return markdown_answer(to_markdown(F13, _before(seen)), name="role-declaration")


def _found(public_id: str, declaration_id: str) -> tuple[PairSeen, RoleDeclaration]:
    seen = pair_inside(public_id)
    return seen, or_404(queries.declaration(db.session, declaration_id, pair_id=seen.pair.id))


def sheet_for(seen: PairSeen, found: RoleDeclaration) -> PaperSheet:
    """A declaration as it is read."""
    towards = seen.other.name if found.declarer_id == seen.me.id else seen.me.name
    read = f"{towards}, {_day(found.seen_at)}" if found.seen_at else "not yet"
    about = (
        ("Name", seen.name_of(found.declarer_id)), ("Towards", towards), ("Declared on", _day(found.made_at)),
        ("Read by", read),
    )  # fmt: skip
    return sheet_of(F13, queries.values_of(installation.vault(), found), about=about)


def _day(at: datetime) -> str:
    return long_date(day_of(at, installation.zone()))


# What waits


def next_things(db: Session, seen: PairSeen, *, on: date) -> Sequence[NextThing]:
    """A declaration to read, one to look at again, and a role that we know of and that nobody has declared."""
    if not seen.open:
        return []
    declare_at = url_for("role_declarations.new_declaration", public_id=seen.pair.public_id)
    waiting = [_undeclared(each.holder_id == seen.me.id, seen, declare_at)
               for each in seen.role_notices if not each.declared]  # fmt: skip
    for person_id in (seen.me.id, seen.other.id):
        found = queries.current(db, pair_id=seen.pair.id, declarer_id=person_id)
        if found is not None:
            waiting += _about(found, seen, declare_at, mine=person_id == seen.me.id, on=on)
    return waiting


def _undeclared(mine: bool, seen: PairSeen, declare_at: str) -> NextThing:  # noqa: FBT001 -- whose role it is
    if mine:
        return NextThing(f"You manage {seen.other.name}: declare it", declare_at, None, "you")
    url = url_for("role_declarations.roles", public_id=seen.pair.public_id)
    return NextThing(f"{seen.other.name} manages you, and has not declared it yet", url, None, "other")


def _about(found: RoleDeclaration, seen: PairSeen, declare_at: str, *, mine: bool, on: date) -> list[NextThing]:
    url = url_for("role_declarations.declaration", public_id=seen.pair.public_id, declaration_id=found.public_id)
    waiting = []
    if found.seen_at is None:
        says = "Your declaration of roles, to be read" if mine else "A declaration of roles to read"
        waiting.append(NextThing(says, url, None, "other" if mine else "you"))
    if mine and found.review_on <= on:
        waiting.append(NextThing("Look at your declaration of roles again", declare_at, found.review_on, "you"))
    return waiting
