"""Which screens a role has; the first one is where it starts."""

from assessment.services.office import Role

SCREENS_OF: dict[Role, tuple[str, ...]] = {
    "owner": ("assess", "result", "firm", "apply"),
    "consultant": ("inbox", "review", "interview", "referrals", "firms", "forms"),
    "manager": ("complex", "calls", "referrals", "firms", "review", "forms"),
    "admin": (
        *("admin", "complex", "calls", "inbox", "review", "interview", "referrals", "firms"),
        "forms",
    ),
}
EVERYBODY = ("password", "account")
