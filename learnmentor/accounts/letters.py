"""What the letters say. Each tells its reader what to do when it was not them who asked."""

from learnmentor.ground.letters import Letter, Sender


def sign_up_link(sender: Sender, *, link: str) -> Letter:
    """To an address that nobody uses yet: the way to an account."""
    return sender.letter(
        "Make your LearnMentor account",
        "Somebody, we hope you, asked for an account with this address. To make it, open this link within a day:",
        link,
        "If it was not you, do nothing. There is no account until the link is used.",
    )


def sign_up_ready(sender: Sender) -> Letter:
    """To an address that nobody uses yet, where accounts begin with the first sign-in."""
    return sender.letter(
        "Your LearnMentor account",
        "Somebody, we hope you, signed up with this address. The account begins when they sign in for the first time:",
        f"{sender.base_url}/sign-in",
        "If it was not you, please tell whoever runs this LearnMentor.",
    )


def sign_up_waiting(sender: Sender) -> Letter:
    """To an address for which somebody signs up again before the first sign-in."""
    return sender.letter(
        "A second sign-up with your address",
        "Somebody, perhaps you, signed up again with this address. The first sign-up still waits for its first "
        "sign-in, and it has not changed. The password of the second one is not kept.",
        f"If the first was yours, sign in with its password: {sender.base_url}/sign-in",
        "If you no longer know that password, sign up once more when a day has passed since the first. "
        "If neither was you, please tell whoever runs this LearnMentor.",
    )


def sign_up_known(sender: Sender) -> Letter:
    """To the owner of an account, when somebody signs up with its address."""
    return sender.letter(
        "You already have a LearnMentor account",
        "Somebody, perhaps you, tried to sign up with this address. It has an account, and that has not changed.",
        f"To go on with it, sign in: {sender.base_url}/sign-in",
        f"If you have forgotten your password, choose a new one: {sender.base_url}/password-reset",
        "If it was not you, there is nothing to do.",
    )


def invitation(sender: Sender, *, link: str, by: str) -> Letter:
    """To somebody whom an administrator invites."""
    return sender.letter(
        "You are invited to LearnMentor",
        f"{by} invites you to LearnMentor: short, half-hour training for people who mentor teachers.",
        "To make your account, open this link within fourteen days:",
        link,
        "If you did not expect this, you can leave it alone.",
    )


def password_link(sender: Sender, *, link: str) -> Letter:
    """To the owner of an account who asked for a new password."""
    return sender.letter(
        "Choose a new password for LearnMentor",
        "Somebody, we hope you, asked to choose a new password for your account. Open this link within two hours:",
        link,
        "If it was not you, do nothing. Your password stays as it is.",
    )


def password_unknown(sender: Sender) -> Letter:
    """To an address without an account, for which a new password was asked."""
    return sender.letter(
        "No LearnMentor account with this address",
        "Somebody, perhaps you, asked for a new LearnMentor password for this address. It has no account here.",
        "You may have signed up with another address. If it was not you, there is nothing to do.",
    )


def password_merged(sender: Sender) -> Letter:
    """To the address of an account that was merged into another, for which a new password was asked."""
    return sender.letter(
        "Your LearnMentor accounts were merged",
        "Somebody, perhaps you, asked for a new LearnMentor password for this address. The account that had it was "
        "merged into another account of yours.",
        "Sign in with the address of that account. If you have forgotten its password, ask for a new one with that "
        f"address: {sender.base_url}/password-reset",
        "If it was not you, there is nothing to do.",
    )


def password_changed(sender: Sender) -> Letter:
    """To the owner of an account whose password was changed."""
    return sender.letter(
        "Your LearnMentor password was changed",
        "The password of your account has just been changed, and every other device was signed out.",
        f"If it was not you, choose a new one at once: {sender.base_url}/password-reset",
    )
