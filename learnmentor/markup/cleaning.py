"""What may stand on a page: one allow-list, asked by two cleaners with different parsers, always both."""

import re
import threading

import nh3
from bleach.sanitizer import Cleaner

from learnmentor.markup.outline import ASIDES

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
TAGS = frozenset(
    {
        *_HEADINGS,
        "a",
        "abbr",
        "audio",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "hr",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "section",
        "small",
        "source",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "track",
        "ul",
        "video",
    }
)
_MEDIA = re.compile(r"/media/[0-9a-f]{64}/[\w.-]+")
_TABBED = re.compile(r"__tabbed_\d+(_\d+)?")
_IDS = {
    **dict.fromkeys(_HEADINGS, re.compile(r"[a-z0-9][a-z0-9-]*")),
    "li": re.compile(r"fn:[\w-]+"),
    "sup": re.compile(r"fnref\d*:[\w-]+"),
    "input": _TABBED,
}
CLASSES = frozenset(
    {
        *(f"callout--{name}" for name in ASIDES),
        "callout",
        "callout__title",
        "cite",
        "cites",
        "disclosure",
        "figure",
        "footnote",
        "footnote-backref",
        "footnote-ref",
        "missing",
        "scene",
        "scene__tag",
        "scene__title",
        "tabbed-alternate",
        "tabbed-block",
        "tabbed-content",
        "tabbed-labels",
        "tabbed-set",
        "tasks",
    }
)
_VALUES: dict[tuple[str, str], re.Pattern[str]] = {
    ("a", "href"): re.compile(r"(?:https?://|mailto:|/|#)\S*", re.IGNORECASE),
    ("abbr", "title"): re.compile(r".*"),
    ("audio", "controls"): re.compile(r".*"),
    ("audio", "preload"): re.compile("none|metadata"),
    ("audio", "src"): _MEDIA,
    ("details", "open"): re.compile(r".*"),
    ("img", "alt"): re.compile(r".*", re.DOTALL),
    ("img", "loading"): re.compile("lazy"),
    ("img", "src"): _MEDIA,
    ("input", "checked"): re.compile(r".*"),
    ("input", "name"): _TABBED,
    ("input", "type"): re.compile("radio"),
    ("label", "for"): _TABBED,
    ("ol", "start"): re.compile(r"\d{1,4}"),
    ("td", "align"): re.compile("left|center|right"),
    ("th", "align"): re.compile("left|center|right"),
    ("track", "kind"): re.compile("captions"),
    ("track", "label"): re.compile(r".*"),
    ("track", "src"): _MEDIA,
    ("track", "srclang"): re.compile(r"[a-z-]{2,8}"),
    ("video", "controls"): re.compile(r".*"),
    ("video", "poster"): _MEDIA,
    ("video", "preload"): re.compile("none|metadata"),
    ("video", "src"): _MEDIA,
}
_NAMES: dict[str, set[str]] = {}
for _tag, _name in _VALUES:
    _NAMES.setdefault(_tag, set()).add(_name)
for _tag in _IDS:
    _NAMES.setdefault(_tag, set()).add("id")


def allowed(tag: str, name: str, value: str) -> bool:
    """The one allow-list of attributes, asked by both cleaners."""
    if name == "class":
        return bool(value) and set(value.split()) <= CLASSES
    if name == "id":
        return tag in _IDS and _IDS[tag].fullmatch(value) is not None
    pattern = _VALUES.get((tag, name))
    return pattern is not None and pattern.fullmatch(value) is not None


def _filtered(tag: str, name: str, value: str) -> str | None:
    return value if allowed(tag, name, value) else None


class _First(threading.local):
    """bleach keeps state while it cleans, so each thread has one of its own."""

    def __init__(self) -> None:
        self.cleaner = Cleaner(
            tags=TAGS, attributes=allowed, protocols={"http", "https", "mailto"}, strip=True, strip_comments=True
        )


_first = _First()
_SECOND = nh3.Cleaner(
    tags=set(TAGS),
    attributes={**_NAMES, "*": {"class"}},
    attribute_filter=_filtered,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    clean_content_tags={"script", "style"},
)
_ACTIVE = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)


_INPUT = re.compile(r'<input(?![^>]*\btype="radio")[^>]*>')  # an input that lost its type would be a text field


def cleaned(html: str) -> str:
    """Safe HTML: by bleach, then by nh3."""
    html = _ACTIVE.sub("", html)  # bleach would leave the words of a script standing
    return _INPUT.sub("", str(_SECOND.clean(_first.cleaner.clean(html))))
