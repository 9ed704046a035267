# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking about resources of other services, and what tests have to know of these."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator.worlds import services_ids as named
from ansible_collections.adx.outbound.tests.integration.runner import Runner

PAGE = Path(__file__).resolve().parents[3] / "docs" / "permissions.md"
CHILD = "outboundNetworkDependenciesEndpoints"
# All that may be asked; the workspace with a managed network is refused.
IDS = [
    named.AKS_ID,
    named.BATCH_ID,
    named.API_MANAGEMENT_ID,
    named.DATABRICKS_ID,
    named.OPEN_ML_ID,
    named.SQL_ID,
    named.DEV_CENTER_ID,
]
# An action without which a resource is read all the same, but for its subnets.
READ_BESIDE = {named.BATCH_ID: "Microsoft.Batch/batchAccounts/pools/read"}


EACH = pytest.mark.parametrize("id_", IDS, ids=[one.rpartition("/")[2] for one in IDS])


def type_of(id_: str) -> str:
    """The type of a resource by its id."""
    return "/".join(id_.split("/")[6:8])


def read_actions(id_: str) -> list[str]:
    """The actions that docs/permissions.md names for a resource."""
    type_ = type_of(id_)
    return [f"{type_}/read", f"{type_}/{CHILD}/read", *filter(None, [READ_BESIDE.get(id_)])]


def entries_in(answer: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """Category, name and detail of each entry of an answer, in any envelope."""
    items = answer["value"] if isinstance(answer, dict) else answer
    bodies = [item.get("properties", item) for item in items]
    return [
        (body["category"], endpoint.get("domainName", ""), detail)
        for body in bodies
        for endpoint in body["endpoints"]
        for detail in endpoint["endpointDetails"] or [{}]
    ]


class Ask:
    """Runs the module, and sees to it that a failure is a sentence and no fault of ours."""

    def __init__(self, run: Runner) -> None:
        self._run = run
        self.warnings: list[str] = []

    def __call__(self, name: Any = None, /, **options: Any) -> list[dict[str, Any]]:
        result = self._result(name, options)
        assert not result.get("failed"), result["msg"]
        assert result["changed"] is False
        found: list[dict[str, Any]] = result["outbound_dependencies"]
        return found

    def refused(self, name: Any = None, /, **options: Any) -> dict[str, Any]:
        """The result of a call that fails."""
        result = self._result(name, options)
        assert result["failed"] and "outbound_dependencies" not in result
        return result

    def _result(self, name: Any, options: dict[str, Any]) -> dict[str, Any]:
        given = options if name is None else {"name": name, **options}
        result = self._run("outbound_dependencies_info", **given)
        self.warnings = [one["event"]["msg"] for one in result.get("warnings", [])]
        told = f"{result.get('msg', '')} {self.warnings}"
        assert "fault of adx.outbound" not in told and "Traceback" not in told, told
        return result
