"""Predicates on the text itself: headings, length, sentences, claims. Each yields a line and words for the message."""

import re
from collections.abc import Iterator

from learnmentor.authoring import likeness
from learnmentor.authoring.checks.front_matter import Breaches, Subject
from learnmentor.authoring.rules import template_sentences
from learnmentor.markup.cleaning import TAGS
from learnmentor.markup.outline import CODE_SPAN, count_words

# Words a minute: 200 is a steady reader's pace; half of it leaves time for tables, pictures and a second look.
SLOWEST, FASTEST = 50, 120
LONGEST_SENTENCE = 40
_ACTIVE = re.compile(
    r"<\s*(script|style|iframe|object|embed|form|input|button|svg|math|link|meta|base)\b", re.IGNORECASE
)
_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)((?:\s[^<>]*)?)/?>")
_UNSAFE = re.compile(r"\s(on\w+|style)\s*=", re.IGNORECASE)
_TEMPLATE = re.compile("|".join(r"\s+".join(map(re.escape, each.split())) for each in template_sentences()))
_CLAIMED = ("accredited", "qualified", "credits earned")
_CLAIMS = re.compile(rf"\b({'|'.join(_CLAIMED)})\b", re.IGNORECASE)
_BREAKS = re.compile(r"\s*([#|>:]|[-*+]\s|\d+[.)]\s|\[\^|/{3})")
_SENTENCE_END = re.compile(r"(?<=[.?!…])[\"”’')*_]*\s+(?=[\"“‘'(*_\[]*[A-Z0-9])")


def strange_headings(subject: Subject) -> Breaches:
    """Headings of the first rank, ranks left out, and empty ones."""
    rank = 1
    for heading in subject.prepared.rendered.outline.headings:
        if heading.level == 1:
            yield (
                heading.line,
                {"what": "The title is the page's only heading of the first rank.", "remedy": "Begin with ## instead."},
            )
        elif not heading.text:
            yield (
                heading.line,
                {"what": "A heading has no words.", "remedy": "Write them after the signs, or take the line out."},
            )
        elif heading.level > rank + 1:
            what = f"A heading with {'#' * heading.level} follows one with {'#' * rank}."
            yield heading.line, {"what": what, "remedy": f"Use {'#' * (rank + 1)}: ranks go down one at a time."}
        rank = max(heading.level, 2)


def active_html(subject: Subject) -> Breaches:
    """HTML that does something."""
    for line, found in _everywhere(_ACTIVE, subject.document.body, subject.document.body_line):
        yield line, {"tag": found[1].lower()}


def removed_html(subject: Subject) -> Breaches:
    """HTML that stands in the text and not on the page: whole tags, and what would run in those that stay."""
    if "<" not in subject.document.body:
        return
    bare = CODE_SPAN.sub(lambda found: " " * len(found[0]), subject.document.body)
    for line, found in _everywhere(_TAG, bare, subject.document.body_line):
        tag, unsafe = found[1].lower(), [name.lower() for name in _UNSAFE.findall(found[2])]
        if tag not in TAGS and not _ACTIVE.match(found[0]):
            yield line, {"what": f"<{tag}> is taken out of the page; only the words in it stay."}
        elif tag in TAGS and unsafe:
            yield line, {"what": f"{' and '.join(unsafe)} is taken out of <{tag}>."}


def template_left(subject: Subject) -> Breaches:
    """What the text of a new segment says of itself, once in each place where some of it stands."""
    text, before = subject.document.text, 0
    for number, found in enumerate(_TEMPLATE.finditer(text)):
        if number == 0 or "\n\n" in text[before : found.start()].replace("\r", ""):
            line = text.count("\n", 0, found.start()) + 1
            yield line, {"begin": " ".join(found[0].split()[:6]).rstrip(".,;")}
        before = found.start()


def claims(subject: Subject) -> Breaches:
    """Words that the product never says."""
    text = subject.document.text.lower()
    if not any(word in text for word in _CLAIMED):  # which most texts are
        return
    for line, found in _everywhere(_CLAIMS, subject.document.text, 1):
        yield line, {"word": found[0]}


def repeated_ids(subject: Subject) -> Breaches:
    """Two activities with one id."""
    seen: set[str] = set()
    for activity in subject.prepared.activities:
        if activity.id in seen:
            yield activity.line, {"id": activity.id}
        seen.add(activity.id)


def misplaced_activities(subject: Subject) -> Breaches:
    """Activities in a unit's page, a case or a form."""
    for fence in subject.prepared.rendered.outline.fences:
        yield fence.line, {}


def odd_sorts(subject: Subject) -> Breaches:
    """Sorts with very few or very many cards."""
    for activity in subject.prepared.activities:
        size = len(getattr(activity, "cards", ()))
        if activity.kind == "sort" and not 8 <= size <= 12:
            yield activity.line, {"size": size}


def dishonest_reading(subject: Subject) -> Breaches:
    """Reading that nobody does in the minutes given, or that leaves them empty."""
    minutes = subject.prepared.data["minutes"]["reading"]
    words = subject.prepared.rendered.outline.words
    if minutes and not SLOWEST * minutes <= words <= FASTEST * minutes:
        filling = {"words": words, "minutes": minutes, "low": SLOWEST * minutes, "high": FASTEST * minutes}
        yield subject.line("minutes"), filling


def long_sentences(subject: Subject) -> Breaches:
    """Sentences that a reader has to begin again."""
    for line, paragraph in _paragraphs(subject):
        if paragraph.startswith("**Sections:**"):  # of a source: a list, however long
            continue
        for sentence in () if paragraph.count(" ") < LONGEST_SENTENCE else _SENTENCE_END.split(paragraph):
            size = count_words(sentence)
            if size > LONGEST_SENTENCE:
                yield line, {"size": size, "begin": " ".join(sentence.split()[:6])}


def shared_with_a_source(subject: Subject) -> Breaches:
    """Ten words or more in a row that a source has too."""
    document, known = subject.document, subject.library.fingerprints
    for line, words in likeness.shared(document.body, known, document.body_line) if known else ():
        yield line, {"words": words}


def shared_with_a_segment(subject: Subject) -> Breaches:
    """Paragraphs that another segment has too."""
    document = subject.document
    for each in document.paragraphs:
        others = [path for path in subject.library.paragraphs.get(each.digest, ()) if path != document.path]
        if others:
            yield each.line, {"begin": each.begin, "other": _called(others[0])}


def _called(path: str) -> str:
    """A segment as trainers know it."""
    found = re.fullmatch(r"units/([A-Z]+\d+)-[^/]*/(\d+)-[^/]*", path)
    return f"{found[1]}-S{found[2]}" if found else path


def nothing_said(subject: Subject) -> Breaches:
    """Files that are all keys."""
    if not subject.document.body.strip():
        yield subject.document.body_line, {}


def _everywhere(pattern: re.Pattern[str], text: str, first_line: int) -> Iterator[tuple[int, re.Match[str]]]:
    for found in pattern.finditer(text):
        yield text.count("\n", 0, found.start()) + first_line, found


def _paragraphs(subject: Subject) -> Iterator[tuple[int, str]]:
    begin, words, before = 0, "", 0
    for line, text in subject.prepared.rendered.outline.prose:
        if words and (_BREAKS.match(text) or line != before + 1):
            yield begin, words
            words = ""
        if "|" not in text and not text.lstrip().startswith("#"):
            begin, words = (begin, f"{words} {text.strip()}") if words else (line, text.strip())
        before = line
    if words:
        yield begin, words
