# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every needed name and port is allowed by a planned rule, and nothing else is opened."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import rule_collections
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_spellings import CLASSIC, GROUP
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import (
    data_sources,
    dependencies,
    documented,
    wanted_rules,
)
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


SOURCED = replace(
    dependencies.make("EventHub", "ns.servicebus.windows.net", 5671, data_sources.SOURCE), region="westus"
)
DISCOVERED = dependencies.make("AzureMonitor", "mine.servicebus.windows.net", 5671, "discovered")
WESTERN = {"westus": "EventHub.WestUS"}


def amqp(options, *needed):
    """Names of the network rules for AMQP with where they lead."""
    rules = wanted_rules.wanted_collections(needed, replace(OPTIONS, **options))[-1].rules
    fields = {rule.name: dict(rule.fields) for rule in rules if "5671" in rule.name}
    return {
        name: (*one.get("destination_addresses", ()), *one.get("destination_fqdns", ())) for name, one in fields.items()
    }


@pytest.mark.parametrize(
    ("options", "needed", "rules"),
    [
        # A data source goes to its own name where the firewall resolves it, else to a tag, whatever `amqp` says
        ({"resolves": True}, [SOURCED], {"EventHub-names-5671": (SOURCED.fqdn,)}),
        ({"resolves": True, "tags": WESTERN}, [SOURCED], {"EventHub-names-5671": (SOURCED.fqdn,)}),
        ({"tags": WESTERN}, [SOURCED], {"EventHub.WestUS-5671": ("EventHub.WestUS",)}),
        ({"tags": WESTERN, "amqp_tag": False}, [SOURCED], {"EventHub.WestUS-5671": ("EventHub.WestUS",)}),
        ({"tags": {"eastus": "EventHub.EastUS"}}, [SOURCED], {"EventHub-5671": ("EventHub",)}),
        ({"tags": WESTERN}, [replace(SOURCED, region="")], {"EventHub-5671": ("EventHub",)}),
        ({}, [SOURCED], {"EventHub-5671": ("EventHub",)}),
        # What the cluster or the documentation names goes as `amqp` says
        ({"resolves": True, "tags": WESTERN}, [DISCOVERED], {"EventHub-5671": ("EventHub",)}),
        ({"amqp_tag": False}, [DISCOVERED], {"AzureMonitor-5671": (DISCOVERED.fqdn,)}),
        (
            {"resolves": True},
            [DISCOVERED, SOURCED],
            {"EventHub-5671": ("EventHub",), "EventHub-names-5671": (SOURCED.fqdn,)},
        ),
        ({}, [DISCOVERED, SOURCED], {"EventHub-5671": ("EventHub",)}),
    ],
)
def test_amqp_goes_to_names_or_tags(options, needed, rules):
    assert amqp(options, *needed) == rules


def test_other_ports_of_data_sources_have_rules_by_their_kind():
    made = [
        dependencies.make("EventHub", "ns.servicebus.windows.net", 443, data_sources.SOURCE),
        dependencies.make("Uses", "s.database.windows.net", 1433, data_sources.SOURCE, protocol="Mssql"),
        dependencies.make("Uses", "m.mysql.database.azure.com", 3306, data_sources.SOURCE),
        dependencies.make("Uses", "x.contoso.com", 5671, data_sources.SOURCE),
    ]
    application, network = wanted_rules.wanted_collections(made, replace(OPTIONS, resolves=True))
    assert [rule.name for rule in application.rules] == ["EventHub-443", "Uses-Mssql-1433"]
    assert [rule.name for rule in network.rules] == ["AzureMonitor-443", "Uses-3306", "Uses-names-5671"]


@pytest.mark.parametrize(
    ("name", "is_for_source"),
    [
        ("EventHub-443", True),
        ("EventHub-names-5671", True),
        ("EventHub.WestUS-5671", True),
        ("eventgrid-443", True),
        ("Uses-Mssql-1433", True),
        ("Leader-443", True),
        ("KeyVault-443", True),
        ("EventHub-5671", False),  # of the documentation
        ("EVENTHUB-5671", False),
        ("AzureKeyVault-443", False),
        ("AzureMonitor-443", False),
        ("Extra-443", False),
        ("", False),
    ],
)
def test_a_rule_for_data_sources_is_known_by_its_name(name, is_for_source):
    assert wanted_rules.is_for_source(rule_collections.Rule(name, ())) is is_for_source


def test_every_rule_for_data_sources_but_the_one_for_all_of_event_hubs_is_known_again():
    kinds = [dependencies.make(kind, "a.contoso.com", 443, data_sources.SOURCE) for kind in data_sources.SourceKind]
    for options in ({"resolves": True}, {"tags": WESTERN}):
        for one in wanted_rules.wanted_collections([*kinds, SOURCED], replace(OPTIONS, **options)):
            told = [rule.name for rule in one.rules if not wanted_rules.is_for_source(rule)]
            assert told in ([], ["AzureMonitor-443"])


def test_what_speaks_udp_has_a_network_rule_of_its_own():
    needed = [
        dependencies.Dependency("time-sync", name, 123, protocol, (), "discovered", name)
        for name, protocol in (("ntp.example.com", "UDP"), ("tcp.example.com", "TCP"))
    ]
    *_others, network = wanted_rules.wanted_collections(needed, replace(OPTIONS, tag_rules=()))
    assert [
        (rule.name, dict(rule.fields)["protocols"], dict(rule.fields)["destination_fqdns"]) for rule in network.rules
    ] == [
        ("time-sync-123", ("TCP",), ("tcp.example.com",)),
        ("time-sync-UDP-123", ("UDP",), ("ntp.example.com",)),
    ]
