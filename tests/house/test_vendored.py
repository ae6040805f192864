"""What others wrote and we ship is byte for byte what static/vendor/VERSIONS.txt says it is, with its licence."""

import hashlib

from tests.house.tree import ROOT, faults, files

VERSIONS = ROOT / "static/vendor/VERSIONS.txt"
LINES = [line.split("\t") for line in VERSIONS.read_text().splitlines() if line and not line.startswith("#")]
OURS = {"VERSIONS.txt", "govuk.scss", "coverage.json"}


def test_every_vendored_file_is_as_recorded() -> None:
    found = []
    for path, _package, _version, _licence, digest in LINES:
        if not (ROOT / path).is_file():
            found.append(f"{path} is not there")
        elif hashlib.sha256((ROOT / path).read_bytes()).hexdigest() != digest:
            found.append(f"{path} was changed")
    faults(
        found, "Never edit a vendored file: change tools/assets.py and run `make assets`, which records the new digest:"
    )


def test_everything_in_the_vendored_folders_is_recorded() -> None:
    recorded = {path for path, *_ in LINES}
    fonts = sorted({path.parent for path in files("learnmentor", suffix=".ttf")})
    folders = ["static/vendor", "static/fonts", "tests/vendor", *(str(folder.relative_to(ROOT)) for folder in fonts)]
    found = sorted(
        {
            name
            for path in files(*folders)
            if (name := str(path.relative_to(ROOT))) not in recorded and path.name not in OURS
        }
    )
    faults(
        found,
        "Bring these in with tools/assets.py and `make assets`, so that version, licence and digest are recorded:",
    )


def test_every_vendored_package_brings_its_licence() -> None:
    licensed = {package for path, package, *_ in LINES if "OFL" in path or "LICENSE" in path}
    faults(
        sorted({package for _path, package, *_ in LINES} - licensed), "Vendor the licence text of these packages too:"
    )
