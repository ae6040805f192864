"""Compound files, in which Office kept its documents until 2007: what kind one is, by the names at its root.

Outlook, Publisher and others use the same wrapping, so its first bytes say nothing. [MS-CFB]
"""

import struct
from typing import BinaryIO

BEGINNING = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER, _ENTRY = 512, 128  # bytes
_MOST_ENTRIES = 1024
_IN_HEADER = 109  # tables whose places the header names
_MOST_LISTS = 256  # of further tables: some gigabytes
_NONE = 0xFFFFFFFA  # sector and entry numbers from here on mean that there is none
_ROOT, _UNUSED = 5, 0


def names_at_root(stream: BinaryIO) -> frozenset[str]:
    """The names in a compound file, without what is embedded in it, in small letters; none where it cannot be read."""
    stream.seek(0)
    header = stream.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(BEGINNING):
        return frozenset()
    entries = _entries(stream, header)
    if not entries or entries[0][66] != _ROOT:
        return frozenset()
    found, seen, waiting = set(), {0}, [_number(entries[0], 76)]
    while waiting:
        place = waiting.pop()
        if place in seen or place >= len(entries) or entries[place][66] == _UNUSED:
            continue
        seen.add(place)
        entry = entries[place]
        found.add(_name(entry))
        waiting += [_number(entry, 68), _number(entry, 72)]  # its neighbours; what lies below it is not at the root
    return frozenset(found)


def _entries(stream: BinaryIO, header: bytes) -> list[bytes]:
    """The entries of the directory, as many as are in reach."""
    (shift,) = struct.unpack_from("<H", header, 30)
    if shift not in {9, 12}:
        return []
    size, sector = 1 << shift, _number(header, 48)
    entries: list[bytes] = []
    while sector < _NONE and len(entries) < _MOST_ENTRIES:
        held = _sector(stream, sector, size)
        if len(held) < size:
            break
        entries += [held[at : at + _ENTRY] for at in range(0, size, _ENTRY)]
        sector = _next(stream, header, sector, size)
    return entries


def _next(stream: BinaryIO, header: bytes, sector: int, size: int) -> int:
    """The sector that follows another one, as the table says that holds its place."""
    table, place = divmod(sector, size // 4)
    where = _number(header, 76 + 4 * table) if table < _IN_HEADER else _further(stream, header, table, size)
    held = _sector(stream, where, size) if where < _NONE else b""
    return _number(held, 4 * place) if len(held) == size else _NONE


def _further(stream: BinaryIO, header: bytes, table: int, size: int) -> int:
    """Where a table lies that the header has no room to name: a chain of lists names it."""
    in_each = size // 4 - 1
    lists, place = divmod(table - _IN_HEADER, in_each)
    where, held = _number(header, 68), b""
    for _ in range(min(lists, _MOST_LISTS) + 1):
        held = _sector(stream, where, size) if where < _NONE else b""
        if len(held) < size:
            return _NONE
        where = _number(held, 4 * in_each)
    return _number(held, 4 * place) if lists <= _MOST_LISTS else _NONE


def _sector(stream: BinaryIO, sector: int, size: int) -> bytes:
    stream.seek((sector + 1) * size)
    return stream.read(size)


def _number(held: bytes, at: int) -> int:
    number: int = struct.unpack_from("<L", held, at)[0]
    return number


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").casefold()
