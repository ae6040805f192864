"""What was written in an installation is a layer of its own, which the shipped course does not touch

Revision: 0009, after 0008. What was begun in the studio becomes local; what came from files stays the shipped course's.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_LOCAL = ("revision", "programme", "media_file", "content_file")


def upgrade() -> None:
    for table in _LOCAL:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("local", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("media_file") as batch_op:
        batch_op.drop_constraint(op.f("uq_media_file_path_sha256"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_media_file_path_sha256_local"), ["path", "sha256", "local"])
    with op.batch_alter_table("content_file") as batch_op:
        batch_op.drop_constraint(op.f("pk_content_file"), type_="primary")
        batch_op.create_primary_key(op.f("pk_content_file"), ["path", "local"])
    _mark_what_was_begun_in_the_studio()


def _mark_what_was_begun_in_the_studio() -> None:
    """Revision 1 of what came from files has no author; that of what was begun in the studio has one.

    Such a text was perhaps written out into the shipped folder, to make publishing go on. That folder is replaced by an
    upgrade, so what it agreed on is forgotten: its absence must not withdraw the text.
    """
    begun = "select kind, code from revision where number = 1 and author_id is not null"
    op.execute(f"update revision set local = true where (kind, code) in ({begun})")  # noqa: S608 -- words of our own
    op.execute("delete from content_file where path in (select path from revision where local = true)")


def downgrade() -> None:
    op.execute("delete from content_file where local = true")
    op.execute(
        "delete from media_file where local = true and exists (select 1 from media_file as other where "
        "other.path = media_file.path and other.sha256 = media_file.sha256 and other.local = false)"
    )
    with op.batch_alter_table("content_file") as batch_op:
        batch_op.drop_constraint(op.f("pk_content_file"), type_="primary")
        batch_op.create_primary_key(op.f("pk_content_file"), ["path"])
    with op.batch_alter_table("media_file") as batch_op:
        batch_op.drop_constraint(op.f("uq_media_file_path_sha256_local"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_media_file_path_sha256"), ["path", "sha256"])
    for table in _LOCAL:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("local")
