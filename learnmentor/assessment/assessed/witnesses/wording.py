"""How notes stand, and why something cannot be done, in words."""

from learnmentor.assessment.assessed.witnesses.rules import MOST_LETTERS, WitnessStanding

STANDINGS = {
    WitnessStanding.ASKED: ("Asked", "todo"),
    WitnessStanding.OVER: ("No answer", "plain"),
    WitnessStanding.WRITTEN: ("Goes in", "teal"),
    WitnessStanding.LEFT_OUT: ("Left out", "plain"),
    WitnessStanding.NONE: ("No note", "plain"),
}
OWN_ADDRESS = "This is your own address. Ask somebody who saw it."
ASKED_ALREADY = "This address is asked for a note on this part already. You can write again from its page."
TOO_MANY = "This part, or this work, has asked as many people as it may."
TOO_MANY_LETTERS = (
    f"You have asked for {MOST_LETTERS} notes within a day, which is as many as may be. Ask again tomorrow."
)
LATELY = "The last letter is less than a day old, or the answer is there. Nothing was sent."
NOT_PREPARED = "This work was handed in or given up a moment ago, so nothing was changed."
