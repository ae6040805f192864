"""What publishing prepares of each kind of text and a revision keeps as JSON, for its page. Read only."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict


class OutcomeText(TypedDict):
    """A learning outcome of a unit."""

    id: str
    text: str


class SourceCited(TypedDict):
    """A source with the `sections` of it that are cited; `warning` is "" for most."""

    key: str
    title: str
    warning: str
    href: str
    sections: Sequence[str]


class TextNamed(TypedDict):
    """A case or a form that a segment names."""

    code: str
    title: str
    href: str


class SegmentData(TypedDict):
    """A segment. `minutes`: reading, activity, practice, reflection; `parts`: HTML, activity id, HTML …

    `activities` hold the answers too, so none goes to a browser as it is. `paragraphs` are digests of the source.
    """

    title: str
    summary: str
    unit: str
    minutes: Mapping[str, int]
    outcomes: Sequence[OutcomeText]
    activities: Sequence[Mapping[str, Any]]
    sources: Sequence[SourceCited]
    cases: Sequence[TextNamed]
    forms: Sequence[TextNamed]
    words: int
    paragraphs: Sequence[str]
    parts: Sequence[str]


class UnitData(TypedDict):
    """A unit. `prerequisites` are codes of units."""

    title: str
    summary: str
    family: str
    level: int
    group: str
    outcomes: Sequence[OutcomeText]
    prerequisites: Sequence[str]


class OutcomeCriteria(TypedDict):
    """What an outcome is judged by."""

    id: str
    outcome: str
    criteria: Sequence[str]


class BriefData(TypedDict):
    """The assessed version of a unit: its sizes by level as they are written, who decides, and its criteria."""

    title: str
    summary: str
    unit: str
    versions: Sequence[Mapping[str, Any]]
    decision: str
    criteria: Sequence[OutcomeCriteria]
