"""What whoever joins is told and accepts: what leaders will see and what nobody ever sees, in versions.

A version stands as it was accepted; other words are another version, and whoever accepted an earlier one is asked again
before a leader sees more by it. Nothing is ever taken out of here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class JoiningTerms:
    """One version of what is accepted."""

    version: int
    by_name: tuple[str, ...]
    counted: str
    never: tuple[str, ...]
    either_way: str


TERMS: Mapping[int, JoiningTerms] = MappingProxyType(
    {
        1: JoiningTerms(
            version=1,
            by_name=(
                "your name, and that you are in the group",
                "which segments you finished, and when you last studied",
                "your hours of this CPD year beside your target",
                "the titles and dates of your certificates",
                "which sessions you came to, and how far you are with what the group was given",
            ),
            counted=(
                "You are part of sums, never by name, and only of sums over five people or more. "
                "At a session you type its code to be counted."
            ),
            never=(
                "your reflections, journal and notes",
                "your answers, sorts, audits and the paths of your conversations",
                "the words and files of your CPD entries",
            ),
            either_way=(
                "You can change this and leave at any time. When you leave, your leader sees nothing of you any more, "
                "from that moment on. What you have learned and your CPD record stay yours."
            ),
        ),
    }
)
CURRENT = TERMS[max(TERMS)]
