"""What a copy holds of a record, and who may answer for one when."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from learnmentor.assessment.assessed.records import rules
from learnmentor.assessment.assessed.records.copies import copied, digest_of
from learnmentor.assessment.assessed.records.rules import RecordSource, RecordStanding, ReleaseFacts
from learnmentor.assessment.assessed.rules import ConsentState, SubmissionState
from learnmentor.courses.catalogue.assessed_versions import ReleasableKind
from learnmentor.mentoring.paper.sheet import PaperSheet, Said, SheetItem, SheetSection, plain_markdown
from tests.mentoring.test_paper import sheets

NAMES = {"Amina Yusuf": "the mentor", "Mei Tan": "the mentee", "Mei Tan-Lee": "the mentee"}


@given(sheets(st.sampled_from([*NAMES, "Mei Tan and Amina Yusuf", "(Mei Tan)", "Meilina", "", "Ask Mei Tan."])))
def test_no_whole_name_is_left_in_a_copy_wherever_it_stood(sheet: PaperSheet) -> None:
    copy = plain_markdown(copied(sheet, NAMES))
    assert not any(name in copy for name in NAMES)
    assert copy.count("Meilina") <= plain_markdown(sheet).count("Meilina")


def test_what_one_of_two_holds_back_is_not_copied_and_the_rest_is_as_it_was() -> None:
    kept = SheetItem("What mattered", (Said("We asked.", "Mei Tan"), Said("I was tired.", "Amina Yusuf", note=True)))
    own = SheetItem("Learned", (Said("I talk.", "Amina Yusuf", note=True),))
    sheet = PaperSheet("Meeting", "F11", "The two of you.", (), (SheetSection("Said", (kept, own)),))
    copy = copied(sheet, NAMES, day="3 May 2026")
    assert copy.title == "Meeting, 3 May 2026"
    assert copy.sections == (SheetSection("Said", (SheetItem("What mattered", (Said("We asked.", "The mentee"),)),)),)
    assert digest_of(copy) == digest_of(copied(sheet, NAMES, day="3 May 2026")) != digest_of(sheet)


@given(st.sampled_from(list(ReleasableKind)), st.text("abcXYZ123-_", min_size=1, max_size=24), st.integers(1, 40))
def test_a_source_is_read_as_it_is_written(kind: ReleasableKind, key: str, copy: int) -> None:
    source = RecordSource(kind, key, copy)
    assert RecordSource.from_text(str(source)) == source


def test_what_names_no_record_is_none() -> None:
    assert {RecordSource.from_text(each) for each in ("", "meeting", "meeting:", "diary:abc", "meeting:a:b:c")} == {
        None
    }


def test_the_other_one_answers_once_and_takes_a_yes_back_at_any_time() -> None:
    for state, work, removed in product(ConsentState, SubmissionState, (True, False)):
        facts = ReleaseFacts(2, state, removed, work)
        waits = state == ConsentState.ASKED and not work.ended and not removed
        assert rules.may_answer(2, facts) is waits
        assert rules.may_take_back(2, facts) is (state == ConsentState.GIVEN)
        assert not any(may(1, facts) for may in (rules.may_answer, rules.may_take_back, rules.may_read_as_other))
    assert not rules.may_read_as_other(2, ReleaseFacts(None, ConsentState.OWN, False, SubmissionState.PREPARING))


def test_refused_and_taken_back_are_the_same_to_the_learner_and_neither_is_replaced() -> None:
    told = {state: rules.standing(state) for state in ConsentState}
    assert told[ConsentState.REFUSED] == told[ConsentState.WITHDRAWN] == RecordStanding.NOT_USED
    replaced = {
        state: rules.may_replace(ReleaseFacts(2, state, False, SubmissionState.PREPARING)) for state in ConsentState
    }
    assert [state for state, may in replaced.items() if not may] == [ConsentState.REFUSED, ConsentState.WITHDRAWN]


def test_all_but_what_is_of_oneself_asks_the_other_one() -> None:
    own = {each for each in ReleasableKind if not rules.asks_other(each)}
    assert own == {ReleasableKind.CPD_ENTRY, ReleasableKind.ROLE_DECLARATION, ReleasableKind.IMPACT}
