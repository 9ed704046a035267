# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clouds that lag behind with their api-versions, and answers that say the same in another way each time."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.api_versions import TESTED
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.emulator.arm.api_versions import network_up_to
from ansible_collections.adx.outbound.tests.integration.others import edit, written
from ansible_collections.adx.outbound.tests.integration.runner import accepting, done
from ansible_collections.adx.outbound.tests.integration.sampled import one_in, only

GIVEN = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "default_route": "manage"}
OLDEST = TESTED["microsoft.network"][-1]


def begin(emulator: Any, form: str, **switches: Any) -> dict[str, Any]:
    """A demo of this form, and what the calls need."""
    emulator.reset("demo", firewall=form, route_table=False)
    emulator.switch(**switches)
    return {**GIVEN, **accepting(form)}


class Life:
    """Lock down, check, lock down again, remove and remove again: what each of them wrote, and every request of all."""

    STEPS = ("lock-down", "second run", "removal", "second removal")

    def __init__(self, run: Any, emulator: Any, given: dict[str, Any]) -> None:
        self.wrote: dict[str, list[str]] = {}
        self.entries: list[Any] = []
        self.warnings: list[str] = []
        for step in self.STEPS:
            emulator.clear_log()
            result = done(run("cluster_egress", **given, state="absent" if "removal" in step else "present"))
            if step == "second run":
                check = done(run("egress_check_info", cluster=CLUSTER_ID, firewall=FIREWALL_ID))
                assert {one["verdict"] for one in check["dependencies"]} == {"allowed"}
            self.warnings += map(str, result.get("warnings", ()))
            self.entries += emulator.log()
            self.wrote[step] = [one.casefold() for one in written(emulator)]
            assert result["changed"] is bool(self.wrote[step]), step

    @property
    def versions(self) -> dict[str, set[str]]:
        """By type the api-versions that were answered."""
        found: dict[str, set[str]] = {}
        for entry in self.entries:
            if entry.kind == "arm" and entry.status not in (400, 404) and "/locations/" not in entry.path.lower():
                type_ = _type(entry.path)
                found.setdefault(type_, set()).add(entry.query["api-version"])
        return found


def _type(path: str) -> str:
    provider, *rest = path.lower().rpartition("/providers/")[2].split("/")
    return "/".join([provider, *rest[::2]])


RULES = {"classic": "put fw-hub", "policy": "put adx-egress"}
RULES_AWAY = {**RULES, "policy": "delete adx-egress"}


def each_once(form: str) -> dict[str, list[str]]:
    """One write each, in the safe order, and none in a second run."""
    return {
        "lock-down": [RULES[form], "put adx-telemetry-westus-routes", "put snet-adx"],
        "second run": [],
        "removal": ["put snet-adx", "delete adx-telemetry-westus-routes", RULES_AWAY[form]],
        "second removal": [],
    }


@pytest.mark.parametrize("form", only(["policy"], ["classic", "policy"]))
@pytest.mark.parametrize("newest", only([OLDEST], ["2026-01-01", "2025-07-01", OLDEST]))
def test_a_cloud_that_lags_behind_is_locked_down_and_let_go(run, emulator, form, newest):
    given = begin(emulator, form, versions={"microsoft.network": network_up_to(newest)})
    life = Life(run, emulator, given)
    assert life.wrote == each_once(form)
    assert {type_: len(versions) for type_, versions in life.versions.items() if len(versions) > 1} == {}
    told = [one for one in life.warnings if "older ones were used" in one]
    assert len(told) == len(Life.STEPS), "once in each run"
    assert all(f"{newest} of Microsoft.Network/azureFirewalls" in one for one in told)


def test_a_refusal_that_is_a_404_is_not_taken_for_absence(run, emulator):
    given = begin(
        emulator,
        "classic",
        versions={"microsoft.network": network_up_to(OLDEST)},
        unsupported_version="InvalidResourceType",
    )
    assert Life(run, emulator, given).wrote == each_once("classic")
    emulator.switch(versions={"microsoft.network": ["2018-11-01"]})
    refused = run("cluster_egress", **given)
    assert (
        "InvalidResourceType, HTTP 404" in refused["msg"] and "none of the api-versions that we know" in refused["msg"]
    )


@pytest.mark.parametrize(
    ("id_", "member", "lost", "first"),
    [
        (FIREWALL_ID, {"aiSecurityAddOn": {"mode": "Enabled"}}, "properties.aiSecurityAddOn.mode", []),
        (
            SUBNET_ID,
            {"serviceGateway": {"id": "x"}},
            "properties.serviceGateway.id",
            each_once("classic")["lock-down"][:2],
        ),
    ],
)
def test_a_member_that_only_a_version_shows_which_is_unknown_here_is_not_removed(
    run, emulator, id_, member, lost, first
):
    """The cloud has an old version of ours, and one of which nothing is known here."""
    given = begin(emulator, "classic", versions={"microsoft.network": [*network_up_to(OLDEST), "2026-06-01"]})
    edit(emulator, id_, lambda properties: properties.update(member))
    emulator.clear_log()
    refused = run("cluster_egress", **given)
    assert f"its member {lost}, which api-version 2026-06-01 shows, would be lost" in refused["msg"]
    assert [one.casefold() for one in written(emulator)] == first
    assert emulator.document(id_)["properties"].items() >= member.items()


APPEARANCES = {
    "another order at each read": {"shuffled": True},
    "null for nothing": {"optional_members": "null"},
    "nothing for nothing": {"optional_members": "missing"},
    "no etags": {"etags": "none"},
    "ids in lower case": {"id_casing": "lower"},
    "ids in upper case": {"id_casing": "upper"},
    "200": {"put_status": 200},
    "201": {"put_status": 201},
    "202": {"put_status": 202},
    "204": {"put_status": 204},
    "all at once": {
        "shuffled": True,
        "optional_members": "missing",
        "etags": "none",
        "id_casing": "upper",
        "put_status": 204,
    },
}


@pytest.mark.parametrize("form", only(["classic"], ["classic", "policy"]))
@pytest.mark.parametrize("switches", one_in(3, APPEARANCES.values()), ids=APPEARANCES)
def test_however_azure_writes_it_down_each_resource_is_written_once(run, emulator, form, switches):
    given = begin(emulator, form, **switches)
    assert Life(run, emulator, given).wrote == each_once(form)
