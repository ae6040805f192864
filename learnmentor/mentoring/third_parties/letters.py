"""What letters to and about third parties say."""

from datetime import datetime

from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.words import long_date


def named(sender: Sender, *, pair: str) -> Letter:
    """To the one of the two who is asked to agree."""
    return sender.letter(
        "A question in a pair of yours",
        "The other one in one of your pairs on LearnMentor would like to show somebody its dates and hours. Nothing is "
        "shown unless you agree:",
        f"{sender.base_url}/pairs/{pair}/third-parties",
    )


def invited(sender: Sender, *, one: str, other: str, role: str, link: str, until: datetime) -> Letter:
    """To the third party, once both agreed."""
    return sender.letter(
        f"{one} and {other} show you the dates of their mentoring",
        f"{one} and {other} work together on LearnMentor, and have named you as {role}. They let you see who they are, "
        "since when, for how many hours, and what their organisation undertakes. You see nothing of what they write.",
        f"To look at it and acknowledge it, open this link by {long_date(until)}:",
        link,
        "If you did not expect this, you can leave it alone.",
    )
