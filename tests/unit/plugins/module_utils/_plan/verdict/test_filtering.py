# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The evaluator of firewall rules, a case per documented rule; the sentence names it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import filtering as evaluator
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import rulesets
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.filtering import Knowledge
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.places import Places

from .documents import (
    ADDRESS,
    AMQP,
    HOST,
    MONITOR,
    PLAIN,
    STORAGE,
    SUBNET,
    allow,
    application,
    collection,
    deny,
    firewall,
    name_flow,
    network,
)

IP_GROUP = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/ipGroups/spokes"
ANY = "*"


def nets(*collections, **more):
    return firewall(networks=collections, **more)


def apps(*collections, **more):
    return firewall(applications=collections, **more)


# (the documented rule, firewall, flow, outcome, who decides)
CLASSIC = [
    ("what no rule matches is denied", firewall(), HOST, "no_match", ()),
    ("a name is allowed by its rule", apps(allow(application(to="a.contoso.com"))), HOST, "allowed", ("allow", "a")),
    ("case does not count in names", apps(allow(application(to="A.Contoso.COM"))), HOST, "allowed", ("allow", "a")),
    ("another name does not match", apps(allow(application(to="b.contoso.com"))), HOST, "no_match", ()),
    ("*.x matches one label below", apps(allow(application(to="*.contoso.com"))), HOST, "allowed", ("allow", "a")),
    (
        "*.x matches any depth",
        apps(allow(application(to="*.contoso.com"))),
        name_flow("a.b.c.contoso.com"),
        "allowed",
        ("allow", "a"),
    ),
    ("*.x does not match x", apps(allow(application(to="*.contoso.com"))), name_flow("contoso.com"), "no_match", ()),
    (
        "*x matches x",
        apps(allow(application(to="*contoso.com"))),
        name_flow("contoso.com"),
        "allowed",
        ("allow", "a"),
    ),
    (
        "*x matches evilx, too",
        apps(allow(application(to="*contoso.com"))),
        name_flow("evilcontoso.com"),
        "allowed",
        ("allow", "a"),
    ),
    ("* matches every name", apps(allow(application(to="*"))), HOST, "allowed", ("allow", "a")),
    (
        "*.login.microsoft.com does not cover login.microsoft.com",
        apps(allow(application(to="*.login.microsoft.com"))),
        name_flow("login.microsoft.com"),
        "no_match",
        (),
    ),
    (
        "a wanted wildcard needs a rule for all of its names",
        apps(allow(application(to="*.core.windows.net"))),
        name_flow("*.core.windows.net"),
        "allowed",
        ("allow", "a"),
    ),
    (
        "a wider wildcard covers a wanted one",
        apps(allow(application(to="*.windows.net"))),
        name_flow("*.core.windows.net"),
        "allowed",
        ("allow", "a"),
    ),
    (
        "a part of a wanted wildcard leaves the rest open",
        apps(allow(application(to="x.blob.core.windows.net"))),
        name_flow("*.core.windows.net"),
        "cannot_tell",
        ("allow", "a"),
    ),
    (
        "x alone is no part of *.x",
        apps(allow(application(to="contoso.com"))),
        name_flow("*.contoso.com"),
        "no_match",
        (),
    ),
    (
        "a denied part of a wanted wildcard leaves it open",
        apps(deny(application(to="evil.contoso.com")), allow(application(to="*.contoso.com"))),
        name_flow("*.contoso.com"),
        "cannot_tell",
        ("deny", "a"),
    ),
    ("Https on 443 is not Http on 80", apps(allow(application(to="a.contoso.com"))), PLAIN, "no_match", ()),
    (
        "Http matches by the host header",
        apps(allow(application(to="a.contoso.com", protocol="Http:80"))),
        PLAIN,
        "allowed",
        ("allow", "a"),
    ),
    (
        "the port of a protocol counts",
        apps(allow(application(to="a.contoso.com", protocol="Https:8443"))),
        HOST,
        "no_match",
        (),
    ),
    (
        "Http on 443 is not Https on 443",
        apps(allow(application(to="a.contoso.com", protocol="Http:443"))),
        HOST,
        "no_match",
        (),
    ),
    (
        "Mssql is not Https",
        apps(allow(application(to="a.contoso.com", protocol="Mssql:443"))),
        HOST,
        "no_match",
        (),
    ),
    (
        "Https on 5671 carries no AMQP",
        apps(allow(application(to="*.servicebus.windows.net", protocol="Https:5671"))),
        AMQP,
        "no_match",
        (),
    ),
    (
        "without a name application rules match nothing",
        apps(allow(application(to="*", protocol="Https:8080"))),
        ADDRESS,
        "no_match",
        (),
    ),
    (
        "an FQDN tag's names are not published",
        apps(allow(application(fqdnTags=["WindowsUpdate"]))),
        HOST,
        "cannot_tell",
        ("allow", "a"),
    ),
    (
        "an FQDN tag for another protocol does not match",
        apps(allow(application(fqdnTags=["WindowsUpdate"], protocol="Http:80"))),
        HOST,
        "no_match",
        (),
    ),
    (
        "an FQDN tag without protocol carries both",
        apps(allow(application(fqdnTags=["WindowsUpdate"], protocol=""))),
        PLAIN,
        "cannot_tell",
        ("allow", "a"),
    ),
    (
        "a name beside an open tag decides",
        apps(allow(application("t", fqdnTags=["WindowsUpdate"]), application(to="a.contoso.com"))),
        HOST,
        "allowed",
        ("allow", "a"),
    ),
    (
        "network rules come before application rules",
        firewall(networks=[deny(network(), priority=60000)], applications=[allow(application(to="*"), priority=100)]),
        HOST,
        "denied",
        ("deny", "n"),
    ),
    (
        "a network rule that allows everything makes names pointless",
        firewall(networks=[allow(network())], applications=[deny(application(to="*"))]),
        HOST,
        "allowed",
        ("allow", "n"),
    ),
    (
        "the lower number comes first, for addresses without a name as well",
        nets(allow(network(ports="8080"), priority=200), deny(network(ports="8080"), priority=100)),
        ADDRESS,
        "denied",
        ("deny", "n"),
    ),
    (
        "the lower number wins among network collections",
        nets(allow(network(), priority=200), deny(network(), priority=100)),
        HOST,
        "denied",
        ("deny", "n"),
    ),
    (
        "the order in the document does not count",
        nets(deny(network(), priority=300), allow(network(), priority=200)),
        HOST,
        "allowed",
        ("allow", "n"),
    ),
    (
        "inside a collection the first match ends it",
        nets(allow(network("first"), network("second"))),
        HOST,
        "allowed",
        ("allow", "first"),
    ),
    (
        "application collections follow their numbers, too",
        apps(allow(application(to="*"), priority=300), deny(application(to="a.contoso.com"), priority=200)),
        HOST,
        "denied",
        ("deny", "a"),
    ),
    ("TCP is not UDP", nets(allow(network(protocols="UDP"))), HOST, "no_match", ()),
    ("Any is every protocol", nets(allow(network(protocols="Any"))), HOST, "allowed", ("allow", "n")),
    ("ICMP has nothing to do with TCP", nets(allow(network(protocols="ICMP"))), HOST, "no_match", ()),
    ("one of several protocols is enough", nets(allow(network(protocols=["UDP", "TCP"]))), HOST, "allowed", ANY),
    ("a port outside does not match", nets(allow(network(ports="80"))), HOST, "no_match", ()),
    ("a range has its ends", nets(allow(network(ports="440-443"))), HOST, "allowed", ("allow", "n")),
    ("a range ends", nets(allow(network(ports="440-442"))), HOST, "no_match", ()),
    ("* is every port", nets(allow(network(ports="*"))), HOST, "allowed", ("allow", "n")),
    ("one of several ports is enough", nets(allow(network(ports=["80", "443"]))), HOST, "allowed", ("allow", "n")),
    ("0.0.0.0/0 is every address", nets(allow(network(to="0.0.0.0/0"))), HOST, "allowed", ("allow", "n")),
    (
        "two halves are every address",
        nets(allow(network(to=["0.0.0.0/1", "128.0.0.0/1"]))),
        HOST,
        "allowed",
        ("allow", "n"),
    ),
    (
        "whether a name lies in a public prefix is not known",
        nets(allow(network(to="52.0.0.0/8"))),
        HOST,
        "cannot_tell",
        ("allow", "n"),
    ),
    (
        "a public name does not lie in private space",
        nets(deny(network(to="10.0.0.0/8")), allow(network())),
        HOST,
        "allowed",
        ("allow", "n"),
    ),
    (
        "an open deny before a sure allow leaves it open",
        nets(deny(network(to="52.0.0.0/8")), allow(network())),
        HOST,
        "cannot_tell",
        ("deny", "n"),
    ),
    (
        "an open allow before a sure allow is allowed",
        firewall(
            networks=[allow(network(to="52.0.0.0/8"), name="n")],
            applications=[allow(application(to="a.contoso.com"))],
        ),
        HOST,
        "allowed",
        ("allow", "a"),
    ),
    (
        "an open deny before no match is no match",
        nets(deny(network(to="52.0.0.0/8"))),
        HOST,
        "no_match",
        (),
    ),
    (
        "an address is in its prefix",
        nets(allow(network(to="198.51.100.0/24", ports="8080"))),
        ADDRESS,
        "allowed",
        ("allow", "n"),
    ),
    (
        "an address is in its range",
        nets(allow(network(to="198.51.100.1-198.51.100.7", ports="8080"))),
        ADDRESS,
        "allowed",
        ("allow", "n"),
    ),
    (
        "an address is outside a range",
        nets(allow(network(to="198.51.100.8-198.51.100.9", ports="8080"))),
        ADDRESS,
        "no_match",
        (),
    ),
    (
        "what blocks one of two addresses blocks",
        nets(allow(network(to="198.51.100.7", ports="8080"))),
        Flow(8080, "TCP", addresses=("198.51.100.7", "198.51.100.8")),
        "no_match",
        (),
    ),
    (
        "the addresses of a name are used where they are known",
        nets(allow(network(to="198.51.100.0/24"))),
        name_flow("a.contoso.com", addresses=("198.51.100.7",)),
        "allowed",
        ("allow", "n"),
    ),
    ("a service tag holds its own", nets(allow(network(to="AzureMonitor"))), MONITOR, "allowed", ("allow", "n")),
    ("case does not count in tags", nets(allow(network(to="azuremonitor"))), MONITOR, "allowed", ("allow", "n")),
    ("another tag does not match", nets(allow(network(to="Sql"))), MONITOR, "no_match", ()),
    (
        "a regional tag holds a part only",
        nets(allow(network(to="AzureMonitor.WestUS"))),
        MONITOR,
        "cannot_tell",
        ("allow", "n"),
    ),
    (
        "the documented AMQP answer is tag EventHub",
        nets(allow(network(to="EventHub", ports="5671"))),
        AMQP,
        "allowed",
        ("allow", "n"),
    ),
    ("tag ServiceBus is not EventHub", nets(allow(network(to="ServiceBus", ports="5671"))), AMQP, "no_match", ()),
    ("storage names lie in tag Storage", nets(allow(network(to="Storage"))), STORAGE, "allowed", ("allow", "n")),
    (
        "storage names do not all lie in a regional tag",
        nets(allow(network(to="Storage.WestUS"))),
        STORAGE,
        "cannot_tell",
        ("allow", "n"),
    ),
    ("storage names are not in tag Sql", nets(deny(network(to="Sql"))), STORAGE, "no_match", ()),
    (
        "AzureCloud holds a part of everything",
        nets(allow(network(to="AzureCloud"))),
        STORAGE,
        "cannot_tell",
        ("allow", "n"),
    ),
    (
        "an unknown name may lie in any tag",
        nets(allow(network(to="Storage"))),
        HOST,
        "cannot_tell",
        ("allow", "n"),
    ),
    (
        "but not in the tags that are documented beside the names",
        nets(allow(network(to=["AzureMonitor", "EventHub.WestUS"]))),
        HOST,
        "no_match",
        (),
    ),
    (
        "names in network rules need the DNS proxy",
        nets(allow(network(to=(), destinationFqdns=["a.contoso.com"]))),
        HOST,
        "no_match",
        (),
    ),
    (
        "with the DNS proxy they match",
        nets(allow(network(to=(), destinationFqdns=["a.contoso.com"])), proxy=True),
        HOST,
        "allowed",
        ("allow", "n"),
    ),
    (
        "a wildcard in a network rule matches nothing",
        nets(allow(network(to=(), destinationFqdns=["*.contoso.com"])), proxy=True),
        HOST,
        "no_match",
        (),
    ),
    ("another subnet's rule is not ours", apps(allow(application(to="*", source="10.9.0.0/16"))), HOST, "no_match", ()),
    ("any source is ours, too", apps(allow(application(to="*", source="*"))), HOST, "allowed", ("allow", "a")),
    ("a wider source is ours", apps(allow(application(to="*", source="10.0.0.0/8"))), HOST, "allowed", ANY),
    (
        "half of the subnet is not the subnet",
        apps(allow(application(to="*", source="10.20.1.0/25"))),
        HOST,
        "no_match",
        (),
    ),
    (
        "two halves of the subnet are the subnet",
        apps(allow(application("l", to="*", source="10.20.1.0/25"), application("h", to="*", source="10.20.1.128/25"))),
        HOST,
        "allowed",
        ANY,
    ),
    (
        "a deny for a part of the subnet blocks it",
        nets(deny(network(source="10.20.1.16/28")), allow(network())),
        HOST,
        "denied",
        ("deny", "n"),
    ),
    (
        "a rule without a source matches nothing",
        apps(allow(application(to="*", source=()))),
        HOST,
        "no_match",
        (),
    ),
    (
        "an IP group stands for its addresses",
        apps(allow(application(to="*", source=(), sourceIpGroups=[IP_GROUP]))),
        HOST,
        "allowed",
        ("allow", "a"),
    ),
    (
        "an IP group that cannot be read leaves it open",
        apps(allow(application(to="*", source=(), sourceIpGroups=[IP_GROUP + "-other"]))),
        HOST,
        "cannot_tell",
        ("allow", "a"),
    ),
    (
        "an IP group may be a destination",
        nets(allow(network(to=(), ports="8080", destinationIpGroups=[IP_GROUP.upper()]))),
        ADDRESS,
        "allowed",
        ("allow", "n"),
    ),
    (
        "DNAT collections do not let anything out",
        firewall(natRuleCollections=[collection("nat", 100, "Dnat", network())]),
        HOST,
        "no_match",
        (),
    ),
    (
        "threat intelligence is no rule",
        apps(allow(application(to="a.contoso.com")), threatIntelMode="Deny"),
        HOST,
        "allowed",
        ("allow", "a"),
    ),
]

KNOWN = Knowledge(Places(), {IP_GROUP.lower(): (SUBNET, "198.51.100.0/24"), IP_GROUP.lower() + "-other": None})


@pytest.mark.parametrize(("rule", "document", "flow", "outcome", "by"), CLASSIC, ids=[case[0] for case in CLASSIC])
def test_a_classic_firewall_is_judged_as_documented(rule, document, flow, outcome, by):
    verdict = evaluator.judge(rulesets.classic(document), flow, (SUBNET,), KNOWN)
    assert (verdict.outcome, verdict.by if by != ANY else ANY) == (outcome, by), verdict
    assert bool(verdict.why) or outcome != "cannot_tell"


TAGS = Places({"azuremonitor": ("20.1.0.0/16",), "storage": ("20.1.0.0/24", "20.2.0.0/16"), "sql": ("20.9.0.0/16",)})
# With the prefixes of service tags read: (the rule, entry of the rule, flow, outcome)
WITH_PREFIXES = [
    ("a known address is in a tag's prefixes", "Storage", Flow(443, "TCP", addresses=("20.2.3.4",)), "allowed"),
    ("a known address is outside of them", "Sql", Flow(443, "TCP", addresses=("20.2.3.4",)), "no_match"),
    ("a tag nobody knows leaves it open", "Custom", Flow(443, "TCP", addresses=("20.2.3.4",)), "cannot_tell"),
    ("all prefixes of a tag in one prefix", "20.0.0.0/8", MONITOR, "allowed"),
    ("a part of a tag's prefixes leaves it open", "20.1.0.0/24", MONITOR, "cannot_tell"),
    ("none of a tag's prefixes", "20.9.0.0/16", MONITOR, "no_match"),
]


@pytest.mark.parametrize(("rule", "entry", "flow", "outcome"), WITH_PREFIXES, ids=[case[0] for case in WITH_PREFIXES])
def test_service_tags_are_judged_by_their_prefixes_where_these_were_read(rule, entry, flow, outcome):
    document = nets(allow(network(to=entry)))
    assert evaluator.judge(rulesets.classic(document), flow, (SUBNET,), Knowledge(TAGS)).outcome == outcome


def test_the_part_of_the_subnet_that_is_blocked_is_named():
    document = nets(deny(network(source="10.20.1.16/28")), allow(network()))
    assert evaluator.judge(rulesets.classic(document), HOST, (SUBNET,), KNOWN).why == "for 10.20.1.16/28"
