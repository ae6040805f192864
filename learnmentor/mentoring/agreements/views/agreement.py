"""What the two have agreed: the version that holds, its list, the draft that is being written, and earlier versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.mentoring.agreements import queries, rules, services
from learnmentor.mentoring.agreements.agreement_sheet import form_of, version_sheet
from learnmentor.mentoring.agreements.models import AgreementVersion
from learnmentor.mentoring.agreements.queries import OpenedVersion
from learnmentor.mentoring.agreements.views.contexts import DraftSeen, TodoLine, draft_seen, todo_lines
from learnmentor.mentoring.paper.definition import PaperField
from learnmentor.mentoring.paper.sheet import PaperSheet, in_words, plain_markdown
from learnmentor.mentoring.paper.views import markdown_answer, pdf_answer
from learnmentor.mentoring.rules import Side
from learnmentor.mentoring.views.seen import PairSeen, pair_inside, pair_to_write
from learnmentor.web import installation
from learnmentor.web.access import or_404, signed_in
from learnmentor.web.pages import page

bp = Blueprint("agreements", __name__)


@dataclass(frozen=True)
class AgreementPage:
    """The agreement of a pair, and what is to be done by it."""

    seen: PairSeen
    found: DraftSeen
    last: OpenedVersion | None
    todo: Sequence[TodoLine]
    versions: Sequence[AgreementVersion]
    formally: bool  # one of the two assesses the other, so that a role declaration is asked for


@bp.get("/pairs/<public_id>/agreement")
@signed_in
def agreement(public_id: str) -> ResponseReturnValue:
    """What holds, what is to be done, and what is being changed."""
    seen = pair_inside(public_id)
    found = draft_seen(seen)
    last, lines = found.draft.last, []
    if last is not None:
        lines = todo_lines(seen, last, queries.ticks(db.session, seen.pair.id), on=installation.today())
    versions = queries.versions(db.session, seen.pair.id)
    formally = found.draft.terms.shared.get("assessment_involved") == "formally"
    return page("mentoring/agreements/agreement.html", AgreementPage(seen, found, last, lines, versions, formally))


@bp.post("/pairs/<public_id>/agreement/done")
@signed_in
def done(public_id: str) -> ResponseReturnValue:
    """Say that something on the list is done, or that it is not after all."""
    seen, key = pair_to_write(public_id), request.form.get("key", "")[:60]
    try:
        if request.form.get("back"):
            services.mark_open(db.session, seen.pair, key=key)
        else:
            services.mark_done(
                db.session, installation.vault(), seen.pair, key=key, by=seen.me.id, at=clock.now()
            )  # fmt: skip
    except services.NotOnTheList:
        flash("The agreement has changed, and this is not on its list any more.", "message")
    return redirect(url_for("agreements.agreement", public_id=public_id) + "#todo", 303)


# Versions


@dataclass(frozen=True)
class ChangedField:
    """A field that two versions have otherwise."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class AgreementVersionPage:
    """One version, and what it changed."""

    seen: PairSeen
    version: OpenedVersion
    sheet: PaperSheet
    changed: Sequence[ChangedField]
    newest: bool


@bp.get("/pairs/<public_id>/agreement/<int:number>")
@signed_in
def version(public_id: str, number: int) -> ResponseReturnValue:
    """A version as it was signed."""
    seen = pair_inside(public_id)
    found = _version(seen, number)
    before = queries.version(db.session, installation.vault(), seen.pair, number=number - 1)
    newest = queries.in_force(db.session, seen.pair.id)
    return page(
        "mentoring/agreements/version.html",
        AgreementVersionPage(seen, found, version_sheet(found), changes(before, found) if before else (),
                    newest is not None and newest.number == number),
    )  # fmt: skip


@bp.get("/pairs/<public_id>/agreement/<int:number>.pdf")
@signed_in
def version_pdf(public_id: str, number: int) -> Response:
    """A version on A4."""
    found = _version(pair_inside(public_id), number)
    return pdf_answer(version_sheet(found), name=f"agreement-{number}")


@bp.get("/pairs/<public_id>/agreement/<int:number>.md")
@signed_in
def version_markdown(public_id: str, number: int) -> Response:
    """A version as plain Markdown."""
    found = _version(pair_inside(public_id), number)
    return markdown_answer(plain_markdown(version_sheet(found)), name=f"agreement-{number}")


def _version(seen: PairSeen, number: int) -> OpenedVersion:
    return or_404(queries.version(db.session, installation.vault(), seen.pair, number=min(number, 10**6)))


def changes(before: OpenedVersion, later: OpenedVersion) -> list[ChangedField]:
    """What two versions have otherwise, in the order of the form; then what each says of themselves."""
    fields = {**form_of(before.terms).fields(), **form_of(later.terms).fields()}
    found = _changed(fields, before.terms.shared, later.terms.shared)
    for side in Side:
        was, now = before.party(side), later.party(side)
        if was and now:
            called = form_of(later.terms).words.first
            who = called.mentor if side is Side.MENTOR else called.mentee
            found += _changed(fields, was.own, now.own, of=f"{who}: ")
    return found


def _changed(
    fields: Mapping[str, PaperField], old: rules.Values, new: rules.Values, *, of: str = ""
) -> list[ChangedField]:
    differ = set(rules.changed(old, new))
    return [
        ChangedField(of + field.label, in_words(field, _filled(old)), in_words(field, _filled(new)))
        for key, field in fields.items()
        if key in differ
    ]


def _filled(values: rules.Values) -> rules.Values:
    return {key: value for key, value in values.items() if value != ""}
