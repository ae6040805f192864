"""Where anybody checks what they were sent: a number, or a file that is read, answered and forgotten."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.throttle import CHECK
from learnmentor.accounts.tries import count_try
from learnmentor.accounts.views.coming_in import too_many, tried_at
from learnmentor.certificates import queries, rules
from learnmentor.certificates.forms import FileForm, NumberForm
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.views.certificates import press, standing_of
from learnmentor.evidence.checks import services, verdicts
from learnmentor.ground import clock
from learnmentor.ground.db import at_once, database, db
from learnmentor.ground.words import long_date
from learnmentor.web import pages
from learnmentor.web.access import public
from learnmentor.web.forms import Form
from learnmentor.web.limits import takes_files

bp = Blueprint("checks", __name__)


@bp.get("/check")
@public
def check() -> ResponseReturnValue:
    """Where a stranger types a number or chooses a file."""
    return _page(NumberForm(), FileForm())


@bp.get("/certificates/check")
@public
def check_before() -> ResponseReturnValue:
    """The address that this page had, which stands in print."""
    return redirect(url_for("checks.check"), 301)


@bp.post("/check")
@public
def look_up() -> ResponseReturnValue:
    """Go to the page of the number, or say what may be wrong with it."""
    form = NumberForm()
    if (refusal := _too_many(form, lambda: _page(form, FileForm(blank=True), 429))) is not None:
        return refusal
    numbers = rules.numbers_in(form.text("number")) if form.accepted() else []
    if len(numbers) == 1 and (found := queries.certificate(db.session, numbers[0])):
        return redirect(url_for("certificates.certificate", number=found.number), 303)
    if not form.errors:
        form.refuse("number", _no_one_number(numbers))
    return _page(form, FileForm(blank=True), 422, offered=numbers if len(numbers) > 1 else [])


def _no_one_number(numbers: list[str]) -> str:
    """Why what was typed leads to no certificate."""
    if len(numbers) > 1:
        return f"There are {len(numbers)} numbers in it: {', '.join(numbers)}. Choose one below, or type one alone."
    if numbers:
        return f"We have issued no certificate with this number, {numbers[0]}. Check it against the document."
    return "There is no number in it as ours look: one character may be mistyped. Check it and try again."


@bp.post("/check/file")
@public
@takes_files
def check_file() -> ResponseReturnValue:
    """Say what a pack, a document or a credential is worth. Nothing of it stays here, not even its name."""
    form = FileForm()
    if (refusal := _too_many(form, lambda: _page(NumberForm(blank=True), form, 429))) is not None:
        return refusal
    if not form.accepted():
        return _page(NumberForm(blank=True), form, 422)
    making = press()
    # A session of its own, for reading: a long check must not hold the one that writes.
    with database().session(writes=False) as reader:
        found = services.check(
            reader, form.upload, verdicts.Record(making.documents, _ended, making.badge, making.zone)
        )
    return render_template("evidence/checked.html", found=found)


@dataclass(frozen=True)
class CheckPage:
    """Both forms, `form` being the one that was refused. `offered`: numbers of which one is to be chosen."""

    number_form: NumberForm
    file_form: FileForm
    offered: Sequence[str]
    form: Form
    largest_mb: int


def _page(number_form: NumberForm, file_form: FileForm, status: int = 200, *, offered: Sequence[str] = ()) -> Response:
    context = CheckPage(
        number_form=number_form,
        file_form=file_form,
        offered=offered,
        form=number_form if number_form.errors else file_form,
        largest_mb=current_app.config["MAX_CONTENT_LENGTH"] // (1024 * 1024) - 1,
    )
    return make_response(pages.page("evidence/check.html", context), status)


def _too_many(form: Form, page: Callable[[], Response]) -> Response | None:
    """The page that says when to come back, if too much was checked from one network."""
    with at_once() as apart:
        wait = count_try(apart, tried_at(CHECK, request.remote_addr or ""), at=clock.now())
    return None if wait is None else too_many(form, wait, page)


def _ended(found: Certificate) -> str | None:
    if (sentence := press().ending(found)) is not None:
        return sentence
    if standing_of(found) is rules.CertificateStanding.OVER and found.valid_until is not None:
        return f"It held until {long_date(found.valid_until)}."
    return None
