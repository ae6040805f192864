"""Small honest files of each kind, as people upload them."""

import struct
import zipfile
from io import BytesIO

from learnmentor.config import home
from learnmentor.evidence.packs import evidence_pdf
from learnmentor.evidence.packs.contents import Contents

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 40
TEXT = "Three things I noticed – and one I would change.\n".encode()


def archive(**members: bytes) -> bytes:
    """A ZIP file; in names, two underscores stand for a slash."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name, content in members.items():
            target.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def office(folder: str, kind: str = "document.main", **more: bytes) -> bytes:
    """An Office document as its programs write it: word, xl or ppt, and what its content type says."""
    types = f'<Types><Override ContentType="application/vnd.ms-example.{kind}+xml"/></Types>'.encode()
    return archive(**{"[Content_Types].xml": types, f"{folder}/document.xml": b"<x/>", **more})


WORD = office("word")
EXCEL = office("xl")
POWERPOINT = office("ppt")
OPEN_TEXT = archive(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<x/>"})


def compound(*names: str, embedded: str = "", spread: bool = False) -> bytes:
    """A compound file with these names at its root, and one inside a storage; `spread` puts its table far behind."""
    nothing = 0xFFFFFFFF

    def entry(name: str, kind: int, right: int = nothing, child: int = nothing) -> bytes:
        written = name.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<HBBLLL", len(written), kind, 1, nothing, right, child)
        return (written.ljust(64, b"\0") + links).ljust(128, b"\0")

    inside = [entry(embedded, 2)] if embedded else []
    rights = [*range(2, len(names) + 1), nothing]
    entries = [
        entry("Root Entry", 5, child=1),
        *(
            entry(
                name,
                1 if embedded and number == 1 else 2,
                rights[number - 1],
                len(names) + 1 if embedded and number == 1 else nothing,
            )
            for number, name in enumerate(names, 1)
        ),
        *inside,
    ]
    directory = b"".join(entries)
    directory += b"\0" * (-len(directory) % 512)
    count = len(directory) // 512
    first = 109 * 128 if spread else 1  # the number of the directory's first sector; its table lies right before
    links = struct.pack(f"<{count}L", *range(first + 1, first + count), 0xFFFFFFFE)
    if not spread:
        table = (struct.pack("<L", 0xFFFFFFFD) + links).ljust(512, b"\xff")
        lists, body = nothing, table + directory
    else:  # the table of these sectors is the 110th, which a list in sector 0 names
        lists = 0
        body = (struct.pack("<L", 1).ljust(512, b"\xff") + links.ljust(512, b"\xff")).ljust(
            first * 512, b"\0"
        ) + directory
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 10 + struct.pack("<LL", 1, first) + b"\0" * 16 + struct.pack("<LL", lists, 1)
    places = [0] if not spread else []
    header += struct.pack("<109L", *places, *[nothing] * (109 - len(places)))
    return header + body


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def paper(contents: Contents) -> bytes:
    """evidence.pdf of a pack."""
    documents = evidence_pdf.documents(contents, templates=home("templates") / "pdf", zone="Europe/London")
    return next(pdf for name, pdf in documents if name == "evidence.pdf")
