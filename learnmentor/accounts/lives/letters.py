"""What the letters say about an account that changes."""

from learnmentor.ground.letters import Letter, Sender


def suspended(sender: Sender, *, because: str) -> Letter:
    """To somebody whose account was suspended."""
    return sender.letter(
        "Your LearnMentor account is suspended",
        "You cannot sign in to your LearnMentor account from now on. The reason that was given:",
        because,
        "Nothing of yours is lost, and your certificates can still be checked. To object, or to have the account back, "
        "write to the people who run this LearnMentor.",
    )


def returned(sender: Sender) -> Letter:
    """To somebody who can sign in again."""
    return sender.letter(
        "You can use your LearnMentor account again",
        "Your account is no longer suspended. Everything is where you left it, and your password is the same:",
        f"{sender.base_url}/sign-in",
    )


def password_link(sender: Sender, *, link: str) -> Letter:
    """To somebody for whom an administrator asked for a new password."""
    return sender.letter(
        "Choose a new password for LearnMentor",
        "Somebody who looks after people here had this link made for you. With it you choose a new password, within "
        "two hours:",
        link,
        "Nobody but you will know the password. If you did not ask for this, do nothing: your password stays as it is.",
    )


def confirm_address(sender: Sender, *, link: str) -> Letter:
    """To the new address of an account."""
    return sender.letter(
        "Use this address for LearnMentor",
        "Somebody, we hope you, wants to sign in to LearnMentor with this address from now on. To confirm it, open "
        "this link within a day:",
        link,
        "If it was not you, do nothing. Nothing changes until the link is used.",
    )


def address_taken(sender: Sender) -> Letter:
    """To the owner of an account whose address somebody wanted for theirs."""
    return sender.letter(
        "Your address already has a LearnMentor account",
        "Somebody, perhaps you, wanted to use this address for another LearnMentor account. It has an account, and "
        "that has not changed. An address belongs to one account.",
        "If both accounts are yours, write to the people who run this LearnMentor. If it was not you, there is nothing "
        "to do.",
    )


def address_asked(sender: Sender, *, link: str) -> Letter:
    """To the present address of an account for which another one was asked."""
    return sender.letter(
        "Another address for your LearnMentor account",
        "Somebody, we hope you, wants to sign in to your account with another address. It changes when that address "
        "confirms it.",
        "If it was not you, stop it. The link works while the change waits, and for three days after it was made; your "
        "account then has this address again, and every device is signed out:",
        link,
        "If it was you, there is nothing to do here.",
    )


def address_changed(sender: Sender) -> Letter:
    """To the new address, once it was confirmed."""
    return sender.letter(
        "Your LearnMentor account has this address now",
        "From now on you sign in to LearnMentor with this address, and letters come here. Your password is the same:",
        f"{sender.base_url}/sign-in",
    )


def address_put_back(sender: Sender) -> Letter:
    """To the old address, which took a change back."""
    return sender.letter(
        "Your LearnMentor account has its address again",
        "The change of address was taken back, and every device was signed out. Choose a new password, so that nobody "
        "else has it:",
        f"{sender.base_url}/password-reset",
    )
