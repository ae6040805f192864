"""Templates: none is forgotten, each macro has a file and a use, nothing is inline, and what they name is there."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.house.tree import ROOT, faults, files, parsed

TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
REFERENCE = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+['\"]([^'\"]+)['\"]")
MACRO = re.compile(r"{%-?\s*macro\s+(\w+)")
INLINE = {
    "a script without src": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "a style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "a style attribute": re.compile(r"<[a-z][^<]*\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"<[a-z][^<]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
}


@cache
def sources() -> dict[str, str]:
    """Each template's text, without Jinja comments, by its name."""
    return {
        path.relative_to(TEMPLATES).as_posix(): re.sub(
            r"{#.*?#}", lambda found: "\n" * found[0].count("\n"), path.read_text(), flags=re.DOTALL
        )
        for path in files("templates")
    }


def places(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    """The lines on which a pattern is found."""
    return (text.count("\n", 0, found.start()) + 1 for found in pattern.finditer(text))


def named_by_python() -> list[re.Pattern[str]]:
    """Every string of the product that may name a template; what an f-string computes may be anything."""
    names = []
    for path in files("learnmentor", suffix=".py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.append(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                names.append(
                    "".join(
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values
                    )
                )
    return [
        re.compile(f"(?:.*/)?{name}")
        for name in names
        if re.search(r"\\?\.(html|txt|typ|svg|xml)$", name) and name != ".+"
    ]


def test_no_template_is_forgotten() -> None:
    by_templates = {name for text in sources().values() for name in REFERENCE.findall(text)}
    by_typst = {name for text in sources().values() for name in re.findall(r'#import "([^"]+)"', text)}
    by_python = named_by_python()
    found = [
        f"templates/{name}"
        for name in sources()
        if name not in by_templates
        and name.rpartition("/")[2] not in by_typst
        and not any(pattern.fullmatch(name) for pattern in by_python)
    ]
    faults(found, "Nothing renders, extends, includes or imports these. Use them or delete them:")


def test_every_template_named_in_a_template_exists() -> None:
    found = [
        f"templates/{at}: {name}"
        for at, text in sources().items()
        for name in REFERENCE.findall(text)
        if name not in sources()
    ]
    faults(found, "These templates are named and are not there:")


def test_a_component_is_one_macro_named_as_its_file() -> None:
    found = []
    for name, text in sources().items():
        if name.startswith("components/"):
            public = [macro for macro in MACRO.findall(text) if not macro.startswith("_")]
            if public != [name.removeprefix("components/").removesuffix(".html")]:
                found.append(f"templates/{name}: {', '.join(public) or 'no macro'}")
    faults(
        found, "A file in templates/components holds one macro with the file's name; helpers of its own begin with _:"
    )


def test_every_component_is_used() -> None:
    components = {
        name.removeprefix("components/").removesuffix(".html") for name in sources() if name.startswith("components/")
    }
    used = {
        macro
        for macro in components
        for name, text in sources().items()
        if name != f"components/{macro}.html" and re.search(rf"\b{macro}\(", text)
    }
    faults(
        [f"templates/components/{name}.html" for name in sorted(components - used)],
        "No page uses these components. Delete them:",
    )


def test_nothing_is_inline() -> None:
    found = [
        f"templates/{name}:{line}: {what}"
        for name, text in sources().items()
        if name.endswith(".html") and not name.startswith("email/")
        for what, pattern in INLINE.items()
        for line in places(pattern, text)
    ]
    faults(
        found,
        "The Content-Security-Policy forbids this. Use static/js and static/css, by a class or a data- attribute:",
    )


def test_every_form_that_posts_carries_a_token() -> None:
    form = re.compile(r"<form\b(?P<head>[^>]*)>(?P<body>.*?)</form>", re.DOTALL | re.IGNORECASE)
    found = []
    for name, text in sources().items():
        plain = re.sub(r"{{\s*(csrf_token\(\)|it\.token)\s*}}", "TOKEN", text)
        plain = re.sub(r"{[{%].*?[%}]}", lambda jinja: "\n" * jinja[0].count("\n"), plain, flags=re.DOTALL)
        found += [
            f"templates/{name}:{plain.count(chr(10), 0, one.start()) + 1}"
            for one in form.finditer(plain)
            if re.search(r"method\s*=\s*[\"']?post", one["head"], re.IGNORECASE) and "TOKEN" not in one["body"]
        ]
    faults(found, 'Add <input type="hidden" name="csrf_token" value="{{ csrf_token() }}"> inside these forms:')


def test_every_asset_exists() -> None:
    named = re.compile(r"\basset\(\s*['\"]([^'\"]+)['\"]\s*\)|filename=['\"]([^'\"]+)['\"]")
    found = [
        f"templates/{at}: {name}"
        for at, text in sources().items()
        for pair in named.findall(text)
        if (name := pair[0] or pair[1]) and not (STATIC / name).is_file()
    ]
    faults(found, "These are named by templates and are not in static/:")


def test_no_static_file_is_forgotten() -> None:
    words = "\n".join([*sources().values(), *(path.read_text() for path in files("learnmentor", suffix=".py"))])
    words += "\n".join(
        path.read_text() for suffix in (".css", ".mjs", ".js") for path in files("static", suffix=suffix)
    )
    found = [
        f"static/{path.relative_to(STATIC)}"
        for path in files("static")
        if path.name not in words and path.suffix not in {".txt", ".scss"}
    ]
    faults(found, "No template, style or module names these. Use them or delete them:")
