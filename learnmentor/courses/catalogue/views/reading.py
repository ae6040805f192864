"""The front page, the catalogue, and what can be read: units, cases, forms, pages, pictures."""

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts.sign_in import current_actor, current_learner
from learnmentor.authoring import queries as authoring
from learnmentor.courses import queries, rules
from learnmentor.courses.catalogue import programmes
from learnmentor.cpd import queries as cpd
from learnmentor.ground import clock
from learnmentor.ground.db import db
from learnmentor.web.access import or_404, public, signed_in

bp = Blueprint("courses", __name__)
FAMILIES = {"core": "Core units", "optional": "Optional units", "practice": "Practice units"}
_FOOTER = (("about", "About"), ("privacy", "Privacy"), ("accessibility", "Accessibility"))


def person_id() -> int | None:
    """Who asks, or None for a stranger."""
    actor = current_actor()
    return actor.id if actor else None


@bp.app_context_processor
def _footer() -> dict[str, object]:
    return {"footer_links": _footer_links()}


def _footer_links() -> list[dict[str, str]]:
    places = [(url_for("courses.page", code=code), label) for code, label in _FOOTER]
    places += [(url_for("courses.sources"), "Sources"), (url_for("courses.glossary"), "Glossary")]
    places += [(url_for("certificates.awards"), "Awards"), (url_for("certificates.check"), "Check a certificate")]
    return [{"href": href, "label": label} for href, label in places]


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Where somebody stopped and how far they are; for strangers, what this is."""
    if current_actor() is None:
        return render_template("courses/welcome.html", units=queries.units(db.session, {}))
    learner = current_learner()
    progress = queries.studied(db.session, learner.id)
    units = queries.units(db.session, progress)
    programme = programmes.chosen_programme(db.session, person_id=learner.id, progress=progress)
    stopped = rules.where_you_stopped(stop for unit in units for stop in unit.stops)
    following = rules.next_stop(programme.stops) if programme else None
    return render_template(
        "courses/home.html",
        learner=learner,
        part_of_day=rules.part_of_day(clock.now(), current_app.config["TIME_ZONE"]),
        first_visit=not progress,
        next=stopped or following or rules.next_stop(stop for unit in units for stop in unit.stops),
        stopped=stopped,
        units={unit.code: unit for unit in units},
        programme=programme,
        year=cpd.home_summary(
            db.session,
            current_app.config["VAULT"],
            person_id=learner.id,
            on=clock.today(current_app.config["TIME_ZONE"]),
        ),
    )


@bp.get("/units")
@public
def catalogue() -> ResponseReturnValue:
    """Every unit, by family, with one's own progress; then what lies around them."""
    families: dict[tuple[str, str], list[queries.UnitOutline]] = {}
    for unit in queries.units(db.session, queries.studied(db.session, person_id())):
        families.setdefault((FAMILIES[unit.family], unit.group), []).append(unit)
    shelves = {kind: found for kind in ("form", "case", "record") if (found := queries.shelf(db.session, kind))}
    return render_template("courses/catalogue.html", families=families, shelves=shelves)


@bp.get("/units/<code>")
@public
def unit(code: str) -> ResponseReturnValue:
    """Why a unit exists, what it leads to, and its segments."""
    found = or_404(queries.unit(db.session, code))
    if code != code.lower():
        return redirect(url_for("courses.unit", code=code.lower()), 301)
    learner, revision = person_id(), queries.revision(db.session, found.revision_id)
    outline = queries.outline_of(found, queries.studied(db.session, learner))
    changed = queries.changed_since_finished(db.session, learner, unit_id=found.id) if learner and outline.done else ()
    return render_template(
        "courses/unit.html",
        unit=outline,
        changed=changed,
        html=revision.html,
        data=revision.data,
        next=rules.next_stop(outline.stops),
        summaries={line["code"]: line["summary"] for line in found.outline},
        brief=queries.page(db.session, "brief", code),
    )


def _text(kind: str, code: str) -> ResponseReturnValue:
    page, revision = or_404(queries.page(db.session, kind, code))
    return render_template("courses/page.html", page=page, html=revision.html, revision=revision)


@bp.get("/cases/<code>")
@signed_in
def case(code: str) -> ResponseReturnValue:
    """A case."""
    return _text("case", code)


@bp.get("/forms/<code>")
@signed_in
def form(code: str) -> ResponseReturnValue:
    """A form to print or to copy."""
    return _text("form", code)


@bp.get("/records/<code>")
@signed_in
def record(code: str) -> ResponseReturnValue:
    """A fictional lesson, with samples of feedback folded below it."""
    return _text("record", code)


@bp.get("/units/<code>/assessment")
@public
def brief(code: str) -> ResponseReturnValue:
    """What the assessed version of a unit asks for, and who decides."""
    page, revision = or_404(queries.page(db.session, "brief", code))
    unit = or_404(queries.unit(db.session, code))
    return render_template("courses/brief.html", unit=unit, page=page, html=revision.html, data=revision.data)


@bp.get("/pages/<code>")
@public
def page(code: str) -> ResponseReturnValue:
    """A page of information."""
    if code in {"sources", "glossary"}:
        return redirect(url_for(f"courses.{code}"), 301)
    return _text("page", code)


@bp.get("/sources")
@public
def sources() -> ResponseReturnValue:
    """Where the facts come from."""
    return _text("page", "sources")


@bp.get("/glossary")
@public
def glossary() -> ResponseReturnValue:
    """What people mean by the words."""
    return _text("page", "glossary")


@bp.get("/media/<sha256>/<name>")
@public
def media(sha256: str, name: str) -> ResponseReturnValue:
    """A picture, clip or caption file; its address changes with its bytes, so it may be kept for ever."""
    file, store = or_404(authoring.media_file(db.session, sha256)), current_app.config["FILES"]
    if not store.exists(sha256):
        abort(404)
    if request.if_none_match.contains(sha256):
        answer = Response(status=304)
        answer.set_etag(sha256)
    else:
        answer = send_file(
            store.path(sha256), mimetype=file.media_type, conditional=True, etag=sha256, download_name=name
        )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer
