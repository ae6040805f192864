"""What the letters about the list of mentors say. None repeats what somebody wrote."""

from learnmentor.ground.letters import Letter, Sender


def offered_place(sender: Sender) -> Letter:
    """To somebody who holds a certificate, once."""
    return sender.letter(
        "Would you like to be in the list of mentors?",
        "You hold a certificate of LearnMentor. Colleagues who look for a mentor can find you in a list, if you want"
        " that: for what you write there, as long as you say, and without your address.",
        f"Say yes or no here: {sender.base_url}/mentors/mine",
        "If you say no, or nothing, you are not in it, and you are not asked again.",
    )


def ends_soon(sender: Sender, *, until: str) -> Letter:
    """To whoever is listed, two weeks before the last day."""
    return sender.letter(
        "Your place in the list of mentors ends",
        f"The last day of what you have in the list of mentors is {until}. After that day nobody finds it.",
        f"If you want to go on, say so here: {sender.base_url}/mentors/mine",
        "If you do not, there is nothing to do.",
    )


def written_to(sender: Sender, *, message: str) -> Letter:
    """To whoever is listed, when somebody wrote by relay."""
    return sender.letter(
        "Somebody wrote to you by the list of mentors",
        "A colleague found you in the list and left you a message. They do not know your address, and you do not know"
        " theirs, until you answer.",
        f"Read it, and answer or decline, here: {sender.base_url}/mentors/messages/{message}",
    )


def answered(sender: Sender, *, message: str) -> Letter:
    """To whoever wrote, when there is an answer."""
    return sender.letter(
        "There is an answer to your message",
        "Somebody to whom you wrote by the list of mentors has answered.",
        f"Read it here: {sender.base_url}/mentors/messages/{message}",
    )


def declined(sender: Sender) -> Letter:
    """To whoever wrote, when the other declines."""
    return sender.letter(
        "About your message by the list of mentors",
        "Somebody to whom you wrote by the list of mentors cannot take it up just now. No reason is asked for.",
        f"Others are in the list: {sender.base_url}/mentors",
    )
