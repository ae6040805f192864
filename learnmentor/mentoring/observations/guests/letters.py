"""What the letter to a second observer says."""

from learnmentor.ground.letters import Letter, Sender


def asked_to_observe(sender: Sender, *, public_id: str) -> Letter:
    """To somebody whom two people ask to watch one session with them. It names neither them nor the session."""
    return sender.letter(
        "You are asked to be a second observer",
        "Two people who work together in LearnMentor ask you to watch one session with one of them, so that two "
        "pairs of eyes can be compared. It is not graded, and you see nothing else of theirs.",
        f"Look at who asks and when it is, and say yes or no: {sender.base_url}/observations/{public_id}",
    )
