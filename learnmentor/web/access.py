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
