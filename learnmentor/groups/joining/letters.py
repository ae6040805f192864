"""What the letters about joining say. They name the group and nobody in it but who leads."""

from datetime import datetime

from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.words import long_date


def asked(sender: Sender, *, title: str, by: str, group: str) -> Letter:
    """To somebody with an account, whom a leader asks into a group."""
    return sender.letter(
        f"You are asked to join “{title}”",
        f"{by} asks you to join the group “{title}” on LearnMentor.",
        "Before you join, you are shown what its leader will see of you and what nobody ever sees. You decide:",
        f"{sender.base_url}/groups/{group}/joining",
        "If you do not want to, do nothing, or say so on that page. Nobody sees anything of you until you join.",
    )


def invited(sender: Sender, *, title: str, by: str, link: str, until: datetime) -> Letter:
    """To an address that a leader has typed, whether it has an account or not."""
    return sender.letter(
        f"You are asked to join “{title}”",
        f"{by} asks you to join the group “{title}” on LearnMentor: short, half-hour training for people who mentor "
        "teachers.",
        f"Open this link by {long_date(until)}. You sign in or make an account first, and are then shown what the "
        "group's leader will see of you and what nobody ever sees:",
        link,
        "If you do not want to, do nothing. Nobody sees anything of you until you join.",
    )


def let_in(sender: Sender, *, title: str, group: str) -> Letter:
    """To somebody who waited for a leader."""
    return sender.letter(
        f"You are in “{title}”",
        f"The leader of the group “{title}” has let you in.",
        f"{sender.base_url}/groups/{group}",
        "What the leader sees of you, and how to leave, stands on the group's page.",
    )
