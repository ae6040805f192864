"""LearnMentor promises of its checks: a good folder passes, and each breach is named with file, line and remedy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnmentor.authoring.checks.table import CHECKS, CheckFinding, errors
from learnmentor.authoring.content_folder import SourceFile
from learnmentor.authoring.publishing.services import check_folder
from learnmentor.authoring.rules import Template, new_segment
from tests.authoring import content, test_briefs, test_text_as_people_write_it, test_whole_course
from tests.authoring.content import CASE, FILES, OTHER, PICTURE, SEGMENT, UNIT, changed, folder

QUIZ = '```quiz id="why"'
PROSE = "Somebody said that it works [LLUK s.5]."
CLIP = "/// video | A talk\nsrc: media/a.webm\n---\nHm.\n///"
SILENT = CLIP.replace("\n---\nHm.", "\ncaptions: media/a.vtt\n---\n")
MINUTES = "minutes: {reading: 10, activity: 12, practice: 0, reflection: 8}"


def findings(files: list[SourceFile], path: str) -> list[CheckFinding]:
    return [finding for finding in check_folder(files) if finding.path == path]


def test_a_good_folder_passes() -> None:
    assert [str(finding) for finding in check_folder(folder())] == []


# rule, file, what stands there, what is written instead, line of the finding, words of its message
BREACHES = [
    ("key-missing", SEGMENT, "forms: []\n", "", 1, "forms"),
    ("key-type", SEGMENT, MINUTES, "minutes: 30", 8, "minutes"),
    ("key-type", SEGMENT, "reading: 10", 'reading: "10"', 8, "minutes"),
    ("key-type", SEGMENT, "sources: [LLUK s.5]", "sources: []", 9, "“sources” is empty"),
    ("key-type", SEGMENT, "author_status: released", "author_status: ready", 12, "author_status"),
    ("key-type", UNIT, "level: 4", "level: high", 5, "level"),
    ("key-unknown", SEGMENT, "forms: []", "forms: []\nform: []", 12, "form"),
    ("summative", SEGMENT, "forms: []", "forms: []\npass_mark: 40", 12, "pass_mark"),
    ("summative", UNIT, "    text: Say what is meant", "    text: Say what is meant\n    grade: A", 11, "grade"),
    ("summative", SEGMENT, "forms: []", "forms: []\nextra: [{deep: {Assessor: x}}]", 12, "Assessor"),
    ("code", SEGMENT, "id: C1-S1", "id: C1-S3", 2, "C1-S3"),
    ("code", SEGMENT, "id: C1-S1", "id: first", 2, "first"),
    ("code", SEGMENT, "unit: C1", "unit: C2", 3, "C2"),
    ("code", UNIT, "code: C1", "code: C9", 2, "C9"),
    ("code", UNIT, "family: core", "family: optional", 4, "C1"),
    ("code", CASE, "code: K8", "code: K9", 2, "K9"),
    ("code-taken", OTHER, "id: C1-S2", "id: C1-S1", 2, SEGMENT),
    ("minutes", SEGMENT, "reflection: 8", "reflection: 9", 8, "31"),
    ("practice-minutes", SEGMENT, "activity: 12, practice: 0", "activity: 7, practice: 5", 8, "0 minutes"),
    ("outcomes", SEGMENT, "[C1.1]", "[C1.1, C1.9]", 6, "C1.9"),
    ("outcomes", SEGMENT, "unit: C1", "unit: C7", 3, "C7"),
    ("activities", SEGMENT, "[reading, quiz, reflection]", "[reading, quiz, branching, reflection]", 7, "branching"),
    ("activities", SEGMENT, "[reading, quiz, reflection]", "[reading, quiz]", 31, "reflection"),
    ("activities", SEGMENT, "[reading, quiz, reflection]", "[reading, quiz, reflection, dance]", 7, "dance"),
    ("activities", SEGMENT, "[reading, quiz, reflection]", "[reading, quiz, reflection, media]", 7, "media"),
    ("activities", SEGMENT, "## What to settle", "/// scene | A talk\nHm.\n///\n\n## What to settle", 19, "scene"),
    ("summary", SEGMENT, "What two people settle", "What two people settle, " * 9, 5, "characters"),
    ("prerequisites", UNIT, "prerequisites: []", "prerequisites: [C8]", 7, "C8"),
    ("award", "awards.yaml", "version: 1", "version: 0", 3, "version"),
    ("award", "awards.yaml", "id: STARTER", "id: starter award", 2, "id"),
    ("award", "awards.yaml", "totals: {credits: 0, hours: 1}", "totals: 1", 5, "totals"),
    ("award", "awards.yaml", "    wording: \"A record of learning.\"\n", "", 2, "wording"),
    ("award", "awards.yaml", "credits: 0, hours: 1}\n    comp", "credits: 0, hours: 2}\n    comp", 2, "add up"),
    ("programme", "programmes.yaml", "units: [C1]", "units: [C7]", 2, "C7"),
    ("programme", "programmes.yaml", "    units: [C1]\n", "", 2, "lists nothing"),
    ("programme", "programmes.yaml", "id: starter", "id: new", 2, "id"),
    ("programme", "programmes.yaml", '    summary: "Two half-hours."\n', "", 2, "summary"),
    ("citation", SEGMENT, PROSE, "It works [LUK s.5]. So they say [LLUK s.5].", 15, "LUK s.5"),
    ("citation", SEGMENT, "sources: [LLUK s.5]", "sources: [LLUK s.5, Ofsted]", 9, "Ofsted"),
    ("citation", SEGMENT, "know. [LLUK s.5]", "know. [LLUK s.5; Ofstead s.2]", 28, "Ofstead"),
    ("reference", SEGMENT, "See [[K8]].", "See [[K8]] and [[K99|this]].", 15, "K99"),
    ("listed", SEGMENT, "cases: [K8]", "cases: [K8, K9]", 10, "K9"),
    ("listed", SEGMENT, "forms: []", "forms: [K8]", 11, "K8"),
    ("reference-listed", SEGMENT, "cases: [K8]", "cases: []", 15, "K8"),
    ("link", SEGMENT, "See [[K8]].", "See [[K8]], [here](/pages/nowhere).", 15, "/pages/nowhere"),
    ("link", SEGMENT, "See [[K8]].", "See [[K8]], [here](example.org).", 15, "example.org"),
    ("link", SEGMENT, "See [[K8]].", "See [[K8]], [here](javascript:alert(1)).", 15, "“javascript:alert(1)”"),
    ("media", SEGMENT, "media/rings.svg", "media/ring.svg", 17, "media/ring.svg"),
    ("media", SEGMENT, "media/rings.svg", "https://example.org/a.png", 17, "example.org"),
    ("alt", SEGMENT, "Two rings that overlap, and a light between", "", 17, "rings.svg"),
    ("alt", SEGMENT, "Two rings that overlap, and a light between", "rings.svg", 17, "rings.svg"),
    ("captions", SEGMENT, "## What to settle", f"{CLIP}\n\n## What to settle", 19, "captions"),
    ("transcript", SEGMENT, "## What to settle", SILENT + "\n\n## What to settle", 19, "transcript"),
    ("heading", SEGMENT, "## What to settle", "# What to settle", 19, "first rank"),
    ("heading", SEGMENT, "## What to settle", "What to settle\n===", 19, "first rank"),
    ("heading", SEGMENT, "## What to settle", "#### What to settle", 19, "####"),
    ("heading", SEGMENT, "## What to settle", "##", 19, "no words"),
    ("html", SEGMENT, PROSE, PROSE + " <script>x</script>", 15, "<script>"),
    ("html-removed", SEGMENT, PROSE, PROSE + " <blink>x</blink>", 15, "<blink>"),
    ("html-removed", SEGMENT, PROSE, PROSE + ' <img src="x" onerror="x()">', 15, "onerror is taken out of <img>"),
    ("template", SEGMENT, "Somebody said", "Begin with a person in a\nsituation. Somebody said", 15, "Begin with"),
    ("template", SEGMENT, "So that both know", "A wrong answer that somebody would really give", 27, "A wrong answer"),
    ("claims", SEGMENT, "What two people settle", "An accredited start, what two people settle", 5, "accredited"),
    ("claims", SEGMENT, PROSE, PROSE + " Every qualified mentor knows.", 15, "qualified"),
    ("claims", "awards.yaml", "Starter certificate", "Credits earned", 4, "Credits earned"),
    ("activity-id", SEGMENT, 'id="yours"', 'id="why"', 31, "why"),
    ("activity-here", CASE, "A mentee asks.", '```reflection id="x"\nWhy?\n```', 7, "outside a segment"),
    ("sort-size", SEGMENT, QUIZ, '```sort id="s" piles="a | b"\nWho?\n- c\n- d\n```\n\n' + QUIZ, 23, "2 cards"),
    ("sentence", SEGMENT, PROSE, PROSE + " And " + "so it went on " * 12 + "to the end.", 15, "words"),
    ("empty", "forms/F1-agreement.md", "Write here.\n", "", 6, "nothing"),
    ("readable", SEGMENT, "title: ", "title: a: b: ", 4, "cannot be read"),
    ("readable", SEGMENT, "forms: []", "forms: [", 13, "cannot be read"),
    ("readable", SEGMENT, "forms: []", "forms: []\nforms: [F1]", 12, "twice"),
    ("readable", SEGMENT, "forms: []", "forms: &x []\nmore: *x", 11, "by reference"),
    ("readable", SEGMENT, "author_status: released\n---", "author_status: released", 1, "no end"),
    ("fence", SEGMENT, QUIZ, '```quizz id="why"', 23, "quizz"),
    ("fence", SEGMENT, QUIZ, "```", 23, "answers"),
    ("block", SEGMENT, "## What to settle", "/// nota\nHm.\n///", 19, "nota"),
    ("activity", SEGMENT, "- [x] So that both know", "- [ ] So that both know", 23, "no right answer"),
    ("activity", SEGMENT, QUIZ, '```quiz id="why" points="3"', 23, "points"),
]  # fmt: skip


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: f"{breach[0]}: {breach[3][:30]}")
def test_a_breach_is_named_with_its_line_and_a_remedy(breach: tuple[str, str, str, str, int, str]) -> None:
    rule, path, old, new, line, says = breach
    found = [finding for finding in findings(changed(path, old, new), path) if finding.rule == rule]
    assert [(finding.line, says in finding.message) for finding in found[:1]] == [(line, True)], found
    assert found[0].remedy


def test_an_activity_that_cannot_be_read_is_not_called_missing_too() -> None:
    for written in ('```quizz id="why"', '```quiz id="why" points="3"'):
        assert [finding.line for finding in findings(changed(SEGMENT, QUIZ, written), SEGMENT)] == [23]


def test_every_rule_of_the_table_is_tried_above() -> None:
    elsewhere = {"cited", "cited-listed", "reading"}
    of_a_whole_course = {"sources-words", "paragraph-twice"} | {breach[0] for breach in test_whole_course.BREACHES}
    of_briefs = {"confirms-core", "award-core"} | {breach[0] for breach in test_briefs.BREACHES}
    of_texts = {"answer-twice", "answer-long"} | {rule for _, rule, _ in test_text_as_people_write_it.NAMED}
    assert set(CHECKS) <= {breach[0] for breach in BREACHES} | elsewhere | of_a_whole_course | of_briefs | of_texts


def test_a_text_without_any_citation_is_sent_back() -> None:
    text = FILES[SEGMENT].replace(" [LLUK s.5]", "")
    assert "cited" in [finding.rule for finding in findings(folder({SEGMENT: text}), SEGMENT)]


@pytest.mark.parametrize("written", ["`<blink>`", "<https://example.org>", "a < b and c > d", "<b>so</b>"])
def test_what_stays_on_the_page_is_not_said_to_be_taken_out(written: str) -> None:
    found = findings(changed(SEGMENT, PROSE, f"{PROSE} {written}"), SEGMENT)
    assert [finding for finding in found if finding.rule in {"html", "html-removed"}] == []


def test_a_source_that_is_not_there_is_said_once_with_its_lines() -> None:
    text = FILES[SEGMENT].replace("LLUK s.5", "Ofstead s.2")
    found = [finding for finding in findings(folder({SEGMENT: text}), SEGMENT) if finding.rule == "citation"]
    assert [(finding.line, finding.message) for finding in found] == [
        (9, "There is no source for “Ofstead s.2” (also line 15, 28).")
    ]
    assert "the sources page" in found[0].remedy


def test_an_untouched_template_is_refused_in_each_of_its_parts() -> None:
    text = new_segment(Template("C1", 1, "A first meeting", ("C1.1",)))
    found = [finding for finding in findings(folder({SEGMENT: text}), SEGMENT) if finding.rule == "template"]
    parts = ["One sentence", "Begin with", "Everything", "A heading", "A fact", "One small", "Ask some", "Ask for"]
    assert [any(part in finding.message for finding in found) for part in parts] == [True] * len(parts), found
    assert len(found) == len(parts)
    assert errors(found) == found


def test_a_source_cited_and_not_listed_is_a_warning() -> None:
    sources = FILES["sources.md"] + "\n## NFER\n\nA review.\n\n**Health warning:** Few.\n"
    text = FILES[SEGMENT].replace(PROSE, PROSE + " And [NFER s.2].")
    found = findings(folder({"sources.md": sources, SEGMENT: text}), SEGMENT)
    assert [(finding.rule, finding.level) for finding in found] == [("cited-listed", "warning")]


@pytest.mark.parametrize(("minutes", "fits"), [(2, False), (5, False), (10, True), (14, False)])
def test_reading_minutes_are_honest(minutes: int, fits: bool) -> None:
    text = FILES[SEGMENT].replace("reading: 10, activity: 12", f"reading: {minutes}, activity: {22 - minutes}")
    assert ("reading" not in [finding.rule for finding in findings(folder({SEGMENT: text}), SEGMENT)]) == fits


def test_scenes_and_folded_words_are_not_reading() -> None:
    block = "/// details | More\n" + "many words here " * 300 + "\n///\n\n## What to settle"
    assert not errors(findings(changed(SEGMENT, "## What to settle", block), SEGMENT))


def test_of_tabs_only_one_is_read() -> None:
    tab = "/// tab | {}\n" + "a few words in a tab " * 80 + "\n///\n\n"
    block = tab.format("In a college") + tab.format("In a prison") + "## What to settle"
    assert not errors(findings(changed(SEGMENT, "## What to settle", block), SEGMENT))


def test_an_optional_unit_may_speak_of_assessment() -> None:
    unit, segment = "units/O1-observing/unit.md", "units/O1-observing/1-a-first-visit.md"
    files = folder({
        unit: FILES[UNIT].replace("C1", "O1").replace("family: core", "family: optional"),
        segment: FILES[SEGMENT].replace("C1", "O1").replace("media/rings.svg", "media/rings.svg"),
    }, media={PICTURE: content.SVG, "units/O1-observing/media/rings.svg": content.SVG})  # fmt: skip
    assert not [finding for finding in check_folder(files) if finding.rule == "summative"]


@pytest.mark.parametrize(
    ("name", "data", "fits"),
    [
        ("a.svg", content.SVG, True),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", False),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", False),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><image href='https://evil.example/a.png'/></svg>", False),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><a href='javascript:x'/></svg>", False),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><style>@import 'x';</style></svg>", False),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><rect fill='url(#g)'/></svg>", True),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><rect fill='url(http://evil.example)'/></svg>", False),
        ("a.svg", b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'/>", False),
        ("a.svg", b"not a drawing", False),
        ("a.png", b"\x89PNG\r\n\x1a\n....", True),
        ("a.png", b"<html>", False),
        ("a.html", b"<html>", False),
        ("a b.png", b"\x89PNG\r\n\x1a\n....", False),
        ("a.vtt", b"WEBVTT\n", True),
        ("a.webm", b"MZ", False),
        ("a.mp4", b"\0\0\0\x18ftypisom", True),
    ],
)
def test_media_are_what_they_say_and_cannot_act(name: str, data: bytes, fits: bool) -> None:
    path = f"units/C1-understanding/media/{name}"
    found = check_folder(folder(media={PICTURE: content.SVG, path: data}))
    assert (not [finding for finding in found if finding.path == path]) == fits


def test_a_file_in_another_encoding_says_which_line() -> None:
    broken = SourceFile(CASE, FILES[CASE].encode() + "Café\n".encode("latin-1"))
    found = check_folder([file for file in folder() if file.path != CASE] + [broken])
    assert ("readable", 8) in [(finding.rule, finding.line) for finding in found if finding.path == CASE]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_no_text_makes_the_checks_stumble(text: str) -> None:
    check_folder([*folder(), SourceFile("units/C1-understanding/3-any.md", text.encode("utf-8", "replace"))])
    front, _, _ = FILES[SEGMENT].partition("\n---\n")
    check_folder(folder({SEGMENT: f"{front}\n---\n{text}"}))
