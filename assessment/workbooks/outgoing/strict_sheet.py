"""XlsxWriter leaves things out, saying so by a number, and writes signs that no file may hold.

Here the one is an error, and the others are made visible.
"""

from typing import Any

from assessment.workbooks.outgoing.text import fitted


class StrictSheet:
    """A worksheet of XlsxWriter's; whatever one of its methods leaves out raises."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._sheet, name)
        if not callable(found):
            return found

        def strict(*given: Any, **named: Any) -> Any:
            return checked(found(*map(_fitted, given), **named))

        self.__dict__[name] = strict  # so that the next call costs no look-up
        return strict


def _fitted(given: Any) -> Any:
    """Texts that a cell can hold, in messages and lists of choices too."""
    if isinstance(given, int):
        return given
    if isinstance(given, str):
        return fitted(given)
    if isinstance(given, dict):
        return {name: _fitted(one) for name, one in given.items()}
    return [_fitted(one) for one in given] if isinstance(given, list) else given


def checked(given: Any) -> Any:
    """What a call gave, unless it is the number of a refusal."""
    if isinstance(given, int) and given != 0:
        raise ValueError(f"the sheet took less than it was given: {given}")
    return given
