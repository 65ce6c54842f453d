"""Sign-in at another provider (OpenID Connect): code flow with PKCE, state and nonce.

The settings' table `oidc` names issuer, client_id, client_secret and the button's name. Nobody gets
an account this way: who signs in there must have one here, linked by the provider's subject or, the
first time, by an e-mail address that the provider has verified.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from assessment.locale import message
from assessment.problems import AssessmentError, NotAllowed, Problem
from assessment.records import accounts, identities, journal
from assessment.records.accounts import Account
from assessment.records.database import Connection
from assessment.records.sessions import FULL
from assessment.services.entry.sessions import enter, note_failure
from assessment.services.entry.tries import forgive, take_a_try
from assessment.services.office import Office, read_settings

WAITS = timedelta(minutes=10)
PATIENCE = 5.0
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
_SCOPE = "openid email"
_FAULTS = (AuthlibBaseError, JoseError, requests.RequestException, KeyError, TypeError, ValueError)
"""What may come of talking to another server."""


@dataclass(frozen=True)
class Provider:
    """`asks_second_factor`: the provider does, so that we need not."""

    name: str
    issuer: str
    client_id: str
    client_secret: str
    asks_second_factor: bool


def provider() -> Provider | None:
    """The provider that the settings name, if any."""
    said = read_settings().get("oidc")
    if not isinstance(said, Mapping):
        return None
    issuer = str(said["issuer"]).rstrip("/")
    return Provider(
        str(said.get("name", urlsplit(issuer).netloc)),
        issuer,
        str(said["client_id"]),
        str(said["client_secret"]),
        bool(said.get("asks_second_factor", False)),
    )


def send_away(office: Office, back: str) -> tuple[str, str]:
    """The provider's address to go to, and the state that the browser has to bring back."""
    chosen = _chosen()
    state, nonce, verifier = (secrets.token_urlsafe(size) for size in (32, 32, 48))
    try:
        there = _known(chosen)["authorization_endpoint"]
    except _FAULTS as fault:
        raise _away() from fault
    with office.database.writing() as connection:
        identities.begin(connection, _digest(state), nonce, verifier, office.clock())
    with _client(chosen, back) as client:
        url, _ = client.create_authorization_url(
            there,
            state=state,
            nonce=nonce,
            code_verifier=verifier,
        )
    return str(url), state


def come_back(
    office: Office,
    *,
    code: str,
    state: str,
    carried: str,
    back: str,
    address: str,
    device: str = "",
) -> str:
    """A token, as `sign_in` gives it. `carried` is the state that this browser was sent with."""
    chosen, now = _chosen(), office.clock()
    take_a_try(office, "oidc", address, anywhere=False)
    if not state or not secrets.compare_digest(state.encode(), carried.encode()):
        raise _refused()
    with office.database.writing() as connection:
        begun = identities.take(connection, _digest(state), now - WAITS)
    if begun is None:
        raise _refused()
    nonce, verifier = begun
    try:
        claims = _claims(chosen, code, verifier, back, nonce, now)
    except _FAULTS as fault:
        raise _refused() from fault
    with office.database.writing() as connection:
        account = _account(connection, chosen, claims, now)
        if account is not None and account.active:
            forgive(connection, "oidc", address, now)  # a whole office may come from one address
            stage = FULL if chosen.asks_second_factor else None
            return enter(
                connection, account, now, address=address, device=device, stage=stage, way="oidc"
            )
    note_failure(office, account, address)
    raise _refused()


# ---- within -----------------------------------------------------------------------------------


def _chosen() -> Provider:
    found = provider()
    if found is None:
        raise _refused()
    return found


def _client(chosen: Provider, back: str) -> OAuth2Session:
    return OAuth2Session(
        chosen.client_id,
        chosen.client_secret,
        scope=_SCOPE,
        redirect_uri=back,
        code_challenge_method="S256",
    )


def _known(chosen: Provider) -> Mapping[str, Any]:
    """What the provider publishes of itself; every address under TLS, or on this computer."""
    known = _fetch(f"{chosen.issuer}/.well-known/openid-configuration")
    if str(known["issuer"]).rstrip("/") != chosen.issuer:
        raise ValueError("another issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _require_safe(str(known[name]))
    return known


def _fetch(url: str) -> dict[str, Any]:
    _require_safe(url)
    answer = requests.get(url, timeout=PATIENCE, allow_redirects=False)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise TypeError(url)
    return found


def _require_safe(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("not under TLS")


def _claims(
    chosen: Provider, code: str, verifier: str, back: str, nonce: str, now: datetime
) -> Mapping[str, Any]:
    """What the provider says of the person, its signature, audience, time and nonce checked."""
    known = _known(chosen)
    with _client(chosen, back) as client:
        token = client.fetch_token(
            known["token_endpoint"], code=code, code_verifier=verifier, timeout=PATIENCE
        )
    keys = KeySet.import_key_set({"keys": _fetch(known["jwks_uri"])["keys"]})
    read = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS)
    checks = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=60,
        iss={"essential": True, "value": known["issuer"]},
        aud={"essential": True, "value": chosen.client_id},
        sub={"essential": True},
        exp={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    checks.validate(read.claims)
    if read.claims.get("azp", chosen.client_id) != chosen.client_id:
        raise ValueError("made for another client")
    return read.claims


def _account(
    connection: Connection, chosen: Provider, claims: Mapping[str, Any], now: datetime
) -> Account | None:
    subject = str(claims["sub"])
    number = identities.account_of(connection, chosen.issuer, subject)
    if number is not None:
        return accounts.get(connection, number)
    address = str(claims.get("email", ""))
    if claims.get("email_verified") is not True or "@" not in address:
        return None
    found = accounts.by_email(connection, address)
    if found is None or identities.linked(connection, chosen.issuer, found.id):
        return None
    identities.link(connection, chosen.issuer, subject, found.id, now)
    journal.append(
        connection,
        kind="identity_linked",
        actor=found.pseudonym,
        subject=found.pseudonym,
        payload={"issuer": chosen.issuer},
        at=now,
    )
    return found


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _away() -> AssessmentError:
    what = message("통합 로그인 서버에 연결할 수 없습니다.")
    fix = message("잠시 뒤 다시 하거나 이메일과 비밀번호로 로그인해 주십시오.")
    return AssessmentError(Problem("oidc", what, fix, code="oidc_away"))


def _refused() -> AssessmentError:
    return NotAllowed(
        Problem(
            "oidc",
            message("그 계정으로는 들어올 수 없습니다."),
            message("다시 해 보시고, 안 되면 관리자에게 계정을 만들어 달라고 해 주십시오."),
            code="oidc",
        )
    )
