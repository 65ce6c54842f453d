"""A school, a hospital that is named for explicit tags alone, and a crosswalk of one theme."""

from pathlib import Path

CAPABILITIES = """\
format: capabilities/1
capabilities:
  training:
    name: {ko: 교육, en: training}
    about: {ko: 교육, en: training}
  trial:
    name: {ko: 시험, en: trial}
    about: {ko: 시험, en: trial}
    explicit: true
"""
INSTITUTIONS = """\
format: institutions/1
institutions:
  - id: school
    name: {ko: 학교, en: school}
    kind: training
    science_valley: true
    place: {ko: 안산, en: Ansan}
    contact: {ko: 상담, en: desk}
    services:
      - id: courses
        kind: training
        name: {ko: 과정, en: courses}
        tags: [training]
        source: {source: a paper, as_of: 2026-11-22, confidence: confirmed}
  - id: hospital
    name: {ko: 병원, en: hospital}
    kind: hospital
    science_valley: true
    place: {ko: 안산, en: Ansan}
    contact: {ko: 상담, en: desk}
    explicit_only: true
    notice: {ko: 먼저 확인, en: ask first}
    services:
      - id: trials
        kind: testing
        name: {ko: 시험, en: trials}
        tags: [trial]
        source: {source: a paper, as_of: 2026-11-22, confidence: confirmed}
cases:
  - id: learn
    gap: {ko: 배울 곳이 없습니다, en: nowhere to learn}
    tags: [training]
    institutions: [school]
"""
CROSSWALK = """\
format: crosswalk/1
use: {ko: 묶기, en: grouping}
models: {siri: SIRI}
source: {source: ours, as_of: 2026-11-22, confidence: secondary}
themes:
  - id: people
    name: {ko: 사람, en: people}
    models: {siri: [Talent]}
"""


def small_network(project: Path) -> None:
    """These files under this project folder."""
    folder = project / "data" / "institutions"
    folder.mkdir(parents=True)
    (folder / "capabilities.yaml").write_text(CAPABILITIES, encoding="utf-8")
    (folder / "institutions.yaml").write_text(INSTITUTIONS, encoding="utf-8")
    (project / "data" / "crosswalk.yaml").write_text(CROSSWALK, encoding="utf-8")
