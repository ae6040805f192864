"""What a check says: what came of it, what exactly was looked at, what was certified, and what was not looked at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from learnmentor.certificates.models import Certificate
from learnmentor.certificates.snapshots import CertificateSnapshot
from learnmentor.ground.words import hours, long_date

OVER = "This no longer holds"
UNKNOWN = "This is nothing that we make"


class CheckOutcome(StrEnum):
    """What a check came to."""

    GOOD = "good"  # it is as we made it, and holds
    OPEN = "open"  # nothing is wrong with it, and nothing shows that it is ours
    REFUSED = "refused"


@dataclass(frozen=True)
class VerdictLine:
    """One thing in what was checked; `number` is that of a certificate of ours."""

    what: str
    outcome: CheckOutcome
    sentence: str
    number: str | None = None


@dataclass(frozen=True)
class CheckResult:
    """What a check came to, in words, and thing by thing; `facts` are of the certificate, as its page has them."""

    outcome: CheckOutcome
    title: str
    sentences: tuple[str, ...]
    lines: tuple[VerdictLine, ...] = ()
    number: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    looked_at: tuple[str, ...] = ()
    not_looked_at: tuple[str, ...] = ()

    def about(self, *, looked_at: tuple[str, ...] = (), not_looked_at: tuple[str, ...] = ()) -> "CheckResult":
        """The same, with what was and was not looked at, where it does not say so itself."""
        return replace(self, looked_at=self.looked_at or looked_at, not_looked_at=self.not_looked_at or not_looked_at)


@dataclass(frozen=True)
class Record:
    """What we know of certificates: `documents` are the PDFs that we make of one, `ended` why it holds no more.

    `badge` is the picture that we make of one, with a credential in it; its last argument is svg or png.
    `zone` says which day a moment was.
    """

    documents: Callable[[Certificate], Iterable[bytes]]
    ended: Callable[[Certificate], str | None]
    badge: Callable[[Certificate, str, str], bytes]
    zone: str


def refused(title: str, *sentences: str, number: str | None = None) -> CheckResult:
    """It is not to be gone by."""
    return CheckResult(CheckOutcome.REFUSED, title, sentences, number=number)


def facts_of(found: Certificate, *, with_name: bool) -> tuple[tuple[str, str], ...]:
    """What was certified; the name only to somebody who has it before them, on the very document that we made."""
    said = found.snapshot
    named = [("Name on it", found.name)] if with_name and found.name else []
    return (*named, *_what(said), *_when(said), ("Issued by", said["issuer"]), ("In its words", said["wording"]))


def in_brief(found: Certificate) -> str:
    """The same in a sentence, for a line among others."""
    said = found.snapshot
    mapped = f", mapped to level {said['level']}, {said['credits']} credits" if said["level"] is not None else ""
    done = long_date(date.fromisoformat(said["completed_on"]))
    return f"“{said['title']}”, {said['hours']} hours{mapped}, completed on {done}."


def _what(said: CertificateSnapshot) -> list[tuple[str, str]]:
    minutes = said["minutes"]
    counted = ", ".join(f"{hours(minutes[basis])} {basis}" for basis in ("planned", "active", "claimed"))
    mapped = f"level {said['level']}, {said['credits']} credits; not a regulated qualification"
    return [
        ("Certificate of completion", said["title"]),
        ("Size", f"{said['hours']} hours"),
        ("Time studied", f"{counted}: three ways to count the same study"),
        *([("Mapped to", mapped)] if said["level"] is not None else []),
    ]


def _when(said: CertificateSnapshot) -> list[tuple[str, str]]:
    days = {"Completed": said["completed_on"], "Issued": said["issued_on"], "Holds until": said.get("valid_until")}
    return [(word, long_date(date.fromisoformat(day))) for word, day in days.items() if day]
