"""Files that must not come in: each refused at the door, quickly, small, in two languages."""

import os
import resource
import time
from collections.abc import Callable

import pytest

from assessment.locale import speaking
from assessment.problems import AssessmentError
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.tabular.tables import read_table
from tests.workbooks.hostile_containers import REFUSED

pytestmark = pytest.mark.slow

SECONDS, MEGABYTES = 0.15, 30


def content_of(case: str) -> bytes:
    made = REFUSED[case][1]
    return made if isinstance(made, bytes) else made()


def measured(
    name: str, content: bytes, work: Callable[[str, bytes], object] = admit
) -> tuple[float, float]:
    """CPU seconds and megabytes that a refusal takes, in a process of its own."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        try:
            work(name, content)
        except AssessmentError:
            spent = time.process_time() - begun
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            os.write(writing, f"{spent} {(after - before) / 1024}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        seconds, megabytes = told.read().split()
    os.waitpid(child, 0)
    return float(seconds), float(megabytes)


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_file_is_refused_quickly_and_small_with_its_reason(case: str) -> None:
    name, _made, code = REFUSED[case]
    content = content_of(case)
    with pytest.raises(AssessmentError) as refused:
        admit(name, content)
    (problem,) = refused.value.problems
    assert problem.code == code
    for language in ("ko", "en"):
        with speaking(language):
            assert str(problem.what)
            assert str(problem.fix)
    tries = [measured(name, content) for _turn in range(2)]
    assert min(seconds for seconds, _megabytes in tries) <= SECONDS
    assert min(megabytes for _seconds, megabytes in tries) <= MEGABYTES


LINE = "한빛정밀,경기도 안산시 단원구 산단로 12\r\n"
BOTH_WAYS = "회,지\r\n"
"""Its signs in CP949 are signs of UTF-8 too, of other letters."""
MIXED = {
    "cp949 first": (LINE, 110_000, "cp949", LINE * 80_000),
    "utf-8 first": (LINE, 110_000, "utf-8", LINE * 80_000),
    "one line at the end": (LINE, 220_000, "cp949", LINE),
    "lines of either": (BOTH_WAYS, 1_100_000, "cp949", LINE),
}


@pytest.mark.parametrize("case", MIXED)
def test_a_large_text_in_two_encodings_is_refused_as_quickly(case: str) -> None:
    line, count, first, then = MIXED[case]
    second = "utf-8" if first == "cp949" else "cp949"
    content = ("업체명,주소\r\n" + line * count).encode(first) + then.encode(second)
    assert len(content) > 7_000_000
    with pytest.raises(AssessmentError) as refused:
        read_table(admit("a.csv", content))
    (problem,) = refused.value.problems
    assert (problem.where, problem.code) == (f"a.csv {count + 2}", "upload_encoding")

    def read(name: str, given: bytes) -> object:
        return read_table(admit(name, given))

    assert min(measured("a.csv", content, read)[0] for _turn in range(2)) <= SECONDS


def test_there_are_at_least_sixty_of_them() -> None:
    assert len(REFUSED) >= 60
