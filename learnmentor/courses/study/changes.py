"""What a reader would notice between two revisions of a segment: paragraphs and activities, never answers."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape

from learnmentor.courses.catalogue.prepared_data import SegmentData

_BLOCK_ENDS = re.compile(r"</(?:p|h[1-6]|li|td|th|tr|dt|dd|figcaption|blockquote|summary|caption)>|<br\s*/?>|<hr\s*/?>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class ChangedLine:
    """One paragraph. `sign` is "+" for new, "-" for gone, "" for unchanged."""

    sign: str
    text: str


def paragraphs(data: SegmentData) -> list[str]:
    """A segment as a person reads it, paragraph by paragraph, with the titles of its activities in their places."""
    titles = {activity["id"]: activity.get("title") or activity["kind"] for activity in data["activities"]}
    found: list[str] = []
    for number, part in enumerate(data["parts"]):
        if number % 2:
            found.append(f"Activity: {titles.get(part, part)}")
        else:
            pieces = (_TAG.sub("", piece) for piece in _BLOCK_ENDS.sub("\n", part).split("\n"))
            found.extend(text for piece in pieces if (text := " ".join(unescape(piece).split())))
    return found


def difference(old: SegmentData, new: SegmentData) -> list[ChangedLine]:
    """What went and what came, each change with one unchanged paragraph around it."""
    before, after = paragraphs(old), paragraphs(new)
    lines: list[ChangedLine] = []
    for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(1):
        for tag, i, j, k, m in group:
            if tag == "equal":
                lines.extend(ChangedLine("", text) for text in before[i:j])
            else:
                lines.extend(ChangedLine("-", text) for text in before[i:j])
                lines.extend(ChangedLine("+", text) for text in after[k:m])
    return lines
