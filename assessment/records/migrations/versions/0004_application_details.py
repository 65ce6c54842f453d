"""What an application form asks besides plan, indicators and costs.

Revision ID: 0004
Revises: 0003
"""

from alembic import op
from sqlalchemy import JSON, Column

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """A column that is empty for what was applied for before."""
    op.add_column("applications", Column("details", JSON))
