"""A call's applicants as they were gathered last, as long as nobody has changed anything."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from assessment.records import calls as kept_calls
from assessment.records import journal
from assessment.records.calls import CallRecord
from assessment.records.database import Connection
from assessment.services.funding.applicants import Snapshot, gather, snapshot_from_json
from assessment.services.office import Office

MOST = 4
_seen: OrderedDict[tuple[object, ...], Snapshot] = OrderedDict()
_guard = threading.Lock()


def deciding(office: Office, connection: Connection, call: CallRecord) -> Snapshot:
    """What decides now: the frozen data of a closed call, else the live ones."""
    if call.status == "open":
        return as_they_stand(office, connection, call)

    def read() -> Snapshot:
        stored = kept_calls.frozen(connection, call.id)
        return snapshot_from_json(stored) if stored else gather(office, connection, call)

    return _once(office, connection, call, "deciding", read)


def as_they_stand(office: Office, connection: Connection, call: CallRecord) -> Snapshot:
    """The records at this moment, whether the call is open or closed."""
    return _once(office, connection, call, "live", lambda: gather(office, connection, call))


def _once(
    office: Office,
    connection: Connection,
    call: CallRecord,
    kind: str,
    make: Callable[[], Snapshot],
) -> Snapshot:
    # every change of the records adds to the chain of the journal, so its last hash names them;
    # facts also depend on the day, and their words on the installation's files
    change = journal.head(connection).hash
    key = (office.database.url, office.root, office.today(), call, kind, change)
    with _guard:
        found = _seen.get(key)
    if found is None:
        found = make()
    with _guard:
        _seen[key] = found
        _seen.move_to_end(key)
        while len(_seen) > MOST:
            _seen.popitem(last=False)
    return found
