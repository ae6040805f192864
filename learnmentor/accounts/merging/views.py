"""Two accounts of one person: merged by their owner, or by an administrator with both addresses agreeing."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnmentor.accounts import passwords, queries, throttle, tries
from learnmentor.accounts.access_log.rules import AccessTo
from learnmentor.accounts.access_log.views import shows_anothers
from learnmentor.accounts.lives import rules as care
from learnmentor.accounts.merging import queries as merging
from learnmentor.accounts.merging import services, wording
from learnmentor.accounts.merging.forms import ConfirmMergeForm, MergeByLetterForm, MergeByPasswordForm
from learnmentor.accounts.merging.models import MergeRequest
from learnmentor.accounts.merging.rules import Obstacle, Proof
from learnmentor.accounts.merging.services import MergeLinks
from learnmentor.accounts.models import Person
from learnmentor.accounts.queries import Credentials
from learnmentor.accounts.rules import RoleName, digest
from learnmentor.accounts.services import LinkOver
from learnmentor.accounts.sign_in import current_actor, current_learner
from learnmentor.accounts.views.coming_in import link_over, new_link, too_many, tried_at
from learnmentor.accounts.views.people import opened_account
from learnmentor.accounts.views.profile import me
from learnmentor.ground import clock
from learnmentor.ground.db import at_once, db, undo_before_drawing
from learnmentor.stories.merging import accounts as merging_accounts
from learnmentor.stories.merging.accounts import CannotMerge, Circumstance, NotProven, Proofs
from learnmentor.stories.merging.moves import AccountPair
from learnmentor.web import installation
from learnmentor.web.access import public, require, signed_in, with_role
from learnmentor.web.limits import hashes
from learnmentor.web.pages import page

bp = Blueprint("merging", __name__)

_NOT_TOGETHER = "That address and password do not belong together. Check both, or have a letter sent instead."
_ONE_NOW = "Your accounts are one now. What the other one had is here, and its record of CPD stands beside yours."


def told() -> Circumstance:
    """When and where this happens."""
    settings = installation.settings()
    sender = installation.sender() if settings.mail_server else None
    return Circumstance(clock.now(), settings.time_zone, settings.installation_name, sender)


# One's own two


@dataclass(frozen=True)
class TwoAccountsPage:
    """What will happen, and the two ways to show that the other account is one's own. `known` is the one that stays."""

    known: Person
    by_password: MergeByPasswordForm
    by_letter: MergeByLetterForm
    mail_server: bool


@bp.get("/profile/merge")
@signed_in
def two_accounts() -> ResponseReturnValue:
    """What it means to have two accounts merged."""
    return _two(200)


@bp.post("/profile/merge")
@signed_in
@hashes
def merge_by_password() -> ResponseReturnValue:
    """Merge the other account into this one, if its password is right."""
    form, at = MergeByPasswordForm(prefix="password-"), clock.now()
    if not form.accepted():
        return _two(422, by_password=form)
    tried = tried_at(throttle.SIGN_IN, form.text("email"))
    with at_once() as apart:  # from here to the last step no lock is held: hashing takes its time
        wait = tries.count_try(apart, tried, at=at)
        found = queries.credentials(apart, form.text("email"), at=at)
    if wait is not None:
        return too_many(form, wait, lambda: _two(429, by_password=form))
    if not passwords.matches(form.text("password"), found.password_hash) or found.person_id is None:
        form.refuse("password", _NOT_TOGETHER)
        return _two(422, by_password=form)
    if (fault := _merged(found.person_id, found)) is not None:
        form.refuse("email", fault)
        return _two(422, by_password=form)
    tries.forget_tries(db.session, tried, at=at)
    flash(_ONE_NOW, "message")
    return redirect(url_for("cpd.year"), 303)


def _merged(goes_id: int, found: Credentials) -> str | None:
    """Merge an account whose password was typed; a sentence where something stands in the way."""
    proofs = Proofs(frozenset({Proof.SIGNED_IN}), frozenset({Proof.PASSWORD}), found.password_hash)
    return _attempt(
        lambda: merging_accounts.merge(
            db.session, installation.vault(), AccountPair(current_learner().id, goes_id), proofs=proofs,
            asked_by=current_learner().id, told=told(),
        )
    )  # fmt: skip


def _attempt(merge: Callable[[], object]) -> str | None:
    try:
        merge()
    except CannotMerge as refused:
        return wording.why_not(refused.obstacles)
    except NotProven:
        return _NOT_TOGETHER
    return None


@bp.post("/profile/merge/letter")
@signed_in
def send_merge_letter() -> ResponseReturnValue:
    """Write to the other address. The answer is the same for an address that has no account."""
    form, at = MergeByLetterForm(prefix="letter-"), clock.now()
    if not installation.settings().mail_server or not form.accepted():
        return _two(422, by_letter=form)
    with at_once() as apart:
        wait = tries.count_try(apart, tried_at(throttle.ADDRESS_LETTER, form.text("email")), at=at)
    if wait is not None:
        return too_many(form, wait, lambda: _two(429, by_letter=form))
    links = MergeLinks(*new_link("merging.confirmation"))
    services.ask_by_letter(
        db.session, stays_id=current_learner().id, email=form.text("email"), links=links,
        sender=installation.sender(), at=at,
    )  # fmt: skip
    flash("A letter is on its way to that address. Open its link within two days, in this browser.", "message")
    return redirect(url_for("merging.two_accounts"), 303)


def _two(
    status: int, *, by_password: MergeByPasswordForm | None = None, by_letter: MergeByLetterForm | None = None
) -> Response:
    undo_before_drawing()
    context = TwoAccountsPage(
        me(),
        by_password or MergeByPasswordForm(prefix="password-", blank=True),
        by_letter or MergeByLetterForm(prefix="letter-", blank=True),
        bool(installation.settings().mail_server),
    )
    return make_response(page("accounts/two_accounts.html", context), status)


# The links in the letters


@dataclass(frozen=True)
class ConfirmMergePage:
    """Which account goes on and which is closed. `agreed`: whoever opened this has; `no`: where refusals are sent."""

    form: ConfirmMergeForm
    stays: Person
    goes: Person
    both_agree: bool
    agreed: bool
    no: str


@bp.get("/merges/<token>")
@public
def confirmation(token: str) -> ResponseReturnValue:
    """The page behind a link: what will happen."""
    request = _open(token)
    if request is None or _for_somebody_else(request):
        return link_over() if request is None else _sign_in_first()
    return _confirm_page(request, token, ConfirmMergeForm(), 200)


@bp.post("/merges/<token>")
@public
def confirm(token: str) -> ResponseReturnValue:
    """Agree: the accounts are merged when everybody who is asked has agreed."""
    form, request = ConfirmMergeForm(), _open(token)
    if request is None or _for_somebody_else(request):
        return link_over() if request is None else _sign_in_first()
    if not form.accepted():
        return _confirm_page(request, token, form, 422)
    try:
        merged = merging_accounts.agree(db.session, installation.vault(), digest(token), told=told())
    except (LinkOver, CannotMerge) as refused:
        return _refused(token, form, refused)
    if not merged:
        flash("Thank you. The accounts are merged when the other address agrees too.", "message")
        return redirect(url_for("merging.confirmation", token=token), 303)
    flash(_ONE_NOW, "message")
    return redirect(url_for("cpd.year"), 303)


@bp.post("/merges/<token>/no")
@public
def decline(token: str) -> ResponseReturnValue:
    """Let both accounts stay as they are."""
    try:
        services.decline(db.session, digest(token), at=clock.now())
    except LinkOver:
        undo_before_drawing()
        return link_over()
    flash("Both accounts stay as they are.", "message")
    return redirect(url_for("accounts.sign_in"), 303)


def _open(token: str) -> MergeRequest | None:
    return merging.open_request(db.session, digest(token), at=clock.now())


def _refused(token: str, form: ConfirmMergeForm, refused: LinkOver | CannotMerge) -> Response:
    undo_before_drawing()
    request = _open(token)
    if isinstance(refused, LinkOver) or request is None:
        return link_over()
    form.form_errors.append(wording.why_not(refused.obstacles))
    return _confirm_page(request, token, form, 422)


def _for_somebody_else(request: MergeRequest) -> bool:
    """What an owner asked for needs the owner signed in to the account that stays: the link alone proves one of two."""
    actor = current_actor()
    return request.stays_sha256 is None and (actor is None or actor.id != request.stays_id)


def _sign_in_first() -> Response:
    return make_response(page("accounts/merge_sign_in.html", SignInFirstPage(current_actor() is not None)), 403)


@dataclass(frozen=True)
class SignInFirstPage:
    """Whether somebody is signed in, who is not the one that asked."""

    signed_in: bool


def _confirm_page(request: MergeRequest, token: str, form: ConfirmMergeForm, status: int) -> Response:
    stays, goes = (db.session.get_one(Person, each) for each in (request.stays_id, request.goes_id))
    of_goes = digest(token) == request.goes_sha256
    agreed = (request.goes_proved_at if of_goes else request.stays_proved_at) is not None
    no = url_for("merging.decline", token=token)
    context = ConfirmMergePage(form, stays, goes, request.stays_sha256 is not None, agreed, no)
    return make_response(page("accounts/confirm_merge.html", context), status)


# By an administrator


@dataclass(frozen=True)
class MergeForOthersPage:
    """The account that goes on, and the form for the address of the other one."""

    form: MergeByLetterForm
    known: Person
    mail_server: bool


@bp.get("/people/<public_id>/merge")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.ACCOUNT)
def merge_for_others(public_id: str) -> ResponseReturnValue:
    """Ask which other account is the same person's."""
    return _others_page(_known(public_id), MergeByLetterForm(), 200)


@bp.post("/people/<public_id>/merge")
@with_role(RoleName.ADMINISTRATOR)
@shows_anothers(AccessTo.ACCOUNT)
def ask_both(public_id: str) -> ResponseReturnValue:
    """Write to both addresses; nothing happens until both have agreed."""
    known, form = _known(public_id), MergeByLetterForm()
    if not installation.settings().mail_server or not form.accepted():
        return _others_page(known, form, 422)
    other = queries.person_by_email(db.session, form.text("email"))
    if other is None or other.id == known.id:
        form.refuse("email", wording.why_not({Obstacle.SAME}) if other else "No account has this address.")
        return _others_page(known, form, 422)
    services.ask_for_others(
        db.session, known, other, by_id=current_learner().id, sender=installation.sender(), at=clock.now(),
        links=MergeLinks(*new_link("merging.confirmation"), *new_link("merging.confirmation")),
    )  # fmt: skip
    flash("Two letters are on their way. The accounts are merged when both addresses have agreed.", "message")
    return redirect(url_for("care.account", public_id=known.public_id), 303)


def _known(public_id: str) -> Person:
    known = opened_account(public_id)
    require(care.may_act_for(current_learner(), person_id=known.id))
    return known


def _others_page(known: Person, form: MergeByLetterForm, status: int) -> Response:
    undo_before_drawing()
    context = MergeForOthersPage(form, known, bool(installation.settings().mail_server))
    return make_response(page("accounts/merge_for_others.html", context), status)
