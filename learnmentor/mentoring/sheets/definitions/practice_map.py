"""Form F9: twelve open questions that show how mentoring is really done by a person, a pair or a team."""

from learnmentor.mentoring.paper.definition import FieldKind, FormDefinition, PaperChoice, PaperField, Section, choices

USES = choices(
    initial_training="Initial training",
    induction="Induction",
    performance="Performance",
    development="Continuing development",
    management="Management",
    career="Career",
)


def _long(key: str, label: str, why: str) -> PaperField:
    return PaperField(key, label, FieldKind.LONG, why, most=1_500)


def _line(key: str, label: str, one: str, other: str) -> PaperField:
    """A line from one end to the other, with five places on it."""
    places = (one, f"Nearer to: {one.lower()}", "In the middle", f"Nearer to: {other.lower()}", other)
    picked = tuple(PaperChoice(str(number), words) for number, words in enumerate(places, 1))
    return PaperField(key, label, FieldKind.PICK, choices=picked)


PRACTICE_MAP = FormDefinition(
    "F9",
    "Practice map",
    "You read it, and whoever you choose to show it to. Name nobody on it who was not asked.",
    (
        Section(
            "How it is done",
            (
                PaperField("about", "What this map is about", FieldKind.TEXT, "Your own arrangement, or your team's."),
                _long("learning_goals", "1. What are the learning goals?", "In the words of whoever is learning."),
                _long("trigger", "2. What set it off?", "A new job, an inspection, a complaint, a wish."),
                _long(
                    "fit_with_plan", "3. How does it fit the plan for staff development?",
                    "“It does not” is a fair answer.",
                ),
                _long(
                    "evidence_for_choosing", "4. What evidence is used to pick mentors or coaches?",
                    "Being free on Thursdays is a reason, and it is not evidence.",
                ),
                _long(
                    "own_growth", "5. How do you keep track of your own growth as a mentor?",
                    "A notebook, a conversation, nothing yet.",
                ),
                _long("places", "6. Where does it happen?", "Every place, including the car park."),
                _long(
                    "agenda", "7. When someone is observed, who sets the agenda?",
                    "If nobody is observed, say who sets it for a meeting.",
                ),
                _long(
                    "recorded_and_private", "8. What gets recorded, and what stays private?",
                    "Two lists. Both people should be able to give the same answer.",
                ),
            ),
        ),
        Section(
            "Where it stands, and who may ask",
            (
                PaperField(
                    "use", "9. Which use is it?", FieldKind.PICK,
                    "What people expect differs by use, above all about who judges [LLUK s.6].", choices=USES,
                ),
                _line("spectrum_people", "10. From one to one, to a group", "One to one", "A group"),
                _line("spectrum_standing", "10. From peers, to expert and novice", "Peers", "Expert and novice"),
                _line("spectrum_field", "10. From one field, to different fields", "Same field", "Different fields"),
                PaperField(
                    "who_to_contact", "11. Who may be contacted about it?", FieldKind.TEXT,
                    "A role, and no address: messages are passed on, and only where you say so.",
                ),
                PaperField("contact_by_relay", "Messages about this map may be passed on to me", FieldKind.TICK),
                PaperField(
                    "visible_until", "12. Until when may this be seen?", FieldKind.DATE,
                    "Last year's description misleads, and consent should not last for ever.",
                ),
            ),
        ),
    ),
)  # fmt: skip
