"""Publishing in one word, for the tests of this room."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from learnmentor.authoring.content_folder import SourceFile
from learnmentor.authoring.publishing.services import PublishingOutcome, publish
from learnmentor.ground.storage.files import FileStore
from tests.authoring import content

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
Publish = Callable[..., PublishingOutcome]


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    """A file store of this test alone."""
    return FileStore(tmp_path / "files")


@pytest.fixture
def publish_files(db: Session, store: FileStore) -> Publish:
    """Publish a folder, the small one unless another is given."""

    def run(
        files: list[SourceFile] | None = None, *, change: str = "minor", note: str = "From files.", local: bool = False
    ) -> PublishingOutcome:
        outcome = publish(
            db,
            source_files=content.folder() if files is None else files,
            files=store,
            author_id=None,
            note=note,
            change=change,
            at=NOON,
            local=local,
        )
        db.commit()
        return outcome

    return run
