# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What most readers do not know: countries, selectors, equal next hops, endpoint policies, members nobody knows."""

from __future__ import annotations

from dataclasses import replace

from ...worlds import ROUTE_TABLE_ID, ids
from .doubt import (
    ADDRESS,
    QUESTION,
    SOMEWHERE,
    Doubt,
    add_group,
    add_row,
    application_rule,
    cluster_subnet,
    collection,
    deny,
    firewall_address,
    locked,
    network_rule,
    route,
)

SELECTOR_ID = f"{ids.FIREWALL_POLICY_ID}/kubeSelectorGroups/pods"
POLICY_ID = ids.network("rg-spoke", "serviceEndpointPolicies", "sep")
ACCOUNT_ID = f"{ids.group('rg-adx')}/providers/Microsoft.Storage/storageAccounts/mine"
ACCOUNT = "mine.blob.core.windows.net"
STORAGE, OTHER_HOP = "microsoft.storage", "10.0.2.4"
STRANGER = "conditionsOfUse"


def denied_country(_random):
    """A rule denies a country, and names no address beside it. Where an address lies is for the service to know."""
    documents = locked()
    deny(documents, network_rule(destinationGeoLocations=["NL"]))
    return Doubt("country denied", documents, facts={"countries": ({ADDRESS: "NL"}, {ADDRESS: "US"}, {})})


def denied_selector(_random):
    """A rule denies what a selector of Kubernetes selects."""
    documents = locked()
    rule = network_rule(sourceAddresses=[], sourceKubeSelectorGroups=[SELECTOR_ID], destinationAddresses=["*"])
    deny(documents, rule)
    key = SELECTOR_ID.lower()
    return Doubt("selector denied", documents, facts={"selected": ({key: ("10.20.1.7",)}, {key: ("10.50.0.0/16",)})})


def stranger_in_rule(random):
    """A denial has a member that nobody knows; an empty one asks for nothing."""
    documents = locked()
    value = random.choice(([], ["something"]))
    deny(documents, network_rule(destinationAddresses=["*"], **{STRANGER: value}))
    return _strange("rule", documents, value)


def stranger_in_row(random):
    """The same of a row of the security group."""
    documents = locked()
    value = random.choice(("", "something"))
    add_row(documents, "stop", **{STRANGER: value})
    return _strange("row", documents, value)


def stranger_in_route(random):
    """The same of a route, one that is wide: who judges names may take a narrow one to hold none of their addresses."""
    documents = locked()
    value = random.choice(({}, {"from": "something"}))
    strange = route("strange", "192.0.0.0/9", "None", **{STRANGER: value})
    documents[ROUTE_TABLE_ID.lower()]["properties"]["routes"].append(strange)
    return _strange("route", documents, value, SOMEWHERE)


def equal_hops(random):
    """The default route has several next hops, the firewall among them; a flow takes one, and nobody knows which."""
    documents = locked()
    routes = documents[ROUTE_TABLE_ID.lower()]["properties"]["routes"]
    hops = {"nextHopIpAddresses": [firewall_address(documents), OTHER_HOP]}
    decides = random.random() < 0.6
    if decides:
        routes[:] = [item for item in routes if item["name"] != "out"]
    prefix = "0.0.0.0/0" if decides else "203.0.113.0/25"
    routes.append(route("equal", prefix, "VirtualApplianceEcmp", nextHop=hops))
    facts = {"hashed": (0, 1), "appliances": ({OTHER_HOP: True}, {OTHER_HOP: False})}
    return Doubt(f"equal hops for {prefix}", documents, facts=facts)


def endpoint_policy(random):
    """The endpoint of a service has a policy: only listed resources are reached, and a name is no resource."""
    documents = locked()
    scope = random.choice((ACCOUNT_ID, ids.group("rg-adx"), ids.SUBSCRIPTION_ID))
    definition = {"service": "Microsoft.Storage", "serviceResources": [scope]}
    documents[POLICY_ID.lower()] = ids.shown(
        POLICY_ID,
        "Microsoft.Network/serviceEndpointPolicies",
        "westus",
        {"serviceEndpointPolicyDefinitions": [{"name": "d", "properties": definition}]},
    )
    cluster_subnet(documents)["properties"]["serviceEndpointPolicies"] = [{"id": POLICY_ID}]
    others = ACCOUNT_ID.replace(ids.SUBSCRIPTION, "00000000-0000-0000-0000-000000000000")
    add_group(documents, "account", 210, collection("account", 210, application_rule(ACCOUNT)))
    facts = {
        "addresses": ({ACCOUNT: (ADDRESS,)},),
        "endpoint_prefixes": ({STORAGE: ("192.0.2.0/24",)},),
        "resources": ({ACCOUNT: ACCOUNT_ID}, {ACCOUNT: others}),
    }
    return Doubt("endpoint policy", documents, replace(QUESTION, fqdn=ACCOUNT), facts=facts)


def endpoint(random):
    """A service endpoint takes its service past the firewall, which does not let it pass; it may not have settled."""
    documents = locked()
    deny(documents, network_rule(destinationAddresses=["*"]))
    settled = random.random() < 0.5
    if not settled:
        for item in cluster_subnet(documents)["properties"]["serviceEndpoints"]:
            item["provisioningState"] = "Failed"
    facts = {
        "endpoint_prefixes": ({STORAGE: ("192.0.2.0/24",)},),
        "endpoints_in_force": ({STORAGE: True}, {STORAGE: False}),
        "addresses": ({ACCOUNT: (ADDRESS,)},),
    }
    return Doubt(f"endpoint, settled: {settled}", documents, replace(QUESTION, fqdn=ACCOUNT), facts=facts)


def _strange(where, documents, value, more=None):
    facts = {"strangers": ({STRANGER: True}, {STRANGER: False}), **(more or {})}
    return Doubt(f"stranger in {where}, empty: {not value}", documents, facts=facts)


KINDS = (
    denied_country,
    denied_selector,
    stranger_in_rule,
    stranger_in_row,
    stranger_in_route,
    equal_hops,
    endpoint_policy,
    endpoint,
)
