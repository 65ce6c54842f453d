"""Offline forms made for a whole round, beside XlsxWriter drawing each of them anew."""

import gc
import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from assessment.definitions.loading import load_release
from assessment.definitions.releases import Release
from assessment.workbooks.offline_forms.offline_form import FormAnswer
from benchmarks.rows import Row
from benchmarks.servers import ROOT
from tests.workbooks.form_filling import facts_of, maker_of, said

FORMS, COMPARED, ROUNDS, SEED = 1_000, 20, 3, 20261
FASTER = 3.0


def measure(folder: Path) -> list[Row]:
    """CPU seconds for 1,000 pre-filled forms; the slow way on 20 of them, turn by turn."""
    release, problems = load_release(ROOT / "questionnaires" / "smart-factory", ROOT)
    assert release is not None, problems
    maker, rng = maker_of(release), random.Random(SEED)
    many = [facts_of(release, _answers(release, rng)) for _form in range(FORMS)]
    made, drawn = list[float](), list[float]()
    for _round in range(ROUNDS):
        made.append(_cpu(lambda: [maker.make(one) for one in many], FORMS))
        drawn.append(_cpu(lambda: [maker.drawn(one) for one in many[:COMPARED]], COMPARED))
    theirs, size = median(drawn), len(maker.make(many[0])) / 1e3
    note = f"beside XlsxWriter drawing each; {size:.0f} kB a form of {len(release.items)} items"
    what = f"{FORMS:,} pre-filled forms made, CPU"
    return [Row(what, median(made), "s", theirs / FASTER, theirs, note)]


def _answers(release: Release, rng: random.Random) -> dict[str, FormAnswer]:
    """Most questions answered, some with a comment, as a firm would."""
    found: dict[str, FormAnswer] = {}
    for item, one in release.items.items():
        if rng.random() < 0.8 and one.type == "level":
            comment = "현장에서 확인했습니다" if rng.random() < 0.2 else None
            found[item] = said(rng.choice(one.options).id, comment)
        elif rng.random() < 0.5:
            found[item] = FormAnswer("unknown")
    return found


def _cpu(work: Callable[[], object], count: int) -> float:
    """Seconds for 1,000 of them."""
    gc.collect()
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * FORMS / count
