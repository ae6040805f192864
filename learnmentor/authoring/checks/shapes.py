"""Shapes of the values at the top of a file: for each key, a test and the words that say what to write."""

from collections.abc import Callable

from learnmentor.authoring.documents import AWARDS, BRIEF, CASE, FORM, PAGE, PROGRAMMES, RECORD, SEGMENT, UNIT
from learnmentor.authoring.publishing.preparing import MINUTES

_MOST_CRITERIA = 6  # of a lesson record; their letters are A to F
STATUSES = ("draft", "reviewed", "released")
FAMILIES = {"C": "core", "O": "optional", "P": "practice"}


def is_text(value: object) -> bool:
    """Words, not only spaces."""
    return isinstance(value, str) and bool(value.strip())


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(is_text(each) for each in value)


def are_some_texts(value: object) -> bool:
    """A list of words that is not empty."""
    return _texts(value) and bool(value)


def _few_texts(value: object) -> bool:
    return are_some_texts(value) and isinstance(value, list) and len(value) <= _MOST_CRITERIA


def is_whole(value: object) -> bool:
    """A whole number from 0 up."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def are_minutes(value: object) -> bool:
    """The four kinds of minutes of a segment, whole."""
    return isinstance(value, dict) and set(value) == set(MINUTES) and all(is_whole(each) for each in value.values())


def _outcomes(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(each, dict) and set(each) == {"id", "text"} and is_text(each["id"]) and is_text(each["text"])
            for each in value
        )
    )


def _criteria(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(each, dict) and set(each) == {"outcome", "text"} and all(map(is_text, each.values()))
            for each in value
        )
    )


def _versions(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(each, dict)
            and set(each) == {"level", "credits", "hours", "split"}
            and each["level"] in {4, 5, 6, 7}
            and is_whole(each["credits"])
            and is_whole(each["hours"])
            and isinstance(each["split"], dict)
            and all(isinstance(part, int | float) and part >= 0 for part in each["split"].values())
            for each in value
        )
    )


def are_entries(value: object) -> bool:
    """A list of mappings."""
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _some_entries(value: object) -> bool:
    return are_entries(value) and bool(value)


def _one_of(*words: str) -> Callable[[object], bool]:
    return lambda value: value in words


_Shape = tuple[Callable[[object], bool], str]
_NAMES = {"title": (is_text, "a title"), "summary": (is_text, "one sentence")}
_SHAPES: dict[str, dict[str, _Shape]] = {
    SEGMENT: {
        "id": (is_text, "a code such as C1-S2"),
        "unit": (is_text, "a code such as C1"),
        **_NAMES,
        "outcomes": (are_some_texts, "a list such as [C1.1, C1.3]"),
        "activities": (are_some_texts, "a list such as [reading, quiz, reflection]"),
        "minutes": (are_minutes, "{reading: 10, activity: 12, practice: 0, reflection: 8}, in whole minutes"),
        "sources": (are_some_texts, "a list such as [LLUK s.5]"),
        "cases": (_texts, "a list such as [K8], or []"),
        "forms": (_texts, "a list such as [F1], or []"),
        "author_status": (_one_of(*STATUSES), "draft, reviewed or released"),
    },
    UNIT: {
        "code": (is_text, "a code such as C1"),
        **_NAMES,
        "family": (_one_of(*FAMILIES.values()), "core, optional or practice"),
        "level": (lambda value: value in {4, 5, 6, 7}, "a level from 4 to 7"),
        "prerequisites": (_texts, "a list such as [C1], or []"),
        "outcomes": (_outcomes, "a list of id and text"),
    },
    **{kind: {"code": (is_text, "a code"), **_NAMES} for kind in (CASE, FORM, RECORD, PAGE)},
    BRIEF: {
        "unit": (is_text, "a code such as O2"),
        "versions": (_versions, "a list of {level: 4, credits: 2, hours: 20, split: {practice: 12, assessment: 8}}"),
        "decision": (is_text, "what is decided, such as Pass or refer"),
        "criteria": (_criteria, 'a list of {outcome: O2.1, text: "What is looked for"}'),
        "parts": (
            _some_entries,
            'a list of {key: account, title: "An account", takes: [text], criteria: [O2.1]}',
        ),
    },
    AWARDS: {"awards": (are_entries, "a list of awards")},
    PROGRAMMES: {"programmes": (are_entries, "a list of programmes")},
}


_OPTIONAL_KEYS: dict[str, dict[str, _Shape]] = {
    UNIT: {"group": (is_text, "the name of a group of optional units")},
    RECORD: {"criteria": (_few_texts, "a list of one to six sentences, each something that is met or not yet")},
    BRIEF: {"confirms_core": (lambda value: isinstance(value, bool), "true, or leave it out")},
}


def needed_shapes(kind: str) -> dict[str, _Shape]:
    """What has to stand at the top of a file of this kind."""
    return _SHAPES[kind]


def shapes_of(kind: str) -> dict[str, _Shape]:
    """What may stand there."""
    return _SHAPES[kind] | _OPTIONAL_KEYS.get(kind, {})
