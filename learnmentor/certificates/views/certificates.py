"""My certificates, and the public page behind every number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import segno
from flask import Blueprint, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from learnmentor.accounts.merging.queries import is_theirs
from learnmentor.accounts.sign_in import current_actor, current_learner
from learnmentor.accounts.throttle import CERTIFICATE_NAME
from learnmentor.accounts.tries import count_try
from learnmentor.accounts.views.coming_in import too_many, tried_at
from learnmentor.assessment.assessed.preparing import queries as preparing
from learnmentor.certificates import queries, rules, services, snapshots
from learnmentor.certificates.awards import wording
from learnmentor.certificates.documents.fingerprints import Notes
from learnmentor.certificates.documents.press import Press
from learnmentor.certificates.forms import NameForm
from learnmentor.certificates.hours.rules import HOURS
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.queries import AwardProgress
from learnmentor.certificates.renewals import schedule
from learnmentor.certificates.snapshots import (
    CertificateSnapshot,
    CertifiedAssessment,
    CertifiedCore,
    CertifiedMinutes,
    CertifiedSession,
    CertifiedUnit,
    CertifiedValidation,
)
from learnmentor.config import Settings, home
from learnmentor.ground import clock
from learnmentor.ground.db import at_once, database, db
from learnmentor.web import installation
from learnmentor.web.access import or_404, public, require, signed_in
from learnmentor.web.downloads import document as as_file
from learnmentor.web.downloads import unchanged
from learnmentor.web.pages import page

bp = Blueprint("certificates", __name__)


@dataclass(frozen=True)
class OwnCertificatesPage:
    """My certificates, the awards that I never had, and whether anybody here judges work."""

    certificates: Sequence[Certificate]
    today: date
    ahead: Sequence[AwardProgress]
    anybody_judges: bool


@bp.get("/certificates")
@signed_in
def mine() -> ResponseReturnValue:
    """My certificates, and how far I am with every other award."""
    learner = current_learner()
    issued = queries.certificates_of(db.session, learner.id)
    progress = queries.progress(
        db.session, person_id=learner.id, zone=installation.zone(), today=installation.today(), issued=issued
    )
    context = OwnCertificatesPage(
        certificates=issued,
        today=installation.today(),
        ahead=[award for award in progress if not award.issued],
        anybody_judges=preparing.anybody_judges_anything(db.session, installation.today()),
    )
    return page("certificates/mine.html", context)


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
    require(is_own(found, actor_id=current_learner().id))
    making = press()
    etag = making.digest_of(found, "pdf")
    if (same := unchanged(etag)) is not None:
        return same
    db.let_go()
    made = notes().of_certificate(making.document(found), found)
    return as_file(made, kind="application/pdf", name=f"{found.number}.pdf", etag=etag)


def is_own(found: Certificate, *, actor_id: int | None) -> bool:
    """Whether a certificate is theirs, perhaps from an account of before that was merged into this one."""
    owner_id = actor_id if is_theirs(db.session, found.person_id, actor_id=actor_id) else found.person_id
    return rules.may_download(actor_id=actor_id, owner_id=owner_id)


def press() -> Press:
    """What makes documents here."""
    return press_for(installation.settings())


def press_for(settings: Settings) -> Press:
    """What makes documents in this installation; the worker asks for it too."""
    return Press(settings.base_url, settings.time_zone, Path(home("templates")) / "pdf")


def notes() -> Notes:
    """Writes down what is handed out before it is sent."""
    return Notes(database(), clock.now)


@dataclass(frozen=True)
class CertificatePage:
    """What anyone may see of a certificate, with more for its owner. `same`: whether a name is the certified one."""

    certificate: Certificate
    snapshot: CertificateSnapshot
    assessed: list[wording.AssessedLine]
    studied: list[Mapping[str, Any]]
    mapped: str | None
    confirmed: str | None
    validated: str | None
    intact: bool
    own: bool
    looks_after: bool
    standing: rules.CertificateStanding
    ending: str | None
    edition_after: str | None
    renewal: schedule.Renewal | None
    today: date
    form: NameForm
    same: bool | None
    address: str
    qr: Markup


def _page(found: Certificate, form: NameForm, *, same: bool | None = None) -> str:
    actor = current_actor()
    address = press().address_of(found)
    own = is_own(found, actor_id=actor.id if actor else None)
    elsewhere = own and actor is not None and found.person_id != actor.id  # its account is closed: it stays as it is
    context = CertificatePage(
        certificate=found,
        snapshot=found.snapshot,
        assessed=wording.assessed_lines(found.snapshot),
        studied=wording.studied_units(found.snapshot),
        mapped=wording.mapped(found.snapshot),
        confirmed=wording.confirmed(found.snapshot),
        validated=wording.validation_said(found.snapshot),
        intact=services.unchanged(found),
        own=own,
        looks_after=actor is not None and rules.may_look_after(actor.roles),
        standing=standing_of(found),
        ending=press().ending(found),
        edition_after=queries.edition_after(db.session, found),
        renewal=None if elsewhere else schedule.renewal_of(db.session, found, today=installation.today()),
        today=installation.today(),
        form=form,
        same=same,
        address=address,
        qr=_code(address),
    )
    return page("certificates/certificate.html", context)


def standing_of(found: Certificate) -> rules.CertificateStanding:
    """How a certificate stands today."""
    return found.standing(installation.today())


def _code(address: str) -> Markup:
    drawn = segno.make(address, error="m").svg_inline(scale=4, omitsize=True, border=0)
    return Markup(drawn)  # noqa: S704 -- made by segno, from an address of ours


class SegmentFacts(TypedDict):
    """A segment that counted in a certificate of hours, in the version that was studied."""

    code: str
    title: str
    version: int
    completed_on: str


class UnitFacts(TypedDict):
    """A unit that counted, as programs are told of it."""

    code: str
    title: str
    segments: NotRequired[list[SegmentFacts]]  # of certificates of hours
    planned_minutes: int  # of what was studied of it; 0 where it was assessed alone
    assessed: NotRequired[CertifiedAssessment]


class CertificateFacts(TypedDict):
    """What anyone may know of a certificate: no name in it. Days are ISO text."""

    number: str
    edition: int
    status: rules.CertificateStanding
    status_note: str | None
    superseded_by: str | None
    supersedes: str | None
    renews: str | None
    valid_until: str | None
    title: str
    level: int | None
    mapped: str | None
    hours: int
    minutes: CertifiedMinutes
    units: list[UnitFacts]
    sessions: NotRequired[list[CertifiedSession]]
    core: NotRequired[CertifiedCore]
    validation: NotRequired[CertifiedValidation]
    after_revoked: NotRequired[str]
    completed_on: str
    issued_on: str
    issuer: str
    wording: str
    record_intact: bool


def _public_facts(found: Certificate) -> CertificateFacts:
    snapshot = found.snapshot
    told: CertificateFacts = {
        "number": found.number,
        "edition": found.edition,
        "status": standing_of(found),
        "status_note": press().ending(found),
        "superseded_by": queries.edition_after(db.session, found),
        "supersedes": snapshot.get("supersedes"),
        "renews": snapshot.get("renews"),
        "valid_until": snapshot.get("valid_until"),
        "title": snapshot["title"],
        "level": snapshot["level"],
        "mapped": wording.mapped(snapshot),
        "hours": snapshot["hours"],
        "minutes": snapshot["minutes"],
        "units": [_unit_facts(unit, listed=snapshot["award"] == HOURS) for unit in snapshot["units"]],
        "completed_on": snapshot["completed_on"],
        "issued_on": snapshot["issued_on"],
        "issuer": snapshot["issuer"],
        "wording": snapshot["wording"],
        "record_intact": services.unchanged(found),
    }
    for key in ("sessions", "core", "validation", "after_revoked"):
        if key in snapshot:
            told[key] = snapshot[key]
    return told


def _unit_facts(unit: CertifiedUnit, *, listed: bool) -> UnitFacts:
    """A unit; with `listed` each segment of it too, since it is seldom the whole of one."""
    told: UnitFacts = {"code": unit["code"], "title": unit["title"], "planned_minutes": unit["planned"]}
    if "assessed" in unit:
        told["assessed"] = unit["assessed"]
    if listed:
        told["segments"] = [
            {"code": s["code"], "title": s["title"], "version": s["revision"], "completed_on": s["completed_on"]}
            for s in unit["segments"]
        ]
    return told
