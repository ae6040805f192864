"""What the pages of a segment are made of: the sheet, the activities drawn in it, and where one goes from there.

Views of both rooms use it: courses shows the page, assessment takes the work. It has no routes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

from flask import (
    abort,
    current_app,
    flash,
    get_template_attribute,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from learnmentor.accounts.rules import Actor
from learnmentor.accounts.sign_in import browser_key, current_learner
from learnmentor.assessment.activities import queries as assessment
from learnmentor.assessment.activities import quizzes
from learnmentor.assessment.activities.display import NO_WORK, ActivityWork
from learnmentor.assessment.activities.models import response_place
from learnmentor.assessment.activities.queries import ActivityState
from learnmentor.assessment.activities.rules import Activity, Body, Fields, State
from learnmentor.assessment.activities.services import opened
from learnmentor.courses.catalogue.queries import Version
from learnmentor.courses.study import queries, rules
from learnmentor.courses.study.queries import StudyPlace
from learnmentor.courses.study.views.frame import TEMPLATE, Own, SegmentPage, SegmentSide, frame_of, put_together
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.ground.vault import UnreadableText
from learnmentor.stories import completion
from learnmentor.web import installation, pages
from learnmentor.web.access import or_404


def found(code: str) -> StudyPlace | None:
    """The segment as the person who asks finds it; a withdrawn one only for those who began it."""
    seen = queries.study_place(db.session, code, person_id=current_learner().id)
    return None if seen is None or (seen.withdrawn and not seen.begun) else seen


def version_of(seen: StudyPlace) -> Version:
    """The revision to show: their own, or the newest where a finished segment is looked at again on purpose."""
    newest = request.args.get("version") == "new" and seen.completed_at is not None
    return seen.current if newest else seen.own


def page(seen: StudyPlace) -> str:
    """The page of a segment: its frame, which is kept, with what is the person's own put in."""
    if "_flashes" in session or current_app.debug:  # words for the frame, which is then nobody else's
        return whole_page(seen)
    version, learner = version_of(seen), current_learner()
    work = works(seen, version)
    own = Own(
        name=learner.name,
        token=generate_csrf(),
        browser=browser_key(),
        active_seconds=seen.active_seconds,
        side=beside(seen, version, _states(work)),
        drawn=drawn(seen, version, work),
    )
    return put_together(frame_of(seen, version), learner, own)


def whole_page(seen: StudyPlace, refused: Mapping[str, ActivityWork] | None = None) -> str:
    """The same, all of it drawn anew. `refused`: work that was just sent and could not be finished."""
    version = version_of(seen)
    work = {**works(seen, version), **(refused or {})}
    problems = [
        {"text": problem.text, "href": f"#{name}-{problem.field}"}
        for name, each in work.items()
        for problem in each.problems
    ]
    context = SegmentPage(
        frame=frame_of(seen, version),
        active_seconds=seen.active_seconds,
        side=Markup(beside(seen, version, _states(work))),  # noqa: S704 -- drawn by a template
        drawn=drawn(seen, version, work),
        problems=problems,
    )
    return pages.page(TEMPLATE, context)


def beside(seen: StudyPlace, version: Version, states: Mapping[str, str]) -> str:
    """What stands beside the text, as HTML. It needs nothing of the frame, so the frame is not made ready for it."""
    template = current_app.jinja_env.get_template("courses/_side.html")
    return template.render(pages.values(progress(seen, version, states)))


def _states(work: Mapping[str, ActivityWork]) -> dict[str, str]:
    return {name: each.state for name, each in work.items() if each.state}


def progress(seen: StudyPlace, version: Version, states: Mapping[str, str]) -> SegmentSide:
    """What is left of the segment, for beside its text. `states` of activities begun or done."""
    minutes = version.data["minutes"]
    lines = rules.what_is_left(
        minutes=minutes,
        activities=version.data["activities"],
        states=states,
        active_minutes=seen.active_minutes,
        claimed_minutes=seen.claimed_minutes,
    )
    return SegmentSide(seen, lines, rules.needed_minutes(minutes))


def drawn(seen: StudyPlace, version: Version, work: Mapping[str, ActivityWork]) -> dict[str, str]:
    """Every activity as HTML. One that holds nothing of the person looks alike for everybody: drawn once a process."""
    form, html = _form(seen, version), {}
    token, browser = str(escape(form.token)), str(escape(form.browser))
    for activity in version.data["activities"]:
        name = activity["id"]
        mine = work.get(name, NO_WORK)
        if _is_personal(activity, mine):
            html[name] = section(activity, mine)
            continue
        own = {_TOKEN: token, _BROWSER: browser, _ADDRESS: str(escape(form.address(name)))}
        parts = _alike(version.raw, mine.state)[name]
        html[name] = "".join(own[part] if n % 2 else part for n, part in enumerate(parts))
    return html


def _is_personal(activity: Activity, work: ActivityWork) -> bool:
    if work.body or work.verdict or work.problems or work.locked:
        return True
    # Of a finished quiz nothing is kept but that it was done, so it too is the same for everybody.
    return work.state is not None and activity["kind"] != "quiz"


_TOKEN, _ADDRESS, _BROWSER = "token", "address", "browser"


@lru_cache(maxsize=512)
def _alike(raw: str, state: State | None) -> dict[str, tuple[str, ...]]:
    """Of each activity, HTML and the names of what is a person's own between it, in turn, HTML first and last.

    It is cut at words that are made here, after the text was written, so no author can have written them.
    """
    slots = {randomness.salt(16).hex(): name for name in (_TOKEN, _ADDRESS, _BROWSER)}
    token, where, browser = slots
    shown, places = (
        ActivityWork(state=state, address=where, browser=browser, token=token),
        re.compile(f"({'|'.join(slots)})"),
    )
    return {
        activity["id"]: tuple(slots.get(part, part) for part in places.split(section(activity, shown)))
        for activity in Version(0, 0, raw).data["activities"]
        if state is None or activity["kind"] == "quiz"
    }


def section(activity: Activity, work: ActivityWork) -> str:
    """One activity as HTML."""
    return str(get_template_attribute("assessment/activity.html", "activity")(activity, work, "study"))


def address(seen: StudyPlace, version: Version, activity_id: str) -> str:
    """Where the form of an activity is sent."""
    return _form(seen, version).address(activity_id)


@dataclass(frozen=True)
class _Form:
    """What the forms of all activities of a page have in common."""

    base: str
    query: str
    browser: str
    token: str

    def address(self, activity_id: str) -> str:
        return f"{self.base}{activity_id}{self.query}"


def _form(seen: StudyPlace, version: Version) -> _Form:
    base = f"{url_for('study.segment', code=seen.code.lower())}/activities/"
    return _Form(base, "?version=new" if at_newest(seen, version) else "", browser_key(), generate_csrf())


def at_newest(seen: StudyPlace, version: Version) -> bool:
    """Whether the newest revision is looked at in place of their own."""
    return version is seen.current and version is not seen.own


def works(seen: StudyPlace, version: Version) -> dict[str, ActivityWork]:
    """The person's work on each activity they touched, opened, with the answer to a quiz that was just checked."""
    kept = assessment.states(db.session, person_id=current_learner().id, segment_id=seen.id)
    return works_of(seen, version, kept, _just_checked(seen.code))


def works_of(
    seen: StudyPlace, version: Version, kept: Mapping[str, ActivityState], checked: Mapping[str, Fields]
) -> dict[str, ActivityWork]:
    """The same of what was read already."""
    form = _form(seen, version)
    return {
        activity["id"]: _work(seen, form, activity, kept.get(activity["id"]), checked.get(activity["id"]))
        for activity in version.data["activities"]
        if activity["id"] in kept or activity["id"] in checked
    }


def _work(
    seen: StudyPlace, form: _Form, activity: Activity, known: ActivityState | None, sent: Fields | None
) -> ActivityWork:
    name, vault, locked = activity["id"], installation.vault(), False
    body: Body = {"fields": sent} if sent else {}
    if known and not sent:
        try:
            body = opened(vault, known.body, place=response_place(current_learner().id, seen.id, name))
        except UnreadableText:
            locked = True
    return ActivityWork(
        state=State(known.state) if known else None,
        body=body,
        address=form.address(name),
        browser=form.browser,
        token=form.token,
        verdict=quizzes.check(activity, sent) if sent and activity["kind"] == "quiz" else None,
        saved_at=known.updated_at if known else None,
        locked=locked,
        counted=known is not None and known.counted is not None,
        spread=known.spread if known else None,
    )


def keep_checked(code: str, activity_id: str, answer: Fields) -> None:
    """Let an answer that was just checked be seen on the page that comes next.

    No table holds it. It travels for one page in the session cookie, sealed, so that nobody reads it there.
    """
    place = _checked_place(code, activity_id)
    session["checked"] = [code, activity_id, installation.vault().seal(answer, place=place)]


def _just_checked(code: str) -> dict[str, Fields]:
    if session.get("checked", [None])[0] != code:
        return {}
    _, name, sealed = session.pop("checked")
    try:
        return {name: installation.vault().open(sealed, place=_checked_place(code, name))}
    except UnreadableText:
        return {}


def _checked_place(code: str, activity_id: str) -> str:
    return f"checked:{current_learner().id}:{code}:{activity_id}"


class SideDrawn(TypedDict):
    """What a script puts beside the text of a page that is open."""

    side: str
    finished: bool


def side(code: str, *, finished: bool) -> SideDrawn:
    """What is left, drawn again, for a page that is open."""
    seen = or_404(found(code))
    kept = assessment.states(db.session, person_id=current_learner().id, segment_id=seen.id)
    states = {name: each.state for name, each in kept.items()}
    return {"side": beside(seen, version_of(seen), states), "finished": finished}


# What comes of it


def require_this_browser(key: object) -> None:
    """Refuse what comes from a page that was opened by somebody else at the same computer."""
    if key != browser_key():
        abort(
            409, "Somebody else has signed in in this browser since this page was opened. Nothing was saved for them."
        )


def record(
    learner: Actor, studied: completion.StudiedSegment, known: completion.KnownStudy | None = None
) -> completion.StudyOutcome:
    """See whether the segment is finished now, and what follows from it. `known`: what the caller has read of it."""
    settings = installation.settings()
    return completion.record(
        db.session,
        learner=learner,
        segment=studied,
        known=known,
        at=clock.now(),
        zone=settings.time_zone,
        issuer=settings.installation_name or "LearnMentor",
    )


def onward(
    code: str,
    outcome: completion.StudyOutcome,
    message: str | None = None,
    *,
    at: str | None = None,
    newest: bool = False,
) -> ResponseReturnValue:
    """To what was earned if that finished the segment, else back to its page, `at` an activity if one is named."""
    if outcome.finished:
        return redirect(url_for("study.finished", code=code.lower()), 303)
    if message:
        flash(message, "message")
    version, place = "new" if newest else None, f"activity-{at}" if at else None
    return redirect(url_for("study.segment", code=code.lower(), version=version, _anchor=place), 303)
