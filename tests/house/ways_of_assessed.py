"""How a test reaches each route of assessed work whose address names a thing; see ways.py."""

from tests.house.way import AMINA, HANA, OF_THE_PART, way

WAYS_OF_ASSESSED = {
    # a try is read by its owner and by whoever judges it; for all others it does not exist
    "judging.work": way(try_id="try_to_judge", only={"carys"}),
    "judging.keep": way(try_id="try_to_judge", only={"carys"}),
    "judging.look_over": way(try_id="try_to_judge", only={"carys"}),
    "judging.save": way(try_id="try_to_judge", only={"carys"}),
    "reading.file": way(try_id="try_with_file", file_id="file_of_try", only={"hana", "carys"}),
    "assessment_letters.stop_letters": way(token="stop_digests"),
    "assessment_letters.letters_stopped": way(token="stop_digests"),
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
    # handing in, and what came of it: the owner's
    "handing_in.look_over": way(public_id="submission", only=AMINA),
    "handing_in.ask_if_sure": way(public_id="submission", only=AMINA),
    "handing_in.hand_in": way(public_id="submission", only=AMINA),
    "tries.tried": way(public_id="referred", number="try_number", only=AMINA),
    "receipts.receipt": way(public_id="referred", number="try_number", only=AMINA),
    "receipts.receipt_pdf": way(public_id="referred", number="try_number", only=AMINA),
    "receipts.work": way(public_id="referred", number="try_number", only=AMINA),
    "appeals.appealing": way(public_id="referred", number="try_number", only=AMINA),
    "appeals.appeal": way(public_id="referred", number="try_number", only=AMINA),
    "appeals.withdraw": way(public_id="referred", number="try_number", only=AMINA),
    "moderating_appeals.appeal": way(appeal_id="appeal", only={"farid"}),
    "moderating_appeals.take": way(appeal_id="appeal", only={"farid"}),
    "moderating_appeals.give_back": way(appeal_id="appeal", only={"farid"}),
    "moderating_appeals.name_assessor": way(appeal_id="appeal", only={"farid"}),
    "moderating_appeals.settle": way(appeal_id="appeal", only={"farid"}),
    # a discussion: its learner's, and whoever's judges that try
    "own_discussions.discussion": way(public_id="discussed", number="try_number", only=AMINA),
    "own_discussions.propose": way(public_id="discussed", number="try_number", only=AMINA),
    "own_discussions.pick": way(public_id="discussed", number="try_number", only=AMINA),
    "own_discussions.correct": way(public_id="discussed", number="try_number", only=AMINA),
    "discussions.discussion": way(try_id="try_discussed", only={"carys"}),
    "discussions.propose": way(try_id="try_discussed", only={"carys"}),
    "discussions.pick": way(try_id="try_discussed", only={"carys"}),
    "discussions.record": way(try_id="try_discussed", only={"carys"}),
    # who judges: a role held everywhere is the administrators' to speak for
    "assessors.scope": way(public_id="assessor", role_id="assessor_role", only={"grace"}),
    "assessors.record": way(public_id="assessor", role_id="assessor_role", only={"grace"}),
    "assessors.ask_to_end": way(public_id="assessor", role_id="assessor_role", only={"grace"}),
    "assessors.end": way(public_id="assessor", role_id="assessor_role", only={"grace"}),
    # assignments: what is in the queue is for whoever may judge it, what is assigned for whom it is assigned to
    "assessing.assessing": way(only={"carys", "farid"}),
    "assessing.take": way(try_id="try_queued", only={"carys"}),
    "assessing.hand_back": way(try_id="try_to_judge", only={"carys"}),
    "assessing.recognised": way(try_id="try_to_judge", only={"carys"}),
    "assessment_desk.ask_whom": way(try_id="try_queued", only=OF_THE_PART),
    "assessment_desk.assign": way(try_id="try_queued", only=OF_THE_PART),
    # moderation: a moderator's of that unit and level, who has nothing to do with the learner
    "moderating.take": way(try_id="try_sampled", only={"farid"}),
    "moderating.second": way(try_id="try_sampled", only={"farid"}),
    "moderating.ask": way(try_id="try_sampled", only={"farid"}),
    "comparing.compare": way(try_id="try_compared", only={"farid"}),
    "comparing.agree": way(try_id="try_compared", only={"farid"}),
    # earlier learning is everybody's own to claim; who validated an award is the administrators' to say
    "earlier_learning.begin": way(code="assessed_unit", level="assessed_level"),
    "validations.end": way(public_id="validation"),
}
