"""The twelve questions for a new mentor, and the outcomes of the core units that each asks about.

Made from the twelve lines of F5 for a mentor and the outcomes of C1 to C8; the words are ours.
"""

from learnmentor.ground.before_after import ScaleLine
from learnmentor.mentoring.needs.recommendation import NeedQuestion
from learnmentor.mentoring.needs.rules import LONGEST_HOPE, Answer
from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperChoice, PaperField, Section

WORDS = {
    Answer.NEW: "New to me",
    Answer.TRIED: "I have tried it",
    Answer.OFTEN: "I do it",
    Answer.COULD_SHOW: "I could show somebody",
    Answer.UNSURE: "I can’t say",
}
SCALE = tuple(WORDS[each] for each in Answer if each is not Answer.UNSURE)
BESIDE = (WORDS[Answer.UNSURE],)
_CHOICES = tuple(PaperChoice(each.value, words) for each, words in WORDS.items())
_ASKED: tuple[tuple[str, str, str, tuple[str, ...], bool], ...] = (
    (
        "kind",
        "Say what kind of help fits somebody",
        "Mentoring, specialist coaching, co-coaching: the words are used in many ways, and you will be asked which.",
        ("C1.1", "C1.2", "C1.3", "C1.4"),
        False,
    ),
    (
        "purpose",
        "Agree with somebody what we meet for",
        "A purpose, limits and a last date, and objectives in the other person’s own words.",
        ("C2.1",),
        True,
    ),
    (
        "hats",
        "Say openly which other roles I hold towards them",
        "Such as manager, assessor or friend, and what each of them may know.",
        ("C2.2",),
        True,
    ),
    (
        "private",
        "Promise what stays between us, and say where the promise ends",
        "Before anybody tells you something that you cannot keep to yourself.",
        ("C2.3",),
        True,
    ),
    (
        "choice",
        "Let somebody choose me, or change to another mentor, without blame",
        "A say in the choice, and a way out that nobody has to explain.",
        ("C2.4",),
        False,
    ),
    (
        "power",
        "Notice what stands between us, and talk about it",
        "Trust, power that comes with a post or with skill, and differences that one of you may not see.",
        ("C3.1", "C3.2", "C3.3"),
        False,
    ),
    (
        "listening",
        "Listen and ask more than I tell",
        "And know which of a mentor’s skills are mine already.",
        ("C4.1", "C4.2", "C4.4"),
        False,
    ),
    (
        "challenge",
        "Ask more of somebody and stay on their side",
        "Above all when they are good already, or when the talk is a hard one.",
        ("C4.3",),
        False,
    ),
    (
        "shape",
        "Give a meeting a shape, and leave the subject to them",
        "So that they bring more of the agenda each time.",
        ("C5.1", "C5.2", "C5.3", "C5.4"),
        False,
    ),
    (
        "change",
        "Help something new last beyond the week in which it was tried",
        "By looking back at it, by support that is taken away in steps, and by other people who know more.",
        ("C6.1", "C6.2", "C6.3", "C6.4"),
        False,
    ),
    (
        "both",
        "Learn from it myself, with others, and see when it does harm",
        "With a peer, in a group, or with somebody from another place to whom you can take your own worries.",
        ("C3.4", "C3.5", "C7.1", "C7.2", "C7.3", "C7.4"),
        False,
    ),
    (
        "ending",
        "Look at what has changed, say what I cannot show, and end well",
        "A review against what was agreed, honest evidence, and a plan for the day when you are not needed.",
        ("C8.1", "C8.2", "C8.3", "C8.4"),
        False,
    ),
)
QUESTIONS = tuple(NeedQuestion(key, outcomes, first) for key, _, _, outcomes, first in _ASKED)
LABELS = {key: label for key, label, *_ in _ASKED}
LINES = tuple(ScaleLine(key, label, SCALE, BESIDE) for key, label in LABELS.items())
HOPE = "hope"
FORM_NEEDS = FormDefinition(
    "NEEDS",
    "What would help you first?",
    "Only you can read your answers.",
    (
        Section(
            "How far are you with this?",
            tuple(PaperField(key, label, FieldKind.PICK, why, _CHOICES) for key, label, why, *_ in _ASKED),
        ),
        Section(
            "A line to yourself",
            (
                PaperField(
                    HOPE,
                    "What do you want to be able to do as a mentor that you can’t do yet?",
                    FieldKind.LONG,
                    "You will see it again beside what you write at the end.",
                    most=LONGEST_HOPE,
                    readers="Only you can read this.",
                ),
            ),
        ),
    ),
)
