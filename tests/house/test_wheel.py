"""The wheel holds all that a server needs, and an installation from it answers."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from learnmentor.config import home
from tests.house.tree import ROOT, faults, files

ANSWER = """
import learnmentor
from learnmentor import app, cli, migrations
from learnmentor.config import Settings
settings = Settings.from_environment()
migrations.upgrade(settings.database_url)
client = app.create_app(settings).test_client()
answers = [client.get(address).status_code for address in ("/", "/ready", "/static/css/app.css")]
print(learnmentor.__file__, *answers, sep="\\n")
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built without a network and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, f"`make wheel` would fail:\n{built.stdout}{built.stderr}"
    zipfile.ZipFile(next(folder.glob("*.whl"))).extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_wheel_holds_pages_styles_course_migrations_and_fonts(unpacked: Path) -> None:
    wanted = [path.relative_to(ROOT) for path in files("learnmentor")]
    wanted += [Path("learnmentor") / path.relative_to(ROOT) for path in files("templates", "static", "content")]
    found = [str(path) for path in wanted if not (unpacked / path).is_file()]
    faults(found, "Include these under [tool.hatch.build.targets.wheel] in pyproject.toml:")
    assert list(unpacked.glob("learnmentor/**/*.ttf")), "the fonts of certificates are missing"
    assert (
        unpacked
        / "learnmentor/templates"
        / next(home("templates").glob("layouts/*.html")).relative_to(home("templates"))
    ).is_file()


def test_an_installation_from_the_wheel_answers(unpacked: Path, tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(unpacked),
        "LEARNMENTOR_SECRET_KEY": "s" * 48,
        "LEARNMENTOR_TEXT_KEYS": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
        "LEARNMENTOR_DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/wheel.db",
    }
    ran = subprocess.run(
        [sys.executable, "-c", ANSWER], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    place, *answers = ran.stdout.splitlines()[-4:]
    assert place.startswith(str(unpacked)), f"the checkout answered instead of the wheel: {place}"
    assert answers == ["200", "200", "200"], f"/, /ready and the styles answered {answers}\n{ran.stderr}"
