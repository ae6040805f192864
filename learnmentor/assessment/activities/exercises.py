"""Activities that are not quizzes: sorts, conversations, audits, reflections, practices and standardisation."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from learnmentor.assessment.activities import quizzes
from learnmentor.assessment.activities.rules import (
    DECISIONS,
    LINE_LIMIT,
    PROSE_LIMIT,
    REFLECTION_WORDS,
    Activity,
    Body,
    Fields,
    Problem,
    State,
    Step,
    one,
    verb,
)


def take(activity: Activity, state: State | None, body: Body | None, fields: Fields, *, finish: bool) -> Step:
    """What one save makes of an activity. With `finish` its button was pressed; else the page saved by itself."""
    if activity["kind"] == "quiz":
        return quizzes.take(activity, state, fields, finish=finish)
    return _TAKE[activity["kind"]](activity, state, body or {}, fields, finish=finish)


def _not_back(state: State | None, now: State) -> State:
    """Done stays done: looking again, or trying another way, takes nothing away."""
    return State.DONE if state == State.DONE else now


# Sort


def _piles(activity: Activity, question: str) -> Sequence[str]:
    piles: Sequence[str] = activity["piles"] if question == "first" else activity["second_piles"]
    return piles


def _placed(activity: Activity, question: str, before: Mapping[str, str], fields: Fields) -> dict[str, str]:
    chosen = {
        card["key"]: one(fields, f"{question}-{card['key']}") or before.get(card["key"], "")
        for card in activity["cards"]
    }
    return {key: pile for key, pile in chosen.items() if pile in _piles(activity, question)}


def stage(activity: Activity, body: Body | None) -> str:
    """Which part of a sort is open: the first question, the second one, or the debrief."""
    reached = (body or {}).get("stage", "first")
    return "debrief" if reached == "second" and not activity.get("second_html") else str(reached)


def _take_sort(activity: Activity, state: State | None, body: Body, fields: Fields, *, finish: bool) -> Step:
    now = stage(activity, body)
    kept = {"first": dict(body.get("first", {})), "second": dict(body.get("second", {})), "stage": now}
    if finish and verb(fields) == "again":
        return Step(_not_back(state, State.BEGUN), {**kept, "stage": "first"})
    if now == "debrief" or (finish and one(fields, "stage") not in {"", now}):
        return Step(_not_back(state, State.BEGUN), kept)
    kept[now] = _placed(activity, now, body.get(now, {}), fields)
    empty = [card["key"] for card in activity["cards"] if card["key"] not in kept[now]]
    if not finish or empty:
        text = "Place this card" if len(empty) == 1 else f"Place every card: {len(empty)} are left"
        problems = (Problem(f"{now}-{empty[0]}", text),) if finish else ()
        return Step(_not_back(state, State.BEGUN), kept, problems)
    kept["stage"] = "second" if now == "first" and activity.get("second_html") else "debrief"
    return Step(_not_back(state, State.DONE if kept["stage"] == "debrief" else State.BEGUN), kept)


# Conversation


def walked(
    activity: Activity, path: Sequence[str]
) -> tuple[list[tuple[Mapping[str, Any], Mapping[str, Any]]], Mapping[str, Any]]:
    """The scenes passed, each with the reply given there, and the scene that a path leads to.

    A path that no longer fits ends early.
    """
    scenes = {scene["key"]: scene for scene in activity["scenes"]}
    here, passed = activity["scenes"][0], []
    for key in path:
        reply = next((reply for reply in here["replies"] if reply["key"] == key), None)
        if reply is None or reply["to"] not in scenes:
            break
        passed.append((here, reply))
        here = scenes[reply["to"]]
    return passed, here


def _take_conversation(activity: Activity, state: State | None, body: Body, fields: Fields, *, finish: bool) -> Step:
    path = list(body.get("path", []))
    path = path[: len(walked(activity, path)[0])]
    if finish and one(fields, "step") in {
        "",
        str(len(path)),
    }:  # a second click on the same reply is not a second step
        path = _stepped(path, fields)
    passed, here = walked(activity, path)
    ended = not here["replies"]
    return Step(_not_back(state, State.DONE if ended else State.BEGUN), {"path": path[: len(passed)]})


def _stepped(path: list[str], fields: Fields) -> list[str]:
    if verb(fields) == "again":
        return []
    if verb(fields) == "back":
        return path[:-1]
    return [*path, one(fields, "reply")] if one(fields, "reply") else path


# Audit, reflection, practice


def scale_of(activity: Activity, statement: Mapping[str, Any]) -> Sequence[str]:
    """The words to choose from for one statement."""
    words: Sequence[str] = statement.get("scale") or activity["scale"]
    return words


def _take_audit(activity: Activity, state: State | None, body: Body, fields: Fields, *, finish: bool) -> Step:
    if finish and verb(fields) == "again":
        return Step(_not_back(state, State.BEGUN), {"answers": {}})
    answers, open_lines = {}, []
    for statement in activity["statements"]:
        key = statement["key"]
        word = one(fields, f"line-{key}") or body.get("answers", {}).get(key, "")
        if word in scale_of(activity, statement):
            answers[key] = word
        else:
            open_lines.append(key)
    if finish and open_lines:
        return Step(
            _not_back(state, State.BEGUN),
            {"answers": answers},
            (Problem(f"line-{open_lines[0]}", "Choose a word for every line"),),
        )
    return Step(_not_back(state, State.DONE if finish else State.BEGUN), {"answers": answers})


def _take_reflection(_activity: Activity, state: State | None, _body: Body, fields: Fields, *, finish: bool) -> Step:
    text = one(fields, "text")
    if len(text) > PROSE_LIMIT:
        return Step(
            state or State.BEGUN,
            {"text": text},
            (Problem("text", f"Write at most {PROSE_LIMIT:,} characters; this is {len(text):,}"),),
            keep=False,
        )
    written = len(text.split()) >= REFLECTION_WORDS
    if finish and not written:
        return Step(
            State.BEGUN,
            {"text": text},
            (Problem("text", "Write a sentence or two before you say that it is done"),),
        )
    # An emptied reflection is no longer one that was written.
    return Step(State.DONE if finish or (state == State.DONE and written) else State.BEGUN, {"text": text})


def _lines(activity: Activity, fields: Fields) -> tuple[dict[str, Any], list[int], tuple[Problem, ...]]:
    """The lines written under an activity's questions, the numbers of empty ones, and those that are too long."""
    lines = [one(fields, f"line-{n}") for n in range(len(activity["questions"]))]
    long = tuple(
        Problem(f"line-{n}", f"Write at most {LINE_LIMIT:,} characters")
        for n, line in enumerate(lines)
        if len(line) > LINE_LIMIT
    )
    return {"lines": lines}, [n for n, line in enumerate(lines) if not line], long


def _take_practice(activity: Activity, state: State | None, _body: Body, fields: Fields, *, finish: bool) -> Step:
    body, empty, long = _lines(activity, fields)
    if long:
        return Step(state or State.BEGUN, body, long, keep=False)
    if finish and verb(fields) == "not-yet":
        return Step(_not_back(state, State.NOT_YET), body)
    if not finish:
        return Step(state or State.BEGUN, body)
    if empty:
        return Step(
            state or State.BEGUN,
            body,
            (Problem(f"line-{empty[0]}", "Write a line here, or choose “Not yet”"),),
        )
    return Step(State.DONE, body)


def _take_standardise(activity: Activity, state: State | None, _body: Body, fields: Fields, *, finish: bool) -> Step:
    body, empty, long = _lines(activity, fields)
    body |= _decided(activity, fields)
    if long:
        return Step(state or State.BEGUN, body, long, keep=False)
    lacking = [*_undecided(activity, body), *(Problem(f"line-{n}", _OWN_WORDS) for n in empty[:1])]
    if finish and lacking:
        return Step(_not_back(state, State.BEGUN), body, tuple(lacking))
    return Step(_not_back(state, State.DONE if finish else State.BEGUN), body)


_OWN_WORDS = "Write a few words of your own before you compare"


def _decided(activity: Activity, fields: Fields) -> dict[str, Any]:
    """What is decided by the criteria that are supplied; nothing where an activity has none."""
    chosen = {key: one(fields, f"met-{key}") for key in activity.get("criteria") or ()}
    return {"met": {key: said for key, said in chosen.items() if said in DECISIONS}} if chosen else {}


def _undecided(activity: Activity, body: Mapping[str, Any]) -> list[Problem]:
    keys = [key for key in activity.get("criteria") or () if key not in body["met"]]
    return [Problem(f"met-{key}", f"Decide about {key}: met, or not yet") for key in keys]


_TAKE: dict[str, Callable[..., Step]] = {
    "sort": _take_sort,
    "conversation": _take_conversation,
    "audit": _take_audit,
    "reflection": _take_reflection,
    "practice": _take_practice,
    "standardise": _take_standardise,
}
