"""The evidence pack as a file: one ZIP that an employer can read, and that anybody can verify without us.

It is made as it is sent: the first bytes leave before the last are known, and memory stays flat however large the
files. Reading it back needs neither the database nor a network.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC
from typing import Any

from learnmentor.cpd import chain
from learnmentor.cpd.declarations.rules import totals_as_data
from learnmentor.cpd.tables import spreadsheet
from learnmentor.evidence.packs import proofs, signatures
from learnmentor.evidence.packs.contents import Contents, PackedLine
from learnmentor.evidence.packs.declaration_file import DECLARATION, as_data
from learnmentor.evidence.packs.impact_page import IMPACT
from learnmentor.ground.storage.archive import Archive

FORMAT, VERSION = "learnmentor evidence pack", 1
LEDGER, TABLE, DOCUMENT, GUIDE = "cpd.json", "cpd.csv", "evidence.pdf", "VERIFY.txt"
MANIFEST = signatures.MANIFEST


def chunks(
    contents: Contents,
    *,
    documents: Callable[[], Iterable[tuple[str, bytes]]],
    certificates: Iterable[tuple[str, bytes]],
    read: Callable[[str], Iterator[bytes]],
) -> Iterator[bytes]:
    """The pack, piece by piece. `documents` makes evidence.pdf and what follows it, `read` reads a file by its key."""
    archive = Archive(contents.made_at)
    yield from members(archive, contents, documents=documents, certificates=certificates, read=read)
    yield archive.close()


def members(
    archive: Archive,
    contents: Contents,
    *,
    documents: Callable[[], Iterable[tuple[str, bytes]]],
    certificates: Iterable[tuple[str, bytes]],
    read: Callable[[str], Iterator[bytes]],
) -> Iterator[bytes]:
    """A year's pack put into an archive: all of it, or one of its folders."""
    yield from archive.add(GUIDE, _guide(contents))
    yield from archive.add(TABLE, (piece.encode() for piece in spreadsheet.as_csv(contents.of_year.rows())))
    yield from archive.add(LEDGER, _ledger(contents))
    if contents.declared:
        yield from archive.add(DECLARATION, [_json(_declaration(contents))])
    if contents.impact:
        yield from archive.add(IMPACT, [_json(_impact(contents))])
    for name, pdf in certificates:
        yield from archive.add(f"certificates/{name}", [pdf], packed=False)
    for file in contents.files:
        yield from archive.add(file.path, read(file.kept.storage_key), packed=False, size=file.kept.size)
    for name, pdf in documents():
        yield from archive.add(name, [pdf], packed=False)
    yield from signatures.closing_list(archive, _manifest(contents, archive.members), signer=contents.signer)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _plain(value: Any) -> Any:
    """The value as JSON has it: days and moments spelled as the hashes have them."""
    return json.loads(chain.canonical(value))


def _manifest(contents: Contents, members: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "person": contents.person,
        "year": contents.year.label,
        "made_at": _plain(contents.made_at),
        "ledger": {"start": contents.start, "head": contents.head, "lines": contents.of_year.at.last},
        "members": members,
        "missing": contents.missing,
    }


def _ledger(contents: Contents) -> Iterator[bytes]:
    """cpd.json, a line of text for each of the ledger: ten thousand, held at once, would be much of a pack's memory.

    The facts stand there in the very spelling that their hash is taken of.
    """
    before, mark, after = _json(_ledger_without_lines(contents)).rpartition(b'"lines": []')
    yield before + mark.removesuffix(b"]")
    for number, line in enumerate(contents.of_year.lines()):
        yield (b",\n" if number else b"\n") + chain.canonical(_line(line))
    yield b"]" + after


def _ledger_without_lines(contents: Contents) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "person": contents.person,
        "year": {"label": contents.year.label, **_plain({"first": contents.year.first, "last": contents.year.last})},
        "made_at": _plain(contents.made_at),
        "target": asdict(contents.target),
        "totals": totals_as_data(contents.totals),
        "certificates": [_plain(asdict(certificate)) for certificate in contents.certificates],
        "ledger": {"start": contents.start, "lines": []},
    }


def _declaration(contents: Contents) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "year": contents.year.label,
        "declarations": as_data(contents.declared),
    }


def _impact(contents: Contents) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "year": contents.year.label,
        "before_and_after": [each.as_data() for each in contents.impact],
    }


def _line(packed: PackedLine) -> dict[str, Any]:
    link = packed.link
    line = {"sequence": link.sequence, "previous_hash": link.previous_hash, "hash": link.hash}
    if link.line is None:
        return line
    attached = [{"path": file.path, "sha256": file.kept.sha256, "present": file.present} for file in packed.files]
    return {**line, "facts": chain.facts_of(link.line), "text": packed.proofs, "files": attached}


def _guide(contents: Contents) -> Iterator[bytes]:
    """It names files that are lost: they are looked for once the pack is on its way."""
    yield guide(contents).encode()


def guide(contents: Contents) -> str:
    """VERIFY.txt: how to check the pack, with our tool and without."""
    lost = "".join(f"\n  {name}" for name in contents.missing)
    note = f"\nThese files were uploaded, but the server had lost them when the pack was made:{lost}\n" if lost else ""
    signed = (
        f"  {signatures.SIGNATURE}   our signature of that list\n  {signatures.KEYS}      the key that it fits\n"
        * bool(contents.signer)
    )
    beside = f"\n{contents.beside}\n" * bool(contents.beside)
    declared = f"  {DECLARATION}  the year as it was declared, frozen on that day\n" * bool(contents.declared)
    impact = f"  {IMPACT}  before and after as a mentor, in their own words\n" * bool(contents.impact)
    return f"""Evidence pack of {contents.person}, CPD year {contents.year.label}
Made by LearnMentor on {contents.made_at.astimezone(UTC):%d %B %Y at %H:%M} UTC

Begin with {DOCUMENT}. The other files back it up:

  {TABLE}        every entry, to open in a spreadsheet
  {LEDGER}       the ledger: every fact of every entry, with its hash
{declared}{impact}  certificates/  certificates awarded in the year, as PDF
  files/         what was uploaded as evidence, as it was uploaded
  {MANIFEST}  the SHA-256 of each file in this pack
{signed}{note}{beside}
How to check that the pack agrees with itself

With LearnMentor installed, on any computer, without a network:

  learnmentor verify {contents.name}

By hand: take the SHA-256 of a file (Linux: sha256sum, macOS: shasum -a 256, Windows: certutil -hashfile FILE SHA256)
and compare it with the one in {MANIFEST}.

The ledger: each line's "hash" is the SHA-256 of the previous line's hash, a line feed, and the line's "facts" as JSON
with sorted keys, no spaces and UTF-8. The first line follows "start". Lines of other years appear with their hashes
alone. A changed, missing or added line breaks the row of hashes.

The last hash of this ledger was
  {contents.head}
If you were given this number at another time or by another way, compare it.

{proofs.PROVED}

{proofs.in_the_guide(contents.signer)}
"""
