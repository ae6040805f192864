"""LearnMentor promises that the brief of an assessed version is read as values, whenever it was published."""

from typing import Any

from learnmentor.courses.catalogue.assessed_versions import (
    AssessedVersion,
    BriefPart,
    Criterion,
    PartTake,
    ReleasableKind,
    brief_from,
)

BEFORE_PARTS: dict[str, Any] = {
    "title": "Portfolio: the assessed version",
    "summary": "",
    "unit": "P1",
    "versions": [{"level": 4, "credits": 1, "hours": 10, "split": {"practice": 6, "portfolio": 4}}],
    "decision": "Pass or refer.",
    "criteria": [
        {"id": "P1.1", "outcome": "Keep at it", "criteria": ["A log"]},
        {"id": "P1.2", "outcome": "Look back", "criteria": ["An account", "Two sources"]},
    ],
}
LOG = {
    "key": "log", "title": "A log", "html": "<p>Of hours.</p>", "takes": ["records", "text"],
    "records": ["contact-log"], "words": {"4": 300}, "criteria": ["P1.1-1"], "optional": False,
}  # fmt: skip
CRITERIA = (
    Criterion("P1.1-1", "P1.1", "A log"),
    Criterion("P1.2-1", "P1.2", "An account"),
    Criterion("P1.2-2", "P1.2", "Two sources"),
)


def test_a_brief_is_read_with_its_parts_versions_and_criteria() -> None:
    groups = [dict(group) for group in BEFORE_PARTS["criteria"]]
    for group, keys in zip(groups, (["P1.1-1"], ["P1.2-1", "P1.2-2"]), strict=True):
        group["keys"] = keys
    brief = brief_from({**BEFORE_PARTS, "criteria": groups, "confirms_core": True, "parts": [LOG]})
    assert (brief.unit, brief.title, brief.decision) == ("P1", "Portfolio: the assessed version", "Pass or refer.")
    assert brief.confirms_core
    assert brief.criteria == CRITERIA
    assert brief.version(4) == AssessedVersion(4, 1, 10, {"practice": 6, "portfolio": 4})
    assert brief.version(5) is None
    log = BriefPart(
        key="log",
        title="A log",
        html="<p>Of hours.</p>",
        takes=frozenset({PartTake.RECORDS, PartTake.TEXT}),
        records=(ReleasableKind.CONTACT_LOG,),
        words={4: 300},
        criteria=("P1.1-1",),
        optional=False,
    )
    assert brief.part("log") == log
    assert brief.part("work") is None
    assert (log.words_at(4), log.words_at(5)) == (300, None)


def test_a_brief_of_before_there_were_parts_has_one_for_the_whole_work() -> None:
    brief = brief_from(BEFORE_PARTS)
    assert not brief.confirms_core
    assert brief.criteria == CRITERIA
    [work] = brief.parts
    assert (work.key, work.takes) == ("work", {PartTake.TEXT, PartTake.FILES, PartTake.LINKS})
    assert work.criteria == ("P1.1-1", "P1.2-1", "P1.2-2")
    assert work.records == ()
    assert work.words_at(4) is None
