"""A transcript: what somebody has studied and passed, unit by unit, and the certificates that hold.

Only what is done is there. Levels and credits come from released results and from certificates; those of awards that
share units are never added up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from learnmentor.assessment.assessed.models import Result
from learnmentor.assessment.assessed.rules import Outcome, SubmissionKind
from learnmentor.certificates.awards.wording import HOW
from learnmentor.certificates.hours.rules import HOURS
from learnmentor.certificates.issuer.identity import Identity
from learnmentor.certificates.models import Certificate
from learnmentor.certificates.rules import UnitProgress
from learnmentor.certificates.snapshots import BY_EARLIER_LEARNING, BY_WORK, CertificateSnapshot
from learnmentor.ground.printing import typesetting
from learnmentor.ground.printing.typefaces import FAMILIES, breakable
from learnmentor.ground.words import hours, long_date, short_date

PLAIN = "A record of learning, not a qualification."
MAPPED = "Mapped to levels and credits as listed; not a regulated qualification."
WHO_AWARDS = (
    "LearnMentor maps learning to levels and sizes; only an awarding organisation or university that has recognised "
    "the units can award credit."
)  # curriculum 3.5
BASES = (
    "Planned is the authors' estimate. Active was measured on screen. Claimed was studied elsewhere and declared. "
    "They are never added together."
)


@dataclass(frozen=True)
class TranscriptLine:
    """A unit, as far as it was studied; minutes by basis."""

    code: str
    title: str
    segments: int
    whole: bool
    first: date
    last: date
    planned: int
    active: int
    claimed: int

    @property
    def dates(self) -> str:
        """From when to when, no longer than needed."""
        if self.first == self.last:
            return short_date(self.last)
        first = short_date(self.first)
        return f"{first.removesuffix(f' {self.last.year}')} to {short_date(self.last)}"


@dataclass(frozen=True)
class PassedLine:
    """A result in force by which a unit was passed."""

    code: str
    title: str
    level: int
    credits: int
    how: str
    assessed_on: date
    released_on: date


@dataclass(frozen=True)
class Awarded:
    """A certificate that holds."""

    number: str
    title: str
    size: str
    issued_on: date
    completed_on: date
    until: date | None


@dataclass(frozen=True)
class Transcript:
    """All of it, as of a day."""

    name: str
    on: date
    lines: tuple[TranscriptLine, ...]
    awarded: tuple[Awarded, ...]
    mapped: bool
    passed: tuple[PassedLine, ...] = ()

    @property
    def heading(self) -> str:
        """What it is, before anything else [curriculum 3.5]."""
        return MAPPED if self.mapped else PLAIN

    def total(self, basis: str) -> int:
        """Minutes of all lines: planned, active or claimed."""
        return sum(int(getattr(line, basis)) for line in self.lines)


def transcript(
    name: str, units: Mapping[str, UnitProgress], certificates: Iterable[Certificate], *, on: date,
    results: Sequence[Result] = (),
) -> Transcript:  # fmt: skip
    """What stands on the transcript; `certificates` hold on that day, `results` are in force."""
    passed = [each for each in results if each.outcome == Outcome.PASS]
    holding = sorted(certificates, key=lambda each: (each.issued_at, each.id))
    return Transcript(
        name=name,
        on=on,
        lines=tuple(_line(unit) for unit in units.values() if unit.done),
        awarded=tuple(_awarded(each) for each in holding),
        mapped=bool(passed) or any(each.snapshot["level"] is not None for each in holding),
        passed=tuple(_passed(each, units) for each in sorted(passed, key=lambda each: (each.assessed_on, each.id))),
    )


def _passed(result: Result, units: Mapping[str, UnitProgress]) -> PassedLine:
    code = result.unit_code
    how = HOW[BY_EARLIER_LEARNING if result.kind == SubmissionKind.EARLIER_LEARNING else BY_WORK]
    title = units[code].title if code in units else ""
    return PassedLine(
        code, title, result.level, result.credits, how, result.assessed_on, result.released_on
    )  # fmt: skip


def _line(unit: UnitProgress) -> TranscriptLine:
    days = [segment.completed_on for segment in unit.done]
    return TranscriptLine(
        code=unit.code,
        title=unit.title,
        segments=len(unit.done),
        whole=not unit.open,
        first=min(days),
        last=max(days),
        planned=unit.planned,
        active=sum(segment.active for segment in unit.done),
        claimed=sum(segment.claimed or 0 for segment in unit.done),
    )


def _awarded(certificate: Certificate) -> Awarded:
    snapshot = certificate.snapshot
    level, credit = snapshot["level"], snapshot["credits"]
    size = _size_of_hours(snapshot) if snapshot.get("award") == HOURS else f"{snapshot['hours']} hours"
    return Awarded(
        number=certificate.number,
        title=snapshot["title"],
        size=size if level is None else f"{size}, mapped to level {level}, {credit} credits",
        issued_on=date.fromisoformat(snapshot["issued_on"]),
        completed_on=date.fromisoformat(snapshot["completed_on"]),
        until=certificate.valid_until,
    )


def _size_of_hours(snapshot: CertificateSnapshot) -> str:
    minutes = snapshot["minutes"]
    attended = minutes.get("attended")
    return f"{hours(minutes['planned'])} planned" + (f", {hours(attended)} attended" if attended else "")


def render(found: Transcript, *, issuer: Identity, base_url: str, templates: Path) -> bytes:
    """The transcript on paper, tagged. Stamped with its day and no hour: the same of it gives the same bytes."""
    data = {
        "families": FAMILIES,
        "name": found.name,
        "name_set": typesetting.set_name(found.name),
        "issuer": issuer.name,
        "issuer_set": typesetting.set_in(breakable(issuer.name)),
        "colour": issuer.colour,
        "logo": issuer.logo,
        "on": long_date(found.on),
        "heading": found.heading,
        "who_awards": WHO_AWARDS,
        "bases": BASES,
        "lines": [_printed(line) for line in found.lines],
        "total": {basis: hours(found.total(basis)) for basis in ("planned", "active", "claimed")},
        "passed": [
            {
                "unit": typesetting.set_in(breakable(f"{each.code} {each.title}".strip())),
                "level": str(each.level),
                "credits": str(each.credits),
                "how": each.how,
                "dates": f"assessed {short_date(each.assessed_on)}, released {short_date(each.released_on)}",
            }
            for each in found.passed
        ],
        "awarded": [
            {
                "title": typesetting.set_in(breakable(each.title)),
                "size": each.size,
                "number": each.number,
                "address": f"{base_url}/certificates/{each.number}",
                "dates": f"completed {long_date(each.completed_on)}, issued {long_date(each.issued_on)}"
                + (f", holds until {long_date(each.until)}" if each.until else ""),
            }
            for each in found.awarded
        ],
    }
    stamp = datetime.combine(found.on, time(12), tzinfo=UTC)
    return typesetting.pdf(templates / "transcript.typ", data, at=stamp)


def _printed(line: TranscriptLine) -> dict[str, Any]:
    return {
        "unit": typesetting.set_in(breakable(f"{line.code} {line.title}")),
        "segments": f"{line.segments} half-hour{'' if line.segments == 1 else 's'}"
        + ("" if line.whole else ", a part"),
        "dates": line.dates,
        "planned": hours(line.planned),
        "active": hours(line.active),
        "claimed": hours(line.claimed),
    }
