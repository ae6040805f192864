"""No claim we may not make, no secret and no place of one machine is written anywhere."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import ROOT, faults, files

HERE = Path(__file__)
CLAIM = re.compile(r"\baccredit\w*|\bcredits? earned\b|\bearns? credits?\b", re.IGNORECASE)
SECRETS = {
    "a private key": re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY"),
    "a key of a cloud service": re.compile(
        r"\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}|\bxox[abp]-[\w-]{10,}|\bsk-[\w-]{20,}"
    ),
    "a key of LearnMentor": re.compile(r"LEARNMENTOR_(SECRET_KEY|TEXT_KEYS)=[\w-]{24,}"),
    "a password in an address": re.compile(
        r"\b(postgres(ql)?|smtps?|https?)://[^\s:/@'\"]+:(?!password\b|secret\b|…)[^\s@/'\"{}]+@"
    ),
}
MACHINES = {
    "a folder of one machine": re.compile(r"(?<![\w.<])/(work|root|home/\w+|Users/\w+|mnt/\w+)/"),
    "a package registry": re.compile(
        r"--(extra-)?index-url|https?://[^\s/]*(pypi|pythonhosted|registry\.npmjs)\S*|\"resolved\":"
    ),
}
OTHERS = {ROOT / "tests/vendor", ROOT / "static/vendor"}


def lines(*folders: str) -> Iterator[tuple[str, str]]:
    """Every line of text we wrote, with its place."""
    for path in files(*folders):
        if path == HERE or OTHERS & set(path.parents):
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def offences(patterns: dict[str, re.Pattern[str]], *folders: str) -> list[str]:
    """Where a pattern is found, and what it stands for."""
    return [
        f"{place}: {what}"
        for place, line in lines(*folders)
        for what, pattern in patterns.items()
        if pattern.search(line)
    ]


def test_pages_and_content_claim_no_recognition() -> None:
    found = offences({"claims recognition that nobody gave": CLAIM}, "templates", "content", "static/js")
    faults(
        found,
        'LearnMentor says "mapped to", never that a body recognises it or that credits were gained. Reword:',
    )


def test_no_secret_is_written_down() -> None:
    faults(
        offences(SECRETS), "Secrets come from the environment. Remove these, and change them wherever they were used:"
    )


def test_no_machine_is_named() -> None:
    faults(
        offences(MACHINES),
        "The repository works on any machine. Use a path below the checkout, the data folder or a temporary folder:",
    )
