"""A form of an older release read as one of the release that the assessment works with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.method.carrying import Carrier
from assessment.problems import AssessmentError, Problem
from assessment.records import releases
from assessment.records.database import Connection
from assessment.services.releases.publishing import release_of
from assessment.workbooks.offline_forms.offline_form import FilledForm, FormAnswer


@dataclass(frozen=True)
class Mapped:
    """An answer that came over under another item or as another option."""

    old_item: str
    item: str
    old_value: str | None
    value: str | None


@dataclass(frozen=True)
class Dropped:
    """An answer of the old form that the new release has no place for."""

    item: str
    state: str
    value: str | None


@dataclass(frozen=True)
class CarryReport:
    """What became of the answers of an older form.

    `carried` are items that came over as they were, `asked_anew` items that the old form did not
    ask.
    """

    carried: tuple[str, ...]
    mapped: tuple[Mapped, ...]
    dropped: tuple[Dropped, ...]
    asked_anew: tuple[str, ...]


class FormCarrier:
    """Carries forms of one release over to another; made once for many forms."""

    def __init__(self, old: Release, new: Release) -> None:
        self._old, self._carrier = old, Carrier(old, new)
        self._origins = self._carrier.origins

    def carry(self, form: FilledForm) -> tuple[FilledForm, CarryReport]:
        """The form with the new release's items, and what became of each of its answers."""
        base, answers = self._answers(form.base), self._answers(form.answers)
        places, remarks = (
            {item: given.get(old, "") for item, old in self._origins.items()}
            for given in (form.places, form.remarks)
        )
        named = {old: item for item, old in self._origins.items()}
        faults = tuple(
            replace(fault, item=named.get(fault.item) if fault.item else None)
            for fault in form.faults
        )
        carried = replace(
            form, base=base, answers=answers, places=places, remarks=remarks, faults=faults
        )
        return carried, self._report(form.answers, answers)

    def _answers(self, given: Mapping[str, FormAnswer]) -> dict[str, FormAnswer]:
        came = self._carrier.carry({item: (one.state, one.value) for item, one in given.items()})
        found: dict[str, FormAnswer] = {}
        for item, (state, value) in came.items():
            old = given[self._origins[item]]
            found[item] = FormAnswer(state, value, old.reason, old.comment)
        return found

    def _report(
        self, given: Mapping[str, FormAnswer], came: Mapping[str, FormAnswer]
    ) -> CarryReport:
        carried, mapped = [], []
        for item, one in came.items():
            old = self._origins[item]
            if one.state == "unanswered":
                continue
            if old == item and given[old].value == one.value:
                carried.append(item)
            else:
                mapped.append(Mapped(old, item, given[old].value, one.value))
        arrived = {self._origins[item] for item in came}
        dropped = [
            Dropped(item, given[item].state, given[item].value)
            for item in self._old.items
            if item in given and given[item].state != "unanswered" and item not in arrived
        ]
        return CarryReport(tuple(carried), tuple(mapped), tuple(dropped), self._carrier.asked_anew)


def carrier_of(connection: Connection, file: str, old: str, new: str) -> FormCarrier:
    """From the form's release to the assessment's, both by hash; refused from a newer one."""
    order = [one.hash for one in releases.listed(connection)]
    if order.index(old) < order.index(new):
        raise AssessmentError(
            Problem(
                file,
                message("이 진단이 쓰는 것보다 새 판의 양식입니다."),
                message("이 회차의 진단 화면에서 양식을 새로 받아 옮겨 적어 주십시오."),
                code="form_newer",
            )
        )
    return FormCarrier(release_of(connection, old), release_of(connection, new))
