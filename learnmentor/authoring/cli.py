"""`learnmentor content`: check, publish and export the content folder."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from learnmentor.authoring import likeness, queries
from learnmentor.authoring.checks.table import CheckFinding, errors
from learnmentor.authoring.content_folder import FINGERPRINTS, ContentFolderMissing, SourceFile, read_folder
from learnmentor.authoring.documents import kind_of
from learnmentor.authoring.publishing import services as publishing
from learnmentor.authoring.publishing.export import WouldOverwrite, write_out
from learnmentor.authoring.rules import LONGEST_NOTE
from learnmentor.ground import clock
from learnmentor.ground.db import database
from learnmentor.web import installation
from learnmentor.web.commands import CommandGroup, with_application

_FOLDER = click.argument("folder", required=False, type=click.Path(path_type=Path))
_LOCAL = click.option("--local", is_flag=True, help="This installation's own texts, not the shipped course.")


@click.group(cls=CommandGroup)
def content() -> None:
    """Check, publish and write out units, cases and pages."""


@content.command("check")
@_FOLDER
@_LOCAL
@with_application
def check(folder: Path | None, *, local: bool) -> None:
    """Say what is wrong in the content folder (or FOLDER), where, and what to do about it."""
    findings = _local_findings(folder) if local else publishing.check_folder(_files(folder))
    _show(findings)
    wrong = len(errors(findings))
    click.echo(f"{wrong} to put right, {len(findings) - wrong} to look at again.")
    if wrong:
        raise SystemExit(1)


def _local_findings(folder: Path | None) -> list[CheckFinding]:
    with database().session(writes=False) as db:
        return publishing.check_local(db, _files(folder, local=True), fingerprints=_fingerprints())


def _fingerprints() -> frozenset[int]:
    """Of the sources: they lie in the shipped course, and guard this installation's own texts too."""
    place = installation.settings().content_dir / FINGERPRINTS
    return likeness.read(place.read_bytes()) if place.is_file() else frozenset()


@content.command("publish")
@_FOLDER
@_LOCAL
@click.option("--note", default="Published from files.", help="What changed, in a sentence, for learners and trainers.")
@click.option("--major", is_flag=True, help="Tell learners who finished that it has changed since.")
@with_application
def publish(folder: Path | None, note: str, *, major: bool, local: bool) -> None:
    """Publish what is new in the content folder (or FOLDER). Doing it twice changes nothing.

    The shipped course and this installation's own texts are two layers: publishing one never touches the other.
    """
    if len(note) > LONGEST_NOTE:
        raise click.ClickException(f"Keep the note to {LONGEST_NOTE} characters; this one has {len(note)}.")
    source_files, files = _files(folder, local=local), installation.files()
    change = "major" if major else "minor"
    try:
        with database().transaction(writes=False) as db:  # looking over a whole course takes seconds
            outcome = publishing.publish(
                db, source_files=source_files, files=files, author_id=None, note=note, change=change, at=clock.now(),
                local=local, fingerprints=_fingerprints(),
            )  # fmt: skip
    except publishing.PublishedMeanwhile:
        raise click.ClickException(
            "Nothing was published: somebody published from the studio just now. Run the same command again."
        ) from None
    except publishing.ContentRefused as refused:
        _show(refused.findings)
        raise click.ClickException(f"Nothing was published: {len(refused.findings)} to put right.") from None
    except publishing.ContentConflict as conflict:
        listed = "\n".join(f"  {path}" for path in conflict.paths)
        raise click.ClickException(
            f"Nothing was published. These changed in the folder and in the browser since they agreed:\n{listed}\n"
            "Write the published text out with `learnmentor content export` to another folder, bring the two together, "
            "and publish from the browser or copy the result here."
        ) from None
    _report(outcome)


def _report(outcome: publishing.PublishingOutcome) -> None:
    for code, number in outcome.published:
        click.echo(f"{code}: revision {number}")
    for code in outcome.withdrawn:
        click.echo(f"{code}: withdrawn, its file is gone")
    for path in outcome.newer_in_browser:
        click.echo(f"{path}: the browser has a newer text; `learnmentor content export` writes it here")
    for kept in outcome.kept_out:
        click.echo(f"{kept}")
    for path in outcome.not_released:
        click.echo(f"{path}: not released yet")
    _show(outcome.warnings)
    click.echo(f"{len(outcome.published)} published, {outcome.unchanged} unchanged.")


@content.command("fingerprint")
@click.argument("documents", type=click.Path(path_type=Path, exists=True, file_okay=False))
@with_application
def fingerprint(documents: Path) -> None:
    """Take the fingerprints of the sources, as .txt files in DOCUMENTS: checks then notice words taken from them."""
    texts = sorted(documents.glob("*.txt"))
    if not texts:
        raise click.ClickException(f"There is no .txt file in {documents}.")
    found = likeness.fingerprints_of(text.read_text(encoding="utf-8", errors="replace") for text in texts)
    place = installation.settings().content_dir / FINGERPRINTS
    place.write_bytes(likeness.written(found))
    click.echo(f"{len(found):,} fingerprints of {len(texts)} documents in {place}")


@content.command("hand-over")
@click.argument("code")
@with_application
def hand_over(code: str) -> None:
    """Let the shipped course take over CODE, which this installation wrote: its text may replace yours from then on.

    Your words stay in the history of the text, and in the records of those who studied them.
    """
    with database().transaction() as db:
        paths = publishing.hand_over(db, code=code, at=clock.now())
    if not paths:
        raise click.ClickException(f"This installation has no text of its own with the code {code}.")
    click.echo(f"Of the shipped course from now on: {', '.join(paths)}. `learnmentor content publish` brings its text.")


@content.command("export")
@_FOLDER
@_LOCAL
@with_application
def export(folder: Path | None, *, local: bool) -> None:
    """Write all that is published of the shipped course below FOLDER, to the byte; never over unpublished words.

    With --local it is this installation's own texts, and they go to their own folder when FOLDER is left out.
    """
    if folder is None and not local:
        raise click.UsageError("Name the folder to write to; with --local it may be left out.")
    target = folder or _local_folder()
    with database().session(writes=False) as db:
        texts = _write_out(db, target, local=local)
        others = 0 if local else len(queries.sources_in_force(db, local=True))
    if local and target.resolve() == _local_folder().resolve():
        with database().transaction() as db:
            publishing.note_written(db, texts, at=clock.now())
    if others:
        click.echo(
            f"What this installation wrote itself is not among them ({others}): learnmentor content export --local"
        )


def _write_out(db: Session, folder: Path, *, local: bool) -> list[tuple[str, str]]:
    texts = queries.sources_in_force(db, local=local)
    agreed = {path: [row.agreed_sha256] for path, row in queries.agreed(db, local=local).items()}
    media = [(file.path, file.sha256) for file in queries.media_in_force(db, local=local)]
    try:
        written = write_out(
            folder,
            texts=texts,
            media=media,
            files=installation.files(),
            replaceable=agreed,
        )
    except WouldOverwrite as refused:
        listed = "\n".join(f"  {path}" for path in refused.paths)
        raise click.ClickException(
            f"Nothing was written: these files hold words that were never published.\n{listed}"
        ) from None
    click.echo(f"{len(written.written)} written, {written.unchanged} unchanged.")
    return texts


def _local_folder() -> Path:
    settings = installation.settings()
    if settings.local_content.resolve() == settings.content_dir.resolve():
        raise click.ClickException(
            f"In {settings.content_dir} lies the shipped course. Set LEARNMENTOR_LOCAL_CONTENT_DIR to another folder."
        )
    return settings.local_content


def _files(folder: Path | None, *, local: bool = False) -> list[SourceFile]:
    settings = installation.settings()
    root = folder or (_local_folder() if local else settings.content_dir)
    try:
        found = read_folder(root)
    except ContentFolderMissing as missing:
        raise click.ClickException(str(missing)) from missing
    if not any(kind_of(file.path) for file in found):
        raise click.ClickException(f"There is no content in {root}: no units, no cases, no pages.")
    return found


def _show(findings: list[CheckFinding]) -> None:
    for finding in findings:
        click.echo(f"{finding.level.upper()} {finding}", err=True)
