"""Definitions checked through to the result: files, cross references, and what the cases score."""

from collections.abc import Sequence
from pathlib import Path

from assessment.definitions.checks.outside import check_outside
from assessment.definitions.consents import consent_problems
from assessment.definitions.loading import load_library, load_programme, load_release
from assessment.definitions.releases import Release
from assessment.definitions.source import shown
from assessment.definitions.wording.linting import lint
from assessment.locale import message
from assessment.problems import Problem
from assessment.services.applications.form_checks import form_problems
from assessment.services.institutions.gap_cases import gap_cases
from assessment.services.register.size_check import size_cases
from assessment.services.releases.sample_applicants import programme_cases
from assessment.services.releases.sample_factories import release_cases

QUESTIONNAIRE = "questionnaire.yaml"
FEWEST_CASES = 6


def check(root: Path, paths: Sequence[Path] = ()) -> tuple[Problem, ...]:
    """Every problem of these questionnaires and programmes, or of the whole project folder.

    A path is a questionnaire's folder (or a file in it), a programme's file, or a project folder.
    What loads is scored: each case must get the levels, points, gates and absences it states.
    Texts that read badly are warnings.
    """
    if not paths:
        return _project(root)
    problems: list[Problem] = []
    for path in paths:
        folder = path if path.is_dir() else path.parent
        if (folder / QUESTIONNAIRE).exists():
            problems += _questionnaire(folder, root)
        elif path.is_dir():
            problems += _project(path)
        else:
            problems += _programme(path, root)
    told = {(problem.where, str(problem.what)): problem for problem in problems}
    return tuple(told.values())


def _project(root: Path) -> tuple[Problem, ...]:
    library = load_library(root)
    problems = list(library.problems)
    for name, release in library.releases.items():
        folder = root / "questionnaires" / name
        problems += [*release_cases(release, folder), *_few_cases(release, folder)]
    for name, programme in library.programmes.items():
        problems += programme_cases(programme, root / "data" / "programmes" / f"{name}.yaml")
    if library.registers.size_classes is not None:
        problems += size_cases(library.registers.size_classes, root / "data" / "size_classes.yaml")
    problems += [*form_problems(root), *gap_cases(library), *consent_problems(root)]
    return (*problems, *lint(root))


def _questionnaire(folder: Path, root: Path) -> tuple[Problem, ...]:
    release, problems = load_release(folder, root)
    cases = (*release_cases(release, folder), *_few_cases(release, folder)) if release else ()
    return (*problems, *check_outside(folder, root), *cases, *lint(root, [folder]))


def _few_cases(release: Release, folder: Path) -> tuple[Problem, ...]:
    count = len(release.cases.cases)
    if count >= FEWEST_CASES:
        return ()
    what = message("사례가 {count}개뿐입니다.", count=count)
    fix = message(
        "{fewest}개 이상 두어, 배점과 기준과 규칙의 수마다 바뀌면 틀리는 사례가 있게 하십시오.",
        fewest=FEWEST_CASES,
    )
    return (Problem(shown(folder / "cases.yaml"), what, fix, "few_cases", "warning"),)


def _programme(path: Path, root: Path) -> tuple[Problem, ...]:
    programme, problems = load_programme(path, root)
    cases = programme_cases(programme, path) if programme else ()
    return (*problems, *cases, *lint(root, [path]))
