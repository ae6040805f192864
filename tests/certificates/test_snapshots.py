"""What is frozen says everything but the name, and lets a typed name be compared."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.accounts.rules import RoleName
from learnmentor.certificates import snapshots
from learnmentor.certificates.awards.definition import award_from
from learnmentor.certificates.rules import CertificateStanding, may_look_after, standing, valid_until
from tests.certificates.test_rules import STARTER, progress

RULE = award_from(STARTER)
SALT = b"s" * snapshots.SALT_BYTES
FIRST = snapshots.frozen(
    RULE, [progress("C1"), progress("C2")], name="Amina Yusuf", salt=SALT, number="LM-1", on=date(2026, 11, 21),
    issuer="Northfield College",
)  # fmt: skip
OLD = {key: value for key, value in FIRST.items() if key not in {"name_digest", "edition", "valid_until"}} | {
    "format": 1, "name": "Amina Yusuf",
}  # fmt: skip


def test_a_snapshot_holds_no_name() -> None:
    assert "Amina" not in str(FIRST)
    assert FIRST["minutes"] == {"planned": 300, "active": 200, "claimed": 0}


@pytest.mark.parametrize("snapshot", [FIRST, OLD, snapshots.nameless(OLD, salt=SALT)])
def test_a_typed_name_is_compared_whatever_the_format_its_case_and_its_spaces(snapshot: dict[str, object]) -> None:
    assert snapshots.certifies(snapshot, "amina  YUSUF ")
    assert not snapshots.certifies(snapshot, "Amina Youssef")


KEPT = "Siân Ŵyn-Élise O’Neill"


@pytest.mark.parametrize(
    "typed", ["sian wyn elise oneill", "SIÂN ŴYN-ÉLISE O'NEILL", "Sia\u0302n W\u0302yn‑Élise O`Neill"]
)
def test_a_name_that_is_kept_is_recognised_however_it_is_typed(typed: str) -> None:
    snapshot = {"name_digest": snapshots.name_digest(KEPT, salt=SALT)}
    assert snapshots.certifies(snapshot, typed, kept=KEPT)
    assert not snapshots.certifies(snapshot, "Siân O’Neill", kept=KEPT)


@pytest.mark.parametrize("typed", ["SIÂN ŴYN-ÉLISE O'NEILL", "siân ŵyn‑élise o‘neill"])
def test_of_an_erased_name_an_apostrophe_or_a_hyphen_may_be_of_another_kind(typed: str) -> None:
    snapshot = {"name_digest": snapshots.name_digest(KEPT, salt=SALT)}
    assert snapshots.certifies(snapshot, typed)
    assert not snapshots.certifies(snapshot, "Sian Wyn-Elise O'Neill")


@given(st.text(min_size=1), st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_the_same_name_under_another_salt_looks_different(name: str, one: bytes, other: bytes) -> None:
    same = snapshots.name_digest(name, salt=one)["sha256"] == snapshots.name_digest(name, salt=other)["sha256"]
    assert same == (one == other)


def test_a_name_taken_out_of_the_old_format_leaves_all_else() -> None:
    erased = snapshots.nameless(OLD, salt=SALT)
    assert "Amina" not in str(erased)
    assert {**erased, "name": "Amina Yusuf"}.items() >= {k: v for k, v in OLD.items() if k != "format"}.items()
    assert snapshots.nameless(FIRST, salt=SALT) == FIRST


@pytest.mark.parametrize("earlier", [FIRST, OLD])
def test_a_corrected_edition_says_what_it_replaces_and_keeps_what_was_studied(earlier: dict[str, object]) -> None:
    next_one = snapshots.corrected(
        earlier, edition=2, number="LM-2", on=date(2026, 12, 1), name="Amina Okafor", salt=SALT
    )
    assert (next_one["supersedes"], next_one["edition"], next_one["issued_on"]) == ("LM-1", 2, "2026-12-01")
    assert snapshots.certifies(next_one, "Amina Okafor")
    for kept in ("units", "minutes", "completed_on", "began_on", "version", "hours", "wording", "title"):
        assert next_one[kept] == earlier[kept]


def test_mended_wording_changes_the_words_alone() -> None:
    mended = award_from({**STARTER, "version": 2, "title": "Starter, mended", "wording": "Better words."})
    next_one = snapshots.corrected(
        FIRST, edition=2, number="LM-2", on=date(2026, 12, 1), name="Amina Yusuf", salt=SALT, wording=mended
    )
    assert (next_one["title"], next_one["wording"], next_one["version"]) == ("Starter, mended", "Better words.", 1)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 11, 21), None, None),
        (date(2026, 11, 21), 24, date(2028, 11, 20)),
        (date(2027, 8, 31), 6, date(2028, 2, 28)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
    ],
)
def test_validity_ends_the_day_before_the_same_day(first: date, months: int | None, last: date | None) -> None:
    assert valid_until(first, months) == last


def test_what_was_ended_by_somebody_says_so_before_its_time_is_over() -> None:
    today, yesterday = date(2026, 11, 21), date(2026, 11, 20)
    assert standing(ended=None, valid_until=None, today=today) is CertificateStanding.VALID
    assert standing(ended=None, valid_until=today, today=today) is CertificateStanding.VALID
    assert standing(ended=None, valid_until=yesterday, today=today) is CertificateStanding.OVER
    assert standing(ended="superseded", valid_until=yesterday, today=today) is CertificateStanding.REPLACED
    assert standing(ended="revoked", valid_until=None, today=today) is CertificateStanding.REVOKED


def test_only_administrators_look_after_certificates() -> None:
    assert [role for role in RoleName if may_look_after(frozenset({role}))] == [RoleName.ADMINISTRATOR]
