"""The page of a segment without what is anybody's own: drawn once a process, and cut where a person's values go.

Its text, its navigation and its addresses are the same for everybody with the same roles. What is put in for a person
is their name, the tokens of their forms, their activities and what is left.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask import current_app, request
from jinja2 import Environment
from markupsafe import escape

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.courses.catalogue import rules as catalogue_rules
from learnmentor.courses.catalogue.prepared_data import SegmentData
from learnmentor.courses.catalogue.queries import Version
from learnmentor.courses.study import rules
from learnmentor.courses.study.queries import StudyPlace
from learnmentor.ground import randomness
from learnmentor.web.pages import page

TEMPLATE = "courses/segment.html"


@dataclass(frozen=True)
class Frame:
    """What decides how the page looks. Its template is given this and nothing else of the segment or the study."""

    version: Version
    code: str
    unit_code: str
    unit_title: str
    position: int
    outline: tuple[tuple[str, str], ...]  # code and title of the segments of its unit
    withdrawn: bool
    newest: bool  # whether the revision in force is shown
    newer_waits: bool
    changed: bool  # since it was finished
    finished: bool

    @property
    def data(self) -> SegmentData:
        """What publishing prepared."""
        return self.version.data

    @property
    def titles(self) -> dict[str, str]:
        """The title of each segment of the unit."""
        return dict(self.outline)

    @property
    def neighbours(self) -> tuple[str | None, str | None]:
        """The segments before and after it."""
        return catalogue_rules.neighbours([code for code, _ in self.outline], self.code)


def frame_of(seen: StudyPlace, version: Version) -> Frame:
    """How the page looks for the person who found it so."""
    return Frame(
        version=version,
        code=seen.code,
        unit_code=seen.unit_code,
        unit_title=seen.unit_title,
        position=seen.position,
        outline=tuple((line["code"], line["title"]) for line in seen.outline),
        withdrawn=seen.withdrawn,
        newest=version is seen.current,
        newer_waits=rules.newer_waits(seen.sitting),
        changed=rules.changed_since_finished(seen.sitting),
        finished=seen.completed_at is not None,
    )


@dataclass(frozen=True)
class SegmentPage:
    """The page with what is one person's own. `side` and `drawn` (by activity) are HTML; `problems` as {text, href}."""

    frame: Frame
    active_seconds: int | str
    side: str
    drawn: Mapping[str, str]
    problems: Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class FramePage(SegmentPage):
    """The same with a word in every place that is a person's, in place of what the application would put in there."""

    person: Actor
    csrf_token: Callable[[], str]
    browser_key: Callable[[], str]


@dataclass(frozen=True)
class SegmentSide:
    """What stands beside the text: what is `left`, and the minutes `needed`."""

    seen: StudyPlace
    left: list[rules.Remaining]
    needed: int


@dataclass(frozen=True)
class Own:
    """What is put in for one person. `side` and `drawn` (by activity) are HTML; the rest is escaped here."""

    name: str
    token: str
    browser: str
    active_seconds: int
    side: str
    drawn: Mapping[str, str]

    def by_slot(self) -> dict[str, str]:
        """Each value under the name of its place."""
        plain = {"name": self.name, "token": self.token, "browser": self.browser}
        own = {slot: str(escape(value)) for slot, value in plain.items()}
        activities = {_slot(name): html for name, html in self.drawn.items()}
        return {**own, "active": str(self.active_seconds), "side": self.side, **activities}


def put_together(frame: Frame, actor: Actor, own: Own) -> str:
    """The page for one person."""
    values = own.by_slot()
    parts = _parts(current_app.jinja_env, frame, actor.roles, request.script_root)
    return "".join([values[part] if n % 2 else part for n, part in enumerate(parts)])


def _slot(activity_id: str) -> str:
    return f"activity {activity_id}"


@lru_cache(maxsize=128)
def _parts(_templates: Environment, frame: Frame, roles: frozenset[RoleName], _root: str) -> tuple[str, ...]:
    """HTML and the names of what is a person's own between it, in turn, HTML first and last.

    It is cut at words that are made here, after the text was written, so no author can have written them. The
    navigation depends on the roles; addresses on where the application stands.
    """
    places = {each["id"]: _slot(each["id"]) for each in frame.data["activities"]}
    own = ("name", "token", "browser", "active", "side", *places.values())
    slots = {name: randomness.salt(16).hex() for name in own}
    context = FramePage(
        frame=frame,
        person=Actor(0, "", slots["name"], "", roles),
        csrf_token=lambda: slots["token"],
        browser_key=lambda: slots["browser"],
        active_seconds=slots["active"],
        side=slots["side"],
        drawn={activity: slots[place] for activity, place in places.items()},
        problems=(),
    )
    html = page(TEMPLATE, context)
    names = {word: name for name, word in slots.items()}
    return tuple(names.get(part, part) for part in re.split(f"({'|'.join(names)})", html))
