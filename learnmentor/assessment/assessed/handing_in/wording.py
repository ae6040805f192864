"""Words for handing in: where a try is, what is missing, why a record stays out."""

from learnmentor.assessment.assessed.handing_in.contents import GapKind
from learnmentor.assessment.assessed.handing_in.rules import Whereabouts
from learnmentor.assessment.assessed.records.rules import RecordStanding
from learnmentor.assessment.assessed.rules import Outcome

OUTCOMES_TOLD = {Outcome.PASS: "Passed", Outcome.REFER: "Not passed yet"}
WHEREABOUTS = {
    Whereabouts.WAITING: "It waits for an assessor.",
    Whereabouts.WITH_ASSESSOR: "An assessor is judging it.",
    Whereabouts.CHECKED: "It has been judged. Before anything is released, some work is looked at by a second person.",
    Whereabouts.OVERTAKEN: "Your appeal about an earlier try passed this work, so nobody decides about this one.",
    Whereabouts.ENDED: "You gave this work up, so nobody decides about it.",
}
GAPS = {
    GapKind.UNIT: "Finish these units first",
    GapKind.PRACTICE: "Begin work for these units first",
    GapKind.PART: "These parts are empty",
    GapKind.CRITERION: "Say where these criteria are shown",
}
HELD_BACK = {
    RecordStanding.ASKED: "no answer yet",
    RecordStanding.NOT_USED: "not used, which costs you nothing",
}
