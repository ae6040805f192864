"""Looking after the account of somebody whose only organisation is one's own: names, and a link to a new password."""

import structlog
from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import shows_anothers
from learnmentor.accounts.lives import services as lives
from learnmentor.accounts.models import Person
from learnmentor.accounts.sign_in import current_learner
from learnmentor.accounts.views.coming_in import new_link
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.printing.typefaces import missing_characters
from learnmentor.organisations import rules
from learnmentor.organisations.care import queries
from learnmentor.organisations.forms import MemberNamesForm
from learnmentor.organisations.joining import queries as offers
from learnmentor.organisations.models import Part
from learnmentor.organisations.tables import services as tables
from learnmentor.organisations.views.frame import (
    looks_after_people,
    opened_member,
    part_or_404,
    short_form,
    still_mine,
    to_member,
)
from learnmentor.organisations.views.members import importer
from learnmentor.web import installation
from learnmentor.web.access import or_404

bp = Blueprint("member_care", __name__)

_log = structlog.get_logger("people")


def _cared_for(public_id: str, person_id: str) -> tuple[Part, Person]:
    """Somebody whose account one may look after; for anybody else there is no such page."""
    part = part_or_404(public_id)
    known = opened_member(part, person_id)
    standing = queries.account_standing(db.session, known.id, on=installation.today())
    cares = rules.may_care_for(current_learner(), person_id=known.id, root_id=part.root_id, standing=standing)
    return part, or_404(known if cares else None)


@bp.get("/organisation/parts/<public_id>/people/<person_id>/names")
@looks_after_people
@shows_anothers(AccessTo.MEMBER)
def names(public_id: str, person_id: str) -> ResponseReturnValue:
    """How somebody is greeted, and what stands on their certificates from now on."""
    part, known = _cared_for(public_id, person_id)
    held = {"name": known.name, "printed_name": known.printed_name}
    return _names_form(part, known, MemberNamesForm(missing=missing_characters, data=held), 200)


@bp.post("/organisation/parts/<public_id>/people/<person_id>/names")
@looks_after_people
@shows_anothers(AccessTo.MEMBER)
def correct_names(public_id: str, person_id: str) -> ResponseReturnValue:
    """Correct them; that it was done is written down."""
    part, known = _cared_for(public_id, person_id)
    form = MemberNamesForm(missing=missing_characters)
    if not form.accepted():
        return _names_form(part, known, form, 422)
    still_mine(part)
    named = {"name": form.text("name"), "printed_name": form.text("printed_name")}
    lives.correct_names(db.session, person_id=known.id, **named, by=current_learner(), at=clock.now())
    return _done("names corrected", part, known, f"The names of {form.text('name')} are saved.")


def _names_form(part: Part, known: Person, form: MemberNamesForm, status: int) -> Response:
    lead = "Certificates that were issued keep the name that they have."
    return short_form("Names", form, lead=lead, button="Save", back=to_member(part, known), status=status)


@bp.post("/organisation/parts/<public_id>/people/<person_id>/password-link")
@looks_after_people
@shows_anothers(AccessTo.MEMBER)
def password_link(public_id: str, person_id: str) -> ResponseReturnValue:
    """Have a letter sent with a link to a new password. Whoever asks for it never sees the link."""
    part, known = _cared_for(public_id, person_id)
    if not installation.settings().mail_server:  # whoever had the link could read what they wrote
        said = "No letters go out from here, so nothing was sent. An administrator can hand a link over."
        flash(said, "message")
        return redirect(url_for("members.member", public_id=public_id, person_id=person_id), 303)
    still_mine(part)
    token, link = new_link("passwords.new_password")
    lives.make_password_link(
        db.session, person_id=known.id, token_sha256=token, link=link, by=current_learner(),
        sender=installation.sender(), at=clock.now(),
    )  # fmt: skip
    said = f"A letter to {known.name} is written, with a link to choose a new password."
    return _done("password link made", part, known, said)


def _done(event: str, part: Part, known: Person, said: str) -> ResponseReturnValue:
    _log.info(event, by=current_learner().public_id, person=known.public_id)
    flash(said, "message")
    return redirect(url_for("members.member", public_id=part.public_id, person_id=known.public_id), 303)


@bp.post("/organisation/parts/<public_id>/invited/<offer_id>/resend")
@looks_after_people
def resend(public_id: str, offer_id: str) -> ResponseReturnValue:
    """Write an invitation again, with as many days as the first one had."""
    part, at = part_or_404(public_id), clock.now()
    still_mine(part)
    offer = offers.offer_in(db.session, part, offer_id, at=at)
    if offer is None:
        flash("This invitation was answered or withdrawn a moment ago, or its time is over.", "message")
    else:
        tables.send_again(db.session, part, offer, importer())
        flash(f"{offer.email} is written to again, and can accept until {offer.expires_at:%-d %B}.", "message")
    return redirect(url_for("organisations.part", public_id=public_id), 303)
