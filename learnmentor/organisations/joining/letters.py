"""What the letters of invitations to an organisation say."""

from learnmentor.ground.letters import Letter, Sender


def new_account(sender: Sender, *, by: str, place: str, link: str) -> Letter:
    """To an address without an account: the way to one, which is an acceptance too."""
    return sender.letter(
        f"You are invited to {place}",
        f"{by} invites you to {place} on LearnMentor: short, half-hour training for people who mentor teachers.",
        "To make your account and accept, open this link within fourteen days:",
        link,
        f"Those who look after {place} then see your name and address. What you write and reflect on nobody sees.",
        "If you did not expect this, you can leave it alone.",
    )


def known_account(sender: Sender, *, by: str, place: str) -> Letter:
    """To the owner of an account who does not belong there yet."""
    return sender.letter(
        f"You are invited to {place}",
        f"{by} invites you to {place} on LearnMentor. You have an account already.",
        "To accept or decline, sign in within fourteen days and open:",
        f"{sender.base_url}/joining",
        f"Those who look after {place} then see your name and address. What you write and reflect on nobody sees.",
        "If you did not expect this, you can leave it alone.",
    )
