"""Predicates on the two files that are lists: awards and programmes. Each yields a line and words for the message."""

import re
from collections.abc import Iterator
from typing import Any

from learnmentor.authoring.checks.front_matter import Breaches, Subject
from learnmentor.authoring.checks.shapes import are_entries, are_some_texts, is_text, is_whole
from learnmentor.certificates.awards.combination import lies_inside
from learnmentor.certificates.awards.definition import AwardFault, AwardRule, Component, award_from
from learnmentor.courses.catalogue.rules import SEGMENT_MINUTES


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
        if wrong:
            continue
        try:
            award_from(award)
        except AwardFault as fault:
            what = str(fault)[:1].upper() + str(fault)[1:]
            yield line, {"what": f"{what}.", "remedy": "Compare it with an award that is in force."}


def unmet_awards(subject: Subject) -> Breaches:
    """Awards that nobody could be given as things stand: they ask for what no unit offers."""
    rules: dict[str, AwardRule] = {}
    for number, award in enumerate(_listed(subject, "awards")):
        try:
            rule = award_from(award)
        except AwardFault:
            continue
        rules[rule.code] = rule
        for what in _award_faults(rule, subject, rules):
            yield subject.line(f"awards.{number}"), {"what": what}


def _award_faults(rule: AwardRule, subject: Subject, rules: dict[str, AwardRule]) -> Iterator[str]:
    """What an award asks of units or of other awards that they do not have."""
    for part in rule.components:
        for unit in part.units:
            if unit not in subject.library.targets:
                yield f"{rule.code} names {unit}, which is not there."
            elif (
                fault := _assessed_fault(part, unit, subject) if part.assessed else _learned_fault(part, unit, subject)
            ):
                yield f"{rule.code} asks for {fault}."
    for code in rule.includes:
        if code not in rules:
            yield f"{rule.code} includes {code}, which does not stand above it."
        elif not lies_inside(rules[code], rule):
            yield f"{rule.code} says that it includes {code}, and some choices of units meet the one alone."


def unconfirmed_core(subject: Subject) -> Breaches:
    """Awards that credit the core, which is never assessed, and ask for no unit in which it is shown in use."""
    for number, award in enumerate(_listed(subject, "awards")):
        try:
            rule = award_from(award)
        except AwardFault:
            continue
        credited = any(part.credits and _of_the_core(part) for part in rule.components)
        if credited and not any(_confirms(part, subject) for part in rule.components):
            yield subject.line(f"awards.{number}"), {"award": rule.code}


def _of_the_core(part: Component) -> bool:
    return not part.assessed and any(unit.startswith("C") for unit in part.units)


def _confirms(part: Component, subject: Subject) -> bool:
    """Whether every choice of units has one that confirms the core."""
    confirming = {unit for unit, confirms in subject.library.confirms_core.items() if confirms}
    return part.assessed and all(confirming & set(way) for way in part.ways)


def _assessed_fault(part: Component, unit: str, subject: Subject) -> str | None:
    asked = (part.credits // part.choose, part.hours // part.choose)
    has = subject.library.versions.get(unit, {}).get(part.level or 0)
    if has == asked:
        return None
    told = f"{has[0]} credits in {has[1]} hours" if has else "no such version"
    return f"{unit} at level {part.level}, {asked[0]} credits in {asked[1]} hours, and the unit has {told}"


def _learned_fault(part: Component, unit: str, subject: Subject) -> str | None:
    planned = subject.library.planned.get(unit)
    minutes = len(planned.segments) * SEGMENT_MINUTES if planned else part.minutes_each
    return f"{part.minutes_each} minutes of {unit}, which offers {minutes}" if minutes < part.minutes_each else None


def unserved_outcomes(subject: Subject) -> Breaches:
    """Outcomes of a unit with segments that none of them serves."""
    document = subject.document
    planned = subject.library.planned.get(document.code)
    for number, outcome in enumerate(subject.library.outcomes.get(document.code, ()) if planned else ()):
        if planned and outcome not in planned.served:
            yield subject.line(f"outcomes.{number}"), {"outcome": outcome}


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
        if "hours" in programme and (fault := _hours_fault(subject, programme, listed[0])):
            yield (
                subject.line(f"programmes.{number}.hours"),
                {"what": fault, "remedy": "Correct the hours or the list."},
            )


def _hours_fault(subject: Subject, programme: dict[str, Any], listed: list[str]) -> str | None:
    planned = subject.library.planned
    segments = {code for each in listed for code in (planned[each].segments if each in planned else [each])}
    hours = len(segments) * SEGMENT_MINUTES / 60
    if programme["hours"] == hours:
        return None
    return f"The programme {programme['id']} says {programme['hours']} hours, and its segments are {hours:g}."


def _listed(subject: Subject, key: str) -> list[dict[str, Any]]:
    value = subject.front.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
