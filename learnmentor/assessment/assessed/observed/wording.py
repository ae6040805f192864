"""What stages of an assessed visit are called on pages."""

from learnmentor.assessment.assessed.observed.rules import VisitStage

STAGES = {
    VisitStage.PROPOSED: ("proposed", "sun"),
    VisitStage.OTHER_DAY: ("another day is asked for", "sun"),
    VisitStage.TELLING: ("the mentee is being told", "sun"),
    VisitStage.TOLD: ("agreed", "teal"),
    VisitStage.RECORDED: ("recorded", "teal"),
    VisitStage.CALLED_OFF: ("called off", "plain"),
}
LEARNER_READS = (
    "Whoever judges or moderates this work reads what is written of it; you read it once a result is released. It is "
    "used for this work and for nothing else."
)
NOT_YOURS = "This try is no longer with you, so nothing is proposed or written for it."
CONFLICT = "By what is known here of the two of you, you cannot watch this learner as an assessor. Give the try back."
STANDS = "It stands otherwise by now. Here is how."
PAST = "Choose today or a later day: everybody who is watched is told beforehand."
ENOUGH = "A try has four visits at most, and one at a time."
