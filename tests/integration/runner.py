# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs modules in this process; nothing is patched but the arguments, and by a test the clock's sleep."""

from __future__ import annotations

import importlib
import io
import json
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field
from typing import Any

from ansible.module_utils.common import warnings
from ansible.module_utils.testing import patch_module_args
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID

NAMED = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}
MODULES = "ansible_collections.adx.outbound.plugins.modules"


def sentences(found: dict[str, Any]) -> list[str]:
    """What the findings of a plan or of a cluster's entry say, each with what to do about it."""
    return [f"{one['message']} {one['remedy']}" for one in found["findings"]]


def accepting(form: str) -> dict[str, Any]:
    """What a lock-down has to accept behind this form of a firewall. That a route of a spoke to an address in a virtual
    hub works is documented nowhere.
    """
    return {"accept": ["unproven_hop"]} if form == "hub" else {}


class Clock:
    """Time as the modules know it: sleeping moves it on and costs nothing."""

    def __init__(self) -> None:
        self._now = 0.0

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds


class Refused(Exception):
    """A module failed, with its sentence; `code` says which refusal it was."""

    def __init__(self, result: dict[str, Any]) -> None:
        super().__init__(result["msg"])
        self.code = result.get("code", "")


def done(result: dict[str, Any]) -> dict[str, Any]:
    """Return the result of a module that did not fail."""
    if result.get("failed"):
        raise Refused(result)
    return result


@dataclass
class Runner:
    """Runs a module as Ansible would, and returns what it prints."""

    emulator: Any
    login: dict[str, Any] = field(default_factory=dict)

    def __call__(self, module_name: str, /, *, check: bool = False, **params: Any) -> dict[str, Any]:
        arguments = {**self.login, **params, "_ansible_check_mode": check, "_ansible_diff": True}
        module = importlib.import_module(f"{MODULES}.{module_name}")
        warnings._global_warnings.clear()  # a process of its own would begin with none
        printed = io.StringIO()
        with patch_module_args(arguments), redirect_stdout(printed), suppress(SystemExit):
            module.main()
        result = json.loads(printed.getvalue())
        result.pop("invocation", None)
        return result

    def lock_down(self, *steps: str, **options: Any) -> dict[str, Any]:
        """Lock the demo's cluster down in one call, of these steps or of all; return its plan."""
        given = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "details": True, **options}
        given |= {"steps": list(steps)} if steps else {}
        given = {name: value for name, value in given.items() if value is not None}
        return dict(done(self("cluster_egress", **given))["clusters"][0]["plan"])

    def approved(self, **options: Any) -> dict[str, Any]:
        """The same options, with the approval of what they would do."""
        given = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "steps": ["plan"], **options}
        return {**options, "expect_plan": done(self("cluster_egress", **given))["plan_hash"]}

    def remove(self, *steps: str, **options: Any) -> dict[str, Any]:
        """The same for a removal."""
        return self.lock_down(*steps, **{**options, "state": "absent"})

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
