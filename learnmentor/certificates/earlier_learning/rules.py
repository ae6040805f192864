"""What can be claimed as learned elsewhere earlier: versions that some award has a place and credits for."""

from collections.abc import Iterable
from dataclasses import dataclass

from learnmentor.certificates.awards.definition import HOURS_A_CREDIT, AwardRule
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief, AssessedVersion


@dataclass(frozen=True)
class ClaimableVersion:
    """An assessed version of a unit that can be claimed, and the awards in which it would count."""

    unit: str
    version: AssessedVersion
    awards: tuple[AwardRule, ...]


def counting(rules: Iterable[AwardRule]) -> list[AwardRule]:
    """The awards that count any earlier learning."""
    return [rule for rule in rules if rule.earlier_learning_credits]


def claimable(rules: Iterable[AwardRule], briefs: Iterable[AssessedBrief]) -> list[ClaimableVersion]:
    """Every version of a unit that would count in some award, in the order of units and levels; never of the core."""
    awards = counting(rules)
    found = [
        ClaimableVersion(
            brief.unit, version, tuple(rule for rule in awards if _counts(rule, brief.unit, version.level))
        )
        for brief in briefs
        if not brief.unit.startswith("C")
        for version in brief.versions
    ]
    return [each for each in found if each.awards]


def _counts(rule: AwardRule, unit: str, level: int) -> bool:
    """Whether an award has a place for a unit at a level that is no larger than what it counts of earlier learning."""
    most = rule.earlier_learning_credits * HOURS_A_CREDIT * 60
    return any(
        part.assessed and unit in part.units and level >= (part.level or 0) and part.minutes_each <= most
        for part in rule.components
    )
