"""Every route says who may open it. A route that says nothing is refused, so nothing is open by oversight.

The decorators only mark; the corridor asks the mark before the view runs (`accounts.sign_in`). What depends on the
thing itself (its owner, its state) is asked in the view with `require`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort

from learnmentor.web.roles import ask_for

View = TypeVar("View", bound=Callable[..., Any])
Found = TypeVar("Found")

PUBLIC = "public"
SIGNED_IN = "signed in"
_OR = " or "


def _marked(access: str) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Anybody may open it."""
    return _marked(PUBLIC)(view)


def signed_in(view: View) -> View:
    """Anybody with an account may open it; what belongs to others is still checked in the view."""
    return _marked(SIGNED_IN)(view)


def with_role(role: str) -> Callable[[View], View]:
    """Only people who hold `role` today may open it."""
    ask_for(str(role))
    return _marked(str(role))


def with_any_role(*roles: str) -> Callable[[View], View]:
    """Only people who hold one of `roles` today may open it; what reaches only some things is asked in the view."""
    for role in roles:
        ask_for(str(role))
    return _marked(_OR.join(map(str, roles)))


def roles_of(mark: str) -> tuple[str, ...]:
    """The roles of which one is needed, by what a view declares."""
    return tuple(mark.split(_OR))


def access_of(view: Callable[..., Any] | None) -> str | None:
    """What a view declares, or None."""
    return getattr(view, "access", None)


def require(allowed: bool) -> None:  # noqa: FBT001 -- reads as a sentence: require(may_study(…))
    """Go on only if a rule allowed it; otherwise the page for 403."""
    if not allowed:
        abort(403)


def or_404(found: Found | None) -> Found:
    """What was found, or the page for 404."""
    if found is None:
        abort(404)
    return found
