"""What bound a refusal and what would change it; where a lottery's randomness comes from.

Revision ID: 0002
Revises: 0001
"""

from alembic import op
from sqlalchemy import Column, String, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Columns that are empty for what was decided before."""
    op.add_column("decision_rows", Column("binding", String(16)))
    for name in ("binding_ko", "binding_en", "change_ko", "change_en"):
        op.add_column("decision_rows", Column(name, Text))
    op.add_column("calls", Column("lottery_source", Text))
    op.add_column("calls", Column("lottery_rule", String(64)))
    op.add_column("calls", Column("lottery_value", Text))
