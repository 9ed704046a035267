# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of options: blanks that mean nothing, nonsense that is one sentence, and all of it before anybody is asked."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._glue.arguments import AZURE
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    ROUTE_TABLE_ID,
    SECRET,
    SUBNET_ID,
)
from ansible_collections.adx.outbound.tests.integration.modules.logins import NAMES, WHO, names

LOGIN = {**WHO, "secret": SECRET}


@pytest.mark.parametrize("blank", ["", "  "])
@pytest.mark.parametrize("option", sorted(AZURE))
def test_a_blank_option_counts_as_not_given(run, option, blank):
    assert names(run("outbound_dependencies_info", resource_group="rg-adx", **{option: blank})) == NAMES


def test_all_options_may_be_blank_at_once(run):
    assert names(run("outbound_dependencies_info", resource_group="rg-adx", **dict.fromkeys(AZURE, ""))) == NAMES


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"tenant": "bad tenant!"}, "Cannot log in: 'bad tenant!' (option tenant) is no tenant. A tenant is given by"),
        ({"adfs_authority_url": "http://x"}, "Cannot log in: 'http://x' (option adfs_authority_url) is no https URL."),
        ({"cloud_environment": "https://[bad"}, "Cannot find the cloud 'https://[bad': it is neither a known name nor"),
        (
            {"cloud_environment": "https://"},
            "Cannot find the cloud 'https://': it is neither a known name nor an",
        ),
        (
            {"auth_source": "msi"},
            "Cannot log in: secret is given as an option, but auth_source (ANSIBLE_AZURE_AUTH_SOURCE) msi logs",
        ),
        ({"auth_source": "moon"}, "value of auth_source must be one of: auto, cli, credential_file, env, msi"),
        ({"cert_validation_mode": "maybe"}, "value of cert_validation_mode must be one of: validate, ignore"),
        ({"disable_instance_discovery": "maybe"}, "is not a valid boolean"),
        ({"log_mode": "file"}, "log_mode is file but all of the following are missing: log_path"),
        ({"log_mode": "file", "log_path": ""}, "log_mode is file but all of the following are missing: log_path"),
    ],
)
def test_a_value_that_means_nothing_is_one_sentence(read, emulator, options, words):
    emulator.clear_log()
    message = read(**{**LOGIN, **options})["msg"]
    assert words in message and "\n" not in message and "fault of adx.outbound" not in message
    assert emulator.log(all=True) == []


def test_a_tenant_that_means_nothing_is_not_blamed_on_the_certificate(read, certificate):
    message = read(**{**WHO, "tenant": "a/b"}, x509_certificate_path=str(certificate))["msg"]
    assert message.startswith("Cannot log in: 'a/b' (option tenant) is no tenant.")


def test_a_log_file_is_taken_for_the_sake_of_playbooks_that_name_one(read, tmp_path):
    assert names(read(**LOGIN, log_mode="file", log_path=str(tmp_path / "log"))) == NAMES


AT = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}
HOST = {"name": "r", "address_prefix": "1.2.3.4/32", "next_hop_type": "Internet"}
RULE = {
    "name": "r",
    "protocols": ["TCP"],
    "source_addresses": ["*"],
    "destination_addresses": ["AzureMonitor"],
    "destination_ports": ["443"],
}
RULES = [{"name": "adx-x", "kind": "network", "rules": [RULE]}]
NO_ID = "/subscriptions/x/routeTables/y"
WRONG_VALUES = [
    ("egress_plan_info", {**AT, "cluster": NO_ID}, "is no resource id"),
    ("egress_plan_info", {**AT, "cluster": ""}, "is an empty string"),
    ("egress_plan_info", {**AT, "cluster": {"name": "telemetry", "group": "rg-adx"}}, "has unknown keys: group"),
    ("egress_plan_info", {**AT, "cluster": "telemetry"}, "needs a resource group"),
    ("egress_plan_info", {**AT, "firewall": NO_ID}, "is no resource id"),
    ("egress_plan_info", {"cluster": CLUSTER_ID, "firewall_policy": FIREWALL_ID}, "is the id of a firewall, but"),
    ("egress_plan_info", {**AT, "subnet": {"name": "s", "resource_group": "g"}}, "needs virtual_network_name"),
    ("egress_plan_info", {**AT, "route_table": "a/b/c/d/e/f/g/h/"}, "has no name"),
    ("egress_plan_info", {**AT, "edition": "2019-10"}, "There is no edition '2019-10'"),
    ("egress_plan_info", {**AT, "sources": []}, "Nothing tells which names"),
    ("egress_plan_info", {**AT, "skip_addresses": ["13.64.38"]}, "'13.64.38' is no IP address"),
    ("egress_plan_info", {**AT, "source_addresses": ["10.20.1.0/33"]}, "source_addresses names '10.20.1.0/33'"),
    ("egress_plan_info", {**AT, "extra_dependencies": [{"fqdn": "x y", "port": 443}]}, "names 'x y'"),
    ("egress_check_info", {**AT, "firewall": "fw-hub"}, "needs a resource group"),
    ("egress_check_info", {**AT, "cluster": NO_ID}, "is no resource id"),
    ("egress_check_info", {**AT, "subnet": NO_ID}, "is no resource id"),
    ("egress_check_info", {**AT, "sources": []}, "Nothing tells which names"),
    ("egress_check_info", {**AT, "skip_addresses": ["x"]}, "'x' is no IP address"),
    ("egress_check_info", {**AT, "source_addresses": ["10.20.1.0/33"]}, "source_addresses names '10.20.1.0/33'"),
    ("firewall_rule_collections", {"firewall_name": "fw-hub"}, "needs a resource group"),
    ("firewall_rule_collections", {"firewall_name": {"name": "f", "x": 1}}, "has unknown keys: x"),
    (
        "firewall_rule_collections",
        {"firewall_name": FIREWALL_ID, "rule_collections": [{**RULES[0], "rules": [{**RULE, "protocols": ["SCTP"]}]}]},
        "has protocol 'SCTP'",
    ),
    ("firewall_policy_rule_collection_group", {"firewall_policy_name": NO_ID}, "is no resource id"),
    (
        "firewall_policy_rule_collection_group",
        {"firewall_policy_name": FIREWALL_POLICY_ID, "rule_collections": RULES, "priority": 9},
        "it takes 100 to 65000",
    ),
    ("route_table", {"name": "rt-spoke"}, "needs a resource group"),
    ("route_table", {"name": SUBNET_ID}, "is the id of a subnet, but"),
    (
        "route_table",
        {"name": ROUTE_TABLE_ID, "routes": [{**HOST, "address_prefix": "1.2.3.4/33"}]},
        "1.2.3.4/33",
    ),
    ("subnet_route_table_association", {"subnet_name": SUBNET_ID, "route_table": "rt"}, "needs a resource group"),
    ("subnet_route_table_association", {"subnet_name": "snet-adx", "route_table": ROUTE_TABLE_ID}, "needs a resource"),
    ("subnet_route_table_association", {"subnet_name": SUBNET_ID}, "route_table is needed"),
    ("outbound_dependencies_info", {"name": NO_ID}, "is no resource id"),
    ("outbound_dependencies_info", {"name": "telemetry"}, "needs a resource group"),
    ("outbound_dependencies_info", {"query": "["}, "cannot be applied as a JMESPath expression"),
]


@pytest.mark.parametrize(("module", "params", "words"), WRONG_VALUES)
def test_a_wrong_value_is_found_before_anybody_logs_in(run, emulator, monkeypatch, module, params, words):
    monkeypatch.setenv("AZURE_SECRET", "wrong")
    emulator.clear_log()
    result = run(module, **params)
    assert result.get("failed") is True and words in result["msg"], result
    assert "\n" not in result["msg"] and "fault of adx.outbound" not in json.dumps(result)
    assert emulator.log(all=True) == []


def test_ids_need_no_subscription_and_names_say_that_they_do(run, monkeypatch):
    monkeypatch.delenv("AZURE_SUBSCRIPTION_ID")
    assert "plan" in run("egress_plan_info", **AT)
    message = run("egress_plan_info", cluster="telemetry", firewall=FIREWALL_ID, resource_group="rg-adx")["msg"]
    assert message == ("Cannot find the subscription: none is given. Give subscription_id (AZURE_SUBSCRIPTION_ID).")
