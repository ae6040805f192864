"""Letters about two accounts of one person."""

from learnmentor.ground.letters import Letter, Sender


def merged_stays(sender: Sender, *, goes: str) -> Letter:
    """To the address of the account that goes on."""
    return sender.letter(
        "Two LearnMentor accounts of yours are one now",
        f"The account with the address {goes} has just been merged into yours. You find its record of CPD beside your "
        "own, and everything else where you had it.",
        "If it was not you who asked for it, please tell whoever runs this LearnMentor.",
    )


def merged_goes(sender: Sender) -> Letter:
    """To the address of the account that was closed."""
    return sender.letter(
        "This LearnMentor account was merged into another of yours",
        "Nothing in it was lost. From now on, sign in with the address of the other account.",
        "If it was not you who asked for it, please tell whoever runs this LearnMentor at once.",
    )
