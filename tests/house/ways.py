"""How a test reaches each route whose address names a thing, and who may, where that is narrower than the view's mark.

A new route with something in <angle brackets> needs a line here: way(<part of the address>=<name of the thing>), where
the thing is made in `world` (tests/house/conftest.py). `only` lists the personas who get in, when the view asks more
than its mark says.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Way:
    """The things named by an address, what is sent, and who gets in (None: whoever the view's mark lets in)."""

    values: dict[str, str]
    only: frozenset[str] | None
    json: Any
    data: Any


def way(*, only: set[str] | None = None, json: Any = None, data: Any = None, **values: str) -> Way:
    """A line of the table."""
    return Way(values, None if only is None else frozenset(only), json, data)


AMINA = {"amina"}
PAIR = {"amina", "hana"}  # the two of a pair, and nobody else: not another pair, a coordinator, an assessor
BEN = {"ben"}
OF_ALL = {"grace"}  # who looks after the whole organisation
MEMBERS = {"amina", "ben", "hana", "nadia", "grace"}  # of it, and who looks after it
OF_THE_PART = {"dev", "nadia", "grace"}  # Ewa coordinates elsewhere
RUN_THE_GROUP = {"ben", *OF_THE_PART}  # who leads it, coordinates its part, or administers everything
IN_THE_GROUP = {"amina", *RUN_THE_GROUP}
MAKE_GROUPS = {"ewa", "hana", *RUN_THE_GROUP}
GIVE_AWAY = {"ben", "hana", "dev", "nadia", "ewa"}  # trainers, and coordinators wherever they are
SEE_STATISTICS = {"ben", "hana", "dev", "nadia", "ewa", "grace"}

WAYS = {
    # accounts: whoever holds a link may use it
    "accounts.invitation": way(token="invitation"),
    "accounts.accept_invitation": way(token="invitation"),
    "passwords.new_password": way(token="reset"),
    "passwords.set_password": way(token="reset"),
    "people.person": way(public_id="person"),
    "people.give_role": way(public_id="person"),
    "people.end_role": way(public_id="person", role_id="role"),
    "care.account": way(public_id="person"),
    "care.correct_names": way(public_id="person"),
    "care.change_address": way(public_id="person"),
    "care.password_link": way(public_id="person"),
    "care.suspend": way(public_id="person"),
    "care.let_return": way(public_id="person"),
    "care.leave": way(public_id="person"),
    "invitations.resend": way(public_id="sent_invitation"),
    "invitations.withdraw": way(public_id="sent_invitation"),
    "invitations.replacement": way(public_id="sent_invitation"),
    "invitations.replace": way(public_id="sent_invitation"),
    "invitations.seen": way(token="invitation"),
    "address_changes.confirmation": way(token="confirm_address"),
    "address_changes.confirm": way(token="confirm_address"),
    "address_changes.stopping": way(token="stop_address"),
    "address_changes.stop": way(token="stop_address"),
    "merging.confirmation": way(token="merge"),
    "merging.confirm": way(token="merge"),
    "merging.decline": way(token="merge"),
    "merging.merge_for_others": way(public_id="person"),
    "merging.ask_both": way(public_id="person"),
    "earlier.record": way(public_id="earlier_account", only={"carys"}),
    "profile.sign_out_there": way(public_id="device"),  # another's does not exist, and nothing happens
    # organisations: a part is of those who look after it or what it is in; elsewhere it does not exist
    "organisations.part": way(public_id="part", only=OF_THE_PART),
    "organisations.new_part": way(public_id="part", only=OF_THE_PART),
    "organisations.make_part": way(public_id="part", only=OF_THE_PART),
    "organisations.new_name": way(public_id="part", only=OF_THE_PART),
    "organisations.rename": way(public_id="part", only=OF_THE_PART),
    "organisations.ask_to_close": way(public_id="part", only=OF_THE_PART),
    "organisations.close": way(public_id="part", only=OF_THE_PART),
    "coordinators.new_coordinator": way(public_id="part", only=OF_THE_PART),
    "coordinators.give_coordinator": way(public_id="part", only=OF_THE_PART),
    "coordinators.ask_to_end": way(public_id="part", person_id="coordinator", only=OF_THE_PART),
    "coordinators.end_coordinator": way(public_id="part", person_id="coordinator", only=OF_THE_PART),
    "members.new_person": way(public_id="part", only=OF_THE_PART),
    "members.bring_in": way(public_id="part", only=OF_THE_PART),
    "members.member": way(public_id="part", person_id="member", only=OF_THE_PART),
    "members.ask_to_end": way(public_id="part", person_id="member", only=OF_THE_PART),
    "members.end": way(public_id="part", person_id="member", only=OF_THE_PART),
    "members.ask_to_move": way(public_id="part", person_id="member", only=OF_THE_PART),
    "members.move": way(public_id="part", person_id="member", only=OF_THE_PART),
    "members.withdraw": way(public_id="part", offer_id="offer", only=OF_THE_PART),
    "managers.managers": way(public_id="part", only=OF_THE_PART),
    "managers.new_manager": way(public_id="part", person_id="member", only=OF_THE_PART),
    "managers.add_manager": way(public_id="part", person_id="member", only=OF_THE_PART),
    "managers.ask_to_end_manager": way(
        public_id="part", person_id="member", management_id="management", only=OF_THE_PART
    ),
    "managers.end_manager": way(public_id="part", person_id="member", management_id="management", only=OF_THE_PART),
    "people_tables.new_table": way(public_id="part", only=OF_THE_PART),
    "people_tables.look_over": way(public_id="part", only=OF_THE_PART),
    "people_tables.members_csv": way(public_id="part", only=OF_THE_PART),
    "people_tables.table": way(public_id="table", only={"dev"}),
    "people_tables.begin": way(public_id="table", only={"dev"}),
    "people_tables.progress": way(public_id="table", only={"dev"}),
    "moving.ask_to_move": way(public_id="part", only=OF_THE_PART),
    "moving.move": way(public_id="part", only=OF_THE_PART),
    "member_care.names": way(public_id="part", person_id="member", only=OF_THE_PART),
    "member_care.correct_names": way(public_id="part", person_id="member", only=OF_THE_PART),
    "member_care.password_link": way(public_id="part", person_id="member", only=OF_THE_PART),
    "member_care.resend": way(public_id="part", offer_id="offer", only=OF_THE_PART),
    "targets.organisation_target": way(public_id="organisation", only={"grace"}),
    "targets.choose_organisation_target": way(public_id="organisation", only={"grace"}),
    "issuer.organisation_issuer": way(public_id="organisation", only={"grace"}),
    "issuer.sign_for_organisation": way(public_id="organisation", only={"grace"}),
    "sharing.sharing": way(public_id="organisation", only={"grace"}),
    "sharing.renew_code": way(public_id="organisation", only={"grace"}),
    "sharing.new_proposal": way(public_id="organisation", only={"grace"}),
    "sharing.propose": way(public_id="organisation", only={"grace"}),
    "sharing.accept": way(public_id="organisation", agreement_id="agreement", only={"grace"}),
    "sharing.end": way(public_id="organisation", agreement_id="agreement", only={"grace"}),
    "impact_report.report": way(public_id="organisation", only=OF_ALL),
    "policy_work.policies": way(public_id="organisation", only=OF_ALL),
    "policy_work.adopt": way(public_id="organisation", only=OF_ALL, data={"template": "template-policy"}),
    "policy_work.policy": way(public_id="organisation", policy_id="policy", only=OF_ALL),
    "policy_work.change": way(public_id="organisation", policy_id="policy", only=OF_ALL),
    "policy_work.publish": way(public_id="organisation", policy_id="policy", only=OF_ALL),
    "policy_work.withdraw": way(public_id="organisation", policy_id="policy", only=OF_ALL),
    "policies.policy": way(public_id="policy", only=MEMBERS),
    "policies.version": way(public_id="policy", number="policy_version", only=MEMBERS),
    "joining.accept": way(public_id="own_offer", only=AMINA),
    "joining.decline": way(public_id="own_offer", only=AMINA),
    # signing: public halves are for everybody
    "signing.key": way(kid="key"),
    # courses and assessment: what is published is everybody's, a picked programme its owner's
    "catalogue.unit": way(code="unit"),
    "catalogue.case": way(code="case"),
    "catalogue.form": way(code="form"),
    "catalogue.record": way(code="record"),
    "catalogue.brief": way(code="assessed"),
    "pages.page": way(code="page"),
    "study.segment": way(code="segment"),
    "study.claim": way(code="segment"),
    "study.make_claim": way(code="segment"),
    "study.beat": way(code="segment", json={"tab": "a", "starting": True}),
    "study.finished": way(code="finished"),
    "study.changed": way(code="changed", only=AMINA),
    "study.take_newest": way(code="changed"),
    "impact.survey": way(public_id="survey", only=AMINA),
    "impact.let_count": way(public_id="survey", only=AMINA),
    "impact.take_away": way(public_id="survey", only=AMINA),
    "impact.answers": way(public_id="survey", moment="moment", only=AMINA),
    "impact.keep_answers": way(public_id="survey", moment="moment", only=AMINA),
    "impact.answers_pdf": way(public_id="survey", moment="moment", only=AMINA),
    "impact.answers_md": way(public_id="survey", moment="moment", only=AMINA),
    "impact.file": way(public_id="survey", moment="moment", only=AMINA),
    "impact.read_file": way(public_id="survey", moment="moment", only=AMINA),
    "programmes.programme": way(public_id="programme", only=AMINA),
    "programmes.follow": way(public_id="starter"),
    "programmes.edit": way(public_id="programme", only=AMINA),
    "programmes.change": way(public_id="programme", only=AMINA),
    "programmes.delete": way(public_id="programme", only=AMINA),
    # what a trainer or coordinator gives away is for whom it is, and theirs alone to change
    "given.programme": way(public_id="given"),
    "given.follow": way(public_id="given"),
    "given.take_newest": way(public_id="given", only=AMINA),  # who follows it
    "given.copy": way(public_id="given"),
    "given.by_link": way(token="programme_link"),  # whoever holds the link
    "given.follow_by_link": way(token="programme_link"),
    "giving.mine": way(only=GIVE_AWAY),
    "giving.new": way(only=GIVE_AWAY),
    "giving.begin": way(only=GIVE_AWAY),
    "giving.edit": way(public_id="given", only=BEN),
    "giving.change": way(public_id="given", only=BEN),
    "giving.choose_audience": way(public_id="given", only=BEN),
    "giving.change_link": way(public_id="given", only=BEN),
    "giving.change_offer": way(public_id="given", only=BEN),
    "statistics.statistics": way(code="segment", only=SEE_STATISTICS),
    "statistics.say_useful": way(code="finished"),  # of one's own study alone; else nothing is counted
    "activities.save": way(code="segment", activity_id="activity"),
    "pages.media": way(sha256="picture", name="picture_name"),
    # cpd: a ledger is its owner's alone, and another's entry does not even exist
    "cpd.year": way(year="year"),
    "cpd.entries_csv": way(year="year"),
    "entries.entry": way(public_id="entry", only=AMINA),
    "entries.correction": way(public_id="entry", only=AMINA),
    "entries.correct": way(public_id="entry", only=AMINA),
    "entries.withdrawal": way(public_id="entry", only=AMINA),
    "entries.withdraw": way(public_id="entry", only=AMINA),
    "prompts.impact": way(public_id="entry", only=AMINA),
    "prompts.say_impact": way(public_id="entry", only=AMINA),
    "prompts.stop_letters": way(token="stop_letters"),  # whoever holds the letter
    "prompts.letters_stopped": way(token="stop_letters"),
    "entries.file": way(public_id="file", only=AMINA),
    "packs.pack": way(year="year"),
    "packs.download_pack": way(year="year"),
    "packs.long_pack": way(public_id="pack", only=AMINA),
    "packs.pack_progress": way(public_id="pack", only=AMINA),
    "packs.make_pack_again": way(public_id="pack", only=AMINA),
    "packs.fetch_pack": way(public_id="ready_pack", only=AMINA),
    "declarations.look_over": way(year="year"),
    "declarations.statement": way(year="year"),
    "declarations.declare": way(year="year"),
    "declarations.declaration": way(public_id="declaration", only=AMINA),
    "declarations.declaration_file": way(public_id="declaration", only=AMINA),
    # certificates: anyone with a number may ask, only its owner gets the document
    "certificates.certificate": way(number="certificate"),
    "certificates.facts": way(number="certificate"),
    "awards.award": way(code="award"),
    "certificates.compare_name": way(number="certificate"),
    "certificates.document": way(number="certificate", only=AMINA),
    "credentials.own_credential": way(number="certificate", only=AMINA),
    "credentials.badge_svg": way(number="certificate", only=AMINA),
    "credentials.badge_png": way(number="certificate", only=AMINA),
    "credentials.preview": way(number="certificate", only=AMINA),
    "credentials.public_credential": way(number="certificate"),
    "credentials.achievement": way(code="award", version="award_version"),
    "credentials.achievement_badge": way(code="award", version="award_version"),
    "credentials.status_list": way(number="status_list"),
    "renewals.renew": way(number="certificate", only=AMINA),
    "corrections.look_after": way(number="certificate"),
    "corrections.correct": way(number="certificate"),
    "corrections.revoke": way(number="certificate"),
    # groups: an open door for whoever holds a word, the inside for members, the rest for whoever runs one
    "groups.new_group": way(only=MAKE_GROUPS),
    "groups.make_group": way(only=MAKE_GROUPS),
    "groups.group": way(only={"carys", *IN_THE_GROUP}, public_id="group"),
    "groups.edit_group": way(only=RUN_THE_GROUP, public_id="group"),
    "groups.change_group": way(only=RUN_THE_GROUP, public_id="group"),
    "groups.close_group": way(only=RUN_THE_GROUP, public_id="group"),
    "groups.open_group": way(only=RUN_THE_GROUP, public_id="group"),
    "groups.leaders": way(only=RUN_THE_GROUP, public_id="group"),
    "groups.name_leader": way(only=RUN_THE_GROUP, public_id="group"),
    "groups.end_leading": way(only=RUN_THE_GROUP, public_id="group", key="group_leader"),
    "group_progress.progress": way(only=RUN_THE_GROUP, public_id="group"),
    "group_progress.progress_csv": way(only=RUN_THE_GROUP, public_id="group"),
    "group_progress.own_progress": way(only={"amina"}, public_id="group"),
    "organisation_report.report": way(public_id="part", only=OF_THE_PART),
    "organisation_report.report_csv": way(public_id="part", only=OF_THE_PART),
    "coming.arrive": way(word="group_link"),
    "coming.join": way(word="group_link"),
    "coming.joining": way(only={"amina", "carys"}, public_id="group"),
    "coming.answer": way(only={"amina", "carys"}, public_id="group"),
    "coming.leave": way(public_id="group"),  # whoever is not in it leaves nothing
    "group_people.people": way(only=RUN_THE_GROUP, public_id="group"),
    "group_people.ask": way(only=RUN_THE_GROUP, public_id="group"),
    "group_people.let_in": way(only=RUN_THE_GROUP, public_id="group", member_id="group_member"),
    "group_people.turn_away": way(only=RUN_THE_GROUP, public_id="group", member_id="group_member"),
    "group_people.withdraw_invitation": way(only=RUN_THE_GROUP, public_id="group", invitation_id="group_invitation"),
    "ways.ways": way(only=RUN_THE_GROUP, public_id="group"),
    "ways.make_way": way(only=RUN_THE_GROUP, public_id="group"),
    "ways.withdraw_way": way(only=RUN_THE_GROUP, public_id="group", way_id="group_code"),
    "ways.slide": way(only=RUN_THE_GROUP, public_id="group", way_id="group_code"),
    "sessions.new_session": way(only=RUN_THE_GROUP, public_id="group"),
    "sessions.plan_session": way(only=RUN_THE_GROUP, public_id="group"),
    "sessions.session": way(only=IN_THE_GROUP, public_id="group", session_id="group_session"),
    "sessions.calendar": way(only=IN_THE_GROUP, public_id="group", session_id="group_session"),
    "sessions.edit_session": way(only=RUN_THE_GROUP, public_id="group", session_id="group_session"),
    "sessions.change_session": way(only=RUN_THE_GROUP, public_id="group", session_id="group_session"),
    "sessions.cancel_session": way(only=RUN_THE_GROUP, public_id="group", session_id="group_session"),
    "attendance.confirm": way(only=RUN_THE_GROUP, public_id="group", session_id="group_session"),
    "attendance.add_person": way(only=RUN_THE_GROUP, public_id="group", session_id="group_session"),
    "attendance.slide": way(only=RUN_THE_GROUP, public_id="group", session_id="group_session"),
    "assignments.new_assignment": way(only=RUN_THE_GROUP, public_id="group"),
    "assignments.give": way(only=RUN_THE_GROUP, public_id="group"),
    "assignments.take_back": way(only=RUN_THE_GROUP, public_id="group", assignment_id="group_assignment"),
    "assignments.nudge": way(only=RUN_THE_GROUP, public_id="group", member_id="group_member"),
    "assignments.nudge_all": way(only=RUN_THE_GROUP, public_id="group"),
    # authoring: the studio is every trainer's, a draft its author's
    "studio.begin": way(data={"of": "segment C1-S1"}),
    "studio.edit": way(public_id="draft", only=BEN),
    "studio.save": way(public_id="draft", only=BEN, data={"source": "# Anything"}),
    "studio.changes": way(public_id="draft", only=BEN),
    "studio.conflict": way(public_id="draft", only=BEN),
    "studio.ask_to_discard": way(public_id="draft", only=BEN),
    "studio.discard": way(public_id="draft", only=BEN),
    "studio.publish": way(public_id="draft", only=BEN),
}
