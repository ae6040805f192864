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


def merge_unknown(sender: Sender) -> Letter:
    """To an address without an account of its own, which somebody took for their other account."""
    return sender.letter(
        "No LearnMentor account to merge",
        "Somebody, perhaps you, asked to merge the LearnMentor account of this address into another. There is no other "
        "account with this address.",
        "You may have used another address. If it was not you, there is nothing to do.",
    )


def confirm_merge(sender: Sender, *, stays: str, link: str) -> Letter:
    """To the address of the account that would be closed, for its owner who is signed in to the other one."""
    return sender.letter(
        "Merge this LearnMentor account into your other one?",
        f"Somebody, we hope you, is signed in to LearnMentor as {stays} and says that the account of this address is "
        "theirs too.",
        "If so, open this link within two days, in the browser in which you are signed in. It shows what will happen, "
        "and asks once more:",
        link,
        "If it was not you, do nothing: the accounts stay as they are. Nobody can merge them without this link or your "
        "password.",
    )


def confirm_closing(sender: Sender, *, stays: str, link: str) -> Letter:
    """To the address of the account that would be closed, when an administrator asks."""
    return sender.letter(
        "Are these two LearnMentor accounts yours?",
        f"An administrator was told that the account of this address and the one of {stays} are one person's. If they "
        f"are yours, this one is closed, and the one of {stays} goes on with what both had.",
        "Open this link within two days to agree. The other address has to agree too:",
        link,
        "If they are not both yours, do nothing, or open the link and say no.",
    )


def confirm_staying(sender: Sender, *, goes: str, link: str) -> Letter:
    """To the address of the account that would go on, when an administrator asks."""
    return sender.letter(
        "Are these two LearnMentor accounts yours?",
        f"An administrator was told that the account of this address and the one of {goes} are one person's. If they "
        f"are yours, this one goes on with what both had, and the one of {goes} is closed.",
        "Open this link within two days to agree. The other address has to agree too:",
        link,
        "If they are not both yours, do nothing, or open the link and say no.",
    )
