"""Many entries at once: a table looked over and brought in, and the whole ledger taken out as one."""

from collections.abc import Iterator

from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.cpd.forms.entries import ImportForm
from learnmentor.cpd.tables import reading, services
from learnmentor.cpd.tables.reading import Cleaning, Table
from learnmentor.cpd.views.year import my_profile, open_years
from learnmentor.ground import clock
from learnmentor.ground.db import commit_before_drawing, db
from learnmentor.ground.words import hours, plural
from learnmentor.web import installation
from learnmentor.web.access import signed_in
from learnmentor.web.forms import single_line, trimmed
from learnmentor.web.limits import takes_files

bp = Blueprint("tables", __name__)


@bp.get("/cpd/import")
@signed_in
def import_table() -> ResponseReturnValue:
    """Where a table is pasted or chosen."""
    return _page(ImportForm(), None)


@bp.post("/cpd/import")
@signed_in
@takes_files
def look_at_table() -> ResponseReturnValue:
    """Show what a table would bring; bring it in when it is the one that was shown."""
    form = ImportForm()
    if not form.accepted():
        return _page(form, None), 422
    table = reading.read(
        form.text("table"),
        first=open_years(my_profile())[-1].first,
        today=installation.today(),
        cleaning=Cleaning(single_line, trimmed),
    )
    if "add" in request.form and form.text("seen") == form.digest:
        return _brought_in(form, table)
    shown = services.look_over(db.session, table, person_id=current_learner().id)
    form.seen.data = form.digest
    return _page(form, shown)


def _brought_in(form: ImportForm, table: Table) -> ResponseReturnValue:
    taken = services.take_in(
        db.session, installation.vault(), table, learner=current_learner(), source=form.source, at=clock.now()
    )  # fmt: skip
    minutes = sum(found.activity.minutes for found in taken.found)
    said = f"{plural(len(taken.found), 'entry', 'entries')} added, {hours(minutes)} in all." if taken.found else (
        "Nothing was added: all of it is in your record already."
    )  # fmt: skip
    if taken.slips:  # the page again, with what is left to mend: sent once more, it adds nothing twice
        flash(f"{said} The rest waits below.", "message")
        commit_before_drawing()
        return _page(form, services.look_over(db.session, table, person_id=current_learner().id))
    flash(said, "message")
    flash("cpd-import", "kept")
    return redirect(url_for("cpd.year"), 303)


def _page(form: ImportForm, table: Table | None) -> str:
    return render_template("cpd/import.html", form=form, table=table, most=reading.MOST_LINES)


@bp.get("/cpd/entries.csv")
@signed_in
def ledger_csv() -> ResponseReturnValue:
    """Every entry of every year with one's own words, as a table that comes in again unchanged."""
    person_id, opening = current_learner().id, installation.vault()

    def pieces() -> Iterator[str]:  # asked while it is sent, so of the session that is open then
        yield from services.as_csv(db.session, opening, person_id=person_id)

    answer = Response(stream_with_context(pieces()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="cpd-entries.csv"'
    return answer
