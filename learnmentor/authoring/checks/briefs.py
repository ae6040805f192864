"""Predicates on assessed versions: sizes, criteria, and the parts of the work. Each yields a line and words for it."""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

from learnmentor.authoring.checks.front_matter import Breaches, Subject
from learnmentor.authoring.checks.shapes import are_some_texts, is_text
from learnmentor.authoring.publishing.briefs import TASK, TaskSection, listed, task_sections, texts
from learnmentor.certificates.awards.definition import HOURS_A_CREDIT
from learnmentor.courses.catalogue.assessed_versions import PartTake, ReleasableKind

_LONGEST_TITLE = 80
_KEY = re.compile(r"[a-z][a-z0-9-]{1,29}")


def strange_versions(subject: Subject) -> Breaches:
    """Assessed versions whose sums do not hold, and criteria that miss or mistake an outcome."""
    outcomes = subject.library.outcomes.get(subject.document.code)
    if outcomes is None:
        what = f"There is no unit {subject.document.code}."
        yield subject.line("unit"), {"what": what, "remedy": "Write its unit.md first."}
        return
    levels: set[int] = set()
    for number, version in enumerate(listed(subject.front, "versions")):
        line, level, hours = subject.line(f"versions.{number}"), version.get("level"), version.get("hours")
        if level in levels:
            yield line, {"what": f"Level {level} stands there twice.", "remedy": "Keep one of them."}
        levels.add(int(level or 0))
        if version.get("credits", 0) * HOURS_A_CREDIT != hours:
            what = (
                f"{version.get('credits')} credits are {version.get('credits', 0) * HOURS_A_CREDIT} hours, not {hours}."
            )
            yield line, {"what": what, "remedy": f"A credit is {HOURS_A_CREDIT} notional hours."}
        split = version.get("split")
        if isinstance(split, dict) and sum(split.values()) != hours:
            what = f"The parts of level {level} add up to {sum(split.values()):g} hours."
            yield line, {"what": what, "remedy": f"Make them {hours} together."}
    judged = [each.get("outcome") for each in listed(subject.front, "criteria")]
    for number, outcome in enumerate(judged):
        if outcome not in outcomes:
            what = f"The unit has no outcome “{outcome}”."
            yield subject.line(f"criteria.{number}"), {"what": what, "remedy": f"Use one of: {', '.join(outcomes)}."}
    for outcome in outcomes:
        if outcome not in judged:
            what = f"The outcome {outcome} has no criterion."
            yield subject.line("criteria"), {"what": what, "remedy": "Say what is looked for."}


# the parts of the work


def _key(value: object) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def _title(value: object) -> bool:
    return is_text(value) and len(str(value).strip()) <= _LONGEST_TITLE


def _some_of(known: type[PartTake | ReleasableKind]) -> Callable[[object], bool]:
    values = {each.value for each in known}
    return lambda value: are_some_texts(value) and values.issuperset(texts(value))


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _word_counts(value: object) -> bool:
    if isinstance(value, dict):
        return bool(value) and all(map(_count, value)) and all(map(_count, value.values()))
    return _count(value)


_Shape = tuple[Callable[[object], bool], str]
_NEEDED: dict[str, _Shape] = {
    "key": (_key, "two to thirty small letters, digits and hyphens, a letter first"),
    "title": (_title, f"one to {_LONGEST_TITLE} characters"),
    "takes": (_some_of(PartTake), f"a list of {', '.join(PartTake)}"),
    "criteria": (are_some_texts, "a list of outcomes, such as [O2.1]"),
}
_SHAPES: dict[str, _Shape] = {
    **_NEEDED,
    "records": (_some_of(ReleasableKind), f"a list of {', '.join(ReleasableKind)}"),
    "words": (_word_counts, "a number, or one for each level: {5: 2500, 6: 3000}"),
    "optional": (lambda value: isinstance(value, bool), "true, or leave it out"),
}


def _parts(subject: Subject) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """The number of each part, the name by which a message calls it, and what it says."""
    for number, part in enumerate(listed(subject.front, "parts")):
        name = next((str(part[key]) for key in ("key", "title") if is_text(part.get(key))), str(number + 1))
        yield number, name, part


def incomplete_parts(subject: Subject) -> Breaches:
    """Keys that a part lacks."""
    for number, name, part in _parts(subject):
        for key, (_, shape) in _NEEDED.items():
            if key not in part:
                yield subject.line(f"parts.{number}"), {"name": name, "key": key, "shape": shape}


def mistyped_parts(subject: Subject) -> Breaches:
    """Values of a part that have another shape than they should."""
    for number, name, part in _parts(subject):
        for key, (fits, shape) in _SHAPES.items():
            if key in part and not fits(part[key]):
                yield subject.line(f"parts.{number}.{key}"), {"name": name, "key": key, "shape": shape}


def unknown_in_parts(subject: Subject) -> Breaches:
    """Keys of a part that mean nothing."""
    for number, name, part in _parts(subject):
        for key in part:
            if key not in _SHAPES:
                near = get_close_matches(str(key), _SHAPES, 1)
                more = f", or did you mean {near[0]}?" if near else ""
                yield subject.line(f"parts.{number}.{key}"), {"name": name, "key": key, "near": more}


def parts_twice(subject: Subject) -> Breaches:
    """Keys and titles that two parts have."""
    seen: set[tuple[str, str]] = set()
    for number, _, part in _parts(subject):
        for key in ("key", "title"):
            value = part.get(key)
            if is_text(value):
                if (key, str(value)) in seen:
                    yield subject.line(f"parts.{number}.{key}"), {"key": key, "value": value}
                seen.add((key, str(value)))


def records_astray(subject: Subject) -> Breaches:
    """Parts that take records and name none, and parts that name some and take none."""
    for number, name, part in _parts(subject):
        takes = PartTake.RECORDS in texts(part.get("takes"))
        if takes and "records" not in part:
            what = f"The part “{name}” takes records and does not say which."
            yield subject.line(f"parts.{number}"), {"what": what, "remedy": "Add records: [meeting], or others."}
        elif "records" in part and not takes:
            what = f"The part “{name}” names records and does not take any."
            remedy = "Add records to takes, or take the names out."
            yield subject.line(f"parts.{number}.records"), {"what": what, "remedy": remedy}


def words_astray(subject: Subject) -> Breaches:
    """Numbers of words where no text is taken, or at levels that the unit does not have."""
    levels = [version.get("level") for version in listed(subject.front, "versions")]
    for number, name, part in _parts(subject):
        line, words = subject.line(f"parts.{number}.words"), part.get("words")
        if words is not None and PartTake.TEXT not in texts(part.get("takes")):
            what = f"The part “{name}” has a number of words and takes no text."
            yield line, {"what": what, "remedy": "Add text to takes, or take the number out."}
        for level in words if isinstance(words, dict) else ():
            if level not in levels:
                what = f"The part “{name}” has words at level {level}, and there is no such version."
                yield line, {"what": what, "remedy": f"Use the levels of the versions: {', '.join(map(str, levels))}."}


def strange_part_outcomes(subject: Subject) -> Breaches:
    """Outcomes of a part that the unit does not have."""
    known = subject.library.outcomes.get(subject.document.code)
    for number, name, part in _parts(subject) if known is not None else ():
        for outcome in texts(part.get("criteria")):
            if outcome not in (known or ()):
                line = subject.line(f"parts.{number}.criteria")
                yield line, {"name": name, "outcome": outcome, "known": ", ".join(known or ())}


def unshown_outcomes(subject: Subject) -> Breaches:
    """Outcomes that have criteria, and that no part shows."""
    shown = {outcome for _, _, part in _parts(subject) for outcome in texts(part.get("criteria"))}
    judged = [str(each.get("outcome")) for each in listed(subject.front, "criteria")]
    if "parts" in subject.front:
        for outcome in dict.fromkeys(judged):
            if outcome not in shown:
                yield subject.line("parts"), {"outcome": outcome}


def part_headings(subject: Subject) -> Breaches:
    """Headings under “The task” that are not the titles of the parts, in their order, with words below each."""
    titles = [" ".join(str(part["title"]).split()) for _, _, part in _parts(subject) if is_text(part.get("title"))]
    sections = task_sections(subject.document, subject.prepared.rendered)
    if not titles:
        return
    if sections is None:
        what = f"The text has no heading “## {TASK}”."
        yield (
            subject.document.body_line,
            {"what": what, "remedy": "Write it, and below it a heading ### for each part."},
        )
        return
    yield from _astray(subject, titles, sections)
    for section in sections:
        if not section.source.strip():
            what = f"Nothing stands below “### {section.title}”."
            yield section.line, {"what": what, "remedy": "Say what is handed in."}


def _astray(subject: Subject, titles: list[str], sections: list[TaskSection]) -> Breaches:
    headings = [section.title for section in sections]
    for section in sections:
        if section.title not in titles:
            what = f"“### {section.title}” is the title of no part."
            yield section.line, {"what": what, "remedy": "Add the part at the top, or use a heading of another rank."}
    for number, name, part in _parts(subject):
        title = " ".join(str(part.get("title")).split())
        if title in titles and title not in headings:
            what = f"The part “{name}” has no heading in the text."
            yield subject.line(f"parts.{number}"), {"what": what, "remedy": f"Write “### {title}” under “## {TASK}”."}
    if sorted(titles) == sorted(headings) and titles != headings:
        first = next(section for section, title in zip(sections, titles, strict=True) if section.title != title)
        what = f"“### {first.title}” stands in another place than its part."
        yield first.line, {"what": what, "remedy": "Bring headings and parts into one order."}


def confirming_elsewhere(subject: Subject) -> Breaches:
    """Units that confirm the core and are no practice units."""
    code = subject.document.code
    if subject.front.get("confirms_core") is True and not code.startswith("P"):
        yield subject.line("confirms_core"), {"code": code}
