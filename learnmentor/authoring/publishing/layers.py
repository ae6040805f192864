"""The shipped course and what was written in this installation: two layers that never touch each other. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from learnmentor.authoring.checks.table import CheckFinding, Level
from learnmentor.authoring.documents import AWARDS, PROGRAMMES, UNIT, Document
from learnmentor.authoring.queries import InForce

Known = Mapping[tuple[str, str], InForce]


@dataclass(frozen=True)
class KeptOut:
    """A shipped file, or a programme of the shipped list, whose code this installation has given to a text of its own.

    `code` is that of the local text: for a segment of a unit that is kept out, the unit's.
    """

    path: str
    code: str

    def __str__(self) -> str:
        return (
            f"{self.path}: not published, because this installation has its own {self.code}. Both stay as they are. "
            f"If the shipped text is to take its place, copy what you want to keep of yours into a new text, then run "
            f"`learnmentor content hand-over {self.code}` and publish again."
        )


def of_layer(known: Known, *, local: bool) -> dict[tuple[str, str], InForce]:
    """What is in force in one of the layers."""
    return {identity: found for identity, found in known.items() if found.local == local}


def kept_out(documents: Iterable[Document], ours: Known) -> dict[str, KeptOut]:
    """The shipped files that would change what is `ours`, by path; a unit that would is kept out with its folder."""
    documents = list(documents)
    paths = {found.path: found.code for found in ours.values()}
    folders = {each.folder: each.code for each in documents if each.kind == UNIT and each.identity in ours}
    found = {}
    for each in documents:
        if each.kind in {AWARDS, PROGRAMMES}:  # lists stand in both layers, side by side
            continue
        code = each.code if each.identity in ours else paths.get(each.path) or folders.get(each.folder)
        if code:
            found[each.path] = KeptOut(each.path, code)
    return found


def not_local(documents: Iterable[Document], shipped: Known) -> list[CheckFinding]:
    """What may not stand in the folder of this installation's own texts."""
    found = []
    for each in documents:
        if each.kind == AWARDS:
            found.append(_refused(each, "Awards belong to the shipped course.", "Take the file out of this folder."))
        elif each.identity in shipped and each.kind != PROGRAMMES:
            found.append(
                _refused(
                    each,
                    f"The shipped course has {each.code} already.",
                    "Give yours another code and file name, or change the shipped text in the studio.",
                )
            )
    return found


def _refused(document: Document, what: str, remedy: str) -> CheckFinding:
    return CheckFinding("layer", Level.ERROR, document.path, document.line_of(document.code_key), what, remedy)
