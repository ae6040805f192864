"""What somebody passed, as rules of combination ask for it, and as a certificate says it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from learnmentor.assessment.assessed.queries import PassedUnit
from learnmentor.certificates.awards.combination import AwardPart, Evaluation
from learnmentor.certificates.snapshots import BY_EARLIER_LEARNING, BY_WORK, CertifiedAssessment, CertifiedCore


@dataclass(frozen=True)
class Passed:
    """The units that somebody passed: each at its highest level by own work, and the same by earlier learning."""

    units: tuple[PassedUnit, ...] = ()

    @cached_property
    def levels(self) -> Mapping[str, int]:
        """The level of each unit that was passed by own work."""
        return {each.unit_code: each.level for each in self.units if not each.earlier}

    @cached_property
    def earlier(self) -> Mapping[str, int]:
        """The level of each that was passed by what was learned elsewhere earlier."""
        return {each.unit_code: each.level for each in self.units if each.earlier}

    def counted(self, evaluation: Evaluation) -> dict[str, tuple[PassedUnit, AwardPart]]:
        """What fills the assessed places of an award, with the component that it stands in, by unit."""
        known = {(each.unit_code, each.earlier): each for each in self.units}
        return {
            code: (known[code, code in part.earlier], part)
            for part in evaluation.parts
            if part.component.assessed
            for code in part.counted
        }


NOTHING_PASSED = Passed()


def assessments(
    counted: Mapping[str, tuple[PassedUnit, AwardPart]], *, criteria: Mapping[int, int]
) -> dict[str, CertifiedAssessment]:
    """How each of the counted units was assessed; `criteria` are the versions of criteria by result."""
    return {code: _assessment(each, part, criteria[each.result.id]) for code, (each, part) in counted.items()}


def _assessment(each: PassedUnit, part: AwardPart, criteria: int) -> CertifiedAssessment:
    made: CertifiedAssessment = {
        "level": each.level,
        "credits": each.credits,
        "assessed_on": each.result.assessed_on.isoformat(),
        "released_on": each.result.released_on.isoformat(),
        "criteria": criteria,
        "by": BY_EARLIER_LEARNING if each.earlier else BY_WORK,
    }
    counts = part.component.credits // part.component.choose
    if counts != each.credits:
        made["counts"] = counts
    return made


def confirmed_core(parts: Iterable[AwardPart], counted: Collection[PassedUnit]) -> CertifiedCore | None:
    """The units that were studied and count for credit, and the one by which they are confirmed."""
    learned = [part for part in parts if part.component.credits and not part.component.assessed]
    by = next((each.unit_code for each in counted if each.confirms_core), None)
    if not learned or by is None:
        return None
    return {
        "units": sorted(code for part in learned for code in part.counted),
        "level": max(part.component.level or 0 for part in learned),
        "credits": sum(part.component.credits for part in learned),
        "confirmed_by": by,
    }
