"""What a text may point at: sources, cases, forms, units, segments, pages, and media by address."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from learnmentor.authoring.documents import CASE, FORM, PAGE, SEGMENT, UNIT, Document
from learnmentor.authoring.reading import SourceFile
from learnmentor.markup import Context, Target, typographic

_PLACES = {SEGMENT: "/segments/", UNIT: "/units/", CASE: "/cases/", FORM: "/forms/"}
OWN_PAGES = {"sources": "/sources", "glossary": "/glossary"}  # pages with an address of their own
_EMPHASIS = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
_WARNING = re.compile(r"\*\*Health warning:\*\*\s*")


@dataclass(frozen=True)
class SourceEntry:
    """A source as the sources page tells it: the name it is cited by, its title, and how far to trust it."""

    key: str
    title: str
    warning: str
    href: str

    def as_data(self) -> dict[str, str]:
        """Plain values for storing."""
        return {"key": self.key, "title": self.title, "warning": self.warning, "href": self.href}


@dataclass(frozen=True)
class Library:
    """Everything in force, or about to be. `owners` names the paths that claim a (kind, code)."""

    sources: Mapping[str, SourceEntry] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)
    outcomes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # unit → outcome id → text
    media: Mapping[str, str] = field(default_factory=dict)  # path → address
    owners: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    pages: frozenset[str] = frozenset()  # addresses of pages

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
        owners = {key: tuple(dict.fromkeys((*self.owners.get(key, ()), *paths))) for key, paths in other.owners.items()}
        return Library(
            sources=other.sources or self.sources,
            targets={**self.targets, **other.targets},
            outcomes={**self.outcomes, **other.outcomes},
            media={**self.media, **other.media},
            owners={**self.owners, **owners},
            pages=self.pages | other.pages,
        )


def media_address(sha256: str, name: str) -> str:
    """Where a media file is served."""
    return f"/media/{sha256}/{name}"


def address_of(kind: str, code: str) -> str:
    """The address of a unit, segment, case, form or page."""
    if kind == PAGE:
        return OWN_PAGES.get(code, f"/pages/{code}")
    return _PLACES[kind] + code.lower()


def library_of(documents: Iterable[Document], media: Iterable[SourceFile] = ()) -> Library:
    """What a set of files offers to each other."""
    sources: dict[str, SourceEntry] = {}
    targets: dict[str, Target] = {}
    outcomes: dict[str, Mapping[str, str]] = {}
    owners: dict[tuple[str, str], tuple[str, ...]] = {}
    pages: set[str] = set()
    for document in documents:
        code, title = document.code, document.front.get("title")
        if document.kind not in {*_PLACES, PAGE} or not code:
            continue
        key = (document.kind, code)
        owners[key] = (*owners.get(key, ()), document.path)
        if document.kind == PAGE:
            pages.add(address_of(PAGE, code))
        else:
            targets[code] = Target(address_of(document.kind, code), typographic(str(title or code)))
        if document.kind == UNIT:
            outcomes[code] = outcomes_of(document)
        if document.kind == PAGE and code == "sources":
            sources = sources_of(document.body)
    addresses = {file.path: media_address(file.sha256, file.name) for file in media}
    return Library(sources, targets, outcomes, addresses, owners, frozenset(pages))


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
        entries[key] = SourceEntry(
            key, typographic(_plain(title)), typographic(_plain(warning)), f"/sources#{_slug(key)}"
        )
    return entries


def _slug(words: str) -> str:
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", words).strip().lower())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\[[A-Z][^\]]*\]|[*_`]", "", text).replace(" .", ".").split())
