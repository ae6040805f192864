"""My certificates, and the public page behind every number."""

from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from flask import Blueprint, current_app, jsonify, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from learnmentor import clock
from learnmentor.accounts.services import count_try
from learnmentor.accounts.sign_in import current_actor, current_learner
from learnmentor.accounts.throttle import CERTIFICATE_NAME
from learnmentor.accounts.views import today, too_many, tried_at
from learnmentor.certificates import pdf, queries, renewal, rules, services, snapshots
from learnmentor.certificates.forms import NameForm
from learnmentor.certificates.models import Certificate
from learnmentor.config import Settings, home
from learnmentor.db import at_once, db
from learnmentor.web.access import or_404, public, require, signed_in
from learnmentor.web.filters import long_date
from learnmentor.zones import day_of

bp = Blueprint("certificates", __name__)


@bp.get("/certificates")
@signed_in
def mine() -> ResponseReturnValue:
    """My certificates, and how far I am with every other award."""
    learner = current_learner()
    progress = queries.progress(db.session, person_id=learner.id, zone=current_app.config["TIME_ZONE"], today=today())
    return render_template(
        "certificates/mine.html",
        certificates=queries.certificates_of(db.session, learner.id),
        today=today(),
        ahead=[award for award in progress if not award.issued],
    )


@bp.get("/certificates/<number>")
@public
def certificate(number: str) -> ResponseReturnValue:
    """What anyone may know of a certificate; its owner sees all of it."""
    found = or_404(queries.certificate(db.session, number))
    if found.number != number:
        return redirect(url_for("certificates.certificate", number=found.number), 301)
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(_public_facts(found))
    return _page(found, NameForm())


@bp.get("/certificates/<number>.json")
@public
def facts(number: str) -> ResponseReturnValue:
    """The same as the public page, for programs."""
    return jsonify(_public_facts(or_404(queries.certificate(db.session, number))))


@bp.post("/certificates/<number>/name")
@public
def compare_name(number: str) -> ResponseReturnValue:
    """Say whether a printed name is the certified one; the page itself never shows it to strangers."""
    found = or_404(queries.certificate(db.session, number))
    form = NameForm()
    if not form.accepted():
        return _page(found, form), 422
    with at_once() as apart:
        wait = count_try(apart, tried_at(CERTIFICATE_NAME, found.number), at=clock.now())
    if wait is not None:
        return too_many(form, wait, lambda: make_response(_page(found, form), 429))
    return _page(found, form, same=snapshots.certifies(found.snapshot, form.text("name"), kept=found.name))


@bp.get("/certificates/<number>.pdf")
@signed_in
def document(number: str) -> ResponseReturnValue:
    """The certificate on paper, for its owner."""
    found = or_404(queries.certificate(db.session, number))
    require(rules.may_download(actor_id=current_learner().id, owner_id=found.person_id))
    made = document_of(found, settings=current_app.config["SETTINGS"])
    return send_file(BytesIO(made), mimetype="application/pdf", download_name=f"{found.number}.pdf", as_attachment=True)


def document_of(found: Certificate, *, settings: Settings) -> bytes:
    """The PDF of a certificate, from its snapshot; needs no request, so that a pack can be made while it is sent."""
    return pdf.render(
        found.snapshot,
        name=found.name or "(the name was erased)",
        verify_url=address_of(found, settings),
        issued_at=found.issued_at,
        ended=ending(found, settings),
        templates=Path(home("templates")) / "pdf",
    )


def _page(found: Certificate, form: NameForm, *, same: bool | None = None) -> str:
    actor = current_actor()
    settings = current_app.config["SETTINGS"]
    return render_template(
        "certificates/certificate.html",
        certificate=found,
        snapshot=found.snapshot,
        intact=services.unchanged(found),
        own=rules.may_download(actor_id=actor.id if actor else None, owner_id=found.person_id),
        looks_after=actor is not None and rules.may_look_after(actor.roles),
        standing=standing_of(found),
        ending=ending(found, settings),
        edition_after=queries.edition_after(db.session, found),
        renewal=renewal.renewal_of(db.session, found, today=today()),
        today=today(),
        form=form,
        same=same,
        address=address_of(found, settings),
        qr=_code(address_of(found, settings)),
    )


def standing_of(found: Certificate) -> rules.Standing:
    """How a certificate stands today."""
    return found.standing(today())


def address_of(found: Certificate, settings: Settings) -> str:
    """Where a certificate can be checked: the same in the code on the page, in the code on paper and in words."""
    return f"{settings.base_url}/certificates/{found.number}"


def _code(address: str) -> Markup:
    drawn = segno.make(address, error="m").svg_inline(scale=4, omitsize=True, border=0)
    return Markup(drawn)  # noqa: S704 -- made by segno, from an address of ours


def ending(found: Certificate, settings: Settings) -> str | None:
    """Why and since when a certificate no longer holds, as a sentence; None while nobody ended it."""
    event = found.ended
    if event is None:
        return None
    word = "Revoked" if event.kind == "revoked" else "Replaced"
    return f"{word} on {long_date(day_of(event.at, settings.time_zone))}: {event.reason}"


def _public_facts(found: Certificate) -> dict[str, Any]:
    snapshot = found.snapshot
    return {
        "number": found.number,
        "edition": found.edition,
        "status": standing_of(found),
        "status_note": ending(found, current_app.config["SETTINGS"]),
        "superseded_by": queries.edition_after(db.session, found),
        "supersedes": snapshot.get("supersedes"),
        "renews": snapshot.get("renews"),
        "valid_until": snapshot.get("valid_until"),
        "title": snapshot["title"],
        "level": snapshot["level"],
        "hours": snapshot["hours"],
        "minutes": snapshot["minutes"],
        "units": [{"code": unit["code"], "title": unit["title"]} for unit in snapshot["units"]],
        "completed_on": snapshot["completed_on"],
        "issued_on": snapshot["issued_on"],
        "issuer": snapshot["issuer"],
        "wording": snapshot["wording"],
        "record_intact": services.unchanged(found),
    }
