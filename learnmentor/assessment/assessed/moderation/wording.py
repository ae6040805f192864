"""The words of moderation: why something is sampled, why it is not given, and what figures of agreement mean."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from learnmentor.assessment.assessed.assessors.rules import Conflict
from learnmentor.assessment.assessed.assignments.rules import Refusal
from learnmentor.assessment.assessed.moderation.report_figures import (
    LEAST_FOR_SHARE,
    LEAST_PAIRS,
    Agreement,
    RecordAgreement,
)
from learnmentor.assessment.assessed.moderation.rules import SampleReason

REASONS = {
    SampleReason.NEW_ASSESSOR: "Among the first ten of an assessor",
    SampleReason.BORDERLINE: "Borderline: one criterion not met",
    SampleReason.CLOSE: "Marked as close by the assessor",
    SampleReason.REFERRED_AGAIN: "Referred at the second try or a later one",
    SampleReason.LEAST: "To reach the least number a year of each assessor",
    SampleReason.DRAWN: "Drawn by lot",
}

SETTLED = "This needs no second judgement any more: it was settled a moment ago, or its learner moved on."
TAKEN = "Somebody else was asked for this a moment ago."
_REFUSED = {
    Refusal.NO_ROLE: "{who} no role today for this unit and level that reaches this learner.",
    Refusal.RECOGNISED: "{who} recognised this work once and handed it back. Somebody else has to judge it.",
    Refusal.JUDGED_IT: "{who} judged this already. A second judgement is somebody else's.",
}
TIED = "{who} this learner's mentor, mentee or manager, or {were} within the last year. Somebody else has to judge it."
NOBODY = (
    "Nobody can judge this a second time: only the one who judged it first may judge this unit at this level. Ask "
    "an administrator to name a moderator or another assessor for it. Until then it waits, and nothing is released."
)


def refused(found: Conflict | Refusal, *, me: bool) -> str:
    """Why somebody is not given a try: said to themselves, or to a moderator who asks them."""
    if isinstance(found, Conflict):
        return TIED.format(who="You are" if me else "They are")
    who = {Refusal.NO_ROLE: "You have" if me else "They have"}.get(found, "You" if me else "They")
    return _REFUSED[found].format(who=who)


ALREADY_AGREED = "An outcome was agreed a moment ago. It stands below."
NOT_DIFFERENT = "There is nothing to agree on any more: the two came to the same, or it was released."
NO_REASON = "Say why this outcome: what the two saw differently, and what settled it."
LOCKED = (
    "Both judgements are kept, but this installation has lost the key to one of them. Tell the people who run "
    "LearnMentor for you. Nothing is released until then."
)
KEPT = "The agreed outcome is kept, beside both judgements. It is released to the learner within a few minutes."
OWN_FIRST = (
    "You made the first judgement, so another moderator records the agreed outcome. Ask an administrator to name one "
    "if there is none."
)
LEARNER_READS = "The learner reads this once it is released. Other moderators read it too."
REASON_READERS = "Moderators read this. The learner can read it too, in the copy of their data."


# Figures


def share(agreement: Agreement) -> str:
    """How many agree, and in per cent where there are enough to say so."""
    if not agreement.pairs:
        return "None judged twice yet"
    counts = f"{agreement.agreed} of {agreement.pairs}"
    return counts if agreement.share is None else f"{counts} ({per_cent(agreement.share)})"


def likely_share(agreement: Agreement) -> str:
    """Between what the true share lies, by 95 per cent confidence; "" where there are too few."""
    if agreement.share is None or agreement.share_low is None or agreement.share_high is None:
        return ""
    return f"{per_cent(agreement.share_low)} to {per_cent(agreement.share_high)}"


def kappa(agreement: Agreement) -> str:
    """Kappa with its interval, or why there is none."""
    if not agreement.enough:
        return f"Not shown below {LEAST_PAIRS} judged twice: one case would move it too far"
    if agreement.kappa is None:
        return "Cannot be told: both came to the same outcome every time"
    if agreement.kappa_low is None or agreement.kappa_high is None:
        return _figure(agreement.kappa)
    return f"{_figure(agreement.kappa)} (likely {_figure(agreement.kappa_low)} to {_figure(agreement.kappa_high)})"


def _figure(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def short_kappa(agreement: Agreement) -> str:
    """Kappa in a cell of a table."""
    return _figure(agreement.kappa) if agreement.kappa is not None else "too few" if not agreement.enough else "none"


def part(some: int, whole: int) -> str:
    """How many of all, in per cent."""
    return per_cent(some / whole) if whole else ""


def most_different(lines: Sequence[tuple[str, Agreement]]) -> list[tuple[str, Agreement]]:
    """Criteria with the smallest share that agrees first."""
    return sorted(lines, key=lambda line: (line[1].agreed / line[1].pairs, line[0]))


def alpha(value: float | None) -> str:
    """Krippendorff's alpha, or why there is none."""
    return _figure(value) if value is not None else f"Not shown: fewer than {LEAST_PAIRS}, or all of one outcome"


def records(found: RecordAgreement) -> str:
    """How alike assessors judged the records that all of them judge."""
    if not found.pairs:
        return "No two assessors judged the same records in this period"
    counts = f"{found.agreed} of {found.pairs} times two decided alike"
    return counts if found.pairs < LEAST_FOR_SHARE else f"{counts} ({per_cent(found.agreed / found.pairs)})"


def records_alpha(found: RecordAgreement) -> str:
    """Krippendorff's alpha of those decisions, or why there is none."""
    if found.alpha is not None:
        return _figure(found.alpha)
    if found.pairs < LEAST_PAIRS:
        return f"Not shown below {LEAST_PAIRS} times: one decision would move it too far"
    return "Cannot be told: all decided the same of everything"


def per_cent(part: float) -> str:
    """A part of 1 in per cent."""
    return f"{100 * part:.0f} per cent"


MEANING = (
    (
        "Per cent says how often two came to the same outcome. Some of that is chance: where nine in ten pass, two who "
        "never looked at the work would agree four times in five."
    ),
    (
        "Kappa leaves that chance out. 1 means that two always agree; 0, that they agree as often as chance would have "
        "it; below 0, less often. Krippendorff's alpha means the same where three or more judged something."
    ),
    (
        "The likely range says where the figure would lie in 95 of 100 such periods. A wide one says that there are "
        "too few cases to tell."
    ),
    "Where nearly everything passes, kappa can be low though two hardly ever differ. Read it beside the per cent.",
)
LIMITS = (
    f"Below {LEAST_FOR_SHARE} cases there is no per cent, and below {LEAST_PAIRS} no kappa.",
    (
        "What is judged twice is not like all the work: what is borderline always is. The line “drawn by lot” is a "
        "fair picture of everything that was judged."
    ),
    "An agreed outcome is no judgement of its own and counts in none of these figures.",
    "Work that may still be judged a second time is left out, so that nobody reads here how the first one came out.",
)


RECORDS_LIMITS = (
    (
        "All of them judge the same few records, so this says how alike they read criteria, and not how well live "
        "work is judged. Alpha is 1 where all always decide alike, and 0 where no more than chance would have it. "
        "Criteria that were worded anew are not compared with what they were; of each assessor the newest round counts."
    ),
    "A low figure is a reason to talk about the criteria together, and says nothing about any one assessor.",
)


def month(key: str) -> str:
    """A month as people write it: "2026-11" is "November 2026"."""
    return f"{date.fromisoformat(f'{key}-01'):%B %Y}"


@dataclass(frozen=True)
class FigureWords:
    """How a page of figures words them."""

    share: Callable[[Agreement], str] = share
    likely_share: Callable[[Agreement], str] = likely_share
    kappa: Callable[[Agreement], str] = kappa
    short_kappa: Callable[[Agreement], str] = short_kappa
    part: Callable[[int, int], str] = part
    most_different: Callable[[Sequence[tuple[str, Agreement]]], list[tuple[str, Agreement]]] = most_different
    alpha: Callable[[float | None], str] = alpha
    records: Callable[[RecordAgreement], str] = records
    records_alpha: Callable[[RecordAgreement], str] = records_alpha
    month: Callable[[str], str] = month
    meaning: tuple[str, ...] = MEANING
    limits: tuple[str, ...] = LIMITS
    records_limits: tuple[str, ...] = RECORDS_LIMITS


WORDS = FigureWords()
