"""LearnMentor promises that a pack stays true on its way through anybody's computer, and that a change is found."""

import io
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner

from learnmentor.cli import main
from learnmentor.evidence.checks import pack
from learnmentor.evidence.checks.limits import ON_THE_PAGE
from learnmentor.ground.storage.archive import ArchiveNames
from tests.evidence.hostile_packs import honest

ANEW = "It was unpacked or packed anew by somebody's computer, and all of its files are as they were made."
Members = dict[str, bytes]
Handling = Callable[[Members], bytes]


@pytest.fixture(scope="module")
def members() -> Members:
    """The members of a pack, of which one has an accent in its name."""
    return _members(honest(3, files=2, called="Grüße"))


def _members(content: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zip(members: Members, *, way: int = zipfile.ZIP_DEFLATED, target: IO[bytes] | None = None) -> bytes:
    made = target or io.BytesIO()
    with zipfile.ZipFile(made, "w", way) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue() if isinstance(made, io.BytesIO) else b""


def _in(folder: str, members: Members) -> Members:
    return {f"{folder}/{name}": content for name, content in members.items()}


def _finder(members: Members) -> bytes:
    """As a Mac packs the folder that Safari made of a download."""
    beside = {f"__MACOSX/evidence/._{name}": b"\0\5\x16\7" for name in ("evidence.pdf", "cpd.csv")}
    return _zip({**_in("evidence", members), "evidence/.DS_Store": b"\0\0\0\1Bud1", **beside})


def _explorer(members: Members) -> bytes:
    """As Windows packs a folder that was looked at as pictures."""
    looked_at = {"evidence-2026-27/files/Thumbs.db": b"\xd0\xcf", "evidence-2026-27/desktop.ini": b"[.ShellClassInfo]"}
    return _zip({**_in("evidence-2026-27", members), **looked_at})


def _with_folders(members: Members) -> bytes:
    return _zip({"evidence/": b"", "evidence/files/": b"", **_in("evidence", members)})


def _twice_unpacked(members: Members) -> bytes:
    return _zip(_in("Downloads/evidence-2026-27", members))


def _backslashes(members: Members) -> bytes:
    return _zip({name.replace("/", "\\"): content for name, content in _in("evidence", members).items()})


def _apart(members: Members) -> bytes:
    return _zip({unicodedata.normalize("NFD", name): content for name, content in members.items()})


class _OneWay(io.RawIOBase):
    """What can only be written to, as a network."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.held += data
        return len(data)


def _streamed(members: Members) -> bytes:
    """As writers that send while they pack: the sizes stand behind each member, and not before it."""
    target = _OneWay()
    _zip(members, target=target)  # type: ignore[arg-type]
    return bytes(target.held)


def _large_numbers(members: Members) -> bytes:
    """As writers that do not know how large it becomes: with the second record of the end."""
    content = _zip(members)
    at = content.rindex(b"PK\5\6")
    entries, size, start = struct.unpack_from("<H2L", content, at + 10)
    end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, entries, entries, size, start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return content[:at] + end + locator + last


def _unmarked(alphabet: str) -> Handling:
    """As programs that do not say in which alphabet they write names."""

    def packed(members: Members) -> bytes:
        known = {name: name.encode("ascii", "replace").replace(b"?", b"_") for name in members}
        padded = {name: known[name].ljust(len(name.encode(alphabet)), b"_") for name in members}
        content = _zip({padded[name].decode(): told for name, told in members.items()})
        for name in members:
            content = content.replace(padded[name], name.encode(alphabet))
        return content

    return packed


HANDLED: dict[str, Handling] = {
    "Finder": _finder,
    "Explorer": _explorer,
    "folders named": _with_folders,
    "a folder in a folder": _twice_unpacked,
    "backslashes": _backslashes,
    "accents apart": _apart,
    "streamed": _streamed,
    "large numbers": _large_numbers,
    "UTF-8 that is not marked, as on a Mac": _unmarked("utf-8"),
    "names as Windows had them in the West": _unmarked("cp850"),
    "names as web servers had them": _unmarked("cp1252"),
    "as it was": _zip,
}


def _changed(members: Members) -> list[Members]:
    pdf = next(name for name in members if name.startswith("files/"))
    return [
        {**members, pdf: members[pdf][:-1] + b"!"},
        {name: content for name, content in members.items() if name != pdf},
        {**members, "files/extra.pdf": b"%PDF"},
        {**members, "cpd.csv": members["cpd.csv"] + b"\r\n"},
    ]


SHOWS = {"Finder", "Explorer", "folders named", "a folder in a folder", "backslashes", "names as web servers had them"}


@pytest.mark.parametrize("how", HANDLED)
def test_a_pack_that_a_computer_handled_is_as_it_was_made(members: Members, how: str) -> None:
    found = pack.examine(io.BytesIO(HANDLED[how](members)), limits=ON_THE_PAGE)
    assert found.findings == ()
    assert found.handled.sentence.startswith(ANEW) == (how in SHOWS)


@pytest.mark.parametrize("handling", HANDLED.values(), ids=list(HANDLED))
def test_one_that_was_changed_is_still_found(members: Members, handling: Handling) -> None:
    for changed in _changed(members):
        findings = pack.examine(io.BytesIO(handling(changed)), limits=ON_THE_PAGE).findings
        assert any(finding.member.startswith(("files/", "cpd.csv")) for finding in findings)


def test_files_that_a_computer_put_there_are_counted_and_left_out(members: Members) -> None:
    said = pack.examine(io.BytesIO(_finder(members))).handled.sentence
    assert said == f"{ANEW} 3 files that the computer put beside them were left out of account."


# Folders


def _unpacked(members: Members, folder: Path) -> Path:
    for name, content in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.mark.parametrize("inside", ["", "evidence-2026-27/"])
def test_a_folder_is_checked_as_the_pack_that_it_was(members: Members, inside: str, tmp_path: Path) -> None:
    folder = _unpacked(members, tmp_path / "Downloads" / inside)
    (folder / ".DS_Store").write_bytes(b"x")
    result = CliRunner().invoke(main, ["verify", str(tmp_path / "Downloads")])
    assert (result.exit_code, result.output.splitlines()[0]) == (0, "Downloads agrees with itself.")
    assert f"{ANEW} 1 file that the computer put beside them was left out of account." in result.output
    for changed in _changed(members):
        other = _unpacked(changed, tmp_path / str(len(list(tmp_path.iterdir()))))
        assert CliRunner().invoke(main, ["verify", str(other)]).exit_code == 1


def test_the_folder_where_one_stands_has_a_name(
    members: Members, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(_unpacked(members, tmp_path / "evidence"))
    assert CliRunner().invoke(main, ["verify", "."]).output.startswith("evidence agrees with itself.")


def test_a_link_in_a_folder_is_not_followed(members: Members, tmp_path: Path) -> None:
    folder = _unpacked(members, tmp_path / "evidence")
    elsewhere = (folder / "evidence.pdf").rename(tmp_path / "elsewhere.pdf")
    (folder / "evidence.pdf").symlink_to(elsewhere)
    assert [str(each) for each in pack.verify(folder)] == ["evidence.pdf: It is a link to another place, not a file."]


def test_a_folder_that_is_none_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    assert [str(each) for each in pack.verify(tmp_path)] == ["manifest.json: It is missing."]


# What cannot be read, and what to do


def test_a_zip_in_a_zip_is_named_with_what_to_do(members: Members) -> None:
    wrapped = _zip({"mail/evidence.zip": _zip(members), "mail/letter.txt": b"Dear all"})
    (finding,) = pack.examine(io.BytesIO(wrapped)).findings
    assert "a ZIP with another ZIP inside. Unpack it once, and check mail/evidence.zip by itself." in finding.message


def test_a_pack_beside_other_things_is_named(members: Members) -> None:
    beside = _zip({**_in("evidence", members), "letter.txt": b"Dear all"})
    (finding,) = pack.examine(io.BytesIO(beside)).findings
    assert "The folder evidence has one: check that folder, or a ZIP of it alone." in finding.message


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_way_of_packing_is_named(members: Members, way: int) -> None:
    (finding,) = pack.examine(io.BytesIO(_zip(members, way=way))).findings
    assert "compressed in a way that we do not read" in finding.message
    assert "as an ordinary ZIP" in finding.message


def test_a_password_is_named(members: Members) -> None:
    content = bytearray(_zip(members))
    at = -1
    while (at := content.find(b"PK\1\2", at + 1)) >= 0:
        content[at + 8] |= 1
    (finding,) = pack.examine(io.BytesIO(bytes(content))).findings
    assert "It is locked with a password." in finding.message


@pytest.mark.parametrize("head", [b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08"])
def test_another_archive_is_named(head: bytes) -> None:
    found = pack.examine(io.BytesIO(head + bytes(100)))
    assert not found.opened
    assert "Unpack it, and compress the folder as an ordinary ZIP." in found.findings[0].message


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_only_look_different_are_refused(members: Members) -> None:
    name = next(name for name in members if name.startswith("files/"))
    apart = unicodedata.normalize("NFD", name)
    assert apart != name
    findings = pack.examine(io.BytesIO(_zip({**members, apart: members[name]}))).findings
    assert [finding.member for finding in findings] == [name]
    assert "looks alike" in findings[0].message


def test_we_make_no_names_that_only_look_different() -> None:
    name_in_pack = ArchiveNames("files")
    given = [name_in_pack(unicodedata.normalize(form, "Grüße.pdf")) for form in ("NFC", "NFD")]
    assert len({unicodedata.normalize("NFC", name) for name in given}) == 2
