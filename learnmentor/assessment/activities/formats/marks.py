"""The marks that begin an activity's lines, as phones and word processors write them.

What plainly is a mark is read as the plain one; what nearly is one is told, for a line that is not read as what it was
meant to be becomes part of its neighbour, and shows learners an answer or takes one away.
"""

import re

from learnmentor.ground.typed.lookalikes import BULLETS, DASHES, INVISIBLE, SPACES, trimmed, visible

_GAP = f"[{SPACES}{INVISIBLE}]"
_LEAD = re.compile(f"{_GAP}*")
_QUOTED = re.compile(f"(?:&gt;|[>\uff1e\ufe65]|\u203a(?={_GAP}|$)){_GAP}*")
_EQUALS = re.compile(f"[=\uff1d\ufe66](?![=>\uff1e]|&gt;){_GAP}*")
_ASKED = re.compile(f"[?\uff1f\ufe56]{_GAP}*")
_NUMBER = re.compile(f"([0-9\uff10-\uff19]{{1,2}}){_GAP}?[.)\uff0e\uff09]\\)?(?!\\d){_GAP}*(?=.)")
_HASHES = re.compile(f"[#\uff03]{{2}}(?![#\uff03]){_GAP}*(?=.)")
_DASH = re.compile(
    f"(?:[-{DASHES}](?={_GAP}|$|[^\\W\\d_]|[\\[\uff3b\u3010(\u2610\u2611])"
    f"|[{BULLETS}]|[*+](?={_GAP}|$|[\\[\uff3b\u3010\u2610\u2611])){_GAP}*"
)
_TICKED, _EMPTY = "xX\u00d7\u0425\u0445\u2713\u2714\u2611", "\u2610"
_BOX = re.compile(f"[\\[\uff3b\u3010]{_GAP}*(?:([{_TICKED}{_EMPTY}]){_GAP}*|{_GAP})[\\]\uff3d\u3011](?![(\\[]){_GAP}*")
_SIGN = re.compile(f"([\u2610\u2611]){_GAP}*")

_PLAINLY = ((_QUOTED, "> "), (_HASHES, "## "), (_NUMBER, ""), (_EQUALS, "= "), (_ASKED, "? "), (_DASH, "- "))

ARROW = re.compile(
    rf"[-{DASHES}=\uff1d]{{1,2}}{_GAP}?(?:>|&gt;|[\uff1e\u203a\ufe65])"
    "|[\u2192\u21d2\u21e8\u21e2\u21fe\u27a1\u2794\u2799-\u27b2\u27b5-\u27be\u27f6\u27f9\u2b95\uf0e0\uf0e8\uf0f0]"
)
EQUALS = re.compile(f"{_GAP}+[=\uff1d\ufe66]{_GAP}+")

_NEARLY = re.compile(
    rf"""\\[-*+>=?\#\[\d]                                     # kept from being a mark by an editor
    | [^\w<&]{{0,6}}[\[({{\uff3b\uff08\u3010<]{_GAP}*          # a box of another kind
      (?:[{_TICKED}{_EMPTY}\u2612\u2715-\u2718*]{_GAP}*)?[\])}}\uff3d\uff09\u3011>](?!\()
    | [^\w\s]{{0,3}}\[{_GAP}*[xX]{_GAP}                       # [x without its end
    | [^\w\s]{{0,3}}[xX]\]
    | [\u2610-\u2612\u2713-\u2718\u2705\u274c\u2b1c\u25a2\U0001f532\U0001f533]  # boxes and ticks
    | [-{DASHES}]{{2,}}{_GAP}
    | [=\uff1d]{{2,}}{_GAP} | [\u2261\u2248\u2254]{_GAP}
    | [\u00bb\u276f\u27a4\u25b6\u25ba\u2192\u21d2\u203a]{_GAP} | >{{2,}}
    | [\u2460-\u24ff\u2776-\u2793]                            # numbers in circles
    | \d{{1,2}}{_GAP}?\\ | [^\w\s]{{1,2}}{_GAP}+[?\uff1f]{_GAP}
    | \(\d{{1,2}}\){_GAP} | \(?[a-hA-H]\){_GAP} | [a-h]\.{_GAP} | [ivx]{{1,4}}[.)]{_GAP}
    | &(?:gt|lt|bull|middot|[nm]dash|minus|rarr|\#\w+);
    | \#{{1,6}}{_GAP} | \#{{2,}}
    | [\u00bf\u061f\u037e]{_GAP}
    | `{{3}} | ~{{3}} | [\u2018\u2019\u00b4']{{3}}
    """,
    re.VERBOSE,
)


_WORDS = re.compile(r"(?![\u2460-\u24ff\u2776-\u2793])[^\W\d_][^\].)]{5}")
_AS_IT_SHOULD_BE = re.compile(r"(?:(?:  )?(?:- (?:\[[ x]\] )?|> |= |\? |[1-9]\. )|  )?[^\W\d_]|- \[[ x]\] [\"“*]")


def plain(line: str) -> str:
    """The line with its indentation and its first mark as the format knows them; the words stay as they are."""
    if _AS_IT_SHOULD_BE.match(line):
        return trimmed_end(line)
    lead = _LEAD.match(line)
    end = lead.end() if lead else 0
    indent = visible(line[:end]).replace("\t", "  ")
    return trimmed_end(" " * len(indent) + _first(line[end:]))


def trimmed_end(line: str) -> str:
    """Without spaces and invisible marks at the end."""
    if "!" <= line[-1:] <= "~":
        return line
    return line[: len(line) - len(line.lstrip()) + len(trimmed(line))] if line.strip() else ""


def _first(rest: str) -> str:
    for pattern, instead in _PLAINLY:
        if found := pattern.match(rest):
            number = f"{int(found[1])}. " if pattern is _NUMBER else instead
            return f"{number}{_boxed(rest[found.end() :]) if instead == '- ' else rest[found.end() :]}"
    return f"- {_boxed(rest)}" if _SIGN.match(rest) else rest


def _boxed(rest: str) -> str:
    found = _BOX.match(rest) or _SIGN.match(rest)
    if not found:
        return rest
    return f"[{'x' if found[1] and found[1] in _TICKED else ' '}] {rest[found.end() :]}"


def nearly(line: str) -> bool:
    """Whether a line that is no mark of the format looks as if it had been meant as one."""
    bare = line.lstrip()
    return not _WORDS.match(bare) and _NEARLY.match(bare) is not None


def begins_with_a_mark(words: str) -> bool:
    """Whether the words of a line, its mark taken off, begin with another one."""
    bare = words.strip()
    return any(found.match(bare) for found in (_BOX, _DASH, _ASKED, _QUOTED)) or nearly(bare)
