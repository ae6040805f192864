"""What kinds of records, and how they stand, are called on pages."""

from learnmentor.assessment.assessed.records.rules import RecordStanding
from learnmentor.courses.catalogue.assessed_versions import ReleasableKind

KINDS = {
    ReleasableKind.CPD_ENTRY: "CPD entries",
    ReleasableKind.AGREEMENT: "Agreements",
    ReleasableKind.ROLE_DECLARATION: "Your role declarations",
    ReleasableKind.MEETING: "Records of meetings",
    ReleasableKind.OBSERVATION: "Observations",
    ReleasableKind.REVIEW: "Reviews",
    ReleasableKind.SCHEDULE: "Schedules of a year",
    ReleasableKind.IMPACT: "Before and after",
    ReleasableKind.CONTACT_LOG: "Contact logs",
    ReleasableKind.TRANSCRIPT: "Extracts of transcripts",
}
ONE = {
    ReleasableKind.CPD_ENTRY: "CPD entry",
    ReleasableKind.AGREEMENT: "Agreement",
    ReleasableKind.ROLE_DECLARATION: "Role declaration",
    ReleasableKind.MEETING: "Record of a meeting",
    ReleasableKind.OBSERVATION: "Observation",
    ReleasableKind.REVIEW: "Review",
    ReleasableKind.SCHEDULE: "Schedule of a year",
    ReleasableKind.IMPACT: "Before and after",
    ReleasableKind.CONTACT_LOG: "Contact log",
    ReleasableKind.TRANSCRIPT: "Extract of a transcript",
}
IN_COPY = {
    ReleasableKind.CPD_ENTRY: (
        "The facts, and what has changed. What you took from it stays yours, and files are not copied: put into the "
        "part what is to be read of them."
    ),
    ReleasableKind.AGREEMENT: "The version in force, as both signed it.",
    ReleasableKind.ROLE_DECLARATION: "What you declared, as it stands.",
    ReleasableKind.MEETING: "What both said and agreed; nothing that either of you holds back.",
    ReleasableKind.OBSERVATION: "What the two of you wrote. What a second observer wrote is left out.",
    ReleasableKind.REVIEW: "What both of you said, once both have answered.",
    ReleasableKind.SCHEDULE: "What was planned, what was done, and what moved.",
    ReleasableKind.IMPACT: "Your answers at each time.",
    ReleasableKind.CONTACT_LOG: "Days, minutes, how you met and who set the agenda; no words.",
    ReleasableKind.TRANSCRIPT: "A text that you paste, of a conversation that was recorded with consent.",
}
STANDINGS = {
    RecordStanding.OWN: ("Goes in", "teal"),
    RecordStanding.ASKED: ("Asked", "todo"),
    RecordStanding.MAY_BE_USED: ("May be used", "teal"),
    RecordStanding.NOT_USED: ("Not used", "plain"),
}
NOT_USED = "This record is not used. Leave it out and use another piece: it costs you nothing, and nobody is told."
ENDED = "This pair has ended, so nobody can be asked here any more. Use another piece: it costs you nothing."
CLOSED = "The other one’s account is closed, so nobody can be asked any more. Use another piece: it costs you nothing."
TOO_MANY = "This part, or this work, holds as many records as it may. Take one out before you add another."
NOT_YET = "Not both of you have answered this review yet. When you have, it can be copied."
NOTHING_ASKED = "There is nothing to answer here any more: it was taken out, or answered in another window."
