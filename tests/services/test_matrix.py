"""Role x verb x own or other firm: who is let through, verb by verb (ASVS 8.2.1-3, 8.3.1, 8.4.1).

A row is a verb and who passes: owner, consultant, manager, admin by their first letter, for what is
their own firm's and then for another firm's. `own` is the firm of the owner and one that the
consultant is in charge of; the other firm has its own owner and consultant. Who passes has it done,
or is told the one thing that the row names (`o=locked`: of the owner alone): with these arguments
that is beyond the permission. Whoever does not pass is refused by permission and nothing else:
`not_found` for what is another's, `not_allowed` where the role is what is missing. Anything else
that is raised fails. A verb of the services that has no row here fails the first test: say there
who may do it.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Clock
from tests.services.call_office import called_copy
from tests.services.matrix_verbs import arguments, doors, library_of, outcome, verbs
from tests.services.matrix_world import MINE, THEIRS, World, build_world

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quick_hashes")]
ROLES = {"o": "owner", "c": "consultant", "m": "manager", "a": "admin"}

OF_A_FIRM = """
watched.who_saw                         ocma  ma
firm_archive.archive                    oa    a
erasing.erase_firm                      a     a
consents.say_consent                    o     -
consents.consents_of                    ocma  ma
answering.save_answer                   o     -  o=locked
application_files.application_faults    ocma  ma
application_files.bundle                ocma  ma
application_files.filled_form           ocma  ma  *=no_form
application_files.paste                 ocma  ma
application_sheet.application_sheet     ocma  ma
application_values.application_data     ocma  ma
applying.application                    ocma  ma
applying.application_record             ocma  ma
applying.application_view               ocma  ma
applying.apply                          ocma  ma
applying.withdraw                       ocma  ma  *=not_accepting
attestations.add_certificate            cma   ma
attestations.add_support                cma   ma
attestations.declare                    ocma  ma
authors.written_by                      ocma  ma
begun.begun                             ocma  ma
charges.assign_firm                     ma    ma
charges.charges                         cma   ma
charges.declare_interest                c     -
charges.end_interest                    ma    ma
charges.take_firm                       c     -
evidence.attach_evidence                oc    -  o=locked c=wrong_type
evidence.evidence_file                  ocma  ma
evidence.remove_evidence                oc    -  o=locked c=not_yours
exported_firm.application               ocma  ma
exported_receipt.receipt                ocma  ma
exporting.file                          ocma  ma
exporting.form_file                     ocma  ma  *=no_form
firms.firm                              ocma  ma
firms.save_figures                      ocma  ma
firms.save_firm                         ocma  ma
interview.confirm_by_code               o     -  *=locked
interview.interview_answer              c     -  *=locked
interview.make_owner_code               c     -  *=locked
invitations.invite                      cma   ma
invitations.invite_owner                cma   ma
invitations.invite_owners               cma   ma
journal.erase_what_is_said_of           a     a
last_results.last_results               ocma  ma
offline_forms.form_of                   ocma  ma
one_item.item_now                       ocma  ma
opening.open_assessment                 ocm   m
outlook.programmes_of_firm              ocma  ma
proving.of_assessment                   ocma  ma
referrals.ask                           o     -
referrals.move                          cm    m  *=no_institution
referrals.of_firm                       ocma  ma
results.result                          ocma  ma
review_book.review_file                 cma   ma
review_item.item_under_review           cma   ma
review_item.items_under_review          cma   ma
review_sheet.review                     cma   ma
reviewing.add_comment                   ocm   m
reviewing.assign                        cm    m
reviewing.finish                        c     -  *=nothing_verified
reviewing.send_back                     c     -
sheet.sheet                             ocma  ma
sheet.stored_answer                     ocma  ma
size_check.check_size                   ocma  ma
submitting.open_points                  ocma  ma
submitting.receipts                     ocma  ma
submitting.submit                       o     -  *=illegal_move
verifying.confirm_unchanged             c     -
verifying.verify                        c     -
"""
OF_NO_FIRM = """
rights.rights_at                        a
review_report.month_review              a
retention.due                           a
retention.purge                         a
accounts.change_role                    a
accounts.create_account                 a
accounts.disable                        a
accounts.enable                         a
accounts.find_accounts                  a
accounts.list_accounts                  a
accounts.reviewers                      cma
accounts.set_password                   a
alternatives.alternatives               ma
announced.targets                       cma
answer_import.import_answers            ma
backing_up.back_up                      a
bulk_exporting.bulk_file                ma
bulk_exporting.bulk_table               ma
bulk_exporting.call_file                ma
call_desk.import_panel_file             ma  *=upload_wrong_type
call_desk.last_change                   ma
call_desk.published_programmes          ma
calls.calls                             ocma
calls.close_call                        ma  *=call_closed
calls.open_call                         ma
charges.interests                       cma
cohort.of_round                         ma
crosswalk.crosswalk                     cma
deciding.approve                        a  -m=-second_person
deciding.decide                         ma
deciding.decision                       ma
deciding.decisions                      ma
deciding.replay                         ma
exported_call.panel                     ma
exported_call.ranking                   ma
exported_decision.decision_of           ma
firms.find_firms                        cma
invitations.firms_to_invite             cma
journal.check_journal                   a
journal.entries                         a
lotteries.draw_lottery                  ma  *=no_lottery
lotteries.state_lottery                 ma  *=no_lottery
offline_forms.forms_of                  ma
panels.import_panel_scores              ma
panels.panel_sheet                      ma
panels.panel_template                   ma
panels.save_panel_scores                ma
population.overview                     cma
population.silent_firms                 ma
population_estimates.complex_estimates  cma
population_estimates.round_change       cma
population_whole.whole                  cma
population_whole.whole_change           cma
proving.of_round                        ma
publishing.publish                      a
publishing.publish_library              a
publishing.releases                     cma
queueing.near                           cma
queueing.queue                          cma
ranking.call_view                       ma
ranking.what_if                         ma
referrals.waiting                       cma
register_import.preview                 ma
register_import.read_register           ma
register_import.store                   ma
register_import.uploaded                ma
rehearsing.rehearse                     ma
round_forms.forms_of_round              cma
rounds.open_round                       ma
rounds.rounds                           ocma
scenarios.save_scenario                 ma
scenarios.scenarios                     ma
second_factor.reset                     a
"""
# the manager of the table made the decision, and nobody approves their own

OWN_ACCOUNT = frozenset(
    {
        "accounts.choose_language",
        "drafts.settle_draft",
        "drafts.take_draft",
        "second_factor.confirm_device",
        "second_factor.new_device",
        "second_factor.new_recovery_codes",
        "second_factor.remove_device",
        "second_factor.standing",
        "sign_ins.end_sign_in",
        "sign_ins.end_sign_ins",
        "sign_ins.sign_ins",
    }
)
"""What anybody does with their own account; another's is tried in `test_mixed_numbers`."""

BY_THE_FILE = frozenset(
    {
        "form_batches.import_forms",
        "form_import.preview_form",
        "form_import.read_form_file",
        "form_import.store_form",
        "review_book_import.preview_reviews",
        "review_book_import.store_reviews",
    }
)
"""The file says whose it is; their own tests hand in another firm's."""

INNER = frozenset(
    {
        "accesses.saw",  # notes what another verb has let the actor see
        "form_asking.asked_firm",  # gives an id, to a verb that then reaches for the firm
        "gaps.gaps_of",  # of a result that `results.result` gave
        "permissions.note_refusal",
        "review_book_typed.check_finding",
        "verifying.verification",
    }
)
"""Steps of other verbs: they reach for nothing by themselves."""

DOORS = frozenset(
    {
        "erasing.keep_list",
        "erasing.erasures",
        "anchor_copies.copy_off",
        "anchors.keep_anchor",
        "anchors.folder_of",
        "accounts.acting_as",
        "accounts.is_set_up",
        "accounts.set_up",
        "announced.other_programmes",
        "application_files.application_faults_of",
        "application_values.form_fields",
        "demo.building.build",
        "demo.calls.current_call",
        "demo.calls.decided_call",
        "demo.referrals.ask_some",
        "drafts.keep_draft",
        "first_start.new_set_up_code",
        "first_start.require_secret",
        "first_start.set_up_with_code",
        "form_asking.current_round_name",
        "form_binding.signer",
        "form_import.form_reader_of",
        "form_making.form_maker",
        "invitations.accept",
        "oidc.come_back",
        "oidc.send_away",
        "publishing.publishable",
        "readiness.ready",
        "second_factor.asked_for",
        "second_factor.device_at_the_door",
        "second_factor.enrol_at_the_door",
        "second_factor.pass_at_the_door",
        "sessions.ended_since",
        "sessions.enter_demo",
        "sessions.is_demo",
        "sessions.note_failure",
        "sessions.sign_in",
        "sessions.sign_out",
        "sessions.signed_in",
        "standing.standing",
        "tabs.tab_of",
        "tries.take_a_try",
    }
)
"""What takes the office and nobody who acts: doors, the command line, definitions on disk."""


def _rows(table: str) -> dict[str, list[str]]:
    return {name: passes for name, *passes in (line.split() for line in table.split("\n") if line)}


FIRM_ROWS, OTHER_ROWS = _rows(OF_A_FIRM), _rows(OF_NO_FIRM)


def expected(row: list[str], role: str, *, mine: bool) -> str:
    """What becomes of a call by somebody of this role, by the first letter."""
    passes = row[0] if mine else row[1]
    told = dict(_told(one) for one in row if "=" in one)
    if role in passes:
        return told.get(role) or told.get("*") or "ok"
    return told.get(f"-{role}") or ("-not_found" if role in row[0] else "-not_allowed")


def _told(word: str) -> tuple[str, str]:
    who, _, what = word.partition("=")
    return who, what


def special(world: World, verb: str, *, mine: bool) -> dict[str, Any]:
    """Arguments that the names of the parameters alone do not give."""
    side = world.mine if mine else world.theirs
    given: dict[str, dict[str, Any]] = {
        "applying.application_view": {"firm_id": side.firm_id},
        "applying.apply": {"firm_id": side.firm_id, "call_id": world.other_call},
        "charges.assign_firm": {"account_id": None},
        "consents.say_consent": {"kind": "firm_info", "given": True},
        "exporting.file": {"kind": "receipt", "number": side.assessment_id},
        "retention.due": {},
        "retention.purge": {},
        "review_report.month_review": {"month": "2026-11"},
        "rights.rights_at": {"moment": world.office.clock()},
        "invitations.invite": {"account_id": side.owner.account_id},
        "publishing.publish": {"name": "mini"},
        "publishing.publish_library": {"library": library_of(world)},
        "referrals.ask": {"consent": True, "item": "QM02"},
        "bulk_exporting.bulk_file": {"kind": "cohort"},
        "bulk_exporting.call_file": {"kind": "panel"},
        "erasing.erase_firm": {"name": f"{MINE if mine else THEIRS}정밀"},
        "firms.save_firm": {"revision": 2},
        "register_import.uploaded": {"file": ("공장.csv", "회사명\n사아정밀\n".encode())},
    }
    if verb.startswith("population"):
        return {"questionnaire": "mini"}
    return given.get(verb, {})


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("matrix")
    return build_world(called_copy(sqlite_template, folder, Clock()), folder)


def test_every_verb_of_the_services_says_who_may_do_it() -> None:
    told = {*FIRM_ROWS, *OTHER_ROWS, *OWN_ACCOUNT, *BY_THE_FILE, *INNER}
    assert sorted(set(verbs()) - told) == []
    assert sorted(told - set(verbs())) == []


def test_what_nobody_has_to_be_for_is_named() -> None:
    assert sorted(doors() - DOORS) == []
    assert sorted(DOORS - doors()) == []


def tried(world: World, rows: dict[str, list[str]], *, mine: bool) -> tuple[Any, Any]:
    """What became of every cell, and what the table says."""
    found, said = {}, {}
    side = world.mine if mine else world.theirs
    for name, row in rows.items():
        verb = verbs()[name]
        given = arguments(world, side, verb, special(world, name, mine=mine))
        for sign, role in ROLES.items():
            found[name, role] = outcome(world, verb, role, given)
            said[name, role] = expected(row, sign, mine=mine)
    return found, said


@pytest.mark.slow
def test_each_role_passes_for_its_own_firm_as_the_table_says(world: World) -> None:
    found, said = tried(world, FIRM_ROWS, mine=True)
    assert found == said


@pytest.mark.slow
def test_no_role_passes_for_another_firm_but_as_the_table_says(world: World) -> None:
    found, said = tried(world, FIRM_ROWS, mine=False)
    assert found == said


@pytest.mark.slow
def test_each_role_passes_where_no_firm_is_named_as_the_table_says(world: World) -> None:
    found, said = tried(world, OTHER_ROWS, mine=True)
    assert found == said
