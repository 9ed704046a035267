# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For each code a scenario that raises it, and one that nearly does and must not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import endings, findings
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import check
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import FIREWALL, ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.besides import Besides, Lock, holds_names
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Question, Surroundings

from ..verdict.documents import (
    SUBNET,
    application,
    collection,
    filters,
    firewall,
    group,
    name_flow,
    network,
    peering,
    policy,
    security_group,
    security_rule,
    table,
    virtual_network,
)

ROOT = Path(__file__).resolve().parents[6]
MANAGEMENT = "13.64.38.225"
HOST, STORAGE = name_flow("a.contoso.com"), name_flow("x.blob.core.windows.net", category="AzureStorage")
DEFAULT = ("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4")
PAST = ("ADX_Management", f"{MANAGEMENT}/32", "Internet")
OPEN = security_rule("adx", 100, "Allow", "Inbound", source="Internet", ports="443")
ALLOWING = collection("ours", 1000, "Allow", application(to=["a.contoso.com", "*.core.windows.net"]))
GOOD = Surroundings(
    firewall_id=ResourceId("s", "g", FIREWALL, ("fw",)),
    firewall=firewall(applications=[ALLOWING]),
    cluster="c1",
    subnet={"name": "snet", "properties": {"addressPrefix": SUBNET}},
    virtual_network=virtual_network("10.20.0.0/16"),
    security_group=security_group(OPEN),
    route_table=table(DEFAULT, PAST),
)
QUESTION = Question((HOST, STORAGE), (SUBNET,), management=(MANAGEMENT,))


def having(*rules, networks=(), **more):
    """GOOD with another firewall: these application rules, these network collections."""
    applications = [collection("ours", 1000, "Allow", *rules)] if rules else [ALLOWING]
    return {"firewall": firewall(applications=applications, networks=networks, **more)}


def subnet(**properties):
    return {"subnet": {"name": "snet", "properties": {"addressPrefix": SUBNET, **properties}}}


def routed(*routes, **properties):
    return {"route_table": table(*routes, **properties)}


def grouped(*rules):
    return {"security_group": security_group(*rules)}


def governed(parent_action, own_action="Allow"):
    rule = application(to="*")
    return {
        "firewall": firewall(),
        "chain": (
            Policy(policy("root"), (group("p", 100, filters("c", 100, parent_action, rule)),)),
            Policy(policy("own"), (group("g", 100, filters("c", 100, own_action, rule)),)),
        ),
    }


def cluster(state):
    """What is read of a cluster in a subnet; one that was migrated keeps all its ids."""
    network = {"subnetId": "/subscriptions/s/subnet", "enginePublicIpId": "/subscriptions/s/ip", "state": state}
    id_ = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Kusto/clusters/c1"
    return {"injected": clusters.from_arm({"id": id_, "properties": {"virtualNetworkConfiguration": network}}).injected}


OTHER = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/apps"


def located(own=None):
    """The subnet with an id of its own, and what an injected cluster says of itself."""
    return {"subnet": {**GOOD.subnet, "id": "/subscriptions/s/snet"}, "own_subnet": own}


def shared(*routes):
    """The subnet's table, which another subnet has, too."""
    return {**located(), **routed(*routes, subnets=[{"id": "/subscriptions/S/SNET"}, {"id": OTHER}])}


GATEWAY = {"virtual_network": virtual_network("10.20.0.0/16", subnets=["GatewaySubnet"])}
DENY_IN = security_rule("no", 90, "Deny", "Inbound", source="Internet", ports="443")
DENY_IN_80 = security_rule("no", 90, "Deny", "Inbound", source="Internet", ports="80")
NAMED = network(to=(), destinationFqdns=["b.contoso.com"])
KUSTO = {"delegations": [{"properties": {"serviceName": "Microsoft.Kusto/clusters"}}]}
WEB = {"delegations": [{"properties": {"serviceName": "Microsoft.Web/serverFarms"}}]}
DENY = collection("deny", 100, "Deny", network())
DENY_UDP = collection("deny", 100, "Deny", network(protocols="UDP"))
WIDE, NARROW = collection("wide", 100, "Allow", network()), collection("wide", 100, "Allow", network(ports="8443"))
TAG = application(fqdnTags=["WindowsUpdate"])
BOTH = {"to": ["a.contoso.com", "*.core.windows.net"]}
HUB = "/subscriptions/s/resourceGroups/hub"
LOCKED = f"{HUB}/providers/Microsoft.Network/azureFirewalls/fw"
LOCK = "/providers/Microsoft.Authorization/locks/keep"


def named(**properties):
    """The cluster's network with more in its document."""
    made = virtual_network("10.20.0.0/16")
    return {"virtual_network": {"name": "vnet", "properties": {**made["properties"], **properties}}}


def endpoints(*ids):
    return named(subnets=[{"name": "ends", "properties": {"privateEndpoints": [{"id": id_} for id_ in ids]}}])


def beside(**known):
    return {"besides": Besides(**known)}


def lock(scope, level="CanNotDelete"):
    held = {"firewall": {**firewall(applications=[ALLOWING]), "id": LOCKED}}
    return {**held, **beside(locks=(Lock(f"{scope}{LOCK}", "keep", level),))}


# code: (what raises it, what nearly does)
SCENARIOS = {
    "blocked_dependency": (having(networks=[DENY]), having(networks=[DENY_UDP])),
    "parent_policy_deny": (governed("Deny"), governed("Allow", "Deny")),
    "security_group_blocks": (
        grouped(OPEN, security_rule("no", 200, "Deny", to="Internet")),
        grouped(OPEN, security_rule("no", 200, "Deny", to="Internet", ports="80")),
    ),
    "dropped_dependency": (
        routed(DEFAULT, PAST, ("t", "Storage", "None")),
        routed(DEFAULT, PAST, ("t", "Sql", "None")),
    ),
    "management_blocked": (
        grouped(OPEN, DENY_IN),
        grouped(OPEN, DENY_IN_80),
    ),
    "missing_route": (routed(DEFAULT), routed()),
    "shadowed_route": (
        routed(DEFAULT, ("r", f"{MANAGEMENT}/32", "VirtualAppliance", "10.0.1.4")),
        routed(DEFAULT, ("r", f"{MANAGEMENT}/32", "Internet")),
    ),
    "stale_default_route": (
        routed(("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.5"), PAST),
        routed(("to-hub", "0.0.0.0/0", "Internet"), PAST),
    ),
    "firewall_without_address": (having(ipConfigurations=[]), having(hubIPAddresses={"privateIPAddress": "10.0.1.4"})),
    "undecided_dependency": (having(TAG), having(TAG, application(**BOTH))),
    "undecided_appliance": (
        {"firewall_id": None, "firewall": {}, "appliance": "10.0.1.4"},
        {"firewall_id": None, "firewall": {}, "appliance": "10.0.1.9", **routed(PAST)},
    ),
    "undecided_way": (GATEWAY, {**GATEWAY, **routed(DEFAULT, PAST, disableBgpRoutePropagation=True)}),
    "undecided_route": ({**GATEWAY, **routed(DEFAULT)}, GATEWAY),
    "undecided_management": (grouped(), {**grouped(), **routed()}),
    "unreadable": (
        {"security_group": None, "unread": {"security_group": "Security group nsg could not be read (404)"}},
        {"security_group": None},
    ),
    "no_default_route": (routed(PAST), {**GATEWAY, **routed(PAST)}),
    "service_endpoint": (
        subnet(serviceEndpoints=[{"service": "Microsoft.Storage"}]),
        subnet(serviceEndpoints=[{"service": "Microsoft.Sql"}]),
    ),
    "bypassing_route": (
        routed(DEFAULT, PAST, ("t", "Storage", "Internet")),
        routed(DEFAULT, PAST, ("t", "Sql", "Internet")),
    ),
    "broad_allow": (having(networks=[WIDE]), having(networks=[NARROW])),
    "tls_inspection": (
        having(application(**BOTH, terminateTLS=True)),
        having(application(**BOTH), application("other", to="b.contoso.com", terminateTLS=True)),
    ),
    "dns_proxy_missing": (
        having(networks=[collection("n", 100, "Allow", NAMED)]),
        having(
            networks=[collection("n", 100, "Allow", NAMED)], additionalProperties={"Network.DNS.EnableProxy": "true"}
        ),
    ),
    "other_subnet": (located(own="/subscriptions/s/SNET-2"), located(own="/subscriptions/S/snet")),
    "shared_default_route": (shared(DEFAULT, PAST), shared(PAST)),
    "not_injected": (cluster("Disabled"), cluster("Enabled")),
    "firewall_not_settled": (having(provisioningState="Updating"), having(provisioningState="Succeeded")),
    "open_source": (
        having(application(**BOTH, source="*")),
        having(application(**BOTH), application("other", to="b.contoso.com", source="*")),
    ),
    "stopping_route": (
        routed(DEFAULT, PAST, ("r", "203.0.113.0/24", "None")),
        routed(DEFAULT, PAST, ("r", "203.0.113.0/24", "VirtualAppliance", "10.0.1.4"), ("s", "192.168.0.0/16", "None")),
    ),
    "prefix_routes": (
        routed(DEFAULT, PAST, ("r", "203.0.113.0/24", "Internet")),
        routed(DEFAULT, PAST, ("r", "203.0.113.9/32", "Internet")),
    ),
    "infrastructure_names": (having(application(to="b.contoso.com")), having(networks=[DENY])),
    "threat_intelligence": (having(threatIntelMode="Deny"), having(threatIntelMode="Alert")),
    "delegated_subnet": (subnet(**KUSTO), subnet(**WEB)),
    "private_zone": (beside(private_zones=("privatelink.blob.core.windows.net",)), beside(private_zones=())),
    "service_finding": (
        beside(diagnosis=("Outbound dependency 'a:443' might be not satisfied",)),
        beside(diagnosis=()),
    ),
    "new_source_address": (
        beside(public_addresses=("203.0.113.10",)),
        {**beside(public_addresses=("203.0.113.10",)), **routed(PAST)},
    ),
    "custom_dns": (named(dhcpOptions={"dnsServers": ["10.50.0.10"]}), named(dhcpOptions={"dnsServers": ["10.0.1.4"]})),
    "private_endpoint": (
        endpoints("/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe"),
        endpoints(),
    ),
    "resource_lock": (lock(HUB), lock(f"{HUB}-2")),
    "not_looked_at": (beside(unread=("The locks could not be read (AuthorizationFailed)",)), beside()),
}
OURS = {"c1-application"}
IDLE = collection("c1-application", 2000, "Allow", application(to="old.contoso.com"))
BUSY = collection("c1-application", 900, "Allow", application(**BOTH))
WEST_US = documented.requirements("West US")
OLD_ROUTE = ("ADX_Monitoring", "13.88.13.50/32", "Internet")  # documented for the region, and not asked for here
WILD = name_flow("*.core.windows.net", category="Documented")
CERTIFICATES = [
    application(f"ca-{port}", to=[one.fqdn for one in documented.certificate_authorities()], protocol=f"Http:{port}")
    for port in (80,)
]
# Those about what is ours or could be less, of a check that knows the region.
LEFTOVERS = {
    "stale_collection": (
        {"firewall": firewall(applications=[ALLOWING, IDLE])},
        {"firewall": firewall(applications=[ALLOWING, BUSY])},
    ),
    "left_behind": (
        {**governed("Allow"), "firewall": firewall(applications=[IDLE])},
        {**governed("Allow"), "firewall": firewall(applications=[ALLOWING])},
    ),
    "stale_route": (routed(DEFAULT, PAST, OLD_ROUTE), routed(DEFAULT, PAST, ("theirs", *OLD_ROUTE[1:]))),
    "foreign_prefix": (
        routed(DEFAULT, PAST, ("ADX_Monitoring_5", "20.0.0.0/8", "Internet")),
        routed(DEFAULT, PAST, ("theirs", "20.0.0.0/8", "Internet"), OLD_ROUTE),
    ),
    "certificate_hosts_missing": (having(application(**BOTH)), having(application(**BOTH), *CERTIFICATES)),
}
# Those that come from what the documentation says about a region: (region, addresses asked for).
DOCUMENTED = {
    "unconfirmed_address": (("West US", ("23.99.5.162",)), ("West US", ("13.88.13.50",))),
    "no_monitoring_addresses": (("UAE North", ()), ("West US", ())),
}


def codes(changes, question=QUESTION, requirements=None):
    return {finding.code for finding in check(question, replace(GOOD, **changes), requirements).findings}


def test_where_all_is_well_nothing_is_found():
    assert check(QUESTION, GOOD).findings == ()


def test_while_it_is_open_what_decides_no_collection_of_ours_is_called_stale():
    perhaps = collection("deny", 900, "Deny", network(to="20.0.0.0/16"))
    world = {"firewall": firewall(networks=[perhaps], applications=[ALLOWING, IDLE])}
    assert {"undecided_dependency", "stale_collection"} & codes(world) == {"undecided_dependency"}


@pytest.mark.parametrize("code", SCENARIOS)
def test_a_finding_is_raised_where_it_is_true_and_not_where_it_nearly_is(code):
    raising, near = SCENARIOS[code]
    assert code in codes(raising)
    assert code not in codes(near)


@pytest.mark.parametrize("code", LEFTOVERS)
def test_what_is_left_over_or_missing_is_found_where_it_is(code):
    question = replace(QUESTION, collections=frozenset(OURS))
    raising, near = (codes(changes, question, WEST_US) for changes in LEFTOVERS[code])
    assert code in raising and code not in near


def test_a_wildcard_could_be_narrowed_once_the_cluster_lists_the_names_below_it():
    listed = replace(QUESTION, flows=(HOST, STORAGE, WILD))
    silent = replace(QUESTION, flows=(HOST, WILD))
    assert [
        "narrowable_wildcard" in codes(having(application(**BOTH)), question, WEST_US) for question in (listed, silent)
    ] == [True, False]


@pytest.mark.parametrize(
    ("zone", "name", "held"),
    [
        ("privatelink.blob.core.windows.net", "a.blob.core.windows.net", True),
        ("blob.core.windows.net", "a.blob.core.windows.net", True),
        ("privatelink.blob.core.windows.net", "*.core.windows.net", True),
        ("core.windows.net", "*.blob.core.windows.net", True),
        ("a.blob.core.windows.net", "a.blob.core.windows.net", True),
        ("privatelink.blob.core.windows.net", "a.queue.core.windows.net", False),
        ("lob.core.windows.net", "a.blob.core.windows.net", False),
        ("b.contoso.com", "a.contoso.com", False),
        ("windows.net", "*.core.windows.net", True),
        ("net.core.windows", "*.core.windows.net", False),
    ],
)
def test_a_private_zone_holds_the_names_below_it_with_and_without_its_prefix(zone, name, held):
    assert holds_names(zone, [name]) is held


@pytest.mark.parametrize(
    ("scope", "held"),
    [
        (HUB, True),
        (HUB.upper(), True),
        (LOCKED, True),
        ("/subscriptions/s", True),
        (f"{LOCKED}-2", False),
        (HUB[:-1], False),
    ],
)
def test_a_lock_holds_what_is_in_its_scope(scope, held):
    assert Lock(f"{scope}{LOCK}", "keep", "ReadOnly").holds(LOCKED) is held


def test_a_lock_is_told_with_what_it_refuses():
    for level, words in (
        ("ReadOnly", "refuses any change of fw"),
        ("CanNotDelete", "refuses the removal of anything of"),
    ):
        (found,) = check(QUESTION, replace(GOOD, **lock(HUB, level))).findings
        assert words in found.message


def test_a_cluster_that_is_not_injected_is_not_asked_about():
    idle = replace(GOOD, injected=False)
    assert "not_diagnosed" in {one.code for one in check(QUESTION, idle, diagnose=True).findings}
    assert "not_diagnosed" not in {one.code for one in check(QUESTION, GOOD, diagnose=True).findings}


@pytest.mark.parametrize("code", DOCUMENTED)
def test_what_the_documentation_lacks_is_found_where_it_lacks_it(code):
    seen = []
    for region, addresses in DOCUMENTED[code]:
        requirements = documented.requirements(region)
        question = replace(QUESTION, management=(), health_monitoring=addresses)
        seen.append(code in codes({"security_group": None}, question, requirements))
    assert seen == [True, False]


def test_that_nobody_maintains_the_lists_is_said_where_their_addresses_are_judged():
    requirements = documented.requirements("West US")
    assert "unmaintained" in codes({}, requirements=requirements)
    assert "unmaintained" not in codes({}, replace(QUESTION, before_routing=True), requirements)


@pytest.mark.parametrize(("state", "found"), [("Failed", True), ("Deleting", True), ("Canceled", True), ("", False)])
def test_a_firewall_is_settled_in_one_state_only(state, found):
    assert ("firewall_not_settled" in codes(having(provisioningState=state))) is found


@pytest.mark.parametrize("modes", [("Deny", "Alert"), ("Alert", "Deny"), ("Deny", None)])
def test_the_strictest_threat_intelligence_of_a_chain_holds(modes):
    changes = governed("Allow")
    documents = [policy("p", threatIntelMode=mode) for mode in modes]
    chain = tuple(replace(one, document=own) for one, own in zip(changes["chain"], documents, strict=True))
    assert "threat_intelligence" in codes({**changes, "chain": chain})
    assert "threat_intelligence" not in codes(changes)


@pytest.mark.parametrize(
    ("hop", "told"),
    [
        (("None",), "is dropped by route 'r'"),
        (("VirtualAppliance", "10.9.9.9"), "is sent to 10.9.9.9 by route 'r'"),
        (("VirtualNetworkGateway",), "is sent to VirtualNetworkGateway by route 'r'"),
    ],
)
def test_a_route_for_a_public_prefix_that_stops_names_is_told_with_what_it_does(hop, told):
    found = check(QUESTION, replace(GOOD, **routed(DEFAULT, PAST, ("r", "203.0.113.0/24", *hop)))).findings
    assert [one.code for one in found] == ["stopping_route"] and told in found[0].message
    wide = check(QUESTION, replace(GOOD, **routed(DEFAULT, PAST, ("r", "20.0.0.0/10", *hop))))
    assert {one.verdict.outcome for one in wide.dependencies} == {"cannot_tell"}, "Azure's own prefixes are that wide"


def test_every_code_has_its_scenarios_and_stands_in_the_guide():
    elsewhere = {"unmaintained", "narrowable_wildcard", "not_diagnosed", "lost_default_route", "drift", "left_routes"}
    assert {*SCENARIOS, *LEFTOVERS, *DOCUMENTED, *elsewhere} == set(findings.CATALOGUE)
    guide = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*) \|$", guide, re.MULTILINE)
    assert set(rows) == {(code, severity, text) for code, (severity, text) in findings.CATALOGUE.items()}


def test_findings_are_sentences_with_a_remedy_and_the_worst_come_first():
    broken = {**having(networks=[DENY]), **routed(("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.5"))}
    found = check(QUESTION, replace(GOOD, **broken)).findings
    ranks = [findings.SEVERITIES.index(one.severity) for one in found]
    assert ranks == sorted(ranks) and len(found) > 2
    for code, (raising, _near) in SCENARIOS.items():
        for one in check(QUESTION, replace(GOOD, **raising)).findings:
            assert one.message[0].isupper() or one.message.startswith(one.subject), (code, one)
            assert one.remedy.endswith(".") and one.subject and one.code in findings.CATALOGUE, (code, one)


def test_before_routing_only_what_the_firewall_does_counts():
    question = replace(QUESTION, before_routing=True)
    assert codes(routed(), question) == set()
    assert codes({**routed(), **having(networks=[DENY])}, question) == {"blocked_dependency"}
    endpoint = {
        **subnet(serviceEndpoints=[{"service": "Microsoft.Storage"}]),
        **having(application(to="a.contoso.com")),
    }
    assert codes(endpoint, question) == set(), "a default route does not take an endpoint's traffic"


def test_before_routing_a_route_that_drops_a_dependency_stops_the_play():
    question = replace(QUESTION, flows=(HOST, name_flow("k.vault.azure.net")), before_routing=True)
    allowing = having(application(to=["a.contoso.com", "*.vault.azure.net"]))
    checkup = check(question, replace(GOOD, **allowing, **routed(("no", "AzureKeyVault", "None"))))
    assert endings.would_block(checkup, "c1", "firewall fw") == (
        "1 of the 2 dependencies of cluster c1 would be blocked if its traffic went to firewall fw:"
        " k.vault.azure.net:443 is dropped by route 'no', whose next hop is None."
        " Take that route out of the route table, or let it lead to the firewall."
    )


@pytest.mark.parametrize("prefix", ["10.0.0.0/8", "172.16.0.0/12", "::/0"])
def test_before_routing_a_route_that_holds_no_name_hides_none_that_is_blocked(prefix):
    question = replace(QUESTION, before_routing=True)
    blocking = {**routed(("corp", prefix, "VirtualNetworkGateway")), **having(networks=[DENY])}
    assert codes(blocking, question) == {"blocked_dependency"}


def test_before_routing_a_security_group_is_judged_with_the_default_route_to_come():
    rule = security_rule("no", 200, "Deny", to="VirtualNetwork")
    lonely = {**routed(), **grouped(OPEN, rule)}
    assert codes(lonely, replace(QUESTION, before_routing=True)) == {"undecided_dependency"}
    assert "undecided_dependency" not in codes(lonely), "without it the tag holds the network alone"


PRIVATE = replace(QUESTION, flows=(Flow(1433, "TCP", addresses=("10.0.5.4",)),))
PEERED = {"virtual_network": virtual_network("10.20.0.0/16", peering("10.0.0.0/16"))}


def test_a_private_dependency_in_a_peer_never_meets_the_firewall():
    for question in (PRIVATE, replace(PRIVATE, before_routing=True)):
        (judged,) = check(question, replace(GOOD, **PEERED)).dependencies
        assert (judged.verdict.outcome, judged.hop.kind) == ("allowed", "VnetLocal")


def test_a_private_dependency_that_no_network_holds_is_dropped_by_a_system_route_until_a_default_route_comes():
    lonely = {**routed(PAST), "security_group": None}
    (found,) = [one for one in check(PRIVATE, replace(GOOD, **lonely)).findings if one.severity == "error"]
    assert found.code == "dropped_dependency" and "neither the network nor one of its peers holds it" in found.message
    assert "blocked_dependency" in codes({"security_group": None}, PRIVATE), "then the firewall is asked"
    (judged,) = check(PRIVATE, replace(GOOD, **lonely)).dependencies
    assert judged.verdict.by == ("system route",)


def test_whether_a_security_group_lets_a_private_dependency_out_may_not_be_told_but_never_stops_a_play():
    rule = network(to="10.0.5.4", ports="1433")
    checkup = check(
        replace(PRIVATE, before_routing=True),
        replace(GOOD, **having(networks=[collection("private", 300, "Allow", rule)])),
    )
    assert checkup.blocked == () and [one.code for one in checkup.findings] == ["undecided_dependency"]
    assert "VirtualNetwork" in checkup.findings[0].message


def test_the_sentence_about_a_blocked_dependency_names_the_rule_and_what_to_do():
    checkup = check(replace(QUESTION, before_routing=True), replace(GOOD, **having(networks=[DENY])))
    assert endings.would_block(checkup, "c1", "firewall fw") == (
        "2 of the 2 dependencies of cluster c1 would be blocked if its traffic went to firewall fw:"
        " a.contoso.com:443 is denied by 'deny / n' of firewall fw."
        " x.blob.core.windows.net:443 is denied by 'deny / n' of firewall fw."
        " Change that rule, or give the allowing collection a lower number;"
        " no number helps an application rule against a network rule."
    )
    assert endings.would_block(check(QUESTION, GOOD), "c1", "fw") == ""


def test_a_check_fails_for_what_is_as_severe_as_asked():
    noted = check(QUESTION, replace(GOOD, **having(threatIntelMode="Deny")))
    assert endings.failing(noted, "c1", "warning") == "" and "Threat intelligence" in endings.failing(
        noted, "c1", "info"
    )
    warned = check(QUESTION, replace(GOOD, **having(networks=[WIDE])))
    assert endings.failing(warned, "c1", "error") == "" == endings.failing(warned, "c1", "never")
    assert endings.failing(warned, "c1", "warning").startswith("The check of cluster c1 has 1 finding to act on: ")


@pytest.mark.parametrize(("changes", "offered"), [({}, True), (subnet(**KUSTO), False), (subnet(**WEB), True)])
def test_the_role_is_offered_for_a_default_route_only_where_it_writes_one(changes, offered):
    found = check(QUESTION, replace(GOOD, **routed(PAST), **changes)).findings
    (missing,) = [one for one in found if one.code == "no_default_route"]
    assert ("egress_default_route: manage" in missing.remedy) is offered


IN_FORCE = {
    "firewall": firewall(applications=[ALLOWING, collection("C1-application", 900, "Allow", application(to="b"))])
}


@pytest.mark.parametrize(
    ("wanted", "changes", "code"),
    [
        (True, IN_FORCE, "lost_default_route"),
        (False, IN_FORCE, "no_default_route"),
        (True, {}, "no_default_route"),
        (True, {**IN_FORCE, **routed(("gw", "0.0.0.0/0", "VirtualNetworkGateway"), PAST)}, "lost_default_route"),
        (True, {**IN_FORCE, **routed(DEFAULT, PAST)}, None),
    ],
)
def test_a_default_route_that_is_managed_and_gone_while_our_rules_are_there_is_an_error(wanted, changes, code):
    question = replace(QUESTION, collections=frozenset(OURS), default_route_wanted=wanted)
    found = check(question, replace(GOOD, **{**routed(PAST), **changes})).findings
    told = [one for one in found if one.code.endswith("_default_route")]
    assert [one.code for one in told] == ([code] if code else [])
    assert [one.severity for one in told] == ([] if code is None else ["error" if "lost" in code else "warning"])


def test_whoever_shares_the_default_route_is_named():
    (found,) = check(QUESTION, replace(GOOD, **shared(DEFAULT, PAST))).findings
    assert found.message.startswith(
        "Route table rt is that of subnet apps of virtual network v in resource group g, too:"
    )


TO_GATEWAY = ("onprem", "0.0.0.0/0", "VirtualNetworkGateway")
LOW, HIGH = ("low", "0.0.0.0/1", *DEFAULT[2:]), ("high", "128.0.0.0/1", *DEFAULT[2:])


@pytest.mark.parametrize(
    ("routes", "told", "remedy"),
    [
        ([PAST], "No 0.0.0.0/0 route of subnet snet leads to firewall fw", "Add one with next hop"),
        (
            [TO_GATEWAY],
            "Route 'onprem' (0.0.0.0/0) of subnet snet has next hop VirtualNetworkGateway",
            "Let that route",
        ),
        ([LOW, (*HIGH[:2], "Internet")], "Route 'high' (128.0.0.0/1) of subnet snet has next hop Internet", "Let that"),
        ([DEFAULT, PAST], "", ""),
        ([LOW, HIGH], "", ""),
    ],
)
def test_what_keeps_traffic_from_the_firewall_is_told_with_what_would_mend_it(routes, told, remedy):
    found = [
        one for one in check(QUESTION, replace(GOOD, **routed(*routes))).findings if one.code == "no_default_route"
    ]
    assert [one.message.startswith(told) for one in found] == [True] * bool(told)
    assert all(one.remedy.startswith(remedy) for one in found)


def test_two_halves_of_a_default_route_that_lead_elsewhere_are_told_each():
    elsewhere = [(name, prefix, "VirtualAppliance", "10.9.9.9") for name, prefix, *_hop in (LOW, HIGH)]
    found = check(QUESTION, replace(GOOD, **routed(*elsewhere, PAST))).findings
    assert [one.subject for one in found if one.code == "stale_default_route"] == ["low", "high"]


def test_a_cluster_on_another_appliance_is_not_judged_by_this_firewall():
    other = routed(("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.9.9.9"), PAST)
    outcomes = {one.verdict.outcome for one in check(QUESTION, replace(GOOD, **other)).dependencies}
    assert outcomes == {"cannot_tell"}


def test_an_address_of_a_dependency_without_a_name_is_judged_by_network_rules():
    flow = Flow(1433, "TCP", addresses=("198.51.100.7",))
    allowed = having(networks=[collection("n", 100, "Allow", network(to="198.51.100.7", ports="1433"))])
    question = replace(QUESTION, flows=(flow,))
    assert "blocked_dependency" in codes({}, question) and "blocked_dependency" not in codes(allowed, question)
