"""Whether a PDF is encrypted: with a password to open it, or against changes."""

import re
from typing import BinaryIO

_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d{1,10}\s+\d{1,5}\s+R|<<)")  # stands uncompressed at the end of the file
_CHUNK, _OVERLAP = 1024 * 1024, 64


def is_encrypted_pdf(stream: BinaryIO) -> bool:
    """Whether a PDF says that it is encrypted; the stream is at its beginning afterwards."""
    stream.seek(0)
    tail, found = b"", False
    while not found and (chunk := stream.read(_CHUNK)):
        found = _ENCRYPTED.search(tail + chunk) is not None
        tail = chunk[-_OVERLAP:]
    stream.seek(0)
    return found
