"""A template of the course as the beginning of an organisation's own text: its links become plain ones.

Citations go: what an organisation writes into its policy is its own word, and the template stays where it is, with its
sources.
"""

import re
from collections.abc import Collection, Mapping

from learnmentor.markup import LinkTarget
from learnmentor.markup.outline import CITATION, cited

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LINK = re.compile(r"\[\[([^\[\]|]+)(?:\|([^\[\]]+))?\]\]")


def own_title(template: str) -> str:
    """The title of a copy: "A template: mentoring policy" becomes "Mentoring policy"."""
    words = template.partition(": ")[2] or template
    return words[:1].upper() + words[1:]


def own_text(template: str, *, targets: Mapping[str, LinkTarget], sources: Collection[str]) -> str:
    """The Markdown of a template without its front matter, links that lead on, no citations."""
    body = _FRONT.sub("", template.replace("\r\n", "\n"))

    def leave_out(found: re.Match[str]) -> str:
        return "" if cited(found["inside"], sources) else found[0]

    def link(found: re.Match[str]) -> str:
        target = targets.get(found[1].strip())
        words = found[2] or (target.title if target else found[1])
        return f"[{words.strip()}]({target.href})" if target else words.strip()

    plain = re.sub(r"[ \t]+([.,;:])", r"\1", CITATION.sub(leave_out, body))
    return _LINK.sub(link, plain).strip() + "\n"
