# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The three steps for other services: read what one names, write rules for it, and check from each of its subnets."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.filter.egress import FilterModule
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, FIREWALL_POLICY_ID, dataplane
from ansible_collections.adx.outbound.tests.emulator.worlds import services_ids as named
from ansible_collections.adx.outbound.tests.integration.modules.test_permissions import PAGE, ROLES
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import done

RULES = FilterModule().filters()["rule_collections"]
PREFIXES = {
    named.AKS_ID: "aks",
    named.BATCH_ID: "batch",
    named.API_MANAGEMENT_ID: "apim",
    named.DATABRICKS_ID: "databricks",
    named.DEV_CENTER_ID: "devcenter",
}
EACH = pytest.mark.parametrize("id_", PREFIXES, ids=PREFIXES.values())
SPACE = ["10.40.0.0/16"]


@pytest.fixture
def steps(run, emulator):
    """Takes the steps, and returns what was read and what was found."""
    emulator.reset("services")
    edit(emulator, FIREWALL_POLICY_ID, lambda properties: properties.update(dnsSettings={"enableProxy": True}))

    def read(id_, **options):
        return done(run("outbound_dependencies_info", name=id_, **options))["outbound_dependencies"][0]

    def allow(id_, service):
        rules = RULES(service["dependencies"], PREFIXES[id_], SPACE, without=service["unresolvable"])
        group = {"name": f"{PREFIXES[id_]}-egress", "firewall_policy_name": FIREWALL_POLICY_ID}
        return run("firewall_policy_rule_collection_group", **group, rule_collections=rules)

    def check(service, **options):
        return done(run("egress_check_info", service=service, firewall=FIREWALL_ID, **options))

    return read, allow, check


def verdicts(found):
    return {(one["fqdn"] or one["addresses"][0], one["port"]): one["verdict"] for one in found["dependencies"]}


@EACH
def test_what_a_service_names_is_blocked_then_allowed_but_for_what_is_impossible(steps, emulator, id_):
    read, allow, check = steps
    service = read(id_)
    before = check(service)
    assert "allowed" not in verdicts(before).values() and before["failing"]["error"]
    assert done(allow(id_, service))["changed"] is True
    emulator.clear_log()
    after = check(service)
    assert emulator.writes() == []
    judged = verdicts(after)
    blocked = {f"{name}:{port}" for (name, port), verdict in judged.items() if verdict != "allowed"}
    assert blocked == set(service["unresolvable"])
    assert len(judged) == len(service["dependencies"])
    told = {one["subject"] for one in after["findings"] if one["code"] == "wildcard_needs_address"}
    assert told == set(service["unresolvable"])
    assert after["about"]["service"]["known_gaps"] == [one["sentence"] for one in service["known_gaps"]]
    assert [one["id"] for one in after["subnets"]] == service["subnet_ids"]
    assert done(allow(id_, service))["changed"] is False


@EACH
def test_what_is_allowed_gets_out_and_what_is_blocked_does_not(steps, emulator, id_):
    """Each verdict from each subnet is what becomes of such a packet."""
    read, allow, check = steps
    service = read(id_)
    for _time in range(2):
        for place in check(service)["subnets"]:
            judged = {
                ((one["fqdn"] or one["addresses"][0]), one["port"], one["protocol"]): one["verdict"]
                for one in place["dependencies"]
            }
            certain = [flow for flow, verdict in judged.items() if verdict != "cannot_tell"]
            out = dataplane.leaving(emulator, FIREWALL_ID, place["id"], certain)
            assert out == {flow for flow in certain if judged[flow] == "allowed"}
        allow(id_, service)


@pytest.mark.parametrize("id_", [named.API_MANAGEMENT_ID, named.BATCH_ID], ids=["apim", "batch"])
def test_answers_to_whoever_calls_in_have_a_route_past_the_firewall_or_are_told(steps, emulator, id_):
    read, _allow, check = steps
    told = [one for one in check(read(id_))["findings"] if one["code"] == "no_return_route"]
    assert told and all("next hop Internet" in one["remedy"] for one in told)
    emulator.reset("services", return_routes=True)
    assert "no_return_route" not in [one["code"] for one in check(read(id_))["findings"]]


@EACH
def test_what_the_reader_role_has_of_networks_is_enough_for_a_check(steps, emulator, id_):
    read, allow, check = steps
    service = read(id_)
    done(allow(id_, service))
    known = check(service)
    emulator.clear_log()
    emulator.switch(allow_only=[one for one in ROLES["reader"] if one.startswith("Microsoft.Network/")])
    assert verdicts(check(service)) == verdicts(known)
    assert not [one for one in emulator.log() if one.path.lower().startswith(id_.lower())]
    assert "that begin with `Microsoft.Network/`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("batch_pools", ["denied", "unavailable"])
def test_while_pools_cannot_be_read_nothing_is_allowed_for_certain(steps, emulator, batch_pools):
    read, allow, check = steps
    whole = read(named.BATCH_ID)
    done(allow(named.BATCH_ID, whole))
    emulator.switch(batch_pools=batch_pools)
    found = check(read(named.BATCH_ID, timeout=5), fail_on="never")
    assert set(verdicts(found).values()) == {"cannot_tell"}
    assert "subnets_unread" in [one["code"] for one in found["findings"]]


def test_a_subnet_that_may_not_be_read_leaves_open_what_another_one_lets_through(steps, emulator):
    read, allow, check = steps
    service = read(named.DATABRICKS_ID)
    done(allow(named.DATABRICKS_ID, service))
    emulator.deny(f".*{service['subnet_ids'][0].rpartition('/')[2]}$")
    found = check(service)
    assert set(verdicts(found).values()) == {"cannot_tell"} and len(found["subnets"]) == 1


def test_what_is_as_severe_as_asked_is_a_failure_of_one_sentence(run, steps):
    read, _allow, _check = steps
    failed = run("egress_check_info", service=read(named.AKS_ID), firewall=FIREWALL_ID, fail_on="error")
    assert failed["failed"] and failed["code"] == "check_failed"
    assert failed["msg"].startswith("The check of Azure Kubernetes Service aks-shop has ")


def test_dependencies_of_anybodys_are_checked_from_given_subnets(run, steps):
    given = {"dependencies": [{"fqdn": "a.example.com", "port": 443}], "subnets": [named.subnet(named.NODES)]}
    found = done(run("egress_check_info", **given, firewall=FIREWALL_ID))
    assert verdicts(found) == {("a.example.com", 443): "no_match"} and found["about"]["service"]["kind"] == ""


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"cluster": "telemetry", "service": {"name": "x"}},
        {"dependencies": [{"fqdn": "a.b", "port": 443}]},
        {"subnets": ["x"]},
        {"cluster": "telemetry", "subnets": ["x"]},
        {"service": {"name": "x"}},
        {"service": {"dependencies": "x", "subnet_ids": "y"}},
        {"service": {"dependencies": [1], "subnet_ids": [1]}},
    ],
    ids=str,
)
def test_what_does_not_say_what_is_checked_is_a_sentence(run, steps, emulator, given):
    emulator.clear_log()
    failed = run("egress_check_info", **given, firewall=FIREWALL_ID, resource_group="rg-adx")
    assert failed["failed"] and "Traceback" not in failed["msg"] and "internal" not in failed["msg"].lower()


@pytest.mark.parametrize("form", ["html", "md", "json", "sarif"])
def test_a_report_speaks_of_the_service_and_of_what_it_names(steps, form):
    read, allow, check = steps
    service = read(named.API_MANAGEMENT_ID)
    done(allow(named.API_MANAGEMENT_ID, service))
    report = FilterModule().filters()["egress_report"](check(service), form)
    assert "the cluster needs" not in report and "what it needs" not in report
    assert "apim-shop" in report or form == "sarif"  # which has the findings alone


def test_a_subnet_whose_traffic_passes_the_firewall_by_is_told(steps, emulator):
    read, allow, check = steps
    service = read(named.AKS_ID)
    done(allow(named.AKS_ID, service))

    def take_table(properties):
        (pods,) = [one for one in properties["subnets"] if one["name"] == "snet-aks-pods"]
        del pods["properties"]["routeTable"]

    edit(emulator, named.NETWORK_ID, take_table)
    told = [one["subject"] for one in check(service)["findings"] if one["code"] == "no_default_route"]
    assert told == ["snet-aks-pods"]


def test_what_the_traffic_goes_through_has_to_be_given(run, steps):
    read, _allow, _check = steps
    service = read(named.AKS_ID)
    assert "O(" not in (refused := run("egress_check_info", service=service))["msg"]
    assert refused["failed"] and "firewall or firewall_policy is needed" in refused["msg"]
    refused = run("egress_check_info", service=service, firewall_policy=named.CHILD_POLICY_ID)
    assert refused["failed"] and "governs no firewall" in refused["msg"]


def test_an_answer_that_could_not_be_had_passes_no_check(run, steps):
    read, _allow, _check = steps
    service = {**read(named.AKS_ID), "dependencies": [], "complete": False}
    refused = run("egress_check_info", service=service, firewall=FIREWALL_ID, fail_on="error")
    assert refused["failed"] and refused["code"] == "partial_answer"
