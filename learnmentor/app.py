"""The application factory: it walks the list of rooms and knows none by name but the door, at which one signs in."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask, request, url_for
from flask_compress import Compress
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from learnmentor import rooms
from learnmentor.accounts import sign_in
from learnmentor.config import Settings, home
from learnmentor.ground import db, words
from learnmentor.ground.storage.files import FileStore
from learnmentor.ground.vault import Vault
from learnmentor.web import assets, errors, headers, limits, logs, navigation, readiness
from learnmentor.web.views import bp as web


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """An application ready to serve. `overrides` are Flask's own configuration keys, for tests."""
    settings = settings or Settings.from_environment()
    app = Flask("learnmentor", template_folder=str(home("templates")), static_folder=str(home("static")))
    _configure(app, settings, overrides)
    logs.init_app(app)
    headers.init_app(app)
    db.init_app(app, settings.database_url)
    limits.init_app(app)
    CSRFProtect(app)
    sign_in.init_app(app)
    errors.init_app(app, stale_form=sign_in.stale_form)
    app.register_blueprint(web)
    lights = {}
    for blueprint, place in rooms.blueprints():
        app.register_blueprint(blueprint)
        lights[blueprint.name] = place
    readiness.init_app(app, sealed=rooms.sealed())
    app.jinja_env.filters.update(words.for_templates(settings.time_zone))
    assets.init_app(app)
    _furnish_templates(app, settings)
    _furnish_navigation(app, lights)
    Compress(app)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1) if settings.secure else app.wsgi_app  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings, overrides: dict[str, Any]) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        VAULT=Vault(settings.text_keys),
        FILES=FileStore(settings.data_dir / "files"),
        TIME_ZONE=settings.time_zone,
        BASE_URL=settings.base_url,
        MAX_CONTENT_LENGTH=(settings.max_upload_mb * 5 + 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SESSION_COOKIE_NAME="learnmentor",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,  # accounts.sign_in renews it now and then: not every answer sets a cookie
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form left open over lunch still counts
        WTF_CSRF_SSL_STRICT=settings.secure,
        COMPRESS_ALGORITHM=["zstd", "gzip"],
        COMPRESS_LEVEL=3,  # of gzip: a segment comes out 8 % larger than at 6, in a quarter of the time
        COMPRESS_STREAMS=False,
        COMPRESS_MIMETYPES=[
            "text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml",
        ],
        **overrides,
    )  # fmt: skip


def _furnish_templates(app: Flask, settings: Settings) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["kept_ok"] = ()  # a page may name forms whose kept text can go
    app.jinja_env.globals["installation_name"] = settings.installation_name
    app.jinja_env.globals["sign_up_open"] = settings.sign_up == "open"


def _furnish_navigation(app: Flask, lights: Mapping[str, str]) -> None:
    """The bar at the top of every page. `lights`: the place that is current on the pages of each blueprint."""
    places = rooms.places()

    @app.context_processor
    def _navigation() -> dict[str, object]:
        actor = sign_in.shown_actor()
        here = lights.get(request.blueprint or "")
        return {"navigation": navigation.links(places, actor.roles, current=here, address=url_for) if actor else []}
