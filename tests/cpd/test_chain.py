"""LearnMentor promises that the ledger cannot be changed without it showing."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnmentor.cpd import chain, rules
from learnmentor.cpd.chain import ChainLink
from learnmentor.cpd.rules import LOGGABLE, EntryType, LedgerLine, LineKind
from tests.cpd.lines import ATTENDED, STUDIED, line, linked

START = chain.genesis("amina")


# Any sequence of entries, corrections and withdrawals, built as the ledger allows

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
QUARTERS = st.integers(1, 96).map(lambda quarters: quarters * 15)
DAYS = st.dates(date(2025, 9, 1), date(2027, 8, 31))


@dataclass(frozen=True)
class Step:
    """Something that is added to the ledger; `at` picks the line that a correction or withdrawal is about."""

    kind: LineKind
    on: date
    minutes: int
    type: EntryType
    title: str
    at: int


STEPS = st.builds(
    Step,
    st.sampled_from(LineKind),
    DAYS,
    QUARTERS,
    st.sampled_from(LOGGABLE),
    TEXT.filter(str.strip),
    st.integers(0, 10**6),
)


@dataclass
class Told:
    """A ledger told step by step, with the sum kept by hand beside it."""

    lines: list[LedgerLine] = field(default_factory=list)
    standing: dict[int, int] = field(default_factory=dict)  # sequence → minutes of each line in force

    def add(self, step: Step) -> None:
        number = len(self.lines) + 1
        changeable = [
            each.sequence
            for each in self.lines
            if rules.may_change(each, superseded=each.sequence not in self.standing)
        ]
        if step.kind in {LineKind.CORRECTION, LineKind.WITHDRAWAL}:
            if not changeable:
                return
            old = changeable[step.at % len(changeable)]
            del self.standing[old]
            minutes = step.minutes if step.kind is LineKind.CORRECTION else 0
            self._write(
                line(
                    number,
                    step.kind,
                    supersedes=old,
                    minutes=minutes,
                    on=step.on,
                    type=step.type,
                    title=step.title,
                )
            )
        elif step.kind is LineKind.SEGMENT:
            self._write(line(number, LineKind.SEGMENT, on=step.on, **STUDIED))
        else:
            self._write(line(number, minutes=step.minutes, on=step.on, type=step.type, title=step.title))

    def _write(self, new: LedgerLine) -> None:
        self.lines.append(new)
        if new.kind is not LineKind.WITHDRAWAL:
            self.standing[new.sequence] = new.counted_minutes


def _told(steps: list[Step]) -> Told:
    told = Told()
    for step in steps:
        told.add(step)
    return told


@given(st.lists(STEPS, max_size=25))
def test_any_sequence_of_entries_corrections_and_withdrawals_holds(steps: list[Step]) -> None:
    told = _told(steps)
    assert chain.verify_chain(linked(told.lines), start=START) is None


@given(st.lists(STEPS, max_size=25))
def test_totals_are_the_sum_over_the_lines_in_force(steps: list[Step]) -> None:
    told = _told(steps)
    assert {each.sequence for each in rules.in_force(told.lines)} == set(told.standing)
    assert rules.totals(told.lines).counted == sum(told.standing.values())


def _changed(value: Any, *, salt: int) -> Any:
    """Another value of the same kind: one character, minute, day or microsecond away."""
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1 + salt % 1000)
    if isinstance(value, date):
        return value + timedelta(days=1 + salt % 400)
    if isinstance(value, int):
        return value + 1 + salt % 100
    if isinstance(value, str):
        at = salt % (len(value) + 1)
        return value[:at] + ("y" if value[at : at + 1] == "x" else "x") + value[at + 1 :]
    return 15 if value is None else None


@given(st.lists(STEPS, min_size=1, max_size=10), st.data())
def test_any_changed_fact_is_detected_at_its_line(steps: list[Step], data: st.DataObject) -> None:
    links = linked(_told([replace(steps[0], kind=LineKind.OWN), *steps]).lines)
    at = data.draw(st.integers(0, len(links) - 1))
    name = data.draw(st.sampled_from([f.name for f in fields(LedgerLine)]))
    honest = links[at].line
    assert honest is not None
    forged = replace(honest, **{name: _changed(getattr(honest, name), salt=data.draw(st.integers(0, 10**6)))})
    broken = chain.verify_chain([*links[:at], replace(links[at], line=forged), *links[at + 1 :]], start=START)
    assert broken is not None
    assert broken.sequence == at + 1


@given(st.lists(STEPS, min_size=2, max_size=10), st.data())
def test_a_line_taken_out_put_twice_or_moved_is_detected(steps: list[Step], data: st.DataObject) -> None:
    links = linked(_told([replace(step, kind=LineKind.OWN) for step in steps]).lines)
    at = data.draw(st.integers(0, len(links) - 2))
    assert chain.verify_chain(links[:at] + links[at + 1 :], start=START) is not None
    assert chain.verify_chain([*links[: at + 1], *links[at:]], start=START) is not None
    assert chain.verify_chain([*links[:at], links[at + 1], links[at], *links[at + 2 :]], start=START) is not None


def test_a_forged_line_that_hashes_well_breaks_the_line_after_it() -> None:
    links = linked([line(1), line(2), line(3)])
    forged = replace(line(2), counted_minutes=600)
    links[1] = ChainLink(2, links[0].hash, chain.hash_of(forged, previous=links[0].hash), forged)
    broken = chain.verify_chain(links, start=START)
    assert broken is not None
    assert (broken.sequence, "does not continue" in broken.reason) == (3, True)


def test_a_ledger_does_not_pass_for_somebody_elses() -> None:
    assert chain.verify_chain(linked([line(1)]), start=chain.genesis("ben")) is not None


def test_an_empty_ledger_holds() -> None:
    assert chain.verify_chain([], start=START) is None


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([line(1), line(3)], "Line 2 is missing"),
        ([line(1), line(2, LineKind.CORRECTION)], "does not fit"),
        ([line(1), line(2, supersedes=1)], "does not fit"),
        ([line(1, LineKind.WITHDRAWAL, supersedes=2), line(2)], "does not come before it"),
        (
            [line(1), line(2, LineKind.CORRECTION, supersedes=1), line(3, LineKind.CORRECTION, supersedes=1)],
            "was replaced before",
        ),
        (
            [line(1), line(2, LineKind.WITHDRAWAL, supersedes=1), line(3, LineKind.CORRECTION, supersedes=2)],
            "nothing replaces",
        ),
        ([line(1, LineKind.SEGMENT), line(2, LineKind.WITHDRAWAL, supersedes=1)], "nothing replaces"),
    ],
)
def test_lines_that_hash_well_but_make_no_sense_are_named(lines: list[LedgerLine], says: str) -> None:
    broken = chain.verify_chain(linked(lines), start=START)
    assert broken is not None
    assert says in broken.reason


def test_lines_of_other_years_may_be_left_out_and_only_their_hashes_kept() -> None:
    links = linked([line(1), line(2, LineKind.CORRECTION, supersedes=1), line(3)])
    thinned = [replace(links[0], line=None), replace(links[1], line=None), links[2]]
    assert chain.verify_chain(thinned, start=START) is None


# The bytes that are hashed. They stand in databases and packs already: another spelling would break every ledger.

ANY_TEXT = st.text(max_size=20)  # half characters too, which nothing can encode
ZONES = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
ANYTHING = st.one_of(
    ANY_TEXT, st.none(), st.integers(), st.booleans(), st.floats(), st.dates(), st.datetimes(timezones=ZONES),
    st.sampled_from(LineKind), st.sampled_from(EntryType), st.binary(max_size=4), st.lists(st.integers(), max_size=2),
)  # fmt: skip
LINES = st.builds(LedgerLine, **{fact.name: ANYTHING for fact in fields(LedgerLine)})


def _plain_json(each: LedgerLine) -> bytes:
    def spelled(value: object) -> str:
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError

    came_later = {"attended_minutes", "confirmed_by"}
    facts = {name: fact for name, fact in asdict(each).items() if fact is not None or name not in came_later}
    return json.dumps(
        facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=spelled
    ).encode()  # fmt: skip


def _or_error(spell: Callable[[LedgerLine], bytes], each: LedgerLine) -> bytes | type[Exception]:
    try:
        return spell(each)
    except (TypeError, UnicodeEncodeError, OverflowError) as error:
        return type(error)


@given(LINES)
def test_a_line_is_spelled_as_its_plain_json_whatever_it_holds(each: LedgerLine) -> None:
    assert _or_error(chain.canonical_line, each) == _or_error(_plain_json, each)


@given(st.lists(STEPS, min_size=1, max_size=5))
def test_lines_of_a_ledger_are_spelled_as_their_plain_json(steps: list[Step]) -> None:
    for each in _told(steps).lines:
        assert chain.canonical_line(each) == chain.canonical(chain.facts_of(each)) == _plain_json(each)


def test_the_hash_of_a_line_is_what_it_was_in_the_first_packs() -> None:
    assert chain.hash_of(line(1), previous=START) == "19e4a3e0670c97dee05c9da0c5222e61d74b9137bde4f0327991903147b90ff8"
    studied = line(2, LineKind.SEGMENT, segment_code="C1-S1", revision_number=3, title='Ünïts "and" 100 %\n', **STUDIED)
    assert chain.hash_of(studied, previous=START) == "dc21fa82833ebedf96d5d06ea73dd69739ce9e5cb3281ee5b5fe3aae441330c9"


def test_a_line_of_before_sessions_has_the_bytes_that_it_had() -> None:
    assert chain.canonical_line(line(1)) == (
        b'{"active_minutes":null,"basis":"claimed","claimed_minutes":60,"counted_minutes":60,'
        b'"created_at":"2026-11-21T10:00:00.000000+00:00","kind":"own","on":"2026-11-12","planned_minutes":null,'
        b'"prose_digest":"0000000000000000000000000000000000000000000000000000000000000000","provider":"Library",'
        b'"public_id":"entry0000001","revision_number":null,"segment_code":null,"sequence":1,"source":null,'
        b'"supersedes":null,"title":"Read about questioning","type":"reading"}'
    )


def test_a_session_has_its_minutes_and_its_leader_in_its_hash() -> None:
    attended = line(1, LineKind.SESSION, **ATTENDED)
    spelled = json.loads(chain.canonical_line(attended))
    assert (spelled["attended_minutes"], spelled["confirmed_by"], spelled["basis"]) == (90, "Tom Bell", "attended")
    for changed in ({"attended_minutes": 91}, {"confirmed_by": "Ann Bell"}, {"attended_minutes": None}):
        assert chain.hash_of(replace(attended, **changed), previous=START) != chain.hash_of(attended, previous=START)


def test_a_session_is_withdrawn_and_never_corrected() -> None:
    attended = line(1, LineKind.SESSION, **ATTENDED)
    withdrawn = linked([attended, line(2, LineKind.WITHDRAWAL, minutes=0, supersedes=1)])
    assert chain.verify_chain(withdrawn, start=START) is None
    broken = chain.verify_chain(linked([attended, line(2, LineKind.CORRECTION, supersedes=1)]), start=START)
    assert broken is not None
    assert "nothing replaces" in broken.reason


@given(st.lists(STEPS, min_size=1, max_size=3))
def test_a_line_of_its_facts_is_the_line_that_was_made_of_them(steps: list[Step]) -> None:
    for each in _told(steps).lines:
        assert LedgerLine.of_facts(asdict(each).items()) == each


# What a person wrote

PARTS = st.dictionaries(st.sampled_from(["reflection", "impact", "explanation", "links", "files"]), TEXT, min_size=1)
SALTS = st.binary(min_size=16, max_size=16)


@given(PARTS, SALTS)
def test_a_part_can_be_shown_while_the_others_stay_sealed(parts: dict[str, str], salt: bytes) -> None:
    shown = next(iter(parts))
    digests = {
        part: chain.part_digest(chain.part_key(salt, part), text) for part, text in parts.items() if part != shown
    }
    digests[shown] = chain.part_digest(chain.part_key(salt, shown), parts[shown])
    assert chain.joined_digest(digests) == chain.prose_digest(salt, parts)


@given(PARTS, SALTS, st.data())
def test_a_changed_letter_of_the_text_is_detected(parts: dict[str, str], salt: bytes, data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(sorted(parts)))
    forged = {**parts, part: _changed(parts[part], salt=data.draw(st.integers(0, 50)))}
    assert chain.prose_digest(salt, forged) != chain.prose_digest(salt, parts)


@given(PARTS, SALTS, SALTS)
def test_the_same_text_under_another_salt_looks_different(parts: dict[str, str], one: bytes, other: bytes) -> None:
    assert (chain.prose_digest(one, parts) == chain.prose_digest(other, parts)) == (one == other)


@given(st.lists(PARTS, min_size=1, max_size=6), SALTS)
def test_erased_text_leaves_the_ledger_valid(written: list[dict[str, str]], salt: bytes) -> None:
    lines = [
        line(number, prose_digest=chain.prose_digest(salt, parts)) for number, parts in enumerate(written, start=1)
    ]
    links = linked(lines)
    written.clear()  # text and salt are gone; the digest in the line is all that is left
    assert chain.verify_chain(links, start=START) is None
