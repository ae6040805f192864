"""What kinds of pairs, what they are for, and the two people in them are called on pages."""

from learnmentor.mentoring.rules import PairContext, PairKind, Side

KINDS = {
    PairKind.MENTORING: "Mentoring",
    PairKind.SPECIALIST_COACHING: "Specialist coaching",
    PairKind.CO_COACHING: "Co-coaching",
    PairKind.E_MENTORING: "E-mentoring",
}
KINDS_SAID = {
    PairKind.MENTORING: "somebody with experience supports a colleague through a change or in a career",
    PairKind.SPECIALIST_COACHING: "a specialist helps with one particular practice",
    PairKind.CO_COACHING: "two peers coach each other, turn about",
    PairKind.E_MENTORING: "mentoring mostly at a distance",
}
CONTEXTS = {
    PairContext.INITIAL_TRAINING: "Initial teacher training",
    PairContext.CPD: "Continuing development",
    PairContext.INDUCTION: "Induction into a new job",
    PairContext.PERFORMANCE_SUPPORT: "Support with performance",
    PairContext.MANAGEMENT: "Management",
    PairContext.CAREER: "Career",
}
_SIDES = {
    PairKind.SPECIALIST_COACHING: {Side.MENTOR: "coach", Side.MENTEE: "professional learner"},
    PairKind.CO_COACHING: {Side.MENTOR: "partner", Side.MENTEE: "partner"},
}
_USUAL = {Side.MENTOR: "mentor", Side.MENTEE: "mentee"}


def called(kind: PairKind | str, side: Side) -> str:
    """What somebody on a side of such a pair is: "mentor"; in co-coaching both are "partner"."""
    return _SIDES.get(PairKind(kind), _USUAL)[side]
