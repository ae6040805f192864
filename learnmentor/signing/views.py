"""The public halves of our keys, for people and for programs."""

from flask import Blueprint, Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from learnmentor.ground.db import db
from learnmentor.signing import queries, rules
from learnmentor.web import installation
from learnmentor.web.access import or_404, public

bp = Blueprint("signing", __name__)


@bp.get("/keys")
@public
def keys() -> ResponseReturnValue:
    """Every key with its fingerprint, to compare with the one that a check named."""
    return render_template("signing/keys.html", keys=queries.published(db.session))


@bp.get("/keys/<kid>")
@public
def key(kid: str) -> ResponseReturnValue:
    """One key as JWK. A revoked one is gone, so that no program goes on believing it."""
    found = queries.public_half(or_404(queries.key(db.session, kid)))
    if found.revoked_at is not None:
        answer = jsonify(error="revoked", revoked_at=found.revoked_at.isoformat(), reason=found.reason)
        return _for_programs(answer), 410
    return _for_programs(jsonify(rules.as_jwk(found, base_url=_base_url())))


@bp.get("/.well-known/jwks.json")
@public
def key_set() -> ResponseReturnValue:
    """All keys that prove something, as a JWK Set."""
    answer = jsonify(rules.as_key_set(queries.published(db.session), base_url=_base_url()))
    return _for_programs(answer)


def _for_programs(answer: Response) -> Response:
    """A verifier may run in a page of another site: nothing here is secret."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _base_url() -> str:
    return installation.settings().base_url
