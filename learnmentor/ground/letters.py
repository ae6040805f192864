"""Letters: a subject and a text, with the foot that every letter of an installation has."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """A subject and a text, ready to be sent."""

    subject: str
    body: str


@dataclass(frozen=True)
class Sender:
    """Who writes: the address of this installation and the name of the place that runs it, if it has one."""

    base_url: str
    place: str = ""

    def letter(self, subject: str, *paragraphs: str) -> Letter:
        """A letter with the same foot as every other."""
        foot = f"LearnMentor{f' at {self.place}' if self.place else ''}\n{self.base_url}"
        return Letter(subject, "\n\n".join(("Hello,", *paragraphs, f"-- \n{foot}")) + "\n")
