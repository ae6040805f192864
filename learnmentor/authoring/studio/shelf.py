"""What a trainer finds in the studio: all that is published, drafted or only in a file, and how it stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from learnmentor.authoring import queries, rules
from learnmentor.authoring.content_folder import SourceFile
from learnmentor.authoring.documents import BRIEF, CASE, FORM, PAGE, RECORD, SEGMENT, UNIT, kind_of, read_document
from learnmentor.authoring.library import address_of
from learnmentor.authoring.queries import DraftListed, InForce
from learnmentor.authoring.rules import OnDisk

_GROUPS = {CASE: "Cases", FORM: "Forms", RECORD: "Lesson records", PAGE: "Pages"}
_IN_UNITS = (UNIT, SEGMENT, BRIEF)


@dataclass
class ShelfItem:
    """One text: its revision in force (0: none), my draft, others who draft it, and its file."""

    kind: str
    code: str
    title: str
    path: str
    number: int = 0
    published_at: datetime | None = None
    withdrawn: bool = False
    mine: DraftListed | None = None
    others: list[str] = field(default_factory=list)
    disk: OnDisk = OnDisk.ABSENT
    local: bool = False  # written in this installation

    @property
    def href(self) -> str:
        """Where learners find it."""
        return address_of(self.kind, self.code)


@dataclass
class ShelfGroup:
    """A unit with its segments, or all cases, forms or pages."""

    title: str
    code: str = ""
    items: list[ShelfItem] = field(default_factory=list)


def shelf(db: Session, *, author_id: int, disk: Mapping[str, SourceFile]) -> list[ShelfGroup]:
    """Everything, in the order of the catalogue."""
    in_force = queries.in_force(db)
    items = {(item.kind, item.code): item for item in _published(db, in_force)}
    by_path = {item.path: item for item in items.values()}
    _add_disk(db, items, by_path, disk, in_force)
    drafts = queries.drafts_with_authors(db)
    texts = queries.texts_of_drafts(db, {draft.path for draft, _ in drafts} - by_path.keys())
    for draft, name in drafts:
        item = by_path.get(draft.path) or _added(items, by_path, SourceFile(draft.path, texts[draft.path].encode()))
        if item and draft.author_id == author_id:
            item.mine = draft
        elif item:
            item.others.append(name)
    return _grouped(list(items.values()))


def _published(db: Session, in_force: Mapping[tuple[str, str], InForce]) -> list[ShelfItem]:
    titles = queries.titles(db)
    return [
        ShelfItem(
            kind,
            code,
            titles[kind, code],
            found.path,
            found.number,
            found.published_at,
            found.withdrawn,
            local=found.local,
        )
        for (kind, code), found in in_force.items()
        if (kind, code) in titles
    ]


def _add_disk(
    db: Session,
    items: dict[tuple[str, str], ShelfItem],
    by_path: dict[str, ShelfItem],
    disk: Mapping[str, SourceFile],
    in_force: Mapping[tuple[str, str], InForce],
) -> None:
    both = {**queries.agreed(db, local=True), **queries.agreed(db)}
    agreed = {path: row.agreed_sha256 for path, row in both.items()}
    published = {found.path: found for found in in_force.values()}
    for path, file in disk.items():
        if kind_of(path) not in {*_IN_UNITS, *_GROUPS}:
            continue
        newest = published.get(path)
        item = by_path.get(path) or _added(items, by_path, file)
        if item:
            item.disk = rules.disk_state(
                disk=file.sha256, published=newest.sha256 if newest else None, agreed=agreed.get(path)
            )


def _added(
    items: dict[tuple[str, str], ShelfItem], by_path: dict[str, ShelfItem], file: SourceFile
) -> ShelfItem | None:
    """An item for a text that was never published, known by its path."""
    document = read_document(file)
    if document.kind not in {*_IN_UNITS, *_GROUPS}:
        return None
    title = document.front.get("title")
    item = ShelfItem(document.kind, document.code or file.name, str(title or file.name), file.path)
    by_path[file.path] = item
    return items.setdefault((item.kind, f"{item.code} {item.path}"), item)


def _grouped(items: list[ShelfItem]) -> list[ShelfGroup]:
    groups: dict[str, ShelfGroup] = {}
    folders = {item.path.rpartition("/")[0]: item for item in items if item.kind == UNIT}
    for item in sorted(items, key=_order):
        if item.kind in _IN_UNITS:
            folder = item.path.rpartition("/")[0]
            unit = folders.get(folder)
            code = unit.code if unit else folder.rpartition("/")[2].partition("-")[0]
            group = groups.setdefault(f"unit {code}", ShelfGroup(unit.title if unit else folder, code))
        else:
            group = groups.setdefault(item.kind, ShelfGroup(_GROUPS[item.kind]))
        group.items.append(item)
    return list(groups.values())


def _order(item: ShelfItem) -> tuple[int, str, list[tuple[int, str]]]:
    rank = 0 if item.kind in _IN_UNITS else 1 + list(_GROUPS).index(item.kind)
    folder = item.path.rpartition("/")[0] if not rank else ""
    family = str("COP".find(folder.rpartition("/")[2][:1])) if not rank else ""
    name = {UNIT: "0", BRIEF: "999"}.get(item.kind, item.code or item.path)
    return (
        rank,
        family,
        [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", f"{folder} {name}")],
    )


def segment_numbers(db: Session, *, unit: str, folder: str, disk: Mapping[str, SourceFile]) -> set[int]:
    """The numbers of a unit's segments that are taken: published or withdrawn, drafted by anybody, or in a file."""
    taken = {int(code.rpartition("-S")[2]) for code in queries.segment_codes(db, unit)}
    for path in (*queries.draft_paths(db), *disk):
        found = re.fullmatch(rf"{re.escape(folder)}/(\d+)[^/]*\.md", path)
        if found:
            taken.add(int(found[1]))
    return taken
