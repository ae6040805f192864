"""An activity as its page may show it: the learner's own work, and never an answer that nobody asked for."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Required, TypedDict

from markupsafe import Markup, escape

from learnmentor.assessment.activities import exercises, quizzes, retakes
from learnmentor.assessment.activities.rules import (
    CHECKED_KINDS,
    PRIVATE_KINDS,
    Activity,
    ActivityVerdict,
    Body,
    Problem,
    State,
    one,
    seen_mark,
)
from learnmentor.assessment.statistics.spread import (
    DECISIONS,
    PrintedSpread,
    SpreadShown,
    answers_of,
    counted_lines,
    spread_shown,
    wording_judged,
)
from learnmentor.ground.before_after import Comparison, ScaleLine, compared

_LONGEST_HEADING = 280  # characters; a longer question stands below a short title
_FIRST_PARAGRAPH = re.compile(r"\s*<p>(.*?)</p>\s*", re.DOTALL)
_TAGS = {
    "quiz": "Quick check · as often as you like, nothing is marked",
    "sort": "Sort · a view, not a mark",
    "conversation": "Conversation · you can go back and try another way",
    "audit": "Audit · only you can see your answers",
    "reflection": "Reflection · only you can read this",
    "practice": "Practice · about {minutes} minutes, away from the screen",
    "standardise": "Standardisation · write first, then compare; nothing is marked",
}
_TEXTS = {
    "quiz": "question_html",
    "sort": "question_html",
    "audit": "intro_html",
    "reflection": "prompt_html",
    "practice": "task_html",
    "standardise": "intro_html",
}
_HEADINGS = {"conversation": "What would you say?", "practice": "Try it", "standardise": "What would you write?"}


@dataclass(frozen=True)
class ActivityWork:
    """One person's work on one activity, opened for its owner's page. `address` is where its form is sent."""

    state: State | None = None
    body: Body = field(default_factory=dict)
    address: str = ""
    browser: str = ""  # the digest that names the person, so that a page left open cannot be sent for somebody else
    token: str = ""  # against forms from other sites
    verdict: ActivityVerdict | None = None
    problems: tuple[Problem, ...] = ()
    saved_at: datetime | None = None
    locked: bool = False  # kept, but no key of this installation opens it
    stored: Body | None = None  # what is kept, where `body` is something else that was just sent
    seen: str | None = None  # what the form has seen of what is kept; None when `body` is just that
    counted: bool = False  # its writer lets it be counted without a name
    spread: tuple[str, PrintedSpread] | None = None  # how others judged: of which wording, and what is printed


NO_WORK = ActivityWork()


class OptionShown(TypedDict):
    """One of several to choose from."""

    key: str
    html: Markup
    chosen: bool


class FieldShown(TypedDict, total=False):
    """What is asked, as `html` or as a plain `question`, with the `name` of its field and what was answered."""

    name: Required[str]
    html: Markup
    question: str
    value: str
    right: bool | None
    scale: Sequence[str]
    chosen: str
    first: str
    second: str
    ours: str | None
    others: list[tuple[str, Markup]]
    pick: str  # the name of a decision that stands with the words
    picked: str


class SceneShown(TypedDict):
    """A scene of a conversation that was walked through, and the reply that was chosen."""

    scene: Markup
    reply: Markup


class ReplyShown(TypedDict):
    """A reply that can be chosen now."""

    key: str
    html: Markup


class ActivityParts(TypedDict, total=False):
    """What one kind of activity shows beside what all of them do."""

    quiz: str
    said: list[Markup]
    verdict: ActivityVerdict | None
    answer: list[Markup]
    choices: list[str]
    options: list[OptionShown]
    lines: list[FieldShown]
    value: str
    stage: str
    cards: list[FieldShown]
    piles: Sequence[str]
    second: Markup | str
    debrief: Markup | str
    path: list[SceneShown]
    scene: Markup
    replies: list[ReplyShown]
    ended: bool
    lesson_title: str
    lesson: Markup
    whys: list[tuple[str, Markup]]
    before_after: Comparison | None
    face_down: datetime | None
    taken: bool
    decisions: Mapping[str, str]
    counted: bool
    by_criteria: bool
    spread: list[SpreadShown]


class ActivityShown(ActivityParts):
    """Everything that the macro prints for one activity."""

    id: str
    kind: str
    tag: str
    heading: Markup | str
    text: Markup
    private: bool
    done: bool
    not_yet: bool
    locked: bool
    address: str
    browser: str
    token: str
    seen: str | None
    stored: list[tuple[Markup | str, str]]
    saved_at: datetime | None
    problems: dict[str, str]


def shown(activity: Activity, work: ActivityWork | None = None) -> ActivityShown:
    """Everything that the macro prints for one activity."""
    work = work or NO_WORK
    kind = activity["kind"]
    heading, text = _heading(activity)
    return {
        "id": activity["id"],
        "kind": kind,
        "tag": _TAGS[kind].format(minutes=activity.get("minutes", "")),
        "heading": heading,
        "text": text,
        "private": kind in PRIVATE_KINDS,
        "done": work.state == State.DONE,
        "not_yet": work.state == State.NOT_YET,
        "locked": work.locked,
        "address": work.address,
        "browser": work.browser,
        "token": work.token,
        "seen": _seen(kind, work),
        "stored": _in_words(activity, ActivityWork(body=work.stored)) if work.stored else [],
        "saved_at": work.saved_at if work.body and not work.verdict else None,
        "problems": {problem.field: problem.text for problem in work.problems},
        **_PARTS[kind](activity, work),
    }


def _seen(kind: str, work: ActivityWork) -> str | None:
    """None for the kinds whose forms carry no mark."""
    if kind not in CHECKED_KINDS:
        return None
    return seen_mark(work.body) if work.seen is None else work.seen


def first_field(activity: Activity, work: ActivityWork) -> str:
    """The name of the field in which work on an activity begins."""
    parts = _PARTS[activity["kind"]](activity, work)
    lines = parts.get("lines") or parts.get("cards") or [{"name": "text"}]
    return str(lines[0]["name"])


def _in_words(activity: Activity, work: ActivityWork) -> list[tuple[Markup | str, str]]:
    """Work as (what was asked, what was answered), for reading beside other work; what is empty is left out."""
    parts = _PARTS[activity["kind"]](activity, work)
    if "value" in parts:
        return [("", parts["value"])]
    if "cards" in parts:
        both = [(card["html"], [card["first"], card["second"]]) for card in parts["cards"]]
        return [(asked, ", then ".join(filter(None, said))) for asked, said in both if any(said)]
    lines = [(line.get("html", line.get("question", "")), _said(line)) for line in parts["lines"]]
    return [(asked, said) for asked, said in lines if said]


def _said(line: FieldShown) -> str:
    picked = DECISIONS.get(line.get("picked", ""), "")
    return ". ".join(filter(None, (picked, line.get("chosen") or line.get("value"))))


def _heading(activity: Activity) -> tuple[Markup | str, Markup]:
    """The heading and what stands below it: a short first paragraph, else the title, which is not said twice.

    A conversation and a practice tell a story or give a task, of which no sentence is a heading: theirs are always
    the same, and what is left tells several of them apart.
    """
    html, title = activity.get(_TEXTS.get(activity["kind"], ""), ""), activity.get("title", "")
    if usual := _HEADINGS.get(activity["kind"]):
        return usual, _safe(html)
    first = _FIRST_PARAGRAPH.match(html)
    if first and len(first[1]) <= _LONGEST_HEADING:
        return _safe(first[1]), _safe(html[first.end() :])
    said_first = f"<p>{escape(title)}"
    if title and html.startswith(said_first):
        return title, _safe("<p>" + html[len(said_first) :].lstrip())
    return title or activity["kind"].capitalize(), _safe(html)


def _safe(html: str | None) -> Markup:
    return Markup(html or "")  # noqa: S704 -- rendered and cleaned when it was published


def _quiz(activity: Activity, work: ActivityWork) -> ActivityParts:
    given: Mapping[str, list[str]] = work.body.get("fields", {})
    verdict, kind = work.verdict, activity["quiz"]
    found: ActivityParts = {"quiz": kind, "said": [], "verdict": verdict, "answer": []}
    if verdict:
        found["said"] = [_safe(text) for text in verdict.said]
        found["answer"] = [_safe(text) for text in verdict.answer]
    if kind == "match":
        found["choices"] = quizzes.right_texts(activity)
        lines = [pair["left_html"] for pair in activity["pairs"]]
    elif kind == "order":
        lines = [item["html"] for item in quizzes.shown_items(activity)]
        found["choices"] = [str(n + 1) for n in range(len(lines))]
    elif kind == "text":
        return {**found, "value": one(given, "answer")}
    else:
        chosen = given.get("answer", [])
        options: list[OptionShown] = [
            {"key": o["key"], "html": _safe(o["html"]), "chosen": o["key"] in chosen} for o in activity["options"]
        ]
        return {**found, "options": options}
    names = quizzes.field_names(activity)
    right = verdict.lines if verdict else {}
    found["lines"] = [
        {"name": name, "html": _safe(html), "value": one(given, name), "right": right.get(name)}
        for name, html in zip(names, lines, strict=True)
    ]
    return found


def _sort(activity: Activity, work: ActivityWork) -> ActivityParts:
    stage = exercises.stage(activity, work.body)
    question = "second" if stage == "second" else "first"
    placed = {name: work.body.get(name, {}) for name in ("first", "second")}
    cards: list[FieldShown] = [
        {
            "name": f"{question}-{card['key']}",
            "html": _safe(card["html"]),
            "chosen": placed[question].get(card["key"], ""),
            "first": placed["first"].get(card["key"], ""),
            "second": placed["second"].get(card["key"], ""),
            "ours": card.get("ours") if stage == "debrief" else None,
        }
        for card in activity["cards"]
    ]
    return {
        "stage": stage,
        "cards": cards,
        "piles": activity["second_piles"] if stage == "second" else activity["piles"],
        "second": _safe(activity.get("second_html")) if stage != "first" else "",
        "debrief": _safe(activity.get("debrief_html")) if stage == "debrief" else "",
    }


def _conversation(activity: Activity, work: ActivityWork) -> ActivityParts:
    passed, here = exercises.walked(activity, work.body.get("path", []))
    ended = not here["replies"]
    return {
        "path": [{"scene": _safe(scene["html"]), "reply": _safe(reply["html"])} for scene, reply in passed],
        "scene": _safe(here["html"]),
        "replies": [{"key": reply["key"], "html": _safe(reply["html"])} for reply in here["replies"]],
        "ended": ended,
        "debrief": _safe(activity.get("debrief_html")) if ended else "",
    }


def _audit(activity: Activity, work: ActivityWork) -> ActivityParts:
    answers = work.body.get("answers", {})
    lines: list[FieldShown] = [
        {
            "name": f"line-{statement['key']}",
            "html": _safe(statement["html"]),
            "scale": exercises.scale_of(activity, statement),
            "chosen": answers.get(statement["key"], ""),
        }
        for statement in activity["statements"]
    ]
    return {"lines": lines, **_takes(activity, work)}


def _takes(activity: Activity, work: ActivityWork) -> ActivityParts:
    """What an audit held at other times. While it is answered again, that lies face down."""
    takes, again = retakes.takes(work.body, was=work.state, saved_at=work.saved_at), retakes.is_open(work.body)
    asked = [
        ScaleLine(statement["key"], _safe(statement["html"]), exercises.scale_of(activity, statement))
        for statement in activity["statements"]
    ]
    return {
        "taken": bool(takes) and not again,
        "face_down": takes[-1].at if again else None,
        "before_after": None if again else compared(asked, takes),
    }


def _reflection(_activity: Activity, work: ActivityWork) -> ActivityParts:
    return {"value": work.body.get("text", "")}


def _practice(activity: Activity, work: ActivityWork) -> ActivityParts:
    lines = [*work.body.get("lines", []), *[""] * len(activity["questions"])]
    return {
        "lines": [{"name": f"line-{n}", "question": q, "value": lines[n]} for n, q in enumerate(activity["questions"])]
    }


def _standardise(activity: Activity, work: ActivityWork) -> ActivityParts:
    """The samples come once the learner's own words are in: shown before, they would be what is written."""
    criteria = activity.get("criteria") or {}
    found: ActivityParts = {
        **_practice(activity, work),
        "lesson_title": activity["lesson_title"],
        "lesson": _safe(activity["lesson"]),
        "decisions": DECISIONS,
        "counted": work.counted,
        "by_criteria": bool(criteria),
    }
    for key, line in zip(criteria, found["lines"], strict=False):
        line["pick"], line["picked"] = f"met-{key}", work.body.get("met", {}).get(key, "")
    if work.state != State.DONE:
        return found
    found["spread"] = _spread(activity, work)
    for n, line in enumerate(found["lines"]):
        line["others"] = [(sample["title"], _safe(sample["answers"][n])) for sample in activity["samples"]]
    said = [(sample["title"], _safe(sample["why_html"])) for sample in activity["samples"] if sample["why_html"]]
    return {**found, "whys": said, "debrief": _safe(activity["debrief_html"])}


def _spread(activity: Activity, work: ActivityWork) -> list[SpreadShown]:
    """How others judged this edition; nothing where too few let themselves be counted."""
    wording, printed = work.spread or ("", {})
    own = answers_of(activity, work.body)
    if wording != wording_judged(activity):
        return []
    return [spread_shown(line, printed[line.key], own.get(line.key)) for line in counted_lines(activity)]


_PARTS: Mapping[str, Callable[[Activity, ActivityWork], ActivityParts]] = {
    "quiz": _quiz,
    "sort": _sort,
    "conversation": _conversation,
    "audit": _audit,
    "reflection": _reflection,
    "practice": _practice,
    "standardise": _standardise,
}
