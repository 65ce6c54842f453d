"""Every definition file read as its readers will: warnings with file and line, never errors."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assessment.definitions.source import Document, read_yaml
from assessment.definitions.wording.lexicon import Lexicon, read_lexicon
from assessment.definitions.wording.questions import double_questions, overlapping_options
from assessment.definitions.wording.sentences import long_sentences, other_styles, uneven_styles
from assessment.definitions.wording.terms import stiff_words, unexplained, vague_words
from assessment.definitions.wording.texts import Said, bilingual_of, texts_of
from assessment.definitions.wording.translations import missing_korean, untranslated
from assessment.problems import Problem

LEXICON = Path("data/wording.yaml")
UNREAD = frozenset({"local", LEXICON.name})


def lint(root: Path, paths: Sequence[Path] = ()) -> tuple[Problem, ...]:
    """Warnings of wording in these questionnaires' folders and files, or in the whole project.

    A project without `data/wording.yaml` is not judged.
    """
    lexicon, problems = read_lexicon(root / LEXICON, root / "data/local/compiled")
    if lexicon is None:
        return tuple(problems)
    cache = root / "data/local/compiled"
    found: list[Problem] = []
    for path in paths or (root / "questionnaires", root / "data"):
        for folder in _folders(path):
            found += _questionnaire(folder, lexicon, cache)
        for file in _files(path):
            found += _file(file, lexicon, cache)
    return tuple(found)


def _folders(path: Path) -> list[Path]:
    """The questionnaires that lie at this path or one level below it."""
    if not path.is_dir():
        return []
    found = [path, *sorted(one for one in path.iterdir() if one.is_dir())]
    return [one for one in found if (one / "ko.yaml").exists()]


def _files(path: Path) -> list[Path]:
    """The files with texts in both languages at this path."""
    if path.is_file():
        return [path]
    texts = {"ko.yaml", "en.yaml"}
    return sorted(
        one
        for one in path.rglob("*.yaml")
        if one.name not in texts and not UNREAD & {*one.relative_to(path).parts, one.name}
    )


def _questionnaire(folder: Path, lexicon: Lexicon, cache: Path) -> Iterable[Problem]:
    ko, _ = read_yaml(folder / "ko.yaml", cache)
    en, _ = read_yaml(folder / "en.yaml", cache)
    if ko is None or en is None:
        return []
    helps = _helps(folder, cache)
    return [*_judged(texts_of(ko, en), lexicon, helps), *missing_korean(ko, en)]


def _helps(folder: Path, cache: Path) -> list[Said]:
    """What the questionnaire explains, itself or in the questionnaire that it includes."""
    folders = [folder]
    asked, _ = read_yaml(folder / "questionnaire.yaml", cache)
    include = asked.content.get("include") if asked and isinstance(asked.content, dict) else None
    if isinstance(include, dict):
        folders.append(folder.parent / str(include.get("questionnaire")))
    documents = [read_yaml(one / "ko.yaml", cache)[0] for one in folders]
    texts = (said for one in documents if one for said in texts_of(one, one))
    return [said for said in texts if said.kind == "help"]


def _file(path: Path, lexicon: Lexicon, cache: Path) -> Iterable[Problem]:
    document: Document | None = read_yaml(path, cache)[0]
    if document is None:
        return []
    texts = bilingual_of(document)
    if path.name == "cases.yaml":  # read by authors alone
        return [problem for said in texts for problem in untranslated(said)]
    content = document.content if isinstance(document.content, dict) else {}
    owner = path.parents[2] / "questionnaires" / str(content.get("questionnaire"))
    actions = str(content.get("format")).startswith("actions/")
    return [*_judged(texts, lexicon, _helps(owner, cache) if actions else None)]


def _judged(
    texts: Sequence[Said], lexicon: Lexicon, helps: Sequence[Said] | None
) -> Iterator[Problem]:
    lines: dict[str, str] = defaultdict(str)
    for said in texts:
        lines[said.where] += f"{said.ko}\n"
    for problem in _problems(texts, lexicon, helps):
        if not lexicon.accepts(problem, lines[problem.where]):
            yield problem


def _problems(
    texts: Sequence[Said], lexicon: Lexicon, helps: Sequence[Said] | None
) -> Iterator[Problem]:
    for said in texts:
        yield from long_sentences(said, lexicon)
        yield from other_styles(said, lexicon)
        yield from stiff_words(said, lexicon)
        yield from vague_words(said, lexicon)
        yield from double_questions(said, lexicon)
        yield from untranslated(said)
    yield from uneven_styles(texts, lexicon)
    yield from unexplained(texts, lexicon, helps)
    yield from overlapping_options(texts)
