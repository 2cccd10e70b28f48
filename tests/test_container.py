"""The image and how it is run, as far as that can be told without a container engine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.configured import secret
from data.faults import WrongCall
from data.store import StoreUnavailable, store_url
from data.warehouse import warehouse_url
from tests.conftest import ROOT
from tests.container import possible
from tests.dockerfile import context, stages

BIN = Path(sys.executable).parent
STAGES = stages(ROOT / "Dockerfile")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def test_the_linters() -> None:
    for asked in (["hadolint", "Dockerfile"],
                  ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"]):
        done = subprocess.run([str(BIN / asked[0]), *asked[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_final_stage_has_no_tools_and_no_root() -> None:
    final = STAGES[-1]
    said = " ".join(step.said for step in final.steps if step.word == "RUN")
    assert not re.search(r"apt-get|apk |pip install|gcc|build-essential", said)
    assert "pip uninstall" in said
    user = final.last("USER")
    assert user is not None
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user.said)
    assert all(re.fullmatch(r"python:\d+\.\d+\.\d+-slim-\w+", stage.base) for stage in STAGES), "a pinned, slim base"
    assert len({stage.base for stage in STAGES}) == 1
    for word in ("HEALTHCHECK", "VOLUME", "CMD"):
        assert final.last(word) is not None


def test_the_typeface_of_the_image_is_the_one_that_is_tested() -> None:
    pinned = re.search(r"^matplotlib-fontja==\S+", (ROOT / "tests/requirements.txt").read_text("utf-8"), re.MULTILINE)
    assert pinned is not None
    assert any(pinned[0] in step.said for step in STAGES[0].steps)


def test_what_a_build_is_sent() -> None:
    """The code and nothing that was made, kept or secret."""
    files = ["app.py", "data/__init__.py", "data/transform/dbt_project.yml", "static/x.woff2", ".streamlit/config.toml",
             ".streamlit/secrets.toml", "var/store.sqlite", "secrets/postgres_password", "tests/conftest.py",
             "data/__pycache__/x.pyc", ".git/config", ".venv/bin/python", "docs/deploy.md"]
    assert context(ROOT, files) == files[:5]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_closed(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    image = service["image"]
    assert image == "tenure:local" or re.fullmatch(r"[a-z]+:\d+\.\d+-\w+", image)
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    mounted = [volume.partition(":")[0] for volume in service["volumes"]]
    assert set(mounted) <= set(COMPOSE["volumes"]), "named volumes alone: nothing of the machine's own"


def test_passwords_come_from_files() -> None:
    said = [(key, str(value)) for service in SERVICES.values() for key, value in service["environment"].items()]
    assert not [pair for pair in said if "PASSWORD" in pair[0] and not pair[0].endswith("_FILE")]
    assert not [pair for pair in said if re.search(r"://[^/@]*:[^/@]+@", pair[1])]
    assert all("file" in each for each in COMPOSE["secrets"].values())
    assert "/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8")


def test_health_is_asked_of_what_stays_up() -> None:
    for name in ("board", "db"):
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    health = STAGES[-1].last("HEALTHCHECK")
    assert health is not None
    assert health.said.partition("CMD ")[2].replace('"', "'").count("/healthz") == 1


def test_a_secret_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read anew each time, its line end left out; a value of the environment wins; one that cannot be read is told."""
    file = tmp_path / "password"
    file.write_text("p@ss/w:rd \n", encoding="utf-8")
    for name in ("WAREHOUSE", "STORE"):
        monkeypatch.delenv(f"TENURE_{name}_PASSWORD", raising=False)
        monkeypatch.setenv(f"TENURE_{name}_URL", f"postgresql://u@h/{name}")
        monkeypatch.setenv(f"TENURE_{name}_PASSWORD_FILE", str(file))
    monkeypatch.delenv("PGPASSWORD", raising=False)
    assert secret("TENURE_STORE_PASSWORD") == "p@ss/w:rd "
    assert "p%40ss%2Fw%3Ard" in store_url()
    assert "p%40ss%2Fw%3Ard" in warehouse_url()
    file.write_text("other", encoding="utf-8")
    assert ":other@" in store_url()
    monkeypatch.setenv("TENURE_STORE_PASSWORD", "mine")
    assert ":mine@" in store_url()
    assert ":other@" in warehouse_url()
    monkeypatch.delenv("TENURE_STORE_PASSWORD")
    file.unlink()
    with pytest.raises(StoreUnavailable, match=r"TENURE_STORE_PASSWORD_FILE names .* cannot be read"):
        store_url()
    with pytest.raises(WrongCall, match="cannot be read"):
        warehouse_url()
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'x.sqlite'}")
    file.write_text("other", encoding="utf-8")
    assert store_url() == f"sqlite:///{tmp_path / 'x.sqlite'}"


def test_the_steps_by_hand() -> None:
    """What the image runs answers with nothing but its volume and /tmp to write to, as nobody of importance."""
    if possible():
        pytest.skip(possible())
    done = subprocess.run([sys.executable, "-m", "tests.container"], cwd=ROOT, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
