"""What is shipped for putting the app into service holds together, where no engine is needed."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.deploy import proxy
from tests.web.server import ROOT

DEPLOY = ROOT / "deploy"


def test_nginx_accepts_the_shipped_configuration(tmp_path: Path) -> None:
    proxy.needed()
    proxy.certificate(tmp_path)
    path = proxy.configuration(tmp_path, [8501, 8502], 8080, 8443)
    command = [str(proxy.NGINX), "-t", "-q", "-p", str(tmp_path), "-c", str(path)]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("name", ["assessment@.service", "assessment-nightly.service",
                                  "assessment-nightly.timer", "assessment.target"])  # fmt: skip
def test_systemd_finds_no_fault_in_a_unit(name: str, tmp_path: Path) -> None:
    for unit in DEPLOY.glob("assessment*"):
        text = unit.read_text(encoding="utf-8")
        text = text.replace("/opt/assessment/.venv/bin/python", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    asked = name.replace("@.", "@8501.")
    tried = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / asked)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    about = [line for line in tried.stderr.splitlines() if str(tmp_path) in line]
    assert not [line for line in about if "/opt/assessment" not in line], tried.stderr


def test_the_compose_file_names_what_is_there_and_gives_no_rights_away() -> None:
    known = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = known["services"]
    for name in ("replica-1", "replica-2"):
        one = services[name]
        assert (DEPLOY / one["build"]["context"] / one["build"]["dockerfile"]).is_file()
        assert one["cap_drop"] == ["ALL"]
        assert one["read_only"]
        # anchors and the list of erasures outlive the container: nothing on a tmpfs does
        assert "anchors:/var/lib/assessment/anchors" in one["volumes"]
        assert one["security_opt"] == ["no-new-privileges:true"]
    nightly = services["nightly"]
    assert (nightly["profiles"], nightly["restart"]) == (["nightly"], "no")
    assert nightly["cap_drop"] == ["ALL"]
    assert "backup.key" in nightly["secrets"]
    assert "backup.key" not in services["replica-1"]["secrets"]
    kept = {one.split(":")[0] for one in services["replica-1"]["volumes"]}
    assert kept <= set(known["volumes"]) & {one.split(":")[0] for one in nightly["volumes"]}
    mounted = [one.split(":")[0] for one in services["proxy"]["volumes"]]
    assert all((DEPLOY / one).is_file() for one in mounted if one.endswith(".conf"))
    named = set(known["secrets"])
    assert all(set(one.get("secrets", [])) <= named for one in services.values())
    replicas = (DEPLOY / "replicas.compose.conf").read_text(encoding="utf-8")
    assert all(f"{name}:8501" in replicas for name in services if name.startswith("replica"))


def test_every_night_does_the_same_with_and_without_containers() -> None:
    """The unit's commands in their order, the next only where the one before went well."""
    unit = (DEPLOY / "assessment-nightly.service").read_text(encoding="utf-8")
    done = re.findall(r"^ExecStart=\S+ -m assessment (\S+)$", unit, re.MULTILINE)
    assert done == ["backup", "verify-journal", "purge"]
    known = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    nightly = known["services"]["nightly"]
    assert nightly["command"][:2] == ["sh", "-c"]
    assert nightly["command"][2] == " && ".join(f"python -m assessment {one}" for one in done)
    settings = tomllib.loads((DEPLOY / "settings.example.toml").read_text(encoding="utf-8"))
    mounted = {one.split(":")[1] for one in nightly["volumes"]}
    assert {settings["anchors"], settings["backup_folder"]} <= mounted
    instead = (DEPLOY / "assessment-nightly.containers.conf").read_text(encoding="utf-8")
    started = re.findall(r"^ExecStart=(.*)$", instead, re.MULTILINE)
    assert started == ["", "/usr/bin/docker compose run --rm nightly"]
    told = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert f"each night {', '.join(f'`{one}`' for one in done[:2])} and `{done[2]}`" in told


def test_the_container_runs_the_app_as_nobody_in_particular_and_says_when_it_is_ready() -> None:
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert "\nUSER assessment\n" in lines
    assert lines.index("USER assessment") > lines.index("RUN pip install")
    assert '"ready", "--port", "8501"' in lines
    assert "app:app" in lines
    assert "ARG" not in lines
    # the one name that all engines know; the secrets of the compose file lie under deploy
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", "data/local", ".venv", "deploy"} <= set(ignored)


def test_the_example_settings_are_read_and_hold_no_secret() -> None:
    known = tomllib.loads((DEPLOY / "settings.example.toml").read_text(encoding="utf-8"))
    assert known["cookie_secret"] == ""
    assert known["allowed_hosts"]
    assert known["database"].split("//")[1].split("@")[0] == "assessment"  # no password
