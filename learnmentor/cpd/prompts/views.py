"""What has come of an entry, said weeks later; and whether one wants to be asked."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_learner
from learnmentor.cpd import rules, services
from learnmentor.cpd.forms.entries import ImpactForm, LettersForm
from learnmentor.cpd.models import CpdEntry
from learnmentor.cpd.prompts import queries
from learnmentor.cpd.prompts import services as prompts
from learnmentor.cpd.queries import entries, ledger
from learnmentor.cpd.rules import EntryType, LoggedActivity
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import or_404, public, require, signed_in

bp = Blueprint("prompts", __name__)


@bp.get("/cpd/entries/<public_id>/impact")
@signed_in
def impact(public_id: str) -> ResponseReturnValue:
    """Where one says what has come of an entry."""
    entry = _own_changeable_entry(public_id)
    if later := ledger.successor(db.session, entry):
        onward = "entries.entry" if later.kind == rules.LineKind.WITHDRAWAL else "prompts.impact"
        return redirect(url_for(onward, public_id=later.public_id), 303)
    if (prose := entries.prose_of(installation.vault(), entry)) is None:
        return redirect(url_for("entries.entry", public_id=public_id), 303)  # which says that a key is missing
    return _page(entry, ImpactForm(impact=prose.impact))


@bp.post("/cpd/entries/<public_id>/impact")
@signed_in
def say_impact(public_id: str) -> ResponseReturnValue:
    """Put a line with the same facts and the new words in the entry's place."""
    entry, form = _own_changeable_entry(public_id), ImpactForm()
    if (prose := entries.prose_of(installation.vault(), entry)) is None:
        return redirect(url_for("entries.entry", public_id=public_id), 303)
    if not form.accepted():
        return _page(entry, form), 422
    facts = LoggedActivity(entry.on, EntryType(entry.type), entry.title, entry.provider, entry.counted_minutes)
    try:
        said, _ = services.correct(
            db.session, installation.vault(), learner=current_learner(), entry=entry, activity=facts,
            prose=replace(prose, impact=form.text("impact"), explanation="What came of it"),
            files=[file.kept for file in entry.files], source=form.source, at=clock.now(),
        )  # fmt: skip
    except services.Replaced as refusal:
        return _overtaken(form, refusal.by)
    flash("Thank you. It stands with your entry now.", "message")
    flash(f"cpd-impact-{public_id}", "kept")
    return redirect(url_for("entries.entry", public_id=said.public_id), 303)


def _overtaken(form: ImpactForm, later: CpdEntry) -> ResponseReturnValue:
    """Another tab was faster: the words stay, for the entry as it is now."""
    newest = entries.versions(db.session, or_404(_mine(later.public_id)))[-1]
    if newest.kind == rules.LineKind.WITHDRAWAL:
        form.refuse("impact", "This entry was withdrawn in the meantime. Copy your words if you want to keep them.")
    else:
        form.refuse_replaced(newest.title)
    return _page(newest, form), 422


def _page(entry: CpdEntry, form: ImpactForm) -> str:
    return render_template("cpd/impact.html", entry=entry, form=form)


@bp.get("/cpd/letters")
@signed_in
def letters() -> ResponseReturnValue:
    """Whether one wants to be asked, and when one was."""
    mine = current_learner().id
    form = LettersForm(data={"wanted": queries.wanted(db.session, person_id=mine)})
    return render_template("cpd/letters.html", form=form, sent=queries.sent_to(db.session, person_id=mine))


@bp.post("/cpd/letters")
@signed_in
def choose_letters() -> ResponseReturnValue:
    """Keep whether one wants to be asked."""
    asked = bool(LettersForm().wanted.data)
    prompts.want(db.session, person_id=current_learner().id, letters=asked, at=clock.now())
    flash("We ask you what has come of it." if asked else "We no longer ask you what has come of it.", "message")
    return redirect(url_for("prompts.letters"), 303)


@bp.get("/cpd/letters/stop/<token>")
@public
def stop_letters(token: str) -> ResponseReturnValue:
    """The page behind the link in each letter: one press, no signing in."""
    person = or_404(prompts.STOP.person(db.session, token, secret=installation.secret()))
    still = queries.wanted(db.session, person_id=person.id)
    return render_template("cpd/stop_letters.html", still=still)


@bp.post("/cpd/letters/stop/<token>")
@public
def letters_stopped(token: str) -> ResponseReturnValue:
    """Send no more of them."""
    person = or_404(prompts.STOP.person(db.session, token, secret=installation.secret()))
    prompts.want(db.session, person_id=person.id, letters=False, at=clock.now())
    return redirect(url_for("prompts.stop_letters", token=token), 303)


def _mine(public_id: str) -> CpdEntry | None:
    return entries.entry(db.session, public_id, owner_id=current_learner().id)


def _own_changeable_entry(public_id: str) -> CpdEntry:
    found = or_404(_mine(public_id))
    require(rules.may_change(found.line, superseded=False))
    return found
