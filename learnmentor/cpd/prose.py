"""What a person writes about an entry: sealed at rest, in the chain only as a digest of its parts."""

import re
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, fields

from learnmentor.cpd.chain import canonical
from learnmentor.ground.attachments.file_kinds import KeptFile
from learnmentor.ground.vault import Vault

MOST_LINKS = 10  # on one entry
_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,1990}")
PRIVATE = frozenset({"reflection"})  # leaves with an evidence pack only when its writer ticks it


def is_address(link: str) -> bool:
    """Whether a browser may open it as the address of a web page."""
    return _ADDRESS.fullmatch(link) is not None


@dataclass(frozen=True)
class Prose:
    """The words beside the facts. `explanation` says why a line was corrected or withdrawn."""

    reflection: str = ""
    impact: str = ""
    explanation: str = ""
    links: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not any(astuple(self))

    def parts(self, files: Iterable[KeptFile] = ()) -> dict[str, str]:
        """What the line's digest covers, part by part; the files are one of them, by name, size and content."""
        listed = [[file.name, file.size, file.sha256] for file in files]
        return {
            "reflection": self.reflection,
            "impact": self.impact,
            "explanation": self.explanation,
            "links": canonical(self.links).decode() if self.links else _NONE,
            "files": canonical(listed).decode() if listed else _NONE,
        }


_NONE = canonical([]).decode()
_FIELDS = tuple(field.name for field in fields(Prose))
PARTS = frozenset(Prose().parts())


def seal(vault: Vault, prose: Prose, *, person_id: int, sequence: int) -> bytes:
    """The prose as it is stored, readable only in the place it was written for."""
    return vault.seal(asdict(prose), place=_place(person_id, sequence))


def unseal(vault: Vault, body: bytes, *, person_id: int, sequence: int) -> Prose:
    """The prose of a line; raises `UnreadableText`."""
    kept = vault.open(body, place=_place(person_id, sequence))
    known = {name: kept[name] for name in _FIELDS if name in kept}
    return Prose(**{**known, "links": tuple(known.get("links", ()))})


def _place(person_id: int, sequence: int) -> str:
    return f"cpd:{person_id}:{sequence}"
