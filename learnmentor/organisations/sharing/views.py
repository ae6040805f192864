"""What an organisation shares with others: its code, what is proposed, in force and over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import structlog
from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import clean_address
from learnmentor.accounts.sign_in import current_learner
from learnmentor.courses.given import queries as given
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.organisations import queries as organisations
from learnmentor.organisations.models import Part
from learnmentor.organisations.services import NoLonger, PartClosed
from learnmentor.organisations.sharing import queries, rules, services
from learnmentor.organisations.sharing.forms import ProposalForm
from learnmentor.organisations.sharing.models import SharingAgreement
from learnmentor.organisations.sharing.rules import AgreementStanding, ShareKind
from learnmentor.organisations.sharing.services import Shared
from learnmentor.organisations.views.frame import looks_after_people, organisation_or_404, still_mine
from learnmentor.web import installation
from learnmentor.web.access import or_404
from learnmentor.web.pages import page

bp = Blueprint("sharing", __name__)

_log = structlog.get_logger("organisations")
_SHOWN, _MOST_PROGRAMMES = 200, 200
_REFUSED = {
    services.NoSuchCode: "No organisation here has this code. It may have been renewed: ask for it again.",
    services.OwnCode: "This is your own code. Ask the other organisation for theirs.",
    services.SharedAlready: "The same is proposed to them or agreed with them already.",
    services.TooManyAgreements: f"There are {rules.MOST_AGREEMENTS} agreements already. End one first.",
    PartClosed: "Your organisation was closed a moment ago, so nothing can be shared.",
}


@dataclass(frozen=True)
class AgreementLine:
    """An agreement as one of the two reads it; `other` is the name it was told, or None where none was told yet."""

    public_id: str
    kind: ShareKind
    told: str
    other: str | None
    ours: bool
    standing: AgreementStanding
    agreement: SharingAgreement


@dataclass(frozen=True)
class SharingPage:
    """The code of an organisation, and its agreements, those that wait for it first."""

    part: Part
    code: str
    lines: Sequence[AgreementLine]


@bp.get("/organisation/parts/<public_id>/sharing")
@looks_after_people
def sharing(public_id: str) -> ResponseReturnValue:
    """What is shared with others, and the code by which they propose to share."""
    part, today = organisation_or_404(public_id), installation.today()
    found = [_line(each, part, today) for each in queries.agreements(db.session, part.id, most=_SHOWN)]
    order = list(AgreementStanding)
    lines = sorted(found, key=lambda line: (order.index(line.standing), line.ours))
    code = part.share_code or ""
    spaced = " ".join(code[start : start + 4] for start in range(0, len(code), 4))
    return page("organisations/sharing.html", SharingPage(part, spaced, lines))


def _line(found: SharingAgreement, part: Part, today: date) -> AgreementLine:
    ours = found.from_root_id == part.id
    standing = rules.agreement_standing(found.facts, on=today)
    other = found.to_name if ours else found.from_name
    return AgreementLine(found.public_id, found.kind, found.told, other, ours, standing, found)


@bp.post("/organisation/parts/<public_id>/sharing/code")
@looks_after_people
def renew_code(public_id: str) -> ResponseReturnValue:
    """Make a code, or another one in place of it."""
    part = organisation_or_404(public_id)
    still_mine(part)
    services.renew_code(db.session, part)
    flash("The code is new. One that you gave away before leads nowhere any more; agreements stand.", "message")
    return redirect(url_for("sharing.sharing", public_id=public_id), 303)


@bp.get("/organisation/parts/<public_id>/sharing/new")
@looks_after_people
def new_proposal(public_id: str) -> ResponseReturnValue:
    """What is to be shared, and with whom."""
    part = organisation_or_404(public_id)
    return _form_page(part, _form(part), 200)


@bp.post("/organisation/parts/<public_id>/sharing/new")
@looks_after_people
def propose(public_id: str) -> ResponseReturnValue:
    """Propose it to them; nothing is seen before they accept."""
    part, today = organisation_or_404(public_id), installation.today()
    form = _form(part)
    shared = _shared(part, form) if form.accepted() else None
    if shared is None:
        return _form_page(part, form, 422)
    try:
        services.propose(
            db.session, part, shared, code=form.text("code"), last_day=form.last_day.data, by=current_learner(),
            today=today, at=clock.now(),
        )  # fmt: skip
    except NoLonger:
        return or_404(None)
    except tuple(_REFUSED) as why:
        form.refuse("code", _REFUSED[type(why)])
        return _form_page(part, form, 422)
    _log.info("sharing proposed", by=current_learner().public_id, part=part.public_id, kind=shared.kind.value)
    flash("Proposed. They see it on their page, and nothing else of yours before they accept.", "message")
    return redirect(url_for("sharing.sharing", public_id=public_id), 303)


def _form(part: Part) -> ProposalForm:
    return ProposalForm(programmes=[(each.public_id, each.title) for each in _programmes(part)])


def _programmes(part: Part) -> Sequence[given.GivenToPart]:
    return given.given_in_organisation(db.session, part.id, most=_MOST_PROGRAMMES)


def _shared(part: Part, form: ProposalForm) -> Shared | None:
    """What is shared, or None where the mentor is nobody of this organisation, which the form then tells."""
    kind, today = ShareKind(form.text("kind")), installation.today()
    if kind == ShareKind.PROGRAMME:
        [chosen] = [each for each in _programmes(part) if each.public_id == form.text("programme")]
        return Shared(kind, chosen.title, rules.shared_as(chosen.public_id, given_to=chosen.audience_id))
    if kind == ShareKind.MODERATION:
        return Shared(kind)
    email = clean_address(form.text("mentor"))
    mentor = organisations.person_of_organisation(db.session, part.id, email=email, on=today)
    if mentor is None:
        form.refuse("mentor", "Nobody here has this address. A mentor who is shared belongs here already.")
        return None
    return Shared(kind, mentor.printed_name, person_id=mentor.id)


@dataclass(frozen=True)
class ProposalPage:
    """A proposal that is being written."""

    part: Part
    form: ProposalForm


def _form_page(part: Part, form: ProposalForm, status: int) -> Response:
    return make_response(page("organisations/proposal.html", ProposalPage(part, form)), status)


@bp.post("/organisation/parts/<public_id>/sharing/<agreement_id>/accept")
@looks_after_people
def accept(public_id: str, agreement_id: str) -> ResponseReturnValue:
    """Accept what another organisation proposes."""
    return _answer(public_id, agreement_id, services.accept, "agreed", "Agreed. They are told the name that you have.")


@bp.post("/organisation/parts/<public_id>/sharing/<agreement_id>/end")
@looks_after_people
def end(public_id: str, agreement_id: str) -> ResponseReturnValue:
    """Decline it, take it back or end it: nothing is shared by it from now on."""
    return _answer(public_id, agreement_id, services.end, "ended", "It is over: nothing is shared by it any more.")


def _answer(public_id: str, agreement_id: str, verb: services.Verb, event: str, said: str) -> ResponseReturnValue:
    part = organisation_or_404(public_id)
    try:
        verb(db.session, part, agreement_id, by=current_learner(), today=installation.today(), at=clock.now())
    except (NoLonger, services.AgreementGone):
        return or_404(None)
    _log.info(f"sharing {event}", by=current_learner().public_id, part=part.public_id)
    flash(said, "message")
    return redirect(url_for("sharing.sharing", public_id=public_id), 303)
