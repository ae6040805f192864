"""What the pages of the studio show: a draft beside its page, and two texts that met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learnmentor.authoring.models import Draft
from learnmentor.authoring.studio.differences import DifferenceLine
from learnmentor.authoring.studio.forms import PublishForm
from learnmentor.authoring.studio.services import Judged
from learnmentor.courses.catalogue.models import Revision


@dataclass(frozen=True)
class DraftPreview:
    """What the preview and the list of checks need; `activities` by id."""

    judged: Judged
    title: str
    data: Mapping[str, Any]
    html: str
    is_segment: bool
    activities: Mapping[str, Mapping[str, Any]]
    neighbours: tuple[str | None, str | None]


@dataclass(frozen=True)
class EditPage(DraftPreview):
    """The same beside its text. `seen`: the digest of the draft; `moved_on`: somebody published in between.

    `problems` are {text, href}, for the summary of errors.
    """

    draft: Draft
    source: str
    seen: str
    form: PublishForm
    problems: Sequence[Mapping[str, str]]
    published: Revision | None
    moved_on: bool


@dataclass(frozen=True)
class TwoTextsPage:
    """The draft as it was saved in another tab, and the `source` just sent; `seen`: the digest of the draft."""

    draft: Draft
    source: str
    seen: str
    lines: Sequence[DifferenceLine]


@dataclass(frozen=True)
class ConflictPage:
    """The draft, and what was `published` in between `by` somebody; `seen`: the digest of the draft."""

    draft: Draft
    published: Revision
    by: str | None
    seen: str
    lines: Sequence[DifferenceLine]
