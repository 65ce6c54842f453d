"""What binds an offline form to this installation: a secret of its own, made at first use."""

import hmac
import secrets
from hashlib import sha256

from assessment.definitions.releases import Release
from assessment.problems import NotFound
from assessment.records import settings
from assessment.records.database import Connection
from assessment.services.office import Office
from assessment.services.releases.publishing import release_of
from assessment.workbooks.offline_forms.offline_form import Sign
from assessment.workbooks.offline_forms.offline_form_reading import FormReader

_KEY = "form_key"


def signer(office: Office) -> Sign:
    """Signs what a form says of itself; the secret never leaves this module.

    To be called before a writing transaction begins: the first use writes.
    """
    with office.database.reading() as connection:
        kept = settings.get(connection, _KEY)
    if kept is None:
        with office.database.writing() as connection:
            kept = settings.get(connection, _KEY)
            if kept is None:
                kept = secrets.token_hex(32)
                settings.put(connection, _KEY, kept)
    key = bytes.fromhex(kept)
    return lambda content: hmac.new(key, content, sha256).hexdigest()


def form_reader(office: Office, connection: Connection) -> FormReader:
    """Reads the forms of every questionnaire that was ever published here."""

    def find(digest: str) -> Release | None:
        try:
            return release_of(connection, digest)
        except NotFound:
            return None

    return FormReader(signer(office), find)
