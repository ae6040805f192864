"""A ZIP's table of contents, measured before `zipfile` reads it: a few kilobytes can ask for more memory than there is.

What is measured is what `zipfile` would read: it goes by the place of the record at the end and by the size in it.
"""

import struct
import zipfile
from collections.abc import Iterable
from typing import IO

OFFICE_DIRECTORY = 4 * 1024 * 1024  # bytes; an honest document's table of contents is far smaller
_END, _END_64, _LOCATOR, _ENTRY = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"PK\x01\x02"
_END_SIZE, _END_64_SIZE, _LOCATOR_SIZE, _ENTRY_SIZE, _LOCAL_SIZE = 22, 56, 20, 46, 30
_LONGEST_COMMENT = 65_535


def directory_of(stream: IO[bytes]) -> tuple[int, int] | None:
    """Where the table of contents begins and how many bytes it has; None where there is none to be found."""
    size = stream.seek(0, 2)
    begins = max(0, size - _END_SIZE - _LONGEST_COMMENT - _LOCATOR_SIZE - _END_64_SIZE)
    stream.seek(begins)
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        return None
    (length,) = struct.unpack_from("<L", tail, at + 12)
    end = at
    if tail[max(0, at - _LOCATOR_SIZE) : at].startswith(_LOCATOR):  # writers that do not know the size beforehand
        end = at - _LOCATOR_SIZE - _END_64_SIZE
        if end < 0 or not tail.startswith(_END_64, end):
            return None
        (length,) = struct.unpack_from("<Q", tail, end + 40)
    return (begins + end - length, length) if length <= begins + end else None


def entries_in(stream: IO[bytes], *, most_bytes: int) -> int | None:
    """How many members the table of contents names; None where it is larger than `most_bytes` or torn."""
    found = directory_of(stream)
    if found is None or found[1] > most_bytes:
        return None
    stream.seek(found[0])
    table, at, entries = stream.read(found[1]), 0, 0
    while at + _ENTRY_SIZE <= len(table) and table.startswith(_ENTRY, at):
        at += _ENTRY_SIZE + sum(struct.unpack_from("<HHH", table, at + 28))
        entries += 1
    return entries if at == len(table) else None


def has_modest_directory(stream: IO[bytes]) -> bool:
    """Whether the table of contents is small enough to read for a document that somebody uploads."""
    found = directory_of(stream)
    return found is not None and found[1] <= OFFICE_DIRECTORY


def overlap(members: Iterable[zipfile.ZipInfo]) -> bool:
    """Whether two members share bytes, as no program writes them: so a few bytes would be unpacked again and again."""
    end = 0
    for each in sorted(members, key=lambda info: info.header_offset):
        if each.header_offset < end:
            return True
        end = each.header_offset + _LOCAL_SIZE + each.compress_size
    return False
