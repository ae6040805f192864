"""Imports go down: by kind inside and across rooms, by feature from room to room."""

import sys
from functools import cache

from tests.house.tree import ROOMS, Import, Module, faults, modules

KINDS = {"rules": 0, "models": 1, "queries": 2, "services": 3, "forms": 3, "views": 4, "cli": 4}
FLASK = {"flask", "flask_login", "flask_wtf", "flask_compress", "werkzeug", "wtforms"}
MAY_IMPORT_FLASK = {"learnmentor.app", "learnmentor.db", "learnmentor.accounts.sign_in", "learnmentor.server"}
STORIES = {f"learnmentor.{name}" for name in ("completion", "keeping", "takeout", "own_data", "leaving")}
ABOVE_THE_ROOMS = {"learnmentor.app", "learnmentor.cli", "learnmentor.demo", *STORIES}
PURE_CORRIDOR = {
    "learnmentor.zones",
    "learnmentor.db",
    "learnmentor.files",
    "learnmentor.sealed_files",
    "learnmentor.secret_text",
    "learnmentor.typesetting",
}
# One place each for what may have to be exchanged some day.
KEPT_TO = {
    "flask_login": "learnmentor.accounts.sign_in",
    "markdown": "learnmentor.markup",
    "pymdownx": "learnmentor.markup",
    "bleach": "learnmentor.markup",
    "nh3": "learnmentor.markup",
    "typst": "learnmentor.typesetting",
    "gunicorn": "learnmentor.server",
    "smtplib": "learnmentor.jobs",
    "cryptography": "learnmentor.secret_text",
    "joserfc": "learnmentor.signing",
    "argon2": "learnmentor.accounts.passwords",
}


def kind(module: Module) -> str:
    """The furniture that a module is, or "idea" for one named after its idea, such as certificates/pdf.py.

    What several views share to make one page, such as courses/study_page.py, is of their kind.
    """
    if module.stem.endswith(("views", "_page")) or module.name == "learnmentor.accounts.sign_in":
        return "views"
    if module.stem == "fields" or module.stem.endswith("_forms"):
        return "forms"
    return module.stem if module.stem in KINDS else "idea"


@cache
def rank(name: str) -> int:
    """How high a module stands; one named after an idea stands as high as the highest thing that it imports."""
    module = modules()[name]
    if (known := KINDS.get(kind(module))) is not None:
        return known
    inside = [
        rank(found.module) for found in module.imports if found.module in modules() and modules()[found.module].room
    ]
    needs_a_database = any(found.module.split(".")[0] == "sqlalchemy" for found in module.imports)
    return max([0, *inside, KINDS["models"] if needs_a_database else 0])


def rooms_modules() -> list[tuple[Module, Import]]:
    """Each import of each module that lies in a room."""
    return [(module, found) for module in modules().values() if module.room for found in module.imports]


def test_a_room_s_files_import_downwards_only() -> None:
    found = [
        f"{module.at(i.line)}: {kind(module)} imports {i.module}"
        for module, i in rooms_modules()
        if i.module in modules() and modules()[i.module].room and rank(i.module) > rank(module.name)
    ]
    faults(
        found,
        "views and cli import forms and services, they queries, they models, they rules. Move this further down:",
    )


def test_forms_do_not_reach_for_the_database() -> None:
    found = [
        f"{module.at(i.line)}: {i.module}"
        for module, i in rooms_modules()
        if kind(module) == "forms"
        and i.module in modules()
        and modules()[i.module].room
        and rank(i.module) > KINDS["rules"]
        and kind(modules()[i.module]) != "forms"
    ]
    faults(
        found, "A form knows shape and wording. Pass what it checks against to its constructor instead of importing:"
    )


def test_rules_need_only_the_standard_library_and_other_rules() -> None:
    found = [
        f"{module.at(i.line)}: {i.module}"
        for module, i in rooms_modules()
        if kind(module) == "rules"
        and i.module.split(".")[0] not in sys.stdlib_module_names
        and not (i.module in modules() and modules()[i.module].room and rank(i.module) == KINDS["rules"])
    ]
    faults(
        found,
        "A rule is a decision about values that are passed in. Take the value as an argument instead of importing:",
    )


def test_domain_files_import_only_rooms_before_theirs() -> None:
    found = [
        f"{module.at(i.line)}: {module.room} imports {i.module}"
        for module, i in rooms_modules()
        if kind(module) not in {"views", "cli"}
        and i.module in modules()
        and (other := modules()[i.module].room)
        and ROOMS.index(other) > ROOMS.index(module.room or "")
    ]
    faults(
        found,
        f"The order is {' ← '.join(ROOMS)}. Call from the later room, completion.py or a view:",
    )


def test_only_the_corridor_views_and_commands_import_flask() -> None:
    found = [
        f"{module.at(i.line)}: {i.module}"
        for module in modules().values()
        for i in module.imports
        if i.module.split(".")[0] in FLASK
        and not module.name.startswith("learnmentor.web")
        and module.name not in MAY_IMPORT_FLASK | {"learnmentor.cli"}
        and kind(module) not in {"views", "cli"}
        and not (kind(module) == "forms" and i.module.startswith(("wtforms", "werkzeug")))
    ]
    faults(
        found, "Domain files know nothing of Flask. Take what is needed from the request in the view and pass it in:"
    )


def test_a_library_that_may_be_exchanged_is_known_in_one_place() -> None:
    found = [
        f"{module.at(i.line)}: {i.module} belongs to {KEPT_TO[library]}"
        for module in modules().values()
        for i in module.imports
        if (library := i.module.split(".")[0]) in KEPT_TO and not module.name.startswith(KEPT_TO[library])
    ]
    faults(found, "Ask the module that knows the library instead of importing it a second time:")


def test_domain_files_are_given_the_session_the_time_and_the_settings() -> None:
    # web.filters holds how hours and dates read; a document such as certificates/pdf.py says them as the pages do.
    found = []
    for module, i in rooms_modules():
        if kind(module) in {"views", "cli", "forms"}:
            continue
        request_bound = i.module == "learnmentor.db" and {"db", "database"} & set(i.names)
        web = i.module.startswith("learnmentor.web") and not (
            kind(module) == "idea" and i.module == "learnmentor.web.filters"
        )
        reached_for = web or i.module in {"learnmentor.clock", "learnmentor.config", "learnmentor.app"}
        if request_bound or reached_for:
            found.append(f"{module.at(i.line)}: {i.module} {', '.join(i.names)}".rstrip())
    faults(
        found,
        "Session, time, settings and wording are arguments of domain functions. Pass them in from the view:",
    )


def test_the_corridor_knows_no_room() -> None:
    found = [
        f"{module.at(i.line)}: {i.module}"
        for module in modules().values()
        if not module.room
        and module.name not in ABOVE_THE_ROOMS
        and not module.name.startswith("learnmentor.migrations")
        for i in module.imports
        if i.module in modules() and modules()[i.module].room
    ]
    faults(
        found,
        "web and the modules beside it serve every room and know none. Pass in what differs, or move this to a room:",
    )


def test_stories_stand_above_the_services_and_below_the_views() -> None:
    above = [
        f"{module.at(i.line)}: {i.module}"
        for module in modules().values()
        for i in module.imports
        if i.module in STORIES and module.name not in STORIES and kind(module) not in {"views", "cli"}
    ]
    faults(above, "A story such as completion.py goes through every room; only views and commands call it:")
    below = [
        f"{module.at(i.line)}: {i.module}"
        for module in modules().values()
        if module.name in STORIES
        for i in module.imports
        if i.module in modules()
        and not (
            modules()[i.module].room and rank(i.module) <= KINDS["services"] and kind(modules()[i.module]) != "forms"
        )
        and i.module not in PURE_CORRIDOR | STORIES
    ]
    faults(below, "A story is called by views with everything it needs; it imports rules, queries and services alone:")


def test_no_import_hides_inside_a_function() -> None:
    found = [
        f"{module.at(i.line)}: {i.module} in {i.function}()"
        for module in modules().values()
        for i in module.imports
        if i.function and (module.name, i.function) != ("learnmentor.app", "create_app")
    ]
    faults(found, "An import inside a function hides a cycle. Import at the top, or move the shared part further down:")
