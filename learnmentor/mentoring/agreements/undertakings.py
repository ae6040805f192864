"""What each undertakes, in our words, which the two change or strike: the wording follows what the pair is for."""

from learnmentor.mentoring.agreements.rules import Values, undertakings
from learnmentor.mentoring.rules import PairContext, PairKind, Side
from learnmentor.mentoring.wording import called

_WORDS = {
    "m1": "Keep our talks confidential, as set out under What stays in the room.",
    "m2": "Use a skills audit to find out what {mentee} knows and needs.",
    "m3": "Agree at least three objectives with {mentee}, and keep working on them.",
    "m4": "Settle with {mentee} when and where to meet.",
    "m5": "Write a first review after the autumn half term and reports in January and April, for the tutor and course "
    "leader.",
    "m6": "Help with {work}.",
    "m7": "Help with good practice.",
    "m8": "Help with what the {plan} has raised.",
    "m9": "Observe once a year, the first time together with the personal tutor.",
    "m10": "Write up each observation, talk it through, and give {mentee} a copy.",
    "m11": "Come to meetings needed to prepare, run, review and improve the mentoring.",
    "m12": "Let {mentee} watch some {classes}.",
    "m13": "Suggest further development.",
    "m14": "Advise on the subject side of the research report.",
    "t1": "Work on the objectives.",
    "t2": "Keep {mentor} informed about {own_work}.",
    "t3": "Go through the {plan} with {mentor}.",
    "t4": "Say what {mentor}'s observations were worth.",
    "t5": "Meet, write or telephone at times that suit both.",
    "t6": "Watch {mentor} {at_work} once a year, and once a year {colleague}, and write up what was seen.",
    "n1": "Pay for the hours a year that are agreed for this mentoring, or give the money.",
    "n2": "Support the training of {mentor}.",
    "n3": "Let {leader} have {mentor}'s CV at the start.",
}
_TEACHING = {
    "work": "schemes of work, lesson plans and resources", "classes": "classes", "own_work": "the classes being taught",
    "at_work": "teach", "colleague": "an experienced teacher of the same subject",
}  # fmt: skip
_LEADING = {
    "work": "plans, papers and the meetings they are for", "classes": "meetings", "own_work": "the work being led",
    "at_work": "at work", "colleague": "somebody else who does similar work",
}  # fmt: skip
_BY_CONTEXT = {
    PairContext.INITIAL_TRAINING: {**_TEACHING, "plan": "individual learning plan", "leader": "the course leader"},
    PairContext.CPD: {**_TEACHING, "plan": "development plan", "leader": "whoever coordinates mentoring"},
    PairContext.INDUCTION: {**_TEACHING, "plan": "induction plan", "leader": "whoever runs the induction"},
    PairContext.PERFORMANCE_SUPPORT: {
        **_TEACHING, "plan": "support plan", "leader": "whoever asked for the support",
    },
    PairContext.MANAGEMENT: {**_LEADING, "plan": "development plan", "leader": "whoever coordinates mentoring"},
    PairContext.CAREER: {**_LEADING, "plan": "career plan", "leader": "whoever coordinates mentoring"},
}  # fmt: skip


def words(key: str, kind: PairKind, context: PairContext) -> str:
    """One undertaking, as it reads before the two change it."""
    mentor, mentee = (f"the {called(kind, side)}" for side in Side)
    return _WORDS[key].format(mentor=mentor, mentee=mentee, **_BY_CONTEXT[PairContext(context)])


def defaults(kind: PairKind, context: PairContext) -> Values:
    """What stands in a draft before anybody has written in it."""
    return {key: words(key, kind, context) for key in undertakings(context)}
