"""The first shape of every table.

Revision ID: 0001
Revises:
"""

from alembic import op
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)

from assessment.records.schema import Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _people_and_firms()
    _definitions()
    _answers()
    _calls()
    _journal()


def _people_and_firms() -> None:
    op.create_table(
        "settings",
        Column("name", String(length=40), nullable=False),
        Column("value", Text(), nullable=False),
        PrimaryKeyConstraint("name", name="pk_settings"),
    )
    op.create_table(
        "tabs",
        Column("session", String(length=64), nullable=False),
        Column("tab", String(length=64), nullable=False),
        Column("at", Moment(), nullable=False),
        PrimaryKeyConstraint("session", name="pk_tabs"),
    )
    op.create_table(
        "firms",
        Column("id", Integer(), nullable=False),
        Column("pseudonym", String(length=32), nullable=False),
        Column("name", String(length=200), nullable=False),
        Column("business_number", String(length=10)),
        Column("corporate_number", String(length=13)),
        Column("factory_number", String(length=20)),
        Column("representative", String(length=100)),
        Column("phone", String(length=40)),
        Column("email", String(length=200)),
        Column("address", String(length=300)),
        Column("region", String(length=40)),
        Column("complex", String(length=40)),
        Column("ksic_code", String(length=6)),
        Column("ksic_revision", Integer()),
        Column("ksic_division", Integer()),
        Column("industry_name", String(length=200)),
        Column("products", Text()),
        Column("processes", Text()),
        Column("employees", Integer()),
        Column("size_class", String(length=12)),
        Column("founded_on", Date()),
        Column("tags", JSON(), nullable=False),
        Column("facts", JSON(), nullable=False),
        Column("source", String(length=20), nullable=False),
        Column("revision", Integer(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        Column("updated_at", Moment(), nullable=False),
        PrimaryKeyConstraint("id", name="pk_firms"),
        UniqueConstraint("business_number", name="uq_firms_business_number"),
        UniqueConstraint("factory_number", name="uq_firms_factory_number"),
        UniqueConstraint("pseudonym", name="uq_firms_pseudonym"),
    )
    op.create_index("ix_firms_ksic_division", "firms", ["ksic_division"], unique=False)
    op.create_index("ix_firms_name", "firms", ["name"], unique=False)
    op.create_table(
        "sites",
        Column("id", Integer(), nullable=False),
        Column("firm_id", Integer(), nullable=False),
        Column("name", String(length=200), nullable=False),
        Column("address", String(length=300)),
        Column("complex", String(length=40)),
        Column("factory_number", String(length=20)),
        Column("business_number", String(length=10)),
        ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_sites_firm_id"),
        PrimaryKeyConstraint("id", name="pk_sites"),
    )
    op.create_index("ix_sites_firm_id", "sites", ["firm_id"], unique=False)
    op.create_table(
        "figures",
        Column("firm_id", Integer(), nullable=False),
        Column("year", Integer(), nullable=False),
        Column("sales", Float()),
        Column("exports", Float()),
        Column("exports_usd", Float()),
        Column("operating_margin", Float()),
        Column("employees", Float()),
        Column("debt_ratio", Float()),
        Column("capital", Float()),
        Column("assets", Float()),
        Column("rnd_spend", Float()),
        ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_figures_firm_id"),
        PrimaryKeyConstraint("firm_id", "year", name="pk_figures"),
    )
    op.create_table(
        "certificates",
        Column("id", Integer(), nullable=False),
        Column("firm_id", Integer(), nullable=False),
        Column("serial", String(length=60)),
        Column("capability_level", Integer()),
        Column("system_level", Integer()),
        Column("total", Float()),
        Column("starts_on", Date(), nullable=False),
        Column("ends_on", Date(), nullable=False),
        ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_certificates_firm_id"),
        PrimaryKeyConstraint("id", name="pk_certificates"),
    )
    op.create_index("ix_certificates_firm_id", "certificates", ["firm_id"], unique=False)
    op.create_table(
        "supports",
        Column("id", Integer(), nullable=False),
        Column("firm_id", Integer(), nullable=False),
        Column("year", Integer(), nullable=False),
        Column("programme", String(length=64), nullable=False),
        Column("track", String(length=100)),
        Column("level_before", Integer()),
        Column("level_after", Integer()),
        Column("grant", Float()),
        Column("completed", Boolean(), nullable=False),
        ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_supports_firm_id"),
        PrimaryKeyConstraint("id", name="pk_supports"),
    )
    op.create_index("ix_supports_firm_id", "supports", ["firm_id"], unique=False)
    op.create_table(
        "accounts",
        Column("id", Integer(), nullable=False),
        Column("pseudonym", String(length=32), nullable=False),
        Column("email", String(length=200), nullable=False),
        Column("name", String(length=100), nullable=False),
        Column("role", String(length=12), nullable=False),
        Column("firm_id", Integer()),
        Column("password_hash", String(length=200)),
        Column("language", String(length=2), nullable=False),
        Column("active", Boolean(), nullable=False),
        Column("must_change_password", Boolean(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_accounts_firm_id"),
        PrimaryKeyConstraint("id", name="pk_accounts"),
        UniqueConstraint("email", name="uq_accounts_email"),
        UniqueConstraint("pseudonym", name="uq_accounts_pseudonym"),
    )
    op.create_index("ix_accounts_firm_id", "accounts", ["firm_id"], unique=False)
    op.create_table(
        "declarations",
        Column("firm_id", Integer(), nullable=False),
        Column("kind", String(length=20), nullable=False),
        Column("value", Boolean(), nullable=False),
        Column("by", Integer()),
        Column("at", Moment(), nullable=False),
        ForeignKeyConstraint(["by"], ["accounts.id"], name="fk_declarations_by"),
        ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_declarations_firm_id"),
        PrimaryKeyConstraint("firm_id", "kind", name="pk_declarations"),
    )
    op.create_table(
        "sign_in_sessions",
        Column("token_hash", String(length=64), nullable=False),
        Column("account_id", Integer(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        Column("seen_at", Moment(), nullable=False),
        Column("ended_at", Moment()),
        ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_sign_in_sessions_account_id"
        ),
        PrimaryKeyConstraint("token_hash", name="pk_sign_in_sessions"),
    )
    op.create_index(
        "ix_sign_in_sessions_account_id", "sign_in_sessions", ["account_id"], unique=False
    )
    op.create_table(
        "sign_in_attempts",
        Column("id", Integer(), nullable=False),
        Column("who", String(length=64), nullable=False),
        Column("at", Moment(), nullable=False),
        PrimaryKeyConstraint("id", name="pk_sign_in_attempts"),
    )
    op.create_index("ix_sign_in_attempts_who", "sign_in_attempts", ["who"], unique=False)


def _definitions() -> None:
    op.create_table(
        "releases",
        Column("hash", String(length=64), nullable=False),
        Column("kind", String(length=16), nullable=False),
        Column("name", String(length=64), nullable=False),
        Column("version", String(length=20), nullable=False),
        Column("content", Text(), nullable=False),
        Column("published_at", Moment(), nullable=False),
        Column("published_by", Integer()),
        ForeignKeyConstraint(["published_by"], ["accounts.id"], name="fk_releases_published_by"),
        PrimaryKeyConstraint("hash", name="pk_releases"),
    )
    op.create_index("ix_releases_name", "releases", ["name"], unique=False)
    op.create_table(
        "rounds",
        Column("id", Integer(), nullable=False),
        Column("name", String(length=100), nullable=False),
        Column("complex", String(length=100), nullable=False),
        Column("opens_on", Date(), nullable=False),
        Column("closes_on", Date(), nullable=False),
        PrimaryKeyConstraint("id", name="pk_rounds"),
        UniqueConstraint("name", name="uq_rounds_name"),
    )
    op.create_table(
        "round_releases",
        Column("round_id", Integer(), nullable=False),
        Column("name", String(length=64), nullable=False),
        Column("release_hash", String(length=64), nullable=False),
        ForeignKeyConstraint(
            ["release_hash"], ["releases.hash"], name="fk_round_releases_release_hash"
        ),
        ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_round_releases_round_id"),
        PrimaryKeyConstraint("round_id", "name", name="pk_round_releases"),
    )


def _answers() -> None:
    op.create_table(
        "assessments",
        Column("id", Integer(), nullable=False),
        Column("firm_id", Integer(), nullable=False),
        Column("round_id", Integer(), nullable=False),
        Column("questionnaire", String(length=64), nullable=False),
        Column("release_hash", String(length=64), nullable=False),
        Column("status", String(length=12), nullable=False),
        Column("reviewer_id", Integer()),
        Column("visit_on", Date()),
        Column("submissions", Integer(), nullable=False),
        Column("submitted_at", Moment()),
        Column("verified_at", Moment()),
        Column("created_at", Moment(), nullable=False),
        Column("updated_at", Moment(), nullable=False),
        Column("claimed_points", Float()),
        Column("verified_points", Float()),
        Column("coverage", Float()),
        Column("verified_share", Float()),
        Column("capability_level", Integer()),
        Column("system_level", Integer()),
        Column("distance", Float()),
        Column("evidence_count", Integer(), nullable=False),
        Column("contradiction_count", Integer(), nullable=False),
        ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_assessments_firm_id"),
        ForeignKeyConstraint(
            ["release_hash"], ["releases.hash"], name="fk_assessments_release_hash"
        ),
        ForeignKeyConstraint(["reviewer_id"], ["accounts.id"], name="fk_assessments_reviewer_id"),
        ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_assessments_round_id"),
        PrimaryKeyConstraint("id", name="pk_assessments"),
        UniqueConstraint("firm_id", "round_id", "questionnaire", name="uq_assessments_firm_id"),
    )
    op.create_index("ix_assessments_firm_id", "assessments", ["firm_id"], unique=False)
    op.create_index("ix_assessments_queue", "assessments", ["round_id", "status"], unique=False)
    op.create_index("ix_assessments_reviewer_id", "assessments", ["reviewer_id"], unique=False)
    op.create_index("ix_assessments_round_id", "assessments", ["round_id"], unique=False)
    op.create_index("ix_assessments_status", "assessments", ["status"], unique=False)
    op.create_table(
        "answers",
        Column("assessment_id", Integer(), nullable=False),
        Column("item", String(length=64), nullable=False),
        Column("state", String(length=16), nullable=False),
        Column("value", Text()),
        Column("confidence", Integer()),
        Column("reason", String(length=64)),
        Column("comment", Text()),
        Column("source", String(length=12), nullable=False),
        Column("origin", JSON()),
        Column("by", Integer()),
        Column("tab", String(length=64), nullable=False),
        Column("at", Moment(), nullable=False),
        Column("revision", Integer(), nullable=False),
        Column("epoch", Integer(), nullable=False),
        ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_answers_assessment_id"
        ),
        ForeignKeyConstraint(["by"], ["accounts.id"], name="fk_answers_by"),
        PrimaryKeyConstraint("assessment_id", "item", name="pk_answers"),
    )
    op.create_table(
        "submissions",
        Column("id", Integer(), nullable=False),
        Column("assessment_id", Integer(), nullable=False),
        Column("number", Integer(), nullable=False),
        Column("receipt", String(length=32), nullable=False),
        Column("claims", JSON(), nullable=False),
        Column("by", Integer()),
        Column("at", Moment(), nullable=False),
        ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_submissions_assessment_id"
        ),
        ForeignKeyConstraint(["by"], ["accounts.id"], name="fk_submissions_by"),
        PrimaryKeyConstraint("id", name="pk_submissions"),
        UniqueConstraint("receipt", name="uq_submissions_receipt"),
    )
    op.create_index("ix_submissions_assessment_id", "submissions", ["assessment_id"], unique=False)
    op.create_table(
        "verifications",
        Column("id", Integer(), nullable=False),
        Column("assessment_id", Integer(), nullable=False),
        Column("item", String(length=64), nullable=False),
        Column("state", String(length=16), nullable=False),
        Column("value", Text()),
        Column("claim_state", String(length=16), nullable=False),
        Column("claim_value", Text()),
        Column("reason_code", String(length=24), nullable=False),
        Column("note", Text()),
        Column("method", String(length=12), nullable=False),
        Column("reviewer_id", Integer(), nullable=False),
        Column("at", Moment(), nullable=False),
        ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_verifications_assessment_id"
        ),
        ForeignKeyConstraint(["reviewer_id"], ["accounts.id"], name="fk_verifications_reviewer_id"),
        PrimaryKeyConstraint("id", name="pk_verifications"),
    )
    op.create_index(
        "ix_verifications_assessment_id", "verifications", ["assessment_id"], unique=False
    )
    op.create_index(
        "ix_verifications_item", "verifications", ["assessment_id", "item"], unique=False
    )
    op.create_table(
        "comments",
        Column("id", Integer(), nullable=False),
        Column("assessment_id", Integer(), nullable=False),
        Column("item", String(length=64)),
        Column("kind", String(length=12), nullable=False),
        Column("text", Text(), nullable=False),
        Column("author_id", Integer(), nullable=False),
        Column("at", Moment(), nullable=False),
        Column("resolved_at", Moment()),
        ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_comments_assessment_id"
        ),
        ForeignKeyConstraint(["author_id"], ["accounts.id"], name="fk_comments_author_id"),
        PrimaryKeyConstraint("id", name="pk_comments"),
    )
    op.create_index("ix_comments_assessment_id", "comments", ["assessment_id"], unique=False)
    op.create_table(
        "evidence",
        Column("id", Integer(), nullable=False),
        Column("assessment_id", Integer(), nullable=False),
        Column("item", String(length=64), nullable=False),
        Column("sha256", String(length=64), nullable=False),
        Column("name", String(length=200), nullable=False),
        Column("media_type", String(length=60), nullable=False),
        Column("size", Integer(), nullable=False),
        Column("by", Integer(), nullable=False),
        Column("at", Moment(), nullable=False),
        Column("removed_at", Moment()),
        ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_evidence_assessment_id"
        ),
        ForeignKeyConstraint(["by"], ["accounts.id"], name="fk_evidence_by"),
        PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_assessment_id", "evidence", ["assessment_id"], unique=False)
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"], unique=False)
    op.create_table(
        "files",
        Column("sha256", String(length=64), nullable=False),
        Column("content", LargeBinary(), nullable=False),
        PrimaryKeyConstraint("sha256", name="pk_files"),
    )
    op.create_table(
        "owner_codes",
        Column("id", Integer(), nullable=False),
        Column("assessment_id", Integer(), nullable=False),
        Column("code_hash", String(length=64), nullable=False),
        Column("expires_at", Moment(), nullable=False),
        Column("tries", Integer(), nullable=False),
        Column("confirmed_at", Moment()),
        ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_owner_codes_assessment_id"
        ),
        PrimaryKeyConstraint("id", name="pk_owner_codes"),
    )
    op.create_index("ix_owner_codes_assessment_id", "owner_codes", ["assessment_id"], unique=False)


def _calls() -> None:
    op.create_table(
        "calls",
        Column("id", Integer(), nullable=False),
        Column("name", String(length=200), nullable=False),
        Column("programme", String(length=64), nullable=False),
        Column("release_hash", String(length=64), nullable=False),
        Column("round_id", Integer(), nullable=False),
        Column("opens_on", Date(), nullable=False),
        Column("closes_on", Date(), nullable=False),
        Column("status", String(length=12), nullable=False),
        Column("budget", Float()),
        Column("places", Integer()),
        Column("seed", Integer(), nullable=False),
        Column("draws", Integer(), nullable=False),
        Column("spread", Float(), nullable=False),
        Column("closed_at", Moment()),
        Column("frozen", JSON()),
        ForeignKeyConstraint(["release_hash"], ["releases.hash"], name="fk_calls_release_hash"),
        ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_calls_round_id"),
        PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_table(
        "applications",
        Column("id", Integer(), nullable=False),
        Column("call_id", Integer(), nullable=False),
        Column("applicant_type", String(length=8), nullable=False),
        Column("firm_id", Integer()),
        Column("applicant_name", String(length=200), nullable=False),
        Column("assessment_id", Integer()),
        Column("planned_system", String(length=300)),
        Column("planned_cost", Float()),
        Column("requested_grant", Float()),
        Column("supplier", String(length=200)),
        Column("partner", String(length=200)),
        Column("level_before", String(length=40)),
        Column("level_after", String(length=40)),
        Column("kpis", JSON(), nullable=False),
        Column("costs", JSON(), nullable=False),
        Column("withdrawn_at", Moment()),
        Column("created_at", Moment(), nullable=False),
        ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_applications_assessment_id"
        ),
        ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_applications_call_id"),
        ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_applications_firm_id"),
        PrimaryKeyConstraint("id", name="pk_applications"),
        UniqueConstraint("call_id", "firm_id", name="uq_applications_call_id"),
    )
    op.create_index("ix_applications_call_id", "applications", ["call_id"], unique=False)
    op.create_index("ix_applications_firm_id", "applications", ["firm_id"], unique=False)
    op.create_table(
        "panel_scores",
        Column("application_id", Integer(), nullable=False),
        Column("criterion", String(length=64), nullable=False),
        Column("panelist", String(length=100), nullable=False),
        Column("score", Float(), nullable=False),
        Column("by", Integer()),
        Column("at", Moment(), nullable=False),
        ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_panel_scores_application_id"
        ),
        ForeignKeyConstraint(["by"], ["accounts.id"], name="fk_panel_scores_by"),
        PrimaryKeyConstraint("application_id", "criterion", "panelist", name="pk_panel_scores"),
    )
    op.create_table(
        "scenarios",
        Column("id", Integer(), nullable=False),
        Column("call_id", Integer(), nullable=False),
        Column("name", String(length=100), nullable=False),
        Column("weights", JSON(), nullable=False),
        Column("by", Integer(), nullable=False),
        Column("at", Moment(), nullable=False),
        ForeignKeyConstraint(["by"], ["accounts.id"], name="fk_scenarios_by"),
        ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_scenarios_call_id"),
        PrimaryKeyConstraint("id", name="pk_scenarios"),
        UniqueConstraint("call_id", "name", name="uq_scenarios_call_id"),
    )
    op.create_index("ix_scenarios_call_id", "scenarios", ["call_id"], unique=False)
    op.create_table(
        "decisions",
        Column("id", Integer(), nullable=False),
        Column("call_id", Integer(), nullable=False),
        Column("parameters", JSON(), nullable=False),
        Column("decided_by", Integer(), nullable=False),
        Column("decided_at", Moment(), nullable=False),
        Column("approved_by", Integer()),
        Column("approved_at", Moment()),
        ForeignKeyConstraint(["approved_by"], ["accounts.id"], name="fk_decisions_approved_by"),
        ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_decisions_call_id"),
        ForeignKeyConstraint(["decided_by"], ["accounts.id"], name="fk_decisions_decided_by"),
        PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_call_id", "decisions", ["call_id"], unique=False)
    op.create_table(
        "decision_rows",
        Column("decision_id", Integer(), nullable=False),
        Column("application_id", Integer(), nullable=False),
        Column("outcome", String(length=12), nullable=False),
        Column("place", Integer()),
        Column("score", Float()),
        Column("granted", Float()),
        Column("reason_code", String(length=64)),
        Column("reason_ko", Text()),
        Column("reason_en", Text()),
        ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_decision_rows_application_id"
        ),
        ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name="fk_decision_rows_decision_id"
        ),
        PrimaryKeyConstraint("decision_id", "application_id", name="pk_decision_rows"),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        Column("seq", Integer(), autoincrement=False, nullable=False),
        Column("at", Moment(), nullable=False),
        Column("kind", String(length=40), nullable=False),
        Column("actor", String(length=32), nullable=False),
        Column("subject", String(length=32), nullable=False),
        Column("digest", String(length=64), nullable=False),
        Column("previous", String(length=64), nullable=False),
        Column("hash", String(length=64), nullable=False),
        PrimaryKeyConstraint("seq", name="pk_journal"),
    )
    op.create_table(
        "journal_payloads",
        Column("seq", Integer(), autoincrement=False, nullable=False),
        Column("salt", String(length=32), nullable=False),
        Column("payload", Text(), nullable=False),
        PrimaryKeyConstraint("seq", name="pk_journal_payloads"),
    )
