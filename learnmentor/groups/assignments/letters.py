"""What a nudge says: who sent it, what is asked for by when, and how to leave. It never counts what is missing."""

from collections.abc import Sequence

from learnmentor.ground.letters import Letter, Sender
from learnmentor.ground.words import long_date
from learnmentor.groups.assignments.rules import Given


def nudge(sender: Sender, *, by: str, title: str, group: str, open_things: Sequence[Given]) -> Letter:
    """To a member, sent by a leader with one press."""
    named = "\n".join(f"- {each.title}, by {long_date(each.by)}" for each in open_things)
    return sender.letter(
        f"From your group “{title}”",
        f"{by}, who leads the group “{title}”, asks LearnMentor to write to you about this:",
        named,
        f"It is on your home page: {sender.base_url}/",
        "You get at most one such letter a week. What your leader sees of you, and how to leave the group so that "
        f"these letters end: {sender.base_url}/groups/{group}/joining",
    )
