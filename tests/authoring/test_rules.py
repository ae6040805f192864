"""LearnMentor promises of drafts and differences."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.accounts.rules import Actor, RoleName
from learnmentor.authoring.content_folder import SourceFile
from learnmentor.authoring.documents import read_document
from learnmentor.authoring.rules import (
    OnDisk,
    Template,
    as_typed,
    disk_state,
    file_name,
    may_open_draft,
    new_segment,
    next_number,
)
from learnmentor.authoring.studio.differences import difference


def actor(id_: int, *roles: RoleName) -> Actor:
    return Actor(id_, "p", "Ben", "Ben", frozenset(roles))


def test_a_draft_is_opened_by_its_author_alone() -> None:
    assert may_open_draft(actor(1, RoleName.TRAINER), author_id=1)
    assert not may_open_draft(actor(2, RoleName.TRAINER), author_id=1)
    assert not may_open_draft(actor(1), author_id=1)
    assert not may_open_draft(actor(2, RoleName.ADMINISTRATOR), author_id=1)


@pytest.mark.parametrize(
    ("disk", "published", "agreed", "state"),
    [
        (None, "a", "a", OnDisk.ABSENT),
        ("a", None, None, OnDisk.NEW),
        ("a", "a", "a", OnDisk.SAME),
        ("a", "a", None, OnDisk.SAME),
        ("b", "a", "a", OnDisk.CHANGED),
        ("a", "b", "a", OnDisk.OLDER),
        ("b", "c", "a", OnDisk.BOTH),
        ("b", "c", None, OnDisk.BOTH),
    ],
)
def test_file_and_product_are_compared_by_what_they_last_agreed_on(
    disk: str | None, published: str | None, agreed: str | None, state: OnDisk
) -> None:
    assert disk_state(disk=disk, published=published, agreed=agreed) == state


def test_line_ends_stay_as_the_text_had_them() -> None:
    assert as_typed("a\r\nb", before="x\ny") == "a\nb"
    assert as_typed("a\r\nb", before="x\r\ny") == "a\r\nb"
    assert as_typed("a\r\nb", before="") == "a\nb"


def test_a_new_segment_takes_the_first_free_number() -> None:
    assert next_number({1, 2, 4}) == 3
    assert next_number(set()) == 1


@pytest.mark.parametrize(
    ("title", "name"),
    [("What stays?", "3-what-stays.md"), ("Über alles & more", "3-ber-alles-more.md"), ("???", "3-segment.md")],
)
def test_a_file_is_named_after_its_title(title: str, name: str) -> None:
    assert file_name(3, title) == name


@given(st.text(max_size=60))
def test_a_template_can_be_read_whatever_the_title(title: str) -> None:
    text = new_segment(Template("C1", 3, " ".join(title.split()), ("C1.2",)))
    document = read_document(SourceFile("units/C1-x/3-x.md", text.encode("utf-8", "replace")))
    if document.bad is None:
        assert document.code == "C1-S3"
        assert document.front["outcomes"] == ["C1.2"]
    else:  # characters that no file may hold
        assert not title.isprintable() or "\0" in title


# differences


def signs(before: str, after: str) -> str:
    return "".join(line.sign for line in difference(before, after))


def test_equal_texts_have_no_difference() -> None:
    assert difference("a\nb", "a\nb") == []


def test_the_changed_words_are_marked_within_a_changed_line() -> None:
    gone, come = difference("The baker is new.", "The baker is very new.")
    assert [piece.text for piece in gone.pieces if piece.changed] == []
    assert [piece.text.strip() for piece in come.pieces if piece.changed] == ["very"]


def test_far_apart_changes_leave_out_what_lies_between() -> None:
    lines = [str(n) for n in range(30)]
    changed = ["x", *lines[1:29], "y"]
    assert signs("\n".join(lines), "\n".join(changed)) == "-+  …  -+"


def test_a_change_of_line_ends_alone_is_said() -> None:
    assert difference("a\r\nb", "a\nb")[0].pieces[0].text.startswith("Only the ends")


@given(
    st.lists(st.sampled_from(["one", "two words", "three little words", ""])),
    st.lists(st.sampled_from(["one", "two other words", ""])),
)
def test_both_texts_can_be_read_back_from_their_difference(old: list[str], new: list[str]) -> None:
    before, after = "\n".join(old), "\n".join(new)
    lines = difference(before, after)
    for sign, text in (("-", before), ("+", after)):
        shown = ["".join(piece.text for piece in line.pieces) for line in lines if line.sign == sign]
        assert all(line in text.splitlines() for line in shown)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("a " * 3000, "a b " * 1500, id="one word again and again"),
        pytest.param("\n".join("a" * 9000), "\n".join("ab" * 4500), id="one line again and again"),
        pytest.param("\n" * 20_000, "x\n\n" * 9000, id="empty lines"),
        pytest.param(
            "\n".join(map(str, range(90_000))), "\n".join(map(str, range(90_000, 0, -1))), id="half a megabyte"
        ),
    ],
)
def test_long_texts_are_compared_in_moments_and_shown_whole(before: str, after: str) -> None:
    began = process_time()
    lines = difference(before, after)
    assert process_time() - began < 10, "seconds: without a bound these take minutes"
    shown = {
        sign: ["".join(piece.text for piece in line.pieces) for line in lines if line.sign == sign] for sign in "-+"
    }
    assert set(before.splitlines()) - set(after.splitlines()) <= set(shown["-"])
    assert set(after.splitlines()) - set(before.splitlines()) <= set(shown["+"])


def test_a_change_at_both_ends_of_a_long_text_leaves_the_middle_out() -> None:
    paragraphs = [f"Paragraph {n} of many, with words that others have too.\n" for n in range(1000)]
    changed = [paragraphs[0].replace("many", "few"), *paragraphs[1:-1], "Another end."]
    assert signs("\n".join(paragraphs), "\n".join(changed)) == "-+  …  -+"
