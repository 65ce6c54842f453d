"""Every table that is kept. Migrations bring a database to this shape."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import JSON, TypeDecorator

from assessment.records.resident_numbers import Said, SaidJSON

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


def _key() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _to(name: str, target: str, *, optional: bool = False, index: bool = False) -> Column[int]:
    return Column(name, ForeignKey(f"{target}.id"), nullable=optional, index=index)


settings = Table(
    "settings",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

# ---- people --------------------------------------------------------------------------------

accounts = Table(
    "accounts",
    metadata,
    _key(),
    Column("pseudonym", String(32), nullable=False, unique=True),
    Column("email", Said(200), nullable=False, unique=True),
    Column("name", Said(100), nullable=False),
    Column("role", String(12), nullable=False),  # owner | consultant | manager | admin
    _to("firm_id", "firms", optional=True, index=True),
    Column("password_hash", String(200)),
    Column("language", String(2), nullable=False, default="ko"),
    Column("active", Boolean, nullable=False, default=True),
    Column("must_change_password", Boolean, nullable=False, default=False),
    Column("created_at", Moment, nullable=False),
)

sign_in_sessions = Table(
    "sign_in_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    _to("account_id", "accounts", index=True),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("address", String(64)),
    Column("device", String(200)),
    # full | code | enrol: the last two wait for a second factor and open nothing
    Column("stage", String(12), nullable=False, default="full", server_default="full"),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    _key(),
    Column("who", String(64), nullable=False, index=True),  # digest of e-mail or address
    Column("at", Moment, nullable=False),
)

tabs = Table(  # a browser tab outlives the server: after a reconnect it names its session before
    "tabs",
    metadata,
    Column("session", String(64), primary_key=True),
    Column("tab", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    _key(),
    _to("account_id", "accounts", index=True),
    Column("code_hash", String(64), nullable=False),
    _to("issued_by", "accounts"),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("ended_at", Moment),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("secret", Text, nullable=False),  # sealed
    Column("confirmed_at", Moment),
    Column("last_step", Integer, nullable=False),  # of the last code, which counts once
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    _key(),
    _to("account_id", "accounts", index=True),
    Column("code_hash", String(64), nullable=False),
    Column("used_at", Moment),
)

identities = Table(  # sign-ins of another provider
    "identities",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    _to("account_id", "accounts", index=True),
    Column("at", Moment, nullable=False),
)

oidc_states = Table(
    "oidc_states",
    metadata,
    Column("state_hash", String(64), primary_key=True),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(128), nullable=False),
    Column("at", Moment, nullable=False),
)

drafts = Table(  # what was being typed when a session ran out, by the field's key
    "drafts",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("value", Said(), nullable=False),
    Column("at", Moment, nullable=False),
)

assignments = Table(  # which consultant is in charge of which firm, and when
    "assignments",
    metadata,
    _key(),
    _to("firm_id", "firms", index=True),
    _to("account_id", "accounts", index=True),
    _to("by", "accounts", optional=True),
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

interests = Table(  # a consultant's own tie to a firm, which keeps them from reviewing it
    "interests",
    metadata,
    _key(),
    _to("firm_id", "firms", index=True),
    _to("account_id", "accounts", index=True),
    Column("reason", Said(), nullable=False),
    Column("declared_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

# ---- firms ---------------------------------------------------------------------------------

firms = Table(
    "firms",
    metadata,
    _key(),
    Column("pseudonym", String(32), nullable=False, unique=True),
    Column("name", Said(200), nullable=False, index=True),
    Column("business_number", String(10), unique=True),
    Column("corporate_number", String(13)),
    Column("factory_number", Said(20), unique=True),
    Column("representative", Said(100)),
    Column("phone", Said(40)),
    Column("email", Said(200)),
    Column("address", Said(300)),
    Column("region", String(40)),  # ansan | siheung | …, a value of the fact `region`
    Column("complex", String(40)),
    Column("ksic_code", String(6)),
    Column("ksic_revision", Integer),
    Column("ksic_division", Integer, index=True),
    Column("industry_name", Said(200)),
    Column("products", Said()),
    Column("processes", Said()),
    Column("employees", Integer),
    Column("size_class", String(12)),  # micro | small | medium | mid_market; unknown is null
    Column("founded_on", Date),
    Column("tags", SaidJSON, nullable=False, default=list),
    Column("facts", SaidJSON, nullable=False, default=dict),  # facts without a column of their own
    Column("source", String(20), nullable=False, default="web"),
    Column("revision", Integer, nullable=False, default=1),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

sites = Table(
    "sites",
    metadata,
    _key(),
    _to("firm_id", "firms", index=True),
    Column("name", Said(200), nullable=False),
    Column("address", Said(300)),
    Column("complex", String(40)),
    Column("factory_number", Said(20)),
    Column("business_number", String(10)),
)

figures = Table(  # money in million won, exports_usd in thousand dollars, shares in percent
    "figures",
    metadata,
    Column("firm_id", ForeignKey("firms.id"), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("sales", Float),
    Column("exports", Float),
    Column("exports_usd", Float),
    Column("operating_margin", Float),
    Column("employees", Float),
    Column("debt_ratio", Float),
    Column("capital", Float),
    Column("assets", Float),
    Column("rnd_spend", Float),
)

certificates = Table(  # 수준확인서
    "certificates",
    metadata,
    _key(),
    _to("firm_id", "firms", index=True),
    Column("serial", Said(60)),
    Column("capability_level", Integer),
    Column("system_level", Integer),
    Column("total", Float),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
)

supports = Table(
    "supports",
    metadata,
    _key(),
    _to("firm_id", "firms", index=True),
    Column("year", Integer, nullable=False),
    Column("programme", Said(64), nullable=False),
    Column("track", Said(100)),
    Column("level_before", Integer),
    Column("level_after", Integer),
    Column("grant", Float),  # won
    Column("completed", Boolean, nullable=False, default=True),
)

declarations = Table(  # tax_arrears | banned | closed | insolvent, as the firm states it
    "declarations",
    metadata,
    Column("firm_id", ForeignKey("firms.id"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("value", Boolean, nullable=False),
    _to("by", "accounts", optional=True),
    Column("at", Moment, nullable=False),
)

consents = Table(  # append-only; the last row of a kind holds
    "consents",
    metadata,
    _key(),
    _to("firm_id", "firms", index=True),
    Column("kind", String(24), nullable=False),
    Column("version", String(20), nullable=False),  # of the text that was read
    Column("given", Boolean, nullable=False),
    _to("by", "accounts", optional=True),
    Column("at", Moment, nullable=False),
)

erasures = Table(  # firms that are no longer kept, so that no backup brings them back
    "erasures",
    metadata,
    Column("pseudonym", String(32), primary_key=True),
    Column("by", String(32), nullable=False),  # pseudonym
    Column("at", Moment, nullable=False),
)

# ---- definitions as published ----------------------------------------------------------------

releases = Table(
    "releases",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),  # questionnaire | programme
    Column("name", String(64), nullable=False, index=True),
    Column("version", String(20), nullable=False),
    Column("content", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
    _to("published_by", "accounts", optional=True),
)

rounds = Table(
    "rounds",
    metadata,
    _key(),
    Column("name", Said(100), nullable=False, unique=True),
    Column("complex", Said(100), nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False),
)

round_releases = Table(
    "round_releases",
    metadata,
    Column("round_id", ForeignKey("rounds.id"), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("release_hash", ForeignKey("releases.hash"), nullable=False),
)

# ---- answers, claims, verification -------------------------------------------------------------

assessments = Table(
    "assessments",
    metadata,
    _key(),
    _to("firm_id", "firms", index=True),
    _to("round_id", "rounds", index=True),
    Column("questionnaire", String(64), nullable=False),
    Column("release_hash", ForeignKey("releases.hash"), nullable=False),
    # draft | submitted | in_review | returned | resubmitted | verified
    Column("status", String(12), nullable=False, default="draft", index=True),
    _to("reviewer_id", "accounts", optional=True, index=True),
    Column("visit_on", Date),
    Column("submissions", Integer, nullable=False, default=0),
    Column("submitted_at", Moment),
    Column("verified_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    # what a list needs without scoring again; written in the transaction that changes them
    Column("claimed_points", Float),
    Column("verified_points", Float),
    Column("coverage", Float),
    Column("verified_share", Float),
    Column("capability_level", Integer),
    Column("system_level", Integer),
    Column("distance", Float),  # points to the nearest level
    Column("evidence_count", Integer, nullable=False, default=0),
    Column("contradiction_count", Integer, nullable=False, default=0),
    UniqueConstraint("firm_id", "round_id", "questionnaire"),
)

answers = Table(
    "answers",
    metadata,
    Column("assessment_id", ForeignKey("assessments.id"), primary_key=True),
    Column("item", String(64), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("value", Said()),  # option id; a number or date as text; multi as ids joined by a space
    Column("confidence", Integer),
    Column("reason", String(64)),
    Column("comment", Said()),
    Column("source", String(12), nullable=False),  # web | excel | interview | import | carried
    Column("origin", JSON),  # of a carried answer: assessment, revision, date
    _to("by", "accounts", optional=True),
    Column("tab", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
)

submissions = Table(
    "submissions",
    metadata,
    _key(),
    _to("assessment_id", "assessments", index=True),
    Column("number", Integer, nullable=False),
    Column("receipt", String(32), nullable=False, unique=True),
    Column("claims", SaidJSON, nullable=False),  # item -> {state, value}
    _to("by", "accounts", optional=True),
    Column("at", Moment, nullable=False),
)

verifications = Table(  # append-only; the last row of an item holds
    "verifications",
    metadata,
    _key(),
    _to("assessment_id", "assessments", index=True),
    Column("item", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("value", Said()),
    Column("claim_state", String(16), nullable=False),
    Column("claim_value", Said()),
    Column("reason_code", String(24), nullable=False),
    Column("note", Said()),
    Column("method", String(12), nullable=False),  # document | visit | interview
    _to("reviewer_id", "accounts"),
    Column("at", Moment, nullable=False),
)

comments = Table(
    "comments",
    metadata,
    _key(),
    _to("assessment_id", "assessments", index=True),
    Column("item", String(64)),
    Column("kind", String(12), nullable=False),  # note | send_back
    Column("text", Said(), nullable=False),
    _to("author_id", "accounts"),
    Column("at", Moment, nullable=False),
    Column("resolved_at", Moment),
)

evidence = Table(
    "evidence",
    metadata,
    _key(),
    _to("assessment_id", "assessments", index=True),
    Column("item", String(64), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("name", Said(200), nullable=False),
    Column("media_type", String(60), nullable=False),
    Column("size", Integer, nullable=False),
    _to("by", "accounts"),
    Column("at", Moment, nullable=False),
    Column("removed_at", Moment),
)

files = Table(  # content of the embedded store, by hash
    "files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

owner_codes = Table(  # by which an owner confirms what was entered for them
    "owner_codes",
    metadata,
    _key(),
    _to("assessment_id", "assessments", index=True),
    Column("code_hash", String(64), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("confirmed_at", Moment),
)

# ---- calls and decisions -------------------------------------------------------------------

calls = Table(
    "calls",
    metadata,
    _key(),
    Column("name", Said(200), nullable=False),
    Column("programme", String(64), nullable=False),
    Column("release_hash", ForeignKey("releases.hash"), nullable=False),
    _to("round_id", "rounds"),
    Column("opens_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("status", String(12), nullable=False, default="open"),  # open | closed | decided
    Column("budget", Float),  # won
    Column("places", Integer),
    Column("seed", Integer, nullable=False),
    Column("draws", Integer, nullable=False),
    Column("spread", Float, nullable=False),
    Column("closed_at", Moment),
    Column("frozen", JSON),  # application id -> facts, claims, verified values as at the close
    Column("lottery_source", Said()),  # stated before the close
    Column("lottery_rule", String(64)),
    Column("lottery_value", Said()),  # what the source published, given after the close
)

applications = Table(
    "applications",
    metadata,
    _key(),
    _to("call_id", "calls", index=True),
    Column("applicant_type", String(8), nullable=False, default="firm"),
    _to("firm_id", "firms", optional=True, index=True),
    Column("applicant_name", Said(200), nullable=False),
    _to("assessment_id", "assessments", optional=True),
    Column("planned_system", Said(300)),
    Column("planned_cost", Float),  # won
    Column("requested_grant", Float),  # won
    Column("supplier", Said(200)),
    Column("partner", Said(200)),
    Column("level_before", Said(40)),
    Column("level_after", Said(40)),
    Column("kpis", SaidJSON, nullable=False, default=list),
    Column("costs", SaidJSON, nullable=False, default=list),
    Column("details", SaidJSON),  # by field of data/form_fields.yaml
    Column("withdrawn_at", Moment),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("call_id", "firm_id"),
)

panel_scores = Table(
    "panel_scores",
    metadata,
    Column("application_id", ForeignKey("applications.id"), primary_key=True),
    Column("criterion", String(64), primary_key=True),
    Column("panelist", Said(100), primary_key=True),
    Column("score", Float, nullable=False),
    _to("by", "accounts", optional=True),
    Column("at", Moment, nullable=False),
)

scenarios = Table(  # what-if weights, kept only under a name
    "scenarios",
    metadata,
    _key(),
    _to("call_id", "calls", index=True),
    Column("name", Said(100), nullable=False),
    Column("weights", JSON, nullable=False),
    _to("by", "accounts"),
    Column("at", Moment, nullable=False),
    UniqueConstraint("call_id", "name"),
)

decisions = Table(
    "decisions",
    metadata,
    _key(),
    _to("call_id", "calls", index=True),
    Column("parameters", JSON, nullable=False),  # hashes, weights, seed, draws, spread, budget
    _to("decided_by", "accounts"),
    Column("decided_at", Moment, nullable=False),
    _to("approved_by", "accounts", optional=True),
    Column("approved_at", Moment),
)

decision_rows = Table(
    "decision_rows",
    metadata,
    Column("decision_id", ForeignKey("decisions.id"), primary_key=True),
    Column("application_id", ForeignKey("applications.id"), primary_key=True),
    Column("outcome", String(12), nullable=False),  # selected | waiting | refused
    Column("place", Integer),  # rank, or place on the waiting list
    Column("score", Float),
    Column("granted", Float),
    Column("reason_code", String(64)),
    Column("reason_ko", Text),
    Column("reason_en", Text),
    Column("binding", String(16)),  # what stopped it; none where it is selected
    Column("binding_ko", Text),
    Column("binding_en", Text),
    Column("change_ko", Text),  # the smallest change that would let it in
    Column("change_en", Text),
)

# ---- referrals -----------------------------------------------------------------------------

referrals = Table(
    "referrals",
    metadata,
    _key(),
    _to("firm_id", "firms", index=True),
    _to("assessment_id", "assessments", index=True),
    Column("item", String(64)),  # the gap; none when the whole result is meant
    Column("institution", String(64)),  # none: whoever accepts it chooses
    Column("wish", Said(), nullable=False),
    Column("talent", Said()),  # people the firm looks for: what kind
    Column("talent_count", Integer),
    # asked | accepted | met | done, or declined | withdrawn
    Column("status", String(12), nullable=False, index=True),
    _to("handler_id", "accounts", optional=True),
    Column("revision", Integer, nullable=False),
    _to("asked_by", "accounts"),
    Column("asked_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

referral_steps = Table(  # append-only; the last row says what `referrals.status` says
    "referral_steps",
    metadata,
    _key(),
    _to("referral_id", "referrals", index=True),
    Column("status", String(12), nullable=False),
    Column("institution", String(64)),
    Column("note", Said()),
    _to("by", "accounts"),
    Column("at", Moment, nullable=False),
)

# ---- journal -------------------------------------------------------------------------------

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("actor", String(32), nullable=False),  # pseudonym
    Column("subject", String(32), nullable=False),  # pseudonym; journal.py cuts what is longer
    Column("digest", String(64), nullable=False),  # of salt and payload
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

journal_payloads = Table(  # erasable, outside the chain
    "journal_payloads",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("salt", String(32), nullable=False),
    Column("payload", Text, nullable=False),
)

Index("ix_verifications_item", verifications.c.assessment_id, verifications.c.item)
Index("ix_journal_subject", journal.c.subject, journal.c.seq)
Index("ix_assessments_queue", assessments.c.round_id, assessments.c.status)
