"""LearnMentor promises that a content folder is read as it is, and nothing outside it."""

from pathlib import Path

import pytest

from learnmentor.authoring.content_folder import ContentFolderMissing, read_folder
from learnmentor.authoring.publishing.export import WouldOverwrite, write_out
from learnmentor.ground.storage.files import FileStore
from tests.authoring import content


def test_texts_and_media_are_found_by_their_paths(tmp_path: Path) -> None:
    content.write(tmp_path, content.folder())
    assert [file.path for file in read_folder(tmp_path)] == [file.path for file in content.folder()]


def test_links_out_of_the_folder_are_never_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "content", tmp_path / "secret"
    content.write(root, content.folder())
    outside.mkdir()
    (outside / "K1-secret.md").write_text("secret")
    (root / "cases" / "K1-secret.md").symlink_to(outside / "K1-secret.md")
    (root / "units" / "O1-secret").symlink_to(outside)
    (root / "more").symlink_to("/etc")
    assert len(read_folder(root)) == len(content.folder())


def test_hidden_files_and_other_types_are_passed_over(tmp_path: Path) -> None:
    content.write(tmp_path, content.folder())
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config.md").write_text("x")
    (tmp_path / "cases" / ".K1.md").write_text("x")
    (tmp_path / "cases" / "notes.txt").write_text("x")
    assert len(read_folder(tmp_path)) == len(content.folder())


def test_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(ContentFolderMissing, match="nowhere"):
        read_folder(tmp_path / "nowhere")


# writing out


def test_what_was_written_is_what_was_published_to_the_byte(tmp_path: Path) -> None:
    texts = [("cases/K1-a.md", "Caf\u00e9\r\nno newline at the end"), ("unit.md", "\ufeffwith a mark\n\n")]
    written = write_out(tmp_path, texts=texts, media=[], files=FileStore(tmp_path / "files"), replaceable={})
    assert written.written == ["cases/K1-a.md", "unit.md"]
    assert (tmp_path / "cases/K1-a.md").read_bytes() == texts[0][1].encode()
    again = write_out(tmp_path, texts=texts, media=[], files=FileStore(tmp_path / "files"), replaceable={})
    assert (again.written, again.unchanged) == ([], 2)


def test_words_that_were_never_published_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("mine")
    texts = [("a.md", "theirs"), ("b.md", "new")]
    with pytest.raises(WouldOverwrite, match=r"a\.md"):
        write_out(tmp_path, texts=texts, media=[], files=FileStore(tmp_path / "files"), replaceable={})
    assert (tmp_path / "a.md").read_text() == "mine"
    assert not (tmp_path / "b.md").exists()


@pytest.mark.parametrize("path", ["../out.md", "/etc/out.md", "a/../../out.md", "link/out.md"])
def test_nothing_is_written_outside_the_folder(tmp_path: Path, path: str) -> None:
    root = tmp_path / "content"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    with pytest.raises(WouldOverwrite):
        write_out(root, texts=[(path, "x")], media=[], files=FileStore(tmp_path / "files"), replaceable={})
    assert not (tmp_path / "out.md").exists()
