"""Decisions about drafts and about what differs between folder, product and draft. Nothing here reads or writes."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from learnmentor.accounts.rules import Actor, RoleName

LONGEST_NOTE = 300  # characters of what is said with a revision

# Twice the longest text of the course, and twice its brackets. Some texts of a few kilobytes more than
# that take minutes to typeset, since each bracket looks for its partner as far as the text goes.
LONGEST_TEXT, MOST_LINES, MOST_BRACKETS = 40_000, 2_000, 300


def too_much_to_show(source: str) -> str | None:
    """Why a text is not typeset, and so neither shown nor published; None for one that is of an ordinary size."""
    if len(source) > LONGEST_TEXT:
        return f"The text has {len(source):,} characters. A page can have {LONGEST_TEXT:,}."
    if (lines := source.count("\n") + 1) > MOST_LINES:
        return f"The text has {lines:,} lines. A page can have {MOST_LINES:,}."
    for bracket in "[<":
        if (found := source.count(bracket)) > MOST_BRACKETS:
            return f"The text has {found:,} times the mark {bracket} in it. A page can have {MOST_BRACKETS:,}."
    return None


def may_open_draft(actor: Actor, *, author_id: int) -> bool:
    """Trainers write; a draft is its author's until it is published."""
    return actor.has(RoleName.TRAINER) and actor.id == author_id


def digest_of(text: str) -> str:
    """SHA-256 of a text as it is stored."""
    return hashlib.sha256(text.encode()).hexdigest()


def as_typed(posted: str, *, before: str) -> str:
    """What a browser sent, with the line ends of the text it was made from: forms send them all as two characters."""
    text = posted.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    windows = "\r\n" in before and before.count("\r\n") == before.count("\n")
    return text.replace("\n", "\r\n") if windows else text


class OnDisk(StrEnum):
    """How the file in the content folder stands to what is published."""

    SAME = "same"
    NEW = "new"  # never published
    CHANGED = "changed"  # the file is newer
    OLDER = "older"  # published from the browser since
    BOTH = "both"  # both changed since they last agreed
    ABSENT = "absent"


def disk_state(*, disk: str | None, published: str | None, agreed: str | None) -> OnDisk:
    """Compare three digests: of the file, of what is published, and at which they last agreed."""
    if disk is None:
        return OnDisk.ABSENT
    if published is None:
        return OnDisk.NEW
    if disk == published:
        return OnDisk.SAME
    if agreed == published:
        return OnDisk.CHANGED
    return OnDisk.OLDER if agreed == disk else OnDisk.BOTH


def next_number(taken: Collection[int]) -> int:
    """The lowest number that no segment of the unit has, from 1."""
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def file_name(number: int, title: str) -> str:
    """The name of a new segment's file: its number and the words of its title."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-")
    return f"{number}-{words or 'segment'}.md"


@dataclass(frozen=True)
class Template:
    """What a new segment begins with."""

    unit: str
    number: int
    title: str
    outcomes: tuple[str, ...]


_TELLING = 5  # words from which on a sentence of the template is hardly anybody's own
_NEW_SEGMENT = """---
id: {code}
unit: {unit}
title: {title}
summary: One sentence of at most 140 characters that says what a learner gets from this half hour.
outcomes: [{outcome}]
activities: [reading, quiz, reflection]
minutes: {{reading: 10, activity: 12, practice: 0, reflection: 8}}
sources: []
cases: []
forms: []
author_status: released
---

Begin with a person in a situation. Who is standing where, and what has just been said?

Everything between the two lines of hyphens above says what this segment is; the list beside you tells you what is still
missing there. Write here as you would write a letter: a blank line begins a new paragraph.

## A heading says what comes

A fact is followed by where it comes from, in square brackets: the short name of a source and its section. Add the
same to `sources` at the top.

/// try | Try this before Friday
One small thing that somebody could do with a mentee this week.
///

```quiz id="first-question"
Ask something that makes a reader look back.
- [ ] A wrong answer that somebody would really give
  > Say what is right about it, and where it goes wrong.
- [x] The right one
> Say to everyone why.
```

```reflection id="what-it-reminds-you-of"
Ask for something that only this reader could answer, and that nobody else will read.
```
"""


def template_sentences() -> list[str]:
    """What a new segment says of itself and nobody should read once it is published: sentences, without their marks."""
    head, _, body = _NEW_SEGMENT.removeprefix("---\n").partition("\n---\n")
    summary = re.findall(r"(?m)^summary: (.+)$", head)
    marked = re.sub(r"(?m)^(```|///).*$", "\n", body)
    paragraphs = re.split(r"\n\s*\n|\n(?=\s*[-#>])", marked)
    bare = (" ".join(re.sub(r"^\s*(- \[[ x]\]|[#>]+)", "", each).split()) for each in paragraphs)
    sentences = (sentence for each in [*summary, *bare] for sentence in re.split(r"(?<=[.?!])\s+", each))
    return [sentence for sentence in sentences if len(sentence.split()) >= _TELLING]


def new_segment(template: Template) -> str:
    """The text of a new segment, which explains itself."""
    title = '"' + template.title.replace("\\", "").replace('"', "'") + '"'
    return _NEW_SEGMENT.format(
        code=f"{template.unit}-S{template.number}",
        unit=template.unit,
        title=title,
        outcome=template.outcomes[0] if template.outcomes else f"{template.unit}.1",
    )
