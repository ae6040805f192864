"""Names, passwords, roles, tries and ways on: decided without a database."""

import unicodedata
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.accounts import passwords, rules, throttle
from learnmentor.accounts.rules import RoleHeld, RoleName
from learnmentor.accounts.throttle import TryLimit

TEN = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TRAINER, ASSESSOR = RoleName.TRAINER, RoleName.ASSESSOR


# Roles


def test_a_role_holds_on_its_first_and_on_its_last_day_and_on_no_other() -> None:
    role = RoleHeld(TRAINER, date(2026, 9, 1), date(2026, 9, 3))
    assert [role.holds(date(2026, 9, day)) for day in range(1, 5)] == [True, True, True, False]
    assert not role.holds(date(2026, 8, 31))


def test_a_role_without_an_end_holds_until_further_notice() -> None:
    assert RoleHeld(TRAINER, date(2026, 9, 1)).holds(date(2099, 1, 1))


def test_only_roles_of_today_count() -> None:
    held = [RoleHeld(TRAINER, date(2026, 1, 1), date(2026, 6, 30)), RoleHeld(ASSESSOR, date(2026, 7, 1))]
    assert rules.roles_in_force(held, on=date(2026, 7, 1)) == {ASSESSOR}


@pytest.mark.parametrize(
    ("first", "last", "clashes"),
    [
        (date(2026, 3, 1), None, True),
        (date(2026, 1, 1), date(2026, 2, 1), True),
        (date(2026, 6, 30), None, True),
        (date(2026, 7, 1), None, False),
        (date(2025, 1, 1), date(2026, 1, 31), False),
    ],
)
def test_a_role_is_given_once_at_a_time(first: date, last: date | None, clashes: bool) -> None:
    held = [RoleHeld(ASSESSOR, date(2020, 1, 1)), RoleHeld(TRAINER, date(2026, 2, 1), date(2026, 6, 30))]
    assert bool(rules.overlapping(held, RoleHeld(TRAINER, first, last))) is clashes


days = st.dates(date(2026, 1, 1), date(2026, 3, 1))
spans = st.tuples(days, st.none() | days).filter(lambda span: span[1] is None or span[1] >= span[0])


@given(spans, spans)
def test_roles_clash_exactly_when_they_share_a_day(
    one: tuple[date, date | None], other: tuple[date, date | None]
) -> None:
    held, new = RoleHeld(TRAINER, *one), RoleHeld(TRAINER, *other)
    every_day = (date(2026, 1, 1) + timedelta(days=n) for n in range(70))
    assert bool(rules.overlapping([held], new)) is any(held.holds(day) and new.holds(day) for day in every_day)


# Names


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Amina\t Yusuf\n", "Amina Yusuf"),
        ("\u202eAmina\u202c", "Amina"),
        ("محمد\u200f بن\u061c علي", "محمد بن علي"),
        ("שרה\u200e כהן", "שרה כהן"),
        ("王小明", "王小明"),
        ("Zoe\u0308", "Zoë"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🏫 Jo", "👩\u200d🏫 Jo"),
        ("Ann\x00e\x07", "Anne"),
    ],
)
def test_a_name_keeps_every_letter_and_loses_what_nobody_sees(typed: str, kept: str) -> None:
    assert rules.clean_name(typed) == kept


@given(st.text())
def test_a_cleaned_name_stays_as_it_is_and_turns_no_text_around(typed: str) -> None:
    name = rules.clean_name(typed)
    assert rules.clean_name(name) == name
    assert not any(
        unicodedata.bidirectional(sign) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        for sign in name
    )
    name.encode()  # what cannot be stored is gone


@pytest.mark.parametrize("nothing", ["", "\u200d", "--", "́", "."])
def test_a_name_has_something_to_read(nothing: str) -> None:
    assert rules.name_fault(rules.clean_name(nothing)) == "Write a name."


@pytest.mark.parametrize("name", ["Wu", "Þórdís", "محمد", "🙂", "O’Neill-Smith", "4real"])
def test_any_name_that_can_be_read_is_a_name(name: str) -> None:
    assert rules.name_fault(name) is None


def test_a_name_has_its_limit() -> None:
    assert rules.name_fault("a" * 120) is None
    assert "121" in (rules.name_fault("a" * 121) or "")


def test_what_certificates_cannot_show_is_named_once() -> None:
    assert "cannot show 𓀀 𓁿 yet" in (rules.name_fault("𓀀𓁿𓀀", missing=["𓀀", "𓁿", "𓀀"]) or "")


# Passwords


def fault(password: str) -> str | None:
    return rules.password_fault(
        password, email="amina.yusuf@example.org", name="Amina Yusuf", common=passwords.common()
    )


@pytest.mark.parametrize(
    "password", ["seven wet hats", "aaaaaaaaab", "пароль которого нет", "🙂" * 10, " " * 9 + "x", "x" * 200]
)
def test_a_password_needs_length_and_nothing_else(password: str) -> None:
    assert fault(password) is None


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("ninechars", "at least 10"),
        ("", "at least 10"),
        ("x" * 201, "at most 200"),
        ("Amina Yusuf", "your name or your address"),
        ("aminayusuf", "your name or your address"),
        ("amina.yusuf@example.org", "your name or your address"),
        ("password123", "first passwords"),
        ("PassWord123", "first passwords"),
        ("1234567890", "first passwords"),
        ("learnmentor", "first passwords"),
    ],
)
def test_a_password_that_a_stranger_would_try_is_refused(password: str, says: str) -> None:
    assert says in (fault(password) or "")


def test_the_common_passwords_are_ones_that_could_be_chosen() -> None:
    assert len(passwords.common()) > 200
    assert all(
        len(password) >= rules.SHORTEST_PASSWORD and password == password.casefold() for password in passwords.common()
    )


# Ways on


@pytest.mark.parametrize("path", ["/", "/segments/c1-s1", "/cpd/2026-27?page=2", "/people?words=a%20b", "/a//b"])
def test_a_path_of_ours_is_followed_after_signing_in(path: str) -> None:
    assert rules.own_path(path) == path


@pytest.mark.parametrize(
    "address",
    [
        "", None, "https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "\\\\elsewhere.example",
        "/\t/elsewhere.example", "/\n/elsewhere.example", " //elsewhere.example", "javascript:alert(1)", "elsewhere",
        "/a b", "http:/elsewhere.example", "///elsewhere.example",
    ],
)  # fmt: skip
def test_nobody_is_led_elsewhere_after_signing_in(address: str | None) -> None:
    assert rules.own_path(address) is None


@given(st.text("/\\:?#@.\t\n\r abe%", max_size=12) | st.text(max_size=20))
def test_whatever_is_followed_stays_on_this_site(address: str) -> None:
    found = rules.own_path(address)
    if found is not None:
        assert urlsplit(urljoin("https://learn.example/sign-in", found)).netloc == "learn.example"


# Tries

THREE_IN_TEN = TryLimit(3, timedelta(minutes=10))


def minutes(*ago: int) -> list[datetime]:
    return [TEN - timedelta(minutes=n) for n in ago]


def test_tries_below_the_limit_are_free() -> None:
    assert throttle.next_try(minutes(1, 2), THREE_IN_TEN, at=TEN) is None


def test_the_next_try_comes_when_the_oldest_of_the_last_leaves_the_span() -> None:
    assert throttle.next_try(minutes(1, 8, 2), THREE_IN_TEN, at=TEN) == TEN + timedelta(minutes=2)


def test_tries_of_long_ago_are_forgotten() -> None:
    assert throttle.next_try(minutes(10, 11, 12, 13, 1), THREE_IN_TEN, at=TEN) is None


@given(st.lists(st.integers(0, 900), max_size=30), st.integers(1, 5), st.integers(1, 600))
def test_waiting_as_told_is_enough_and_not_a_second_too_long(ago: list[int], most: int, span: int) -> None:
    limit = TryLimit(most, timedelta(seconds=span))
    times = [TEN - timedelta(seconds=n) for n in ago]
    until = throttle.next_try(times, limit, at=TEN)
    if until is not None:
        assert until > TEN
        assert throttle.next_try(times, limit, at=until) is None
        assert throttle.next_try(times, limit, at=until - timedelta(microseconds=1)) is not None


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "a minute"), (60, "a minute"), (61, "2 minutes"), (720, "12 minutes"), (3600, "1 hour")]
)
def test_a_wait_is_told_in_minutes_rounded_up(seconds: int, words: str) -> None:
    assert throttle.wait_in_words(TEN + timedelta(seconds=seconds), at=TEN) == words


def test_tries_are_counted_under_digests_that_show_nothing_and_need_the_key() -> None:
    one = throttle.tried(throttle.SIGN_IN, address="Amina@Example.org ", network="192.0.2.7", key=b"k")
    same = throttle.tried(throttle.SIGN_IN, address="amina@example.org", network="::ffff:192.0.2.7", key=b"k")
    assert (one.address, one.network) == (same.address, same.network)
    assert len(one.address) == 32
    assert (
        one.address != throttle.tried(throttle.SIGN_IN, address="amina@example.org", network="", key=b"other").address
    )
    assert one.address != throttle.tried(throttle.SIGN_UP, address="amina@example.org", network="", key=b"k").address


def test_an_ipv6_household_counts_as_one() -> None:
    here, next_door, elsewhere = (
        throttle.tried(throttle.SIGN_IN, address="a", network=network, key=b"k").network
        for network in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )
    assert here == next_door != elsewhere


# Hashing


def test_a_password_is_known_again_on_any_keyboard() -> None:
    assert passwords.matches("caf\u00e9 au lait", passwords.hashed("cafe\u0301 au lait"))


@pytest.mark.parametrize("kept", [None, "!", "", "$argon2id$v=19$m=1", "$2b$12$abc"])
def test_without_a_usable_hash_nothing_matches(kept: str | None) -> None:
    assert not passwords.matches("seven wet hats", kept)


def test_hashes_have_the_parameters_that_were_decided_and_so_has_nobodys() -> None:
    decided = "$argon2id$v=19$m=19456,t=2,p=1$"
    assert passwords.hashed("seven wet hats").startswith(decided)
    assert passwords._NOBODYS.startswith(decided)
    assert not passwords.outdated(passwords._NOBODYS)
    assert passwords.outdated("$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$" + "A" * 43)
