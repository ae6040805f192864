"""The check table: one predicate a rule, with a sentence for what is wrong and one for what to do about it.

The same table is run by `learnmentor content check`, by publishing, by the tests and beside the author in the studio.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from learnmentor.authoring.checks import activities, briefs, lists, marks, pointers, words
from learnmentor.authoring.checks import front_matter as keys
from learnmentor.authoring.checks.front_matter import Subject
from learnmentor.authoring.documents import AWARDS, BRIEF, CASE, FORM, PAGE, PROGRAMMES, RECORD, SEGMENT, UNIT
from learnmentor.authoring.library import Library
from learnmentor.authoring.publishing.preparing import Prepared
from learnmentor.markup.outline import MarkupFault

TEXTS = frozenset({SEGMENT, UNIT, CASE, FORM, RECORD, BRIEF, PAGE})
ALL = TEXTS | {AWARDS, PROGRAMMES}


class Level(StrEnum):
    """An error stops publishing; a warning asks for a second look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class CheckFinding:
    """One thing found: which rule, where, what is wrong, what to do."""

    rule: str
    level: Level
    path: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} {self.remedy}"


Predicate = Callable[[Subject], Iterator[tuple[int, dict[str, object]]]]


@dataclass(frozen=True)
class Check:
    """A row. `finds` yields, for each breach, its line and the words that fill `message` and `remedy`."""

    finds: Predicate
    message: str
    remedy: str
    kinds: frozenset[str] = TEXTS
    level: Level = Level.ERROR


_SEGMENT = frozenset({SEGMENT})
_BRIEF = frozenset({BRIEF})
_WARN = Level.WARNING

CHECKS: dict[str, Check] = {
    # the words at the top
    "key-missing": Check(keys.missing, "The key “{key}” is missing.", "Add {key}: {shape}.", ALL),
    "key-type": Check(keys.mistyped, "“{key}” {fault}.", "Write it as {shape}.", ALL),
    "key-unknown": Check(keys.unknown, "There is no key “{key}”.", "Take it out{near}.", ALL),
    "summative": Check(
        keys.summative,
        "A core unit carries no summative assessment, and here stands “{key}”.",
        "Take it out. Only optional and practice units may have it.",
        ALL,
    ),
    "code": Check(keys.misplaced, "“{code}” does not fit this text.", "{remedy}"),
    "code-taken": Check(
        keys.taken,
        "“{code}” is also the code of {other}.",
        "Give one of them another; in the studio, copy your words into a new segment.",
        ALL,
    ),
    "minutes": Check(
        keys.not_thirty,
        "The minutes add up to {total}.",
        "Make reading, activity, practice and reflection 30 together.",
        _SEGMENT,
    ),
    "practice-minutes": Check(
        keys.practice_differs,
        "The practice activities take {there} minutes and the top says {said}.",
        "Make the two numbers the same.",
        _SEGMENT,
    ),
    "outcomes": Check(
        keys.strange_outcomes, "The unit {unit} has no outcome “{outcome}”.", "Use one of: {known}.", _SEGMENT
    ),
    "outcome-served": Check(
        lists.unserved_outcomes,
        "No segment serves the outcome {outcome}.",
        "Name it in the outcomes of a segment that does, or take it out.",
        frozenset({UNIT}),
        _WARN,
    ),
    "assessed-version": Check(briefs.strange_versions, "{what}", "{remedy}", _BRIEF),
    "part-missing": Check(briefs.incomplete_parts, "The part “{name}” has no {key}.", "Add {key}: {shape}.", _BRIEF),
    "part-type": Check(
        briefs.mistyped_parts, "“{key}” of the part “{name}” cannot be read.", "Write it as {shape}.", _BRIEF
    ),
    "part-unknown": Check(
        briefs.unknown_in_parts,
        "The part “{name}” has a key “{key}”, which there is not.",
        "Take it out{near}.",
        _BRIEF,
    ),
    "part-twice": Check(briefs.parts_twice, "Two parts have the {key} “{value}”.", "Give one of them another.", _BRIEF),
    "part-records": Check(briefs.records_astray, "{what}", "{remedy}", _BRIEF),
    "part-words": Check(briefs.words_astray, "{what}", "{remedy}", _BRIEF),
    "part-outcome": Check(
        briefs.strange_part_outcomes,
        "The part “{name}” names “{outcome}”, which is no outcome of the unit.",
        "Use one of: {known}.",
        _BRIEF,
    ),
    "part-shows": Check(
        briefs.unshown_outcomes,
        "No part shows the outcome {outcome}.",
        "Name it in the criteria of a part that does.",
        _BRIEF,
    ),
    "part-heading": Check(briefs.part_headings, "{what}", "{remedy}", _BRIEF),
    "confirms-core": Check(
        briefs.confirming_elsewhere,
        "{code} cannot confirm the core.",
        "Take confirms_core out: only practice units, whose code begins with P, show the core in use.",
        _BRIEF,
    ),
    "activities": Check(keys.undeclared, "{what}", "{remedy}", _SEGMENT),
    "summary": Check(keys.long_texts, "The {key} has {size} characters.", "Cut it to {most}."),
    "prerequisites": Check(
        keys.strange_prerequisites, "There is no unit “{code}” yet.", "Check the code.", frozenset({UNIT}), _WARN
    ),
    "award": Check(lists.strange_awards, "{what}", "{remedy}", frozenset({AWARDS})),
    "award-units": Check(
        lists.unmet_awards, "{what}", "Correct the rule, or what it names.", frozenset({AWARDS}), _WARN
    ),
    "award-core": Check(
        lists.unconfirmed_core,
        "{award} gives credits for the core, and asks for no unit that confirms it.",
        "Add a component with a unit that does, or set the credits of the core to 0.",
        frozenset({AWARDS}),
    ),
    "programme": Check(lists.strange_programmes, "{what}", "{remedy}", frozenset({PROGRAMMES})),
    # what it points at
    "citation": Check(
        pointers.strange_sources,
        "There is no source for “{written}”{again}.",
        "Cite one of: {known}, or add it to the sources page.",
    ),
    "citation-section": Check(
        pointers.strange_sections,
        "{key} has no “{section}”.",
        "Open the source and cite what is there. It has: {known}.",
    ),
    "cited": Check(
        pointers.nothing_cited, "The text cites no source.", "Write one such as [LLUK s.5] after the fact.", _SEGMENT
    ),
    "cited-listed": Check(
        pointers.cited_not_listed,
        "The text cites {key}, and the sources at the top do not name it.",
        "Add it to sources.",
        _SEGMENT,
        _WARN,
    ),
    "reference": Check(
        pointers.strange_references,
        "[[{code}]] leads nowhere.",
        "Use the code of a case, form, unit or segment that exists.",
    ),
    "listed": Check(
        pointers.strange_codes,
        "There is no {what} “{code}”.",
        "Write the code of one that exists, or take it out.",
        _SEGMENT,
    ),
    "reference-listed": Check(
        pointers.reference_not_listed,
        "The text links to {code}, and “{key}” at the top does not name it.",
        "Add it there.",
        _SEGMENT,
        _WARN,
    ),
    "link": Check(pointers.strange_links, "The link to “{href}” leads nowhere.", "{remedy}"),
    "media": Check(
        pointers.strange_media,
        "There is no picture or clip {src}.",
        "Correct the name, or have it put into the media folder of this unit.",
    ),
    "alt": Check(
        pointers.without_alt,
        "The picture {src} says nothing to those who cannot see it.",
        "Write what it shows in the square brackets.",
    ),
    "transcript": Check(
        pointers.without_transcript, "The {name} has no transcript.", "Write it below a line ---, inside the block."
    ),
    "captions": Check(
        pointers.without_captions, "The video has no captions.", "Add a line captions: media/… with a .vtt file."
    ),
    # the text itself
    "heading": Check(words.strange_headings, "{what}", "{remedy}"),
    "html": Check(words.active_html, "<{tag}> is taken out of every page.", "Write it in Markdown."),
    "html-removed": Check(words.removed_html, "{what}", "Write it in Markdown, or leave it out.", TEXTS, _WARN),
    "elsewhere": Check(marks.of_other_systems, "“{written}” would stand on the page as it is.", "{remedy}"),
    "address": Check(marks.badly_pointed, "“{written}” loses its address.", "{remedy}"),
    "table": Check(marks.broken_tables, "{what}", "{remedy}"),
    "numbered": Check(
        marks.numbers_in_a_paragraph,
        "“{written}” and what follows are set as running text.",
        "Write 1. 2. 3. or hyphens, with an empty line above.",
        TEXTS,
        _WARN,
    ),
    "tabs": Check(
        marks.too_many_tabs,
        "There are {size} tabs side by side, and no more than {most} can be opened.",
        "Put words between two of them, or use headings.",
    ),
    "comment": Check(marks.comments, "{what}", "{remedy}"),
    "line-end": Check(
        marks.strange_line_ends,
        "The character {code} ends a line for some programs and not for others.",
        "Delete it, and press Enter there.",
        ALL,
    ),
    "marks-left": Check(
        marks.marks_left,
        "Readers would see the marks “{word}”.",
        "Let them touch the words they stand around, and close what they open. A backslash says that a mark is meant.",
        TEXTS,
        _WARN,
    ),
    "template": Check(
        words.template_left,
        "Here still stands what a new segment begins with: “{begin}…”",
        "Write your own words in its place, or take it out.",
        _SEGMENT,
    ),
    "claims": Check(
        words.claims, "“{word}” claims more than this programme may.", "Say what was done, in other words.", ALL
    ),
    "activity-id": Check(
        words.repeated_ids, "The id “{id}” stands there twice.", "Give one of the activities another id.", _SEGMENT
    ),
    "activity-here": Check(
        words.misplaced_activities,
        "An activity stands outside a segment.",
        "Move it into a segment: only there can it be done.",
        TEXTS - _SEGMENT - {RECORD},
    ),
    "sort-size": Check(
        words.odd_sorts, "The sort has {size} cards.", "Eight to twelve make it worth the while.", _SEGMENT, _WARN
    ),
    "answer-twice": Check(
        activities.answers_twice,
        "“{answer}” is taken as the same answer as “{before}”.",
        "Keep one of them: capitals, dashes, apostrophes and spaces make no difference.",
        _SEGMENT,
        _WARN,
    ),
    "answer-long": Check(
        activities.answers_too_long,
        "Nobody can type the answer “{begin}…”.",
        "Accept one of at most {most} characters.",
        _SEGMENT,
    ),
    "reading": Check(
        words.dishonest_reading,
        "There are {words} words to read in {minutes} minutes.",
        "For {minutes} minutes write about {low} to {high} words, or change the minutes.",
        _SEGMENT,
    ),
    "sentence": Check(words.long_sentences, "A sentence has {size} words: “{begin}…”", "Make two of it.", TEXTS, _WARN),
    "sources-words": Check(
        words.shared_with_a_source,
        "Ten words or more stand so in a source: “{words}”",
        "Say it in your own words, or quote fewer than ten and cite them.",
    ),
    "paragraph-twice": Check(
        words.shared_with_a_segment,
        "The paragraph “{begin}…” stands in {other} too.",
        "Keep it in one of them and link to it.",
        _SEGMENT,
    ),
    "empty": Check(words.nothing_said, "There is nothing below the keys.", "Write the text there."),
}


def check(prepared: Prepared, library: Library) -> list[CheckFinding]:
    """Everything found in one document, by line; an unreadable file gives that alone: the rest would be noise."""
    document = prepared.document
    if document.bad:
        bad = document.bad
        return [CheckFinding("readable", Level.ERROR, document.path, bad.line, bad.message, bad.remedy)]
    subject = Subject(prepared, library)
    found = [of_fault(fault, document.path) for fault in prepared.faults]
    for rule, row in CHECKS.items():
        if document.kind in row.kinds:
            for line, filling in row.finds(subject):
                message, remedy = row.message.format(**filling), row.remedy.format(**filling)
                found.append(CheckFinding(rule, row.level, document.path, line, message, remedy))
    return sorted(found, key=lambda each: (each.line, each.level))


def of_fault(fault: MarkupFault, path: str) -> CheckFinding:
    """A fault met while reading, as a finding."""
    return CheckFinding(fault.rule, Level.ERROR, path, fault.line, fault.message, fault.remedy)


def errors(findings: Iterable[CheckFinding]) -> list[CheckFinding]:
    """Those that stop publishing."""
    return [finding for finding in findings if finding.level is Level.ERROR]
