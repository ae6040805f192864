"""LearnMentor promises of a whole course: its parts fit together, and its words are its own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnmentor.authoring import likeness
from learnmentor.authoring.checks.table import CheckFinding
from learnmentor.authoring.content_folder import FINGERPRINTS, SourceFile
from learnmentor.authoring.library import library_of, sections_of
from learnmentor.authoring.publishing.preparing import prepare
from learnmentor.authoring.publishing.services import check_folder, read_all
from tests.authoring.content import FILES, OTHER, SEGMENT, UNIT, folder

RECORD = "records/R1-brakes.md"
BRIEF = "units/O1-observing/assessment.md"
OPTION = "units/O1-observing/unit.md"
OBSERVED = "units/O1-observing/1-what-was-said.md"
SAMPLE = """```sample title="The first observer"
? What did you see?
Four learners looked at their telephones. **They had switched off.**
? What would you ask?
Nothing, I told them.
> It ends the talk.
```
"""
MORE = {
    RECORD: f"""---
code: R1
title: Brakes in the workshop
summary: A lesson with brakes.
---

Nine learners can see the bay.

{SAMPLE}
{SAMPLE.replace("first", "second")}
""",
    OPTION: """---
code: O1
title: Observing
family: optional
group: Observation and assessment
level: 4
summary: What to write down.
prerequisites: [C1]
outcomes:
  - id: O1.1
    text: Record what is seen
---

Somebody watches.
""",
    BRIEF: """---
unit: O1
versions:
  - {level: 4, credits: 2, hours: 20, split: {segments: 2.5, practice: 12.5, assessment: 5}}
decision: Pass or refer.
criteria:
  - {outcome: O1.1, text: "Writes what was said"}
parts:
  - {key: pages, title: "Two pages", takes: [text], criteria: [O1.1]}
---

Hand in two pages.

## The task

### Two pages

Write what was said.
""",
    OBSERVED: """---
id: O1-S1
unit: O1
title: What was said
summary: Write first, then compare.
outcomes: [O1.1]
activities: [standardisation, reflection]
minutes: {reading: 0, activity: 22, practice: 0, reflection: 8}
sources: [LLUK s.5]
cases: []
forms: []
author_status: released
---

Most wrote something [LLUK s.5].

```standardise id="brakes" record="R1"
Read the lesson, and write your own.
> The second asks.
```

```reflection id="yours"
Which would you rather receive?
```
""",
    "awards.yaml": FILES["awards.yaml"]
    + """  - id: AWD-4
    version: 1
    title: "Award"
    level: 4
    totals: {credits: 2, hours: 20}
    credits_at_level: 2
    components:
      - {units: [O1], version: assessed, level: 4, credits: 2, hours: 20}
    wording: "Mapped to level 4."
""",
}
SECTIONS = "**Health warning:**"


def everything(**changes: str) -> list[SourceFile]:
    return folder({**MORE, **changes})


def written_instead(path: str, old: str, new: str) -> list[SourceFile]:
    text = {**FILES, **MORE}[path]
    assert old in text
    return folder({**MORE, path: text.replace(old, new)})


def named(files: list[SourceFile], rule: str) -> list[CheckFinding]:
    return [finding for finding in check_folder(files) if finding.rule == rule]


def test_a_course_with_records_briefs_and_assessed_awards_passes() -> None:
    assert [str(finding) for finding in check_folder(everything())] == []


# rule, file, what stands there, what is written instead, words of its message
BREACHES = [
    ("activity", OBSERVED, 'record="R1"', 'record="R9"', "no record “R9”"),
    ("activity", OBSERVED, 'record="R1"', "", "names no record"),
    ("activity", OBSERVED, 'record="R1"', 'record="R1" samples="criteria"', "no set of samples “criteria”"),
    ("activity", RECORD, "? What would you ask?\nNothing, I told them.\n", "", "answers 1 questions"),
    ("activity", RECORD, 'title="The first observer"\n? What did you see?', 'title="The first observer"\n? What else?',
     "does not answer the questions"),
    ("activity", RECORD, '```sample title="The second observer"', '```sample title="The second observer" set="other"',
     "1 sample"),
    ("activity", RECORD, 'title="The first observer"', "", "has a title"),
    ("activity", RECORD, "> It ends the talk.\n", "> It ends the talk.\nAnd more.\n", "below the “>”"),
    ("activity", RECORD, "Nothing, I told them.\n", "", "no answer"),
    ("code", RECORD, "code: R1", "code: R2", "R2"),
    ("code", BRIEF, "unit: O1", "unit: O2", "O2"),
    ("key-type", BRIEF, "credits: 2,", "credits: two,", "versions"),
    ("key-type", BRIEF, 'text: "Writes what was said"', "text: 3", "criteria"),
    ("assessed-version", BRIEF, "hours: 20,", "hours: 25,", "2 credits are 20 hours, not 25"),
    ("assessed-version", BRIEF, "assessment: 5}", "assessment: 4}", "add up to 19 hours"),
    ("assessed-version", BRIEF, "outcome: O1.1", "outcome: O1.7", "no outcome “O1.7”"),
    ("outcome-served", OPTION, "    text: Record what is seen", "    text: Record\n  - id: O1.2\n    text: Speak",
     "O1.2"),
    ("award", "awards.yaml", "credits_at_level: 2", "credits_at_level: 1", "2 credits of AWD-4 stand at level 4"),
    ("award", "awards.yaml", "version: assessed", "version: judged", "cpd or assessed"),
    ("award-units", "awards.yaml", "units: [O1]", "units: [O7]", "names O7"),
    ("award-units", "awards.yaml", "level: 4, credits", "level: 5, credits", "no such version"),
    ("award-units", "awards.yaml", "units: [C1], credits: 0, hours: 1", "units: [O1], credits: 0, hours: 1",
     "60 minutes of O1, which offers 30"),
    ("award-units", "awards.yaml", "credits_at_level: 2", "credits_at_level: 2\n    includes: [STARTER]",
     "meet the one"),
    ("award-units", "awards.yaml", "credits_at_level: 2", "credits_at_level: 2\n    includes: [OTHER]", "stand above"),
    ("programme", "programmes.yaml", "units: [C1]", "units: [C1]\n    hours: 2.5", "its segments are 1"),
    ("citation-section", "sources.md", SECTIONS, f"**Sections:** s.2 to s.4; App.1.\n\n{SECTIONS}", "no “s.1”"),
]  # fmt: skip


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: f"{breach[0]}: {breach[3][:30]}")
def test_a_breach_is_named_with_a_remedy(breach: tuple[str, str, str, str, str]) -> None:
    rule, path, old, new, says = breach
    found = named(written_instead(path, old, new), rule)
    assert [finding for finding in found if says in finding.message and finding.remedy], found


def test_a_core_unit_has_no_assessed_version() -> None:
    in_core = UNIT.replace("unit.md", "assessment.md")
    text = MORE[BRIEF].replace("unit: O1", "unit: C1").replace("O1.1", "C1.1")
    found = named(folder({in_core: text}), "summative")
    assert {finding.message.partition("stands ")[2] for finding in found} == {"“assessment.md”.", "“parts”."}


def test_a_paragraph_stands_in_one_segment_only() -> None:
    twice = "A paragraph of twelve words and more that somebody copied from one to another."
    files = folder({path: f"{FILES[path]}\n{twice}\n" for path in (SEGMENT, OTHER)})
    found = named(files, "paragraph-twice")
    assert [(finding.path, finding.line) for finding in found] == [(SEGMENT, 35), (OTHER, 35)]
    assert "stands in C1-S2 too" in found[0].message


def test_a_record_that_is_not_there_is_answered_with_those_that_are() -> None:
    (found,) = named(written_instead(OBSERVED, 'record="R1"', 'record="R9"'), "activity")
    assert found.remedy == "Use the code of one: R1."
    text = MORE[RECORD].replace("code: R1", "code: R2")
    files = [*written_instead(OBSERVED, 'record="R1"', 'record="R9"')]
    more = SourceFile("records/R2-more.md", text.encode())
    assert named([*files, more], "activity")[0].remedy == "Use the code of one: R1, R2."


def test_words_taken_from_a_source_are_noticed_where_they_stand() -> None:
    source = "It was noted that the mentors of trainees in the colleges were found and paid in many different ways."
    taken = "mentors of trainees in the colleges were found and paid in many"
    fingerprints = SourceFile(FINGERPRINTS, likeness.written(likeness.fingerprints_of([source])))
    text = FILES[SEGMENT].replace("Somebody said", f"As said: {taken} places. Somebody said")
    found = named([*folder({SEGMENT: text}), fingerprints], "sources-words")
    assert [(finding.line, taken in finding.message) for finding in found] == [(15, True)]
    assert not named([*folder(), fingerprints], "sources-words")
    title = text.replace(f"As said: {taken} places", f"As in *Mentors: {taken} places*")
    assert not named([*folder({SEGMENT: title}), fingerprints], "sources-words"), "titles of works are names"


WORDS = st.lists(st.sampled_from(["the", "a", "mentor", "asks", "of", "in", "and", "who"]), min_size=1, max_size=60)


@given(before=WORDS, run=WORDS, after=WORDS)
@settings(deadline=None)
def test_every_run_of_ten_words_is_found_whatever_stands_around_it(
    before: list[str], run: list[str], after: list[str]
) -> None:
    known = likeness.read(likeness.written(likeness.fingerprints_of([" ".join(run)])))
    found = list(likeness.shared(" ".join([*before, *run, *after]), known))
    assert len(known) <= max(0, len(run) - likeness.RUN + 1)
    if len(run) >= likeness.RUN:
        assert any(" ".join(run) in words for _, words in found)
    assert all(len(words.split()) >= likeness.RUN for _, words in found)


def test_the_sections_of_a_source_are_written_as_ranges() -> None:
    assert sections_of("s.1 to s.3; s.4.2.1 to s.4.2.2; App.B.") == (
        "s.1", "s.2", "s.3", "s.4.2.1", "s.4.2.2", "App.B",
    )  # fmt: skip
    assert sections_of("") == ()


def test_a_segment_takes_the_lesson_its_questions_and_the_samples_from_the_record() -> None:
    documents, media, _ = read_all(everything())
    library = library_of(documents, media)
    made = {document.path: prepare(document, library) for document in documents}
    activity = made[OBSERVED].data["activities"][0]
    assert activity["questions"] == ["What did you see?", "What would you ask?"]
    assert [sample["title"] for sample in activity["samples"]] == ["The first observer", "The second observer"]
    assert "Nine learners" in activity["lesson"]
    assert "sample" not in activity["lesson"]
    assert "<strong>They had switched off.</strong>" in activity["samples"][0]["answers"][0]
    page = made[RECORD].html
    assert page.count("<details") == 2, "a record's own page keeps the samples folded"
    assert made[RECORD].data["title"] == "Brakes in the workshop"


JUDGED = SAMPLE.replace("What did you see?", "Criterion A. Everybody begins: met or not yet?").replace(
    "```sample", '```sample set="criteria"'
)
WITH_CRITERIA = MORE[RECORD].replace(
    "summary: A lesson with brakes.\n", "summary: A lesson with brakes.\ncriteria:\n  - Everybody begins.\n"
) + JUDGED + JUDGED.replace("first", "second")  # fmt: skip
BY_CRITERIA = MORE[OBSERVED].replace('record="R1"', 'record="R1" samples="criteria" criteria="A"')


def test_a_record_states_the_criteria_by_which_it_is_judged() -> None:
    files = everything(**{RECORD: WITH_CRITERIA, OBSERVED: BY_CRITERIA})
    assert [str(finding) for finding in check_folder(files)] == []
    documents, media, _ = read_all(files)
    library = library_of(documents, media)
    made = {document.path: prepare(document, library) for document in documents}
    assert made[OBSERVED].data["activities"][0]["criteria"] == {"A": "Everybody begins."}
    assert made[RECORD].data["criteria"] == {"A": "Everybody begins."}
    assert [each["title"] for each in made[RECORD].data["judged"]] == ["The first observer", "The second observer"]
    assert "Nine learners" in made[RECORD].data["lesson"]


@pytest.mark.parametrize(
    ("path", "old", "new", "says"),
    [
        (OBSERVED, 'criteria="A"', 'criteria="A | B"', "R1 has no criterion B"),
        (OBSERVED, 'criteria="A"', 'criteria="B | A"', "does not name criteria"),
        (OBSERVED, ' samples="criteria"', "", "does not ask about criterion A"),
        (RECORD, "Criterion A. Everybody", "Does everybody", "does not ask about criterion A"),
    ],
)
def test_criteria_and_the_questions_of_samples_belong_together(path: str, old: str, new: str, says: str) -> None:
    texts = {RECORD: WITH_CRITERIA, OBSERVED: BY_CRITERIA}
    found = named(everything(**{**texts, path: texts[path].replace(old, new)}), "activity")
    assert [finding for finding in found if says in finding.message and finding.remedy], found


def test_a_core_unit_judges_by_no_criteria() -> None:
    fence = BY_CRITERIA.partition("```standardise")[2].partition("```\n")[0]
    core = f"{FILES[SEGMENT]}\n```standardise{fence}```\n"
    found = named(everything(**{RECORD: WITH_CRITERIA, SEGMENT: core}), "summative")
    assert [finding.message.partition("stands ")[2] for finding in found] == ["“criteria”."]
