"""Quotation marks and ellipses of print, for plain words and for HTML."""

import re

_OPENS = re.compile(r"(^|[\s(\[/—–‘“-])([\"'])(?=[^\s.,;:)\]])")
_CURLED = {'"': ("“", "”"), "'": ("‘", "’")}


def typographic(text: str, before: str = "") -> str:
    """Plain words with the quotation marks and the ellipsis of print; `before` is the character in front of them."""
    if not ('"' in text or "'" in text or "..." in text):
        return text
    curled = before + text.replace("...", "…")
    for _ in range(2):  # twice, for a quotation inside a quotation
        curled = _OPENS.sub(lambda found: found[1] + _CURLED[found[2]][0], curled)
    return curled.replace('"', "”").replace("'", "’")[len(before) :]


TAG = re.compile(r'<(/?)([a-z0-9]+)(?:[^>"]|"[^"]*")*>')  # as nh3 writes them: values in double quotes
_INLINE = frozenset(
    {"a", "abbr", "b", "em", "i", "span", "strong", "sup", "sub", "small", "q", "s", "mark", "ins", "del"}
)


def typeset(html: str) -> str:
    """`typographic` for the words of HTML, code left alone; a quotation may span an emphasis."""
    out: list[str] = []
    at, last, code = 0, "", 0
    for tag in TAG.finditer(html):
        words = html[at : tag.start()]
        if words:
            out.append(words if code else typographic(words, last))
            last = words[-1]
        out.append(tag[0])
        if tag[2] in {"code", "pre", "kbd"}:
            code += -1 if tag[1] else 1
        elif tag[2] not in _INLINE:
            last = ""
        at = tag.end()
    out.append(typographic(html[at:], last))
    return "".join(out)
