"""Loops over many firms for which NumPy has no fast words, compiled at their first use (Numba).

Modules of such loops are imported only when firms are at least `MANY` (ordering.py): loading the
compiler costs 0.2 s and 70 MB. Machine code is made once and kept beside the module.
"""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar, cast

from numba import njit

Given = ParamSpec("Given")
Result = TypeVar("Result")


def compiled(
    *, joined: bool = False, reordered: bool = False
) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """`joined`: product and sum may round once; `reordered`: extremes in any order."""
    fast = {"contract"} if joined else reordered

    def compile_one(function: Callable[Given, Result]) -> Callable[Given, Result]:
        keep = partial(njit, error_model="numpy", nogil=True, fastmath=fast)
        try:
            made = keep(cache=True)(function)
        except RuntimeError:  # no folder to keep machine code in
            made = keep()(function)
        return cast(Callable[Given, Result], made)

    return compile_one
