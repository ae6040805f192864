"""A name is found however it is typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.ground.typed.names import folded, same_name


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Siân Ŵyn-Élise O’Neill", "SIAN WYN ELISE ONEILL"),
        ("Siân Ŵyn-Élise O’Neill", "siân ŵyn‑élise o'neill"),
        ("Siân Ŵyn-Élise O’Neill", unicodedata.normalize("NFD", "Siân Ŵyn-Élise O`Neill")),
        ("Áine Ó Súilleabháin", "Aine O Suilleabhain"),
        ("Tọ́pẹ́ Adébáyọ̀", "tope adebayo"),
        ("Øyvind Łukasz Đorđe", "oyvind lukasz dorde"),
        ("Weiß", "WEISS"),
        ("Ægir Þórsson", "aegir thorsson"),
        ("İpek Işık", "ipek isik"),
        ("Ａｍｉｎａ", "amina"),
        ("A\u00admi\u200bna\u00a0 Yusuf", "Amina Yusuf"),
        ("محمّد", "محمد"),
    ],
)
def test_a_name_is_the_same_however_it_is_typed(name: str, typed: str) -> None:
    assert same_name(name, typed)


@pytest.mark.parametrize(
    ("name", "other"), [("Amina", "Amira"), ("Ben Li", "Benli"), ("", ""), ("'", "-"), ("王小明", "王小名")]
)
def test_other_names_are_not_the_same(name: str, other: str) -> None:
    assert not same_name(name, other)


@given(st.text())
def test_folding_twice_changes_nothing_more_and_no_normal_form_matters(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
