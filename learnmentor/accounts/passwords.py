"""Passwords at rest: Argon2id, one at a time, and the list of those that a stranger would try first."""

import threading
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from learnmentor.accounts.rules import password_text
from learnmentor.ground import randomness

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's second choice: 19 MiB, t=2, p=1
_SALT_BYTES = 16
_ONE_AT_A_TIME = threading.Lock()  # a morning's sign-ins may queue; the pages of those already in must not

# Made with the same parameters from random bytes that nobody kept. It is checked where there is no account, so that
# an unknown address takes as long as a known one.
_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$oaGRKMIatDo4KZHk8KOZ+g$GkzYIKE86EICO4AWi1rX/2Zmzk1CbOR6EYJ/h23t4cw"


def hashed(password: str) -> str:
    """The form in which a password is kept."""
    with _ONE_AT_A_TIME:
        return _HASHER.hash(password_text(password), salt=randomness.salt(_SALT_BYTES))


def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one that was kept. Where none was, it takes as long and never matches."""
    with _ONE_AT_A_TIME:
        if password_hash is None or not password_hash.startswith("$argon2"):
            _verified(_NOBODYS, password)
            return False
        return _verified(password_hash, password)


def _verified(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password_text(password))
    except (VerificationError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Whether a hash was made with other parameters than today's, so that the next sign-in renews it."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def common() -> frozenset[str]:
    """Passwords long enough to be chosen here that turn up first in every list of stolen ones."""
    text = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
