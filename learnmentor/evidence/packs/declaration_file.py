"""declaration.json in an evidence pack: the year's declarations, and how they are checked against the ledger beside."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from learnmentor.cpd import chain
from learnmentor.cpd.chain import ChainLink
from learnmentor.cpd.declarations.rules import Declared, Working, digest, digest_of_lines, totals_as_data
from learnmentor.cpd.rules import CpdTarget, in_force, totals

DECLARATION = "declaration.json"


def as_data(declared: Sequence[Declared]) -> list[dict[str, Any]]:
    """Every declaration of the year, the one that stands last; how the target was worked out with what proves it."""
    return [
        {"sha256": each.sha256, "snapshot": dict(each.snapshot), "working": _as_data(each.working)} for each in declared
    ]


def _as_data(working: Working | None) -> dict[str, Any] | None:
    if working is None:
        return None
    return {"salt": working.salt, "explanation": working.explanation, "steps": list(working.steps)}


def faults(told: Iterable[Mapping[str, Any]], *, links: Sequence[ChainLink], start: str) -> Iterator[str]:
    """What does not agree with the ledger whose links these are, in sentences."""
    hashes = {0: start, **{link.sequence: link.hash for link in links}}
    for number, each in enumerate(told, 1):
        yield from faults_of(each, number=number, links=links, start=start, hash_at=hashes.get)


def faults_of(
    each: Mapping[str, Any],
    *,
    number: int,
    links: Sequence[ChainLink],
    start: str,
    hash_at: Callable[[int], str | None],
) -> Iterator[str]:
    """The same of one declaration; `links` are at least those with facts, `hash_at` gives the hash of any line."""
    return (f"Declaration {number} {fault}." for fault in _faults(each, number, links, start, hash_at))


def _faults(
    each: Mapping[str, Any], number: int, links: Sequence[ChainLink], start: str, hash_at: Callable[[int], str | None]
) -> Iterator[str]:
    snapshot = each["snapshot"]
    ends = snapshot["ledger"]["lines"]
    before = [link for link in links if link.line is not None and link.sequence <= ends]
    added_up = totals(in_force(link.line for link in before if link.line))
    if digest(snapshot) != each["sha256"] or snapshot["number"] != number:
        yield "was changed after it was made"
    if chain.genesis(snapshot["person"]) != start or snapshot["ledger"]["head"] != hash_at(ends):
        yield "speaks of another ledger than the one in this pack"
    if snapshot["lines"] != {"count": len(before), "sha256": digest_of_lines([link.hash for link in before])}:
        yield "speaks of other lines than those that the ledger had"
    counting = added_up.toward(CpdTarget(None, "", categories=tuple(snapshot["target"]["categories"])))
    if (snapshot["totals"], snapshot["counted_minutes"]) != (totals_as_data(added_up), counting.counted):
        yield "states hours that the lines before it do not add up to"
    if (told := each["working"]) is not None:
        working = Working(told["salt"], told["explanation"], tuple(told["steps"]))
        if working.digest != snapshot["target"]["working_digest"]:
            yield "had its target worked out in another way than the one told here"
