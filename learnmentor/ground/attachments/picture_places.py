"""The place where a picture was taken, blanked in its bytes. The picture itself is not decoded and stays as it was.

JPEG, PNG, WebP and HEIC keep it in a block in TIFF format (Exif), in whose first directory an entry points to one with
latitude and longitude, or in a text (XMP). Both are blanked where they lie: nothing moves, so no format has to be put
together again, and how the picture is turned stays. Only PNG has sums of its blocks, which are worked out anew.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

_TIFF = re.compile(rb"II\*\0|MM\0\*")
_PLACE = 0x8825  # the entry of a first directory that points to the place
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}  # of a value, by its type
_MOST_ENTRIES = 512  # of a directory; what claims more is no directory
_XMP = re.compile(rb"(GPS\w{1,40}\s{0,9}=\s{0,9}[\"'])([^\"'<>]{1,200})|(GPS\w{1,40}>)([^<]{1,200})(?=<)")
_PNG = b"\x89PNG\r\n\x1a\n"
_PACKED = (b"Raw profile type", b"XML:com.adobe.xmp")  # texts in which programs put Exif or XMP, often compressed
_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}


def blank_place(stream: BinaryIO) -> bool:
    """Take the place out of a picture, in the stream itself. Whether there was one; the stream is at its beginning."""
    stream.seek(0)
    data = bytearray(stream.read())
    places = [*_places_in_blocks(data), *_places_in_texts(data)]
    for start, end, filling in places:
        data[start:end] = filling * (end - start)
    packed = list(_blank_packed_texts(data)) if data.startswith(_PNG) else []
    if places or packed:
        _mend_sums(data)
        stream.seek(0)
        stream.write(data)
    stream.seek(0)
    return bool(places or packed)


def _places_in_blocks(data: bytearray) -> Iterator[tuple[int, int, bytes]]:
    for found in _TIFF.finditer(data):
        yield from _place_of(data, found.start(), "<" if found[0][:1] == b"I" else ">")


def _place_of(data: bytearray, block: int, order: str) -> Iterator[tuple[int, int, bytes]]:
    """The directory of the place in one block, and the values that lie elsewhere in it."""
    for tag, kind, count, at in _entries(data, block, _number(data, block + 4, order), order):
        if tag == _PLACE and kind == 4 and count == 1:
            first = _number(data, at, order)
            inner = list(_entries(data, block, first, order))
            for _, each, many, value in inner:
                size = _SIZES.get(each, 1) * many
                if size > 4 and block + _number(data, value, order) + size <= len(data):
                    yield block + _number(data, value, order), block + _number(data, value, order) + size, b"\0"
            if inner:
                yield block + first, block + first + 2 + 12 * len(inner), b"\0"


def _entries(data: bytearray, block: int, first: int, order: str) -> Iterator[tuple[int, int, int, int]]:
    """The entries of a directory: tag, type, how many values, and where the value or its address lies."""
    at = block + first
    if first < 8 or at + 2 > len(data):
        return
    (count,) = struct.unpack_from(f"{order}H", data, at)
    if count > _MOST_ENTRIES or at + 2 + 12 * count > len(data):
        return
    for entry in range(at + 2, at + 2 + 12 * count, 12):
        tag, kind, many = struct.unpack_from(f"{order}HHI", data, entry)
        yield tag, kind, many, entry + 8


def _number(data: bytearray, at: int, order: str) -> int:
    return int(struct.unpack_from(f"{order}I", data, at)[0]) if at + 4 <= len(data) else 0


def _places_in_texts(data: bytearray) -> Iterator[tuple[int, int, bytes]]:
    for found in _XMP.finditer(data):
        value = 2 if found[2] else 4
        if found[value].strip():
            yield *found.span(value), b" "


# PNG


def _blocks(data: bytearray) -> Iterator[tuple[int, int]]:
    """Where the content of each block begins and ends; its type stands in four bytes before, its sum behind."""
    at = len(_PNG)
    while at + 12 <= len(data):
        end = at + 8 + _number(data, at, ">")
        if end + 4 > len(data):
            return
        yield at + 8, end
        at = end + 4


def _blank_packed_texts(data: bytearray) -> Iterator[int]:
    """Empty the texts in which Exif or XMP may lie compressed; each becomes a comment of spaces."""
    for start, end in _blocks(data):
        if bytes(data[start - 4 : start]) in _TEXTS and data.startswith(_PACKED, start) and end - start > 8:
            data[start - 4 : end] = b"tEXtComment\0".ljust(end - start + 4)
            yield start


def _mend_sums(data: bytearray) -> None:
    if data.startswith(_PNG):
        for start, end in _blocks(data):
            struct.pack_into(">I", data, end, zlib.crc32(data[start - 4 : end]))
