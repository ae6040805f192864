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
BEN = {"ben"}

WAYS = {
    # accounts: whoever holds a link may use it
    "accounts.invitation": way(token="invitation"),
    "accounts.accept_invitation": way(token="invitation"),
    "accounts.new_password": way(token="reset"),
    "accounts.set_password": way(token="reset"),
    "accounts.person": way(public_id="person"),
    "accounts.give_role": way(public_id="person"),
    "accounts.end_role": way(public_id="person", role_id="role"),
    "accounts.sign_out_there": way(public_id="device"),  # another's does not exist, and nothing happens
    # signing: public halves are for everybody
    "signing.key": way(kid="key"),
    # courses and assessment: what is published is everybody's, a picked programme its owner's
    "courses.unit": way(code="unit"),
    "courses.case": way(code="case"),
    "courses.form": way(code="form"),
    "courses.record": way(code="record"),
    "courses.brief": way(code="assessed"),
    "courses.page": way(code="page"),
    "courses.segment": way(code="segment"),
    "courses.claim": way(code="segment"),
    "courses.make_claim": way(code="segment"),
    "courses.beat": way(code="segment", json={"tab": "a", "starting": True}),
    "courses.finished": way(code="finished"),
    "courses.changed": way(code="changed", only=AMINA),
    "courses.take_newest": way(code="changed"),
    "courses.programme": way(public_id="programme", only=AMINA),
    "courses.follow": way(public_id="starter"),
    "courses.edit": way(public_id="programme", only=AMINA),
    "courses.change": way(public_id="programme", only=AMINA),
    "courses.delete": way(public_id="programme", only=AMINA),
    "assessment.save": way(code="segment", activity_id="activity"),
    "courses.media": way(sha256="picture", name="picture_name"),
    # cpd: a ledger is its owner's alone, and another's entry does not even exist
    "cpd.year": way(year="year"),
    "cpd.entries_csv": way(year="year"),
    "cpd.entry": way(public_id="entry", only=AMINA),
    "cpd.correction": way(public_id="entry", only=AMINA),
    "cpd.correct": way(public_id="entry", only=AMINA),
    "cpd.withdrawal": way(public_id="entry", only=AMINA),
    "cpd.withdraw": way(public_id="entry", only=AMINA),
    "cpd.impact": way(public_id="entry", only=AMINA),
    "cpd.say_impact": way(public_id="entry", only=AMINA),
    "cpd.stop_letters": way(token="stop_letters"),  # whoever holds the letter
    "cpd.letters_stopped": way(token="stop_letters"),
    "cpd.file": way(public_id="file", only=AMINA),
    "cpd.pack": way(year="year"),
    "cpd.download_pack": way(year="year"),
    "cpd.long_pack": way(public_id="pack", only=AMINA),
    "cpd.pack_progress": way(public_id="pack", only=AMINA),
    "cpd.make_pack_again": way(public_id="pack", only=AMINA),
    "cpd.fetch_pack": way(public_id="ready_pack", only=AMINA),
    "cpd.look_over": way(year="year"),
    "cpd.statement": way(year="year"),
    "cpd.declare": way(year="year"),
    "cpd.declaration": way(public_id="declaration", only=AMINA),
    "cpd.declaration_file": way(public_id="declaration", only=AMINA),
    # certificates: anyone with a number may ask, only its owner gets the document
    "certificates.certificate": way(number="certificate"),
    "certificates.facts": way(number="certificate"),
    "certificates.award": way(code="award"),
    "certificates.compare_name": way(number="certificate"),
    "certificates.document": way(number="certificate", only=AMINA),
    "certificates.own_credential": way(number="certificate", only=AMINA),
    "certificates.badge_svg": way(number="certificate", only=AMINA),
    "certificates.badge_png": way(number="certificate", only=AMINA),
    "certificates.preview": way(number="certificate", only=AMINA),
    "certificates.public_credential": way(number="certificate"),
    "certificates.achievement": way(code="award", version="award_version"),
    "certificates.achievement_badge": way(code="award", version="award_version"),
    "certificates.status_list": way(number="status_list"),
    "certificates.renew": way(number="certificate", only=AMINA),
    "certificates.look_after": way(number="certificate"),
    "certificates.correct": way(number="certificate"),
    "certificates.revoke": way(number="certificate"),
    # authoring: the studio is every trainer's, a draft its author's
    "authoring.begin": way(data={"of": "segment C1-S1"}),
    "authoring.edit": way(public_id="draft", only=BEN),
    "authoring.save": way(public_id="draft", only=BEN, data={"source": "# Anything"}),
    "authoring.changes": way(public_id="draft", only=BEN),
    "authoring.conflict": way(public_id="draft", only=BEN),
    "authoring.ask_to_discard": way(public_id="draft", only=BEN),
    "authoring.discard": way(public_id="draft", only=BEN),
    "authoring.publish": way(public_id="draft", only=BEN),
}
