"""How often a stranger may try: counted under keyed digests, from which nobody reads an address."""

import hashlib
import hmac
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from learnmentor.accounts.rules import clean_address


@dataclass(frozen=True)
class TryLimit:
    """At most so many tries within any span of this length."""

    tries: int
    span: timedelta


@dataclass(frozen=True)
class Door:
    """One thing that strangers may try, and how often: for one address, and from one network.

    A training room signs in from one network at the same minute, so that limit is wide.
    """

    name: str
    by_address: TryLimit
    by_network: TryLimit


SIGN_IN = Door("sign-in", TryLimit(10, timedelta(minutes=15)), TryLimit(100, timedelta(minutes=15)))
SIGN_UP = Door("sign-up", TryLimit(5, timedelta(hours=1)), TryLimit(60, timedelta(hours=1)))
PASSWORD_LETTER = Door("password-letter", TryLimit(5, timedelta(hours=1)), TryLimit(60, timedelta(hours=1)))
ADDRESS_LETTER = Door("address-letter", TryLimit(5, timedelta(hours=1)), TryLimit(60, timedelta(hours=1)))
CERTIFICATE_NAME = Door("certificate-name", TryLimit(10, timedelta(hours=1)), TryLimit(60, timedelta(hours=1)))
CHECK = Door("check", TryLimit(120, timedelta(hours=1)), TryLimit(120, timedelta(hours=1)))
GROUP_CODE = Door("group-code", TryLimit(10, timedelta(minutes=15)), TryLimit(100, timedelta(minutes=15)))
PAIR_INVITATION = Door("pair-invitation", TryLimit(5, timedelta(hours=1)), TryLimit(60, timedelta(hours=1)))
PAIR_LETTER = Door("pair-letter", TryLimit(5, timedelta(hours=1)), TryLimit(60, timedelta(hours=1)))  # about one thing
LONGEST_SPAN = timedelta(hours=1)


@dataclass(frozen=True)
class Tried:
    """What one try is counted under."""

    door: Door
    address: bytes
    network: bytes


def tried(door: Door, *, address: str, network: str, key: bytes) -> Tried:
    """A try at `door` for a mail address, from a network address."""
    return Tried(
        door,
        address=_digest(key, door.name, "address", clean_address(address)),
        network=_digest(key, door.name, "network", _network_of(network)),
    )


def next_try(times: Iterable[datetime], limit: TryLimit, *, at: datetime) -> datetime | None:
    """When another try is allowed, or None for now. `times` are those of tries already made."""
    recent = sorted(time for time in times if at - limit.span < time)
    return recent[-limit.tries] + limit.span if len(recent) >= limit.tries else None


def wait_in_words(until: datetime, *, at: datetime) -> str:
    """How long to wait, rounded up to minutes: "a minute", "12 minutes", "1 hour"."""
    minutes = max(1, -int((at - until).total_seconds() // 60))
    if minutes == 60:
        return "1 hour"
    return "a minute" if minutes == 1 else f"{minutes} minutes"


def _digest(key: bytes, *parts: str) -> bytes:
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).digest()


def _network_of(address: str) -> str:
    """An IPv6 visitor counts by the /64, since one household has more addresses than we have rows."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(found)
