"""The seven kinds of activity as values. Nothing here knows Markdown or the web.

Inner texts stay as written (`Text`, with its line) until `as_data` is given a function that makes safe HTML of them.
"""

import re
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, Protocol

KINDS = ("quiz", "sort", "conversation", "audit", "reflection", "practice", "standardise")
QUIZ_KINDS = ("one", "several", "true-false", "match", "order", "text")

_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|\[\[([^\]|]*\|)?([^\]]*)\]\]|[*_`]")


class ActivityError(ValueError):
    """An activity that cannot be read: the line it is on, what is wrong and what to do about it."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        super().__init__(f"line {line}: {message} {remedy}")
        self.line = line
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True)
class Text:
    """An inner text as written, and the line of the file on which it begins."""

    source: str
    line: int

    @property
    def plain(self) -> str:
        """The words alone, on one line, without the marks of emphasis, links and code."""
        bare = _MARKS.sub(lambda found: found.group(1) or found.group(3) or "", self.source)
        return " ".join(bare.split())


class Render(Protocol):
    """Turns an inner text into safe HTML; inline texts without the paragraph around them."""

    def __call__(self, text: Text, *, inline: bool = False) -> str: ...


class Activity(Protocol):
    """What the kinds have in common."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def title(self) -> str: ...
    def as_data(self, render: Render) -> dict[str, Any]:
        """Plain values for storing with the revision: answers included, so never for sending as they are."""
        ...


@dataclass(frozen=True)
class _Common:
    id: str
    line: int
    title: str

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "kind": kind, "title": self.title, "required": True}


@dataclass(frozen=True)
class Choice:
    """One answer on offer, and what is said to those who choose it."""

    text: Text
    right: bool
    feedback: Text | None = None


@dataclass(frozen=True)
class MatchedPair:
    """Two things that belong together; the right one is plain text, because it is picked from a list."""

    left: Text
    right: str


@dataclass(frozen=True)
class Quiz(_Common):
    """A question of one of six kinds. Which of the tuples is filled follows from `quiz`."""

    quiz: str
    question: Text
    choices: tuple[Choice, ...] = ()
    pairs: tuple[MatchedPair, ...] = ()
    items: tuple[Text, ...] = ()
    answers: tuple[str, ...] = ()
    feedback: Text | None = None
    kind = "quiz"

    def as_data(self, render: Render) -> dict[str, Any]:
        """See `Activity.as_data`; options, pairs and items get letters as keys."""
        data = {**self._head("quiz"), "quiz": self.quiz, "question_html": render(self.question)}
        if self.choices:
            data["options"] = [
                {
                    "key": key,
                    "html": render(choice.text, inline=True),
                    "right": choice.right,
                    "feedback_html": render(choice.feedback) if choice.feedback else "",
                }
                for key, choice in zip(ascii_lowercase, self.choices, strict=False)
            ]
        if self.pairs:
            data["pairs"] = [
                {"key": key, "left_html": render(pair.left, inline=True), "right_text": pair.right}
                for key, pair in zip(ascii_lowercase, self.pairs, strict=False)
            ]
        if self.items:
            data["items"] = [
                {"key": key, "html": render(item, inline=True)}
                for key, item in zip(ascii_lowercase, self.items, strict=False)
            ]
        if self.answers:
            data["answers"] = list(self.answers)
        data["feedback_html"] = render(self.feedback) if self.feedback else ""
        return data


@dataclass(frozen=True)
class Card:
    """Something to sort, and the pile where we would put it, if we say."""

    text: Text
    ours: str | None


@dataclass(frozen=True)
class Sort(_Common):
    """Cards for piles, perhaps a second question of the same cards, and a debrief."""

    question: Text
    piles: tuple[str, ...]
    cards: tuple[Card, ...]
    second: Text | None = None
    second_piles: tuple[str, ...] = ()
    debrief: Text | None = None
    kind = "sort"

    def as_data(self, render: Render) -> dict[str, Any]:
        """See `Activity.as_data`; cards are numbered from "1"."""
        return {
            **self._head("sort"),
            "question_html": render(self.question),
            "piles": list(self.piles),
            "second_html": render(self.second) if self.second else None,
            "second_piles": list(self.second_piles),
            "cards": [
                {"key": str(number), "html": render(card.text, inline=True), "ours": card.ours}
                for number, card in enumerate(self.cards, 1)
            ],
            "debrief_html": render(self.debrief) if self.debrief else "",
        }


@dataclass(frozen=True)
class Reply:
    """Something to say, and the scene it leads to."""

    text: Text
    to: str


@dataclass(frozen=True)
class Scene:
    """A moment of a conversation; without replies it is an ending."""

    key: str
    text: Text
    replies: tuple[Reply, ...]


@dataclass(frozen=True)
class Conversation(_Common):
    """Scenes from "start" on; every one can be reached and can come to an end."""

    scenes: tuple[Scene, ...]
    debrief: Text | None = None
    kind = "conversation"

    def as_data(self, render: Render) -> dict[str, Any]:
        """See `Activity.as_data`; replies are lettered within their scene."""
        return {
            **self._head("conversation"),
            "scenes": [
                {
                    "key": scene.key,
                    "html": render(scene.text),
                    "replies": [
                        {"key": key, "html": render(reply.text, inline=True), "to": reply.to}
                        for key, reply in zip(ascii_lowercase, scene.replies, strict=False)
                    ],
                }
                for scene in self.scenes
            ],
            "debrief_html": render(self.debrief) if self.debrief else "",
        }


@dataclass(frozen=True)
class Statement:
    """One line of an audit with the words it is weighed in."""

    text: Text
    scale: tuple[str, ...]


@dataclass(frozen=True)
class Audit(_Common):
    """Statements weighed in words."""

    intro: Text
    scale: tuple[str, ...]
    statements: tuple[Statement, ...]
    kind = "audit"

    def as_data(self, render: Render) -> dict[str, Any]:
        """See `Activity.as_data`; statements are numbered from "1" and each brings the scale it uses."""
        return {
            **self._head("audit"),
            "intro_html": render(self.intro),
            "scale": list(self.scale),
            "statements": [
                {"key": str(number), "html": render(line.text, inline=True), "scale": list(line.scale)}
                for number, line in enumerate(self.statements, 1)
            ],
        }


@dataclass(frozen=True)
class Reflection(_Common):
    """A prompt; the answer is the writer's own."""

    prompt: Text
    kind = "reflection"

    def as_data(self, render: Render) -> dict[str, Any]:
        """See `Activity.as_data`."""
        return {**self._head("reflection"), "prompt_html": render(self.prompt)}


@dataclass(frozen=True)
class Practice(_Common):
    """Something to try away from the screen, and three questions that report it."""

    task: Text
    minutes: int
    questions: tuple[str, str, str]
    kind = "practice"

    def as_data(self, render: Render) -> dict[str, Any]:
        """See `Activity.as_data`."""
        return {
            **self._head("practice"),
            "task_html": render(self.task),
            "minutes": self.minutes,
            "questions": list(self.questions),
        }


@dataclass(frozen=True)
class Standardise(_Common):
    """A lesson record to give feedback on before seeing what others gave: `record` and `samples` say which.

    `criteria`: the letters of those of the record's criteria that are judged, each as met or not yet.
    """

    intro: Text
    record: str
    samples: str
    criteria: tuple[str, ...] = ()
    debrief: Text | None = None
    kind = "standardise"

    def as_data(self, render: Render) -> dict[str, Any]:
        """See `Activity.as_data`; lesson, questions and samples are the record's, and are added where it is known."""
        return {
            **self._head("standardise"),
            "intro_html": render(self.intro),
            "record": self.record,
            "debrief_html": render(self.debrief) if self.debrief else "",
        }
