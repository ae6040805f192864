"""Small honest files of each kind, as people upload them."""

import zipfile
from io import BytesIO

from learnmentor.config import home
from learnmentor.cpd import evidence_pdf
from learnmentor.cpd.packing import Contents

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


def office(folder: str, **more: bytes) -> bytes:
    """An Office document as its programs write it: word, xl or ppt."""
    return archive(**{"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": b"<x/>", **more})


WORD = office("word")
EXCEL = office("xl")
POWERPOINT = office("ppt")
OPEN_TEXT = archive(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<x/>"})
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def paper(contents: Contents) -> bytes:
    """evidence.pdf of a pack."""
    documents = evidence_pdf.documents(contents, templates=home("templates") / "pdf", zone="Europe/London")
    return next(pdf for name, pdf in documents if name == "evidence.pdf")
