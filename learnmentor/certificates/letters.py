"""What we write to the owner of a certificate."""

from datetime import date

from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.words import hours, long_date


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


def running_out(sender: Sender, *, number: str, title: str, until: date, missing: int, over: bool) -> Letter:
    """Before and after the last day, while hours are missing; `missing` in minutes."""
    when = f"held until {long_date(until)}" if over else f"holds until {long_date(until)}"
    return sender.letter(
        "Your certificate has run out" if over else "Your certificate is running out",
        f"Your certificate “{title}”, number {number}, {when}.",
        f"To renew it, log {hours(missing)} more of CPD of any kind. Its page has a button once you have:",
        f"{sender.base_url}/certificates/{number}",
        "If you do not need it any more, there is nothing to do. That it was real, and until when, stays on its page.",
    )


def renewed(sender: Sender, *, number: str, title: str, until: date | None) -> Letter:
    """When the worker renewed a certificate by itself."""
    return sender.letter(
        "Your certificate was renewed",
        f"You logged what the renewal of “{title}” takes, so we renewed it"
        f"{f' until {long_date(until)}' if until else ''}. Its new number is {number}:",
        f"{sender.base_url}/certificates/{number}",
        "The number before it stays findable and says until when it held.",
    )
