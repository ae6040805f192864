"""What the product imports is what it says it needs: nothing that only developers have, and nothing for nobody."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.house.tree import ROOT, faults, modules

COME_WITH_FLASK = {"jinja2", "werkzeug", "itsdangerous"}
ASKED_FOR_BY_OTHERS = {"email-validator", "psycopg", "tzdata"}  # by WTForms, SQLAlchemy and zoneinfo

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NEEDED = {re.split(r"[\[<>=~!; ]", line)[0].lower() for line in PROJECT["dependencies"]}


def imported() -> dict[str, str]:
    """The name on the package index of everything imported from others, and one place that does."""
    known = packages_distributions()
    found = {}
    for module in modules().values():
        for i in module.imports:
            package = i.module.split(".")[0]
            if package not in sys.stdlib_module_names and package != "learnmentor":
                found[known.get(package, [package])[0].lower().replace("_", "-")] = module.at(i.line)
    return found


def test_everything_that_is_imported_is_installed_with_the_product() -> None:
    found = [f"{place}: {name}" for name, place in imported().items() if name not in NEEDED | COME_WITH_FLASK]
    faults(found, "Add these to [project] dependencies in pyproject.toml and run `make lock`:")


def test_nothing_is_installed_for_nobody() -> None:
    faults(
        sorted(NEEDED - set(imported()) - ASKED_FOR_BY_OTHERS),
        "Nothing imports these; take them out of pyproject.toml:",
    )


def test_what_is_needed_is_locked_with_hashes() -> None:
    for name in ("run", "dev"):
        text = (ROOT / f"requirements/{name}.lock").read_text()
        locked = {
            line.split("==")[0].split("[")[0].lower() for line in text.splitlines() if re.match(r"[A-Za-z]", line)
        }
        faults(sorted(NEEDED - locked), f"requirements/{name}.lock lags behind pyproject.toml; run `make lock`:")
        bare = [one.split()[0] for one in re.split(r"\n(?=[A-Za-z])", text.strip()) if "--hash=sha256:" not in one]
        faults(bare, f"requirements/{name}.lock names these without a hash; write it with `make lock`:")
