"""Invitations to pairs, proposals to swap roles, third parties and declared roles

Revision: 0025, after 0024.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "pair_declared_role", "pair_role_declaration", "pair_third_party", "pair_swap", "pair_invitee", "pair_invitation",
)  # fmt: skip


def upgrade() -> None:
    _make_invitations()
    op.create_table(
        "pair_swap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_swap_pair_id_pair")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_pair_swap_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_swap")),
        sa.UniqueConstraint("pair_id", name=op.f("uq_pair_swap_pair_id")),
    )
    op.create_index(op.f("ix_pair_swap_by_id"), "pair_swap", ["by_id"])
    _make_third_parties()
    _make_declarations()


def _make_invitations() -> None:
    op.create_table(
        "pair_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("context", sa.String(20), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("declined_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("pair_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind in ('mentoring', 'specialist-coaching', 'co-coaching', 'e-mentoring')",
            name=op.f("ck_pair_invitation_kind"),
        ),
        sa.CheckConstraint(
            "context in ('initial-training', 'cpd', 'induction', 'performance-support', 'management', 'career')",
            name=op.f("ck_pair_invitation_context"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_pair_invitation_by_id_person")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_invitation_pair_id_pair")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_invitation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pair_invitation_public_id")),
    )
    op.create_index(op.f("ix_pair_invitation_by_id"), "pair_invitation", ["by_id"])
    op.create_index(op.f("ix_pair_invitation_pair_id"), "pair_invitation", ["pair_id"])
    op.create_table(
        "pair_invitee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(6), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("token_sha256", sa.String(64), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.CheckConstraint("side in ('mentor', 'mentee')", name=op.f("ck_pair_invitee_side")),
        sa.CheckConstraint("person_id is not null or email is not null", name=op.f("ck_pair_invitee_somebody")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["pair_invitation.id"], name=op.f("fk_pair_invitee_invitation_id_pair_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pair_invitee_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_invitee")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pair_invitee_public_id")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_pair_invitee_token_sha256")),
        sa.UniqueConstraint("invitation_id", "side", name=op.f("uq_pair_invitee_invitation_id_side")),
    )  # fmt: skip
    op.create_index(op.f("ix_pair_invitee_email"), "pair_invitee", ["email"])
    op.create_index(op.f("ix_pair_invitee_person_id"), "pair_invitee", ["person_id"])


def _make_third_parties() -> None:
    op.create_table(
        "pair_third_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("named_at", MOMENT, nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.Column("token_sha256", sa.String(64), nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("acknowledged_as", sa.LargeBinary(), nullable=True),
        sa.Column("acknowledged_at", MOMENT, nullable=True),
        sa.CheckConstraint("role in ('tutor', 'manager', 'coordinator')", name=op.f("ck_pair_third_party_role")),
        sa.CheckConstraint("(agreed_by_id is null) = (agreed_at is null)", name=op.f("ck_pair_third_party_agreed")),
        sa.CheckConstraint(
            "(acknowledged_as is null) = (acknowledged_at is null)", name=op.f("ck_pair_third_party_acknowledged")
        ),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_third_party_pair_id_pair")),
        sa.ForeignKeyConstraint(["named_by_id"], ["person.id"], name=op.f("fk_pair_third_party_named_by_id_person")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["person.id"], name=op.f("fk_pair_third_party_agreed_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pair_third_party_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_third_party")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pair_third_party_public_id")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_pair_third_party_token_sha256")),
        sa.UniqueConstraint("pair_id", "email", name=op.f("uq_pair_third_party_pair_id_email")),
    )
    for column in ("pair_id", "email", "named_by_id", "agreed_by_id", "person_id"):
        op.create_index(op.f(f"ix_pair_third_party_{column}"), "pair_third_party", [column])


def _make_declarations() -> None:
    op.create_table(
        "pair_role_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("declarer_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_role_declaration_pair_id_pair")),
        sa.ForeignKeyConstraint(
            ["declarer_id"], ["person.id"], name=op.f("fk_pair_role_declaration_declarer_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_role_declaration")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pair_role_declaration_public_id")),
    )
    op.create_index("ix_pair_role_declaration_pair_id", "pair_role_declaration", ["pair_id", "declarer_id"])
    op.create_index(op.f("ix_pair_role_declaration_declarer_id"), "pair_role_declaration", ["declarer_id"])
    op.create_table(
        "pair_declared_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "role in ('coach', 'line-manager', 'appraiser', 'assessor', 'tutor', 'friend', 'quality-observer')",
            name=op.f("ck_pair_declared_role_role"),
        ),
        sa.CheckConstraint(
            "until_on is null or until_on >= since_on", name=op.f("ck_pair_declared_role_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id"], ["pair_role_declaration.id"],
            name=op.f("fk_pair_declared_role_declaration_id_pair_role_declaration"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_declared_role")),
        sa.UniqueConstraint(
            "declaration_id", "role", "since_on", name=op.f("uq_pair_declared_role_declaration_id_role_since_on")
        ),
    )  # fmt: skip


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
