"""What purposes, stages and steps of an observation are called on pages."""

from learnmentor.mentoring.observations.rules import (
    FEWEST_ROWS,
    ObservationPurpose,
    ObservationSheet,
    ObservationStage,
    ObservationStep,
    SheetLack,
)

PURPOSES = {
    ObservationPurpose.FORMATIVE: "To learn from: two people, no grade",
    ObservationPurpose.JOINT_FORMATIVE: "To learn from, with a second observer: one more pair of eyes, no grade",
    ObservationPurpose.ASSESSED: "To be assessed",
}
STAGES = {
    ObservationStage.FOCUS: "Focus to be agreed",
    ObservationStage.WRITING: "Being written",
    ObservationStage.OPEN: "Open to read",
    ObservationStage.CALLED_OFF: "Called off",
}
TONES = {ObservationStage.FOCUS: "todo", ObservationStage.WRITING: "sun", ObservationStage.OPEN: "teal"}
LACKS = {
    SheetLack.FACTS: "On the page of the visit, say what you are to whoever is watched, where it is, its topic and how "
    "many learners there are.",
    SheetLack.ROWS: f"Write {FEWEST_ROWS} rows or more, each with what the teacher or the learners did.",
    SheetLack.TIMES: "Give each row a time.",
    SheetLack.QUESTIONS: "Write two or three questions to explore.",
    SheetLack.STRENGTHS: "Say what works already.",
    SheetLack.DEVELOP: "Say what to work on.",
    SheetLack.ACCOUNT: "Write how it was for you.",
}
LACKS_IN_PRACTICE = {**LACKS, SheetLack.ROWS: "Write a row or more, each with what the teacher or the learners did."}
AT_FIELD = {SheetLack.ROWS: "rows", SheetLack.TIMES: "rows", SheetLack.DEVELOP: "develop"}  # else as it is called
STEPS = {
    ObservationStep.PROPOSE_FOCUS: "Say what to look at",
    ObservationStep.AGREE_FOCUS: "Read the focus that was proposed",
    ObservationStep.WRITE_SHEET: "Write what you saw",
    ObservationStep.WRITE_ACCOUNT: "Write how it was for you",
    ObservationStep.SET_TARGETS: "Agree on a target or two",
    ObservationStep.SAY_LEARNED: "Say what you learned by watching",
    ObservationStep.EVALUATE: "Say what the visit was worth to you",
}
STEPS_OF_OTHER = {
    ObservationStep.PROPOSE_FOCUS: "A visit waits for a focus",
    ObservationStep.AGREE_FOCUS: "A focus waits to be agreed",
    ObservationStep.WRITE_SHEET: "What was seen is being written",
    ObservationStep.WRITE_ACCOUNT: "An account of a visit is being written",
    ObservationStep.SET_TARGETS: "Agree on a target or two",
}
BUTTONS = {
    ObservationSheet.EVIDENCE: "My sheet is ready",
    ObservationSheet.ACCOUNT: "This is my account",
    ObservationSheet.EVALUATION: "Show it",
}
STANDS = "This moved on while you were looking at it. Here is how it stands."
TO_COME = "The day of the visit has not come. What you typed is kept; say that it is ready when you have been there."
MERGED = "You wrote here on another device too. Both texts are kept, one under the other."
SHEET_OF_STEP = {
    ObservationStep.WRITE_SHEET: ObservationSheet.EVIDENCE,
    ObservationStep.WRITE_ACCOUNT: ObservationSheet.ACCOUNT,
    ObservationStep.SAY_LEARNED: ObservationSheet.LEARNED,
    ObservationStep.EVALUATE: ObservationSheet.EVALUATION,
}
PLACE_OF_STEP = {
    ObservationStep.PROPOSE_FOCUS: "focus-part",
    ObservationStep.AGREE_FOCUS: "focus-part",
    ObservationStep.SET_TARGETS: "targets",
}
