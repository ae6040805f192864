"""Several years in one ZIP: a folder for each, which is a pack of its own, and one list over all of them.

So a reader opens the year that they want, somebody can pass on a single folder, and a folder that is taken out or put
in is still found.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any

from learnmentor.evidence.packs import signatures
from learnmentor.evidence.packs.records import BOTH, RecordsTold
from learnmentor.ground.storage.archive import Archive
from learnmentor.ground.words import plural
from learnmentor.signing.signer import Signer

FORMAT, VERSION = "learnmentor evidence packs", 1
GUIDE = "READ-ME.txt"


def closing(
    archive: Archive,
    *,
    person: str,
    folders: Sequence[str],
    name: str,
    signer: Signer | None = None,
    records: RecordsTold | None = None,
    beside: Sequence[str] = (),
) -> Iterator[bytes]:
    """What stands beside the folders of the years: words for the reader, and the list of everything.

    `records` where accounts were merged, so that a year has several, and `beside` what is said of them.
    """
    archive.begin("")
    yield from archive.add(GUIDE, [guide(archive, person=person, folders=folders, name=name, beside=beside).encode()])
    if records is not None:
        yield from archive.add(BOTH, records.table())
    told = listing(archive, person=person, folders=folders)
    if records is not None:
        told = {**told, "ledgers": records.heads}
    yield from signatures.closing_list(archive, told, signer=signer)


def listing(archive: Archive, *, person: str, folders: Sequence[str]) -> Mapping[str, Any]:
    """The list of everything, with the digests that each folder has a second time."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "person": person,
        "made_at": archive.made_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "folders": list(folders),
        "members": archive.everything,
        "missing": [],
    }


def guide(archive: Archive, *, person: str, folders: Sequence[str], name: str, beside: Sequence[str] = ()) -> str:
    """READ-ME.txt: where to begin."""
    several = "".join(f"\n{each}\n" for each in beside)
    if beside:
        several += f"\n{BOTH} has the entries of all folders, each with the record that it stands in.\n"
    listed = "\n".join(f"  {folder}/evidence.pdf" for folder in folders)
    many = plural(len(folders), "record", "records") if beside else f"{len(folders)} CPD years"
    return f"""Evidence of {person}, {many}
Made by LearnMentor on {archive.made_at.astimezone(UTC):%d %B %Y at %H:%M} UTC

Each folder holds one year{" of one record" if beside else ""}, complete in itself. Begin with

{listed}
{several}
VERIFY.txt in each folder says how to check it, and what that proves. To check all of them at once:

  learnmentor verify {name}
"""
