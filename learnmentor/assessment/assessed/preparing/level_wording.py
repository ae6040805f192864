"""What each level means, in our own words: what is known, what is done, and how practice is thought about."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class LevelMeaning:
    """A level in three sentences. `sources`: how many are to be cited at the least, in words."""

    knowledge: str
    practice: str
    reflection: str
    sources: str


LEVEL_MEANINGS: Mapping[int, LevelMeaning] = {
    4: LevelMeaning(
        "You describe and explain, and your facts are right.",
        "You use agreed methods in a setting that you know. It does not matter if somebody guided you.",
        "You say what you learned, and how you came to it.",
        "two sources",
    ),
    5: LevelMeaning(
        "You analyse and compare, and say where the evidence stops.",
        "You choose your methods, give your reasons, and adapt them to the person.",
        "You hold your own practice against what others found.",
        "four sources",
    ),
    6: LevelMeaning(
        "You weigh evidence and policy critically, and say what they leave out.",
        "You lead others, design how things are done, and handle conflicts of interest.",
        "You question what you took for granted.",
        "six sources",
    ),
    7: LevelMeaning(
        "You bring knowledge together, criticise it, and add to it.",
        "You begin a change where things are complicated, and can defend it.",
        "You say where you stand among those who have written about it.",
        "ten sources or more",
    ),
}
