"""What letters about declared roles say."""

from learnmentor.ground.letters import Letter, Sender


def declared(sender: Sender, *, pair: str) -> Letter:
    """To the one to whom a role is declared."""
    return sender.letter(
        "Something to read in a pair of yours",
        "The other one in one of your pairs on LearnMentor has declared which other roles they hold towards you. You "
        "read it first, and sign that you saw it, which does not mean that you agree:",
        f"{sender.base_url}/pairs/{pair}/roles",
    )
