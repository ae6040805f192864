"""How a test reaches each route of assessed work whose address names a thing; see ways.py."""

from tests.house.way import AMINA, HANA, way

WAYS_OF_ASSESSED = {
    # preparing: a submission is its owner's; for everybody else, whatever their role, there is none
    "choosing_work.begin": way(code="assessed_unit", level="assessed_level"),
    "assessed_work.submission": way(public_id="submission", only=AMINA),
    "assessed_work.giving_up": way(public_id="submission", only=AMINA),
    "assessed_work.leave": way(public_id="submission", only=AMINA),
    "work_parts.part": way(public_id="submission", part_key="work_part", only=AMINA),
    "work_parts.keep": way(public_id="submission", part_key="work_part", only=AMINA, data={"words": "More"}),
    "work_parts.file": way(public_id="submission", file_id="work_file", only=AMINA),
    "work_parts.taking_out": way(public_id="submission", file_id="work_file", only=AMINA),
    "work_parts.take_out": way(public_id="submission", file_id="work_file", only=AMINA),
    # records released to it, which the other of the pair answers for; notes by a link that needs no account
    "work_records.choose": way(public_id="submission", part="record_part", only=AMINA),
    "work_records.look": way(
        public_id="submission", part="record_part", kind="record_kind", record_id="held_meeting", only=AMINA
    ),
    "work_records.add": way(
        public_id="submission", part="record_part", kind="record_kind", record_id="held_meeting", only=AMINA
    ),
    "work_records.transcript": way(public_id="submission", part="extract_part", only=AMINA),
    "work_records.add_transcript": way(public_id="submission", part="extract_part", only=AMINA),
    "own_copies.record": way(public_id="submission", released_id="released", only=AMINA),
    "own_copies.take_out": way(public_id="submission", released_id="released", only=AMINA),
    "own_copies.newer": way(public_id="submission", released_id="released", only=AMINA),
    "own_copies.put_newer": way(public_id="submission", released_id="released", only=AMINA),
    "asked_records.record": way(released_id="released", only=HANA),
    "asked_records.answer": way(released_id="released", only=HANA, data={"answer": "yes"}),
    "asked_records.take_back": way(released_id="released", only=HANA),
    "work_witness.ask": way(public_id="submission", part="extract_part", only=AMINA),
    "work_witness.send": way(public_id="submission", part="extract_part", only=AMINA),
    "work_witness.witness": way(public_id="submission", witness_id="witness", only=AMINA),
    "work_witness.ask_again": way(public_id="submission", witness_id="witness", only=AMINA),
    "work_witness.leave_out": way(public_id="submission", witness_id="witness", only=AMINA),
    "work_witness.put_in": way(public_id="submission", witness_id="witness", only=AMINA),
    "witness_notes.note": way(token="witness_link"),
    "witness_notes.send": way(token="witness_link"),
    "witness_notes.decline": way(token="witness_link"),
    "witness_notes.take_back": way(token="witness_link"),
}
