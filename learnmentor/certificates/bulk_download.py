"""Certificates of several people in one ZIP, for whoever hands them out: made as it is sent, like an evidence pack."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from learnmentor.certificates.models import Certificate
from learnmentor.ground.storage.archive import Archive
from learnmentor.ground.tables.cells import harmless

MOST = 500  # certificates in one ZIP: a minute or so of typesetting
LIST = "certificates.csv"


def chunks(
    certificates: Sequence[Certificate], *, document: Callable[[Certificate], bytes], at: datetime
) -> Iterator[bytes]:
    """The ZIP, piece by piece: a list of what is in it, and each document under its person's name and number."""
    archive = Archive(at)
    yield from archive.add(LIST, [_listed(certificates).encode("utf-8-sig")])
    for each in certificates:
        yield from archive.add(file_name(each), (document(each) for _ in range(1)), packed=False)
    yield archive.close()


def file_name(certificate: Certificate) -> str:
    """A name that every computer can unpack, and that sorts by person."""
    name = " ".join(re.sub(r"[^\w .'’-]", " ", certificate.name or "").split())[:60].strip(" .")
    return f"{name or 'Certificate'} {certificate.number}.pdf"


def _listed(certificates: Sequence[Certificate]) -> str:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["Name", "Certificate", "Number", "Completed", "Issued", "File"])
    for each in certificates:
        said = each.snapshot
        row = [each.name or "", said["title"], each.number, said["completed_on"], said["issued_on"], file_name(each)]
        writer.writerow([harmless(str(cell)) for cell in row])
    return table.getvalue()
