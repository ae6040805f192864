"""Whether an evidence pack agrees with itself: read from the file alone, without a database or a network.

Who made it is shown by its signature, if the reader has the keys from elsewhere (`signatures`).
"""

import csv
import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import IO, Any, Protocol

from learnmentor.cpd import chain, declared_file, rules, several, signatures, spreadsheet
from learnmentor.cpd.chain import Link
from learnmentor.cpd.declared_file import DECLARATION
from learnmentor.cpd.declaring import totals_as_data
from learnmentor.cpd.pack import FORMAT, LEDGER, MANIFEST, TABLE, VERSION
from learnmentor.cpd.prose import PARTS
from learnmentor.cpd.rules import CpdYear, Line
from learnmentor.cpd.signatures import BESIDE_THE_LIST, KEYS, SIGNATURE, Signature
from learnmentor.signing.rules import PublicKey

_LARGEST_TEXT = 64 * 1024 * 1024  # of the members that are read whole
_CHUNK = 256 * 1024
_LOST = "It was already lost when the pack was made."
_MOST_FOLDERS = 100
UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_MALFORMED = (csv.Error, KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError)


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was: the member of the pack, and what is wrong with it."""

    member: str
    message: str

    def __str__(self) -> str:
        return f"{self.member}: {self.message}"

    @property
    def was_so(self) -> bool:
        """Whether it was so from the beginning, and the pack says it itself."""
        return self.message == _LOST


class _Opened(Protocol):
    """What is read of a ZIP, or of a folder in one."""

    def namelist(self) -> list[str]:
        """The names of its members."""

    def open(self, name: str) -> IO[bytes]:
        """A member, to be read; raises KeyError."""


class _Wrong(Exception):
    """The pack cannot be checked further."""

    def __init__(self, member: str, message: str) -> None:
        super().__init__(message)
        self.finding = Finding(member, message)


class _Folder(_Opened):
    """A folder of a ZIP, read as if it were a ZIP of its own."""

    def __init__(self, archive: _Opened, name: str) -> None:
        self._archive = archive
        self._prefix = f"{name}/"

    def namelist(self) -> list[str]:
        """The names inside the folder."""
        names = self._archive.namelist()
        return [name.removeprefix(self._prefix) for name in names if name.startswith(self._prefix)]

    def open(self, name: str) -> IO[bytes]:
        """A member by its name in the folder; raises KeyError."""
        return self._archive.open(self._prefix + name)


Source = Path | IO[bytes]
"""A pack as a file, by its place or open."""


def verify(path: Source, *, keys: Iterable[PublicKey] | None = None) -> list[Finding]:
    """Everything in the pack that does not agree: signature, changed, missing and added members, ledger, sums, table.

    `keys` are those of whoever is said to have made it, from elsewhere; without them, the one in the pack has to do.
    """
    try:
        archive = zipfile.ZipFile(path)
    except UNREADABLE:
        named = path.name if isinstance(path, Path) else "The file"
        return [Finding(named, "This is not a ZIP file, or it was cut off.")]
    with archive:
        try:
            return [*_several(archive, keys)] if _folders(archive) else [*_one(archive, keys)]
        except _Wrong as wrong:
            return [wrong.finding]


def _one(archive: _Opened, keys: Iterable[PublicKey] | None) -> Iterator[Finding]:
    manifest = _read_json(archive, MANIFEST)
    yield from _signature_faults(_signature(archive, keys), manifest)
    yield from _members(archive, manifest)
    yield from _ledger(archive, manifest)
    yield from _declaration(archive)


def _several(archive: _Opened, keys: Iterable[PublicKey] | None) -> Iterator[Finding]:
    """The list over all years, then each folder as the pack that it is."""
    manifest = _read_json(archive, MANIFEST, of=several.FORMAT)
    yield from _signature_faults(_signature(archive, keys), manifest)
    yield from _members(archive, manifest)
    for folder in _folders(archive):
        try:
            found = list(_one(_Folder(archive, folder), keys))
        except _Wrong as wrong:
            found = [wrong.finding]
        yield from (Finding(f"{folder}/{each.member}", each.message) for each in found)


def _folders(archive: _Opened) -> list[str]:
    """The years of a pack of several; none for a pack of one."""
    try:
        folders = _read_json(archive, MANIFEST, of=several.FORMAT).get("folders")
    except _Wrong:
        return []
    if (
        not isinstance(folders, list)
        or not 0 < len(folders) <= _MOST_FOLDERS
        or len(set(map(str, folders))) < len(folders)
    ):
        raise _Wrong(MANIFEST, "Its list of years is not as we write it.")
    return [str(folder) for folder in folders]


def manifest_of(path: Source) -> Mapping[str, Any]:
    """The list of a verified pack, with what it says of itself."""
    with zipfile.ZipFile(path) as archive:
        return _read_json(archive, MANIFEST, of=several.FORMAT if _folders(archive) else FORMAT)


def signature(path: Source, *, keys: Iterable[PublicKey] | None = None) -> Signature:
    """What the signature of a verified pack shows about who made it."""
    with zipfile.ZipFile(path) as archive:
        return _signature(archive, keys)


def _signature(archive: _Opened, keys: Iterable[PublicKey] | None) -> Signature:
    held = set(archive.namelist())
    return signatures.signature_of(
        manifest=_read(archive, MANIFEST),
        signature=_read(archive, SIGNATURE) if SIGNATURE in held else None,
        keys=_read(archive, KEYS) if KEYS in held else None,
        trusted=keys,
    )


def _signature_faults(found: Signature, manifest: Mapping[str, Any]) -> Iterator[Finding]:
    if found.checked is None and signatures.says_that_it_is_signed(manifest):
        yield Finding(SIGNATURE, "It is missing: the manifest says that it is signed.")
    elif found.fault is not None:
        yield Finding(SIGNATURE, found.fault)


def unproved(path: Source) -> list[int]:
    """The lines of a verified pack that count, but whose words and files it gives nothing to check by.

    No finding: an honest pack has them too, where words were erased or no key of the server opened them.
    """
    with zipfile.ZipFile(path) as archive:
        packs: list[_Opened] = [_Folder(archive, folder) for folder in _folders(archive)]
        packs = packs or [archive]
        ledgers = [_read_json(pack, LEDGER)["ledger"]["lines"] for pack in packs]
    told = [each for lines in ledgers for each in lines if each.get("facts")]
    bare = {each["sequence"] for each in told if not each.get("text")}
    lines = [line for line in (_link(each).line for each in told) if line]
    return [line.sequence for line in rules.in_force(lines) if line.sequence in bare]


def _read(archive: _Opened, name: str) -> bytes:
    try:
        with archive.open(name) as member:
            content = member.read(_LARGEST_TEXT + 1)
    except KeyError:
        raise _Wrong(name, "It is missing.") from None
    except UNREADABLE:
        raise _Wrong(name, "It cannot be read: its bytes were damaged or changed.") from None
    if len(content) > _LARGEST_TEXT:
        raise _Wrong(name, "It is far larger than any we make.")
    return content


def _read_json(archive: _Opened, name: str, *, of: str = FORMAT) -> dict[str, Any]:
    try:
        value = json.loads(_read(archive, name))
    except (ValueError, RecursionError):
        raise _Wrong(name, "It cannot be read: it is not the JSON that we write.") from None
    if not isinstance(value, dict) or value.get("format") != of or value.get("version") != VERSION:
        raise _Wrong(name, "It is of a kind or version that this program does not know.")
    return value


# The members against the manifest


def _members(archive: _Opened, manifest: Mapping[str, Any]) -> Iterator[Finding]:
    try:
        listed = {str(each["name"]): (int(each["size"]), str(each["sha256"])) for each in manifest["members"]}
        lost = [str(name) for name in manifest["missing"]]
    except _MALFORMED:
        yield Finding(MANIFEST, "Its list of members is not as we write it.")
        return
    held = Counter(archive.namelist())
    added = sorted(held.keys() - listed.keys() - BESIDE_THE_LIST)
    yield from (Finding(name, "It is in the pack twice.") for name, times in held.items() if times > 1)
    yield from (Finding(name, "It was added: the manifest does not list it.") for name in added)
    for name, (size, sha256) in listed.items():
        if name not in held:
            yield Finding(name, "It is missing.")
        elif (fault := _content_fault(archive, name, size=size, sha256=sha256)) is not None:
            yield fault
    yield from (Finding(name, _LOST) for name in lost)


def _content_fault(archive: _Opened, name: str, *, size: int, sha256: str) -> Finding | None:
    digest, length = hashlib.sha256(), 0
    try:
        with archive.open(name) as member:
            while length <= size and (chunk := member.read(_CHUNK)):
                digest.update(chunk)
                length += len(chunk)
    except UNREADABLE:
        return Finding(name, "It cannot be read: its bytes were damaged or changed.")
    if length == size and digest.hexdigest() == sha256:
        return None
    return Finding(name, "It was changed: its bytes no longer give the SHA-256 in the manifest.")


# The ledger, and the figures that are said to come from it


def _ledger(archive: _Opened, manifest: Mapping[str, Any]) -> list[Finding]:
    told = _read_json(archive, LEDGER)
    try:
        links = [_link(each) for each in told["ledger"]["lines"]]
        lines = [link.line for link in links if link.line]
        return [
            *_chain_faults(links, told, manifest),
            *_sum_faults(lines, told),
            *(fault for each in told["ledger"]["lines"] for fault in _evidence_faults(each, manifest)),
            *_table_faults(_read(archive, TABLE), lines),
        ]
    except _MALFORMED:
        return [Finding(LEDGER, "It is not a ledger as we write it.")]


def _link(each: Mapping[str, Any]) -> Link:
    facts = each.get("facts")
    line = None
    if facts is not None:
        on, created_at = date.fromisoformat(facts["on"]), datetime.fromisoformat(facts["created_at"])
        line = Line(**{**facts, "on": on, "created_at": created_at})
    return Link(each["sequence"], each["previous_hash"], each["hash"], line)


def _chain_faults(links: list[Link], told: Mapping[str, Any], manifest: Mapping[str, Any]) -> Iterator[Finding]:
    start = told["ledger"]["start"]
    if (broken := chain.verify_chain(links, start=start)) is not None:
        yield Finding(LEDGER, broken.reason)
    head = links[-1].hash if links else start
    if manifest["ledger"] != {"start": start, "head": head, "lines": len(links)}:
        yield Finding(LEDGER, "It does not end where the manifest says that the ledger ends.")


def _declaration(archive: _Opened) -> list[Finding]:
    """The year's declarations, where there are any, against the ledger as it was when each was made."""
    if DECLARATION not in archive.namelist():
        return []
    told, beside = _read_json(archive, DECLARATION), _read_json(archive, LEDGER)
    try:
        ledger = beside["ledger"]
        links = [_link(each) for each in ledger["lines"]]
        found = declared_file.faults(told["declarations"], links=links, start=ledger["start"])
        return [Finding(DECLARATION, fault) for fault in found]
    except _MALFORMED:
        return [Finding(DECLARATION, "It is not a declaration as we write it.")]


def _sum_faults(lines: list[Line], told: Mapping[str, Any]) -> Iterator[Finding]:
    first = date.fromisoformat(told["year"]["first"])
    year = CpdYear(first.year, (first.month, first.day))
    is_so_named = (year.label, year.last.isoformat()) == (told["year"]["label"], told["year"]["last"])
    if not is_so_named or any(not year.contains(line.on) for line in lines):
        yield Finding(LEDGER, "It holds lines that are not of its year.")
    adds_up_to = totals_as_data(rules.totals(lines))
    if told["totals"] != adds_up_to:
        says, finds = told["totals"]["counted_minutes"], adds_up_to["counted_minutes"]
        yield Finding(LEDGER, f"Its totals do not add up: it says {says} minutes, its lines give {finds}.")


def _evidence_faults(each: Mapping[str, Any], manifest: Mapping[str, Any]) -> Iterator[Finding]:
    """The text and the files of a line against the digest in its facts."""
    text, number = each.get("text"), each["sequence"]
    if not text:
        return
    digests = {part: shown.get("digest") or _digest_of(shown) for part, shown in text.items()}
    if digests.keys() != PARTS or chain.joined_digest(digests) != each["facts"]["prose_digest"]:
        yield Finding(LEDGER, f"What was written about line {number}, or its files, changed since.")
        return
    members = {member["name"]: member["sha256"] for member in manifest["members"]}
    uploaded = [sha256 for _, _, sha256 in json.loads(text["files"]["text"])]
    for file, sha256 in zip(each["files"], uploaded, strict=True):
        if file["present"] and members.get(file["path"]) != sha256:
            yield Finding(file["path"], f"It is not the file that was uploaded with line {number}.")


def _digest_of(shown: Mapping[str, str]) -> str:
    return chain.part_digest(bytes.fromhex(shown["key"]), shown["text"])


def _table_faults(content: bytes, lines: list[Line]) -> Iterator[Finding]:
    stated = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))[1:]
    replaced = {line.supersedes for line in lines}
    expected = sorted(spreadsheet.cells(line) for line in lines if line.sequence not in replaced)
    if sorted(row[:-1] for row in stated) != expected:
        yield Finding(TABLE, "Its entries are not those of the ledger.")
