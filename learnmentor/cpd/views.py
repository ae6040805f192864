"""The year: looked at, and taken away."""

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, current_app, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from learnmentor import clock
from learnmentor.accounts.sign_in import current_learner
from learnmentor.certificates import queries as certificates
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.views import document_of
from learnmentor.config import home
from learnmentor.cpd import evidence_pdf, picture, queries, rules, spreadsheet, targets
from learnmentor.cpd.forms import PackForm
from learnmentor.cpd.owed import Profile
from learnmentor.cpd.pack import chunks
from learnmentor.cpd.packing import CertificateShown, gather
from learnmentor.cpd.rules import CpdYear
from learnmentor.cpd.targets import Terms
from learnmentor.db import db
from learnmentor.secret_text import Vault
from learnmentor.web.access import or_404, signed_in
from learnmentor.zones import day_of

bp = Blueprint("cpd", __name__)


@bp.get("/cpd")
@bp.get("/cpd/<year>")
@signed_in
def year(year: str | None = None) -> ResponseReturnValue:
    """A CPD year: how far it has come, what it is made of, every entry."""
    person_id, terms = current_learner().id, _terms()
    shown = _year_or_404(year, terms.profile)
    target = terms.target(shown)
    totals = queries.year_totals(db.session, person_id=person_id, year=shown)
    toward = totals.toward(target)
    before = queries.Place.from_text(request.args.get("older-than"))
    loggable = open_years(terms.profile)
    return render_template(
        "cpd/year.html",
        year=shown,
        totals=totals,
        toward=toward,
        ring_parts=picture.ring(toward),
        bars_by_type=picture.bars(totals),
        target=target,
        progress=rules.progress(shown, totals, target=target, today=today()),
        entries=queries.entries(db.session, person_id=person_id, year=shown, before=before),
        before=before,
        may_log=shown in loggable,
        other_years=[each for each in _all_years(loggable, terms.profile) if each.year != shown],
    )


@bp.get("/cpd/<year>/entries.csv")
@signed_in
def entries_csv(year: str) -> ResponseReturnValue:
    """The entries of the year's page as a spreadsheet."""
    shown, person_id = _year_or_404(year, my_profile()), current_learner().id

    def rows() -> Iterator[queries.Row]:  # asked while it is sent, so of the session that is open then
        yield from queries.all_entries(db.session, person_id=person_id, year=shown)

    answer = Response(stream_with_context(spreadsheet.as_csv(rows())), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="cpd-{shown.label}.csv"'
    return answer


@bp.get("/cpd/<year>/evidence-pack")
@signed_in
def pack(year: str) -> ResponseReturnValue:
    """What goes into the pack of a year, and the one choice about it."""
    shown, store = _year_or_404(year, my_profile()), current_app.config["FILES"]
    person_id = current_learner().id
    files = queries.files_of_year(db.session, person_id=person_id, year=shown)
    return render_template(
        "cpd/pack.html",
        form=PackForm(),
        year=shown,
        totals=queries.year_totals(db.session, person_id=person_id, year=shown),
        files=files,
        lost=[file for file in files if not store.exists(file.storage_key)],
        certificates=_certificates(shown),
    )


@bp.post("/cpd/<year>/evidence-pack")
@signed_in
def download_pack(year: str) -> ResponseReturnValue:
    """The pack, made while it is sent."""
    shown, store = _year_or_404(year, my_profile()), current_app.config["FILES"]
    awarded = _certificates(shown)
    contents = gather(
        db.session,
        vault(),
        learner=current_learner(),
        year=shown,
        reflections=bool(PackForm().reflections.data),
        certificates=[_shown(certificate) for certificate in awarded],
        is_kept=store.exists,
        at=clock.now(),
    )
    settings = current_app.config["SETTINGS"]
    pieces = chunks(
        contents,
        document=lambda: evidence_pdf.render(contents, templates=home("templates") / "pdf", zone=settings.time_zone),
        certificates=((f"{one.number}.pdf", document_of(one, settings=settings)) for one in awarded),
        read=store.read,
    )
    answer = Response(stream_with_context(pieces), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{contents.name}"'
    return answer


def today() -> date:
    """The day it is for the installation."""
    return clock.today(current_app.config["TIME_ZONE"])


def vault() -> Vault:
    """What seals and opens prose."""
    found: Vault = current_app.config["VAULT"]
    return found


def my_profile() -> Profile:
    """What the years of the person who asks are like."""
    return targets.profile_of(db.session, person_id=current_learner().id)


def open_years(profile: Profile) -> list[CpdYear]:
    """The years in which the person who asks may log, newest first."""
    zone = current_app.config["TIME_ZONE"]
    joined = queries.joined_on(db.session, person_id=current_learner().id, zone=zone)
    return rules.years_open(joined=joined, today=today(), starts=profile.starts)


def _terms() -> Terms:
    return targets.terms_of(db.session, vault(), person_id=current_learner().id)


def _all_years(loggable: list[CpdYear], profile: Profile) -> list[queries.YearKept]:
    person_id, starts = current_learner().id, profile.starts
    kept = {each.year: each for each in queries.years_kept(db.session, person_id=person_id, starts=starts)}
    empty = {each: queries.YearKept(each, entries=0, counted=0) for each in loggable}
    return sorted({**empty, **kept}.values(), key=lambda each: each.year, reverse=True)


def _certificates(year: CpdYear) -> list[Certificate]:
    zone = current_app.config["TIME_ZONE"]
    mine = certificates.certificates_of(db.session, current_learner().id)
    return [each for each in mine if year.contains(day_of(each.issued_at, zone))]


def _shown(certificate: Certificate) -> CertificateShown:
    zone = current_app.config["TIME_ZONE"]
    return CertificateShown(
        number=certificate.number,
        title=certificate.snapshot["title"],
        issued_on=day_of(certificate.issued_at, zone),
        address=f"{current_app.config['BASE_URL']}/certificates/{certificate.number}",
    )


def _year_or_404(label: str | None, profile: Profile) -> CpdYear:
    this_year = profile.year_of(today())
    named = profile.year_named(label) if label else this_year
    return or_404(named if named and named <= this_year else None)
