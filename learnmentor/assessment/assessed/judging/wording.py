"""The words of pages on which somebody judges."""

from learnmentor.assessment.assessed.judging.rules import JudgementLack, PlaceInWork
from learnmentor.assessment.assessed.rules import AssignmentEnd, AssignmentKind, JudgementKind, Outcome
from learnmentor.courses.catalogue.assessed_versions import AssessedBrief

OUTCOMES = {Outcome.PASS: "Pass", Outcome.REFER: "Refer"}
KINDS = {
    JudgementKind.FIRST: "First judgement",
    JudgementKind.SECOND: "Second judgement",
    JudgementKind.AGREED: "Agreed outcome",
    JudgementKind.APPEAL: "After an appeal",
}
ASKED = {
    AssignmentKind.FIRST: "",
    AssignmentKind.SECOND: (
        "This is a second judgement: somebody else judged this work too. What they came to is not shown to you, so "
        "that yours is your own."
    ),
    AssignmentKind.APPEAL: (
        "The learner appealed against an earlier result. You judge the work afresh; what was judged before is not "
        "shown to you, and stays beside what you come to."
    ),
}
NEXT = {
    AssignmentKind.FIRST: (
        "It is kept as it is, with your name, and cannot be changed. The learner does not see it yet: some work is "
        "judged a second time first, and which is not said beforehand. Then the outcome is released with your words."
    ),
    AssignmentKind.SECOND: (
        "It is kept as it is, beside the other one. Where the two differ, an outcome is agreed on, with a reason. "
        "Nothing is released before that."
    ),
    AssignmentKind.APPEAL: (
        "It is kept as it is, beside what was judged before. Whoever settles the appeal reads it and answers the "
        "learner."
    ),
}
LACKS = {
    JudgementLack.UNDECIDED: "Say whether {criterion} is met or not yet.",
    JudgementLack.PLACE: "Choose the part of the work that shows {criterion}.",
    JudgementLack.OUTCOME: "Say what you come to: pass or refer.",
    JudgementLack.PASS_NOT_MET: (
        "A pass needs every criterion met, and you marked one or more as not yet. Refer it, or look at those again."
    ),
    JudgementLack.REFER_ALL_MET: (
        "You marked every criterion as met, so this is a pass. To refer it, mark what is not met yet."
    ),
    JudgementLack.MISSING: "Say exactly what is missing, so that the learner knows what to add or change.",
}
AT_FIELD = {
    JudgementLack.UNDECIDED: "met",
    JudgementLack.PLACE: "part",
    JudgementLack.OUTCOME: "outcome",
    JudgementLack.PASS_NOT_MET: "outcome",
    JudgementLack.REFER_ALL_MET: "outcome",
    JudgementLack.MISSING: "missing",
}
OVER = {
    AssignmentEnd.CONFLICT: (
        "You are this learner's mentor, mentee or manager, or were within the last year, so you do not judge their "
        "work. It was not saved, and somebody else is asked. What you wrote is shown to nobody."
    ),
    AssignmentEnd.ROLE_ENDED: (
        "Your role as it stands today does not cover this unit, level or learner any more, so it was not saved, and "
        "somebody else is asked. What you wrote is shown to nobody. Ask whoever coordinates assessment here."
    ),
    AssignmentEnd.GIVEN_UP: "The learner gave this up meanwhile, so there is nothing to judge any more.",
    AssignmentEnd.JUDGED: "You saved your judgement of this already. It stays as it is.",
}
CONFLICT = (
    "You are this learner's mentor, mentee or manager, or were within the last year, so you do not judge their work. "
    "Somebody else is asked. What you wrote so far is shown to nobody."
)
OVER_OTHERWISE = (
    "You are not asked to judge this any more. What you wrote is shown to nobody, and is here again if you are asked "
    "again."
)
NOTHING = (
    "There is nothing to judge here any more: the work was taken away with its writer's account, or has moved on. "
    "Your draft is kept and shown to nobody."
)
LOCKED = (
    "What you wrote about this work is kept, but this installation has lost the key to it. Tell the people who run "
    "LearnMentor for you. You cannot write here until then, so that nothing is written over."
)
MOVED_ON = "You changed this in another window since. Look it over as it is now, then save it."
BOTH = "You wrote something else here in another window. Both are kept below: look them over."
CLOSE_READERS = "Moderators read this tick. The learner does not."
LEARNER_READS = "The learner reads this once the outcome is released. Moderators read it too."


def over(ended_as: AssignmentEnd) -> str:
    """What is said to whoever is asked no longer."""
    return OVER.get(ended_as, OVER_OTHERWISE)


def place_in_words(place: PlaceInWork, brief: AssessedBrief) -> str:
    """Where in the work a criterion shows, as people read it: the title of a part, and the words."""
    part = brief.part(place.part)
    return ": ".join(each for each in (part.title if part else "", place.words) if each)
