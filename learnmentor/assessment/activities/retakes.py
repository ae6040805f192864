"""An audit that is taken again: what was answered before stays, and the two are laid side by side for their owner.

The body of an audit holds `answers` as they stand in its form, `taken_at` once they were saved as a whole, and
`earlier`: the takes before, the oldest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from learnmentor.assessment.activities.rules import Body, State, Step
from learnmentor.ground.before_after import AnswersTaken

MOST_EARLIER = 12  # takes that are kept beside the newest; the first is always among them


class EarlierTake(TypedDict):
    """Answers that were saved as a whole, and when."""

    at: str
    answers: Mapping[str, str]


def with_earlier(
    step: Step, *, stored: Body, was: State | None, stored_at: datetime, at: datetime, whole: bool
) -> Step:
    """A save of an audit, with what it must not lose of the work that was `stored`. `whole`: its button was pressed."""
    answers: Mapping[str, str] = (step.body or {}).get("answers", {})
    whole = whole and bool(answers)
    earlier, last = list(_earlier(stored)), _newest(stored, was, stored_at)
    if last is None and earlier and whole and _is_same(earlier[-1], answers, at):
        last = earlier.pop()  # changed and changed back
    if last and _is_same(last, answers, at if whole else None):
        return replace(step, body=_body(answers, earlier, last["at"]))
    kept = _bounded([*earlier, last]) if last else earlier
    return replace(step, body=_body(answers, kept, at.isoformat() if whole else ""))


def takes(body: Body, *, was: State | None, saved_at: datetime | None) -> list[AnswersTaken]:
    """Every time that an audit was answered as a whole, the oldest first; what is being answered now is not in it."""
    newest = _newest(body, was, saved_at)
    found = [*_earlier(body), *([newest] if newest else [])]
    return [AnswersTaken(datetime.fromisoformat(take["at"]), take["answers"]) for take in found]


def is_open(body: Body) -> bool:
    """Whether an audit that was answered before is being answered again."""
    return bool(_earlier(body)) and "taken_at" not in body


def _newest(body: Body, was: State | None, saved_at: datetime | None) -> EarlierTake | None:
    """The answers in the form, if they were saved as a whole. Before takes were kept, whatever was done was."""
    if "taken_at" in body:
        return {"at": body["taken_at"], "answers": body["answers"]}
    if was == State.DONE and "earlier" not in body and saved_at and body.get("answers"):
        return {"at": saved_at.isoformat(), "answers": body["answers"]}
    return None


def _is_same(take: EarlierTake, answers: Mapping[str, str], at: datetime | None) -> bool:
    """The same answers; given again on another day (`at`) they are another take: nothing changed, which is news."""
    return take["answers"] == answers and (at is None or datetime.fromisoformat(take["at"]).date() == at.date())


def _earlier(body: Body) -> Sequence[EarlierTake]:
    kept: Sequence[EarlierTake] = body.get("earlier", ())
    return kept


def _bounded(earlier: list[EarlierTake]) -> list[EarlierTake]:
    return earlier if len(earlier) <= MOST_EARLIER else [earlier[0], *earlier[1 - MOST_EARLIER :]]


def _body(answers: Mapping[str, str], earlier: Sequence[EarlierTake], taken_at: str) -> Body:
    body: dict[str, object] = {"answers": answers}
    if taken_at:
        body["taken_at"] = taken_at
    if earlier:
        body["earlier"] = list(earlier)
    return body
