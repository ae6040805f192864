"""The only source of chance: whoever draws an id, a token, a salt or a lot asks here, so that a test can seed it.

Ids and tokens are safe wherever somebody types them: letters and digits alone, a letter first. So none is taken for an
option of a command, for a formula of a spreadsheet, or for more or less than itself in an address or a file name.
"""

import random
import secrets
import string

_LETTERS = string.ascii_letters
_SIGNS = string.ascii_letters + string.digits
_ID_LENGTH, _TOKEN_LENGTH = 16, 43  # 95 and 256 bits

_source: random.Random = secrets.SystemRandom()


def public_id() -> str:
    """An id that nobody guesses, for addresses and file names."""
    return _word(_ID_LENGTH)


def token() -> str:
    """A secret for a link or a cookie: whoever has it may use it. What is kept of it is a digest."""
    return _word(_TOKEN_LENGTH)


def _word(length: int) -> str:
    return _source.choice(_LETTERS) + letters(length - 1, of=_SIGNS)


def letters(count: int, *, of: str) -> str:
    """So many of the letters `of`, each drawn by itself."""
    return "".join(_source.choice(of) for _ in range(count))


def salt(size: int) -> bytes:
    """Bytes that nobody guesses, for salts, nonces and keys."""
    return _source.randbytes(size)


def bits(count: int) -> int:
    """A number of so many bits."""
    return _source.getrandbits(count)


def below(end: int) -> int:
    """A number from 0 up to `end`, which is left out."""
    return _source.randrange(end)


def use(source: random.Random | None) -> None:
    """Draw from `source` from now on; None goes back to the operating system's."""
    global _source  # noqa: PLW0603 -- one source per process is the point of this module
    _source = source or secrets.SystemRandom()
