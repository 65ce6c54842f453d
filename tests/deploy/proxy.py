"""nginx with the shipped configuration, moved to free ports and a certificate of its own."""

import ipaddress
import os
import shutil
import signal
import ssl
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.web.server import ROOT, free_port

DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


def needed() -> None:
    """Skips without nginx, but fails in CI."""
    if NGINX is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("nginx is not installed")


def certificate(folder: Path) -> ssl.SSLContext:
    """A key and a certificate for this machine in the folder, and who trusts them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    chain = folder / "fullchain.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(pem, form, plain))
    return ssl.create_default_context(cafile=str(chain))


def configuration(folder: Path, replicas: list[int], plain: int, secure: int) -> Path:
    """The shipped file with this folder's paths and these ports; nothing else is changed."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    moved = {
        "/var/log/nginx/": f"{folder}/",
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/etc/ssl/assessment/": f"{folder}/",
        "/etc/nginx/replicas.conf": f"{folder}/replicas.conf",
        "listen 80 default_server": f"listen 127.0.0.1:{plain} default_server",
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
    }
    for before, after in moved.items():
        assert before in text
        text = text.replace(before, after)
    lines = (DEPLOY / "replicas.conf").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(replicas)
    for n, port in enumerate(replicas):
        lines[n] = lines[n].replace(f"127.0.0.1:{8501 + n}", f"127.0.0.1:{port}")
    (folder / "replicas.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = folder / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    return path


@dataclass
class Proxy:
    """nginx before these replicas; `trust` is the client's side of its TLS."""

    folder: Path
    port: int
    plain: int
    trust: ssl.SSLContext
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.terminate()
                self.process.wait(5)


def start(folder: Path, replicas: list[int]) -> Proxy:
    """nginx in the foreground, ended by its process id."""
    assert NGINX is not None
    trust, plain, secure = certificate(folder), free_port(), free_port()
    path = configuration(folder, replicas, plain, secure)
    command = [NGINX, "-p", str(folder), "-c", str(path), "-g", "daemon off;"]
    return Proxy(folder, secure, plain, trust, subprocess.Popen(command, stderr=subprocess.DEVNULL))
