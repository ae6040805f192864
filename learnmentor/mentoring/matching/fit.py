"""Why a mentor and a mentee would fit, and what stands against it: pure, with the same order whoever asks when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from learnmentor.mentoring.directory.rules import AT_A_DISTANCE, ContactMode
from learnmentor.mentoring.matching.rules import LooksFor, has_place


class FitReason(StrEnum):
    """Why they would fit."""

    LAST_MENTOR = "last-mentor"
    SUBJECT = "subject"
    ROLE = "role"
    PEER = "peer"
    OUTSIDE = "outside"
    MODE = "mode"
    AREA = "area"
    PLACES = "places"  # the mentor has room for more than one


class FitAgainst(StrEnum):
    """What stands against it."""

    LINE_MANAGER = "line-manager"
    MANAGED = "managed"  # the mentee manages the mentor
    SAME_TEAM = "same-team"
    MENTEE_RATHER_NOT = "mentee-rather-not"
    MENTOR_RATHER_NOT = "mentor-rather-not"
    NO_MODE = "no-mode"
    NO_HOURS = "no-hours"
    LOAD_FULL = "load-full"


NEVER = frozenset({FitAgainst.LOAD_FULL, FitAgainst.MENTOR_RATHER_NOT})
_WEIGHTS = {
    FitReason.LAST_MENTOR: 16, FitReason.SUBJECT: 4, FitReason.ROLE: 4, FitReason.PEER: 4, FitReason.OUTSIDE: 3,
    FitReason.MODE: 2, FitReason.AREA: 2, FitReason.PLACES: 1,
}  # fmt: skip
_WANTED = {
    LooksFor.SUBJECT: FitReason.SUBJECT, LooksFor.ROLE: FitReason.ROLE, LooksFor.PEER: FitReason.PEER,
    LooksFor.OUTSIDE: FitReason.OUTSIDE,
}  # fmt: skip
_WANTED_MORE = 8


@dataclass(frozen=True)
class MatchSeeker:
    """A mentee as rules see them; words are folded, teams and managers are keys."""

    person_id: int
    looks_for: LooksFor
    modes: frozenset[ContactMode]
    subject: frozenset[str] = frozenset()
    role: frozenset[str] = frozenset()
    area: frozenset[str] = frozenset()
    not_manager: bool = True
    not_team: bool = False
    teams: frozenset[int] = frozenset()
    managers: frozenset[int] = frozenset()
    manages: frozenset[int] = frozenset()
    last_mentor_id: int | None = None


@dataclass(frozen=True)
class MatchCandidate:
    """A mentor who is listed, as rules see them."""

    person_id: int
    name: str
    modes: frozenset[ContactMode]
    hours: int
    most: int
    load: int
    subjects: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    area: frozenset[str] = frozenset()
    teams: frozenset[int] = frozenset()
    not_team: bool = False
    not_managed: bool = False
    elsewhere: bool = False  # shared by a partner organisation


@dataclass(frozen=True)
class Fit:
    """Two people held against each other."""

    candidate: MatchCandidate
    reasons: tuple[FitReason, ...]
    against: tuple[FitAgainst, ...]
    wanted: bool = False  # one of the reasons is what the mentee looks for most

    @property
    def offerable(self) -> bool:
        """Nothing forbids it. What else stands against it is said to whoever chooses."""
        return not NEVER & set(self.against)


def fit(seeker: MatchSeeker, candidate: MatchCandidate) -> Fit:
    """Why two would fit and what stands against it, each in the order of its enum."""
    reasons, against = _reasons(seeker, candidate), _against(seeker, candidate)
    return Fit(candidate, reasons, against, wanted=_WANTED.get(seeker.looks_for) in reasons)


def _reasons(seeker: MatchSeeker, candidate: MatchCandidate) -> tuple[FitReason, ...]:
    same_role, apart = bool(seeker.role & candidate.roles), not seeker.teams & candidate.teams
    close = candidate.person_id in seeker.managers | seeker.manages
    found = {
        FitReason.LAST_MENTOR: candidate.person_id == seeker.last_mentor_id,
        FitReason.SUBJECT: bool(seeker.subject & candidate.subjects),
        FitReason.ROLE: same_role and seeker.looks_for != LooksFor.PEER,
        FitReason.PEER: same_role and seeker.looks_for == LooksFor.PEER,
        FitReason.OUTSIDE: apart and not close and (candidate.elsewhere or bool(candidate.teams)),
        FitReason.MODE: bool(seeker.modes & candidate.modes),
        FitReason.AREA: bool(seeker.area & candidate.area),
        FitReason.PLACES: candidate.most - candidate.load > 1,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _against(seeker: MatchSeeker, candidate: MatchCandidate) -> tuple[FitAgainst, ...]:
    manager, team = candidate.person_id in seeker.managers, bool(seeker.teams & candidate.teams)
    found = {
        FitAgainst.LINE_MANAGER: manager,
        FitAgainst.MANAGED: candidate.person_id in seeker.manages,
        FitAgainst.SAME_TEAM: team,
        FitAgainst.MENTEE_RATHER_NOT: (manager and seeker.not_manager) or (team and seeker.not_team),
        FitAgainst.MENTOR_RATHER_NOT: (manager and candidate.not_managed) or (team and candidate.not_team),
        FitAgainst.NO_MODE: not seeker.modes & candidate.modes,
        FitAgainst.NO_HOURS: candidate.hours < 1,
        FitAgainst.LOAD_FULL: not has_place(most=candidate.most, load=candidate.load),
    }
    return tuple(against for against, holds in found.items() if holds)


def in_order(fits: Iterable[Fit]) -> list[Fit]:
    """Who may be offered first, a line manager behind all others, then the better reasons, the lighter load, names."""
    return sorted(fits, key=_key)


def _key(each: Fit) -> tuple[bool, bool, int, int, int, str, int]:
    weight = sum(_WEIGHTS[reason] for reason in each.reasons) + (_WANTED_MORE if each.wanted else 0)
    one = each.candidate
    manager = FitAgainst.LINE_MANAGER in each.against
    return (not each.offerable, manager, len(each.against), -weight, one.load, one.name.casefold(), one.person_id)


# Nobody found


class FallbackStep(StrEnum):
    """What is tried where nobody fits, in this order [form F15]."""

    PEER = "peer"
    AT_A_DISTANCE = "at-a-distance"
    PARTNER = "partner"
    GENERAL_AND_SPECIALIST = "general-and-specialist"
    LINE_MANAGER = "line-manager"  # last of all, and then with form F13


def nobody_found(fits: Iterable[Fit]) -> bool:
    """Whether nobody of these may be offered who has what the mentee looks for, without a word against it."""
    return not any(each.offerable and each.reasons and not each.against for each in fits)


def fallbacks(seeker: MatchSeeker, fits: Iterable[Fit]) -> Mapping[FallbackStep, tuple[Fit, ...]]:
    """For each step, in the order of trying, who may be offered by it."""
    free = [each for each in in_order(fits) if each.offerable]
    manager = [each for each in free if FitAgainst.LINE_MANAGER in each.against]
    others = [each for each in free if each not in manager]
    return {
        FallbackStep.PEER: tuple(each for each in others if seeker.role & each.candidate.roles),
        FallbackStep.AT_A_DISTANCE: tuple(each for each in others if AT_A_DISTANCE & each.candidate.modes),
        FallbackStep.PARTNER: tuple(each for each in others if each.candidate.elsewhere),
        FallbackStep.GENERAL_AND_SPECIALIST: tuple(each for each in others if FitReason.SUBJECT not in each.reasons),
        FallbackStep.LINE_MANAGER: tuple(manager),
    }
