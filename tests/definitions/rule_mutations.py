"""Rules with one number changed."""

import ast
from collections.abc import Iterator

from assessment.definitions.questionnaires import ChoiceItem, LevelItem
from assessment.definitions.releases import Release

TENTH = 0.1
SMALL = 20
BOTH = (("up", 1), ("down", -1))


def rules(text: str, release: Release | None = None) -> Iterator[tuple[str, str]]:
    """The rule with each number moved up and down; an option's index stays within its options."""
    tree = ast.parse(text.strip(), mode="eval")
    compared, flat = _compared(tree), text.strip()
    for node in _numbers(tree) if flat != "0" else ():
        value = float(node.value)  # type: ignore[arg-type]  # only numbers come here
        options = _options(compared.get(id(node)), release)
        by_one = options or (value.is_integer() and abs(value) <= SMALL)
        for way, sign in BOTH:
            moved = value + sign * (1 if by_one else TENTH * abs(value))
            if options and not 0 <= moved < options:
                continue  # `check` refuses it
            shown = f"{flat[: node.col_offset]}{moved:.15g}{flat[node.end_col_offset :]}"
            yield f"{flat} [{value:.15g} {way}, character {node.col_offset + 1}]", shown


def _numbers(tree: ast.AST) -> list[ast.Constant]:
    """The numbers of a rule; what `coalesce` puts in the place of nothing is no bound."""
    instead = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id == "coalesce"
        for part in node.args
    }
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and not isinstance(node.value, bool | str)
        and id(node) not in instead
    ]
    return sorted(found, key=lambda node: node.col_offset)


def _compared(tree: ast.AST) -> dict[int, str]:
    """Constants to the bare name that they are compared with."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            names = [side.id for side in sides if isinstance(side, ast.Name)]
            for side in sides:
                parts = side.elts if isinstance(side, ast.List | ast.Tuple) else [side]
                for part in parts:
                    if isinstance(part, ast.Constant) and len(names) == 1:
                        found[id(part)] = names[0]
    return found


def _options(name: str | None, release: Release | None) -> int:
    """How many options the item of this name has; 0 where it is no item with options."""
    if name is None or release is None:
        return 0
    item = release.items.get(name)
    if isinstance(item, LevelItem | ChoiceItem):
        return len(item.options)
    axis = release.scoring.level_axes.get(name.removesuffix("_level"))
    return len(axis.steps) + 1 if axis and name.endswith("_level") else 0
