"""The statements of form F6 for mentors, mentees and organisations, as one definition for each list and moment.

The headings and their order are NFER's [NFER s.3.2, s.3.3, s.3.4]; the statements are ours, as content/forms has them.
"""

from functools import cache

from learnmentor.ground.before_after import ScaleLine
from learnmentor.mentoring.impact.rules import LONGEST_EXAMPLE, LONGEST_LINE, HowTrue, ImpactList, Moment
from learnmentor.mentoring.paper.definition import (
    FieldKind,
    FormDefinition,
    PaperChoice,
    PaperField,
    Section,
)

WORDS = {
    HowTrue.NOT_AT_ALL: "Not at all",
    HowTrue.A_LITTLE: "A little",
    HowTrue.FAIRLY: "Fairly",
    HowTrue.A_GREAT_DEAL: "A great deal",
    HowTrue.CANNOT_SAY: "Cannot say",
}
SCALE = tuple(WORDS[each] for each in HowTrue if each is not HowTrue.CANNOT_SAY)
BESIDE = (WORDS[HowTrue.CANNOT_SAY],)
MOMENTS = {Moment.BEFORE: "before", Moment.HALF_WAY: "half way", Moment.AFTER: "after"}
LISTS = {
    ImpactList.MENTOR: "For a mentor",
    ImpactList.MENTEE: "For a mentee",
    ImpactList.ORGANISATION: "For an organisation",
}
_CHOICES = tuple(PaperChoice(each.value, words) for each, words in WORDS.items())
Statement = tuple[str, str, str]  # key, NFER's heading, our statement
STATEMENTS: dict[ImpactList, tuple[Statement, ...]] = {
    ImpactList.MENTEE: (
        ("1", "Reflection and clear thinking", "After a session I work out why it went as it did"),
        ("2", "Well-being and confidence", "I am willing to try something that may not come off"),
        ("3", "Solving problems and deciding", "When something is hard I can see a way to begin"),
        ("4", "Knowledge and skill at work", "I do things differently from how I did them two months ago"),
        ("5", "Sharing practice", "I offer ideas to colleagues, and use theirs"),
        ("6", "Communication and relationships", "The conversations I used to put off, I now have"),
        ("7", "Attitude to development and career", "I can say what I want to learn next"),
        ("8", "Managing oneself and one’s learning", "I set my own deadlines, and mostly meet them"),
    ),
    ImpactList.MENTOR: (
        ("1", "Knowledge and skills", "I have more than one way of helping a colleague learn"),
        ("2", "Well-being and confidence", "Mentoring is one of the satisfying parts of my job"),
        ("3", "Reflection", "Somebody else’s questions make me look again at my own work"),
        ("4", "Professional and career development", "I look for chances to learn, and take them"),
        ("5", "Solving problems", "I deal with awkward situations better than I did"),
        ("6", "Sharing practice", "I pick ideas up as well as handing them on"),
    ),
    ImpactList.ORGANISATION: (
        ("1a", "Culture: research and learning", "People find things out about their own practice"),
        ("1b", "Culture: reflection", "There is time to think, and people are seen taking it"),
        ("1c", "Culture: collaboration", "Teams plan and mend things together"),
        ("1d", "Culture: professional recognition", "Getting better at the job is noticed"),
        ("1e", "Culture: aspiration and energy", "People aim high, and are not mocked for it"),
        ("1f", "Culture: care", "Somebody would notice if a colleague was going under"),
        ("1g", "Culture: coaching and mentoring", "People help one another learn without being told to"),
        ("2", "Leadership", "Those in charge ask before they tell"),
        ("3", "Professional and career development", "There are more chances to develop than a year ago"),
        ("4", "Links with other bodies", "We bring ideas home from other places"),
        ("5", "Knowledge shared inside", "What one person learns reaches the rest"),
        ("6", "Recruiting and keeping staff", "People want to come here and want to stay"),
        ("7", "Policies, systems and processes", "The way we plan and record makes more sense than it did"),
    ),
}
LIMITS: dict[ImpactList, tuple[str, ...]] = {
    ImpactList.MENTEE: (),
    ImpactList.MENTOR: (
        "NFER’s list for mentors has nothing on communication or on managing oneself [NFER s.3.1].",
        "Its sources gave no particular evidence of those two, which does not mean that there is none.",
    ),
    ImpactList.ORGANISATION: (
        "The line on people who come and stay rests on sources from social care [NFER s.3.4].",
        "The line on policies and systems rests on two sources from education [NFER s.3.4].",
        "Culture was reported more widely than anything else, and is the hardest of all to disprove [NFER s.3.4].",
    ),
}
_READERS = (
    "Only you can read what you write. "
    "If you agree, your answers are counted together with other people’s, from five people on."
)
DUE, ELSE, NOT_ASKED, PASS_ON = "due", "what_else", "not_asked", "pass_on"
PRIVATE = "Only you can read this."


def key_of(statement: str) -> str:
    """The key of a statement's answer in the form; its example's ends in `_example`."""
    return f"line_{statement}"


def asked_of(kind: ImpactList) -> dict[str, str]:
    """The statements of a list by their key."""
    return {key_of(key): said for key, _, said in STATEMENTS[kind]}


def headings_of(kind: ImpactList) -> dict[str, str]:
    """NFER's heading of each statement, by its key."""
    return {key_of(key): heading for key, heading, _ in STATEMENTS[kind]}


def lines_of(kind: ImpactList) -> tuple[ScaleLine, ...]:
    """The statements of a list on their scale, for the picture of before and after."""
    return tuple(ScaleLine(key, said, SCALE, BESIDE) for key, said in asked_of(kind).items())


@cache
def definition(kind: ImpactList, moment: Moment) -> FormDefinition:
    """The form of one list at one moment; the same statements each time, and at the end what else there was."""
    true_of = "here" if kind is ImpactList.ORGANISATION else "of me"
    sections = [Section(f"How true is this {true_of}, in the past month?", tuple(_statements(kind)))]
    if moment is Moment.AFTER:
        sections.append(Section("Only afterwards", _AFTERWARDS))
    title = f"Impact, {LISTS[kind][0].lower()}{LISTS[kind][1:]}: {MOMENTS[moment]}"
    return FormDefinition("F6", title, _READERS, tuple(sections))


def _statements(kind: ImpactList) -> list[PaperField]:
    parts = []
    for key, heading, said in STATEMENTS[kind]:
        parts.append(PaperField(key_of(key), said, FieldKind.PICK, heading, _CHOICES))
        parts.append(
            PaperField(
                f"{key_of(key)}_example",
                "An example",
                FieldKind.TEXT,
                "Worth more than the word, even half a sentence.",
                most=LONGEST_EXAMPLE,
                readers=PRIVATE,
            )
        )
    return parts


_AFTERWARDS = (
    PaperField(
        DUE,
        "How much of the change do you put down to mentoring?",
        FieldKind.PICK,
        "People grow for many reasons in a year.",
        _CHOICES,
    ),
    PaperField(
        ELSE,
        "What else helped, or hindered?",
        FieldKind.LONG,
        "A new timetable, a good team, a course, a baby.",
        most=LONGEST_LINE,
        readers=PRIVATE,
    ),
    PaperField(
        NOT_ASKED,
        "What changed that we did not ask about?",
        FieldKind.LONG,
        "Lists find what they look for.",
        most=LONGEST_LINE,
        readers=PRIVATE,
    ),
    PaperField(
        PASS_ON,
        "What did you learn that you could give somebody else?",
        FieldKind.LONG,
        "Both people in a pair learn.",
        most=LONGEST_LINE,
        readers=PRIVATE,
    ),
)
