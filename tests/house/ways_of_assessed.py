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
    # an assessor's own rounds, and a visit to the learner whose try is with them; nobody else has either
    "standardisation.record": way(record="standard_record", only={"carys"}),
    "standardisation.judge": way(record="standard_record", only={"carys"}),
    "standardisation.compare": way(public_id="round", only={"carys"}),
    "visiting.visits": way(try_id="try_to_judge", only={"carys"}),
    "visiting.propose": way(try_id="try_to_judge", only={"carys"}),
    "visiting.move": way(try_id="try_to_judge", visit_id="visit", only={"carys"}),
    "visiting.call_off": way(try_id="try_to_judge", visit_id="visit", only={"carys"}),
    "visiting.record": way(try_id="try_to_judge", visit_id="visit", only={"carys"}),
    "visiting.keep_record": way(try_id="try_to_judge", visit_id="visit", only={"carys"}),
    "visited.own_visits": way(submission_id="visited_work", only=AMINA),
    "visited.agree": way(submission_id="visited_work", visit_id="visit", only=AMINA),
    "visited.other_day": way(submission_id="visited_work", visit_id="visit", only=AMINA),
    "visited.call_off": way(submission_id="visited_work", visit_id="visit", only=AMINA),
    "visited.present": way(visit_id="visit", only=HANA),
    "visited.answer": way(visit_id="visit", only=HANA),
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
}
