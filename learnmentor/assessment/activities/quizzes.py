"""Quizzes: in what order they are shown, and what is said when somebody asks. No try is counted, no answer kept."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from learnmentor.assessment.activities.formats.short_answers import Match, judge
from learnmentor.assessment.activities.rules import (
    ANSWER_LIMIT,
    Activity,
    ActivityVerdict,
    Fields,
    Problem,
    State,
    Step,
    one,
    verb,
)


def shown_items(quiz: Activity) -> list[dict[str, Any]]:
    """The lines of an order, shuffled the same way for everybody and never in the right order."""
    items: list[dict[str, Any]] = list(quiz["items"])
    shuffled = sorted(items, key=lambda item: hashlib.sha256(f"{quiz['id']} {item['html']}".encode()).digest())
    return [*shuffled[1:], shuffled[0]] if shuffled == items else shuffled


def right_texts(quiz: Activity) -> list[str]:
    """What the left sides of a match may go with, in the order of the alphabet, each once."""
    return sorted({pair["right_text"] for pair in quiz["pairs"]}, key=str.casefold)


def field_names(quiz: Activity) -> list[str]:
    """The names of the fields that hold an answer."""
    if quiz["quiz"] == "match":
        return [f"pair-{n}" for n in range(len(quiz["pairs"]))]
    if quiz["quiz"] == "order":
        return [f"place-{n}" for n in range(len(quiz["items"]))]
    return ["answer"]


def given(quiz: Activity, fields: Fields) -> dict[str, list[str]]:
    """The fields that belong to the answer and hold something; anything else that was sent is dropped."""
    kept: dict[str, list[str]] = {}
    for name in field_names(quiz):
        values = [" ".join(value.split()) for value in fields.get(name, ())]
        if quiz["quiz"] in {"one", "several", "true-false"}:
            keys = {option["key"] for option in quiz["options"]}
            values = [value for value in values if value in keys]
        if values := [value for value in values if value]:
            kept[name] = values if quiz["quiz"] == "several" else values[:1]
    return kept


def take(quiz: Activity, state: State | None, fields: Fields, *, finish: bool) -> Step:
    """Keep an answer while it is being found; checking it keeps nothing but that it was done."""
    answer = given(quiz, fields)
    so_far = State.DONE if state == State.DONE else State.BEGUN
    if verb(fields) != "show" and (long := _too_long(answer)):
        return Step(so_far, {"fields": answer}, (long,), keep=False)
    if not finish:
        return Step(so_far, None if state == State.DONE else {"fields": answer})
    if verb(fields) != "show" and (problem := missing(quiz, answer)):
        return Step(so_far, {"fields": answer}, (problem,), keep=state != State.DONE)
    return Step(State.DONE, None)


def _too_long(answer: Fields) -> Problem | None:
    for name, values in answer.items():
        if (length := max(map(len, values))) > ANSWER_LIMIT:
            return Problem(name, f"Write at most {ANSWER_LIMIT} characters; this is {length:,}")
    return None


def missing(quiz: Activity, answer: Fields) -> Problem | None:
    """What has to be filled in before there is an answer to look at."""
    for name in field_names(quiz):
        value = one(answer, name)
        if not value:
            words = {
                "match": "Choose something for every line",
                "order": "Give every line a number",
                "text": "Write an answer",
            }
            return Problem(name, words.get(quiz["quiz"], "Choose an answer"))
    if quiz["quiz"] == "order":
        places = sorted(one(answer, name) for name in field_names(quiz))
        if places != sorted(str(n + 1) for n in range(len(places))):
            return Problem("place-0", "Use every number once")
    return None


def check(quiz: Activity, fields: Fields) -> ActivityVerdict:
    """What to say to an answer, and the right answers too where `do` is "show"."""
    answer = given(quiz, fields)
    lines = _lines(quiz, answer)
    said = [option["feedback_html"] for option in quiz.get("options", ()) if option["key"] in answer.get("answer", ())]
    said.append(quiz.get("feedback_html") or "")
    shown = verb(fields) == "show"
    came = Match.WRONG if shown else _match(quiz, answer, lines)
    return ActivityVerdict(
        came is Match.RIGHT,
        tuple(text for text in said if text),
        {} if shown else lines,
        tuple(_answer(quiz)) if shown else (),
        nearly=came is Match.NEARLY,
    )


def _lines(quiz: Activity, answer: Fields) -> dict[str, bool]:
    if quiz["quiz"] == "match":
        texts = right_texts(quiz)
        return {
            f"pair-{n}": _text_at(texts, one(answer, f"pair-{n}")) == pair["right_text"]
            for n, pair in enumerate(quiz["pairs"])
        }
    if quiz["quiz"] == "order":
        right = [item["key"] for item in quiz["items"]]
        return {
            f"place-{n}": one(answer, f"place-{n}") == str(right.index(item["key"]) + 1)
            for n, item in enumerate(shown_items(quiz))
        }
    return {}


def _text_at(texts: Sequence[str], index: str) -> str | None:
    return texts[int(index)] if index.isdecimal() and len(index) < 4 and int(index) < len(texts) else None


def _match(quiz: Activity, answer: Fields, lines: Mapping[str, bool]) -> Match:
    if quiz["quiz"] == "text":
        return judge(one(answer, "answer"), quiz["answers"])
    if lines:
        return Match.RIGHT if all(lines.values()) else Match.WRONG
    right = {option["key"] for option in quiz["options"] if option["right"]}
    return Match.RIGHT if set(answer.get("answer", ())) == right else Match.WRONG


def _answer(quiz: Activity) -> list[str]:
    if quiz["quiz"] == "match":
        return [f"{pair['left_html']} – {_escaped(pair['right_text'])}" for pair in quiz["pairs"]]
    if quiz["quiz"] == "order":
        return [item["html"] for item in quiz["items"]]
    if quiz["quiz"] == "text":
        return [_escaped(quiz["answers"][0])]
    return [option["html"] for option in quiz["options"] if option["right"]]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
