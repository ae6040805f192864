"""Answers that came from two devices: nothing that was typed is lost.

A page carries a mark of each answer that it was drawn with. What its writer left as it was gives way to what was kept
meanwhile; where both changed, texts are joined and lists united.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from learnmentor.mentoring.lines.rules import merged
from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField, Rows
from learnmentor.mentoring.paper.marks import marks_sent


@dataclass(frozen=True)
class MergedAnswers:
    """Answers by key, and the keys that were changed on both sides."""

    answers: dict[str, Any]
    both: tuple[str, ...] = ()


def marks_of(definition: FormDefinition, answers: Mapping[str, Any]) -> dict[str, str]:
    """A mark of each answer to a form, eight letters long."""
    return {part.key: mark_of(answers.get(part.key)) for part in definition.parts()}


def marks_to_send(marks: Mapping[str, str]) -> str:
    """The marks as one text, which a page carries."""
    return json.dumps(marks, separators=(",", ":"))


def marks_from(sent: str) -> dict[str, str]:
    """The marks that came back; none where somebody sent something else."""
    return {key: str(mark) for key, mark in marks_sent(sent).items()}


def version_of(answers: Mapping[str, Any]) -> str:
    """A mark of all answers together, which a file carries that is filled in offline."""
    return mark_of({key: answer for key, answer in answers.items() if not _is_blank(answer)})


def merge(
    definition: FormDefinition, kept: Mapping[str, Any], typed: Mapping[str, Any], seen: Mapping[str, str]
) -> MergedAnswers:
    """Put what was typed into a form to what is kept, as `merge_by_key` does; answers that are none of its stay."""
    parts = {part.key: part for part in definition.parts()}
    asked = {key: typed[key] for key in parts if key in typed}
    return merge_by_key(kept, asked, seen, lambda key, there, new: _joined(parts[key], there, new))


def merge_by_key(
    kept: Mapping[str, Any], typed: Mapping[str, Any], seen: Mapping[str, str], joined: Callable[[str, Any, Any], Any]
) -> MergedAnswers:
    """Put what was typed to what is kept. `seen`: the marks of what the typing began from, as far as they are known.

    `joined` makes one answer of two, of a key, what is kept and what was typed.
    """
    answers, both = dict(kept), []
    for key, answer in typed.items():
        if mark_of(answer) in {mark_of(kept.get(key)), seen.get(key)}:
            continue
        if seen.get(key) == mark_of(kept.get(key)) or _is_blank(kept.get(key)):
            answers[key] = answer
        elif not _is_blank(answer):
            answers[key] = joined(key, kept[key], answer)
            both.append(key)
    return MergedAnswers(answers, tuple(both))


def _joined(part: PaperField | Rows, kept: Any, typed: Any) -> Any:
    """Both texts, both lists; of two choices the one that was typed last."""
    if isinstance(part, Rows) or part.kind == FieldKind.MULTI:
        return [*kept, *(each for each in typed if each not in kept)]
    if part.kind == FieldKind.LONG:
        return merged(kept, typed)
    if part.kind == FieldKind.TEXT:
        return joined_lines(kept, typed)
    return typed


def joined_lines(kept: str, typed: str) -> str:
    """Two short lines in one, where neither holds the other."""
    return max(kept, typed, key=len) if kept in typed or typed in kept else f"{kept} / {typed}"


def mark_of(answer: Any) -> str:
    """A mark of one answer, eight letters long."""
    spelled = "" if _is_blank(answer) else json.dumps(answer, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(spelled.encode()).hexdigest()[:8]


def _is_blank(answer: Any) -> bool:
    return answer in (None, "", False) or answer == []
