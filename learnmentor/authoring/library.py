"""What a text may point at: sources, cases, forms, units, segments, pages, and media by address."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from string import ascii_uppercase
from typing import TypeVar

from learnmentor.authoring.content_folder import SourceFile
from learnmentor.authoring.documents import BRIEF, CASE, FORM, PAGE, RECORD, SEGMENT, UNIT, Document
from learnmentor.markup import Context, LinkTarget, typographic

_PLACES = {SEGMENT: "/segments/", UNIT: "/units/", CASE: "/cases/", FORM: "/forms/", RECORD: "/records/"}
PRODUCT_PAGES = frozenset(
    {"/awards", "/check", "/mentoring/impact", "/mentoring/needs", "/programmes", "/units"}
)  # texts may link to these of the product
OWN_PAGES = {"sources": "/sources", "glossary": "/glossary"}  # pages with an address of their own
_EMPHASIS = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
_WARNING = re.compile(r"\*\*Health warning:\*\*\s*")
_Key = TypeVar("_Key")
_SECTIONS = re.compile(r"\*\*Sections:\*\*\s*")


@dataclass(frozen=True)
class SourceEntry:
    """A source as its page tells it: the name it is cited by, title, how far to trust it, the sections it has."""

    key: str
    title: str
    warning: str
    href: str
    sections: tuple[str, ...] = ()  # none: the page does not say

    def as_data(self) -> dict[str, str]:
        """Plain values for storing."""
        return {"key": self.key, "title": self.title, "warning": self.warning, "href": self.href}


@dataclass(frozen=True)
class Lesson:
    """A lesson record as written, for the segments that use it."""

    title: str
    body: str
    body_line: int = 1
    criteria: Mapping[str, str] = field(default_factory=dict)  # by letter, from A


@dataclass(frozen=True)
class Planned:
    """What a unit's segments promise: each code with the outcomes that it serves."""

    segments: Mapping[str, tuple[str, ...]]

    @property
    def served(self) -> frozenset[str]:
        """Outcomes that some segment serves."""
        return frozenset(outcome for outcomes in self.segments.values() for outcome in outcomes)


Versions = Mapping[int, tuple[int, int]]  # level → credits and notional hours of an assessed version


@dataclass(frozen=True)
class Library:
    """Everything in force, or about to be. `owners` names the paths that claim a (kind, code)."""

    sources: Mapping[str, SourceEntry] = field(default_factory=dict)
    targets: Mapping[str, LinkTarget] = field(default_factory=dict)
    outcomes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # unit → outcome id → text
    media: Mapping[str, str] = field(default_factory=dict)  # path → address
    owners: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    pages: frozenset[str] = frozenset()  # addresses of pages
    records: Mapping[str, Lesson] = field(default_factory=dict)
    planned: Mapping[str, Planned] = field(default_factory=dict)  # by unit
    versions: Mapping[str, Versions] = field(default_factory=dict)  # by unit
    confirms_core: Mapping[str, bool] = field(default_factory=dict)  # by unit that has an assessed version
    paragraphs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # digest → paths of segments that hold it
    fingerprints: frozenset[int] = frozenset()  # of the sources

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Every page that a link may lead to."""
        return self.pages | PRODUCT_PAGES | {target.href for target in self.targets.values()}

    def context(self, document: Document, *, kinds: Iterable[str]) -> Context:
        """What `document` may point at, in the words of the renderer."""
        begin = f"{document.folder}/media/".lstrip("/")
        media = {path.removeprefix(begin): address for path, address in self.media.items() if path.startswith(begin)}
        return Context(
            citations={key: entry.href for key, entry in self.sources.items()},
            targets=self.targets,
            media={f"media/{name}": address for name, address in media.items()},
            kinds=tuple(kinds),
            first_line=document.body_line,
            heading_prefix="" if document.kind == PAGE else "section-",
        )

    def with_more(self, other: "Library") -> "Library":
        """Both together; what `other` says wins, owners are joined."""
        planned = {
            unit: Planned({**self.planned[unit].segments, **more.segments} if unit in self.planned else more.segments)
            for unit, more in other.planned.items()
        }
        return Library(
            sources=other.sources or self.sources,
            targets={**self.targets, **other.targets},
            outcomes={**self.outcomes, **other.outcomes},
            media={**self.media, **other.media},
            owners=_joined(self.owners, other.owners),
            pages=self.pages | other.pages,
            records={**self.records, **other.records},
            planned={**self.planned, **planned},
            versions={**self.versions, **other.versions},
            confirms_core={**self.confirms_core, **other.confirms_core},
            paragraphs=_joined(self.paragraphs, other.paragraphs),
            fingerprints=other.fingerprints or self.fingerprints,
        )

    def without(self, path: str) -> "Library":
        """The same without what one file claims for itself alone: its code and its paragraphs."""
        return replace(self, owners=_less(self.owners, path), paragraphs=_less(self.paragraphs, path))


def _joined(ours: Mapping[_Key, tuple[str, ...]], more: Mapping[_Key, tuple[str, ...]]) -> dict[_Key, tuple[str, ...]]:
    return {**ours, **{key: tuple(dict.fromkeys((*ours.get(key, ()), *paths))) for key, paths in more.items()}}


def _less(paths: Mapping[_Key, tuple[str, ...]], path: str) -> dict[_Key, tuple[str, ...]]:
    return {key: tuple(each for each in held if each != path) for key, held in paths.items()}


def media_address(sha256: str, name: str) -> str:
    """Where a media file is served."""
    return f"/media/{sha256}/{name}"


def address_of(kind: str, code: str) -> str:
    """The address of a unit, segment, case, form or page."""
    if kind == PAGE:
        return OWN_PAGES.get(code, f"/pages/{code}")
    if kind == BRIEF:
        return f"{_PLACES[UNIT]}{code.lower()}/assessment"
    return _PLACES[kind] + code.lower()


def library_of(documents: Iterable[Document], media: Iterable[SourceFile] = ()) -> Library:
    """What a set of files offers to each other."""
    sources: dict[str, SourceEntry] = {}
    targets: dict[str, LinkTarget] = {}
    outcomes: dict[str, Mapping[str, str]] = {}
    owners: dict[tuple[str, str], tuple[str, ...]] = {}
    pages: set[str] = set()
    records: dict[str, Lesson] = {}
    planned: dict[str, dict[str, tuple[str, ...]]] = {}
    versions: dict[str, Versions] = {}
    confirms_core: dict[str, bool] = {}
    paragraphs: dict[str, tuple[str, ...]] = {}
    for document in documents:
        code, title = document.code, document.front.get("title")
        if document.kind not in {*_PLACES, PAGE, BRIEF} or not code:
            continue
        key = (document.kind, code)
        owners[key] = (*owners.get(key, ()), document.path)
        if document.kind in {PAGE, BRIEF}:
            pages.add(address_of(document.kind, code))
        else:
            targets[code] = LinkTarget(address_of(document.kind, code), typographic(str(title or code)))
        if document.kind == UNIT:
            outcomes[code] = outcomes_of(document)
        if document.kind == PAGE and code == "sources":
            sources = sources_of(document.body)
        if document.kind == RECORD:
            records[code] = Lesson(
                typographic(str(title or code)), document.body, document.body_line, criteria_of(document.front)
            )
        if document.kind == BRIEF:
            versions[code] = versions_of(document.front)
            confirms_core[code] = document.front.get("confirms_core") is True
        if document.kind == SEGMENT:
            planned.setdefault(code.partition("-")[0], {})[code] = tuple(_texts(document.front.get("outcomes")))
            for each in document.paragraphs:
                held = paragraphs.get(each.digest, ())
                paragraphs[each.digest] = tuple(dict.fromkeys((*held, document.path)))
    addresses = {file.path: media_address(file.sha256, file.name) for file in media}
    return Library(
        sources=sources,
        targets=targets,
        outcomes=outcomes,
        media=addresses,
        owners=owners,
        pages=frozenset(pages),
        records=records,
        planned={unit: Planned(segments) for unit, segments in planned.items()},
        versions=versions,
        confirms_core=confirms_core,
        paragraphs=paragraphs,
    )


def versions_of(front: Mapping[str, object]) -> dict[int, tuple[int, int]]:
    """The assessed versions that a brief lists, those that are well formed."""
    listed = front.get("versions")
    return {
        each["level"]: (each["credits"], each["hours"])
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict) and all(isinstance(each.get(key), int) for key in ("level", "credits", "hours"))
    }


def criteria_of(front: Mapping[str, object]) -> dict[str, str]:
    """What a lesson record is judged by where somebody judges: its criteria by letter, from A."""
    return dict(zip(ascii_uppercase, map(typographic, _texts(front.get("criteria"))), strict=False))


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def outcomes_of(document: Document) -> dict[str, str]:
    """A unit's outcomes, those that are well formed."""
    listed = document.front.get("outcomes")
    return {
        str(each["id"]): typographic(str(each["text"]))
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict) and each.get("id") and each.get("text")
    }


def sources_of(body: str) -> dict[str, SourceEntry]:
    """The sources page's entries: its headings of the second rank, each with title and health warning."""
    entries: dict[str, SourceEntry] = {}
    for part in re.split(r"(?m)^## ", body)[1:]:
        key, _, text = part.partition("\n")
        key = key.strip()
        paragraphs = [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text.strip())]
        first = paragraphs[0] if paragraphs else key
        title = found[1] if (found := _EMPHASIS.search(first)) else re.split(r"(?<=\.) ", first)[0]
        warning = next((_WARNING.sub("", p) for p in paragraphs if _WARNING.match(p)), "")
        sections = next((_SECTIONS.sub("", p) for p in paragraphs if _SECTIONS.match(p)), "")
        entries[key] = SourceEntry(
            key,
            typographic(_plain(title)),
            typographic(_plain(warning)),
            f"/sources#{_slug(key)}",
            sections_of(sections),
        )
    return entries


_RANGE = re.compile(r"(.*?)(\d+) to \1(\d+)")


def sections_of(written: str) -> tuple[str, ...]:
    """The sections that a source's entry lists, with ranges such as s.1 to s.7 written out."""
    found: list[str] = []
    for each in (part.strip() for part in written.rstrip(".").split(";")):
        if between := _RANGE.fullmatch(each):
            found += [f"{between[1]}{n}" for n in range(int(between[2]), int(between[3]) + 1)]
        elif each:
            found.append(each)
    return tuple(found)


def _slug(words: str) -> str:
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", words).strip().lower())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\[[A-Z][^\]]*\]|[*_`]", "", text).replace(" .", ".").split())
