"""Reasons, warnings and steps of matching in words, as a mentee and whoever arranges pairs read them."""

from learnmentor.mentoring.matching.fit import FallbackStep, FitAgainst, FitReason
from learnmentor.mentoring.matching.rules import LooksFor, NeedsSeenBy, OfferState, SearchState

LOOKS_FOR = {
    LooksFor.SUBJECT: "Somebody in my subject",
    LooksFor.ROLE: "Somebody who has done my job",
    LooksFor.OUTSIDE: "A view from outside",
    LooksFor.PEER: "A peer",
    LooksFor.OTHER: "Something else",
}
REASONS = {
    FitReason.LAST_MENTOR: "Was the mentor before",
    FitReason.SUBJECT: "The same subject",
    FitReason.ROLE: "Has done the job",
    FitReason.PEER: "A peer in the same job",
    FitReason.OUTSIDE: "From outside the team",
    FitReason.MODE: "A way to meet that suits both",
    FitReason.AREA: "At the same place",
    FitReason.PLACES: "Has room for more than one",
}
AGAINST = {
    FitAgainst.LINE_MANAGER: "Line manager of the mentee",
    FitAgainst.MANAGED: "Managed by the mentee",
    FitAgainst.SAME_TEAM: "In the same team",
    FitAgainst.MENTEE_RATHER_NOT: "The mentee would rather not",
    FitAgainst.MENTOR_RATHER_NOT: "The mentor would rather not",
    FitAgainst.NO_MODE: "No way to meet that suits both",
    FitAgainst.NO_HOURS: "No free hours",
    FitAgainst.LOAD_FULL: "Has as many mentees as they take",
}
AGAINST_FOR_MENTEE = {
    **AGAINST,
    FitAgainst.LINE_MANAGER: "Is your line manager. Choose them last of all, and then with a role declaration (F13)",
    FitAgainst.MANAGED: "You manage them",
    FitAgainst.SAME_TEAM: "In your team",
    FitAgainst.MENTEE_RATHER_NOT: "You said that you would rather not",
}
STEPS = {
    FallbackStep.PEER: "A peer, for both to learn",
    FallbackStep.AT_A_DISTANCE: "A mentor at a distance: by video, by telephone, in writing",
    FallbackStep.PARTNER: "Somebody in a partner organisation",
    FallbackStep.GENERAL_AND_SPECIALIST: "A general mentor, with a specialist to ask when the subject needs it",
    FallbackStep.LINE_MANAGER: "Last of all a line manager, and then with a role declaration (F13)",
}
NEEDS_SEEN_BY = {
    NeedsSeenBy.ARRANGER: "Whoever arranges pairs, and nobody else",
    NeedsSeenBy.MENTOR_TOO: "Whoever arranges pairs, and the mentor whom I choose",
}
OFFER_STATES = {
    OfferState.OFFERED: ("Waits for a choice", "sun"),
    OfferState.CHOSEN: ("Asked", "sun"),
    OfferState.ACCEPTED: ("Said yes", "teal"),
    OfferState.DECLINED: ("Not just now", "plain"),
    OfferState.PASSED: ("Others asked for", "plain"),
}
SEARCH_STATES = {
    SearchState.INVITED: "Asked what they look for",
    SearchState.OPEN: "Looks",
    SearchState.PAIRED: "Found",
}
CHANGED = "The pair has ended, and the other one is told that a change was asked for, without a reason."
