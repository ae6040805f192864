"""What is read beside the course: pages of information, sources, glossary, pictures; and the links at the foot."""

from flask import Blueprint, Response, abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from learnmentor.authoring import queries as authoring
from learnmentor.courses.catalogue.views.units import text_page
from learnmentor.ground.db import db
from learnmentor.web import installation
from learnmentor.web.access import or_404, public

bp = Blueprint("pages", __name__)
_FOOTER = (("about", "About"), ("privacy", "Privacy"), ("accessibility", "Accessibility"))


@bp.app_context_processor
def _footer() -> dict[str, object]:
    return {"footer_links": _footer_links()}


def _footer_links() -> list[dict[str, str]]:
    places = [(url_for("pages.page", code=code), label) for code, label in _FOOTER]
    places += [(url_for("pages.sources"), "Sources"), (url_for("pages.glossary"), "Glossary")]
    places += [(url_for("awards.awards"), "Awards"), (url_for("checks.check"), "Check a certificate")]
    return [{"href": href, "label": label} for href, label in places]


@bp.get("/pages/<code>")
@public
def page(code: str) -> ResponseReturnValue:
    """A page of information."""
    if code in {"sources", "glossary"}:
        return redirect(url_for(f"pages.{code}"), 301)
    return text_page("page", code)


@bp.get("/sources")
@public
def sources() -> ResponseReturnValue:
    """Where the facts come from."""
    return text_page("page", "sources")


@bp.get("/glossary")
@public
def glossary() -> ResponseReturnValue:
    """What people mean by the words."""
    return text_page("page", "glossary")


@bp.get("/media/<sha256>/<name>")
@public
def media(sha256: str, name: str) -> ResponseReturnValue:
    """A picture, clip or caption file; its address changes with its bytes, so it may be kept for ever."""
    file, store = or_404(authoring.media_file(db.session, sha256)), installation.files()
    if not store.exists(sha256):
        abort(404)
    if request.if_none_match.contains(sha256):
        answer = Response(status=304)
        answer.set_etag(sha256)
    else:
        answer = send_file(
            store.path(sha256), mimetype=file.media_type, conditional=True, etag=sha256, download_name=name
        )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer
