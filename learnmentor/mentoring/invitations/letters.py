"""What the letters about invitations to pairs say. They name people and the kind of the pair, and nothing else."""

from datetime import datetime

from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.words import long_date


def invited(sender: Sender, *, by: str, you: str, kind: str, link: str, until: datetime) -> Letter:
    """To an address, whether it has an account or not. `you`: what its owner would be."""
    return sender.letter(
        f"{by} would like to work with you",
        f"{by} invites you to be a pair on LearnMentor ({kind.lower()}): two people who meet, agree what for, and "
        f"learn from each other. You would be the {you}.",
        f"To say yes or no, open this link by {long_date(until)}:",
        link,
        "What the two of you write there, only the two of you read. You need no course for it.",
        "If you do not want to, say no on that page, or do nothing. Nobody asks you why.",
    )


def brought_together(sender: Sender, *, by: str, other: str, you: str, kind: str, link: str, until: datetime) -> Letter:
    """To each of two whom a coordinator would bring together."""
    return sender.letter(
        f"{by} suggests that you and {other} work together",
        f"{by}, who coordinates mentoring, suggests that you and {other} be a pair on LearnMentor ({kind.lower()}). "
        f"You would be the {you}.",
        f"It begins only if both of you say yes. To answer, open this link by {long_date(until)}:",
        link,
        f"What the two of you write there, only the two of you read; {by} does not.",
        "If you do not want to, say no on that page, or do nothing. Nobody asks you why.",
    )


def opened(sender: Sender, *, other: str, pair: str) -> Letter:
    """To one of the two, when the pair is open."""
    return sender.letter(
        f"You and {other} are a pair now",
        f"{other} said yes. Your pair is open:",
        f"{sender.base_url}/pairs/{pair}",
        "A good first step is to agree, together, what it is for.",
    )


def came_about(sender: Sender) -> Letter:
    """To the coordinator who brought two together."""
    return sender.letter(
        "Both said yes",
        "The two people whom you suggested to each other have both said yes, and are a pair now.",
        "What they write is theirs, and you see nothing of it.",
    )


def declined(sender: Sender) -> Letter:
    """To whoever proposed a pair, and to whoever had said yes to it."""
    return sender.letter(
        "A pair does not begin",
        "The answer to an invitation of yours, or to one that you accepted, was no. Nobody is asked why, and it need "
        "have nothing to do with you.",
        f"How your invitations stand: {sender.base_url}/mentoring",
    )
