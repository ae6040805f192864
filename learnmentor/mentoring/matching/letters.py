"""What the letters about looking for a mentor say. None names what anybody wrote or prefers."""

from learnmentor.ground.letters import Letter, Sender


def asked_to_look(sender: Sender, *, place: str) -> Letter:
    """To somebody for whom a coordinator asks."""
    return sender.letter(
        "Who would you like as a mentor?",
        f"Those who arrange pairs at {place} would like to find you a mentor. They ask what you are looking for.",
        f"Say it, or that you do not want one, here: {sender.base_url}/mentoring/looking",
        "Nobody is put together with you unless you choose them.",
    )


def offers_are_there(sender: Sender) -> Letter:
    """To a mentee, when there is somebody to choose."""
    return sender.letter(
        "There are mentors for you to choose from",
        "You are offered people who might suit you, each with the reasons. Choose one, or ask for others.",
        f"{sender.base_url}/mentoring/looking",
    )


def somebody_chose_you(sender: Sender) -> Letter:
    """To a mentor."""
    return sender.letter(
        "Somebody would like you as a mentor",
        "A colleague chose you. Say yes or no; nobody asks for a reason, and they are told none.",
        f"{sender.base_url}/mentoring/asked",
    )


def pair_is_open(sender: Sender, *, pair: str) -> Letter:
    """To a mentee, when the mentor said yes."""
    return sender.letter(
        "Your mentor said yes",
        "The mentor whom you chose said yes. It has pages of its own, which nobody else reads.",
        f"{sender.base_url}/pairs/{pair}",
    )


def not_just_now(sender: Sender) -> Letter:
    """To a mentee, when the mentor said no."""
    return sender.letter(
        "About the mentor whom you chose",
        "The mentor whom you chose cannot take it on just now. You can choose another one, or ask for other names.",
        f"{sender.base_url}/mentoring/looking",
    )


def settled_otherwise(sender: Sender) -> Letter:
    """To a mentor who was asked and had not answered."""
    return sender.letter(
        "You need not answer any more",
        "A colleague who had asked you to be their mentor has settled it otherwise. There is nothing for you to do.",
    )


def change(sender: Sender, *, other: str) -> Letter:
    """To the other one of a pair; `other` is what whoever asked was to them: mentee, mentor or partner."""
    return sender.letter(
        "A change of pair",
        f"Your {other} has asked for a change. It is a usual step, and no reason was asked for.",
        "Your pair has ended. What you wrote in it you can still read, and so can they what is theirs.",
    )


def look_again(sender: Sender) -> Letter:
    """To a mentee whose mentor asked for a change."""
    return sender.letter(
        "You can look for another mentor",
        "Your pair has ended by a change. If you would like another mentor, say so here:",
        f"{sender.base_url}/mentoring/looking",
    )
