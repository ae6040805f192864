"""What a year asks for: chosen, looked over with its working, saved. For oneself, and for everybody."""

from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.cpd.rules import CpdTarget, CpdYear
from learnmentor.cpd.targets import queries, services
from learnmentor.cpd.targets.forms import OrganisationTargetForm, ProfileForm, TargetForm
from learnmentor.cpd.targets.queries import Terms
from learnmentor.cpd.targets.rules import NONE, Circumstances, Profile
from learnmentor.cpd.views.year import open_years
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.ground.words import hours
from learnmentor.organisations.models import Part
from learnmentor.organisations.views.frame import looks_after_people, organisation_or_404, still_mine, to_part
from learnmentor.web import installation
from learnmentor.web.access import signed_in, with_role
from learnmentor.web.pages import page

bp = Blueprint("targets", __name__)

__all__ = ["bp"]


@bp.get("/cpd/target")
@signed_in
def target() -> ResponseReturnValue:
    """What one's years ask for, and the form to change it."""
    terms = _my_terms()
    return _page(_form(terms), terms)


@bp.post("/cpd/target")
@signed_in
def choose_target() -> ResponseReturnValue:
    """Show what the choice comes to; save it once it was asked to."""
    form, pressed = _form(_my_terms()), request.form.get("press", "")
    if pressed.startswith("add-"):
        form.one_more(pressed.removeprefix("add-"))
        return _page(form, _my_terms())
    if not form.accepted():
        return _page(form, _my_terms()), 422
    profile, circumstances = form.chosen(), form.circumstances()
    if pressed != "save":
        standing = replace(profile, own=True) if profile else _my_default()
        return _page(form, Terms(standing, circumstances), preview=True)
    me, at = current_learner().id, clock.now()
    services.choose_profile(db.session, person_id=me, profile=profile, at=at)
    services.keep_circumstances(db.session, installation.vault(), person_id=me, circumstances=circumstances, at=at)
    saved = _my_terms()
    year = saved.profile.year_of(installation.today())
    flash(f"Saved. {_amount(saved.target(year))} for {year.label}.", "message")
    return redirect(url_for("cpd.year", year=year.label), 303)


@bp.get("/cpd/target/default")
@with_role(RoleName.ADMINISTRATOR)
def default_target() -> ResponseReturnValue:
    """What holds for everybody who chose nothing, and the form to change it."""
    standing = queries.default_profile(db.session)
    return _default_page(ProfileForm(standing=standing), standing)


@bp.post("/cpd/target/default")
@with_role(RoleName.ADMINISTRATOR)
def choose_default_target() -> ResponseReturnValue:
    """Show what the choice for everybody comes to; save it once it was asked to."""
    form = ProfileForm(standing=queries.default_profile(db.session))
    if not form.accepted():
        return _default_page(form, queries.default_profile(db.session)), 422
    profile = form.chosen()
    if request.form.get("press") != "save":
        return _default_page(form, profile or queries.default_profile(db.session), preview=True)
    services.choose_profile(db.session, person_id=None, profile=profile, at=clock.now())
    flash("Saved. This now holds for everybody who has not chosen a target of their own.", "message")
    return redirect(url_for("targets.default_target"), 303)


@bp.get("/organisation/parts/<public_id>/target")
@looks_after_people
def organisation_target(public_id: str) -> ResponseReturnValue:
    """What holds for the members of an organisation who chose nothing, and the form to change it."""
    part = organisation_or_404(public_id)
    standing = queries.default_profile(db.session, root_id=part.id)
    return _default_page(_organisation_form(part), standing, part=part)


@bp.post("/organisation/parts/<public_id>/target")
@looks_after_people
def choose_organisation_target(public_id: str) -> ResponseReturnValue:
    """Show what the choice for an organisation comes to; save it once it was asked to."""
    part = organisation_or_404(public_id)
    form, everybodys = _organisation_form(part), queries.default_profile(db.session)
    if not form.accepted():
        return _default_page(form, queries.default_profile(db.session, root_id=part.id), part=part), 422
    profile = form.chosen()
    if request.form.get("press") != "save":
        return _default_page(form, profile or everybodys, part=part, preview=True)
    still_mine(part)
    services.choose_profile(db.session, person_id=None, root_id=part.id, profile=profile, at=clock.now())
    flash("Saved. This now holds for the people here who have not chosen a target of their own.", "message")
    return redirect(url_for("targets.organisation_target", public_id=public_id), 303)


def _organisation_form(part: Part) -> OrganisationTargetForm:
    own = queries.kept_profile(db.session, person_id=None, root_id=part.id)
    standing = queries.default_profile(db.session, root_id=part.id) if own else None
    return OrganisationTargetForm(default=queries.default_profile(db.session), own=standing)


def _my_terms() -> Terms:
    today = installation.today()
    return queries.terms_of(db.session, installation.vault(), person_id=current_learner().id, on=today)


def _my_default() -> Profile:
    return queries.default_profile_of(db.session, person_id=current_learner().id, on=installation.today())


def _form(terms: Terms) -> TargetForm:
    return TargetForm(default=_my_default(), standing=terms.profile, circumstances=terms.circumstances)


@dataclass(frozen=True)
class TargetPage:
    """What each of one's years asks for; `preview` while it is not saved."""

    form: TargetForm
    terms: Terms
    years: list[tuple[CpdYear, CpdTarget]]
    preview: bool


@dataclass(frozen=True)
class DefaultTargetPage:
    """What the present year asks of everybody at `place`, or of an organisation's people; `back` leads out."""

    form: ProfileForm
    year: CpdYear
    target: CpdTarget
    preview: bool
    place: str
    title: str
    back: tuple[str, str]
    button: str


def _page(form: TargetForm, terms: Terms, *, preview: bool = False) -> str:
    years = [(year, terms.target(year)) for year in _years(terms)]
    return page("cpd/target.html", TargetPage(form, terms, years, preview=preview))


def _default_page(form: ProfileForm, profile: Profile, *, part: Part | None = None, preview: bool = False) -> str:
    year = profile.year_of(installation.today())
    context = DefaultTargetPage(
        form=form,
        year=year,
        target=Terms(profile, NONE).target(year),
        preview=preview,
        place=part.name if part else installation.settings().installation_name,
        title="Our people's CPD target" if part else "Everybody's CPD target",
        button="Save for our people" if part else "Save for everybody",
        back=to_part(part) if part else ("People", url_for("people.people")),
    )
    return page("cpd/default_target.html", context)


def _years(terms: Terms) -> list[CpdYear]:
    """This year, the one to come if something reaches into it, and those before in which one may still log."""
    this = terms.profile.year_of(installation.today())
    coming = CpdYear(this.begins + 1, this.starts)
    years = open_years(terms.profile)
    return [this, *([coming] if _reaches(terms.circumstances, coming) else []), *years[1:]]


def _reaches(circumstances: Circumstances, year: CpdYear) -> bool:
    days = [post.begins for post in circumstances.posts] + [post.ends for post in circumstances.posts]
    days += [absence.last for absence in circumstances.absences]
    return any(day and day >= year.first for day in days)


def _amount(found: CpdTarget) -> str:
    return "No number of hours is asked for" if found.minutes is None else f"Your target is {hours(found.minutes)}"
