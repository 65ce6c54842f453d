"""The makers of offline forms, kept: one is drawn for a questionnaire and language, then reused."""

import threading
from collections import OrderedDict

from assessment.locale import Language
from assessment.services.entry.sessions import is_demo
from assessment.services.forms.form_binding import signer
from assessment.services.office import Office
from assessment.services.releases.publishing import release_of
from assessment.workbooks.offline_forms.offline_form_writing import FormMaker

_MOST = 12
_Key = tuple[str, str, Language, bool]
_makers: OrderedDict[_Key, FormMaker] = OrderedDict()
_guard = threading.Lock()


def form_maker(office: Office, digest: str, language: Language) -> FormMaker:
    """The maker of forms of the questionnaire that was published under this hash."""
    sign, demo = signer(office), is_demo(office)
    key = (sign(b""), digest, language, demo)  # what it signs nothing with tells secrets apart
    with _guard:
        found = _makers.get(key)
    if found is None:
        with office.database.reading() as connection:
            release = release_of(connection, digest)
        found = FormMaker(release, language, sign, demo)
    with _guard:
        _makers[key] = found
        _makers.move_to_end(key)
        while len(_makers) > _MOST:
            _makers.popitem(last=False)
    return found
