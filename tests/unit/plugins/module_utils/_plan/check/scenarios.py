# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Landscape in which all is well, and for each code what raises it and what nearly does and must not."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import check
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.findings import Finding
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.private_endpoints import PrivateEndpoint
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.private_zones import Link, Zone
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.data_sources import (
    DataSource,
    DataSources,
    SourceKind,
    Told,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import make
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import FIREWALL, ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import (
    Besides,
    Beyond,
    Landscape,
    Lock,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.resolution import PrivateDns
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Question

from ..verdict.documents import (
    CLUSTER,
    SUBNET,
    application,
    cluster,
    collection,
    filters,
    firewall,
    group,
    hub,
    name_flow,
    network,
    peering,
    policy,
    security_group,
    security_rule,
    spoke,
    table,
    virtual_network,
)

MANAGEMENT = "13.64.38.225"
HOST, STORAGE = name_flow("a.contoso.com"), name_flow("x.blob.core.windows.net", category="AzureStorage")
DEFAULT = ("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4")
PAST = ("ADX_Management", f"{MANAGEMENT}/32", "Internet")
OPEN = security_rule("adx", 100, "Allow", "Inbound", source="Internet", ports="443")
ALLOWING = collection("ours", 1000, "Allow", application(to=["a.contoso.com", "*.core.windows.net"]))
GOOD = Landscape(
    CLUSTER,
    firewall_id=ResourceId("s", "g", FIREWALL, ("fw",)),
    firewall=firewall(applications=[ALLOWING]),
    subnet={"name": "snet", "properties": {"addressPrefix": SUBNET}},
    virtual_network=spoke(),
    hop_network=hub(),
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


def kept_in(*groups):
    """A policy that allows all and whose groups, in their order, each hold a collection with a name of ours."""
    rules = [application(**BOTH), *CERTIFICATES]
    made = [
        group(name, 100 + place, filters("c1-application", 100, "Allow", *rules)) for place, name in enumerate(groups)
    ]
    return {"firewall": firewall(), "chain": (Policy(policy("own"), tuple(made)),)}


def migrated(state):
    """A cluster that keeps all its ids, in this state of its injection."""
    return {"cluster": cluster(state=state)}


OTHER = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/apps"


def located(own=None):
    """The subnet with an id of its own, and what an injected cluster says of itself."""
    return {"subnet": {**GOOD.subnet, "id": "/subscriptions/s/snet"}, "cluster": cluster(subnetId=own) if own else None}


def shared(*routes):
    """The subnet's table, which another subnet has, too."""
    return {**located(), **routed(*routes, subnets=[{"id": "/subscriptions/S/SNET"}, {"id": OTHER}])}


GATEWAY = {"virtual_network": spoke(subnets=["GatewaySubnet"])}
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
    made = spoke()
    return {"virtual_network": {"name": "vnet", "properties": {**made["properties"], **properties}}}


def endpoints(*ids):
    return named(subnets=[{"name": "ends", "properties": {"privateEndpoints": [{"id": id_} for id_ in ids]}}])


def beside(**known):
    return {"besides": Besides(**known)}


def lock(scope, level="CanNotDelete"):
    held = {"firewall": {**firewall(applications=[ALLOWING]), "id": LOCKED}}
    return {**held, **beside(locks=(Lock(f"{scope}{LOCK}", "keep", level),))}


# What raises a code, and what nearly does.
OF_DESTINATIONS = {
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
    "undecided_dependency": (having(TAG), having(TAG, application(**BOTH))),
    "undecided_appliance": (
        {"firewall_id": None, "firewall": {}, "appliance": "10.0.1.4"},
        {"firewall_id": None, "firewall": {}, "appliance": "10.0.1.9", **routed(PAST)},
    ),
    "undecided_way": ({**GATEWAY, **routed(PAST)}, {**GATEWAY, **routed(DEFAULT, PAST)}),
    "service_endpoint": (
        subnet(serviceEndpoints=[{"service": "Microsoft.Storage"}]),
        subnet(serviceEndpoints=[{"service": "Microsoft.Sql"}]),
    ),
    "tls_inspection": (
        having(application(**BOTH, terminateTLS=True)),
        having(application(**BOTH), application("other", to="b.contoso.com", terminateTLS=True)),
    ),
    "open_source": (
        having(application(**BOTH, source="*")),
        having(application(**BOTH), application("other", to="b.contoso.com", source="*")),
    ),
    "infrastructure_names": (having(application(to="b.contoso.com")), having(networks=[DENY])),
}
OF_FIREWALL = {
    "firewall_without_address": (having(ipConfigurations=[]), having(hubIPAddresses={"privateIPAddress": "10.0.1.4"})),
    "unreadable": (
        {"security_group": None, "unread": {"security_group": "Security group nsg could not be read (404)"}},
        {"security_group": None},
    ),
    "broad_allow": (having(networks=[WIDE]), having(networks=[NARROW])),
    "dns_proxy_missing": (
        having(networks=[collection("n", 100, "Allow", NAMED)]),
        having(
            networks=[collection("n", 100, "Allow", NAMED)], additionalProperties={"Network.DNS.EnableProxy": "true"}
        ),
    ),
    "other_subnet": (located(own="/subscriptions/s/SNET-2"), located(own="/subscriptions/S/snet")),
    "not_injected": (migrated("Disabled"), migrated("Enabled")),
    "unreachable_hop": (
        {"virtual_network": virtual_network("10.20.0.0/16", peering("10.0.0.0/16", "Disconnected"))},
        {"virtual_network": virtual_network("10.20.0.0/16", peering("10.0.0.0/16"))},
    ),
    "not_settled": (having(provisioningState="Updating"), having(provisioningState="Succeeded")),
}
TABLES = "/subscriptions/s/resourceGroups/{}/providers/Microsoft.Network/routeTables/rt"
DUAL = subnet(addressPrefix=None, addressPrefixes=[SUBNET, "fd00:20::/64"])
OF_ROUTES = {
    "ipv6_way": (DUAL, {**DUAL, **routed(("stop", "::/0", "None"))}),
    "managed_table": (
        subnet(routeTable={"id": TABLES.format("AVNM_Managed_ResourceGroup_s")}),
        subnet(routeTable={"id": TABLES.format("rg-spoke")}),
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
    "undecided_route": ({**GATEWAY, **routed(DEFAULT)}, GATEWAY),
    "undecided_management": (grouped(), {**grouped(), **routed()}),
    "no_default_route": (routed(PAST), {**GATEWAY, **routed(PAST)}),
    "shared_default_route": (shared(DEFAULT, PAST), shared(PAST)),
    "stopping_route": (
        routed(DEFAULT, PAST, ("r", "203.0.113.0/24", "None")),
        routed(DEFAULT, PAST, ("r", "203.0.113.0/24", "VirtualAppliance", "10.0.1.4"), ("s", "192.168.0.0/16", "None")),
    ),
    "prefix_routes": (
        routed(DEFAULT, PAST, ("r", "203.0.113.0/24", "VirtualAppliance", "10.0.1.4")),
        routed(DEFAULT, PAST, ("r", "203.0.113.0/24", "Internet")),
    ),
    "delegated_subnet": (subnet(**KUSTO), subnet(**WEB)),
}
SNAT = "Network.SNAT.PrivateRanges"
OUT = ("out", "0.0.0.0/0", "Internet")
ANY_TLS = collection("ours", 100, "Allow", network())


def exit_(*routes, **subnet_members):
    """The firewall's own subnet, with these routes in its table."""
    own = {"name": "AzureFirewallSubnet", "properties": {"addressPrefix": "10.0.1.0/26", **subnet_members}}
    return beside(beyond=Beyond(own, table(*routes) if routes else None))


def premium(**properties):
    """GOOD under a policy with this of its own."""
    rule = application(to="*")
    own = Policy(policy("own", **properties), (group("g", 100, filters("c", 100, "Allow", rule)),))
    return {"firewall": firewall(sku={"name": "AZFW_VNet", "tier": "Premium"}), "chain": (own,)}


PASSING = {"name": "b", "protocol": "TCP", "sourceAddresses": ["10.20.0.0/16"], "destinationAddresses": ["*"]}
SPARED = {"bypassTrafficSettings": [{**PASSING, "destinationPorts": ["443"]}]}
OF_BEYOND = {
    "forced_tunnel": (
        exit_(("up", "0.0.0.0/0", "VirtualAppliance", "10.9.9.9")),
        exit_(("out", "0.0.0.0/0", "Internet"), ("up", "10.0.0.0/8", "VirtualAppliance", "10.9.9.9")),
    ),
    "dropped_beyond": (exit_(("no", "0.0.0.0/0", "None")), exit_(("no", "10.0.0.0/8", "None"))),
    "undecided_beyond": (
        exit_(("out", "0.0.0.0/0", "Internet"), ("x", "20.0.0.0/12", "None")),
        exit_(("out", "0.0.0.0/0", "Internet"), ("x", "10.0.0.0/12", "None")),
    ),
    "not_translated": (
        having(networks=[ANY_TLS], additionalProperties={SNAT: "0.0.0.0/0"}),
        having(application(**BOTH), additionalProperties={SNAT: "0.0.0.0/0"}),
    ),
    "perhaps_not_translated": (
        having(networks=[ANY_TLS], additionalProperties={SNAT: "IANAPrivateRanges, 20.0.0.0/8"}),
        having(networks=[ANY_TLS], additionalProperties={SNAT: "IANAPrivateRanges, 10.1.0.0/16"}),
    ),
    "no_public_address": (
        exit_(OUT),
        exit_(OUT, natGateway={"id": f"{HUB}/providers/Microsoft.Network/natGateways/nat"}),
    ),
    "intrusion_detection": (
        premium(intrusionDetection={"mode": "Deny"}),
        premium(intrusionDetection={"mode": "Deny", "configuration": SPARED}),
    ),
    "threat_intelligence": (having(threatIntelMode="Deny"), having(threatIntelMode="Alert")),
    "new_source_address": (
        beside(public_addresses=("203.0.113.10",)),
        {**beside(public_addresses=("203.0.113.10",)), **routed(PAST)},
    ),
}
ASKING = named(dhcpOptions={"dnsServers": ["10.0.1.4"]})
PROXIED = having(additionalProperties={"Network.DNS.EnableProxy": "true"})
NETWORK = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/vnet"


def zoned(*records, name="contoso.com", redirects=False):
    """A zone that is linked to the network and holds these records."""
    zone = Zone(name, (Link(NETWORK, redirects),), dict(records))
    return {**named(), "subnet_id": resource_ids.parse(f"{NETWORK}/subnets/snet"), "private_dns": PrivateDns((zone,))}


def behind(*, approved):
    """A name that leads to a private endpoint in the network."""
    id_ = NETWORK.replace("virtualNetworks/vnet", "privateEndpoints/pe")
    held = {"addressPrefix": "10.20.5.0/24", "privateEndpoints": [{"id": id_}]}
    made = PrivateEndpoint("pe", ("10.20.5.4",), is_approved=approved)
    near = named(subnets=[{"name": "ends", "properties": held}])
    return {**zoned(("a", ("10.20.5.4",))), **near, "private_endpoints": {id_.lower(): made}}


OF_NAMES = {
    "unapproved_endpoint": (behind(approved=False), behind(approved=True)),
    "dns_unanswered": (ASKING, {**ASKING, **PROXIED}),
    "unresolved_dependency": (zoned(("b", ("10.0.5.4",))), zoned(("a", ("10.0.5.4",)))),
}
NAMESPACE = resource_ids.parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.EventHub/namespaces/hub")
BY = "data connection c of database d"
NEEDED = (make("EventHub", "hub.servicebus.windows.net", 443, "data_sources"),)
READ = DataSource(SourceKind.EVENT_HUB, BY, NAMESPACE, NEEDED)


def reading(source, **more):
    """GOOD with this as the one data source of the cluster."""
    return {"data_sources": DataSources((source,), **more)}


OF_SOURCES = {
    "unread_sources": (reading(replace(READ, gap="Why is not known")), reading(READ)),
    "derived_names": (reading(replace(READ, told=Told.DERIVED, note="Why: how")), reading(READ)),
    "deleted_source": (reading(replace(READ, dependencies=(), is_gone=True)), reading(READ)),
    "unlisted_uses": (reading(READ, are_uses_told=False), reading(READ)),
}
OF_CONTEXT = {
    "private_zone": (beside(private_zones=("privatelink.blob.core.windows.net",)), beside(private_zones=())),
    "service_finding": (
        beside(diagnosis=("Outbound dependency 'a:443' might be not satisfied",)),
        beside(diagnosis=()),
    ),
    "custom_dns": (named(dhcpOptions={"dnsServers": ["10.50.0.10"]}), {**ASKING, **PROXIED}),
    "private_endpoint": (
        endpoints("/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe"),
        endpoints(),
    ),
    "resource_lock": (lock(HUB), lock(f"{HUB}-2")),
    "open_draft": ({"drafts": ("draft of firewall policy p in resource group g",)}, {"drafts": ()}),
    "not_covered": ({"unlooked": ("Security admin rules could not be read (AuthorizationFailed)",)}, {"unlooked": ()}),
    "unread_manager": (
        {**subnet(routeTable={"id": TABLES.format("AVNM_Managed_ResourceGroup_s")}), "drafts": (), "admin_rules": None},
        {**subnet(routeTable={"id": TABLES.format("AVNM_Managed_ResourceGroup_s")}), "drafts": (), "admin_rules": ()},
    ),
    "not_looked_at": (beside(unread=("The locks could not be read (AuthorizationFailed)",)), beside()),
}
SCENARIOS = {**OF_DESTINATIONS, **OF_FIREWALL, **OF_ROUTES, **OF_BEYOND, **OF_NAMES, **OF_SOURCES, **OF_CONTEXT}
OURS = {"c1-application"}
IDLE = collection("c1-application", 2000, "Allow", application(to="old.contoso.com"))
BUSY = collection("c1-application", 900, "Allow", application(**BOTH))
WEST_US = documented.requirements("West US")
OLD_ROUTE = ("ADX_Monitoring", "13.88.13.50/32", "Internet")  # documented for the region, and not asked for here
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
    "copied_collections": (kept_in("ApplicationRuleCollectionGroup"), kept_in("ADX-Egress")),
    "stale_route": (routed(DEFAULT, PAST, OLD_ROUTE), routed(DEFAULT, PAST, ("theirs", *OLD_ROUTE[1:]))),
    "bypassing_route": (
        routed(DEFAULT, PAST, ("r", "20.0.0.0/15", "Internet")),
        routed(DEFAULT, PAST, ("r", "20.0.0.0/15", "VirtualAppliance", "10.0.1.4")),
    ),
    "tag_route": (
        routed(DEFAULT, PAST, ("t", "Storage", "Internet")),
        routed(DEFAULT, PAST, ("t", "AzureCloud", "Internet")),
    ),
    "foreign_prefix": (
        routed(DEFAULT, PAST, ("ADX_Monitoring_5", "20.0.0.0/8", "Internet")),
        routed(DEFAULT, PAST, ("theirs", "20.0.0.0/8", "Internet"), OLD_ROUTE),
    ),
    "certificate_hosts_missing": (having(application(**BOTH)), having(application(**BOTH), *CERTIFICATES)),
}
# Those that come from what the documentation says about a region: (region, addresses asked for).
DOCUMENTED = {
    "unconfirmed_address": (("West US", ("23.99.5.162",)), ("West US", ("13.88.13.50",))),
    "other_cloud": (("China East 2", ()), ("West US", ())),
    "no_monitoring_addresses": (("UAE North", ()), ("West US", ())),
}


def found_in(changes, question=QUESTION, requirements=None) -> tuple[Finding, ...]:
    """What a whole check finds when this is otherwise than in GOOD."""
    return check(question, replace(GOOD, **changes), requirements).findings


def codes(changes, question=QUESTION, requirements=None) -> set[str]:
    """Its codes."""
    return {finding.code for finding in found_in(changes, question, requirements)}
