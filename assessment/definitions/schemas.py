"""JSON Schemas of the definition files, for editors: python -m assessment.definitions.schemas."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from assessment.definitions.consents import Consent
from assessment.definitions.forms import MappedForm
from assessment.definitions.institutions import Capabilities, Crosswalk, Institutions, Suppliers
from assessment.definitions.programmes import Facts, Industries, Programme
from assessment.definitions.questionnaires import Questionnaire
from assessment.definitions.register_headers import RegisterHeaders
from assessment.definitions.registers import (
    FormFields,
    ProgrammeTable,
    Sectors,
    SizeClasses,
    Targets,
)
from assessment.definitions.releases import Actions, Cases
from assessment.definitions.scoring import Scoring
from assessment.definitions.texts import Texts
from assessment.definitions.wording.lexicon import Wording

MODELS: Mapping[str, type[BaseModel]] = {
    "questionnaire": Questionnaire,
    "texts": Texts,
    "scoring": Scoring,
    "actions": Actions,
    "cases": Cases,
    "programme": Programme,
    "facts": Facts,
    "ksic": Industries,
    "targets": Targets,
    "programme_table": ProgrammeTable,
    "size_classes": SizeClasses,
    "sectors": Sectors,
    "form_fields": FormFields,
    "register_headers": RegisterHeaders,
    "application_form": MappedForm,
    "capabilities": Capabilities,
    "institutions": Institutions,
    "suppliers": Suppliers,
    "crosswalk": Crosswalk,
    "wording": Wording,
    "consent": Consent,
}


def schemas() -> dict[str, str]:
    """File name to text of each schema."""
    return {
        f"{name}.json": json.dumps(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                **model.model_json_schema(),
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
        for name, model in MODELS.items()
    }


def write_schemas(folder: Path) -> None:
    """Every schema as a file of this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/schema"))
