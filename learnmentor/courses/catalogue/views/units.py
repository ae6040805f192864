"""The catalogue: units by family, one unit with its segments, and the cases, forms and records around them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_actor
from learnmentor.assessment.assessed.preparing.views.contexts import AssessedOffer, assessed_offer
from learnmentor.certificates.earlier_learning import rules as earlier_learning
from learnmentor.certificates.queries import awards_in_force
from learnmentor.courses.catalogue import queries
from learnmentor.courses.catalogue.assessed_versions import brief_from
from learnmentor.courses.catalogue.models import Page, Revision, Unit
from learnmentor.courses.catalogue.prepared_data import BriefData, UnitData
from learnmentor.courses.study import queries as study_queries
from learnmentor.courses.study import rules as study_rules
from learnmentor.courses.study.outlines import UnitOutline, outline_of
from learnmentor.ground.db import db
from learnmentor.mentoring.working_forms import WorkingForm, working_form
from learnmentor.web import pages
from learnmentor.web.access import or_404, public, signed_in

bp = Blueprint("catalogue", __name__)
CORE_NAME = "Working with individuals"  # the core as a family: curriculum 2.1
FAMILIES = {"core": "Core units: working with individuals", "optional": "Optional units", "practice": "Practice units"}


def person_id() -> int | None:
    """Who asks, or None for a stranger."""
    actor = current_actor()
    return actor.id if actor else None


@bp.get("/units")
@public
def catalogue() -> ResponseReturnValue:
    """Every unit, by family, with one's own progress; then what lies around them."""
    families: dict[tuple[str, str], list[UnitOutline]] = {}
    for unit in study_queries.units(db.session, study_queries.studied(db.session, person_id())):
        families.setdefault((FAMILIES[unit.family], unit.group), []).append(unit)
    return render_template("courses/catalogue.html", families=families, shelves=queries.shelves(db.session))


@dataclass(frozen=True)
class UnitPage:
    """A unit. `changed`: codes of segments with a major revision since they were finished; `summaries` by code."""

    unit: UnitOutline
    changed: Collection[str]
    html: str
    data: UnitData
    next: study_rules.Stop | None
    summaries: Mapping[str, str]
    brief: tuple[Page, Revision] | None
    offer: AssessedOffer | None
    family_name: str  # of the core; "" for others


@bp.get("/units/<code>")
@public
def unit(code: str) -> ResponseReturnValue:
    """Why a unit exists, what it leads to, and its segments."""
    found = or_404(queries.unit(db.session, code))
    if code != code.lower():
        return redirect(url_for("catalogue.unit", code=code.lower()), 301)
    learner, revision = person_id(), queries.revision(db.session, found.revision_id)
    outline = outline_of(found, study_queries.studied(db.session, learner))
    changed = (
        study_queries.changed_since_finished(db.session, learner, unit_id=found.id) if learner and outline.done else ()
    )
    brief = queries.page(db.session, "brief", code)
    context = UnitPage(
        unit=outline,
        changed=changed,
        html=revision.html,
        data=cast(UnitData, revision.data),
        next=study_rules.next_stop(outline.stops),
        summaries={line["code"]: line["summary"] for line in found.outline},
        brief=brief,
        offer=_offer(found, brief[1]) if brief else None,
        family_name=CORE_NAME if found.family == "core" else "",
    )
    return pages.page("courses/unit.html", context)


def _offer(unit: Unit, brief: Revision) -> AssessedOffer | None:
    """The assessed version for whoever looks; the core has none to begin, whatever was published."""
    if unit.family == "core":
        return None
    return assessed_offer(db.session, brief_from(brief.data), unit.family, person_id=person_id())


@dataclass(frozen=True)
class TextPage:
    """A published text; `working`: where the form that it is about is filled in."""

    page: Page
    html: str
    revision: Revision
    working: WorkingForm | None


def text_page(kind: str, code: str) -> ResponseReturnValue:
    """A published text: a case, a form, a record, a page."""
    page, revision = or_404(queries.page(db.session, kind, code))
    return pages.page("courses/page.html", TextPage(page, revision.html, revision, working_form(kind, page.code)))


@bp.get("/cases/<code>")
@signed_in
def case(code: str) -> ResponseReturnValue:
    """A case."""
    return text_page("case", code)


@bp.get("/forms/<code>")
@signed_in
def form(code: str) -> ResponseReturnValue:
    """A form to print or to copy."""
    return text_page("form", code)


@bp.get("/records/<code>")
@signed_in
def record(code: str) -> ResponseReturnValue:
    """A fictional lesson, with samples of feedback folded below it."""
    return text_page("record", code)


@dataclass(frozen=True)
class BriefPage:
    """The brief of a unit, and what publishing prepared of it."""

    unit: Unit
    page: Page
    html: str
    data: BriefData
    offer: AssessedOffer | None
    claimable: bool  # as earlier learning


@bp.get("/units/<code>/assessment")
@public
def brief(code: str) -> ResponseReturnValue:
    """What the assessed version of a unit asks for, and who decides."""
    page, revision = or_404(queries.page(db.session, "brief", code))
    unit = or_404(queries.unit(db.session, code))
    data, offer = cast(BriefData, revision.data), _offer(unit, revision)
    claimable = offer and earlier_learning.claimable(awards_in_force(db.session), [offer.brief])
    return pages.page(
        "courses/brief.html",
        BriefPage(unit, page, html=revision.html, data=data, offer=offer, claimable=bool(claimable)),
    )
