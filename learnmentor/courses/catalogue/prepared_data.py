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
    """What an outcome is judged by; `keys` are those of the criteria: "P1.2-1"."""

    id: str
    outcome: str
    criteria: Sequence[str]
    keys: Sequence[str]


class BriefPartData(TypedDict):
    """A part of the work. `html`: its section without the heading; `words` by level as text; `criteria` are keys."""

    key: str
    title: str
    html: str
    takes: Sequence[str]
    records: Sequence[str]
    words: Mapping[str, int]
    criteria: Sequence[str]
    optional: bool


class BriefData(TypedDict):
    """The assessed version of a unit: its sizes by level as they are written, who decides, its criteria and its parts.

    Revisions of before briefs had parts lack `confirms_core`, `parts` and the keys of criteria:
    `assessed_versions.brief_from` reads both kinds.
    """

    title: str
    summary: str
    unit: str
    versions: Sequence[Mapping[str, Any]]
    decision: str
    criteria: Sequence[OutcomeCriteria]
    confirms_core: bool
    parts: Sequence[BriefPartData]
