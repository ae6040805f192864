"""The receipt of a try as a document: what, when to the second, the SHA-256 of the work, and of each file."""

from datetime import datetime
from zoneinfo import ZoneInfo

from learnmentor.assessment.assessed.models import Submission, SubmissionTry
from learnmentor.assessment.assessed.rules import MOST_TRIES, HandedInWork
from learnmentor.ground.words import file_size, long_date
from learnmentor.mentoring.paper.sheet import PaperSheet, Said, SheetItem, SheetSection, SheetTable

READERS = "Whoever you give it to. It names your files, and holds nothing of what is in them."
CHECK = (
    "The file of the work, which its owner downloads from the page of the receipt, has the SHA-256 that "
    "stands above, to the byte. Programs that come with every computer reckon it, such as sha256sum, shasum -a 256 or "
    "CertUtil -hashfile. The files have theirs."
)


def moment_in_words(at: datetime, zone: str) -> str:
    """A moment to the second on the clock of a zone: 21 November 2026 at 10:00:05 (Europe/London, UTC+00:00)."""
    local = at.astimezone(ZoneInfo(zone))
    offset = local.strftime("%z")
    return f"{long_date(local)} at {local:%H:%M:%S} ({zone}, UTC{offset[:3]}:{offset[3:]})"


def receipt(
    submission: Submission, tried: SubmissionTry, work: HandedInWork | None, *, title: str, name: str, zone: str
) -> PaperSheet:
    """The receipt of a try. `title` is the brief's, `name` the learner's; without the work it names no files."""
    about = (
        ("Unit", f"{title}, level {submission.level}"),
        ("Handed in by", name),
        ("Try", f"{tried.number} of {MOST_TRIES}"),
        ("Handed in", moment_in_words(tried.handed_in_at, zone)),
        ("A decision is due by", long_date(tried.due_on)),
    )
    sections = (
        SheetSection("The work", (SheetItem("SHA-256", (Said(tried.sha256),)), *_files(work))),
        SheetSection("How to check it", (SheetItem("By anybody", (Said(CHECK),)),)),
    )
    return PaperSheet("Receipt for work that was handed in", "", READERS, about, sections)


def _files(work: HandedInWork | None) -> tuple[SheetTable, ...]:
    rows = tuple(
        (each.name, file_size(each.size), each.sha256) for part in (work.parts if work else ()) for each in part.files
    )
    return (SheetTable("Files", ("Name", "Size", "SHA-256"), rows),) if rows else ()
