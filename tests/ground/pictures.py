"""The smallest pictures that say how they are turned and where they were taken, in each format that can."""

import struct
import zlib

LATITUDE = struct.pack("<6I", 51, 1, 30, 1, 1225, 100)
TURNED = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
XMP = b'<x:xmpmeta exif:GPSLatitude="51,30.2N"><exif:GPSLongitude>0,7.6W</exif:GPSLongitude></x:xmpmeta>'


def exif(place: bytes = LATITUDE) -> bytes:
    """A block in TIFF format: how the picture is turned, and a directory with a latitude behind it."""
    first = struct.pack("<H", 2) + TURNED + struct.pack("<HHII", 0x8825, 4, 1, 38) + b"\0\0\0\0"
    inner = struct.pack("<H", 1) + struct.pack("<HHII", 2, 5, 3, 56) + b"\0\0\0\0"
    return b"II*\0\x08\0\0\0" + first + inner + place


def jpeg(block: bytes) -> bytes:
    """A JPEG of no size."""
    content = b"Exif\0\0" + block
    text = b"http://ns.adobe.com/xap/1.0/\0" + XMP
    parts = (b"\xff\xe1" + struct.pack(">H", len(each) + 2) + each for each in (content, text))
    return b"\xff\xd8" + b"".join(parts) + b"\xff\xd9"


def png(block: bytes) -> bytes:
    """A PNG of one dot, with a text in which a program packed the same."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"eXIf", block),
        (b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(block.hex().encode())),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in parts
    )


def webp(block: bytes) -> bytes:
    """The outside of a WebP picture."""
    content = b"WEBPEXIF" + struct.pack("<I", len(block)) + block
    return b"RIFF" + struct.pack("<I", len(content)) + content


def heic(block: bytes) -> bytes:
    """The beginning of a HEIC picture, and its block somewhere behind."""
    return b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"\0\0\0\x06Exif\0\0" + block
