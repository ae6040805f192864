"""One activity of each kind, as publishing stores them."""

from typing import Any

Activity = dict[str, Any]


def head(kind: str, name: str, title: str) -> Activity:
    """What the kinds have in common."""
    return {"id": name, "kind": kind, "title": title, "required": True}


def quiz(name: str = "cel-coach") -> Activity:
    """A quiz with one right answer."""
    return {
        **head("quiz", name, "What should you chiefly expect?"),
        "quiz": "one",
        "question_html": "<p>What should you <em>chiefly</em> expect?</p>",
        "options": [
            {"key": "a", "html": "A higher grade", "right": False, "feedback_html": "<p>Closer to a mentor.</p>"},
            {"key": "b", "html": "Skill in how people learn", "right": True, "feedback_html": ""},
        ],
        "feedback_html": "<p>The coach holds the knowledge of learning.</p>",
    }  # fmt: skip


def several(name: str = "who-gains") -> Activity:
    """A quiz with two right answers."""
    return {
        **head("quiz", name, "Who gains?"),
        "quiz": "several",
        "question_html": "<p>Who gains?</p>",
        "options": [
            {"key": "a", "html": "The mentee", "right": True, "feedback_html": ""},
            {"key": "b", "html": "The mentor", "right": True, "feedback_html": ""},
            {"key": "c", "html": "Nobody", "right": False, "feedback_html": "<p>Somebody does.</p>"},
        ],
        "feedback_html": "<p>Both.</p>",
    }


def match(name: str = "what-for") -> Activity:
    """A quiz whose lines are matched."""
    return {
        **head("quiz", name, "What is each for?"),
        "quiz": "match",
        "question_html": "<p>What is each for?</p>",
        "pairs": [
            {"key": "a", "left_html": "Mentoring", "right_text": "a career transition"},
            {"key": "b", "left_html": "Specialist coaching", "right_text": "one aspect of practice"},
            {"key": "c", "left_html": "Co-coaching", "right_text": "embedding new learning"},
        ],
        "feedback_html": "<p>The three overlap.</p>",
    }


def order(name: str = "ladder") -> Activity:
    """A quiz whose lines are put in order."""
    return {
        **head("quiz", name, "Put the rungs in order"),
        "quiz": "order",
        "question_html": "<p>Put the rungs in order.</p>",
        "items": [
            {"key": "a", "html": "Being coached"},
            {"key": "b", "html": "Coaching in pairs"},
            {"key": "c", "html": "Coaching as a specialist"},
            {"key": "d", "html": "Mentoring"},
        ],
        "feedback_html": "<p>Offered as a possibility.</p>",
    }


def text(name: str = "how-many") -> Activity:
    """A quiz answered in a few words."""
    return {
        **head("quiz", name, "How many?"),
        "quiz": "text",
        "question_html": "<p>How many processes are there?</p>",
        "answers": ["three", "3"],
        "feedback_html": "<p>Three.</p>",
    }


def sort(name: str = "one-worry") -> Activity:
    """Three cards, two questions."""
    return {
        **head("sort", name, "Who is best placed?"),
        "question_html": "<p>Who is best placed to start?</p>",
        "piles": ["Mentor", "Co-coach"],
        "second_html": "<p>What would you need to know?</p>",
        "second_piles": ["the person", "the place"],
        "cards": [
            {"key": "1", "html": "Wants to try pair work again", "ours": "Co-coach"},
            {"key": "2", "html": "Does not know whom to ask", "ours": "Mentor"},
            {"key": "3", "html": "Cannot sleep before observations", "ours": None},
        ],
        "debrief_html": "<p>Most people move two cards.</p>",
    }


def conversation(name: str = "the-corridor") -> Activity:
    """Three scenes, two ways."""
    return {
        **head("conversation", name, "The corridor"),
        "scenes": [
            {"key": "start", "html": "<p>“How is your mentee doing?”</p>", "replies": [
                {"key": "a", "html": "“Between us, not well.”", "to": "told"},
                {"key": "b", "html": "“I keep our talks private.”", "to": "kept"},
            ]},
            {"key": "told", "html": "<p>By Friday the mentee has heard it.</p>", "replies": [
                {"key": "a", "html": "Go back and say so", "to": "kept"},
            ]},
            {"key": "kept", "html": "<p>The manager nods.</p>", "replies": []},
        ],
        "debrief_html": "<p>Which sentence did you need?</p>",
    }  # fmt: skip


def audit(name: str = "last-meeting") -> Activity:
    """Two lines, one with a scale of its own."""
    scale = ["not yet", "sometimes", "often"]
    return {
        **head("audit", name, "Your last three conversations"),
        "intro_html": "<p>Think of your last three conversations.</p>",
        "scale": scale,
        "statements": [
            {"key": "1", "html": "I said how long we had", "scale": scale},
            {"key": "2", "html": "Who chose the subject?", "scale": ["I did", "both"]},
        ],
    }


def reflection(name: str = "first-mentor") -> Activity:
    """A prompt."""
    return {
        **head("reflection", name, "Who taught you?"),
        "prompt_html": "<p>Who taught you what nobody wrote down?</p>",
    }


def practice(name: str = "ask-one") -> Activity:
    """A task with three questions."""
    return {
        **head("practice", name, "Ask a colleague"),
        "task_html": "<p>Ask a colleague about one form of support.</p>",
        "minutes": 10,
        "questions": ["What did you ask?", "What did they say?", "What did you learn?"],
    }


def one_of_each() -> list[Activity]:
    """Eleven activities, every kind and every kind of quiz."""
    exercises = [sort(), conversation(), audit(), reflection(), practice(), standardise()]
    return [quiz(), several(), match(), order(), text(), *exercises]


def standardise(name: str = "brakes") -> Activity:
    """A lesson to give feedback on, and two samples of it."""
    return {
        **head("standardise", name, "Read the lesson."),
        "intro_html": "<p>Read the lesson.</p>",
        "record": "R1",
        "lesson_title": "Brakes",
        "lesson": "<p>Nine can see.</p>",
        "questions": ["What did you see?", "What would you ask?"],
        "samples": [
            {
                "title": "One observer",
                "answers": ["<p>Too long.</p>", "<p>Nothing.</p>"],
                "why_html": "<p>It ends.</p>",
            },
            {"title": "Another", "answers": ["<p>At 12, four left.</p>", "<p>What did they see?</p>"], "why_html": ""},
        ],
        "debrief_html": "<p>Who could answer?</p>",
    }
