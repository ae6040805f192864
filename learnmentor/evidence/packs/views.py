"""Evidence to take away: one year at once, several by the worker, and the page of a pack that is being made."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor import rooms
from learnmentor.accounts.merging.queries import earlier_accounts
from learnmentor.accounts.sign_in import current_learner
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.views.certificates import notes, press_for
from learnmentor.config import Settings, home
from learnmentor.cpd.declarations import queries as declarations
from learnmentor.cpd.models import CpdPack
from learnmentor.cpd.queries.files import Weight, files_of_year, weight_of_years
from learnmentor.cpd.queries.years import year_sums, year_totals
from learnmentor.cpd.rules import CpdYear, Totals
from learnmentor.cpd.views.year import awarded_in, my_profile, open_years, year_or_404
from learnmentor.evidence.packs import queries, services
from learnmentor.evidence.packs.forms import PackForm
from learnmentor.evidence.packs.services import Wanted
from learnmentor.ground import clock, randomness
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.db import database, db
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.storage.sealed_files import SealedFiles
from learnmentor.ground.vault import Vault
from learnmentor.mentoring.impact.queries import has_any
from learnmentor.mentoring.impact.rules import ImpactList
from learnmentor.signing import queries as signing
from learnmentor.stories.taking_out import Maker
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("packs", __name__)

TOO_MANY = "Three packs of yours are being made already. Wait for one of them, then ask again."
_MEGABYTE = 1024 * 1024
_ENTRY, _CERTIFICATE, _REST = 3_000, 60_000, 300_000  # bytes, roughly, beside the files


@bp.get("/cpd/<year>/evidence-pack")
@signed_in
def pack(year: str) -> ResponseReturnValue:
    """What goes into the pack of a year, and the choices about it."""
    shown = year_or_404(year, my_profile())
    form = _form(shown)
    if request.args.get("years") == "all":
        form.tick_every_year()
    return _choices(shown, form, 200)


@bp.post("/cpd/<year>/evidence-pack")
@signed_in
def download_pack(year: str) -> ResponseReturnValue:
    """The pack, made while it is sent; a long one is left to the worker."""
    shown, learner, at = year_or_404(year, my_profile()), current_learner(), clock.now()
    form = _form(shown)
    if not form.accepted():
        return _choices(shown, form, 422)
    years, reflections, impact = form.chosen(), bool(form.reflections.data), bool(form.impact.data)
    size, entries = _size_of(years)
    limit = installation.settings().long_pack_mb * _MEGABYTE
    long = services.is_long(years=len(years), size=size, entries=entries, most_bytes=limit)
    if long or queries.earlier_with_lines(db.session, learner.id, years):
        try:
            asked = leave_to_worker(
                Wanted(tuple(years), reflections, impact=impact), name=services.name_of(years), size=size
            )
        except services.TooManyPacks:
            form.refuse("years", TOO_MANY)
            return _choices(shown, form, 422)
        return redirect(url_for("packs.long_pack", public_id=asked.public_id), 303)
    db.let_go()
    maker = maker_for(installation.settings()).noting(notes())
    made = maker.year(database(), learner=learner, year=years[0], reflections=reflections, at=at, impact=impact)
    answer = Response(made.chunks(), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.contents.name}"'
    return answer


@dataclass(frozen=True)
class LongPackPage:
    """How far the worker is with a pack, which is kept for so many days once it is ready."""

    pack: CpdPack
    state: str
    percent: int
    wanted: Wanted
    kept_days: int


@bp.get("/cpd/packs/<public_id>")
@signed_in
def long_pack(public_id: str) -> ResponseReturnValue:
    """How far a pack has come, and the way to it."""
    found = _mine_or_404(public_id)
    context = LongPackPage(
        pack=found,
        state=services.state_of(found, at=clock.now()),
        percent=services.percent(found),
        wanted=Wanted.of(found),
        kept_days=services.KEPT.days,
    )
    return page("evidence/long_pack.html", context)


@bp.get("/cpd/packs/<public_id>/progress.json")
@signed_in
def pack_progress(public_id: str) -> ResponseReturnValue:
    """The same for the script that moves the bar."""
    found = _mine_or_404(public_id)
    return jsonify(state=services.state_of(found, at=clock.now()), percent=services.percent(found))


@bp.post("/cpd/packs/<public_id>/again")
@signed_in
def make_pack_again(public_id: str) -> ResponseReturnValue:
    """Have a pack that could not be made tried once more."""
    found = _mine_or_404(public_id)
    services.again(db.session, found, at=clock.now())
    return redirect(url_for("packs.long_pack", public_id=public_id), 303)


@bp.get("/cpd/packs/<public_id>/file")
@signed_in
def fetch_pack(public_id: str) -> ResponseReturnValue:
    """The file of a pack, from any place in it: a download that broke off goes on."""
    found = _mine_or_404(public_id)
    ready = services.state_of(found, at=clock.now()) == "ready"
    source = or_404(packs_for(installation.settings()).open(public_id, size=found.total_bytes) if ready else None)
    answer = Response(source, mimetype="application/zip", direct_passthrough=True)
    answer.content_length = found.total_bytes
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    answer.set_etag(public_id)
    answer.call_on_close(source.close)
    return answer.make_conditional(request, accept_ranges=True, complete_length=found.total_bytes)


def maker_for(settings: Settings) -> Maker:
    """What makes packs in this installation; the worker asks for it too."""
    return Maker(
        vault=Vault(settings.text_keys),
        files=FileStore(settings.data_dir / "files"),
        templates=home("templates") / "pdf",
        zone=settings.time_zone,
        base_url=settings.base_url,
        certificate_pdf=press_for(settings).document,
        rooms=rooms.personal_data(),
    )


def packs_for(settings: Settings) -> SealedFiles:
    """Where long packs wait to be fetched."""
    return SealedFiles(settings.data_dir / "packs", Vault(settings.text_keys))


def leave_to_worker(wanted: Wanted, *, name: str, size: int) -> CpdPack:
    """Have a pack made for the person who asks; raises `TooManyPacks`."""
    return services.ask(
        db.session,
        person_id=current_learner().id,
        public_id=randomness.public_id(),
        wanted=wanted,
        name=name,
        total_bytes=size,
        at=clock.now(),
    )


def _form(shown: CpdYear) -> PackForm:
    sums = year_sums(db.session, person_id=current_learner().id, shown=shown)
    return PackForm(years_kept=sorted({*open_years(my_profile()), *sums.by_year}, reverse=True), shown=shown)


@dataclass(frozen=True)
class PackPage:
    """What goes into a year's pack. `lost`: files that the server has no longer; `waiting`: packs asked for before.

    `earlier` are the addresses of accounts that were merged into this one, whose records go in too. `impact`: there is
    a before or after of a mentor, which may go in.
    """

    form: PackForm
    year: CpdYear
    totals: Totals
    files: list[KeptFile]
    lost: list[KeptFile]
    certificates: list[Certificate]
    declared_on: date | None
    signed: bool
    waiting: list[CpdPack]
    earlier: list[str]
    impact: bool


def _choices(shown: CpdYear, form: PackForm, status: int) -> Response:
    store, person_id = installation.files(), current_learner().id
    files = files_of_year(db.session, person_id=person_id, year=shown)
    context = PackPage(
        form=form,
        year=shown,
        totals=year_totals(db.session, person_id=person_id, year=shown),
        files=files,
        lost=[file for file in files if not store.exists(file.storage_key)],
        certificates=awarded_in(shown),
        declared_on=declarations.days_declared(db.session, person_id=person_id, zone=installation.zone()).get(
            shown.label, (None,)
        )[0],
        signed=signing.current(db.session) is not None,
        waiting=[each for each in services.packs_of(db.session, person_id, at=clock.now()) if Wanted.of(each).years],
        earlier=[each.email for each in queries.earlier_with_lines(db.session, person_id, [shown]).get(shown, [])],
        impact=has_any(db.session, person_id, kind=ImpactList.MENTOR),
    )
    return make_response(page("evidence/pack.html", context), status)


def _size_of(years: list[CpdYear]) -> tuple[int, int]:
    """About how many bytes the packs of these years come to, and how many entries they have."""
    me = current_learner().id
    found = weight_of_years(db.session, person_id=me, years=years)
    earlier = [weight_of_years(db.session, person_id=each.id, years=years) for each in earlier_accounts(db.session, me)]
    found = Weight(*map(sum, zip(*((each.lines, each.file_bytes) for each in [found, *earlier]), strict=True)))
    beside = len(awarded_in(*years)) * _CERTIFICATE + len(years) * _REST
    return found.file_bytes + found.lines * _ENTRY + beside, found.lines


def _mine_or_404(public_id: str) -> CpdPack:
    return or_404(queries.pack_of(db.session, public_id, owner_id=current_learner().id))
