"""Reading the whole draft, and signing just that."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.mentoring.agreements import rules, services
from learnmentor.mentoring.agreements.agreement_sheet import terms_sheet
from learnmentor.mentoring.agreements.views.contexts import DraftSeen, draft_seen, names
from learnmentor.mentoring.paper.sheet import PaperSheet
from learnmentor.mentoring.targets.services import TooManyTargets
from learnmentor.mentoring.views.seen import PairSeen, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.forms import Form, at_most, single_line
from learnmentor.web.pages import page

bp = Blueprint("agreement_signing", __name__)


class SignAgreementForm(Form):
    """A name, under just what was shown."""

    digest = HiddenField()
    name = StringField(
        "Your name",
        description="Typing it is your signature, with today's date and your account.",
        filters=[single_line],
        validators=[InputRequired("Type your name to sign."), at_most(rules.LONGEST_NAME)],
        render_kw={"autocomplete": "name"},
    )


@dataclass(frozen=True)
class SigningPage:
    """The whole draft, with a place to sign where nothing is lacking."""

    seen: PairSeen
    found: DraftSeen
    sheet: PaperSheet
    form: SignAgreementForm


@bp.get("/pairs/<public_id>/agreement/sign")
@signed_in
def signing(public_id: str) -> ResponseReturnValue:
    """The draft as it would be signed."""
    found = draft_seen(pair_to_write(public_id))
    return _page(found, SignAgreementForm(data={"digest": found.draft.digest}))


@bp.post("/pairs/<public_id>/agreement/sign")
@signed_in
def sign(public_id: str) -> ResponseReturnValue:
    """Sign what was shown."""
    seen, form = pair_to_write(public_id), SignAgreementForm()
    if not form.accepted():
        return _page(draft_seen(seen), form), 422
    try:
        made = services.sign(
            db.session, installation.vault(), seen.pair, by=seen.me.id, digest=form.text("digest"),
            name=form.text("name"), names=names(seen), at=clock.now(),
        )  # fmt: skip
    except services.DraftChanged:
        return _again(seen, form, "The draft was changed while you read it. Read it as it is now, and then sign.")
    except services.NotReady:
        return _again(seen, form, "Something is lacking, so it cannot be signed yet. What it is stands on this page.")
    except (services.TooManySignedVersions, TooManyTargets):
        return _again(seen, form, "This pair has as many versions and targets as it can hold. Begin a new pair.")
    flash(_said(seen, made.number if made else None), "message")
    return redirect(url_for("agreements.agreement", public_id=public_id), 303)


def _said(seen: PairSeen, number: int | None) -> str:
    if number is None:
        return f"You have signed. It holds once your {seen.other_is} has signed too."
    return f"Both of you have signed. Version {number} holds from now on, and its objectives are among your targets."


def _again(seen: PairSeen, form: SignAgreementForm, why: str) -> ResponseReturnValue:
    """The draft as it is now, and why nothing was signed; the name stays."""
    found = draft_seen(seen)
    form.refuse("name", why)
    form.digest.data = found.draft.digest
    return _page(found, form), 422


def _page(found: DraftSeen, form: SignAgreementForm) -> str:
    return page("mentoring/agreements/sign.html", SigningPage(found.seen, found, terms_sheet(found.draft.terms), form))
