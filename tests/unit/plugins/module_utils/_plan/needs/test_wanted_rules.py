# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every needed name and port is allowed by a planned rule, and nothing else is opened."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import rule_collections
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_spellings import CLASSIC, GROUP
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import dependencies, documented, wanted_rules
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import hosts
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

OPTIONS = wanted_rules.RuleOptions("adx-c1-westus", ("10.20.1.0/24",))
RECORDING = Path(__file__).resolve().parents[7] / "shared" / "recordings" / "kusto_outbound_dependencies.json"
PUBLIC = [(edition, documented.requirements("westus", edition).dependencies) for edition in documented.editions()]


def allowed(collections, fqdn, port):
    """The application rules that let this name and port pass."""
    return [
        rule
        for collection in collections
        if collection.kind == rule_collections.CollectionKind.APPLICATION
        for rule in collection.rules
        if any(hosts.covers(target, fqdn) for target in dict(rule.fields)["target_fqdns"])
        and any(number == port for _kind, number in dict(rule.fields)["protocols"])
    ]


def assert_all_allowed(needed, collections):
    tags = {rule.name: dict(rule.fields) for rule in collections[-1].rules}
    for one in needed:
        if one.port == wanted_rules.AMQP_PORT:
            assert tags["EventHub-5671"]["destination_addresses"] == ("EventHub",)
        else:
            assert allowed(collections, one.fqdn, one.port), one


def assert_clean(collections):
    for collection in collections:
        for rule in collection.rules:
            fields = dict(rule.fields)
            for name in (*fields.get("target_fqdns", ()), *fields.get("destination_fqdns", ())):
                assert re.fullmatch(r"[a-z0-9*._-]+", name), name
            if collection.kind == rule_collections.CollectionKind.APPLICATION:
                assert fields["protocols"] in ((("Https", 443),), (("Http", 80),))


@pytest.mark.parametrize(("edition", "needed"), PUBLIC)
def test_every_documented_name_and_port_is_allowed(edition, needed):
    planned = wanted_rules.wanted_collections(needed, OPTIONS)
    assert_all_allowed(needed, planned)
    assert_clean(planned)


@pytest.mark.skipif(not RECORDING.exists(), reason="the recordings of the real service are not beside the checkout")
def test_every_recorded_endpoint_is_allowed():
    answer = json.loads(RECORDING.read_text(encoding="utf-8"))[1]["response_body"]["value"]
    found = dependencies.from_answer(answer, "kustoCluster")
    assert len(found) == 55
    planned = wanted_rules.wanted_collections(dependencies.union(found, PUBLIC[-1][1]), OPTIONS)
    assert_all_allowed(found, planned)
    assert_clean(planned)


def test_port_80_is_never_opened_for_a_host_that_needs_443():
    planned = wanted_rules.wanted_collections(PUBLIC[-1][1], OPTIONS)
    assert not allowed(planned, "login.microsoftonline.com", 80)
    assert not allowed(planned, "crl.microsoft.com", 443)


def test_the_azure_monitor_rule_is_the_documented_one_when_the_source_is_an_asterisk():
    planned = wanted_rules.wanted_collections((), wanted_rules.RuleOptions("adx-c1-westus", ("*",)))
    assert CLASSIC.written(planned[-1])["properties"]["rules"] == [
        {
            "name": "AzureMonitor-443",
            "protocols": ["TCP"],
            "sourceAddresses": ["*"],
            "destinationAddresses": ["AzureMonitor"],
            "destinationPorts": ["443"],
        }
    ]


def test_a_wildcard_on_another_port_is_refused_since_no_network_rule_takes_one():
    with pytest.raises(PlanError, match="Azure resolves no wildcard"):
        wanted_rules.wanted_collections([dependencies.make("Extra", "*.example.com", 1433, "extra")], OPTIONS)


def test_a_name_on_another_port_and_an_address_get_network_rules():
    extra = [
        dependencies.make("Extra", "sql.example.com", 1433, "extra"),
        dependencies.make("Extra", "10.9.8.7", 1433, "extra"),
    ]
    rule = wanted_rules.wanted_collections(extra, OPTIONS)[-1].rules[-1]
    fields = dict(rule.fields)
    assert (rule.name, fields["destination_addresses"], fields["destination_fqdns"]) == (
        "Extra-1433",
        ("10.9.8.7",),
        ("sql.example.com",),
    )


@pytest.mark.parametrize(("edition", "needed"), PUBLIC)
def test_a_collection_comes_back_from_arm_as_it_went(edition, needed):
    for planned in wanted_rules.wanted_collections(
        needed, wanted_rules.RuleOptions("adx-c1-westus", ("*",), (1000, 1001))
    ):
        for dialect in (CLASSIC, GROUP):
            document = {"properties": {dialect.list_of(planned.kind): [dialect.written(planned)]}}
            assert [dialect.read(entry) for entry in dialect.entries(document)] == [planned]
        assert rule_collections.from_option(rule_collections.to_option(planned)) == planned
