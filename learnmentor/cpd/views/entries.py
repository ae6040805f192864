"""Entries: logged, shown, corrected, withdrawn. All are a person's own; another's is not found."""

import errno
from collections.abc import Callable
from datetime import date
from typing import TypedDict

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.merging import queries as merging
from learnmentor.accounts.sign_in import current_learner
from learnmentor.cpd import repeated_entry, rules, services
from learnmentor.cpd.forms.entries import EntryCorrectionForm, EntryForm, WithdrawalForm
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.prose import Prose
from learnmentor.cpd.queries import entries, ledger
from learnmentor.cpd.queries import files as kept_files
from learnmentor.cpd.rules import CpdYear
from learnmentor.cpd.views.contexts import CorrectionPage, EntryPage, NewEntryPage, WithdrawalPage
from learnmentor.cpd.views.year import my_profile, open_years
from learnmentor.ground import clock
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.db import db
from learnmentor.ground.words import hours, long_date
from learnmentor.web import downloads, installation
from learnmentor.web.access import or_404, require, signed_in
from learnmentor.web.limits import takes_files
from learnmentor.web.pages import page

bp = Blueprint("entries", __name__)

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}

__all__ = ["bp"]


@bp.get("/cpd/entries/new")
@signed_in
def new_entry() -> ResponseReturnValue:
    """The form to log something, filled in from an earlier entry if one is named."""
    shown = _open_year_or_404(request.args.get("year"))
    sent, like = request.args.get("logged"), request.args.get("like")
    logged = _own_entry_or_404(sent) if sent else None
    copied = repeated_entry.facts_of(db.session, _own_entry_or_404(like)) if like else {}
    return _new_entry_page(EntryForm(**_form_settings(shown), first=_first_day(), **copied), shown, logged=logged)


@bp.post("/cpd/entries/new")
@signed_in
@takes_files
def log_entry() -> ResponseReturnValue:
    """Log something that was done elsewhere."""
    shown = _open_year_or_404(request.args.get("year"))
    form = EntryForm(**_form_settings(shown), first=_first_day())

    def log(files: list[KeptFile]) -> tuple[CpdEntry, bool]:
        return services.log_activity(
            db.session, installation.vault(), learner=current_learner(), activity=form.activity(), prose=form.prose(),
            files=files, source=form.source, at=clock.now(),
        )  # fmt: skip

    try:
        logged = _written(form, log) if form.accepted() else None
    except _SentBefore as sent:
        flash(_kept_as(shown), "kept")
        return redirect(url_for("entries.new_entry", year=shown.label, logged=sent.entry.public_id), 303)
    if logged is None:
        return _new_entry_page(form, shown), 422
    flash(f"Logged: {hours(logged.counted_minutes)} on {long_date(logged.on)}.", "message")
    flash(_kept_as(shown), "kept")
    return redirect(url_for("cpd.year", year=_year_of(logged).label), 303)


def _new_entry_page(form: EntryForm, year: CpdYear, *, logged: CpdEntry | None = None) -> str:
    earlier = repeated_entry.lately(db.session, person_id=current_learner().id, year=year)
    like = request.args.get("like")
    return page("cpd/new_entry.html", NewEntryPage(form, year, logged, earlier, like, keep=_kept_as(year)))


def _kept_as(year: CpdYear) -> str:
    """What the browser keeps unsent words under: a copy of an entry has words of its own."""
    like = request.args.get("like", "")
    return f"cpd-entry-{year.label}" + (f"-{like}" if like.replace("-", "").replace("_", "").isalnum() else "")


@bp.get("/cpd/entries/<public_id>")
@signed_in
def entry(public_id: str) -> ResponseReturnValue:
    """One entry with everything that was ever written about it."""
    me = current_learner().id
    shown = or_404(entries.entry(db.session, public_id, owner_id=me, earlier_too=True))
    earlier = merging.earlier_by_id(db.session, shown.person_id, of_id=me) if shown.person_id != me else None
    versions = entries.versions(db.session, shown)
    context = EntryPage(
        entry=shown,
        year=_year_of(shown),
        type_label=rules.EntryType(shown.type).label,
        prose=entries.prose_of(installation.vault(), shown),
        versions=[(version, entries.prose_of(installation.vault(), version)) for version in reversed(versions)],
        newest=versions[-1],
        may_change=earlier is None and rules.may_change(shown.line, superseded=shown is not versions[-1]),
        may_withdraw=earlier is None and rules.may_withdraw(shown.line, superseded=shown is not versions[-1]),
        earlier=earlier,
    )
    return page("cpd/entry.html", context)


@bp.get("/cpd/entries/<public_id>/correction")
@signed_in
def correction(public_id: str) -> ResponseReturnValue:
    """The form to correct an entry, filled in as it stands."""
    old = _own_changeable_entry(public_id)
    if later := ledger.successor(db.session, old):
        return redirect(url_for("entries.entry", public_id=later.public_id), 303)
    if (prose := entries.prose_of(installation.vault(), old)) is None:
        return _cannot_be_opened(old)
    return page("cpd/correction.html", CorrectionPage(_correction_form(old, prose), old, _year_of(old)))


@bp.post("/cpd/entries/<public_id>/correction")
@signed_in
@takes_files
def correct(public_id: str) -> ResponseReturnValue:
    """Put a corrected line in the place of an entry."""
    old = _own_changeable_entry(public_id)
    if (prose := entries.prose_of(installation.vault(), old)) is None:
        return _cannot_be_opened(old)
    form = _correction_form(old, prose)

    def correct(files: list[KeptFile]) -> tuple[CpdEntry, bool]:
        return services.correct(
            db.session, installation.vault(), learner=current_learner(), entry=old, activity=form.activity(),
            prose=form.prose(), files=[*form.files_kept(), *files], source=form.source, at=clock.now(),
        )  # fmt: skip

    corrected = _written(form, correct) if form.accepted() else None
    if corrected is None:
        return page("cpd/correction.html", CorrectionPage(form, old, _year_of(old))), 422
    flash("Corrected. The line as it was stays in your ledger, and no longer counts.", "message")
    flash(f"cpd-correction-{public_id}", "kept")
    return redirect(url_for("entries.entry", public_id=corrected.public_id), 303)


@bp.get("/cpd/entries/<public_id>/withdrawal")
@signed_in
def withdrawal(public_id: str) -> ResponseReturnValue:
    """Ask before an entry is taken out of the sums."""
    old = _own_withdrawable_entry(public_id)
    if later := ledger.successor(db.session, old):
        return redirect(url_for("entries.entry", public_id=later.public_id), 303)
    return page("cpd/withdrawal.html", WithdrawalPage(WithdrawalForm(), old, _year_of(old)))


@bp.post("/cpd/entries/<public_id>/withdrawal")
@signed_in
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take an entry out of the sums."""
    old = _own_withdrawable_entry(public_id)
    form = WithdrawalForm()
    if not form.accepted():
        return page("cpd/withdrawal.html", WithdrawalPage(form, old, _year_of(old))), 422
    try:
        services.withdraw(
            db.session, installation.vault(), learner=current_learner(), entry=old,
            explanation=form.text("explanation"), at=clock.now(),
        )  # fmt: skip
    except services.Replaced as refusal:
        flash("This entry was changed in the meantime, so it was not withdrawn. Here it is as it stands now.", "error")
        return redirect(url_for("entries.entry", public_id=refusal.by.public_id), 303)
    flash(f"Withdrawn: {old.title}. It no longer counts.", "message")
    return redirect(url_for("cpd.year", year=_year_of(old).label), 303)


@bp.get("/cpd/files/<public_id>")
@signed_in
def file(public_id: str) -> ResponseReturnValue:
    """A file as it was uploaded, to save and never to show in a page of ours."""
    found = or_404(kept_files.file(db.session, public_id, owner_id=current_learner().id))
    return downloads.kept_file(installation.files(), found.kept)


def _open_year_or_404(label: str | None) -> CpdYear:
    profile = my_profile()
    named = profile.year_named(label) if label else profile.year_of(installation.today())
    return or_404(named if named in open_years(profile) else None)


def _first_day() -> date:
    """The first day that may still be logged, whatever year the form was opened from."""
    return open_years(my_profile())[-1].first


def _year_of(entry: CpdEntry) -> CpdYear:
    return my_profile().year_of(entry.on)


def _own_entry_or_404(public_id: str) -> CpdEntry:
    return or_404(entries.entry(db.session, public_id, owner_id=current_learner().id))


def _own_changeable_entry(public_id: str) -> CpdEntry:
    found = _own_entry_or_404(public_id)
    require(rules.may_change(found.line, superseded=False))
    return found


def _own_withdrawable_entry(public_id: str) -> CpdEntry:
    found = _own_entry_or_404(public_id)
    require(rules.may_withdraw(found.line, superseded=False))
    return found


class _FormSettings(TypedDict):
    year: CpdYear
    today: date
    max_upload_mb: int


def _form_settings(year: CpdYear) -> _FormSettings:
    return {"year": year, "today": installation.today(), "max_upload_mb": installation.settings().max_upload_mb}


def _cannot_be_opened(old: CpdEntry) -> ResponseReturnValue:
    """A correction would put nothing in the place of words that a key may open again."""
    flash("This entry cannot be corrected until what you wrote in it can be opened again.", "error")
    return redirect(url_for("entries.entry", public_id=old.public_id), 303)


def _correction_form(old: CpdEntry, prose: Prose) -> EntryCorrectionForm:
    return EntryCorrectionForm(
        **_form_settings(_year_of(old)),
        files_before=[(file.public_id, file.kept) for file in old.files],
        on=old.on,
        hours=old.counted_minutes,
        type=old.type,
        title=old.title,
        provider=old.provider,
        reflection=prose.reflection,
        impact=prose.impact,
        links="\n".join(prose.links),
    )


class _SentBefore(Exception):
    """The form comes from a page somebody went back to: it logged `entry`, and names the same thing again."""

    def __init__(self, entry: CpdEntry) -> None:
        super().__init__(entry.public_id)
        self.entry = entry


def _written(form: EntryForm, write: Callable[[list[KeptFile]], tuple[CpdEntry, bool]]) -> CpdEntry | None:
    """The line that `write` makes; None when something refused it, which the form says.

    With files it is written once without them and taken back, so that nothing is stored for a line that is refused. One
    that is refused or stopped all the same leaves files under pending names, which the worker takes away.
    """
    try:
        entry, first = write([])
        if first and form.uploads:
            db.session.rollback()  # also lets go of SQLite's one write lock while the disk is busy
            entry, first = write(services.keep_files(installation.files(), form.uploads))
    except services.DayFull as refusal:
        form.refuse_full_day(refusal.already)
    except services.Replaced as refusal:
        form.refuse_replaced(refusal.by.title)
    except OSError as fault:
        if fault.errno not in _NO_ROOM:
            raise
        form.refuse_full_disk()
    else:
        if first or rules.same_activity(entry.line, form.activity()):
            return entry
        if entry.kind == rules.LineKind.OWN and rules.same_thing(entry.line, form.activity()):
            raise _SentBefore(entry)
        form.refuse_repeat(entry.title)
    return None
