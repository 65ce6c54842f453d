"""Which screens a role has; the first one is where it starts."""

from assessment.services.office import Role

SCREENS_OF: dict[Role, tuple[str, ...]] = {
    "owner": ("assess", "result", "firm", "apply"),
    "consultant": ("inbox", "review", "interview", "firms"),
    "manager": ("complex", "calls", "firms", "review"),
    "admin": ("admin", "complex", "calls", "inbox", "review", "interview", "firms"),
}
EVERYBODY = ("password",)
