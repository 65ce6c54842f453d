"""What a firm lacks most, who can help with it, and what it has asked for already."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assessment.definitions.institutions import Supplier
from assessment.services.assessing.item_texts import item_text
from assessment.services.funding.reasons import Words
from assessment.services.institutions import referrals
from assessment.services.institutions.network import Helper, helpers, suppliers, tag_names
from assessment.services.institutions.referrals import ReferralView
from assessment.services.office import Actor, Office
from assessment.services.scoring.results import Result

MOST_GAPS = 5
MOST_HELPERS = 3


@dataclass(frozen=True)
class GapView:
    """An item with room above it: `missed` points, the kinds of help, who gives it, what runs.

    `planned` is what the firm is advised to do next. `helpers` is empty where nobody in the
    register offers this kind of help.
    """

    item: str
    short: str
    missed: float
    planned: bool
    needs: tuple[Words, ...]
    helpers: tuple[Helper, ...]
    suppliers: tuple[Supplier, ...]
    asked: tuple[ReferralView, ...]


@dataclass(frozen=True)
class Gaps:
    """The gaps worth most, and every referral of the firm, the latest first."""

    gaps: tuple[GapView, ...]
    referrals: tuple[ReferralView, ...]


def gaps_of(office: Office, actor: Actor, found: Result, most: int = MOST_GAPS) -> Gaps:
    """The items of a result that cost most and that somebody could help with.

    First what the firm is advised to do next, then by points missed. Items without a tag are
    what a firm settles alone.
    """
    asked = referrals.of_firm(office, actor, found.assessment.firm_id)
    planned = {step.item for step in found.advice.plan}
    worst = _worst(found, planned)[:most]
    return Gaps(tuple(_gap(office, found, item, item in planned, asked) for item in worst), asked)


def _worst(found: Result, planned: Collection[str]) -> list[str]:
    missed = found.items["missed"]
    dearest = missed[missed > 0].sort_values(ascending=False, kind="stable")
    tagged = [str(item) for item in dearest.index if found.release.items[str(item)].tags]
    return sorted(tagged, key=lambda item: item not in planned)


def _gap(
    office: Office, found: Result, item: str, planned: bool, asked: Sequence[ReferralView]
) -> GapView:
    tags = found.release.items[item].tags
    return GapView(
        item=item,
        short=item_text(found.release, item).short,
        missed=float(found.items["missed"][item]),
        planned=planned,
        needs=tag_names(office.root, tags),
        helpers=helpers(office.root, tags, MOST_HELPERS),
        suppliers=suppliers(office.root, tags),
        asked=tuple(one for one in asked if one.referral.item == item),
    )
