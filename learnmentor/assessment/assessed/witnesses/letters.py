"""What the letter to a witness says: who asks, and the link; nothing of the work."""

from datetime import datetime

from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.words import long_date


def asked(sender: Sender, *, learner: str, link: str, until: datetime) -> Letter:
    """To a colleague, whether they have an account or not."""
    return sender.letter(
        f"{learner} asks you for a short note",
        f"{learner} is putting together work about mentoring on LearnMentor, and asks you for a note about something "
        "that you saw. You need no account, and a few sentences are enough.",
        f"What it is about, who will read it, and where you write it, you find here until {long_date(until)}:",
        link,
        "If you would rather not, say so on that page, or do nothing. Nobody asks you why.",
    )
