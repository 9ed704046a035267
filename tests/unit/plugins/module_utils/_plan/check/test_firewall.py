# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about the firewall itself, about the cluster and about what is documented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import firewall
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented

from ..verdict.documents import NOT_INJECTED, application, cluster, collection, network
from ..verdict.documents import firewall as classic
from .scenarios import (
    ALLOWING,
    DOCUMENTED,
    GOOD,
    NAMED,
    NARROW,
    OF_FIREWALL,
    QUESTION,
    WEST_US,
    WIDE,
    codes,
    having,
    located,
)


def found_of(changes, question=QUESTION):
    return list(firewall.findings(question, replace(GOOD, **changes)))


def of_cluster(changes):
    return list(firewall.of_cluster(replace(GOOD, **changes)))


@pytest.mark.parametrize("code", OF_FIREWALL)
def test_a_finding_is_raised_where_it_is_true_and_not_where_it_nearly_is(code):
    raising, near = OF_FIREWALL[code]
    assert code in codes(raising)
    assert code not in codes(near)


@pytest.mark.parametrize("code", DOCUMENTED)
def test_what_the_documentation_lacks_is_found_where_it_lacks_it(code):
    seen = []
    for region, addresses in DOCUMENTED[code]:
        requirements = documented.requirements(region)
        question = replace(QUESTION, management=(), health_monitoring=addresses)
        seen.append(code in codes({"security_group": None}, question, requirements))
    assert seen == [True, False]


def test_of_the_documentation_it_is_said_once_that_nobody_keeps_it_and_of_each_address_that_no_table_has_it():
    told = list(firewall.of_requirements(WEST_US, ("23.99.5.162",)))
    assert [(one.code, one.subject) for one in told] == [
        ("unmaintained", "West US"),
        ("unconfirmed_address", "23.99.5.162"),
    ]
    assert told[1].message.startswith("23.99.5.162 stands in the documentation's example for West US, but has been")
    silent = list(firewall.of_requirements(documented.requirements("UAE North"), ()))
    assert [(one.code, one.subject) for one in silent] == [
        ("unmaintained", "UAE North"),
        ("no_monitoring_addresses", "UAE North"),
    ]


@pytest.mark.parametrize(
    ("state", "found"),
    [("Failed", True), ("Deleting", True), ("Updating", True), ("Canceled", True), ("Succeeded", False), ("", False)],
)
def test_a_firewall_is_settled_in_one_state_only(state, found):
    told = found_of(having(provisioningState=state))
    assert [one.code for one in told] == ["not_settled"] * found
    assert all(one.message.startswith(f"Firewall fw is in provisioning state {state}, so ") for one in told)


def test_a_firewall_without_an_address_is_told_by_its_name():
    (told,) = found_of(having(ipConfigurations=[]))
    assert (told.code, told.subject) == ("firewall_without_address", "fw")


# What network rules and application rules hold, and whether that wants the DNS proxy.
PROXIES = [
    ("names in network rules", {"networks": [collection("n", 100, "Allow", NAMED)]}, True),
    (
        "not where the proxy is on",
        {
            "networks": [collection("n", 100, "Allow", NAMED)],
            "additionalProperties": {"Network.DNS.EnableProxy": "true"},
        },
        False,
    ),
    ("addresses in network rules", {"networks": [NARROW]}, False),
    ("names in application rules", {}, False),
]


@pytest.mark.parametrize(("why", "changes", "told"), PROXIES, ids=[case[0] for case in PROXIES])
def test_names_in_network_rules_want_the_dns_proxy(why, changes, told):
    assert ("dns_proxy_missing" in {one.code for one in found_of(having(**changes))}) is told, why


def test_every_rule_that_opens_port_443_is_told_where_it_stands():
    other = collection("else", 300, "Allow", network("m", source="10.99.0.0/24"))
    more = collection("more", 200, "Allow", network("m"))
    told = found_of(having(networks=[WIDE, more, NARROW, other]))
    assert [(one.code, one.subject) for one in told] == [("broad_allow", "wide / n"), ("broad_allow", "more / m")]


def test_a_rule_that_is_open_for_one_of_several_sources_is_told():
    question = replace(QUESTION, sources=("10.20.1.0/24", "10.30.1.0/24"))
    assert [one.code for one in found_of(having(networks=[WIDE]), question)] == ["broad_allow"]


def test_an_application_rule_for_every_name_opens_nothing_to_network_rules():
    assert (
        found_of({"firewall": classic(applications=[ALLOWING, collection("x", 1, "Allow", application(to="*"))])}) == []
    )


def test_everything_that_could_not_be_read_is_told():
    told = found_of({"unread": {"security_group": "It is gone (404)", "chain": "It is closed (403)"}})
    assert [(one.code, one.message) for one in told] == [
        ("unreadable", "It is gone (404)."),
        ("unreadable", "It is closed (403)."),
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"cluster": NOT_INJECTED}, ["not_injected"]),
        (located(own="/subscriptions/s/other"), ["other_subnet"]),
        (located(own="/subscriptions/S/SNET"), []),
        (located(own=None), []),
        ({"cluster": cluster(subnetId="/subscriptions/s/other")}, []),
        ({"cluster": cluster(subnetId="/subscriptions/s/other"), "subnet": None}, []),
    ],
    ids=[
        "all is well",
        "it is not injected",
        "it names another subnet",
        "it names this one in other letters",
        "it names none",
        "the subnet shows no id",
        "there is no subnet",
    ],
)
def test_what_is_to_be_known_of_the_cluster(changes, told):
    found = of_cluster(changes)
    assert [one.code for one in found] == told
    assert {one.subject for one in found} <= {"c1"}


def test_both_subnets_are_named_where_they_differ():
    (told,) = of_cluster(located(own="/subscriptions/s/other"))
    assert told.message.startswith(
        "Cluster c1 says itself that it is on /subscriptions/s/other, and this is about /subscriptions/s/snet:"
    )
