"""LearnMentor promises that sizes read as people say them."""

import pytest

from learnmentor.ground.words import file_size


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 kB"), (340 * 1024, "340 kB"), (2_516_582, "2.4 MB"), (3 << 29, "1.5 GB")]
)
def test_sizes_read_as_people_say_them(size: int, words: str) -> None:
    assert file_size(size) == words
