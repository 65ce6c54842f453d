"""Which screens a role has; the first one is where it starts."""

from assessment.services.office import Role

SCREENS_OF: dict[Role, tuple[str, ...]] = {
    "owner": ("assess", "result", "firm", "apply"),
    "consultant": ("inbox", "review", "interview", "referrals", "firms"),
    "manager": ("complex", "calls", "referrals", "firms", "review"),
    "admin": ("admin", "complex", "calls", "inbox", "review", "interview", "referrals", "firms"),
}
EVERYBODY = ("password",)
