"""Studying: the page of a segment, its beats, claims, changes, and what finishing it earned."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import (
    abort,
    current_app,
    flash,
    get_template_attribute,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from learnmentor import clock, completion
from learnmentor.accounts.rules import Actor
from learnmentor.accounts.sign_in import browser_key, current_learner
from learnmentor.assessment import queries as assessment
from learnmentor.assessment import quizzes
from learnmentor.assessment.queries import ActivityState
from learnmentor.assessment.rules import Activity, Body, Fields, State
from learnmentor.assessment.services import opened, place
from learnmentor.assessment.shown import Work
from learnmentor.certificates import queries as awards
from learnmentor.courses import changes, programmes, queries, rules, services
from learnmentor.courses.forms import ClaimForm
from learnmentor.courses.models import Segment
from learnmentor.courses.queries import StudyPlace, Version
from learnmentor.courses.views import bp
from learnmentor.db import db
from learnmentor.secret_text import UnreadableText
from learnmentor.web.access import or_404, require, signed_in

_PAGES = ("catalogue", "unit", "segment", "claim", "make_claim", "finished", "changed", "case", "form")
STUDY_PAGES = frozenset({"assessment.save", *(f"courses.{name}" for name in _PAGES)})


@bp.get("/segments/<code>")
@signed_in
def segment(code: str) -> ResponseReturnValue:
    """Half an hour: the text, the activities with one's own work in them, and what is left."""
    if code != code.lower():
        return redirect(url_for("courses.segment", code=code.lower()), 301)
    return render_template("courses/segment.html", **sheet(or_404(found(code))))


def found(code: str) -> StudyPlace | None:
    """The segment as the person who asks finds it; a withdrawn one only for those who began it."""
    seen = queries.study_place(db.session, code, person_id=current_learner().id)
    return None if seen is None or (seen.withdrawn and not seen.begun) else seen


def version_of(seen: StudyPlace) -> Version:
    """The revision to show: their own, or the newest where a finished segment is looked at again on purpose."""
    newest = request.args.get("version") == "new" and seen.completed_at is not None
    return seen.current if newest else seen.own


def sheet(seen: StudyPlace, refused: Mapping[str, Work] | None = None) -> dict[str, Any]:
    """Everything that the page of a segment shows. `refused`: work that was just sent and could not be finished."""
    version = version_of(seen)
    work = {**works(seen, version), **(refused or {})}
    codes = [line["code"] for line in seen.outline]
    return {
        **progress(seen, version, work),
        "data": version.data,
        "drawn": drawn(seen, version, work),
        "neighbours": rules.neighbours(codes, seen.code),
        "titles": {line["code"]: line["title"] for line in seen.outline},
        "problems": [
            {"text": problem.text, "href": f"#{name}-{problem.field}"}
            for name, each in work.items()
            for problem in each.problems
        ],
        "newest": version is seen.current,
        "newer_waits": rules.newer_waits(seen.sitting),
        "changed": rules.changed_since_finished(seen.sitting),
    }


def progress(seen: StudyPlace, version: Version, work: Mapping[str, Work]) -> dict[str, Any]:
    """What is left of the segment, for beside its text."""
    minutes = version.data["minutes"]
    lines = rules.what_is_left(
        minutes=minutes,
        activities=version.data["activities"],
        states={name: each.state for name, each in work.items() if each.state},
        active_minutes=seen.active_minutes,
        claimed_minutes=seen.claimed_minutes,
    )
    return {"seen": seen, "left": lines, "needed": rules.needed_minutes(minutes)}


def drawn(seen: StudyPlace, version: Version, work: Mapping[str, Work]) -> dict[str, str]:
    """Every activity as HTML. One that nobody touched looks alike for everybody and is drawn once a process."""
    token, browser, where = generate_csrf(), browser_key(), address(seen, version, _NAME)
    blank = _blank(version.raw)
    return {
        name: section(activity, work[name])
        if name in work
        else blank[name].replace(_TOKEN, token).replace(_BROWSER, browser).replace(_ADDRESS, where.replace(_NAME, name))
        for activity in version.data["activities"]
        for name in (activity["id"],)
    }


_TOKEN, _ADDRESS, _BROWSER, _NAME = "-=token=-", "-=address=-", "-=browser=-", "-name-"


@lru_cache(maxsize=128)
def _blank(raw: str) -> dict[str, str]:
    untouched, token = Work(address=_ADDRESS, browser=_BROWSER), generate_csrf()
    activities = Version(0, 0, raw).data["activities"]
    return {activity["id"]: section(activity, untouched).replace(token, _TOKEN) for activity in activities}


def section(activity: Activity, work: Work) -> str:
    """One activity as HTML."""
    return str(get_template_attribute("assessment/activity.html", "activity")(activity, work, "study"))


def address(seen: StudyPlace, version: Version, activity_id: str) -> str:
    """Where the form of an activity is sent."""
    base = f"{url_for('courses.segment', code=seen.code.lower())}/activities/{activity_id}"
    return f"{base}?version=new" if at_newest(seen, version) else base


def at_newest(seen: StudyPlace, version: Version) -> bool:
    """Whether the newest revision is looked at in place of their own."""
    return version is seen.current and version is not seen.own


def works(seen: StudyPlace, version: Version) -> dict[str, Work]:
    """The person's work on each activity they touched, opened, with the answer to a quiz that was just checked."""
    kept = assessment.states(db.session, person_id=current_learner().id, segment_id=seen.id)
    checked = just_checked(seen.code)
    return {
        activity["id"]: _work(seen, version, activity, kept.get(activity["id"]), checked.get(activity["id"]))
        for activity in version.data["activities"]
        if activity["id"] in kept or activity["id"] in checked
    }


def _work(
    seen: StudyPlace, version: Version, activity: Activity, known: ActivityState | None, sent: Fields | None
) -> Work:
    name, vault, locked = activity["id"], current_app.config["VAULT"], False
    body: Body = {"fields": sent} if sent else {}
    if known and not sent:
        try:
            body = opened(vault, known.body, place=place(current_learner().id, seen.id, name))
        except UnreadableText:
            locked = True
    return Work(
        state=State(known.state) if known else None,
        body=body,
        address=address(seen, version, name),
        browser=browser_key(),
        verdict=quizzes.check(activity, sent) if sent and activity["kind"] == "quiz" else None,
        saved_at=known.updated_at if known else None,
        locked=locked,
    )


def just_checked(code: str) -> dict[str, dict[str, list[str]]]:
    """The answer that was checked a moment ago. It travels in the session for one page and is stored nowhere."""
    if session.get("checked", [None])[0] != code:
        return {}
    _, name, fields = session.pop("checked")
    return {name: fields}


def record(learner: Actor, studied: Segment) -> completion.Outcome:
    """See whether the segment is finished now, and what follows from it."""
    settings = current_app.config["SETTINGS"]
    return completion.record(
        db.session,
        learner=learner,
        segment=studied,
        at=clock.now(),
        zone=settings.time_zone,
        issuer=settings.installation_name or "LearnMentor",
    )


@bp.post("/segments/<code>/beats")
@signed_in
def beat(code: str) -> ResponseReturnValue:
    """A sign of life from an open page; says how much time was counted, and whether that finished the segment."""
    body = request.get_json(silent=True)
    sent: dict[str, Any] = body if isinstance(body, dict) else {}
    tab = str(sent.get("tab", ""))
    require_this_browser(sent.get("browser"))
    if not 1 <= len(tab) <= 40 or not tab.isalnum():
        abort(400)
    learner = current_learner()
    starting = bool(sent.get("starting"))
    try:
        seconds = services.beat(
            db.session, learner=learner, segment_code=code, tab=tab, starting=starting, at=clock.now()
        )
    except services.UnknownSegment:
        abort(404)
    pace = queries.pace(db.session, code, person_id=learner.id)
    if pace is None:
        return jsonify(active_seconds=0)
    if pace.completed or not pace.moved(seconds):
        return jsonify(active_seconds=pace.active_seconds)
    outcome = record(learner, or_404(queries.segment(db.session, code))) if pace.enough else completion.NOTHING
    return jsonify(active_seconds=pace.active_seconds, **side(code, finished=outcome.finished))


def require_this_browser(key: object) -> None:
    """Refuse what comes from a page that was opened by somebody else at the same computer."""
    if key != browser_key():
        abort(
            409, "Somebody else has signed in in this browser since this page was opened. Nothing was saved for them."
        )


def side(code: str, *, finished: bool) -> dict[str, object]:
    """What is left, drawn again, for a page that is open."""
    seen = or_404(found(code))
    version = version_of(seen)
    html = render_template("courses/_side.html", **progress(seen, version, works(seen, version)))
    return {"side": html, "finished": finished}


@bp.get("/segments/<code>/claim")
@signed_in
def claim(code: str) -> ResponseReturnValue:
    """The form for time spent away from the page."""
    seen = or_404(found(code))
    if seen.completed_at is not None:
        return redirect(url_for("courses.segment", code=code.lower()), 303)
    return _claim_page(seen, ClaimForm())


def _claim_page(seen: StudyPlace, form: ClaimForm) -> str:
    needed = rules.needed_minutes(seen.own.data["minutes"])
    return render_template("courses/claim.html", seen=seen, form=form, needed=needed)


@bp.post("/segments/<code>/claim")
@signed_in
def make_claim(code: str) -> ResponseReturnValue:
    """Declare time spent away from the page."""
    seen, form = or_404(found(code)), ClaimForm()
    if seen.completed_at is not None:
        return redirect(url_for("courses.finished", code=code.lower()), 303)
    if not form.accepted():
        return _claim_page(seen, form), 422
    learner, studied = current_learner(), or_404(queries.segment(db.session, code))
    services.claim(
        db.session, current_app.config["VAULT"], learner=learner, segment=studied, minutes=form.minutes.data or 0,
        sentence=form.sentence.data or "", at=clock.now(),
    )  # fmt: skip
    flash(f"claim-{seen.code}", "kept")
    return onward(code, record(learner, studied), "Your time away from the page is noted.")


def onward(
    code: str, outcome: completion.Outcome, message: str | None = None, *, at: str | None = None, newest: bool = False
) -> ResponseReturnValue:
    """To what was earned if that finished the segment, else back to its page, `at` an activity if one is named."""
    if outcome.finished:
        return redirect(url_for("courses.finished", code=code.lower()), 303)
    if message:
        flash(message, "message")
    version, place = "new" if newest else None, f"activity-{at}" if at else None
    return redirect(url_for("courses.segment", code=code.lower(), version=version, _anchor=place), 303)


@bp.get("/segments/<code>/finished")
@signed_in
def finished(code: str) -> ResponseReturnValue:
    """What finishing a segment earned, and where to go from here."""
    seen = or_404(found(code))
    if seen.completed_at is None:
        return redirect(url_for("courses.segment", code=code.lower()), 303)
    learner = current_learner()
    progress = queries.studied(db.session, learner.id)
    programme = programmes.chosen_programme(db.session, person_id=learner.id, progress=progress)
    unit = queries.outline_of(or_404(queries.unit(db.session, seen.unit_code)), progress)
    here = programme.stops if programme and any(stop.code == seen.code for stop in programme.stops) else unit.stops
    issued = awards.certificates_of(db.session, learner.id)
    return render_template(
        "courses/finished.html",
        seen=seen,
        unit=unit,
        next=rules.next_stop(here, after=seen.code) or (rules.next_stop(programme.stops) if programme else None),
        certificates=[certificate for certificate in issued if certificate.issued_at == seen.completed_at],
        claim=_claim(learner, seen),
        planned=rules.SEGMENT_MINUTES,
    )


def _claim(learner: Actor, seen: StudyPlace) -> dict[str, object]:
    sealed = queries.claim_sentence(db.session, person_id=learner.id, segment_id=seen.id)
    if sealed is None:
        return {"sentence": None, "locked": False}
    try:
        place = services.claim_place(learner.id, seen.id)
        return {"sentence": current_app.config["VAULT"].open(sealed, place=place), "locked": False}
    except UnreadableText:
        return {"sentence": None, "locked": True}


@bp.get("/segments/<code>/changes")
@signed_in
def changed(code: str) -> ResponseReturnValue:
    """What changed in a segment since the revision that one studied or is studying."""
    seen = or_404(found(code))
    require(seen.sitting.studied is not None)
    listed = queries.changes_since(db.session, seen.code, number=seen.sitting.studied or 1)
    lines = changes.difference(listed[0].data, seen.current.data)
    return render_template("courses/changes.html", seen=seen, revisions=listed[1:], lines=lines, since=listed[0])


@bp.post("/segments/<code>/revision")
@signed_in
def take_newest(code: str) -> ResponseReturnValue:
    """Change a segment that is under way to the revision in force."""
    seen, learner = or_404(found(code)), current_learner()
    studied = or_404(queries.segment(db.session, seen.code))
    services.take_newest_revision(db.session, learner=learner, segment=studied, at=clock.now())
    return onward(code, record(learner, studied), "You are reading the newest version. What you wrote is still here.")
