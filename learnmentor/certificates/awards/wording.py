"""What a certificate says of levels, of assessment and of an outside body, in the words of its page and its paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from learnmentor.certificates.awards.progress import spelled
from learnmentor.certificates.snapshots import BY_EARLIER_LEARNING, BY_WORK, CertifiedValidation
from learnmentor.ground.words import long_date, plural

HOW = {BY_WORK: "by work", BY_EARLIER_LEARNING: "by earlier learning"}


@dataclass(frozen=True)
class AssessedLine:
    """A unit that was assessed, as a line of a table. `counts`: a sentence where it counts with another figure here."""

    code: str
    title: str
    level: int
    credits: int
    how: str
    assessed_on: date
    criteria: int
    counts: str

    @property
    def note(self) -> str:
        """What stands under the unit."""
        return f"criteria in version {self.criteria}{self.counts}"


def assessed_lines(snapshot: Mapping[str, Any]) -> list[AssessedLine]:
    """The units of a certificate that were assessed; none in one of learning alone."""
    return [_line(unit) for unit in snapshot["units"] if "assessed" in unit]


def _line(unit: Mapping[str, Any]) -> AssessedLine:
    told = unit["assessed"]
    counts = f"; counts {plural(told['counts'], 'credit', 'credits')} here" if "counts" in told else ""
    return AssessedLine(
        unit["code"], unit["title"], told["level"], told["credits"], HOW[told["by"]],
        date.fromisoformat(told["assessed_on"]), told["criteria"], counts,
    )  # fmt: skip


def studied_units(snapshot: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The units of which something was studied here; one may be assessed beside it, or assessed alone."""
    return [unit for unit in snapshot["units"] if unit["planned"] or unit["segments"]]


def mapped(snapshot: Mapping[str, Any]) -> str | None:
    """How it is headed before anybody recognises it [curriculum 3.5]; None where hours alone are certified."""
    if snapshot["level"] is None:
        return None
    credits_ = plural(snapshot["credits"], "credit", "credits")
    return f"Mapped to level {snapshot['level']}, {credits_}; not a regulated qualification."


def confirmed(snapshot: Mapping[str, Any]) -> str | None:
    """What makes units count that nobody assessed; None where it is not so."""
    if "core" not in snapshot:
        return None
    core = snapshot["core"]
    size = f"level {core['level']}, {plural(core['credits'], 'credit', 'credits')}"
    return f"{spelled(core['units'])} were studied, and confirmed for credit by {core['confirmed_by']} ({size})."


def validated(validation: CertifiedValidation) -> str:
    """What is said of an outside body, and nothing more."""
    first, last = (date.fromisoformat(validation[day]) for day in ("valid_from", "valid_until"))
    says = f"Validated by {validation['body']}, reference {validation['reference']}"
    return f"{says}, from {long_date(first)} to {long_date(last)}."


def validation_said(snapshot: Mapping[str, Any]) -> str | None:
    """The same of a certificate; None where no body is named."""
    return validated(snapshot["validation"]) if "validation" in snapshot else None


def assessed_told(snapshot: Mapping[str, Any]) -> str:
    """All of it as sentences, for a credential; "" for a certificate of learning alone."""
    lines = "; ".join(
        f"{each.code} {each.title} at level {each.level}, {plural(each.credits, 'credit', 'credits')}, {each.how}, "
        f"on {long_date(each.assessed_on)}, {each.note}"
        for each in assessed_lines(snapshot)
    )
    told = [f"Assessed: {lines}." if lines else None, confirmed(snapshot), mapped(snapshot), validation_said(snapshot)]
    return "".join(f" {each}" for each in told if each)
