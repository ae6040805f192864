"""Form F8: two lists of mentors' skills, kept apart, qualities beside them, and a mentee's view if it is offered."""

from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperField, Section, choices

HOW_OFTEN = choices(not_yet="Not yet", sometimes="Sometimes", often="Often", others="I could show others")
HOW_OFTEN_SEEN = choices(not_yet="Not yet", sometimes="Sometimes", often="Often", others="They could show others")
AS_TRAINEES_SAW = (
    "clarifying", "discussing", "empathising", "focusing", "giving constructive criticism", "giving direction",
    "interviewing", "questioning", "reflecting", "summarising",
)  # fmt: skip
AS_THE_CENTRE_NAMED = (
    "challenging", "confronting", "diagnosing performance", "discussing", "giving feedback", "guiding", "listening",
    "motivating", "observing practice", "questioning", "sharing",
)  # fmt: skip
ON_BOTH = frozenset(AS_TRAINEES_SAW) & frozenset(AS_THE_CENTRE_NAMED)
QUALITIES = choices(
    supportive="Supportive",
    knowledgeable="Knowledgeable and experienced",
    trustworthy="Trustworthy and respectful",
    listener="A good listener",
    approachable="Friendly, approachable",
    flexible="Flexible",
    empathetic="Empathetic",
    communicator="A good communicator, good with people",
    self_aware="Self-aware, and learning too",
    accessible="Accessible",
    enthusiastic="Enthusiastic",
)
LIST_ONE, LIST_TWO = "List one: what trainees saw", "List two: what the centre named"


def key_of(which: str, skill: str) -> str:
    """The beginning of a skill's keys; the two lists keep apart what they both name."""
    return f"{which}_{skill.replace(' ', '_')}"


def _skill(which: str, skill: str) -> tuple[PaperField, ...]:
    key, on_both = key_of(which, skill), "It stands on both lists." if skill in ON_BOTH else ""
    name = skill.capitalize()
    return (
        PaperField(f"{key}_rating", f"{name}: how often?", FieldKind.PICK, on_both, choices=HOW_OFTEN),
        PaperField(
            f"{key}_recent_example", f"{name}: a recent example", FieldKind.TEXT,
            "A day and a place, and what was said or done.",
        ),
        PaperField(f"{key}_next_try", f"{name}: one thing to try, or nothing", FieldKind.TEXT),
    )  # fmt: skip


def _seen(which: str, skill: str) -> tuple[PaperField, ...]:
    key, name = key_of(which, skill), skill.capitalize()
    return (
        PaperField(f"{key}_seen", f"{name}: how often do I see it?", FieldKind.PICK, choices=HOW_OFTEN_SEEN),
        PaperField(f"{key}_when", f"{name}: when, for example?", FieldKind.TEXT),
    )


def _list(heading: str, which: str, skills: tuple[str, ...], *, seen: bool = False) -> Section:
    asked = _seen if seen else _skill
    return Section(heading, tuple(field for skill in skills for field in asked(which, skill)))


_QUALITIES = Section(
    "And some qualities",
    (
        PaperField(
            "qualities_told", "Which am I told that I have? Two will do", FieldKind.MULTI,
            "NFER's review printed them in this order. The order wants a pinch of salt [NFER s.4.4.2].",
            choices=QUALITIES,
        ),
        PaperField("quality_unmentioned", "Which has nobody ever mentioned?", FieldKind.PICK, choices=QUALITIES),
    ),
)  # fmt: skip
_QUESTIONS = Section(
    "Four questions, when you have finished",
    (
        PaperField("trainees_see", "What do trainees see that the second list leaves out?", FieldKind.LONG, most=1_000),
        PaperField(
            "not_seen", "What does the second list contain that a trainee might feel, and not see?", FieldKind.LONG,
            most=1_000,
        ),
        PaperField(
            "missed_most", "Which of my skills would my mentee miss most? Who could tell me?", FieldKind.LONG,
            most=1_000,
        ),
        PaperField(
            "no_example", "Which line did I mark “often” with no example beside it?", FieldKind.LONG, most=1_000
        ),
    ),
)  # fmt: skip

SKILLS_LISTS = FormDefinition(
    "F8",
    "Mentor skills lists",
    "Only you can read what you write here, unless you show it to the other of your pair. Nobody can require it.",
    (
        _list(LIST_ONE, "trainees", AS_TRAINEES_SAW),
        _list(LIST_TWO, "centre", AS_THE_CENTRE_NAMED),
        _QUALITIES,
        _QUESTIONS,
    ),
)
SKILLS_LISTS_VIEW = FormDefinition(
    "F8-view",
    "Your view of somebody's mentor skills",
    "You read it, and whoever it is about once they finished their own and you show it to them. You need not.",
    (
        _list(LIST_ONE, "trainees", AS_TRAINEES_SAW, seen=True),
        _list(LIST_TWO, "centre", AS_THE_CENTRE_NAMED, seen=True),
    ),
)
