"""What changed between two revisions, as a reader sees it."""

from learnmentor.courses.study.changes import ChangedLine, difference, paragraphs
from tests.assessment import samples

OLD = {
    "activities": [samples.quiz()],
    "parts": ["<p>One &amp; one.</p><p>Two.</p><ul><li>Three</li></ul>", "cel-coach", ""],
}


def test_a_segment_is_read_paragraph_by_paragraph_without_answers() -> None:
    assert paragraphs(OLD) == ["One & one.", "Two.", "Three", "Activity: What should you chiefly expect?"]


def test_a_changed_paragraph_is_shown_as_gone_and_new() -> None:
    new = {**OLD, "parts": ["<p>One &amp; one.</p><p>Two and a half.</p><ul><li>Three</li></ul>", "cel-coach", ""]}
    assert difference(OLD, new) == [
        ChangedLine("", "One & one."),
        ChangedLine("-", "Two."),
        ChangedLine("+", "Two and a half."),
        ChangedLine("", "Three"),
    ]


def test_the_same_text_has_no_difference() -> None:
    assert difference(OLD, OLD) == []
