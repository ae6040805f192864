"""RESULTS.md: one section for each part, each with the run that it is from, so that one can be measured again alone."""

from collections.abc import Sequence

INTRODUCTION = (
    "# Figures\n\nEach section says which run it is from. How they are made and read: [README.md](README.md).\n"
    "A section is replaced when its part is recorded again; what is written here by hand has sections of its own."
)


def recorded(before: str, sections: Sequence[str], *, run: str) -> str:
    """The text with the new sections in place of those of the same title, and whatever else it held.

    `run` says when, where and how the new ones were measured.
    """
    kept = {_title(section): section for section in _sections(before)}
    for section in sections:
        title, _, body = section.partition("\n\n")
        kept[_title(section)] = f"{title}\n\n{run}\n\n{body}"
    return "\n\n".join([INTRODUCTION, *(section.strip() for section in kept.values())]) + "\n"


def _sections(text: str) -> list[str]:
    return [f"## {each}" for each in f"\n{text}".split("\n## ")[1:]]


def _title(section: str) -> str:
    return section.partition("\n")[0]
