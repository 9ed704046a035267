# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An inventory source over the emulator: read in this process, or by ansible-inventory as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible import constants
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.doc_fragments import constructed, inventory_cache
from ansible.utils.display import Display
from ansible_collections.adx.outbound.plugins.doc_fragments import azure
from ansible_collections.adx.outbound.plugins.inventory import clusters
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import patience
from ansible_collections.adx.outbound.tests.emulator import SUBSCRIPTION
from ansible_collections.adx.outbound.tests.emulator.worlds import clusters as documents

ROOT = Path(__file__).resolve().parents[3]
NAME = clusters.InventoryModule.NAME
OTHER, THIRD = "22222222-3333-4444-5555-666666666666", "33333333-4444-5555-6666-777777777777"


@dataclass
class Source:
    """A source's file, read by the plugin in this process; nothing is patched but the clock's sleep."""

    path: Path
    warnings: list[str] = field(default_factory=list)

    def __call__(self, *, refresh: bool = False, **options: Any) -> InventoryData:
        self.path.write_text(yaml.safe_dump({"plugin": NAME, **options}), encoding="utf-8")
        plugin = clusters.InventoryModule()
        plugin._load_name = plugin.ansible_name = NAME
        assert plugin.verify_file(str(self.path))
        found = InventoryData()
        plugin.parse(found, DataLoader(), str(self.path), cache=not refresh)
        if plugin.get_option("cache"):
            plugin.update_cache_if_changed()
        return found

    def hosts(self, **options: Any) -> dict[str, dict[str, Any]]:
        """The variables of each host."""
        return {name: host.get_vars() for name, host in self(**options).hosts.items()}


class Ticking:
    """A clock that a sleep moves on at no cost."""

    def __init__(self) -> None:
        self._now = 0.0

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds


@pytest.fixture
def source(emulator, monkeypatch, tmp_path):
    """The plugin with its options as the plugin loader would define them, logged in by the environment."""
    for name, value in emulator.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(patience, "time", Ticking())
    options = {}
    for page in (azure.ModuleDocFragment, constructed.ModuleDocFragment, inventory_cache.ModuleDocFragment, clusters):
        options.update(yaml.safe_load(page.DOCUMENTATION)["options"])
    constants.config.initialize_plugin_configuration_definitions("inventory", NAME, options)
    made = Source(tmp_path / "all.adx_clusters.yml")
    monkeypatch.setattr(Display, "warning", lambda _self, text: made.warnings.append(text))
    return made


def id_of(name: str, subscription: str = OTHER, group: str = "rg-adx") -> str:
    """With a capital C, as the service shows it."""
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Kusto/Clusters/{name}"


def add(emulator: Any, id_: str, *, region: str = "West US", subnet: str | None = None, **members: Any) -> None:
    """Put a cluster into the world."""
    network = {"subnetId": subnet, "state": "Enabled"} if subnet else None
    emulator.seed(id_, {**documents.cluster(id_, region, network), **members})


@pytest.fixture
def three(emulator):
    """Three subscriptions: the demo's with two clusters, one with two in other regions, one with none."""
    add(emulator, id_of("telemetry"), region="North Europe", tags={"team": "data", "stage": "prod"})
    add(emulator, id_of("sandbox", group="RG-Sandbox"), region="East US 2", tags={"team": "data"})
    emulator.seed(f"/subscriptions/{THIRD}/resourceGroups/rg-empty", {"location": "westus"})
    emulator.clear_log()
    return emulator


def asked(emulator: Any) -> Counter[str]:
    """The listings below subscriptions, by first digit and what is listed, with how often each was asked for."""
    paths = [one.path.split("/") for one in emulator.log() if one.path.startswith("/subscriptions/")]
    return Counter(f"{subscription[0]} {rest[-1]}" for _root, _word, subscription, *rest in paths)


def tokens(emulator: Any) -> int:
    """How many tokens were handed out."""
    return sum(one.path.endswith("/token") for one in emulator.log(all=True))


@dataclass(frozen=True)
class Listed:
    """What one run of ansible-inventory said."""

    code: int
    output: str
    errors: str

    @property
    def hosts(self) -> dict[str, dict[str, Any]]:
        return self.listed["_meta"]["hostvars"]

    @property
    def listed(self) -> dict[str, Any]:
        """The whole answer, without the marks ansible-core puts on text of other people."""
        return json.loads(self.output, object_hook=lambda found: found.get("__ansible_unsafe", found))

    @property
    def told(self) -> str:
        """Warnings and errors, however they were wrapped."""
        return " ".join(self.errors.split())


@pytest.fixture
def ansible_inventory(emulator, tmp_path):
    """ansible-inventory in a process of its own, with the environment of an AWX credential."""

    def run(
        text: str, *options: str, program: str = "ansible-inventory", environment: dict[str, str] | None = None
    ) -> Listed:
        path = tmp_path / "fleet.adx_clusters.yaml"
        path.write_text(f"plugin: {NAME}\n{text}", encoding="utf-8")
        done = subprocess.run(
            [str(Path(sys.executable).with_name(program)), *(options or ("--list",))],
            env={
                **os.environ,
                **emulator.environment(),
                "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION,
                "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "link"),
                "ANSIBLE_HOME": str(tmp_path),
                "ANSIBLE_INVENTORY": str(path),
                **(environment or {}),
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        return Listed(done.returncode, done.stdout, done.stderr)

    return run
