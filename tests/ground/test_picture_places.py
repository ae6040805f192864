"""The place where a picture was taken goes; how it is turned, its length and all else stay."""

import io
import struct
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.ground.attachments import file_kinds
from learnmentor.ground.attachments.locked_documents import is_encrypted_pdf
from learnmentor.ground.attachments.picture_places import blank_place
from tests.ground import pictures
from tests.ground.pictures import LATITUDE, TURNED, XMP, exif


def blanked(content: bytes) -> tuple[bytes, bool]:
    stream = io.BytesIO(content)
    found = blank_place(stream)
    return stream.getvalue(), found


@pytest.mark.parametrize("make", [pictures.jpeg, pictures.png, pictures.webp, pictures.heic])
def test_the_place_goes_and_the_picture_stays(make: Callable[[bytes], bytes]) -> None:
    before = make(exif())
    after, found = blanked(before)
    assert found
    assert file_kinds.kind_of(io.BytesIO(after)) == file_kinds.kind_of(io.BytesIO(before))
    assert len(after) == len(before)
    assert TURNED in after
    assert LATITUDE in before
    assert LATITUDE not in after
    assert XMP not in after
    assert blanked(after) == (after, False)


def test_blocks_of_a_png_keep_sums_that_fit_and_no_packed_text_stays() -> None:
    after, _ = blanked(pictures.png(exif()))
    at, names = 8, []
    while at < len(after):
        (length,) = struct.unpack_from(">I", after, at)
        names.append(after[at + 4 : at + 8])
        assert struct.unpack_from(">I", after, at + 8 + length)[0] == zlib.crc32(after[at + 4 : at + 8 + length])
        at += 12 + length
    assert names == [b"IHDR", b"eXIf", b"tEXt", b"IDAT", b"IEND"]


@given(st.binary(max_size=80), st.integers(0, 70))
def test_what_is_broken_is_left_as_it_is_or_blanked_and_never_grows(noise: bytes, cut: int) -> None:
    for content in (b"II*\0" + noise, exif()[:cut] + noise, b"\x89PNG\r\n\x1a\n" + noise):
        assert len(blanked(content)[0]) == len(content)


@pytest.mark.parametrize(
    ("encryption", "locked"),
    [(False, False), (pikepdf.Encryption(user="a", owner="b"), True), (pikepdf.Encryption(owner="b", R=4), True)],
)
def test_a_pdf_says_whether_it_is_encrypted(encryption: pikepdf.Encryption | bool, locked: bool) -> None:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, encryption=encryption)
    assert is_encrypted_pdf(out) == locked
