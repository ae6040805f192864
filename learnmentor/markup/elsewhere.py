"""Markdown as other editors and word processors write it, brought to what our writer reads.

Set as every common editor sets it: lists, tables and code right below a line, lists nested by two or three spaces, the
bullets of word processors, 1) for 1., a backslash at the end of a line, addresses given at the end of the text. Lines
are only put in, moved in or out, or changed in their first mark; what they say stays as it is.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from learnmentor.ground.typed.lookalikes import BULLETS, DASHES, trimmed

_STEP = 4  # spaces by which our writer nests
_DEEPEST = 12
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])[ \t\u00a0]+(?=\S)")
_BULLET = re.compile(rf"(?:[{BULLETS}]\s*|[o\u00a7](?:\t|\s{{2,}}))(?=\S)")
_DASH_ITEM = re.compile(rf"\s*[{DASHES}]\s+(?=\S)")
_RULE = re.compile(r"(?:-[ \t]*){3,}$|(?:\*[ \t]*){3,}$|(?:_[ \t]*){3,}$")
_FENCE = re.compile(r"(`{3,}|~{3,})(?!.*`)")
TABLE_RULE = re.compile(rf"\|?\s*:?[-{DASHES}]+:?\s*(?:\|\s*:?[-{DASHES}]+:?\s*)*\|?$")
_LONG_DASHES = re.compile(f"[{DASHES}]+")
_QUICK = re.compile(r"[^\W\d_](?!\s)|[“\"‘'(\[](?=\w)|\*\*?(?=\w)|!\[")  # begins words and no mark of anything
_LEAD, _TRAIL = " \t\u00a0\u2002\u2003\u200b\ufeff", "\t\r\u00a0\u200b\ufeff"  # two spaces at the end break a line
_BETWEEN = "<!-- -->"  # keeps 1) from going on where 2. ended; taken out of every page
_Indented = tuple[int, str]


@dataclass(frozen=True)
class _Item:
    """An open item: where its mark stands, where its words begin, and the sign behind its number, if it has one."""

    mark: int
    words: int
    sign: str

    @property
    def numbered(self) -> bool:
        """Whether it is of a list that counts."""
        return self.sign != ""


def as_elsewhere(lines: Sequence[str], depth: int = 0) -> list[str]:
    """The lines of a text as our writer reads them."""
    return _Setter(lines, depth).run()


class _Setter:
    def __init__(self, lines: Sequence[str], depth: int) -> None:
        self.lines, self.depth = lines, depth
        self.out: list[str] = []
        self.items: list[_Item] = []
        self.blank = True  # nothing, or an empty line, stands above
        self.text = False  # a paragraph stands above that would take in what comes right below it
        self.quoted = False  # and it is that of a quotation
        self.level = 0  # how deep the lines since the last empty one began: our writer never comes out of that

    def run(self) -> list[str]:
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            if not line:
                self.out.append("")
                self.blank, self.quoted, at = True, False, at + 1
            elif not self.items and _QUICK.match(line) and "|" not in line and line[-1] != "\\":
                self.out.append(line)
                self.blank, self.text, self.level, at = False, True, 0, at + 1
            else:
                at = self._line(at)
        return self.out

    def _line(self, at: int) -> int:
        indent, rest = _indented(self.lines[at])
        code = indent >= _STEP and (
            indent >= _STEP + self._inside(indent) if self.blank else not (self.items or self.text)
        )
        if not rest:
            self.out.append("")
            self.blank, self.quoted = True, False
            return at + 1
        return (self._text if code else self._begins(at, indent, rest))(at, indent, rest)

    def _begins(self, at: int, indent: int, rest: str) -> Callable[[int, int, str], int]:
        """What a line begins."""
        if rest.startswith("///"):
            return self._as_it_is
        if _FENCE.match(rest) and (self.items or indent < _STEP):
            return self._code
        if rest.startswith(">"):
            return self._quotation
        if "|" in rest and self._heads_a_table(at):
            return self._table
        return self._heading if rest.startswith("#") and indent < _STEP else self._item

    # where a line belongs

    def _inside(self, indent: int) -> int:
        """Where the words begin of the innermost item that holds a line so far in."""
        return next((item.words for item in reversed(self.items) if indent >= item.words), 0)

    def _leave(self, indent: int) -> str:
        """Close the items that a line so far in does not belong to; gives the spaces of what it belongs to."""
        while self.items and indent < self.items[-1].words:
            self.items.pop()
        return " " * (_STEP * len(self.items))

    def _apart(self) -> None:
        """An empty line above, if there is none."""
        if not self.blank:
            self.out.append("")
            self.blank = True

    # what a line may be

    def _as_it_is(self, at: int, _indent: int, _rest: str) -> int:
        self.out.append(self.lines[at])
        self.items, self.blank, self.text = [], True, False
        return at + 1

    def _code(self, at: int, indent: int, rest: str) -> int:
        found = _FENCE.match(rest)
        ticks = found[1] if found else rest
        pad = self._leave(indent)
        self._apart()
        end = next((n for n in range(at + 1, len(self.lines)) if _closes(self.lines[n], ticks)), len(self.lines) - 1)
        for line in self.lines[at : end + 1]:
            self.out.append(pad + line[min(indent, len(line) - len(line.lstrip())) :] if line.strip() else "")
        self.blank, self.text = False, False
        if end + 1 < len(self.lines):
            self._apart()
        return end + 1

    def _quotation(self, at: int, indent: int, _rest: str) -> int:
        pad = self._leave(indent)
        self._apart()
        end = next(
            (n for n in range(at, len(self.lines)) if not self.lines[n].lstrip().startswith(">")), len(self.lines)
        )
        inner = [re.sub(r"^\s*> ?", "", line) for line in self.lines[at:end]]
        if self.depth < _DEEPEST:
            inner = as_elsewhere(inner, self.depth + 1)
        self.out += [f"{pad}> {line}".rstrip() if line.strip() else f"{pad}>" for line in inner]
        self.blank, self.text, self.quoted = False, True, True
        return end

    def _heads_a_table(self, at: int) -> bool:
        return at + 1 < len(self.lines) and "|" in self.lines[at + 1] and is_table_rule(self.lines[at + 1])

    def _table(self, at: int, indent: int, _rest: str) -> int:
        pad = self._leave(indent)
        self._apart()
        end = next((n for n in range(at, len(self.lines)) if _ends_a_table(self.lines[n], pad)), len(self.lines))
        rows = [trimmed(line) for line in self.lines[at:end]]
        rows[1] = _LONG_DASHES.sub("---", rows[1])
        self.out += [pad + row for row in rows]
        self.blank, self.text = False, False
        if end < len(self.lines):
            self._apart()
        return end

    def _heading(self, at: int, indent: int, rest: str) -> int:
        if self.items and indent < self.items[-1].words:
            self._apart()
            self.items = []
        self.out.append(rest if not self.items else self.lines[at])
        self.blank, self.text = False, False
        return at + 1

    def _item(self, at: int, indent: int, rest: str) -> int:
        found = _ITEM.match(rest)
        mark, words = (found[1], found.end()) if found else self._bullet(at, rest)
        if not mark or _RULE.match(rest):
            return self._text(at, indent, rest)
        numbered, sign = mark[0].isdigit(), mark[-1] if mark[0].isdigit() else ""
        left = self._sibling(indent, numbered=numbered)
        if self._is_a_word(mark, left):
            return self._text(at, indent, rest)
        if self.text or (left is not None and left.numbered != numbered) or len(self.items) < self.level:
            self._apart()
        pad = " " * (_STEP * len(self.items))
        if left is not None and left.sign != sign and left.numbered and numbered:
            self._apart()
            self.out += [pad + _BETWEEN, ""]
        self.level = len(self.items) if self.blank else self.level
        self.out.append(f"{pad}{mark[:-1] + '.' if numbered else mark} {self._broken(at, rest[words:])}")
        far = words if words - len(mark) <= _STEP else len(mark) + 1
        self.items.append(_Item(indent, indent + far, sign))
        self.blank, self.text = False, False
        return at + 1

    def _bullet(self, at: int, rest: str) -> tuple[str, int]:
        """The bullet of a word processor: a sign of its own, or a dash where the next line or the last has one too."""
        if found := _BULLET.match(rest):
            return "-", found.end()
        if (found := _DASH_ITEM.match(rest)) and any(
            _DASH_ITEM.match(self.lines[n]) for n in (at - 1, at + 1) if 0 <= n < len(self.lines)
        ):
            return "-", found.end()
        return "", 0

    def _sibling(self, indent: int, *, numbered: bool) -> _Item | None:
        """Close what the item does not belong to; gives the item whose place it takes, if there is one."""
        left = None
        while self.items and indent < self.items[-1].words:
            last = self.items[-1]
            if last.numbered and not numbered and indent > last.mark:  # two spaces under 1. are meant to nest
                return None
            left = self.items.pop()
        return left

    def _is_a_word(self, mark: str, left: _Item | None) -> bool:
        """Whether a number is one of the words of the paragraph in which it stands: any but 1 is."""
        in_a_paragraph = self.text and not (self.blank or self.quoted or self.items or left)
        return in_a_paragraph and mark[0].isdigit() and int(mark[:-1]) != 1

    def _text(self, at: int, indent: int, rest: str) -> int:
        line = self.lines[at]
        if self.blank:
            pad = self._leave(indent)
            far = indent - (self.items[-1].words if self.items else 0)
            if self.items and far >= _STEP and indent < len(pad) + _STEP:
                line = pad + " " * far + rest
            elif self.items and indent < len(pad) + _STEP:
                line = pad + rest
            elif not self.items and indent < _STEP:
                line = rest
            self.text = indent < _STEP + len(pad)
            self.level = len(self.items)
        elif not self.items:
            self.text = True
        self.out.append(self._broken(at, line))
        self.blank = False
        return at + 1

    def _broken(self, at: int, line: str) -> str:
        """A backslash at the end of a line breaks it."""
        goes_on = at + 1 < len(self.lines) and self.lines[at + 1].strip()
        return f"{line[:-1]}  " if goes_on and line.endswith("\\") and not line.endswith("\\\\") else line


def _indented(line: str) -> _Indented:
    """How far in a line begins, and the rest of it; tabs go to the next fourth place."""
    rest = line.lstrip(_LEAD)
    lead = line[: len(line) - len(rest)]
    indent = len(lead.replace("\u200b", "").replace("\ufeff", "").expandtabs(_STEP)) if lead else 0
    return indent, rest if "!" <= rest[-1:] <= "~" else rest.rstrip(_TRAIL)


def _closes(line: str, ticks: str) -> bool:
    bare = line.strip()
    return bare.startswith(ticks) and not bare.strip(ticks[0])


def is_table_rule(line: str) -> bool:
    """Whether a line is the one of dashes below the heads of a table."""
    return TABLE_RULE.match(trimmed(line)) is not None


def _ends_a_table(line: str, pad: str) -> bool:
    bare = line.strip()
    other = "|" not in bare and (bare.startswith(("#", ">", "///", "```", "~~~")) or bool(_ITEM.match(bare)))
    return not bare or other or (bool(pad) and not line[0].isspace())


# addresses given at the end of a text

_ADDRESS = re.compile(
    r"^ {0,3}\[(?!\^)([^\]\n]+)\]:[ \t]*<?((?:https?:|mailto:|/|#|media/)[^\s>]+)>?[ \t]*(?:[\"'(“](.*)[\"')”])?[ \t]*$"
)
_POINTS = re.compile(r"(!?)\[([^\[\]\n]+)\](?:\[([^\[\]\n]*)\])?(?![\[(:])")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


def with_addresses(lines: list[str]) -> list[str]:
    """Links as `[words][name]` with the address that `[name]: …` gives; every line keeps its number."""
    if not any("]:" in line and _ADDRESS.match(line) for line in lines):
        return lines
    found: dict[str, tuple[str, str]] = {}
    out, fence = [], ""
    for line in lines:
        fence = _fence_after(line, fence)
        address = None if fence else _ADDRESS.match(line)
        if address:
            found.setdefault(_name(address[1]), (address[2], address[3] or ""))
        out.append("" if address else line)
    fence = ""
    for number, line in enumerate(out):
        fence = _fence_after(line, fence)
        if "[" in line and not fence:
            out[number] = _pointed(line, found)
    return out


def _fence_after(line: str, fence: str) -> str:
    """The backticks of the code that goes on after this line, if any."""
    bare = line.strip()
    if fence:
        return "" if _closes(bare, fence) else fence
    opening = _FENCE.match(bare)
    return opening[1] if opening and re.match(r"[`~]+(?:text|txt)?\s*$", bare) else ""


def _name(written: str) -> str:
    return " ".join(written.split()).casefold()


def _pointed(line: str, addresses: Mapping[str, tuple[str, str]]) -> str:
    spans = [found.span() for found in _CODE.finditer(line)]

    def with_address(found: re.Match[str]) -> str:
        address = addresses.get(_name(found[3] or found[2]))
        if address is None or any(begin <= found.start() < end for begin, end in spans):
            return found[0]
        caption = f' "{address[1]}"' if found[1] and address[1] else ""
        return f"{found[1]}[{found[2]}]({address[0]}{caption})"

    return _POINTS.sub(with_address, line)
