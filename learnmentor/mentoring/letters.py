"""What letters about pairs say: that something happened, and where. They hold no name of the other and no word."""

from learnmentor.ground.letters import Letter, Sender


def ended(sender: Sender, *, pair: str) -> Letter:
    """To the one of the two who did not end it."""
    return sender.letter(
        "A pair of yours has ended",
        "One of your mentoring pairs on LearnMentor has ended. Either of the two may end a pair at any time, and "
        "nobody is asked why.",
        "What the two of you wrote stays readable for both of you:",
        f"{sender.base_url}/pairs/{pair}",
    )


def swap_asked(sender: Sender, *, pair: str) -> Letter:
    """To the one of the two who is asked to swap roles."""
    return sender.letter(
        "A proposal in a pair of yours",
        "The other one in one of your pairs on LearnMentor proposes that the two of you swap roles. To say yes or no:",
        f"{sender.base_url}/pairs/{pair}",
    )
