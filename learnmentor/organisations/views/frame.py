"""What the pages of this room share: the part that is looked at, whoever may, and a page with one short form."""

from dataclasses import dataclass

from flask import Response, abort, make_response, url_for

from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import opened
from learnmentor.accounts.models import Person
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.sign_in import current_learner
from learnmentor.ground.db import db
from learnmentor.organisations import queries, rules, services
from learnmentor.organisations.models import Part
from learnmentor.organisations.people.queries import MOST_COUNTED
from learnmentor.web import installation, pages
from learnmentor.web.access import or_404, with_any_role
from learnmentor.web.forms import Form

PAGE = 50
looks_after_people = with_any_role(RoleName.COORDINATOR, RoleName.ADMINISTRATOR)
_LAST_PAGE = MOST_COUNTED // PAGE


def part_or_404(public_id: str) -> Part:
    """The part of an address, for whoever looks after it; for anybody else it does not exist."""
    part = or_404(queries.part_by_public_id(db.session, public_id))
    return or_404(part if rules.may_coordinate(current_learner(), part) else None)


def organisation_or_404(public_id: str) -> Part:
    """The organisation of an address, for whoever looks after all of it, where there is another one beside it."""
    found = part_or_404(public_id)
    return or_404(found if found.parent_id is None and queries.ever_several(db.session) else None)


def person_or_404(part: Part, public_id: str) -> Person:
    """Somebody who belongs to a part or one below it, or will."""
    return or_404(queries.person_of_part(db.session, part, public_id, on=installation.today()))


def opened_member(part: Part, public_id: str) -> Person:
    """The same, once it is written down that their page is opened."""
    opened(person_or_404(part, public_id).id, AccessTo.MEMBER, part.public_id)
    return person_or_404(part, public_id)


def still_mine(part: Part) -> None:
    """Once more before something is written: the page may have been open for long, and a role ends in a moment."""
    try:
        services.ask_again(db.session, current_learner(), part, on=installation.today())
    except services.NoLonger:
        abort(404)


def page_asked() -> int:
    """The number of the page that an address asks for, of lists as long as those of people are."""
    return pages.page_number(_LAST_PAGE)


def pages_of(total: int) -> int:
    """How many pages so many lines make."""
    return max(1, -(-total // PAGE))


@dataclass(frozen=True)
class ShortFormPage:
    """A page with one short form. `back` is where it leads out, as words and address."""

    title: str
    lead: str
    form: Form
    button: str
    back: tuple[str, str]


def short_form(
    title: str, form: Form, *, button: str, back: tuple[str, str], lead: str = "", status: int = 200
) -> Response:
    """The page of a short form, or the same with what is wrong in it."""
    context = ShortFormPage(title, lead, form, button, back)
    return make_response(pages.page("organisations/form.html", context), status)


def to_part(part: Part) -> tuple[str, str]:
    """The way back to a part."""
    return part.name, url_for("organisations.part", public_id=part.public_id)


def to_member(part: Part, known: Person) -> tuple[str, str]:
    """The way back to somebody of a part."""
    return known.name, url_for("members.member", public_id=part.public_id, person_id=known.public_id)
