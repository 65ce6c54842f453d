"""Real Argon2 at its smallest cost: the suite signs in some two hundred times."""

from collections.abc import Callable

from argon2 import PasswordHasher

from assessment.services.entry import passwords

_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def begin(put: Callable[[object, str, object], None] = setattr) -> None:
    """From here on in this process."""
    put(passwords, "_hasher", _HASHER)
    put(passwords, "_NOBODY", _HASHER.hash("nobody"))
