# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What other services must reach: each by its id, in lists, in pages, with any version of its interface."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import services
from ansible_collections.adx.outbound.tests.emulator.arm import api_versions
from ansible_collections.adx.outbound.tests.emulator.worlds import services_ids as named
from ansible_collections.adx.outbound.tests.emulator.worlds import services_resources
from ansible_collections.adx.outbound.tests.integration.modules.other_services import (
    CHILD,
    EACH,
    IDS,
    PAGE,
    READ_BESIDE,
    entries_in,
    read_actions,
    type_of,
)


class Told(NamedTuple):
    """What is told of a resource: how many destinations, how many that only some need, and where it is."""

    dependencies: int
    left_out: int
    subnets: str
    first: tuple[str | None, int, str]
    too_wide: str = ""
    unresolvable: str = ""
    injected: bool | None = True
    callers: str = ""


TOLD = {
    named.AKS_ID: Told(
        9, 11, "aks-nodes aks-pods", ("management.azure.com", 443, "Https"), "*.azmk8s.io", "*.azmk8s.io:9000"
    ),
    named.BATCH_ID: Told(
        8,
        0,
        "batch-render batch-train",
        ("batchshop.westus.batch.azure.com", 443, "Https"),
        "*.blob.core.windows.net *.table.core.windows.net *.queue.core.windows.net *.vault.azure.net",
        callers="BatchNodeManagement",
    ),
    named.API_MANAGEMENT_ID: Told(53, 0, "apim", ("smtpi-ch1.msn.com", 25028, "TCP"), callers="ApiManagement"),
    named.DATABRICKS_ID: Told(30, 0, "dbw-public dbw-private", (None, 443, "TCP")),
    named.OPEN_ML_ID: Told(2, 0, "", ("login.microsoftonline.com", 443, "Https"), injected=None),
    named.SQL_ID: Told(11, 0, "sqlmi", ("control.database.windows.net", 443, "Https")),
    named.DEV_CENTER_ID: Told(
        36,
        8,
        "devbox",
        ("*.wvd.microsoft.com", 443, "Https"),
        "*xt.blob.core.windows.net *eh.servicebus.windows.net *xt.table.core.windows.net *xt.queue.core.windows.net",
    ),
}


@EACH
def test_a_resource_of_each_service_is_read_by_its_id_in_any_case(ask, emulator, id_):
    (found,) = ask(id_.upper())
    expected = TOLD[id_]
    assert found["id"].lower() == id_.lower() and found["resource_type"] == type_of(id_)
    assert (len(found["dependencies"]), len(found["left_out"])) == (expected.dependencies, expected.left_out)
    assert tuple(found["dependencies"][0][one] for one in ("fqdn", "port", "protocol")) == expected.first
    subnets = [one.rpartition("/")[2].removeprefix("snet-") for one in found["subnet_ids"]]
    assert subnets == expected.subnets.split() and found["injected"] is expected.injected
    assert found["too_wide"] == expected.too_wide.split() and found["unresolvable"] == expected.unresolvable.split()
    assert [one["service_tag"] for one in found["callers"]] == expected.callers.split()
    assert found["complete"] is None and found["refused"] == [] and found["region"] == "westus"
    assert found["report_only"] is (id_ == named.SQL_ID) and ask.warnings == []
    assert {entry.method for entry in emulator.log()} == {"GET"}


def test_resources_of_several_services_are_read_at_once_in_the_order_in_which_they_are_asked_for(ask, emulator):
    alone = {id_: ask(id_)[0] for id_ in IDS[:2]}
    emulator.clear_log()
    found = ask([*reversed(IDS), IDS[0].upper(), {"id": IDS[1]}])
    assert [one["id"] for one in found] == list(reversed(IDS)) and ask.warnings == []
    assert [found[-1], found[-2]] == list(alone.values())
    assert max(Counter(entry.path.lower() for entry in emulator.log()).values()) == 1
    assert sum(entry.path.endswith("/token") for entry in emulator.log(all=True)) == 1


def test_check_mode_reads_the_same(ask):
    assert ask(IDS, check=True) == ask(IDS)


@pytest.mark.parametrize("type_", services.types())
def test_all_resources_of_a_type_are_found_in_their_group_and_in_the_subscription(ask, type_):
    if type_ == services.DATA_EXPLORER.type:
        assert [one["name"] for one in ask(resource_type=type_)] == ["telemetry", "analytics"]
        return
    (id_,) = (one for one in IDS if type_of(one) == type_)
    alone = ask(id_)
    for scope in ({"resource_group": named.GROUP.upper(), "resource_type": type_.upper()}, {"resource_type": type_}):
        found = {one["id"]: one for one in ask(**scope)}
        assert [found.pop(id_)] == alone
        # The workspace with a managed network is the only other one: nothing is told of it but why.
        assert [(one["name"], one["dependencies"], one["complete"]) for one in found.values()] == (
            [("mlw-managed", [], False)] if id_ == named.OPEN_ML_ID else []
        )
        assert ["has a managed network" in one for one in ask.warnings] == [True] * len(found)
    assert ask(resource_group="rg-hub", resource_type=type_) == []


def test_a_name_takes_the_type_that_is_asked_for(ask):
    where = {"resource_group": named.GROUP, "resource_type": services.BATCH.type}
    assert ask("batchshop", **where) == ask(named.BATCH_ID)
    assert "is the id of an AKS cluster, but a Batch account" in ask.refused(named.AKS_ID, **where)["msg"]


@pytest.mark.parametrize("page_size", [1, 2])
def test_answers_lists_and_pools_are_read_page_by_page(ask, emulator, page_size):
    whole = ask(IDS)
    of_type = {"resource_type": services.MACHINE_LEARNING.type}
    listed = ask(**of_type)
    emulator.clear_log()
    emulator.switch(page_size=page_size, dependency_page_size=page_size)
    assert ask(IDS) == whole and ask(**of_type) == listed
    asked = Counter(entry.path.rpartition("/")[2].lower() for entry in emulator.log())
    assert asked["outboundnetworkdependenciesendpoints"] > len(IDS) + 1
    if page_size == 1:
        assert asked["pools"] == 2


@EACH
def test_an_older_version_of_the_interface_gives_the_same(ask, emulator, id_):
    served = api_versions.BY_NAMESPACE[type_of(id_).partition("/")[0].lower()]
    older = [one for one in services.of(type_of(id_)).versions if one in served][1:]
    assert older
    (newest,) = ask(id_)
    for version in older:
        emulator.clear_log()
        (found,) = ask(id_, api_version=version)
        assert found["dependencies"] == newest["dependencies"] and found["subnet_ids"] == newest["subnet_ids"]
        assert set(newest["subnets_unknown"]) <= set(found["subnets_unknown"]) and ask.warnings == []
        asked = {entry.path.rpartition("/")[2]: entry.query["api-version"] for entry in emulator.log()}
        assert asked.pop("pools", services.BATCH.child_versions[0]) == services.BATCH.child_versions[0]
        assert set(asked.values()) == {version}


def test_a_cloud_that_is_behind_is_asked_with_what_it_has_and_this_is_told(ask, emulator):
    newest = ask(IDS)
    oldest = {type_of(id_): services.of(type_of(id_)).versions[-1] for id_ in IDS}
    emulator.switch(versions={type_.lower(): [version] for type_, version in oldest.items()})
    assert [one["dependencies"] for one in ask(IDS)] == [one["dependencies"] for one in newest]
    (warned,) = ask.warnings
    assert all(f"{version} of " in warned and type_ in warned for type_, version in oldest.items())


def test_a_cloud_that_shows_no_managed_networks_leaves_it_open_whether_there_is_one(ask, emulator):
    emulator.switch(versions={"microsoft.machinelearningservices/workspaces": ["2023-04-01"]})
    (found,) = ask(named.MANAGED_ML_ID)
    assert "does not say in a known word whether it has a managed network" in found["subnets_unknown"][0]


def test_the_version_of_one_service_is_not_that_of_others(ask, emulator):
    assert "is that of one service" in ask.refused(IDS[:2], api_version="2024-05-01")["msg"]
    assert emulator.log() == []


def test_an_answer_of_before_envelopes_had_properties_is_read_as_well(ask):
    (found,) = ask(named.OPEN_ML_ID, api_version="2021-07-01")
    ports = [one["port"] for one in found["dependencies"] if one["fqdn"] == "core.windows.net"]
    assert ports == [443, 18881, 8787] and "Computecluster/instance" not in found["categories"]
    assert "Computeclusterinstance" in found["categories"] and found["refused"] == []


# What is refused


def test_a_managed_network_is_refused_with_the_reason(ask, emulator):
    refused = ask.refused(named.MANAGED_ML_ID)["msg"]
    assert refused.startswith(
        "Machine Learning workspace mlw-managed has a managed network (AllowOnlyApprovedOutbound)"
    )
    assert len(emulator.log()) == 1  # nobody asks what it needs


@pytest.mark.parametrize("tier", ["BasicV2", "StandardV2", "PremiumV2", "Consumption"])
def test_a_tier_of_api_management_that_is_not_classic_is_refused(ask, emulator, tier):
    document = services_resources.api_management("West US")
    emulator.seed(named.API_MANAGEMENT_ID, {**document, "sku": {"name": tier, "capacity": 1}})
    assert f"API Management service apim-shop is of tier '{tier}'" in ask.refused(named.API_MANAGEMENT_ID)["msg"]
    (found,) = ask(resource_type=services.API_MANAGEMENT.type)
    assert found["dependencies"] == [] and found["complete"] is False and f"'{tier}'" in ask.warnings[0]


@EACH
def test_a_resource_that_is_not_there_is_told_as_of_a_cluster(ask, emulator, id_):
    emulator.remove(id_)
    result = ask.refused(id_)
    assert result["code"] == "ResourceNotFound" and result["status"] == 404
    name = id_.rpartition("/")[2]
    assert f" {name} in resource group rg-services: The Resource " in result["msg"]
    assert result["msg"].startswith("Cannot read ") and "Check its name, resource_group and" in result["msg"]


@EACH
def test_an_answer_that_is_not_there_is_told_apart_from_a_resource_that_is_not(ask, emulator, id_):
    emulator.fault("error", path=f".*{CHILD}.*", status=404, code="InvalidResourceType", message="Not of this type.")
    result = ask.refused(id_)
    assert result["msg"].startswith("Cannot read the outbound dependencies of ") and result["status"] == 404
    assert "none of the api-versions that we know" in result["msg"] and id_.rpartition("/")[2] in result["msg"]


def test_all_that_fail_are_told_each_in_a_sentence(ask, emulator):
    emulator.remove(named.AKS_ID)
    emulator.deny(".*/dbw-shop/outbound.*")
    asked = [named.AKS_ID, named.SQL_ID, named.DATABRICKS_ID, named.MANAGED_ML_ID]
    result = ask.refused(asked)
    assert result["msg"].startswith("3 of 4 failed. Cannot read AKS cluster aks-shop ") and "code" not in result
    assert "Cannot read the outbound dependencies of Databricks workspace dbw-shop" in result["msg"]
    assert "mlw-managed has a managed network" in result["msg"] and "\n" not in result["msg"]
    assert result["msg"].index("aks-shop") < result["msg"].index("dbw-shop") < result["msg"].index("mlw-managed")


# Which rights it takes


def test_the_page_about_permissions_names_the_actions():
    shown = PAGE.read_text(encoding="utf-8").partition("## Other services")[2].partition("\n## ")[0]
    assert all(f"`{action}`" in shown for action in read_actions(named.AKS_ID))
    assert f"`{READ_BESIDE[named.BATCH_ID]}`" in shown


def test_a_list_takes_the_right_to_read_the_type_and_warns_where_an_answer_is_denied(ask, emulator):
    type_ = services.DATABRICKS.type
    read, answer = read_actions(named.DATABRICKS_ID)
    emulator.switch(allow_only=[answer])
    assert read in ask.refused(resource_type=type_)["msg"]
    emulator.switch(allow_only=[read])
    (found,) = ask(resource_type=type_)
    assert found["dependencies"] == [] and found["complete"] is False and len(found["subnet_ids"]) == 2
    assert len(ask.warnings) == 1 and answer in ask.warnings[0]


@EACH
def test_the_actions_on_the_page_are_enough_and_each_of_them_is_missed(ask, emulator, id_):
    granted = read_actions(id_)
    known = ask(id_)
    emulator.switch(allow_only=granted)
    assert ask(id_) == known and ask(resource_type=type_of(id_))
    for lacking in granted:
        emulator.switch(allow_only=[one for one in granted if one != lacking])
        if lacking == READ_BESIDE.get(id_):
            (found,) = ask(id_)
            assert "(AuthorizationFailed)" in ask.warnings[0] and found["injected"] is None
            assert found["subnets_unknown"] and found["dependencies"] == known[0]["dependencies"]
        else:
            result = ask.refused(id_)
            assert result["code"] == "AuthorizationFailed" and lacking in result["msg"]


def test_an_answer_counts_as_many_entries_as_come_out(ask, emulator):
    """The emulator's own answers; those that are published are in test_service_answers.py."""
    for found in ask(IDS, include_optional=True):
        answer = emulator.document(f"{found['id']}/{CHILD}")
        assert len(entries_in(answer)) == len(found["dependencies"])
