"""An address on the internet, as people paste one that others are to be led to."""

from urllib.parse import urlsplit

LONGEST_ADDRESS = 500  # characters


class BadAddress(ValueError):
    """An address that nobody should be led to; the message says why and what to type."""


def link_address(text: str) -> str:
    """An address to be led to: https and a host, nothing that hides where it goes. Raises `BadAddress`."""
    typed = text.strip()
    if any(sign <= " " or sign == "\x7f" for sign in typed) or "\\" in typed:
        raise BadAddress("An address has no spaces. Copy it once more from where the page is.")
    try:
        parts = urlsplit(typed)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddress("This is no address we can read. Copy it once more from where the page is.") from None
    if parts.scheme.lower() != "https":
        raise BadAddress("The address has to begin with https://.")
    if "." not in host or host.startswith(".") or ".." in host:
        raise BadAddress("The address names no place on the internet. It looks like https://meet.example.ac.uk/room.")
    if parts.username or parts.password:
        raise BadAddress("The address holds a name or a password before the @. Take that out.")
    if len(typed) > LONGEST_ADDRESS:
        raise BadAddress(f"Keep the address to {LONGEST_ADDRESS} characters; it has {len(typed)}.")
    return typed
