"""A part moved into another one of its organisation."""

import structlog
from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground.db import db
from learnmentor.organisations import forms, queries, rules, services
from learnmentor.organisations.models import Part
from learnmentor.organisations.views.frame import looks_after_people, part_or_404, short_form, to_part
from learnmentor.organisations.views.members import places_of
from learnmentor.web import installation
from learnmentor.web.access import or_404

bp = Blueprint("moving", __name__)

_log = structlog.get_logger("organisations")


@bp.get("/organisation/parts/<public_id>/into")
@looks_after_people
def ask_to_move(public_id: str) -> ResponseReturnValue:
    """Into which part a part moves."""
    part = _inner_or_404(public_id)
    return _form(part, _filled(part), 200)


@bp.post("/organisation/parts/<public_id>/into")
@looks_after_people
def move(public_id: str) -> ResponseReturnValue:
    """Let it stand there with all inside; whoever looks after that part looks after this one from now on."""
    part = _inner_or_404(public_id)
    form = _filled(part)
    if not form.accepted():
        return _form(part, form, 422)
    to = part_or_404(form.text("to"))
    try:
        services.move_part(db.session, part, to=to, by=current_learner(), today=installation.today())
    except services.NoLonger:
        return or_404(None)
    except services.PartClosed:
        form.refuse("to", "One of the two was closed a moment ago. Choose another part.")
        return _form(part, form, 422)
    except services.CannotMove:
        form.refuse("to", f"There can be {rules.DEEPEST} parts one inside the other, and none inside itself.")
        return _form(part, form, 422)
    _log.info("part moved", by=current_learner().public_id, part=public_id, to=to.public_id)
    flash(f"{part.name} is a part of {to.name} now, with all inside.", "message")
    return redirect(url_for("organisations.part", public_id=public_id), 303)


def _inner_or_404(public_id: str) -> Part:
    part = part_or_404(public_id)
    return or_404(part if part.parent_id is not None and part.closed_on is None else None)


def _filled(part: Part) -> forms.IntoForm:
    """A form with the parts that it may move into: those that one looks after, and that are not inside it."""
    inside = {row.part.id for row in queries.tree(db.session, [part], on=installation.today())}
    return forms.IntoForm(parts=[(each, name) for each, name, key in places_of(part) if key not in inside])


def _form(part: Part, form: forms.IntoForm, status: int) -> Response:
    lead = "With all inside. Who looks after the part it stands in looks after it too; its people stay its people."
    title = f"Move {part.name} into another part"
    return short_form(title, form, lead=lead, button="Move it", back=to_part(part), status=status)
