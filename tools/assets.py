"""Fetch, compile and subset what LearnMentor vendors: `make assets`, for maintainers, when a version moves.

Nothing of this happens on a reader's or a server's machine: the results are committed. It needs npm, and
fonttools in the environment that runs it. Every file it writes is recorded in static/vendor/VERSIONS.txt,
which a test compares.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static/vendor"
WEB_FONTS = ROOT / "static/fonts"
PDF_FONTS = ROOT / "learnmentor/ground/printing/fonts"
TEST_VENDOR = ROOT / "tests/vendor"

SASS = "sass@1.108.2"


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    licence: str

    @property
    def spec(self) -> str:
        return f"{self.name}@{self.version}"


GOVUK = Package("govuk-frontend", "6.6.0", "MIT")
AXE = Package("axe-core", "4.14.1", "MPL-2.0")
ATKINSON_WEB = Package("@fontsource-variable/atkinson-hyperlegible-next", "5.3.0", "OFL-1.1")
ATKINSON = Package("@expo-google-fonts/atkinson-hyperlegible-next", "0.4.1", "OFL-1.1")
NOTO = Package("@expo-google-fonts/noto-sans", "0.4.2", "OFL-1.1")
AMIRI = Package("@expo-google-fonts/amiri", "0.4.1", "OFL-1.1")  # of twenty, the Arabic that extracts as written
NOTO_HEBREW = Package("@expo-google-fonts/noto-sans-hebrew", "0.4.1", "OFL-1.1")
NOTO_CHINESE = Package("@expo-google-fonts/noto-sans-sc", "0.4.3", "OFL-1.1")
NOTO_KOREAN = Package("@expo-google-fonts/noto-sans-kr", "0.4.3", "OFL-1.1")
NOTO_EMOJI = Package("@expo-google-fonts/noto-emoji", "0.4.7", "OFL-1.1")
PACKAGES = [
    GOVUK, AXE, ATKINSON_WEB, ATKINSON, NOTO, AMIRI, NOTO_HEBREW, NOTO_CHINESE, NOTO_KOREAN, NOTO_EMOJI,
]  # fmt: skip

# (package, weight folder, the name its file gets): taken as they are
WHOLE_FONTS = [
    (ATKINSON, "400Regular", "AtkinsonHyperlegibleNext-Regular.ttf"),
    (ATKINSON, "700Bold", "AtkinsonHyperlegibleNext-Bold.ttf"),
    (NOTO, "400Regular", "NotoSans-Regular.ttf"),
    (AMIRI, "400Regular", "Amiri-Regular.ttf"),
    (NOTO_HEBREW, "400Regular", "NotoSansHebrew-Regular.ttf"),
    (NOTO_EMOJI, "400Regular", "NotoEmoji-Regular.ttf"),
]

# Characters of present-day Chinese given and family names that the national standards below lack.
NAMES = (
    "堃赟頔祎旸骉羴鱻叒婳媖峣昪朤栐梽沨洣浕涢滪漖玱琎瑨瞾秾纮纻绤绬绹缊翙翚袆褀訚"
    "訸诇谞赪辀酂钘镕镠阇颋颎颙飏飐飖飔骎骕骙鲀鹍鹓鹔䶮赒贠冮勔厷吔咅嘚圐圙垍垯埗"
    "妭岞峂峃峧嵚彣慜敩暤浐浛湙溁煴玙玚瑝疍硚硙碶祃祾筜箓铏铻锜镈闿骍魭鲙鸤鸮鹖"
)


def characters(encoding: str, rows: tuple[int, int], cells: tuple[int, int] = (0xA1, 0xFE)) -> Iterator[str]:
    """The characters of a two-byte national standard, in the given range of first and second bytes."""
    for row in range(rows[0], rows[1] + 1):
        for cell in range(cells[0], cells[1] + 1):
            yield from bytes([row, cell]).decode(encoding, errors="ignore")


def chinese_and_japanese() -> set[str]:
    """GB 2312, Big5 and Windows-31J (JIS X 0208 with kana and the name variants), both levels of each.

    Names are where rare characters live. Latin, Greek and Cyrillic are left to Noto Sans.
    """
    found = set(NAMES) | set(characters("gb2312", (0xA1, 0xF7)))
    found |= set(characters("cp932", (0x81, 0xFC), (0x40, 0xFC)))
    found |= set(characters("big5", (0xA1, 0xF9), (0x40, 0xFE)))
    return {character for character in found if ord(character) > 0x2000}


def korean() -> set[str]:
    """The 2,350 syllables of KS X 1001."""
    return set(characters("euc_kr", (0xB0, 0xC8)))


def fetch(modules_of: Path) -> Path:
    specs = [package.spec for package in PACKAGES]
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(modules_of)]
    subprocess.run([*command, SASS, *specs], check=True, stdout=sys.stderr)
    return modules_of / "node_modules"


def compile_css(modules: Path) -> Path:
    """--no-charset: the file is served as UTF-8, and a byte order mark would stand before the first rule."""
    target = VENDOR / "govuk.css"
    sass = ["node", str(modules / "sass/sass.js"), "--style=compressed", "--no-source-map", "--no-charset"]
    subprocess.run([*sass, f"--load-path={modules}", str(VENDOR / "govuk.scss"), str(target)], check=True)
    return target


def web_font(modules: Path, part: str) -> Path:
    """One part of the variable font, weights 400 to 700: all that pages use, and 13 kB less."""
    target = WEB_FONTS / f"atkinson-hyperlegible-next-{part}.woff2"
    source = modules / ATKINSON_WEB.name / "files" / f"atkinson-hyperlegible-next-{part}-wght-normal.woff2"
    font = instancer.instantiateVariableFont(TTFont(source, recalcTimestamp=False), {"wght": (400, 700)})
    font.save(target)
    return target


def ttf(modules: Path, package: Package, weight: str) -> Path:
    return next((modules / package.name / weight).glob("*.ttf"))


def subset_font(source: Path, wanted: set[str], target: Path) -> Path:
    """Only the outlines: no hinting, features or vertical metrics, since a name is one horizontal line."""
    options = subset.Options(hinting=False, layout_features=[])
    options.drop_tables += ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx"]
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(wanted)))
    subsetter.subset(font)
    subset.save_font(font, target, options)
    return target


def copied(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)
    return target


def build(modules: Path) -> Iterator[tuple[Path, Package]]:
    """Every file written, with the package it comes from."""
    yield compile_css(modules), GOVUK  # its licence file is not in the package; it is kept by hand beside it
    yield copied(modules / AXE.name / "axe.min.js", TEST_VENDOR / "axe.min.js"), AXE
    yield copied(modules / AXE.name / "LICENSE", TEST_VENDOR / "LICENSE-axe-core.txt"), AXE
    third = modules / AXE.name / "LICENSE-3RD-PARTY.txt"
    yield copied(third, TEST_VENDOR / "LICENSE-axe-core-3rd-party.txt"), AXE
    for part in ("latin", "latin-ext"):
        yield web_font(modules, part), ATKINSON_WEB
    licence = modules / ATKINSON_WEB.name / "LICENSE"
    yield copied(licence, WEB_FONTS / "OFL-atkinson-hyperlegible-next.txt"), ATKINSON_WEB
    for package, weight, name in WHOLE_FONTS:
        yield copied(ttf(modules, package, weight), PDF_FONTS / name), package
    chinese = ttf(modules, NOTO_CHINESE, "400Regular")
    yield subset_font(chinese, chinese_and_japanese(), PDF_FONTS / "NotoSansSC-Subset.ttf"), NOTO_CHINESE
    hangul = ttf(modules, NOTO_KOREAN, "400Regular")
    yield subset_font(hangul, korean(), PDF_FONTS / "NotoSansKR-Subset.ttf"), NOTO_KOREAN
    for package in PACKAGES[3:]:
        name = f"OFL-{package.name.rpartition('/')[2]}.txt"
        yield copied(modules / package.name / "LICENSE_FONT", PDF_FONTS / "licences" / name), package


def coverage() -> None:
    """Which characters each family of the fonts for paper has, as ranges: ground/printing/typefaces.py reads it."""
    held: dict[str, set[int]] = {}
    for path in sorted(PDF_FONTS.glob("*.ttf")):
        font = TTFont(path)
        family, has = font["name"].getDebugName(1), set(font.getBestCmap())
        held[family] = held.get(family, has) & has  # of several weights, what all of them have
    found = {family: list(ranges(sorted(codes))) for family, codes in held.items()}
    (PDF_FONTS / "coverage.json").write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="ascii")


def ranges(codes: list[int]) -> Iterator[tuple[int, int]]:
    """Ordered numbers as pairs of the first and the last of those that follow one another."""
    first = before = codes[0]
    for code in [*codes[1:], -1]:
        if code != before + 1:
            yield first, before
            first = code
        before = code


def record(files: list[tuple[Path, Package]]) -> None:
    """The list that a test compares: path, package, version, licence, SHA-256, separated by tabs."""
    lines = ["# What is vendored: path, npm package, version, licence, SHA-256. Written by tools/assets.py."]
    for path, package in sorted(files, key=lambda file: str(file[0])):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        name = str(path.relative_to(ROOT))
        lines.append(f"{name}\t{package.name}\t{package.version}\t{package.licence}\t{digest}")
    (VENDOR / "VERSIONS.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = list(build(fetch(Path(folder))))
        record([*files, (VENDOR / "LICENSE-govuk-frontend.txt", GOVUK)])
    coverage()


if __name__ == "__main__":
    main()
