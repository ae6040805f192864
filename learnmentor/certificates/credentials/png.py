"""The chunks that a PNG file is made of, taken apart and put together; nothing in them is inflated."""

import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The kind and content of each chunk, up to the first that is cut off."""
    at = len(SIGNATURE)
    while at + 12 <= len(picture):
        length = int.from_bytes(picture[at : at + 4])
        if at + 12 + length > len(picture):
            return
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += 12 + length


def chunk(kind: bytes, content: bytes) -> bytes:
    """One chunk as it stands in a file."""
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)
