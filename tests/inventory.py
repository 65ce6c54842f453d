"""What the program stands on at run time: names, versions, licences, as a bill of materials.

python -m tests.inventory sbom.json
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

REQUIREMENTS = Path(__file__).parents[1] / "requirements.txt"
_FAMILIES = {
    "OSI Approved :: BSD License": "BSD",
    "OSI Approved :: MIT License": "MIT",
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
    "ISC License": "ISC",
}


@dataclass(frozen=True)
class Part:
    """One installed distribution, with what it needs itself."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]


def pinned() -> list[Requirement]:
    """What requirements.txt asks for."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def parts() -> list[Part]:
    """Everything that is installed because of requirements.txt, itself or through another."""
    known: dict[str, Part] = {}
    waiting = pinned()
    while waiting:
        asked = waiting.pop()
        name = plain(asked.name)
        found = distribution(asked.name)
        needed = list(_needs(found, asked.extras))
        waiting += [one for one in needed if plain(one.name) not in known]
        needs = {plain(one.name) for one in needed}
        if name in known:
            needs |= set(known[name].needs)
        known[name] = Part(name, found.version, licence(found), tuple(sorted(needs)))
    return [known[name] for name in sorted(known)]


def plain(name: str) -> str:
    """The name as registries write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(found: Distribution) -> str:
    """What the distribution says of its licence; empty when it says nothing short."""
    said = found.metadata
    short = said.get("License-Expression") or ""
    classified = [one for one in said.get_all("Classifier", []) if one.startswith("License")]
    if not short and classified:
        short = classified[0].removeprefix("License :: ")
    written = (said.get("License") or "").strip().splitlines()
    if not short and written:
        short = written[0]
    return _FAMILIES.get(short, short)


def bill() -> dict[str, object]:
    """The inventory in the shape of CycloneDX 1.6; the same installation gives the same bytes."""
    found = parts()
    components = [
        {
            "type": "library",
            "bom-ref": f"{one.name}@{one.version}",
            "name": one.name,
            "version": one.version,
            "purl": f"pkg:pypi/{one.name}@{one.version}",
            "licenses": [{"license": {"name": one.licence}}],
        }
        for one in found
    ]
    versions = {one.name: one.version for one in found}
    needs = [
        {
            "ref": f"{one.name}@{one.version}",
            "dependsOn": [f"{name}@{versions[name]}" for name in one.needs],
        }
        for one in found
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "assessment"}},
        "components": components,
        "dependencies": needs,
    }


def _needs(found: Distribution, extras: set[str]) -> Iterator[Requirement]:
    for line in found.requires or []:
        one = Requirement(line)
        if one.marker is None or any(
            one.marker.evaluate({"extra": extra}) for extra in ("", *extras)
        ):
            yield one


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(bill(), indent=2) + "\n", encoding="utf-8")
