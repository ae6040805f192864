"""Conversations as an author writes them: scenes, replies, and a graph in which everyone comes to an end."""

import re
from collections.abc import Iterator, Mapping
from string import ascii_lowercase

from learnmentor.assessment.activities.formats import marks
from learnmentor.assessment.activities.formats.kinds import Conversation, Reply, Scene, Text
from learnmentor.assessment.activities.formats.lines import ID, LINES, Source, WrittenItem, items_of, text_of
from learnmentor.ground.typed.lookalikes import trimmed

_SCENE = re.compile(r"##\s+(.+)")
_REPLY = re.compile(r"-(?!>)")
_NAMED = re.compile(r"\W*(?:start|debrief)\W*", re.IGNORECASE)  # alone on a line


def read(source: Source) -> Conversation:
    """Read a conversation's body. Raises `ActivityError`, also for a scene that nobody reaches or nobody leaves."""
    scenes: dict[str, Scene] = {}
    debrief: Text | None = None
    for number, name, lines in _scenes(source):
        if name in scenes or (name == "debrief" and debrief):
            raise source.fault(f"The scene “{name}” stands there twice.", "Give one of them another name.", number)
        if name == "debrief":
            source.refuse_nearly(lines)
            debrief = text_of(lines, number)
        else:
            scenes[name] = _scene(source, name, number, lines)
    _check_graph(source, scenes)
    start = scenes["start"]
    ordered = (start, *(scene for key, scene in scenes.items() if key != "start"))
    return Conversation(
        id=source.id,
        line=source.line,
        title=source.title(start.text),
        scenes=ordered,
        debrief=debrief if debrief and debrief.source else None,
    )


def _scenes(source: Source) -> Iterator[tuple[int, str, list[tuple[int, str]]]]:
    heads = [at for at, (_, text) in enumerate(source.lines) if _SCENE.match(text)]
    before = text_of(source.lines[: heads[0] if heads else None], source.line)
    if before.source or not heads:
        raise source.fault(
            "The conversation does not begin with a scene.", "Begin it with a line ## start.", before.line
        )
    for at, end in zip(heads, [*heads[1:], len(source.lines)], strict=True):
        number, head = source.lines[at]
        name = trimmed(head.removeprefix("##"))
        if not ID.fullmatch(name):
            raise source.fault(
                f"“{name}” cannot be the name of a scene.", "Use small letters, digits and hyphens.", number
            )
        yield number, name, list(source.lines[at + 1 : end])


def _scene(source: Source, name: str, number: int, lines: list[tuple[int, str]]) -> Scene:
    at = next((n for n, (_, text) in enumerate(lines) if _REPLY.match(text)), len(lines))
    source.refuse_nearly(lines[:at], _REPLY.match)
    _refuse_stray_replies(source, lines[:at])
    text = text_of(lines[:at], number)
    if not text.source:
        raise source.fault(
            f"The scene “{name}” has no words.", "Say what happens, on the lines below its name.", number
        )
    items, note = items_of(source, lines[at:], _REPLY.match)
    if note or any(item.notes for item in items):
        raise source.fault(
            f"The scene “{name}” has a “>”.", "Put what follows a reply into the scene it leads to.", number
        )
    if len(items) > len(ascii_lowercase):
        raise source.fault(f"The scene “{name}” has too many replies.", "Three are usual.", number)
    return Scene(name, text, tuple(_reply(source, item) for item in items))


def _refuse_stray_replies(source: Source, lines: list[tuple[int, str]]) -> None:
    """A reply that is no item would stand in the scene, with the name of the scene it leads to."""
    for number, text in lines:
        if marks.ARROW.search(text) or _NAMED.fullmatch(text):
            raise source.fault(
                f"“{text[:40]}” looks like a reply or the name of a scene and is none.", LINES[source.kind], number
            )


def _reply(source: Source, item: WrittenItem) -> Reply:
    parts = marks.ARROW.split(item.whole.removeprefix("-"))
    words, to = trimmed(parts[0]), trimmed(parts[-1])
    if len(parts) > 2 and words and ID.fullmatch(to):
        raise source.fault(
            f"“{item.opening[:60]}” has two arrows.",
            "Write one reply a line, with one -> at its end.",
            item.last_line(marks.ARROW),
        )
    item.refuse_marks(source, words)
    if len(parts) < 2 or not words or not ID.fullmatch(to):
        raise source.fault(
            f"“{item.opening[:60]}” does not say where it leads.",
            "End each reply with -> and the name of a scene.",
            item.line,
        )
    return Reply(Text(words, item.line), to)


def _check_graph(source: Source, scenes: Mapping[str, Scene]) -> None:
    if "start" not in scenes:
        raise source.fault("The conversation has no scene “start”.", "Begin it with a line ## start.")
    start = scenes["start"]
    if not start.replies:
        raise source.fault("The conversation ends where it begins.", "Give the scene “start” replies.", start.text.line)
    for reply in (reply for scene in scenes.values() for reply in scene.replies if reply.to not in scenes):
        raise source.fault(
            f"A reply leads to “{reply.to}”, and there is no such scene.",
            f"Add ## {reply.to}, or lead it to one of: {', '.join(scenes)}.",
            reply.text.line,
        )
    forwards = {key: {reply.to for reply in scene.replies} for key, scene in scenes.items()}
    backwards = {key: {before for before, leads in forwards.items() if key in leads} for key in scenes}
    reached = _closure({"start"}, forwards)
    ending = _closure({key for key, scene in scenes.items() if not scene.replies}, backwards)
    for key, scene in scenes.items():
        if key not in reached:
            raise source.fault(
                f"No reply leads to the scene “{key}”.", "Lead one to it, or take it out.", scene.text.line
            )
        if key not in ending:
            raise source.fault(
                f"From the scene “{key}” the conversation can never end.",
                "Lead one of its replies to a scene without replies.",
                scene.text.line,
            )


def _closure(begin: set[str], leads: Mapping[str, set[str]]) -> set[str]:
    found, left = set(begin), list(begin)
    while left:
        for key in leads[left.pop()] - found:
            found.add(key)
            left.append(key)
    return found
