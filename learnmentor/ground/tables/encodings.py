"""The letters of a text file that does not say which code page it is in."""

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE = 64 * 1024  # bytes
_IN_WORDS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒ")
_BETWEEN_LETTERS = frozenset("’–—·\xa0")
_BESIDE_WORDS = _BETWEEN_LETTERS | frozenset("‘“”…•£€½¼¾°«»™®©")


def decoded(content: bytes) -> str | None:
    """Text in UTF-8, in UTF-16 with its mark or without, in Windows-1252 or in Mac Roman; None for what is no text."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if b"\0" in content:
        return _in_two_bytes(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode(_one_byte_encoding(content), "replace")


def _in_two_bytes(content: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of its commas, figures and line ends is nothing."""
    for encoding, empty in (("utf-16-le", content[1::2]), ("utf-16-be", content[::2])):
        if empty.count(0) * 2 > len(empty) and content.count(0) == empty.count(0):
            return content.decode(encoding, "replace")
    return None


def _one_byte_encoding(content: bytes) -> str:
    """Windows-1252 or Mac Roman, whichever makes likelier words; lines that end as on old Macs tip the scales."""
    sample = content[:_SAMPLE]
    of_a_mac = b"\r" in sample and b"\n" not in sample
    windows, mac = (_likelihood(sample.decode(encoding, "replace")) for encoding in ("cp1252", "mac_roman"))
    return "mac_roman" if mac > windows or (of_a_mac and mac == windows) else "cp1252"


def _likelihood(text: str) -> int:
    """How much the letters beyond ASCII look like those of ordinary words."""
    return sum(
        _fits(before, letter, after)
        for before, letter, after in zip(" " + text, text, text[1:] + " ", strict=False)
        if not letter.isascii()
    )


def _fits(before: str, letter: str, after: str) -> int:
    if letter in _IN_WORDS:
        capital_inside = letter.isupper() and (before.islower() or (before.isalpha() and after.islower()))
        if capital_inside or (letter.islower() and after.isupper()):
            return -3
        return 2 if before.isalpha() or after.isalpha() else -1
    inside = before.isalpha() and after.isalpha()
    return 2 if letter in (_BETWEEN_LETTERS if inside else _BESIDE_WORDS) else -2
