"""Firms that ask an institution for help, and what became of it.

Revision ID: 0003
Revises: 0002
"""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, String, Text

from assessment.records.schema import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Two new tables; nothing that is kept changes."""
    op.create_table(
        "referrals",
        Column("id", Integer, primary_key=True),
        Column("firm_id", Integer, ForeignKey("firms.id"), nullable=False, index=True),
        Column("assessment_id", Integer, ForeignKey("assessments.id"), nullable=False, index=True),
        Column("item", String(64)),
        Column("institution", String(64)),
        Column("wish", Text, nullable=False),
        Column("talent", Text),
        Column("talent_count", Integer),
        Column("status", String(12), nullable=False, index=True),
        Column("handler_id", Integer, ForeignKey("accounts.id")),
        Column("revision", Integer, nullable=False),
        Column("asked_by", Integer, ForeignKey("accounts.id"), nullable=False),
        Column("asked_at", Moment, nullable=False),
        Column("changed_at", Moment, nullable=False),
    )
    op.create_table(
        "referral_steps",
        Column("id", Integer, primary_key=True),
        Column("referral_id", Integer, ForeignKey("referrals.id"), nullable=False, index=True),
        Column("status", String(12), nullable=False),
        Column("institution", String(64)),
        Column("note", Text),
        Column("by", Integer, ForeignKey("accounts.id"), nullable=False),
        Column("at", Moment, nullable=False),
    )
