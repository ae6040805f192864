"""A content file taken apart: which kind it is, its front matter with the line of each key, and its body."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml

from learnmentor.authoring.content_folder import LARGEST_TEXT, SourceFile
from learnmentor.authoring.likeness import Paragraph, paragraphs_of
from learnmentor.ground.typed.lookalikes import trimmed

try:  # the C parser is ten times faster and comes with most builds of PyYAML
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

SEGMENT, UNIT, CASE, FORM, RECORD, BRIEF, PAGE = "segment", "unit", "case", "form", "record", "brief", "page"
AWARDS, PROGRAMMES = "awards", "programmes"
_KINDS = (
    (re.compile(r"units/[^/]+/unit\.md"), UNIT),
    (re.compile(r"units/[^/]+/assessment\.md"), BRIEF),
    (re.compile(r"units/[^/]+/\d+[^/]*\.md"), SEGMENT),
    (re.compile(r"cases/[^/]+\.md"), CASE),
    (re.compile(r"forms/[^/]+\.md"), FORM),
    (re.compile(r"records/[^/]+\.md"), RECORD),
    (re.compile(r"pages/[^/]+\.md|sources\.md|glossary\.md"), PAGE),
    (re.compile(r"awards\.yaml"), AWARDS),
    (re.compile(r"programmes\.yaml"), PROGRAMMES),
)


@dataclass(frozen=True)
class BadText(Exception):
    """A file that cannot be taken apart: the line, what is wrong, what to do."""

    line: int
    message: str
    remedy: str


@dataclass(frozen=True)
class Document:
    """One text file. `front` is what its YAML says, `lines` the line of each key ("minutes.reading" too)."""

    path: str
    kind: str
    text: str
    sha256: str
    front: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    bad: BadText | None = None
    local: bool = False  # from the folder of this installation's own texts

    @property
    def code(self) -> str:
        """The code it is known by: C1-S2, C1, K8, F13, R1, privacy; "" when it gives none. A brief has its unit's."""
        value = self.front.get(self.code_key)
        return value if isinstance(value, str) else ""

    @property
    def code_key(self) -> str:
        """The key under which the code stands."""
        return {SEGMENT: "id", BRIEF: "unit"}.get(self.kind, "code")

    @property
    def identity(self) -> tuple[str, str]:
        """Kind and code under which its revisions are kept; the YAML files are kept as pages under their own names."""
        if self.kind in {AWARDS, PROGRAMMES}:
            return (PAGE, f"local/{self.path}" if self.local else self.path)
        return (self.kind, self.code)

    @property
    def released(self) -> bool:
        """Whether it may be published; only segments have a status."""
        return self.kind != SEGMENT or self.front.get("author_status") == "released"

    @property
    def folder(self) -> str:
        """The folder it lies in."""
        return self.path.rpartition("/")[0]

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """What another segment may not hold too. Library, page and check ask for it, and it is worked out once."""
        return paragraphs_of(self.body, self.body_line)

    def line_of(self, key: str) -> int:
        """The line of a key, or of the nearest key above it; 1 where there is none."""
        while key and key not in self.lines:
            key = key.rpartition(".")[0]
        return self.lines.get(key, 1)


def kind_of(path: str) -> str | None:
    """What kind of content a path holds, or None for a file that is none."""
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(path)), None)


def read_document(file: SourceFile, *, local: bool = False) -> Document:
    """Take a text file apart. What cannot be read is kept in `bad`, never raised."""
    kind = kind_of(file.path) or ""
    try:
        text = _text(file.data)
        if kind in {AWARDS, PROGRAMMES}:
            front, lines = read_yaml(text, 1)
            return Document(file.path, kind, text, file.sha256, front, lines, local=local)
        written, body, body_line = _split(text)
        front, lines = read_yaml(written, 2)
        return Document(file.path, kind, text, file.sha256, front, lines, body, body_line, local=local)
    except BadText as bad:
        text = file.data.decode("utf-8", "replace").replace("\0", "")
        return Document(file.path, kind, text, file.sha256, bad=bad, local=local)


def _text(data: bytes) -> str:
    if len(data) > LARGEST_TEXT:
        raise BadText(1, "The text is too long.", f"Keep it under {LARGEST_TEXT // 1000} kB, or make two of it.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadText(
            line, "The file is not in UTF-8.", "Save it as UTF-8; most editors offer that when saving."
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadText(line, "There is a null character in the text.", "Delete the invisible character on that line.")
    return text


def _split(text: str) -> tuple[str, str, int]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if trimmed(lines[0]) != "---":
        raise BadText(
            1, "The text does not begin with ---.", "Begin it with a line ---, then the keys, then another line ---."
        )
    end = next((at for at, line in enumerate(lines[1:], 1) if trimmed(line) == "---" and line[0] not in " \t"), None)
    if end is None:
        raise BadText(1, "The words at the top have no end.", "Write a line --- below the last key.")
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


def read_yaml(text: str, first_line: int) -> tuple[dict[str, Any], dict[str, int]]:
    """A YAML mapping as plain values, with the line of each key. Raises `BadText`; no anchors, no key twice."""
    try:
        loader: Any = _Loader(text)
        try:
            node = loader.get_single_node()
            lines = dict(_lines(node, first_line, "", set()))
            value = loader.construct_document(node) if node is not None else {}
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + first_line
        raise BadText(
            line,
            f"The keys at the top cannot be read: {error.problem}.",
            "Put a text with a colon or a hash in double quotes, and indent with spaces.",
        ) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise BadText(
            first_line, f"The keys at the top cannot be read: {type(error).__name__}.", "Look for odd characters there."
        ) from None
    if not isinstance(value, dict):
        raise BadText(first_line, "The words at the top are not keys with values.", "Write each as key: value.")
    return value, lines


def _lines(node: Any, first_line: int, path: str, seen: set[int]) -> Iterator[tuple[str, int]]:
    if node is None or isinstance(node, yaml.ScalarNode):
        return
    if id(node) in seen:
        raise BadText(
            node.start_mark.line + first_line,
            "A value is used twice by reference.",
            "Write it out; & and * are not used here.",
        )
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield f"{path}.{number}".lstrip("."), item.start_mark.line + first_line
            yield from _lines(item, first_line, f"{path}.{number}".lstrip("."), seen)
        return
    keys: set[str] = set()
    for key, value in node.value:
        line, name = key.start_mark.line + first_line, str(key.value)
        if not isinstance(key, yaml.ScalarNode):
            raise BadText(line, "A key is not a word.", "Write each as key: value.")
        if name in keys:
            raise BadText(line, f"“{name}” stands there twice.", "Keep one of them.")
        keys.add(name)
        yield f"{path}.{name}".lstrip("."), line
        yield from _lines(value, first_line, f"{path}.{name}".lstrip("."), seen)
