"""A small content folder that passes every check, and ways to change one file of it."""

from pathlib import Path

from learnmentor.authoring.content_folder import SourceFile

UNIT = "units/C1-understanding/unit.md"
SEGMENT = "units/C1-understanding/1-a-first-meeting.md"
OTHER = "units/C1-understanding/2-the-second.md"
CASE = "cases/K8-what-stays.md"
PICTURE = "units/C1-understanding/media/rings.svg"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Rings</title><circle r="4"/></svg>'

_READING = "A colleague on the stairs asks how it is going, and waits for the answer. " * 40

SEGMENT_TEXT = f"""---
id: C1-S1
unit: C1
title: "A first meeting"
summary: What two people settle before anything else.
outcomes: [C1.1]
activities: [reading, quiz, reflection]
minutes: {{reading: 10, activity: 12, practice: 0, reflection: 8}}
sources: [LLUK s.5]
cases: [K8]
forms: []
author_status: released
---

Somebody said that it works [LLUK s.5]. See [[K8]].

![Two rings that overlap, and a light between](media/rings.svg "Our own drawing")

## What to settle

{_READING}

```quiz id="why"
Why settle it?
- [ ] To be safe
  > Partly.
- [x] So that both know
> Both have to know. [LLUK s.5]
```

```reflection id="yours"
When was it settled for you?
```
"""

FILES = {
    "sources.md": """---
code: sources
title: Where the facts come from
summary: The documents behind this.
---

## LLUK

Jill Hardman, *Coaching and mentoring: a scoping study*, 2008.

**Health warning:** It was done at speed [LLUK s.1].
""",
    CASE: "---\ncode: K8\ntitle: What stays in the room\nsummary: A secret, and a question.\n---\n\nA mentee asks.\n",
    "forms/F1-agreement.md": "---\ncode: F1\ntitle: Agreement\nsummary: One page.\n---\n\nWrite here.\n",
    "pages/privacy.md": "---\ncode: privacy\ntitle: Who sees what\nsummary: In short.\n---\n\nNobody but you.\n",
    UNIT: """---
code: C1
title: Understanding mentoring
family: core
level: 4
summary: What people mean by it.
prerequisites: []
outcomes:
  - id: C1.1
    text: Say what is meant
  - id: C1.2
    text: Place an arrangement
---

Somebody has asked you.
""",
    SEGMENT: SEGMENT_TEXT,
    OTHER: SEGMENT_TEXT.replace("C1-S1", "C1-S2")
    .replace("A first meeting", "The second")
    .replace("[C1.1]", "[C1.2]")
    .replace("waits for the answer", "walks on")
    .replace("Why settle it?", "Why settle it early?"),
    "awards.yaml": """awards:
  - id: STARTER
    version: 1
    title: "Starter certificate"
    totals: {credits: 0, hours: 1}
    components:
      - {units: [C1], credits: 0, hours: 1}
    wording: "A record of learning."
""",
    "programmes.yaml": """programmes:
  - id: starter
    title: "Starter"
    summary: "Two half-hours."
    units: [C1]
    award: STARTER
""",
}


def folder(changes: dict[str, str | None] | None = None, *, media: dict[str, bytes] | None = None) -> list[SourceFile]:
    """The folder, with some files changed, added or (None) left out."""
    texts = {**FILES, **(changes or {})}
    files = [SourceFile(path, text.encode()) for path, text in texts.items() if text is not None]
    pictures = {PICTURE: SVG} if media is None else media
    return sorted([*files, *(SourceFile(path, data) for path, data in pictures.items())], key=lambda file: file.path)


def changed(path: str, old: str, new: str) -> list[SourceFile]:
    """The folder with `old` replaced in one file."""
    assert old in FILES[path], old
    return folder({path: FILES[path].replace(old, new)})


def write(root: Path, files: list[SourceFile]) -> None:
    """Put a folder on disk."""
    for file in files:
        place = root / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.data)
