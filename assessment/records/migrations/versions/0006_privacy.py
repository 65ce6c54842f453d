"""Consents, the list of erasures, and the journal found by whom it is about.

Revision ID: 0006
Revises: 0005
"""

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKey, Integer, String

from assessment.records.schema import Moment

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Two new tables and an index."""
    op.create_table(
        "consents",
        Column("id", Integer, primary_key=True),
        Column("firm_id", Integer, ForeignKey("firms.id"), nullable=False, index=True),
        Column("kind", String(24), nullable=False),
        Column("version", String(20), nullable=False),
        Column("given", Boolean, nullable=False),
        Column("by", Integer, ForeignKey("accounts.id")),
        Column("at", Moment, nullable=False),
    )
    op.create_table(
        "erasures",
        Column("pseudonym", String(32), primary_key=True),
        Column("by", String(32), nullable=False),
        Column("at", Moment, nullable=False),
    )
    op.create_index("ix_journal_subject", "journal", ["subject", "seq"])
