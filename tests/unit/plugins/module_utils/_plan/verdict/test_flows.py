# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster sends, and what comes of the verdicts about its parts."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import dependencies
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.data_sources import (
    DataSource,
    DataSources,
    SourceKind,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import flows
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Decision, Flow, Verdict

ALLOWED, DENIED = Verdict(Decision.ALLOWED, ("a",)), Verdict(Decision.DENIED, ("d",))
UNMATCHED, OPEN = Verdict(Decision.NO_MATCH, ("n",)), Verdict(Decision.CANNOT_TELL, ("c",), "why", "fqdn_tag")


@pytest.mark.parametrize(
    ("flow", "is_named", "transport"),
    [
        (Flow(443, "Https", fqdn="a.contoso.com"), True, "TCP"),
        (Flow(80, "Http", fqdn="a.contoso.com"), True, "TCP"),
        (Flow(443, "Https", addresses=("198.51.100.7",)), False, "TCP"),
        (Flow(443, "Https", fqdn=""), False, "TCP"),
        (Flow(5671, "TCP", fqdn="a.contoso.com"), False, "TCP"),
        (Flow(123, "UDP", fqdn="a.contoso.com"), False, "UDP"),
        (Flow(1433, "TCP", tag="Sql"), False, "TCP"),
    ],
    ids=["https", "http", "https to an address", "https without a name", "amqp", "udp", "a tag"],
)
def test_the_firewall_sees_a_name_where_one_is_spoken_in_http(flow, is_named, transport):
    assert (flow.is_named, flow.transport) == (is_named, transport)


@pytest.mark.parametrize(
    ("flow", "subject"),
    [
        (Flow(443, "Https", fqdn="a.contoso.com", addresses=("198.51.100.7",)), "a.contoso.com:443"),
        (Flow(443, "TCP", tag="AzureMonitor"), "AzureMonitor:443"),
        (Flow(1433, "TCP", addresses=("198.51.100.7", "198.51.100.8")), "198.51.100.7, 198.51.100.8:1433"),
    ],
    ids=["a name", "a tag", "addresses"],
)
def test_a_destination_is_called_by_its_name_its_tag_or_its_addresses(flow, subject):
    assert flow.subject == subject


@pytest.mark.parametrize(
    ("verdict", "blocked"),
    [(ALLOWED, False), (DENIED, True), (UNMATCHED, True), (OPEN, False)],
    ids=["allowed", "denied", "no match", "cannot tell"],
)
def test_what_is_denied_or_allowed_by_nothing_is_blocked(verdict, blocked):
    assert verdict.blocked is blocked


# From the best to the worst.
RANKED = [ALLOWED, OPEN, UNMATCHED, DENIED]


@pytest.mark.parametrize("worse", [1, 2, 3])
def test_the_worst_part_decides_about_the_whole(worse):
    for better in RANKED[:worse]:
        assert flows.worst([better, RANKED[worse]]) == RANKED[worse]
        assert flows.worst(iter([RANKED[worse], better])) == RANKED[worse]


def test_of_parts_that_are_as_bad_the_first_speaks_and_of_no_part_nothing_can_be_told():
    other = Verdict(Decision.DENIED, ("e",))
    assert flows.worst([DENIED, other]) == DENIED
    assert flows.worst([]) == Verdict("cannot_tell")


def test_a_verdict_is_shown_with_what_decided_and_why():
    assert OPEN.as_option() == {"verdict": "cannot_tell", "by": ["c"], "why": "why", "cause": "fqdn_tag"}
    assert Verdict(Decision.NO_MATCH).as_option() == {"verdict": "no_match", "by": [], "why": "", "cause": ""}


def test_a_dependency_is_a_flow():
    needed = dependencies.Dependency("Extra", None, 8443, "TCP", ("198.51.100.7",), "extra", "raw")
    assert flows.of_dependency(needed) == Flow(8443, "TCP", addresses=("198.51.100.7",), category="Extra")


def test_what_a_name_resolved_to_once_is_no_fact_about_its_flow():
    needed = dependencies.Dependency("Extra", "a.contoso.com", 8443, "Https", ("198.51.100.7",), "extra", "raw")
    assert flows.of_dependency(needed) == Flow(8443, "Https", fqdn="a.contoso.com", category="Extra")


def test_the_documented_service_tags_are_flows_of_one_port_each():
    """The page asks users of Azure Firewall for one network rule: AzureMonitor, TCP, port 443."""
    assert flows.documented_tags() == (Flow(443, "TCP", tag="AzureMonitor", category="Documented"),)


def test_a_destination_is_shown_with_all_that_is_known_of_it():
    shown = flows.as_option(Flow(443, "Https", "a.contoso.com", ("198.51.100.7",), None, "Extra"))
    assert shown == {
        "category": "Extra",
        "fqdn": "a.contoso.com",
        "service_tag": None,
        "addresses": ["198.51.100.7"],
        "port": 443,
        "protocol": "Https",
        "unread": None,
    }
    assert flows.as_option(Flow(443, "TCP", tag="AzureMonitor"))["service_tag"] == "AzureMonitor"


def test_what_nobody_could_read_stands_among_the_flows_and_is_told_by_what_needs_it():
    source = DataSource(SourceKind.EVENT_HUB, "data connection a of database db", gap="It may not be read")
    found = flows.unread(DataSources((source,), unread={"the databases": "They may not be read"}))
    assert [one.subject for one in found] == ["the databases", "data connection a of database db"]
    for one in found:
        assert (one.category, one.is_named, one.transport) == ("Unknown", False, "TCP")
        assert flows.as_option(one) == {
            "category": "Unknown",
            "fqdn": None,
            "service_tag": None,
            "addresses": [],
            "port": 0,
            "protocol": "TCP",
            "unread": one.subject,
        }


@pytest.mark.parametrize("known", [None, DataSources(), DataSources((DataSource(SourceKind.EVENT_HUB, "a"),))])
def test_where_all_could_be_read_or_nobody_asked_nothing_stands_there(known):
    assert flows.unread(known) == ()


def test_a_flow_is_of_the_region_of_its_resource():
    made = dependencies.from_option({"fqdn": "ns.servicebus.windows.net", "port": 5671, "region": "westus"})
    assert flows.of_dependency(made).region == "westus"


def test_a_service_without_tags_beside_its_answer_has_no_flows_of_them():
    assert flows.documented_tags(()) == ()
