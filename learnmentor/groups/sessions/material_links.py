"""The links that belong to a session, as they are typed: one a line."""

from learnmentor.ground.typed.links import BadAddress, link_address
from learnmentor.groups.sessions.rules import MaterialLink

MOST_LINKS = 20


def links_in(text: str) -> list[MaterialLink]:
    """Links, one a line: an address, and behind it what it leads to. Raises `BadAddress` with the line."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        address, _, words = line.strip().partition(" ")
        try:
            found.append(MaterialLink(link_address(address), words.strip()[:200] or address))
        except BadAddress as fault:
            raise BadAddress(f"Line {number}: {fault}") from None
    if len(found) > MOST_LINKS:
        raise BadAddress(f"Keep it to {MOST_LINKS} links; there are {len(found)}.")
    return found
