"""Whether an evidence pack agrees with itself: read from the file alone, without a database or a network.

Who made it is shown by its signature, if the reader has the keys from elsewhere (`signatures`). Memory stays flat: what
is long is read in pieces, and every member is read through once. How much of it is read at all, the limits say.
"""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from learnmentor.evidence.checks import json_pieces, opened_pack
from learnmentor.evidence.checks.json_pieces import Place
from learnmentor.evidence.checks.ledger import Walk
from learnmentor.evidence.checks.limits import AT_HOME, Budget, Limits
from learnmentor.evidence.checks.opened_pack import UNREADABLE, NotOpened, OpenedPack, Source, composed
from learnmentor.evidence.packs import declaration_file, signatures, years
from learnmentor.evidence.packs.declaration_file import DECLARATION
from learnmentor.evidence.packs.pack_file import FORMAT, LEDGER, MANIFEST, TABLE, VERSION
from learnmentor.evidence.packs.signatures import BESIDE_THE_LIST, KEYS, SIGNATURE, Signature
from learnmentor.signing.rules import PublicKey

_LARGEST_SIGNATURE, _LARGEST_KEYS = 16 * 1024, 256 * 1024  # bytes
_LOST = "It was already lost when the pack was made."
_DAMAGED = "It cannot be read: its bytes were damaged or changed."
_CHANGED = "It was changed: its bytes no longer give the SHA-256 in the manifest."
_MOST_FOLDERS, _LONGEST_FOLDER = 100, 100
_MALFORMED = (csv.Error, KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError)
_TOLD = frozenset(
    {("format",), ("version",), ("person",), ("year",), ("made_at",), ("ledger",), ("signature",), ("folders",)}
)


@dataclass(frozen=True)
class PackFinding:
    """Something that is not as it was: the member of the pack, and what is wrong with it."""

    member: str
    message: str

    def __str__(self) -> str:
        return f"{self.member}: {self.message}"

    @property
    def was_so(self) -> bool:
        """Whether it was so from the beginning, and the pack says it itself."""
        return self.message == _LOST


@dataclass(frozen=True)
class Handled:
    """What became of a pack on its way, none of which changes a file of it."""

    packed_anew: bool = False  # unpacked, or unpacked and packed again, by somebody's computer
    beside: int = 0  # files that a computer put there, which are no part of the pack

    @property
    def sentence(self) -> str:
        """It in words, "" for a pack as it was downloaded."""
        if not self.packed_anew:
            return ""
        told = "It was unpacked or packed anew by somebody's computer, and all of its files are as they were made."
        many = self.beside > 1
        left_out = f"{self.beside} files" if many else "1 file"
        were = "were" if many else "was"
        beside = f" {left_out} that the computer put beside them {were} left out of account."
        return told + beside * bool(self.beside)


@dataclass(frozen=True)
class Examined:
    """All that was found out about a pack. Without findings, `told` is what its list says of it."""

    findings: tuple[PackFinding, ...]
    told: Mapping[str, Any] = field(default_factory=dict)
    signature: Signature = field(default_factory=lambda: Signature(None, trusted=False))
    unproved: tuple[int, ...] = ()  # lines that count, but whose words and files it gives nothing to check by
    sha256: Mapping[str, str] = field(default_factory=dict)  # of each member, by its name
    handled: Handled = Handled()
    opened: bool = True  # else the one finding says why not


class _Wrong(Exception):
    """The pack cannot be checked further."""

    def __init__(self, member: str, message: str) -> None:
        super().__init__(message)
        self.finding = PackFinding(member, message)


def verify(path: Source, *, keys: Iterable[PublicKey] | None = None) -> list[PackFinding]:
    """Everything in the pack that does not agree: signature, changed, missing and added members, ledger, sums, table.

    `keys` are those of whoever is said to have made it, from elsewhere; without them, the one in the pack has to do.
    """
    return list(examine(path, keys=keys).findings)


def signature(path: Source, *, keys: Iterable[PublicKey] | None = None) -> Signature:
    """What the signature of a verified pack shows about who made it."""
    return examine(path, keys=keys).signature


def unproved(path: Source) -> list[int]:
    """The lines of a verified pack that count, but whose words and files it gives nothing to check by.

    No finding: an honest pack has them too, where words were erased or no key of the server opened them.
    """
    return list(examine(path).unproved)


def examine(path: Source, *, keys: Iterable[PublicKey] | None = None, limits: Limits = AT_HOME) -> Examined:
    """Check a pack, a ZIP or a folder, in one walk. Raises `TooMuch` for one that is beyond the limits."""
    budget = Budget(limits)
    try:
        with opened_pack.opened(path, budget) as pack:
            return _Examination(pack, None if keys is None else list(keys), budget).result()
    except NotOpened as why:
        return Examined((PackFinding(_name_of(path), str(why)),), opened=False)
    except OSError:
        return Examined((PackFinding(_name_of(path), "It cannot be read."),), opened=False)


def _name_of(path: Source) -> str:
    return path.name if isinstance(path, Path) else "The file"


@dataclass
class _Listed:
    """What a list says: of the pack, of its members (name → size and SHA-256), and of files lost before."""

    told: dict[str, Any]
    members: dict[str, tuple[int, str]]
    lost: list[str]
    twice: list[str]

    def sha256_of(self, name: str) -> str | None:
        """The digest of a member, None where the list has none."""
        found = self.members.get(composed(name))
        return found[1] if found else None


class _Examination:
    """One pack, being checked."""

    def __init__(self, pack: OpenedPack, keys: list[PublicKey] | None, budget: Budget) -> None:
        self._pack, self._keys, self._budget = pack, keys, budget
        self._signature = Signature(None, keys is not None)
        self._unproved: list[int] = []
        self._listed = _Listed({}, {}, [], [])

    def result(self) -> Examined:
        most = self._budget.limits.findings
        faults: list[PackFinding] = []
        lost: list[PackFinding] = []
        for each in self._findings():
            if len(faults) == most:
                faults.append(PackFinding("The pack", "There is more in it that is not as it was made."))
                break
            if not each.was_so:
                faults.append(each)
            elif len(lost) < most:
                lost.append(each)
        sha256 = {name: told[1] for name, told in self._listed.members.items()}
        handled = Handled(self._pack.packed_anew, self._pack.beside)
        return Examined((*faults, *lost), self._listed.told, self._signature, tuple(self._unproved), sha256, handled)

    def _findings(self) -> Iterator[PackFinding]:
        try:
            content = self._content_of_list("")
            self._signature = self._signed("", content)
            self._listed = self._list("", content, of={FORMAT, years.FORMAT})
            self._pack.spell_as(self._listed.members)
            yield from self._signature_faults("", self._signature, self._listed)
            yield from (PackFinding(name, _TWICE) for name in self._pack.twice)
            yield from self._members("", self._pack.names, self._listed)
            yield from (
                self._several() if self._listed.told["format"] == years.FORMAT else self._ledger("", self._listed)
            )
        except _Wrong as wrong:
            yield wrong.finding

    def _several(self) -> Iterator[PackFinding]:
        """Each folder of the list over all years, as the pack that it is."""
        for folder, names in self._pack.by_folder(_folders_in(self._listed.told)).items():
            try:
                yield from self._year(f"{folder}/", names)
            except _Wrong as wrong:
                yield wrong.finding

    def _year(self, folder: str, names: Iterable[str]) -> Iterator[PackFinding]:
        content = self._content_of_list(folder)
        signed, listed = self._signed(folder, content), self._list(folder, content, of={FORMAT})
        yield from self._signature_faults(folder, signed, listed)
        yield from self._members(folder, names, listed)
        yield from self._ledger(folder, listed)

    # The list, and who signed it

    def _content_of_list(self, folder: str) -> bytes:
        name, most = folder + MANIFEST, self._budget.limits.list
        if name not in self._pack:
            raise _Wrong(name, "It is missing." if folder else self._pack.why_no_list())
        self._budget.ask("list", self._pack.size(name))
        return _read(self._pack, name, most=most)

    def _signed(self, folder: str, manifest: bytes) -> Signature:
        def of(name: str, most: int) -> bytes | None:
            return _read(self._pack, folder + name, most=most) if folder + name in self._pack else None

        return signatures.signature_of(
            manifest=manifest,
            signature=of(SIGNATURE, _LARGEST_SIGNATURE),
            keys=None if self._keys is not None else of(KEYS, _LARGEST_KEYS),
            trusted=self._keys,
        )

    def _list(self, folder: str, content: bytes, *, of: set[str]) -> _Listed:
        found = _Listed({}, {}, [], [])
        lists: list[Place] = [("members",), ("missing",)]
        self._budget.spend("texts", len(content))
        try:
            for place, value in self._pieces(io.BytesIO(content), lists, _TOLD):
                self._budget.ask_the_clock()
                self._take(found, place, value)
        except _MALFORMED:
            raise _Wrong(folder + MANIFEST, "It cannot be read: it is not the JSON that we write.") from None
        if found.told.get("format") not in of or found.told.get("version") != VERSION:
            raise _Wrong(folder + MANIFEST, _OTHER_KIND)
        return found

    def _take(self, found: _Listed, place: Place, value: Any) -> None:
        if place == ("members",):
            name = composed(str(value["name"]))
            if name in found.members:
                found.twice.append(name)
            found.members[name] = int(value["size"]), str(value["sha256"])[:64]
            self._budget.ask("members", len(found.members))
        elif place == ("missing",):
            found.lost.append(str(value))
            self._budget.ask("members", len(found.lost))
        else:
            found.told[place[0]] = value

    @staticmethod
    def _signature_faults(folder: str, found: Signature, listed: _Listed) -> Iterator[PackFinding]:
        if found.checked is None and signatures.says_that_it_is_signed(listed.told):
            yield PackFinding(folder + SIGNATURE, "It is missing: the manifest says that it is signed.")
        elif found.fault is not None:
            yield PackFinding(folder + SIGNATURE, found.fault)

    # The members against it

    def _members(self, folder: str, names: Iterable[str], listed: _Listed) -> Iterator[PackFinding]:
        added = sorted(set(names) - listed.members.keys() - BESIDE_THE_LIST)
        yield from (PackFinding(folder + name, _TWICE_LISTED) for name in listed.twice)
        yield from (PackFinding(folder + name, "It was added: the manifest does not list it.") for name in added)
        for name, (size, sha256) in listed.members.items():
            if folder + name not in self._pack:
                yield PackFinding(folder + name, "It is missing.")
            elif (fault := self._content_fault(folder + name, size, sha256)) is not None:
                yield PackFinding(folder + name, fault)
        yield from (PackFinding(folder + name, _LOST) for name in listed.lost)

    def _content_fault(self, name: str, size: int, sha256: str) -> str | None:
        self._budget.ask_the_clock()
        found = self._pack.digest(name, most=max(size, 0))
        if found.fault is not None:
            return found.fault
        return None if (found.size, found.sha256) == (size, sha256) else _CHANGED

    # The ledger, and the figures that are said to come from it

    def _ledger(self, folder: str, listed: _Listed) -> Iterator[PackFinding]:
        try:
            walk, totals = self._walk(folder, listed)
            found = [PackFinding(folder + LEDGER, fault) for fault in walk.faults(totals, listed.told["ledger"])]
            found += [PackFinding(folder + (name or LEDGER), fault) for name, fault in walk.evidence]
            with _member(self._pack, folder + TABLE, self._budget) as table:
                if not walk.fits_table(table):
                    found.append(PackFinding(folder + TABLE, "Its entries are not those of the ledger."))
        except _MALFORMED:
            yield PackFinding(folder + LEDGER, "It is not a ledger as we write it.")
            return
        yield from found
        self._unproved += walk.unproved()
        yield from self._declaration(folder, walk)

    def _walk(self, folder: str, listed: _Listed) -> tuple[Walk, Any]:
        told: dict[Place, Any] = {}
        walk = None
        lines: Place = ("ledger", "lines")
        with _member(self._pack, folder + LEDGER, self._budget) as member:
            for place, value in self._pieces(member, [lines], _OF_A_LEDGER):
                if place != lines:
                    told[place] = value
                    continue
                walk = walk or self._begun(folder, told, listed)
                walk.take(value)
        walk = walk or self._begun(folder, told, listed)
        return walk, told[("totals",)]

    def _begun(self, folder: str, told: Mapping[Place, Any], listed: _Listed) -> Walk:
        _of_our_kind(folder + LEDGER, told)
        start, year = told[("ledger", "start")], told[("year",)]
        return Walk(start, year, sha256_of=listed.sha256_of, budget=self._budget)

    def _declaration(self, folder: str, walk: Walk) -> Iterator[PackFinding]:
        """The year's declarations, where there are any, against the ledger as it was when each was made."""
        if folder + DECLARATION not in self._pack:
            return
        told: dict[Place, Any] = {}
        found: list[str] = []
        number = 0
        try:
            with _member(self._pack, folder + DECLARATION, self._budget) as member:
                for place, value in self._pieces(member, [("declarations",)], _OF_A_LEDGER):
                    if place != ("declarations",):
                        told[place] = value
                        continue
                    number += 1
                    self._budget.spend("declarations")
                    self._budget.ask_the_clock()
                    found += declaration_file.faults_of(
                        value, number=number, links=walk.told, start=walk.start, hash_at=walk.hash_at
                    )
            _of_our_kind(folder + DECLARATION, told)
        except _MALFORMED:
            found = ["It is not a declaration as we write it."]
        yield from (PackFinding(folder + DECLARATION, fault) for fault in found)

    def _pieces(
        self, member: IO[bytes], lists: Collection[Place], kept: Collection[Place]
    ) -> Iterator[tuple[Place, Any]]:
        longest, tick = self._budget.limits.piece, self._budget.ask_the_clock
        return json_pieces.pieces(member, lists=lists, kept=kept, longest=longest, tick=tick)


_TWICE = "It is in the pack twice, or with another that looks alike: only the letters' parts differ."
_TWICE_LISTED = "The list names it twice, or with another that looks alike."
_OTHER_KIND = "It is of a kind or version that this program does not know."
_OF_A_LEDGER = frozenset({("format",), ("version",), ("year",), ("totals",), ("ledger", "start")})


def _of_our_kind(name: str, told: Mapping[Place, Any]) -> None:
    if told.get(("format",)) != FORMAT or told.get(("version",)) != VERSION:
        raise _Wrong(name, _OTHER_KIND)


def _folders_in(told: Mapping[str, Any]) -> list[str]:
    """The years of a pack of several: each a folder of the top, so that no member lies in two."""
    folders = told.get("folders")
    if isinstance(folders, list) and 0 < len(folders) <= _MOST_FOLDERS:
        names = [str(folder)[: _LONGEST_FOLDER + 1] for folder in folders]
        plain = all(name and "/" not in name and len(name) <= _LONGEST_FOLDER for name in names)
        if plain and len({composed(name) for name in names}) == len(names):
            return names
    raise _Wrong(MANIFEST, "Its list of years is not as we write it.")


@contextmanager
def _member(pack: OpenedPack, name: str, budget: Budget) -> Iterator[IO[bytes]]:
    """A member that is read in pieces, if it is not too long to be one of ours; raises `_Wrong` and `TooMuch`."""
    if name not in pack:
        raise _Wrong(name, "It is missing.")
    budget.spend("texts", pack.size(name))
    try:
        with pack.open(name) as member:
            yield member
    except (ValueError, RecursionError):
        raise  # for whoever makes sense of what was read
    except UNREADABLE:
        raise _Wrong(name, pack.why_not(name) or _DAMAGED) from None


def _read(pack: OpenedPack, name: str, *, most: int) -> bytes:
    """A member that is held at once."""
    if name not in pack:
        raise _Wrong(name, "It is missing.")
    try:
        with pack.open(name) as member:
            content = member.read(most + 1)
    except UNREADABLE:
        raise _Wrong(name, pack.why_not(name) or _DAMAGED) from None
    if len(content) > most:
        raise _Wrong(name, "It is far larger than any we make.")
    return content
