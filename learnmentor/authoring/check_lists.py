"""Predicates on the two files that are lists: awards and programmes. Each yields a line and words for the message."""

import re
from typing import Any

from learnmentor.authoring.check_keys import Breaches, Subject, are_entries, are_some_texts, is_text, is_whole
from learnmentor.certificates.rules import AwardFault, award_from


def strange_awards(subject: Subject) -> Breaches:
    """Awards that the rules of combination cannot be read from."""
    seen: set[str] = set()
    for number, award in enumerate(_listed(subject, "awards")):
        line = subject.line(f"awards.{number}")
        code = award.get("id")
        if not isinstance(code, str) or not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{1,19}", code):
            yield (
                line,
                {"what": "An award has no id.", "remedy": "Give it one of capitals, digits and hyphens: CPD-30."},
            )
            continue
        if code in seen:
            yield line, {"what": f"“{code}” stands there twice.", "remedy": "Keep one of them."}
        seen.add(code)
        shapes: dict[str, tuple[bool, str]] = {
            "version": (is_whole(award.get("version")) and award.get("version") != 0, "version: 1"),
            "title": (is_text(award.get("title")), "a title"),
            "totals": (isinstance(award.get("totals"), dict), "totals: {credits: 0, hours: 5}"),
            "components": (
                are_entries(award.get("components")) and bool(award.get("components")),
                "a list of components",
            ),
        }
        wrong = {key: shape for key, (fits, shape) in shapes.items() if not fits}
        for key, shape in wrong.items():
            at = subject.line(f"awards.{number}.{key}")
            yield at, {"what": f"“{key}” of {code} cannot be read.", "remedy": f"Write {shape}."}
        if not wrong and (fault := _award_fault(award)):
            yield line, {"what": f"{fault}.", "remedy": "Compare it with an award that is in force."}


def _award_fault(award: dict[str, Any]) -> str | None:
    try:
        award_from(award)
    except AwardFault as fault:
        return str(fault)[:1].upper() + str(fault)[1:]
    return None


def strange_programmes(subject: Subject) -> Breaches:
    """Programmes of things that do not exist."""
    seen: set[str] = set()
    for number, programme in enumerate(_listed(subject, "programmes")):
        line, code = subject.line(f"programmes.{number}"), programme.get("id")
        if (
            not isinstance(code, str)
            or not re.fullmatch(r"[a-z][a-z0-9-]{1,23}", code)
            or code in seen
            or code == "new"
        ):
            yield (
                line,
                {
                    "what": "A programme has no id of its own.",
                    "remedy": "Give it one of small letters, digits and hyphens.",
                },
            )
            continue
        seen.add(code)
        for key in ("title", "summary"):
            if not is_text(programme.get(key)):
                yield line, {"what": f"The programme {code} has no {key}.", "remedy": f"Add {key}: and its words."}
        listed = [programme[key] for key in ("units", "segments") if key in programme]
        if len(listed) != 1 or not are_some_texts(listed[0]):
            yield (
                line,
                {"what": f"The programme {code} lists nothing.", "remedy": "Add units: [C1, C2] or segments: [C1-S1]."},
            )
            continue
        for each in listed[0]:
            if each not in subject.library.targets:
                yield (
                    line,
                    {"what": f"The programme {code} names {each}, which is not there.", "remedy": "Correct the code."},
                )


def _listed(subject: Subject, key: str) -> list[dict[str, Any]]:
    value = subject.front.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
