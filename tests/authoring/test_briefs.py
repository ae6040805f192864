"""LearnMentor promises of assessed versions: their parts are data that fit the text, the unit and the awards."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnmentor.authoring import queries
from learnmentor.authoring.checks.table import CheckFinding
from learnmentor.authoring.content_folder import SourceFile
from learnmentor.authoring.library import library_of
from learnmentor.authoring.publishing.preparing import prepare
from learnmentor.authoring.publishing.services import check_folder, read_all
from learnmentor.courses.catalogue.assessed_versions import PartTake, ReleasableKind, brief_from
from learnmentor.courses.catalogue.models import Revision
from tests.authoring.conftest import Publish
from tests.authoring.content import FILES, SEGMENT, UNIT, folder
from tests.house.tree import ROOT

OWN_UNIT = "units/P1-portfolio/unit.md"
BRIEF = "units/P1-portfolio/assessment.md"
AWARDS = "awards.yaml"
LOG = '  - {key: log, title: "A log", takes: [records, text], records: [contact-log, meeting], criteria: [P1.1]}'
ACCOUNT = '  - {key: account, title: "An \\"account\\"", takes: [text, files], words: {4: 800}, criteria: [P1.2]}'
TALK = '  - {key: talk, title: "A talk", takes: [discussion], criteria: [P1.2], optional: true}'
MORE = {
    OWN_UNIT: """---
code: P1
title: Portfolio
family: practice
level: 4
summary: The core in use.
prerequisites: [C1]
outcomes:
  - id: P1.1
    text: Keep at it
  - id: P1.2
    text: Look back
---

Somebody hands it in.
""",
    BRIEF: f"""---
unit: P1
versions:
  - {{level: 4, credits: 1, hours: 10, split: {{practice: 6, portfolio: 4}}}}
  - {{level: 5, credits: 1, hours: 10, split: {{practice: 6, portfolio: 4}}}}
decision: Pass or refer.
criteria:
  - {{outcome: P1.1, text: "A log of hours"}}
  - {{outcome: P1.2, text: "An account"}}
  - {{outcome: P1.2, text: "Two sources"}}
confirms_core: true
parts:
{LOG}
{ACCOUNT}
{TALK}
---

## The task

Three parts.

### A log

On [[F1]], at the [page][1].

### An "account"

What you learned.[^1]

#### Where to begin

With a note.

### A talk

Of ten minutes.

## Before you hand it in

Take out names.

[1]: https://example.org/page
[^1]: Or did not.
""",
    AWARDS: FILES[AWARDS]
    + """  - id: INT-4
    version: 1
    title: "Introductory award"
    level: 4
    totals: {credits: 2, hours: 20}
    credits_at_level: 2
    components:
      - {units: [P1], version: assessed, level: 4, credits: 1, hours: 10}
      - {units: [C1], level: 4, credits: 1, hours: 10}
    wording: "Mapped to level 4."
""",
}


def written_instead(path: str, old: str, new: str) -> list[SourceFile]:
    text = {**FILES, **MORE}[path]
    assert old in text
    return folder({**MORE, path: text.replace(old, new)})


def named(files: list[SourceFile], rule: str) -> list[CheckFinding]:
    return [finding for finding in check_folder(files) if finding.rule == rule]


def prepared(files: list[SourceFile]) -> dict[str, Any]:
    documents, media, _ = read_all(files)
    [brief] = [document for document in documents if document.path == BRIEF]
    return prepare(brief, library_of(documents, media)).data


def test_a_brief_in_parts_passes() -> None:
    found = [finding for finding in check_folder(folder(MORE)) if finding.rule != "award-units"]
    assert [str(finding) for finding in found] == []


# rule, what stands there, what is written instead, its line, words of its message
BREACHES = [
    ("key-missing", f"parts:\n{LOG}\n{ACCOUNT}\n{TALK}\n", "", 1, "“parts” is missing"),
    ("key-type", f"parts:\n{LOG}\n{ACCOUNT}\n{TALK}\n", "parts: []\n", 12, "“parts” is empty"),
    ("key-type", LOG, "  - a log", 12, "“parts” cannot be read"),
    ("key-type", "confirms_core: true", "confirms_core: perhaps", 11, "“confirms_core” cannot be read"),
    ("part-missing", "takes: [discussion], ", "", 15, "The part “talk” has no takes"),
    ("part-missing", "key: talk, ", "", 15, "The part “A talk” has no key"),
    ("part-type", "key: log", "key: Log", 13, "“key” of the part “Log”"),
    ("part-type", 'title: "A talk"', f'title: "{"A" * 81}"', 15, "“title” of the part “talk”"),
    ("part-type", "takes: [discussion]", "takes: [dance]", 15, "“takes” of the part “talk”"),
    ("part-type", "takes: [discussion]", "takes: []", 15, "“takes” of the part “talk”"),
    ("part-type", "records: [contact-log, meeting]", "records: [diary]", 13, "“records” of the part “log”"),
    ("part-type", "words: {4: 800}", "words: many", 14, "“words” of the part “account”"),
    ("part-type", "words: {4: 800}", "words: {4: 0}", 14, "“words” of the part “account”"),
    ("part-type", "optional: true", "optional: often", 15, "“optional” of the part “talk”"),
    ("part-type", "takes: [discussion], criteria: [P1.2]", "takes: [discussion], criteria: P1.2", 15, "“criteria” of"),
    ("part-unknown", "optional: true", "optionl: true", 15, "“optionl”"),
    ("part-twice", "key: talk", "key: log", 15, "Two parts have the key “log”"),
    ("part-twice", 'title: "A talk"', 'title: "A log"', 15, "Two parts have the title “A log”"),
    ("part-records", "records: [contact-log, meeting], ", "", 13, "“log” takes records and does not say which"),
    ("part-records", "takes: [records, text]", "takes: [text]", 13, "“log” names records and does not take any"),
    ("part-words", "takes: [text, files]", "takes: [files]", 14, "“account” has a number of words and takes no text"),
    ("part-words", "words: {4: 800}", "words: {6: 800}", 14, "“account” has words at level 6"),
    ("part-outcome", "criteria: [P1.1]", "criteria: [P1.1, P1.7]", 13, "“log” names “P1.7”"),
    ("part-shows", "criteria: [P1.1]", "criteria: [P1.2]", 12, "No part shows the outcome P1.1"),
    ("part-heading", "## The task\n", "## The work\n", 17, "no heading “## The task”"),
    ("part-heading", "### A talk\n", "### A speech\n", 34, "“### A speech” is the title of no part"),
    ("part-heading", "### A talk\n", "**A talk**\n", 15, "The part “talk” has no heading"),
    ("part-heading", f"{LOG}\n{ACCOUNT}", f"{ACCOUNT}\n{LOG}", 22, "“### A log” stands in another place"),
    ("part-heading", "Of ten minutes.\n", "", 34, "Nothing stands below “### A talk”"),
]  # fmt: skip


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: f"{breach[0]}: {breach[4]}")
def test_a_breach_is_named_with_its_line_and_a_remedy(breach: tuple[str, str, str, int, str]) -> None:
    rule, old, new, line, says = breach
    found = named(written_instead(BRIEF, old, new), rule)
    assert [each for each in found if says in each.message and each.line == line and each.remedy], found


def test_only_a_practice_unit_confirms_the_core() -> None:
    elsewhere = {path.replace("P1-", "O1-"): text.replace("P1", "O1") for path, text in MORE.items() if "units" in path}
    [found] = named(folder(elsewhere), "confirms-core")
    assert (found.line, found.message) == (11, "O1 cannot confirm the core.")


def test_the_keys_of_an_assessed_version_are_refused_in_the_core_and_unknown_elsewhere() -> None:
    for path, line in ((SEGMENT, "forms: []"), (UNIT, "prerequisites: []")):
        files = folder({path: FILES[path].replace(line, f"{line}\nparts: [{{key: log}}]\nconfirms_core: true")})
        refused = [finding.message.partition("stands ")[2] for finding in named(files, "summative")]
        assert refused == ["“parts”.", "“confirms_core”."]
        assert not named(files, "key-unknown")
    assert len(named(written_instead(OWN_UNIT, "level: 4\n", "level: 4\nparts: []\n"), "key-unknown")) == 1


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (BRIEF, "confirms_core: true\n", ""),
        (AWARDS, "{units: [P1], version", "{choose: 1, from: [P1, P2], version"),
    ],
)
def test_an_award_that_credits_the_core_asks_for_it_to_be_shown(path: str, old: str, new: str) -> None:
    [found] = named(written_instead(path, old, new), "award-core")
    assert found.message.startswith("INT-4 gives credits for the core")


def test_an_award_without_credits_for_the_core_needs_nothing_shown() -> None:
    text = MORE[BRIEF].replace("confirms_core: true\n", "")
    assert not named(folder({**MORE, BRIEF: text, AWARDS: FILES[AWARDS]}), "award-core")


def test_each_part_is_prepared_with_its_section_and_the_keys_of_its_criteria() -> None:
    data = prepared(folder(MORE))
    assert data["title"] == "Portfolio: the assessed version"
    assert data["confirms_core"] is True
    assert data["criteria"] == [
        {"id": "P1.1", "outcome": "Keep at it", "criteria": ["A log of hours"], "keys": ["P1.1-1"]},
        {"id": "P1.2", "outcome": "Look back", "criteria": ["An account", "Two sources"], "keys": ["P1.2-1", "P1.2-2"]},
    ]
    log, account, talk = data["parts"]
    assert log == {
        "key": "log",
        "title": "A log",
        "html": '<p>On <a href="/forms/f1">Agreement</a>, at the <a href="https://example.org/page">page</a>.</p>',
        "takes": ["records", "text"],
        "records": ["contact-log", "meeting"],
        "words": {},
        "criteria": ["P1.1-1"],
        "optional": False,
    }
    assert (account["title"], account["words"], account["criteria"]) == (
        "An “account”",
        {"4": 800},
        ["P1.2-1", "P1.2-2"],
    )
    assert 'id="account-where-to-begin"' in account["html"]
    assert "Or did not." in account["html"]
    assert talk["html"] == "<p>Of ten minutes.</p>", "what comes after the last part is none of it"
    assert talk["optional"] is True


def test_what_is_published_is_known_to_the_next_check_and_read_as_values(db: Session, publish_files: Publish) -> None:
    publish_files(folder(MORE))
    assert queries.library(db).confirms_core == {"P1": True}
    revision = db.scalars(select(Revision).where(Revision.kind == "brief")).one()
    assert [part.key for part in brief_from(revision.data).parts] == ["log", "account", "talk"]


def test_one_number_of_words_holds_at_every_level() -> None:
    data = prepared(written_instead(BRIEF, "words: {4: 800}", "words: 800"))
    assert data["parts"][1]["words"] == {"4": 800, "5": 800}


def test_a_heading_within_a_block_begins_no_part() -> None:
    block = "/// details | More\n### A talk\n\nIn it.\n///\n\n### A talk\n"
    files = written_instead(BRIEF, "### A talk\n", block)
    assert not named(files, "part-heading")
    assert prepared(files)["parts"][2]["html"] == "<p>Of ten minutes.</p>"


@pytest.mark.parametrize("value", ["3", "[3, {}]", "[{key: [a], takes: {b: c}, words: [1], criteria: 3}]", "{a: b}"])
def test_no_parts_make_the_checks_stumble(value: str) -> None:
    check_folder(written_instead(BRIEF, f"parts:\n{LOG}\n{ACCOUNT}\n{TALK}\n", f"parts: {value}\n"))


def test_every_brief_of_the_course_is_read_as_values() -> None:
    files = [
        SourceFile(str(path.relative_to(ROOT / "content")), path.read_bytes())
        for name in ("unit.md", "assessment.md")
        for path in sorted((ROOT / "content").glob(f"units/*/{name}"))
    ]
    documents, media, _ = read_all(files)
    library = library_of(documents, media)
    briefs = {
        each.code: brief_from(prepare(each, library).data) for each in documents if each.path.endswith("/assessment.md")
    }
    assert len(briefs) == 14
    assert [code for code, brief in briefs.items() if brief.confirms_core] == ["P1", "P2", "P5"]
    for brief in briefs.values():
        assert all(part.html for part in brief.parts)
        assert {key for part in brief.parts for key in part.criteria} == {each.key for each in brief.criteria}
    listening = briefs["P1"].part("listening")
    assert listening is not None
    assert listening.records == (ReleasableKind.TRANSCRIPT,)
    assert PartTake.WITNESS in listening.takes
    report = briefs["P3"].part("report")
    assert report is not None
    assert [report.words_at(level) for level in (5, 6, 7)] == [2500, 3000, None]
