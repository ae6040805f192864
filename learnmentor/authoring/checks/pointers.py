"""Predicates on what a text points at: sources, cases, links, pictures, clips. Each yields a line and words."""

import re

from learnmentor.authoring.checks.front_matter import Breaches, Subject
from learnmentor.markup.outline import cited, seems_a_citation

_ELSEWHERE = re.compile(r"(https?://[^/\s]+\.[^\s]+|mailto:[^@\s]+@[^@\s]+\.[^@\s]+)", re.IGNORECASE)


def strange_sources(subject: Subject) -> Breaches:
    """Citations, and sources at the top, that name no entry of the sources page; each once, with its lines."""
    known = subject.library.sources
    lines: dict[str, list[int]] = {}
    for written in subject.strings("sources"):
        if cited(written, known) is None:
            lines.setdefault(written, []).append(subject.line("sources"))
    for citation in subject.prepared.rendered.outline.citations:
        if cited(citation.to, known) is None and seems_a_citation(citation.to, known):
            lines.setdefault(citation.to, []).append(citation.line)
    for written, found in lines.items():
        again = ", ".join(str(line) for line in dict.fromkeys(found[1:]) if line != found[0])
        yield (
            found[0],
            {
                "written": written,
                "again": f" (also line {again})" if again else "",
                "known": ", ".join(known) or "none yet",
            },
        )


def strange_sections(subject: Subject) -> Breaches:
    """Sections that a source does not have, where the sources page says which it has; each once."""
    known, seen = subject.library.sources, set()
    for line, written in (
        *((subject.line("sources"), each) for each in subject.strings("sources")),
        *((citation.line, citation.to) for citation in subject.prepared.rendered.outline.citations),
    ):
        for key, part in cited(written, known) or []:
            section, sections = part.removeprefix(key).strip(" ,"), known[key].sections
            found = any(section == each or section.startswith((f"{each} ", f"{each},")) for each in sections)
            if section and sections and not found and (key, section) not in seen:
                seen.add((key, section))
                yield line, {"section": section, "key": key, "known": ", ".join(sections)}


def _cited_keys(subject: Subject) -> dict[str, int]:
    found: dict[str, int] = {}
    for citation in subject.prepared.rendered.outline.citations:
        for key, _ in cited(citation.to, subject.library.sources) or []:
            found.setdefault(key, citation.line)
    return found


def nothing_cited(subject: Subject) -> Breaches:
    """A segment without a single citation."""
    if not _cited_keys(subject):
        yield subject.document.body_line, {}


def cited_not_listed(subject: Subject) -> Breaches:
    """Sources cited in the text and absent at the top."""
    listed = {key for written in subject.strings("sources") for key, _ in cited(written, subject.library.sources) or []}
    for key, line in _cited_keys(subject).items():
        if key not in listed:
            yield line, {"key": key}


def strange_references(subject: Subject) -> Breaches:
    """`[[codes]]` of nothing."""
    for reference in subject.prepared.rendered.outline.references:
        if reference.to not in subject.library.targets:
            yield reference.line, {"code": reference.to}


def strange_codes(subject: Subject) -> Breaches:
    """Cases and forms at the top that do not exist."""
    for key, what, letter in (("cases", "case", "K"), ("forms", "form", "F")):
        for code in subject.strings(key):
            if code not in subject.library.targets or not code.startswith(letter):
                yield subject.line(key), {"what": what, "code": code}


def reference_not_listed(subject: Subject) -> Breaches:
    """Cases and forms linked in the text and absent at the top."""
    seen: set[str] = set()
    for reference in subject.prepared.rendered.outline.references:
        key = {"K": "cases", "F": "forms"}.get(reference.to[:1])
        if key and reference.to in subject.library.targets and reference.to not in {*subject.strings(key), *seen}:
            seen.add(reference.to)
            yield reference.line, {"code": reference.to, "key": key}


def strange_links(subject: Subject) -> Breaches:
    """Links to pages that are not there, and addresses that are none."""
    known = subject.library.addresses
    for link in subject.prepared.rendered.outline.links:
        address = link.to.partition("#")[0].rstrip("/")
        if not link.to:
            yield link.line, {"href": "", "remedy": "Write an address in the round brackets."}
        elif link.to.startswith("/"):
            if address not in known:
                yield (
                    link.line,
                    {
                        "href": link.to,
                        "remedy": "For cases, forms and segments write [[K8]]; pages are /pages/ and their code.",
                    },
                )
        elif not link.to.startswith("#") and not _ELSEWHERE.fullmatch(link.to):
            yield link.line, {"href": link.to, "remedy": "Write a whole address that begins with https://."}


def strange_media(subject: Subject) -> Breaches:
    """Pictures, clips and captions whose file is not there."""
    begin = f"{subject.document.folder}/".lstrip("/")
    found = subject.prepared.rendered.outline
    written = [(picture.line, picture.src) for picture in found.pictures]
    for block in found.blocks:
        if block.name in {"video", "audio"}:
            written += [
                (block.line, block.head.get(key, ""))
                for key in ("src", "captions", "poster")
                if key == "src" or key in block.head
            ]
    for line, src in written:
        if not src.startswith("media/") or begin + src not in subject.library.media:
            yield line, {"src": f"“{src}”" if src else "named with src:"}


def without_alt(subject: Subject) -> Breaches:
    """Pictures whose words are missing, or are only the name of the file."""
    for picture in subject.prepared.rendered.outline.pictures:
        if len(picture.alt) < 5 or re.search(r"\.(svg|png|jpe?g|gif|webp)$", picture.alt, re.IGNORECASE):
            yield picture.line, {"src": picture.src}


def without_transcript(subject: Subject) -> Breaches:
    """Clips that can only be seen or heard."""
    for block in subject.prepared.rendered.outline.blocks:
        if block.name in {"video", "audio"} and not block.has_transcript:
            yield block.line, {"name": block.name}


def without_captions(subject: Subject) -> Breaches:
    """Videos that say nothing to those who cannot hear them."""
    for block in subject.prepared.rendered.outline.blocks:
        if block.name == "video" and not block.head.get("captions", "").endswith(".vtt"):
            yield block.line, {}
