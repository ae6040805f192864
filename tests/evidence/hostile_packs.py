"""The worst packs that we could think of, and honest ones: what the public check has to answer."""

import csv
import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from learnmentor.cpd import chain, prose, rules
from learnmentor.cpd.declarations.rules import totals_as_data
from learnmentor.cpd.rules import LedgerLine, LineKind
from learnmentor.cpd.tables import spreadsheet
from learnmentor.evidence.packs.pack_file import FORMAT, VERSION

START, MEGABYTE = chain.genesis("somebody"), 1024 * 1024
_AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
_SALT = b"s" * chain.SALT_BYTES
_KIND = {"format": FORMAT, "version": VERSION}


def _packed(**members: bytes | tuple[int, bytes]) -> bytes:
    """A ZIP; a member may say in which way it is compressed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            way, content = member if isinstance(member, tuple) else (zipfile.ZIP_DEFLATED, member)
            archive.writestr(name.replace("__", "/"), content, compress_type=way)
    return made.getvalue()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _manifest(members: dict[str, bytes], *, lines: int, head: str, **more: Any) -> bytes:
    listed = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members.items()
    ]
    ledger = {"start": START, "head": head, "lines": lines}
    return _json(
        {**_KIND, "person": "A", "year": "2026-27", "ledger": ledger, "members": listed, "missing": [], **more}
    )


# An honest pack, as long as it has to be


def honest(
    entries: int, *, words: str = "A sentence or two about what changed. " * 4, files: int = 0, **more: Any
) -> bytes:
    """A pack of a year that agrees with itself: so many entries with words, as an unsigned pack of ours."""
    told, lines, previous = [], [], START
    files_in = {
        f"files/{more.get('called', 'slides')}-{n}.pdf": bytes([n % 251]) * more.get("file_size", 1_000)
        for n in range(files)
    }
    named = list(files_in)
    for n in range(1, entries + 1):
        backing = [named[n - 1]] if n <= files else []
        uploaded = [[name, len(files_in[name]), hashlib.sha256(files_in[name]).hexdigest()] for name in backing]
        parts = {**prose.Prose(impact=words, reflection=words).parts(), "files": chain.canonical(uploaded).decode()}
        text = {part: {"text": told_, "key": chain.part_key(_SALT, part).hex()} for part, told_ in parts.items()}
        line = LedgerLine(
            sequence=n, public_id=f"somebody-{n:06}", kind=LineKind.OWN, source=f"form:{n}",
            on=date(2026, 9, 1) + timedelta(days=n % 80), type="reading", title=f"A paper about mentoring, number {n}",
            provider="A college", claimed_minutes=15, counted_minutes=15, basis="claimed",
            prose_digest=chain.prose_digest(_SALT, parts), created_at=_AT + timedelta(seconds=n),
        )  # fmt: skip
        own = chain.hash_of(line, previous=previous)
        facts = json.loads(chain.canonical(asdict(line)))
        attached = [
            {"path": name, "sha256": sha256, "present": True}
            for name, (_, _, sha256) in zip(backing, uploaded, strict=True)
        ]
        told.append(
            {"sequence": n, "previous_hash": previous, "hash": own, "facts": facts, "text": text, "files": attached}
        )
        lines.append(line)
        previous = own
    ledger = {
        **_KIND, "person": "A", "year": {"label": "2026-27", "first": "2026-09-01", "last": "2027-08-31"},
        "totals": totals_as_data(rules.totals(lines)), "ledger": {"start": START, "lines": told},
    }  # fmt: skip
    members = {"cpd.csv": _table(lines), "cpd.json": _json(ledger), "evidence.pdf": b"%PDF-1.7", **files_in}
    stored = {name: (zipfile.ZIP_STORED, content) if name in files_in else content for name, content in members.items()}
    return _packed(**stored, **{"manifest.json": _manifest(members, lines=entries, head=previous)})


def _table(lines: list[LedgerLine]) -> bytes:
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(spreadsheet.COLUMNS)
    writer.writerows([*spreadsheet.cells(line), 0] for line in lines)
    return page.getvalue().encode("utf-8-sig")


# Hostile ones


def _ledger(lines: bytes, **more: Any) -> bytes:
    told = {**_KIND, "year": {"label": "2026-27", "first": "2026-09-01", "last": "2027-08-31"}, "totals": {}, **more}
    return (
        json.dumps(told).encode()[:-1] + b', "ledger": {"start": "' + START.encode() + b'", "lines": [' + lines + b"]}}"
    )


def _with_ledger(ledger: bytes, table: bytes = b"") -> bytes:
    members = {"cpd.csv": table, "cpd.json": ledger}
    return _packed(**members, **{"manifest.json": _manifest(members, lines=0, head=START)})


def _whole_member(way: int, size: int = 500) -> bytes:
    return _packed(**{"manifest.json": (way, bytes(size * MEGABYTE))})


def _bomb_in_list(piece: bytes, times: int) -> bytes:
    """A list of members that is made of something small that takes much memory."""
    return _packed(**{"manifest.json": json.dumps(_KIND).encode()[:-1] + b', "members": [' + piece * times + b"1]}"})


def _many_members(count: int) -> bytes:
    return _packed(**{f"m{n}": b"" for n in range(count)}, **{"manifest.json": b"{}"})


def _overlapping(count: int) -> bytes:
    """Many members that are one and the same stretch of bytes, which takes long to unpack and comes to little."""
    nothing = zlib.compressobj(9, zlib.DEFLATED, -15)
    stretch = nothing.flush(zlib.Z_FULL_FLUSH) * 400_000 + nothing.flush()
    name = b"a"
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, 0, len(stretch), 1, len(name), 0) + name
    entry = (
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 33, 0, len(stretch), 1, len(name), 0, 0, 0, 0, 0, 0)
        + name
    )
    table = entry * count
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(table), len(local) + len(stretch), 0)
    return local + stretch + table + end


def _many_years(folders: int, size: int) -> bytes:
    """Folders in folders: a member that lies in all of them would be read for each."""
    names = ["/".join(["a"] * n) for n in range(1, folders + 1)]
    members = {f"{names[-1]}/large": bytes(size)}
    told = {"format": "learnmentor evidence packs", "version": 1, "person": "A", "folders": names}
    listed = [{"name": name, "size": size, "sha256": "0"} for name in members]
    return _packed(**members, **{"manifest.json": _json({**told, "members": listed, "missing": []})})


def _same_name(count: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for _ in range(count):
            archive.writestr("a", b"")
        archive.writestr("manifest.json", _manifest({}, lines=0, head=START))
    return made.getvalue()


def _marks(count: int, length: int) -> bytes:
    """Names of which each has to be sorted, mark by mark, before it can be compared."""
    name = "a" + "\u0327\u0301" * (length // 2)
    return _packed(**{f"{name}{n}": b"" for n in range(count)}, **{"manifest.json": b"{}"})


def _thin_lines(count: int) -> bytes:
    lines, previous = [], START
    for n in range(1, count + 1):
        own = hashlib.sha256(str(n).encode()).hexdigest()
        lines.append({"sequence": n, "previous_hash": previous, "hash": own})
        previous = own
    return _with_ledger(_ledger(json.dumps(lines).encode()[1:-1], totals={"counted_minutes": 0}))


def _nested_facts(count: int) -> bytes:
    line = {"sequence": 1, "previous_hash": START, "hash": START, "facts": {"title": "TITLE"}}
    return _with_ledger(_ledger(json.dumps(line).replace('"TITLE"', "[" + "0," * count + "0]").encode()))


def _one_row(rows: int) -> bytes:
    return _with_ledger(_ledger(b"", totals={"counted_minutes": 0}), b"x\r\n" + b'"\n",' * rows)


def _declared(times: int, entries: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(honest(entries, words="x"))) as old:
        members = {name: old.read(name) for name in old.namelist() if name != "manifest.json"}
        head = json.loads(old.read("manifest.json"))["ledger"]["head"]
    each = {
        "sha256": "", "working": None,
        "snapshot": {"ledger": {"lines": entries, "head": head}, "number": 1, "person": "somebody", "lines": {},
                     "target": {"categories": []}, "totals": {}, "counted_minutes": 0},
    }  # fmt: skip
    members["declaration.json"] = _json({**_KIND, "declarations": [each] * times})
    return _packed(**members, **{"manifest.json": _manifest(members, lines=entries, head=head)})


def _findings(count: int) -> bytes:
    return _packed(**{"manifest.json": _manifest({f"m{n}": b"" for n in range(count)}, lines=0, head=START)})


def _lost(count: int) -> bytes:
    listed = json.dumps({**_KIND, "members": [], "ledger": {}})[:-1] + ', "missing": [' + '"",' * count + '""]}'
    return _packed(**{"manifest.json": listed.encode()})


def _bombs_by_name(count: int) -> bytes:
    """Each name that is held on to has something small in it that takes much memory."""
    names = ["person", "year", "made_at", "ledger", "signature", "folders", "members", "missing"][:count]
    bomb = "[" + "{}," * 80_000 + "1]"
    return (json.dumps(_KIND)[:-1] + "".join(f', "{name}": {bomb}' for name in names) + "}").encode()


def _names_of_nothing(megabytes: int) -> bytes:
    return b"".join(b', "%d": 0' % n for n in range(megabytes * 72_000))


def _bombs_of_nothing(count: int, each: bytes = b"{},") -> bytes:
    bomb = b"[" + each * (250_000 // len(each)) + b"1]"
    return b"".join(b', "%d": %s' % (n, bomb) for n in range(count))


def _other_files() -> bytes:
    """Lines that fit their words, with files whose names are as long as can be."""
    name = "x" * 100_000
    listed = chain.canonical([[name, 1, "0"]]).decode()
    parts = {**prose.Prose().parts(), "files": listed}
    text = {part: {"text": told, "key": chain.part_key(_SALT, part).hex()} for part, told in parts.items()}
    facts = {
        "sequence": 1, "public_id": "", "kind": "own", "on": "2026-09-01", "type": "reading", "title": "",
        "provider": "", "counted_minutes": 1, "basis": "claimed", "created_at": _AT.isoformat(),
        "prose_digest": chain.prose_digest(_SALT, parts),
    }  # fmt: skip
    line = {"sequence": 1, "previous_hash": START, "hash": START, "facts": facts, "text": text}
    files = [{"path": name, "sha256": "1", "present": True}]
    return _with_ledger(
        _ledger(b", ".join([json.dumps({**line, "files": files}).encode()] * 180), totals={"counted_minutes": 0})
    )


def _wide(count: int) -> bytes:
    """Letters of one byte that take four each in memory, because of one among them that does."""
    piece = '{"name": "' + "x" * 250_000 + '\U0001f600", "size": 1, "sha256": ""},'
    return _bomb_in_list(piece.encode(), count)


def _declared_large_directory() -> bytes:
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65_535, 65_535, 2**31, 0, 0)
    return b"PK\3\4" + bytes(1_000) + end


def _zip64_directory(entries: int) -> bytes:
    """A table of contents behind a comment that is as long as can be, so that a quick look misses its real size."""
    table = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    table *= entries
    begin = b"PK\3\4" + bytes(100)
    end_64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, entries, entries, len(table), len(begin))
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(begin) + len(table), 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 47, len(begin), 65_535)
    return begin + table + end_64 + locator + end + bytes(65_535)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a member that is read whole, deflated": lambda: _whole_member(zipfile.ZIP_DEFLATED),
    "the same in bzip2": lambda: _whole_member(zipfile.ZIP_BZIP2, 100),
    "the same in LZMA": lambda: _whole_member(zipfile.ZIP_LZMA, 100),
    "a list of empty objects": lambda: _bomb_in_list(b"{},", 690_000),
    "a list as one piece": lambda: _bomb_in_list(b"[" + b"{}," * 80_000 + b"1],", 6),
    "a list whose every name holds a list": lambda: _packed(**{"manifest.json": _bombs_by_name(8)}),
    "a ledger of names that nobody asks for": lambda: _with_ledger(_ledger(b"")[:-1] + _names_of_nothing(38) + b"}"),
    "a ledger of empty objects": lambda: _with_ledger(_ledger(b"")[:-1] + _bombs_of_nothing(150) + b"}"),
    "a ledger of short numbers": lambda: _with_ledger(_ledger(b"")[:-1] + _bombs_of_nothing(150, b"1e1,") + b"}"),
    "files that are not those of their lines": _other_files,
    "a deep list": lambda: _bomb_in_list(b"[" * 1_900_000, 1),
    "a list of short numbers": lambda: _bomb_in_list(b"1e1,", 500_000),
    "names of wide letters": lambda: _wide(7),
    "as many members as are let in": lambda: _many_members(4_990),
    "20,000 members": lambda: _many_members(20_000),
    "members that overlap": lambda: _overlapping(4_000),
    "years within years": lambda: _many_years(99, 5 * MEGABYTE),
    "one name 4,900 times": lambda: _same_name(4_900),
    "names of many marks": lambda: _marks(1_900, 240),
    "50,000 lines of other years": lambda: _thin_lines(49_999),
    "as much of everything as is let in": lambda: honest(
        9_990, words="", files=4_900, file_size=10, called="Folien \U0001f600 " + "x" * 60
    ),
    "12,000 entries": lambda: honest(12_000),
    "1,000 entries with long words": lambda: honest(1_000, words="wörter " * 1_000),
    "facts that are lists": lambda: _nested_facts(120_000),
    "a line that is too long": lambda: _with_ledger(_ledger(b'{"a": "' + b"x" * 39_000_000 + b'"}')),
    "a ledger of spaces": lambda: _with_ledger(_ledger(b" " * 39_000_000)),
    "a row that never ends": lambda: _one_row(9_000_000),
    "a table of empty rows": lambda: _with_ledger(_ledger(b"", totals={"counted_minutes": 0}), b"x\r\n" * 13_000_000),
    "thirty declarations over 9,900 entries": lambda: _declared(30, 9_900),
    "5,000 findings": lambda: _findings(4_990),
    "files that were lost": lambda: _lost(600_000),
    "a table of contents that is not there": _declared_large_directory,
    "a large table of contents behind a comment": lambda: _zip64_directory(500_000),
    "500 MB to hash": lambda: _many_years(1, 500 * MEGABYTE),
}
HONEST: dict[str, Callable[[], bytes]] = {
    "100 entries": lambda: honest(100, files=20),
    "10,000 entries": lambda: honest(10_000),
    "1,000 entries and 100 MB": lambda: honest(1_000, files=100, file_size=1_000_000),
}
