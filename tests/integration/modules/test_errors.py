# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong is one sentence, costs no write, and shows no secret."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import firewalls, route_tables, text
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, ROUTE_TABLE_ID, SECRET, SUBNET_ID

pytestmark = pytest.mark.sdk
ANSWER = f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints"
AT = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}


def answer(emulator):
    """The dependency answer as a client reads it."""
    return emulator.document(ANSWER)["value"]


def spoil_cluster(emulator):
    emulator.remove(CLUSTER_ID)


def spoil_firewall(emulator):
    emulator.remove(FIREWALL_ID)


def spoil_subnet(emulator):
    emulator.remove(SUBNET_ID)


def spoil_region(emulator):
    cluster = emulator.document(CLUSTER_ID)
    emulator.seed(CLUSTER_ID, {**cluster, "location": "Atlantis West"})


def spoil_empty(emulator):
    emulator.seed(ANSWER, {"value": []})


def spoil_partial(emulator):
    emulator.seed(ANSWER, {"value": [item for item in answer(emulator) if not item["id"].endswith("AzureStorage")]})


def spoil_no_endpoints(emulator):
    items = answer(emulator)
    items[3]["properties"]["endpoints"] = []
    emulator.seed(ANSWER, {"value": items})


def spoil_state(emulator):
    items = answer(emulator)
    items[3]["properties"]["provisioningState"] = "Running"
    emulator.seed(ANSWER, {"value": items})


def spoil_name(emulator):
    items = answer(emulator)
    items[3]["properties"]["endpoints"][0]["domainName"] = "https://not a host/"
    emulator.seed(ANSWER, {"value": items})


def spoil_stopped(emulator):
    cluster = emulator.document(CLUSTER_ID)
    cluster["properties"]["state"] = "Stopped"
    emulator.seed(CLUSTER_ID, cluster)


def deny_cluster(emulator):
    emulator.deny(".*Microsoft.Kusto.*")


def deny_firewall(emulator):
    emulator.deny(".*azureFirewalls.*", "GET")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (spoil_cluster, ["read cluster telemetry in resource group rg-adx", "ResourceNotFound", "404"]),
        (spoil_firewall, ["read firewall fw-hub in resource group rg-hub", "ResourceNotFound"]),
        (spoil_subnet, ["read subnet snet-adx of virtual network vnet-spoke", "404"]),
        (spoil_region, ["No edition documents addresses for region 'Atlantis West'"]),
        (spoil_empty, ["dependency answer of cluster telemetry is empty"]),
        (spoil_partial, ["partial: it has no AzureStorage"]),
        (spoil_no_endpoints, ["category AzureStorage lists no endpoint"]),
        (spoil_state, ["category AzureStorage is Running, not Succeeded"]),
        (spoil_name, ["Category AzureStorage names 'https://not a host/'"]),
        (spoil_stopped, ["read the outbound dependencies", "'Stopped'"]),
        (deny_cluster, ["AuthorizationFailed", "403"]),
        (deny_firewall, ["read firewall fw-hub", "AuthorizationFailed"]),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_what_is_missing_or_wrong_is_said_in_one_sentence(run, emulator, spoil, words, check):
    spoil(emulator)
    emulator.clear_log()
    result = run("egress_plan_info", check=check, timeout=30, **AT)
    assert result["failed"] is True and emulator.writes() == []
    assert_one_sentence(result, words)


def assert_one_sentence(result, words):
    for word in words:
        assert word in result["msg"], result["msg"]
    assert "\n" not in result["msg"] and "Traceback" not in json.dumps(result)
    assert ".." not in result["msg"].replace("...", "") and SECRET not in json.dumps(result)


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("AZURE_SECRET", "wrong-secret-value", ["AADSTS7000215", "Check secret"]),
        ("AZURE_CLIENT_ID", "00000000-0000-0000-0000-000000000000", ["AADSTS700016", "Check client_id"]),
        ("AZURE_TENANT", "00000000-0000-0000-0000-000000000000", ["00000000-0000-0000-0000-000000000000"]),
        ("AZURE_SECRET", "", ["secret (AZURE_SECRET or AZURE_CLIENT_SECRET), or a certificate", "is missing"]),
        ("AZURE_CLOUD_ENVIRONMENT", "AzureMoonCloud", ["cloud 'AzureMoonCloud'", "AzureCloud"]),
        ("AZURE_CLOUD_ENVIRONMENT", "https://localhost:1", ["localhost:1 did not answer"]),
        ("REQUESTS_CA_BUNDLE", None, ["is not trusted here", "REQUESTS_CA_BUNDLE"]),
    ],
)
def test_a_wrong_login_is_said_in_one_sentence_before_anything_is_read(
    run, emulator, monkeypatch, variable, value, words
):
    if value is None:
        for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
            monkeypatch.delenv(name, raising=False)
    else:
        monkeypatch.setenv(variable, value)
    result = run("egress_plan_info", **AT)
    assert result["failed"] is True and emulator.log() == []
    assert_one_sentence(result, words)
    assert "wrong-secret-value" not in json.dumps(result)


@pytest.mark.parametrize(
    ("module", "params", "words"),
    [
        (
            "firewall_rule_collections",
            {"firewall_name": "nope", "resource_group": "rg-hub"},
            ["There is no firewall nope"],
        ),
        ("firewall_rule_collections", {"firewall_name": "fw-hub"}, ["needs a resource group"]),
        ("firewall_rule_collections", {"firewall_name": SUBNET_ID}, ["is the id of a subnet, but a firewall"]),
        ("subnet_route_table_association", {"subnet_name": SUBNET_ID}, ["route_table is needed"]),
        (
            "subnet_route_table_association",
            {"subnet_name": SUBNET_ID + "x", "route_table": "rt", "resource_group": "rg-spoke"},
            ["There is no subnet snet-adxx of virtual network vnet-spoke"],
        ),
        ("outbound_dependencies_info", {"name": "nope", "resource_group": "rg-adx"}, ["read cluster nope", "404"]),
        ("outbound_dependencies_info", {"resource_group": "rg-nope"}, ["ResourceGroupNotFound"]),
    ],
)
def test_a_resource_that_is_not_there_is_named(run, emulator, module, params, words):
    result = run(module, **params)
    assert result["failed"] is True and emulator.writes() == []
    assert_one_sentence(result, words)


def test_a_write_that_is_not_allowed_says_that_nothing_was_written(run, emulator):
    emulator.deny(".*routeTables.*", "PUT")
    route = {"name": "ADX_Management", "address_prefix": "13.64.38.225/32", "next_hop_type": "Internet"}
    result = run("route_table", name="rt-spoke", resource_group="rg-spoke", routes=[route])
    assert_one_sentence(result, ["write route table rt-spoke", "AuthorizationFailed", "Nothing was written."])


def test_a_refusal_has_a_code_for_programs_and_a_slip_has_none(run, emulator):
    spoil_empty(emulator)
    assert run("egress_plan_info", **AT)["code"] == "partial_answer"
    slip = run("egress_plan_info", **AT, edition="1999-01")
    assert slip["failed"] and "code" not in slip


def broken(*_arguments):
    raise KeyError("nobody expected this")


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ((route_tables, "present"), ""),
        ((text, "route_table"), " This task has written route table rt-spoke in resource group rg-spoke."),
    ],
    ids=["before the write", "after it"],
)
def test_a_fault_of_ours_says_what_had_been_written(run, emulator, monkeypatch, where, told):
    monkeypatch.setattr(*where, broken)
    route = {"name": "ADX_Management", "address_prefix": "13.64.38.225/32", "next_hop_type": "Internet"}
    result = run("route_table", name=ROUTE_TABLE_ID, routes=[route])
    assert result["failed"] and len(emulator.writes()) == bool(told)
    assert result["msg"].startswith(
        "This is a fault of adx.outbound, please report it: KeyError: 'nobody expected this'"
    )
    assert result["msg"].rpartition(").")[2] == told


def test_a_fault_of_ours_in_the_middle_of_a_lock_down_says_which_write_had_been_sent(run, emulator, monkeypatch):
    really = firewalls.present

    def broken_once_written(document, *arguments, **options):
        return broken() if emulator.writes() else really(document, *arguments, **options)

    monkeypatch.setattr(firewalls, "present", broken_once_written)
    result = run("cluster_egress", clusters=[CLUSTER_ID], firewall=FIREWALL_ID, default_route="manage")
    assert len(emulator.writes()) == 1
    assert "This is a fault of adx.outbound" in result["msg"]
    assert "The write of the rules of firewall fw-hub in resource group rg-hub had been sent and may" in result["msg"]
