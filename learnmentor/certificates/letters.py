"""What we write to the owner of a certificate."""

from learnmentor.accounts.letters import Letter, Sender


def replaced(sender: Sender, *, old: str, new: str, title: str) -> Letter:
    """After a correction: the old number stays findable, and leads to the new one."""
    return sender.letter(
        "Your certificate was corrected",
        f"We corrected your certificate “{title}” and issued it again. Its number is now {new}:",
        f"{sender.base_url}/certificates/{new}",
        f"The number {old} no longer holds. Whoever opens it sees that, and a link to the new one. If you sent the old "
        "document or its badge to somebody, send them the new one.",
    )


def revoked(sender: Sender, *, number: str, title: str, reason: str) -> Letter:
    """After a revocation: why, and whom to ask."""
    return sender.letter(
        "Your certificate was revoked",
        f"Your certificate “{title}”, number {number}, no longer holds. The reason that was given:",
        reason,
        "Its page says so to whoever opens it. Your learning and your CPD record are as they were. If you think that "
        "this is a mistake, tell the people who run this LearnMentor.",
    )
