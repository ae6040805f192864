"""What coordinators of an organisation do with its policies: copied from a template, changed, published, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from learnmentor.authoring import queries as authoring
from learnmentor.courses.catalogue import queries as catalogue
from learnmentor.courses.catalogue.queries import TemplateLine
from learnmentor.ground import clock, randomness
from learnmentor.ground.db import db
from learnmentor.markup import Context, render
from learnmentor.organisations.models import Part
from learnmentor.organisations.policies import adoption, queries, rules, services
from learnmentor.organisations.policies.forms import PolicyForm, PublishPolicyForm
from learnmentor.organisations.policies.models import Policy
from learnmentor.organisations.policies.queries import ListedPolicy
from learnmentor.organisations.policies.services import PolicyText
from learnmentor.organisations.views.frame import looks_after_people, part_or_404, still_mine
from learnmentor.web import installation
from learnmentor.web.access import or_404
from learnmentor.web.forms import Form
from learnmentor.web.pages import page

bp = Blueprint("policy_work", __name__)
_MOST_FAULTS = 5
_CHANGED = (
    "Somebody else changed this text since you opened it. Theirs stands above. Press again to put yours in its place."
)


def _root_or_404(public_id: str) -> Part:
    """The organisation of an address, for whoever looks after all of it."""
    part = part_or_404(public_id)
    return or_404(part if part.parent_id is None else None)


def _policy_or_404(root: Part, public_id: str) -> Policy:
    found = queries.policy(db.session, public_id)
    return or_404(found if found and found.root_id == root.id else None)


# The policies of an organisation


@dataclass(frozen=True)
class PoliciesPage:
    """What an organisation has, and the templates that it may copy."""

    root: Part
    policies: Sequence[ListedPolicy]
    templates: Sequence[TemplateLine]
    form: Form


def _policies_page(root: Part, form: Form, status: int = 200) -> Response:
    found = queries.policies_of(db.session, [root], on=installation.today())
    context = PoliciesPage(root, found, catalogue.templates(db.session), form)
    return make_response(page("organisations/policies/policies.html", context), status)


@bp.get("/organisation/parts/<public_id>/policies")
@looks_after_people
def policies(public_id: str) -> ResponseReturnValue:
    """The policies of an organisation, and templates to begin one with."""
    return _policies_page(_root_or_404(public_id), Form(blank=True))


@bp.post("/organisation/parts/<public_id>/policies")
@looks_after_people
def adopt(public_id: str) -> ResponseReturnValue:
    """Copy a template; members see nothing of it before it is published."""
    root, code = _root_or_404(public_id), request.form.get("template", "")
    template, revision = or_404(catalogue.template(db.session, code))
    library = authoring.library(db.session)
    source = adoption.own_text(revision.source, targets=library.targets, sources=library.sources)
    still_mine(root)
    try:
        made = services.adopt(
            db.session, root, text=PolicyText(adoption.own_title(template.title), source), template=template.code,
            public_id=randomness.public_id(), at=clock.now(),
        )  # fmt: skip
    except services.TooManyPolicies:
        flash(f"There are {rules.MOST_POLICIES} texts already. Change one of them instead.", "message")
        return redirect(url_for("policy_work.policies", public_id=public_id), 303)
    flash("It is copied. Change it as you like: members see it once you publish it.", "message")
    return redirect(url_for("policy_work.policy", public_id=public_id, policy_id=made.public_id), 303)


# One of them


@dataclass(frozen=True)
class PolicyWorkPage:
    """A policy that is worked on. `preview`: the text of the form as members would read it, where that was asked for.

    `theirs`: what somebody else saved meanwhile.
    """

    root: Part
    policy: Policy
    listed: ListedPolicy
    form: PolicyForm
    publish_form: PublishPolicyForm
    preview: Markup | None
    theirs: str
    today: date


def _page(
    root: Part, policy: Policy, *, form: PolicyForm | None = None, publish_form: PublishPolicyForm | None = None,
    preview: Markup | None = None, theirs: str = "", status: int = 200,
) -> Response:  # fmt: skip
    asked = {"seen": str(policy.changes)}
    context = PolicyWorkPage(
        root=root,
        policy=policy,
        listed=queries.listed_policy(db.session, policy, root, on=installation.today()),
        form=form or PolicyForm(blank=True, data={**asked, "title": policy.title, "source": policy.source}),
        publish_form=publish_form or PublishPolicyForm(blank=True, data={**asked, "from_on": installation.today()}),
        preview=preview,
        theirs=theirs,
        today=installation.today(),
    )
    return make_response(page("organisations/policies/policy.html", context), status)


@bp.get("/organisation/parts/<public_id>/policies/<policy_id>")
@looks_after_people
def policy(public_id: str, policy_id: str) -> ResponseReturnValue:
    """The text that is worked on, and what was published of it."""
    root = _root_or_404(public_id)
    return _page(root, _policy_or_404(root, policy_id))


def _rendered(form: PolicyForm) -> Markup | None:
    """The text as safe HTML; None where something in it cannot be shown, which is said beside it."""
    rendered = render(form.text("source"), Context())
    for fault in rendered.faults[:_MOST_FAULTS]:
        form.refuse("source", f"Line {fault.line}: {fault.message} {fault.remedy}")
    return None if rendered.faults else Markup(rendered.html)  # noqa: S704 -- cleaned in rendering


@bp.post("/organisation/parts/<public_id>/policies/<policy_id>")
@looks_after_people
def change(public_id: str, policy_id: str) -> ResponseReturnValue:
    """Keep the text; "Preview" only shows it as members would read it."""
    root, form = _root_or_404(public_id), PolicyForm()
    found = _policy_or_404(root, policy_id)
    html = _rendered(form) if form.accepted() else None
    if html is None:
        return _page(root, found, form=form, status=422)
    if request.form.get("do") == "preview":
        return _page(root, found, form=form, preview=html)
    still_mine(root)
    text = PolicyText(form.text("title"), form.text("source"))
    try:
        services.change(db.session, found, text=text, seen=form.changes_seen, at=clock.now())
    except services.ChangedByAnother:
        form.refuse("source", _CHANGED)
        form.seen.data = str(found.changes)
        return _page(root, found, form=form, theirs=found.source, status=422)
    flash("It is saved. Members go on reading the version that you published last.", "message")
    flash(f"policy-{policy_id}", "kept")
    return redirect(url_for("policy_work.policy", public_id=public_id, policy_id=policy_id), 303)


@bp.post("/organisation/parts/<public_id>/policies/<policy_id>/publish")
@looks_after_people
def publish(public_id: str, policy_id: str) -> ResponseReturnValue:
    """Publish the text as it was saved, as a version that holds from a day on."""
    root, form = _root_or_404(public_id), PublishPolicyForm()
    found = _policy_or_404(root, policy_id)
    if not form.accepted():
        return _page(root, found, publish_form=form, status=422)
    still_mine(root)
    try:
        made = services.publish(
            db.session, found, html=render(found.source, Context()).html, seen=form.changes_seen,
            note=form.text("note"), from_on=form.from_on.data or installation.today(), today=installation.today(),
            at=clock.now(),
        )  # fmt: skip
    except services.ChangedByAnother:
        form.refuse("from_on", "The text was changed since you opened this page. Read it, and publish it then.")
        form.seen.data = str(found.changes)
    except services.NotThatDay:
        form.refuse("from_on", "A version holds from today or from a day in the coming year. Enter such a day.")
    except services.TooManyVersions:
        form.refuse("from_on", f"There are {rules.MOST_VERSIONS} versions. Copy the template again, and begin anew.")
    else:
        flash(f"Version {made.number} is published.", "message")
        return redirect(url_for("policies.policy", public_id=policy_id), 303)
    return _page(root, found, publish_form=form, status=422)


@bp.post("/organisation/parts/<public_id>/policies/<policy_id>/withdraw")
@looks_after_people
def withdraw(public_id: str, policy_id: str) -> ResponseReturnValue:
    """Show it to members no more."""
    root = _root_or_404(public_id)
    found = _policy_or_404(root, policy_id)
    still_mine(root)
    services.withdraw(db.session, found, at=clock.now())
    flash("Members see it no more. Its versions are kept; publish it again when you like.", "message")
    return redirect(url_for("policy_work.policy", public_id=public_id, policy_id=policy_id), 303)
