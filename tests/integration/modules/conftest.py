# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules in this process, against the emulator; nothing is patched but the arguments and the clock's sleep."""

from __future__ import annotations

import importlib
import json
import tempfile
from dataclasses import dataclass, field
from typing import Any

import pytest
from ansible.module_utils.common import warnings
from ansible.module_utils.testing import patch_module_args
from ansible_collections.adx.outbound.plugins.module_utils._arm import patience
from ansible_collections.adx.outbound.tests.emulator import FEDERATED_TOKEN, PASSWORD, SECRET
from ansible_collections.adx.outbound.tests.integration.modules import logins

MODULES = "ansible_collections.adx.outbound.plugins.modules"


class Clock:
    """Time as the modules know it: sleeping moves it on and costs nothing."""

    def __init__(self) -> None:
        self._now = 0.0

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds


@dataclass
class Runner:
    """Runs a module as Ansible would, and returns what it prints."""

    capsys: Any
    emulator: Any
    login: dict[str, Any] = field(default_factory=dict)

    def __call__(self, module_name: str, /, *, check: bool = False, **params: Any) -> dict[str, Any]:
        arguments = {**self.login, **params, "_ansible_check_mode": check, "_ansible_diff": True}
        module = importlib.import_module(f"{MODULES}.{module_name}")
        warnings._global_warnings.clear()  # a process of its own would begin with none
        self.capsys.readouterr()
        with patch_module_args(arguments), pytest.raises(SystemExit):
            module.main()
        result = json.loads(self.capsys.readouterr().out)
        result.pop("invocation", None)
        return result

    def converges(self, module_name: str, /, **params: Any) -> dict[str, Any]:
        """Four beats: check mode predicts, the run does it, the second run is quiet, prediction and outcome agree.

        Check mode and the second run send no write, and a run sends one per changed resource.
        """
        start = len(self.emulator.writes())
        predicted = self(module_name, check=True, **params)
        assert not predicted.get("failed"), predicted
        assert len(self.emulator.writes()) == start, "check mode wrote"
        done = self(module_name, **params)
        assert not done.get("failed"), done
        assert len(self.emulator.writes()) == start + done["changed"]
        for part in ("changed", "state", "diff", "id"):
            assert predicted[part] == done[part], part
        again = self(module_name, **params)
        assert again["changed"] is False and again["state"] == done["state"]
        assert len(self.emulator.writes()) == start + done["changed"], "the second run wrote"
        return done


@pytest.fixture
def run(capsys, emulator, monkeypatch, tmp_path):
    for name, value in emulator.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(patience, "time", Clock())
    # A test of a lookup in the same process makes ansible-core believe that all of it is the controller.
    monkeypatch.setattr("ansible.module_utils._internal.is_controller", False)
    return Runner(capsys, emulator)


@pytest.fixture
def read(run, monkeypatch):
    """Reads clusters with nothing but the cloud in the environment."""
    for name in logins.IDENTITY_VARIABLES:
        monkeypatch.delenv(name, raising=False)

    def clusters(**options: Any) -> dict[str, Any]:
        result = run("outbound_dependencies_info", resource_group="rg-adx", **options)
        assert not [hidden for hidden in (SECRET, PASSWORD, FEDERATED_TOKEN) if hidden in json.dumps(result)]
        return result

    return clusters


@pytest.fixture
def certificate(tmp_path, emulator):
    return logins.certificate(emulator, tmp_path / "application.pem")


@pytest.fixture
def az(tmp_path, monkeypatch, emulator):
    """An az command that is logged in to the emulator."""
    command = tmp_path / "az"
    command.write_text(logins.az(emulator.url), encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return command
