"""The ceiling: the least Flask page that does what a learner's page must. A yardstick, not a part of the product.

/unit/<n>      session cookie → user by key → one progress query → a page of 20 kB from a Jinja template
/complete/<n>  POST: one durable upsert (SQLite, WAL, synchronous FULL)

`seed` fills its database and writes one session cookie a line for wrk.
"""

import os
import random
import sys
import time
from pathlib import Path

from flask import Flask, abort, render_template, session
from flask.typing import ResponseReturnValue
from jinja2 import DictLoader
from markupsafe import Markup
from sqlalchemy import Engine, Integer, String, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from learnmentor.server import serve

UNITS = 20
SESSIONS = 500
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "cache_size=-65536", "mmap_size=268435456")


class Base(DeclarativeBase):
    """Parent of the two tables."""


class User(Base):
    """Somebody who reads."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))


class Progress(Base):
    """How far they are with one unit."""

    __tablename__ = "progress"
    user_id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[int] = mapped_column(Integer, default=0)
    updated: Mapped[int] = mapped_column(Integer, default=0)


def _engine() -> Engine:
    made = create_engine(os.environ.get("CEILING_DATABASE", "sqlite:///ceiling.db"), pool_size=8)

    @event.listens_for(made, "connect")
    def _prepare(connection: object, _record: object) -> None:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    return made


WORDS = [
    "learning", "mentor", "early", "career", "teacher", "classroom", "practice", "evidence", "reflection", "assessment",
    "feedback", "progress", "module", "unit", "standard", "observe", "plan", "model", "scaffold", "retrieve", "explain",
    "question", "behaviour", "routine",
]  # fmt: skip


def _words(source: random.Random, count: int) -> str:
    return " ".join(source.choice(WORDS) for _ in range(count)).capitalize() + "."


def _body(seed: int) -> Markup:
    source = random.Random(seed)
    return Markup(
        "\n".join(
            f"<h2>{_words(source, 4)}</h2><p>{_words(source, 70)}</p>"
            f"<p>{_words(source, 60)} <strong>{_words(source, 4)}</strong></p>"
            f"<ul><li>{_words(source, 7)}</li><li>{_words(source, 7)}</li></ul>"
            for _ in range(6)
        )
    )


BODIES = [_body(n) for n in range(UNITS)]
NAVIGATION = [{"id": n, "title": f"Unit {n + 1}: {_words(random.Random(n), 4)}"} for n in range(UNITS)]
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }} - Ceiling</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/app.css"></head>
<body><a class="skip" href="#main">Skip to main content</a>
<header><nav aria-label="Account"><span>{{ user.name }}</span>
<form method="post" action="/logout"><input type="hidden" name="csrf" value="{{ csrf }}">
<button>Sign out</button></form></nav></header><div class="grid"><nav aria-label="Units"><ol>
{% for u in nav %}<li{% if u.id == unit %} aria-current="page"{% endif %}>
<a class="unit-link unit-{{ u.id }}" href="/unit/{{ u.id }}" data-state="{{ states.get(u.id, 0) }}">{{ u.title }}</a>
<span class="badge badge-{{ 'done' if states.get(u.id) else 'todo' }}">
{{ 'Complete' if states.get(u.id) else 'Not started' }}</span></li>
{% endfor %}</ol></nav><main id="main"><h1>{{ title }}</h1>
<progress max="{{ nav|length }}" value="{{ done }}"></progress>
<article>{{ body }}</article><form method="post" action="/complete/{{ unit }}">
<input type="hidden" name="csrf" value="{{ csrf }}"><button>Mark as complete</button></form>
</main></div><footer>{{ pad }}</footer></body></html>"""
PAD = Markup("<!--" + "x" * 7900 + "-->")

engine = _engine()
app = Flask(__name__)
app.secret_key = "ceiling-measurement-only"
app.jinja_env.auto_reload = False
app.jinja_loader = DictLoader({"unit.html": PAGE})  # type: ignore[assignment]


@app.get("/hello")
def hello() -> str:
    """Bare Flask."""
    return "hello"


@app.get("/unit/<int:n>")
def unit(n: int) -> ResponseReturnValue:
    """What a learner's page cannot do without."""
    user_id = session.get("uid") or abort(401)
    with Session(engine) as db:
        user = db.get(User, user_id) or abort(401)
        states = dict(db.execute(select(Progress.unit_id, Progress.state).where(Progress.user_id == user_id)).all())
        return render_template(
            "unit.html", title=NAVIGATION[n]["title"], user=user, nav=NAVIGATION, unit=n, states=states,
            done=sum(1 for state in states.values() if state), body=BODIES[n], csrf="0" * 40, pad=PAD,
        )  # fmt: skip


@app.post("/complete/<int:n>")
def complete(n: int) -> ResponseReturnValue:
    """One durable write."""
    user_id = session.get("uid") or abort(401)
    with Session(engine) as db:
        _ = db.get(User, user_id) or abort(401)
        db.merge(Progress(user_id=user_id, unit_id=n, state=1, updated=time.time_ns() // 1_000_000 % 2_000_000_000))
        db.commit()
    return "", 204


def seed(cookies: Path, users: int = 10_000) -> None:
    """Fill the database and write the sessions. Call it in a process that has CEILING_DATABASE set."""
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    source = random.Random(1)
    with engine.begin() as connection:
        connection.execute(
            User.__table__.insert(),  # type: ignore[attr-defined]
            [
                {"id": n, "name": f"Learner {n}", "email": f"l{n}@example.invalid", "role": "learner"}
                for n in range(1, users + 1)
            ],
        )
        connection.execute(
            Progress.__table__.insert(),  # type: ignore[attr-defined]
            [
                {"user_id": n, "unit_id": u, "state": source.randint(0, 1), "updated": 0}
                for n in range(1, users + 1)
                for u in range(UNITS)
            ],
        )
    sign = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    name = app.config["SESSION_COOKIE_NAME"]
    lines = [f"{name}={sign.dumps({'uid': n * 7 % users + 1})}" for n in range(SESSIONS)]
    cookies.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:  # python -m bench.ceiling 127.0.0.1:8000 2 12
        serve(
            app, bind=sys.argv[1], workers=int(sys.argv[2]), threads=int(sys.argv[3]), takes_large=lambda *_asked: False
        )
    else:
        seed(Path(os.environ["CEILING_COOKIES"]))
