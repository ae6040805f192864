"""The ledger of a pack, checked line by line as it is read: what is kept of a line is what the sums need."""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import IO, Any

from learnmentor.cpd import chain, rules
from learnmentor.cpd.chain import Break, ChainLink
from learnmentor.cpd.declarations.rules import totals_as_data
from learnmentor.cpd.prose import PARTS
from learnmentor.cpd.rules import CpdYear, LedgerLine
from learnmentor.cpd.tables import spreadsheet
from learnmentor.evidence.checks.limits import Budget

_WHOLE = frozenset(
    {"sequence", "supersedes", "planned_minutes", "active_minutes", "claimed_minutes", "attended_minutes",
     "counted_minutes", "revision_number"}
)  # fmt: skip
_SHORT = frozenset({"kind", "type", "basis"})
_LONGEST_SHORT, _LONGEST_PATH, _MOST_DIGITS = 40, 300, 10**9
_ALL_CELLS = len(spreadsheet.COLUMNS) - 1  # the number of files is no fact of the ledger
_ATTENDANCE = slice(spreadsheet.COLUMNS.index("Attended minutes"), spreadsheet.COLUMNS.index("Confirmed by") + 1)
_CHUNK = 64 * 1024
_DIGEST = hashlib.sha256().digest_size


class Walk:
    """The walk along one ledger. `sha256_of` gives the digest that the list has for a member, or None.

    Everything raises TypeError, KeyError or ValueError for what is no ledger as we write it.
    """

    def __init__(self, start: str, year: Mapping[str, Any], *, sha256_of: Callable[[str], str | None], budget: Budget):
        first = date.fromisoformat(year["first"])
        self.start, self._budget, self._sha256_of = _hash(start), budget, sha256_of
        self._year = CpdYear(first.year, (first.month, first.day))
        self._of_its_year = (self._year.label, self._year.last.isoformat()) == (year["label"], year["last"])
        self._chain = chain.Chain(start)
        self._broken: Break | None = None
        self._hashes = bytearray()
        self._rows: dict[int, bytes] = {}
        self._bare: set[int] = set()
        self.told: list[ChainLink] = []  # the lines with facts; of those, what counts
        self.evidence: list[tuple[str | None, str]] = []  # a member (None: the ledger), and what is wrong with it

    def take(self, each: Mapping[str, Any]) -> None:
        """Go on to the next line."""
        self._budget.spend("lines")
        self._budget.ask_the_clock()
        line = None if each.get("facts") is None else _line_of(each["facts"])
        link = ChainLink(_whole(each["sequence"]), _hash(each["previous_hash"]), _hash(each["hash"]), line)
        if self._broken is None:
            self._broken = self._chain.follow(link)
        self._hashes += bytes.fromhex(link.hash)
        if line is not None:
            self._budget.spend("entries")
            self._remember(line, link)
            self._hold_against_its_evidence(each)

    def _remember(self, line: LedgerLine, link: ChainLink) -> None:
        self._of_its_year = self._of_its_year and self._year.contains(line.on)
        self._rows[line.sequence] = _digest_of_row(_as_before(spreadsheet.cells(line)))
        self.told.append(ChainLink(link.sequence, "", link.hash, _what_counts(line)))

    def _hold_against_its_evidence(self, each: Mapping[str, Any]) -> None:
        if not each.get("text"):
            self._bare.add(each["sequence"])
            return
        if len(self.evidence) <= self._budget.limits.findings:
            self.evidence += _evidence_faults(each, self._sha256_of)

    @property
    def lines(self) -> int:
        """How many there are, those of other years included."""
        return len(self._hashes) // _DIGEST

    def hash_at(self, sequence: int) -> str | None:
        """The hash of a line of a ledger that holds; of the one before the first, its start."""
        if sequence == 0:
            return self.start
        return self._hashes[(sequence - 1) * _DIGEST : sequence * _DIGEST].hex() or None

    def faults(self, totals: Any, listed: Any) -> Iterator[str]:
        """What does not agree in the ledger itself: with its own chain, with the list, with its year and totals."""
        if self._broken is not None:
            yield self._broken.reason
        if listed != {"start": self.start, "head": self.hash_at(self.lines), "lines": self.lines}:
            yield "It does not end where the manifest says that the ledger ends."
        if not self._of_its_year:
            yield "It holds lines that are not of its year."
        adds_up_to = totals_as_data(rules.totals(link.line for link in self.told if link.line))
        if totals != adds_up_to:
            says, finds = totals["counted_minutes"], adds_up_to["counted_minutes"]
            yield f"Its totals do not add up: it says {_whole(says)} minutes, its lines give {finds}."

    def fits_table(self, member: IO[bytes]) -> bool:
        """Whether the rows of a table are those of the ledger, each once."""
        replaced = {link.line.supersedes for link in self.told if link.line}
        expected = Counter(row for sequence, row in self._rows.items() if sequence not in replaced)
        for row in _rows_of(member, longest=self._budget.limits.piece):
            self._budget.ask_the_clock()
            digest = _digest_of_row(_as_before(row[:-1]))
            if not expected[digest]:
                return False
            expected[digest] -= 1
        return not expected.total()

    def unproved(self) -> list[int]:
        """The lines that count, but whose words and files it gives nothing to check by."""
        counting = rules.in_force(link.line for link in self.told if link.line)
        return [line.sequence for line in counting if line.sequence in self._bare]


def _line_of(facts: Mapping[str, Any]) -> LedgerLine:
    for name, value in facts.items():
        if name in _WHOLE:
            _ = value is None or _whole(value)
        elif not (value is None or isinstance(value, str)) or (name in _SHORT and len(value or "") > _LONGEST_SHORT):
            raise TypeError(name)
    on, created_at = date.fromisoformat(facts["on"]), datetime.fromisoformat(facts["created_at"])
    return LedgerLine(**{**facts, "on": on, "created_at": created_at})


def _what_counts(line: LedgerLine) -> LedgerLine:
    """The line without its words, which may be long."""
    return LedgerLine(
        sequence=line.sequence, public_id="", kind=line.kind, supersedes=line.supersedes, on=line.on, type=line.type,
        title="", provider="", planned_minutes=line.planned_minutes, active_minutes=line.active_minutes,
        claimed_minutes=line.claimed_minutes, attended_minutes=line.attended_minutes,
        counted_minutes=line.counted_minutes, basis=line.basis, prose_digest="", created_at=line.created_at,
    )  # fmt: skip


def _whole(value: Any) -> int:
    if type(value) is not int or not -_MOST_DIGITS < value < _MOST_DIGITS:
        raise TypeError("no whole number of an ordinary size")
    return value


def _hash(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 2 * _DIGEST or value != bytes.fromhex(value).hex():
        raise ValueError("no SHA-256")
    return value


# The words and files of a line


def _evidence_faults(
    each: Mapping[str, Any], sha256_of: Callable[[str], str | None]
) -> Iterator[tuple[str | None, str]]:
    """The text and the files of a line against the digest in its facts."""
    text, number = each["text"], each["sequence"]
    digests = {part: shown.get("digest") or _digest_of(shown) for part, shown in text.items() if part in PARTS}
    if text.keys() != PARTS or chain.joined_digest(digests) != each["facts"]["prose_digest"]:
        yield None, f"What was written about line {number}, or its files, changed since."
        return
    uploaded = [sha256 for _, _, sha256 in json.loads(text["files"]["text"])]
    for file, sha256 in zip(each["files"], uploaded, strict=True):
        if file["present"] and sha256_of(file["path"]) != sha256:
            yield file["path"][:_LONGEST_PATH], f"It is not the file that was uploaded with line {number}."


def _digest_of(shown: Mapping[str, str]) -> str:
    return chain.part_digest(bytes.fromhex(shown["key"]), shown["text"])


# The table


def _as_before(cells: list[str]) -> list[str]:
    """A row without the columns on attendance where they are empty: tables of before have none."""
    if len(cells) != _ALL_CELLS or any(cells[_ATTENDANCE]):
        return cells
    return cells[: _ATTENDANCE.start] + cells[_ATTENDANCE.stop :]


def _digest_of_row(cells: list[str]) -> bytes:
    return hashlib.sha256(json.dumps(cells).encode()).digest()


def _rows_of(member: IO[bytes], *, longest: int) -> Iterator[list[str]]:
    """The rows below the heading. Raises csv.Error for one that is longer than any of ours."""
    lines = _Lines(member, longest)
    for number, row in enumerate(csv.reader(lines)):
        lines.left = longest
        if number:
            yield row


class _Lines(Iterable[str]):
    """Lines of text, no more of them for one row than `left` bytes."""

    def __init__(self, member: IO[bytes], longest: int) -> None:
        self._member, self._longest, self.left = member, longest, longest

    def __iter__(self) -> Iterator[str]:
        mark = b"\xef\xbb\xbf"
        for line in self._lines():
            self.left -= len(line)
            if self.left < 0:
                raise csv.Error(_TOO_LONG)
            yield line.removeprefix(mark).decode()
            mark = b""

    def _lines(self) -> Iterator[bytes]:
        rest = b""
        while chunk := self._member.read(_CHUNK):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from (line + b"\n" for line in whole)
            if len(rest) > self._longest:
                raise csv.Error(_TOO_LONG)
        if rest:
            yield rest


_TOO_LONG = "a row is too long"
