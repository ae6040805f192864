"""The application factory: the one place that knows every room."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from learnmentor.accounts import sign_in
from learnmentor.accounts.rules import RoleName
from learnmentor.accounts.views import closing as _leaving  # noqa: F401 -- adds its pages to the blueprint of accounts
from learnmentor.accounts.views import passwords as _more  # noqa: F401 -- adds its pages to the blueprint of accounts
from learnmentor.accounts.views.coming_in import bp as accounts
from learnmentor.accounts.views.people import PEOPLE_PAGES
from learnmentor.assessment.activities import services as _activities
from learnmentor.assessment.activities.views import bp as assessment
from learnmentor.authoring.studio.views import bp as authoring
from learnmentor.certificates.awards import views as _awards  # noqa: F401 -- adds its pages to certificates
from learnmentor.certificates.credentials import views as _badges  # noqa: F401 -- adds its pages to certificates
from learnmentor.certificates.documents import views as _transcript  # noqa: F401 -- adds its pages to certificates
from learnmentor.certificates.issuer import views as _issuer  # noqa: F401 -- adds its pages to certificates
from learnmentor.certificates.renewals import views as _renewals  # noqa: F401 -- adds its pages to certificates
from learnmentor.certificates.views import bulk_download as _handing_out  # noqa: F401 -- adds its pages to certificates
from learnmentor.certificates.views import corrections as _corrections  # noqa: F401 -- adds its pages to certificates
from learnmentor.certificates.views.certificates import bp as certificates
from learnmentor.config import Settings, home
from learnmentor.courses.catalogue.views.programmes import PROGRAMME_PAGES
from learnmentor.courses.catalogue.views.programmes import bp as courses
from learnmentor.courses.study.views.segment import STUDY_PAGES
from learnmentor.cpd import queries as _records
from learnmentor.cpd.declarations import views as _declaring  # noqa: F401 -- adds its pages to the blueprint of the ledger
from learnmentor.cpd.prompts import views as _prompts  # noqa: F401 -- adds its pages to the blueprint of the ledger
from learnmentor.cpd.tables import views as _tables  # noqa: F401 -- adds its pages to the blueprint of the ledger
from learnmentor.cpd.targets import views as _targets  # noqa: F401 -- adds its pages to the blueprint of the ledger
from learnmentor.cpd.views import ledger_check as _ledgers  # noqa: F401 -- adds its page to the blueprint of the ledger
from learnmentor.cpd.views.entries import bp as cpd
from learnmentor.evidence.checks import views as _checks  # noqa: F401 -- adds its pages to certificates
from learnmentor.evidence.packs import views as _packs  # noqa: F401 -- adds its pages to the blueprint of the ledger
from learnmentor.ground import db, words
from learnmentor.ground.files import FileStore
from learnmentor.ground.vault import Vault
from learnmentor.jobs.views import bp as jobs
from learnmentor.signing import services as _signatures
from learnmentor.signing.views import bp as signing
from learnmentor.web import assets, errors, headers, limits, logs, navigation, readiness
from learnmentor.web.views import bp as web

SEALED: dict[str, readiness.Opens] = {
    "the signing key": _signatures.key_opens,
    "the newest work on an activity": _activities.newest_opens,
    "the newest words in a CPD record": _records.newest_opens,
}
BLUEPRINTS = (web, jobs, accounts, signing, courses, assessment, cpd, certificates, authoring)
PLACES: tuple[navigation.Place, ...] = (
    navigation.Place("Home", "courses.home", "courses", pages=frozenset({"courses.home"})),
    navigation.Place("Programmes", "courses.programmes", "courses", pages=PROGRAMME_PAGES),
    navigation.Place("Units", "courses.catalogue", "courses", pages=STUDY_PAGES),
    navigation.Place("CPD year", "cpd.year", "cpd"),
    navigation.Place("Certificates", "certificates.mine", "certificates"),
    navigation.Place("Studio", "authoring.studio", "authoring", RoleName.TRAINER),
    navigation.Place("People", "accounts.people", "accounts", RoleName.ADMINISTRATOR, PEOPLE_PAGES),
)


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
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    readiness.init_app(app, sealed=SEALED)
    app.jinja_env.filters.update(words.for_templates(settings.time_zone))
    assets.init_app(app)
    _furnish_templates(app, settings)
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

    @app.context_processor
    def _navigation() -> dict[str, object]:
        actor = sign_in.shown_actor()
        return {"navigation": navigation.links(PLACES, actor.roles) if actor else []}
