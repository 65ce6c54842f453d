"""Invitations, the second factor, other sign-ins, who reviews which firm, what was being typed.

Revision ID: 0005
Revises: 0004
"""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, String, Text, text

from assessment.records.schema import Moment

revision = "0005"
down_revision = "0004"

# who reviews a firm, or reviewed it last, is in charge of it
_IN_CHARGE = """
insert into assignments (firm_id, account_id, began_at)
select firm_id, reviewer_id, min(created_at) from assessments
where reviewer_id is not null and (status <> 'verified' or id in (
  select max(id) from assessments where reviewer_id is not null group by firm_id))
group by firm_id, reviewer_id
"""


def upgrade() -> None:
    """New tables, and three columns of sessions that earlier ones have no word for."""
    op.add_column("sign_in_sessions", Column("address", String(64)))
    op.add_column("sign_in_sessions", Column("device", String(200)))
    op.add_column(
        "sign_in_sessions", Column("stage", String(12), nullable=False, server_default="full")
    )
    op.create_table(
        "invitations",
        Column("id", Integer, primary_key=True),
        Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False, index=True),
        Column("code_hash", String(64), nullable=False),
        Column("issued_by", Integer, ForeignKey("accounts.id"), nullable=False),
        Column("issued_at", Moment, nullable=False),
        Column("expires_at", Moment, nullable=False),
        Column("used_at", Moment),
        Column("ended_at", Moment),
    )
    _second_factor()
    _other_sign_ins()
    _in_charge()
    op.create_table(
        "drafts",
        Column("account_id", Integer, ForeignKey("accounts.id"), primary_key=True),
        Column("key", String(200), primary_key=True),
        Column("value", Text, nullable=False),
        Column("at", Moment, nullable=False),
    )


def _second_factor() -> None:
    op.create_table(
        "second_factors",
        Column("account_id", Integer, ForeignKey("accounts.id"), primary_key=True),
        Column("secret", Text, nullable=False),
        Column("confirmed_at", Moment),
        Column("last_step", Integer, nullable=False),
    )
    op.create_table(
        "recovery_codes",
        Column("id", Integer, primary_key=True),
        Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False, index=True),
        Column("code_hash", String(64), nullable=False),
        Column("used_at", Moment),
    )


def _other_sign_ins() -> None:
    op.create_table(
        "identities",
        Column("issuer", String(255), primary_key=True),
        Column("subject", String(255), primary_key=True),
        Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False, index=True),
        Column("at", Moment, nullable=False),
    )
    op.create_table(
        "oidc_states",
        Column("state_hash", String(64), primary_key=True),
        Column("nonce", String(64), nullable=False),
        Column("verifier", String(128), nullable=False),
        Column("at", Moment, nullable=False),
    )


def _in_charge() -> None:
    op.create_table(
        "assignments",
        Column("id", Integer, primary_key=True),
        Column("firm_id", Integer, ForeignKey("firms.id"), nullable=False, index=True),
        Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False, index=True),
        Column("by", Integer, ForeignKey("accounts.id")),
        Column("began_at", Moment, nullable=False),
        Column("ended_at", Moment),
    )
    op.create_table(
        "interests",
        Column("id", Integer, primary_key=True),
        Column("firm_id", Integer, ForeignKey("firms.id"), nullable=False, index=True),
        Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False, index=True),
        Column("reason", Text, nullable=False),
        Column("declared_at", Moment, nullable=False),
        Column("ended_at", Moment),
    )
    op.execute(text(_IN_CHARGE))
