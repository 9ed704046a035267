# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is wrong with what is asked for or found: one clear sentence, and not one write."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    ROUTE_TABLE_ID,
    SECRET,
    SUBNET_ID,
)
from ansible_collections.adx.outbound.tests.integration.runner import Refused

ROOT = Path(__file__).resolve().parents[3]

AT = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}
LISTS = ("applicationRuleCollections", "networkRuleCollections", "natRuleCollections")
EXTRA = [{"fqdn": "hub1.servicebus.windows.net", "port": 5671}]
HUB_SUBNET = SUBNET_ID.replace("rg-spoke", "rg-hub").replace("vnet-spoke/subnets/snet-adx", "vnet-hub/subnets/")


def change(emulator, id_, **properties):
    """Write properties of a resource as its owner would."""
    document = emulator.document(id_)
    document["properties"].update(properties)
    emulator.seed(id_, document)


def hub(emulator):
    change(emulator, FIREWALL_ID, **dict.fromkeys(LISTS, []), sku={"name": "AZFW_Hub", "tier": "Standard"})


def deallocated(emulator):
    change(emulator, FIREWALL_ID, ipConfigurations=[])


def basic(emulator):
    change(emulator, FIREWALL_ID, sku={"name": "AZFW_VNet", "tier": "Basic"})


def without_proxy(emulator):
    change(emulator, FIREWALL_ID, additionalProperties={})


def elsewhere(emulator):
    emulator.seed(ROUTE_TABLE_ID.replace("rt-spoke", "rt-east"), {"location": "eastus", "properties": {"routes": []}})


def foreign_hop(emulator):
    hop = {"addressPrefix": "13.64.38.225/32", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}
    change(emulator, ROUTE_TABLE_ID, routes=[{"name": "theirs", "properties": hop}])


def nothing(emulator):
    """The world as it is."""


@pytest.mark.parametrize(
    ("spoil", "options", "words"),
    [
        (hub, {}, "stands in a virtual hub"),
        (deallocated, {}, "is deallocated"),
        (basic, {"amqp": "fqdn", "extra_dependencies": EXTRA}, "a Basic firewall has no DNS proxy"),
        (without_proxy, {"amqp": "fqdn", "extra_dependencies": EXTRA}, "its DNS proxy is off"),
        (nothing, {"amqp": "fqdn"}, "needs the names of your Event Hubs namespaces"),
        (nothing, {"route_table": "rt-other", "resource_group": "rg-spoke"}, "already has the route table"),
        (
            elsewhere,
            {"route_table": "rt-east", "resource_group": "rg-spoke", "accept": ["other_table"]},
            "is in eastus",
        ),
        (nothing, {"subnet": f"{HUB_SUBNET}AzureFirewallSubnet", "accept": ["other_subnet"]}, "would make a loop"),
        (foreign_hop, {}, "by route 'theirs', which is not ours to change"),
        (nothing, {"collection_prefix": "x" * 70}, "at most 80"),
        (nothing, {"collection_prefix": "-"}, "needs another name"),
        *((nothing, {"priority_base": base}, f"priority_base is {base}; it takes 100") for base in (70000, 50, -5)),
        (nothing, {"source_addresses": ["10.20.1.0/33"]}, "names '10.20.1.0/33'"),
        (nothing, {"skip_addresses": ["13.64.38"]}, "'13.64.38' is no IP address"),
        (nothing, {"extra_dependencies": [{"fqdn": "x.example.com", "port": 70000}]}, "port '70000'"),
        (nothing, {"extra_dependencies": [{"fqdn": "not a host", "port": 443}]}, "names 'not a host'"),
        (nothing, {"cluster": "/subscriptions/x/clusters/y"}, "is no resource id"),
        (nothing, {"cluster": {"name": "telemetry", "group": "rg-adx"}}, "has unknown keys: group"),
        (nothing, {"cluster": FIREWALL_ID}, "is the id of a firewall, but a cluster"),
        (nothing, {"cluster": ""}, "is an empty string"),
        (nothing, {"cluster": ["a", "b"]}, "The cluster is given as ['a', 'b']"),
        (nothing, {"cluster": f"{CLUSTER_ID}?b#c"}, "The cluster 'telemetry?b#c' needs another name"),
        *(
            (nothing, {"route_table": f"rg-spoke/{name}", "accept": ["other_table"]}, "needs another name")
            for name in ("x" * 90, "bad name!", "-bad")
        ),
        (nothing, {"route_table": "g?x/rt"}, "'g?x' is no name of a resource group"),
        (nothing, {"tags": {"cost": [5]}}, "Tag 'cost' has the value [5]"),
        (nothing, {"additive": True, "purge": True, "collection_prefix": "adx-"}, "leave one of them out"),
        (nothing, {"edition": "2019-10"}, "There is no edition '2019-10'"),
        (nothing, {"edition": "2021-07x"}, "There is no edition"),
        (nothing, {"edition": "2021-07-99"}, "There is no edition"),
        (nothing, {"sources": []}, "Nothing tells which names"),
        (nothing, {"sources": "documented, guessed"}, "sources names 'guessed'"),
    ],
)
def test_a_plan_says_what_stands_against_it_and_the_role_then_writes_nothing(run, emulator, spoil, options, words):
    spoil(emulator)
    emulator.clear_log()
    assert_one_sentence(emulator, run("egress_plan_info", check=True, **{**AT, **options}), words)
    given = {"clusters": [options["cluster"]], "cluster": None} if "cluster" in options else {}
    with pytest.raises(Refused) as refused:
        run.lock_down(**{**options, **given})
    assert words in str(refused.value) and emulator.writes() == []


def assert_one_sentence(emulator, result, words):
    assert result.get("failed") is True, result
    assert words in result["msg"], result["msg"]
    assert "\n" not in result["msg"] and "Traceback" not in json.dumps(result) and "fault of adx" not in result["msg"]
    assert emulator.writes() == [] and SECRET not in json.dumps(result)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"sources": "documented, discovered"}, {}),
        (
            dict.fromkeys(("sources", "source_addresses", "skip_addresses", "edition", "collection_prefix"), ""),
            {},
        ),
        (
            {"sources": " documented\n", "source_addresses": "*,"},
            {"sources": ["documented"], "source_addresses": ["*"]},
        ),
    ],
)
def test_lists_and_blanks_of_a_survey_are_what_they_mean(run, given, meant):
    hashes = {run("egress_plan_info", **AT, **options)["plan"]["plan_hash"] for options in (given, meant)}
    assert len(hashes) == 1


@pytest.mark.parametrize("group", ["g?x", "g#", "g."])
def test_an_illegal_resource_group_is_not_asked_for(run, emulator, group):
    emulator.clear_log()
    result = run("outbound_dependencies_info", resource_group=group)
    assert f"'{group}' is no name of a resource group" in result["msg"]
    assert emulator.log(all=True) == []


@pytest.mark.parametrize("edition", ["2021-07-27", "2024-07-23", "2021-07"])
def test_an_edition_may_be_the_full_date_of_the_page(run, edition):
    assert run("egress_plan_info", **AT, edition=edition)["plan"]["edition"] == edition[:7]


RULE = {
    "name": "r",
    "protocols": ["TCP"],
    "source_addresses": ["*"],
    "destination_addresses": ["AzureMonitor"],
    "destination_ports": ["443"],
}
COLLECTION = {"name": "adx-x", "kind": "network", "rules": [RULE]}


def with_rule(**changed):
    return {**COLLECTION, "rules": [{**RULE, **changed}]}


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({**COLLECTION, "priority": 1001}, "is taken by 'Net-Platform'"),
        ({**COLLECTION, "priority": 99}, "it takes 100 to 65000"),
        ({**COLLECTION, "priority": 65001}, "it takes 100 to 65000"),
        ({**COLLECTION, "name": "x" * 81}, "at most 80"),
        ({**COLLECTION, "name": "a/b"}, "needs another name"),
        ({**COLLECTION, "rules": []}, "has no rule"),
        (with_rule(destination_ports=["0"]), "has destination port '0'"),
        (with_rule(destination_addresses=["10.0.0.0/40"]), "names '10.0.0.0/40'"),
        (with_rule(protocols=["SCTP"]), "has protocol 'SCTP'"),
    ],
)
def test_a_rule_collection_azure_would_refuse_is_refused_before(run, emulator, wanted, words):
    result = run("firewall_rule_collections", firewall_name=FIREWALL_ID, rule_collections=[wanted])
    assert_one_sentence(emulator, result, words)


@pytest.fixture
def lone_table(emulator):
    """A table, and a subnet without one."""
    emulator.reset("demo", route_table=False)
    emulator.seed(ROUTE_TABLE_ID, {"location": "westus", "properties": {"routes": []}})
    emulator.clear_log()
    return emulator


@pytest.mark.parametrize(
    ("code", "status", "message"),
    [
        ("LinkedAuthorizationFailed", 403, "The client may not perform action join/action on the linked scope"),
        ("ScopeLocked", 409, "The scope cannot perform write operation because it is locked"),
        ("InvalidResourceReference", 400, "Resource nsg-adx referenced by resource snet-adx was not found"),
        ("ConflictWithNetworkIntentPolicy", 400, "Found conflicts with NetworkIntentPolicy"),
    ],
)
def test_what_azure_says_of_other_peoples_things_is_passed_on_once(run, lone_table, code, status, message):
    before = lone_table.document(SUBNET_ID)
    lone_table.fault("error", method="PUT", path="subnets/snet-adx", status=status, code=code, message=message, times=0)
    result = run("subnet_route_table_association", subnet_name=SUBNET_ID, route_table=ROUTE_TABLE_ID)
    for words in (code, message, "Nothing was written.", "write subnet snet-adx"):
        assert words in result["msg"]
    assert [(entry.method, entry.status) for entry in lone_table.writes()] == [("PUT", status)]
    assert lone_table.document(SUBNET_ID) == before


def test_an_empty_table_takes_off_none(run, emulator):
    run.lock_down(default_route="manage")
    emulator.clear_log()
    refused = run("subnet_route_table_association", subnet_name=SUBNET_ID, route_table="", state="absent")
    assert refused["msg"].startswith("route_table is empty: name a table") and emulator.writes() == []


@pytest.mark.parametrize("trouble", [{"status": 403, "code": "AuthorizationFailed", "times": 0}, {"status": 503}])
def test_a_preview_of_an_association_does_not_hang_on_reading_the_table(run, lone_table, trouble):
    lone_table.fault("error", method="GET", path="routeTables/rt-spoke$", **trouble)
    asked = {"subnet_name": SUBNET_ID, "route_table": ROUTE_TABLE_ID}
    assert run("subnet_route_table_association", check=True, **asked)["changed"] is True


def test_the_region_of_a_new_table_is_asked_for_again(run, emulator):
    emulator.fault("error", method="GET", path="resourceGroups/rg-spoke$", status=503)
    made = run("route_table", name=ROUTE_TABLE_ID.replace("rt-spoke", "rt-new"), create=True)
    assert made.get("changed") is True, made


def test_the_login_must_be_allowed_to_join_the_table(run, lone_table):
    before = lone_table.document(SUBNET_ID)
    lone_table.deny(".*routeTables/rt-spoke", "JOIN")
    result = run("subnet_route_table_association", subnet_name=SUBNET_ID, route_table=ROUTE_TABLE_ID)
    assert "LinkedAuthorizationFailed" in result["msg"] and "join right" in result["msg"]
    assert [(entry.method, entry.status) for entry in lone_table.writes()] == [("PUT", 403)]
    assert lone_table.document(SUBNET_ID) == before


def test_a_role_that_may_not_join_ends_with_rules_and_a_table_that_harm_nobody(run, emulator):
    emulator.reset("demo", route_table=False)
    before = emulator.document(SUBNET_ID)
    emulator.deny(".*routeTables/.*", "JOIN")
    emulator.clear_log()
    with pytest.raises(Refused, match="LinkedAuthorizationFailed.*join right"):
        run.lock_down(default_route="manage")
    written = [(entry.path.rpartition("/")[2], entry.status // 100) for entry in emulator.writes()]
    assert written == [("fw-hub", 2), ("adx-telemetry-westus-routes", 2), ("snet-adx", 4)]
    assert emulator.document(SUBNET_ID) == before, "so its traffic goes where it went"


def test_a_token_that_is_never_accepted_says_so(run, emulator):
    emulator.fault("expire_token", method="GET", path="azureFirewalls", times=0)
    result = run("egress_plan_info", **AT)
    assert_one_sentence(emulator, result, "ExpiredAuthenticationToken")
    assert "check this machine's clock, and log in again." in result["msg"]


@pytest.mark.parametrize("missing", ["azure.identity", "azure.mgmt.network", "requests", "jmespath"])
def test_a_missing_library_is_named_with_the_interpreter(run, emulator, monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    module, params = {
        "jmespath": ("outbound_dependencies_info", {"resource_group": "rg-adx", "query": "[]"}),
        "azure.mgmt.network": ("cluster_egress", {"clusters": [AT["cluster"]], "firewall": AT["firewall"]}),
    }.get(missing, ("egress_plan_info", AT))
    result = run(module, **params)
    package = {"azure.identity": "azure-identity", "azure.mgmt.network": "azure-mgmt-network"}.get(missing, missing)
    assert f"({package})" in result["msg"] and sys.executable in result["msg"], result["msg"]
    assert emulator.writes() == [] and "Traceback" not in json.dumps(result)


def test_whoever_only_reads_does_without_the_library_that_writes(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "azure.mgmt.network", None)
    assert run("egress_plan_info", **AT)["plan"]["pending"]
    assert run("egress_check_info", **AT)["dependencies"]


def test_wrong_arguments_are_found_before_any_library_and_most_of_ours_is_loaded():
    name = "ansible_collections.adx.outbound.plugins"
    modules = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
    code = f"""
import importlib, sys
from ansible.module_utils.testing import patch_module_args
for name in {modules}:
    with patch_module_args({{"nonsense": 1}}):
        try:
            importlib.import_module("{name}.modules." + name).main()
        except SystemExit:
            pass
print([module for module in sys.modules if module.split(".")[0] in ("azure", "msal", "requests", "jmespath")])
print([module for module in sys.modules if ".module_utils._run." in module or module.endswith("_arm.port")])
"""
    environment = {"PYTHONPATH": ":".join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    *answers, libraries, ours = filter(None, done.stdout.splitlines())
    assert len(answers) == len(modules) > 10 and all(json.loads(answer)["failed"] for answer in answers)
    assert (libraries, ours) == ("[]", "[]")
