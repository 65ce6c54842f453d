from assessment.services.assessing.tabs import tab_of
from assessment.services.office import Office
from tests.conftest import Clock


def test_a_session_after_a_reconnect_is_the_tab_it_was(office: Office) -> None:
    tab = tab_of(office, "first")
    assert tab_of(office, "first") == tab
    assert tab_of(office, "second", before="first") == tab
    assert tab_of(office, "third", before="second") == tab


def test_another_tab_is_another(office: Office) -> None:
    assert len({tab_of(office, "a"), tab_of(office, "b"), tab_of(office, "c", "unknown")}) == 3


def test_old_sessions_are_forgotten(office: Office, clock: Clock) -> None:
    tab = tab_of(office, "first")
    clock.move(days=3)
    tab_of(office, "other")
    assert tab_of(office, "second", before="first") != tab
