# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names above whose rule another one denies: by an address, a tag, an IP group, another name, a category, a list.

Of each there is a world where it cannot be told and one where it can.
"""

from __future__ import annotations

import copy

from ...worlds import FIREWALL_ID, FIREWALL_POLICY_ID, ids
from .doubt import ADDRESS, NAME, Doubt, add_tag, application_rule, deny, locked, network_rule

ELSEWHERE, OTHER = "198.18.0.10", "other.example.org"
# The name resolves to the one or the other, which nobody knows who only has the name.
EITHER = {"addresses": ({NAME: (ADDRESS,)}, {NAME: (ELSEWHERE,)})}
SETTINGS = ({"enableProxy": True}, {"requireProxyForNetworkRules": False}, {"enableProxy": False}, None)
SPARED = (("Premium", []), ("Standard", [NAME]), ("Standard", ["*.example.org"]), ("Basic", []))


def denied_address(random):
    """A prefix is denied, and the name may resolve into it."""
    return _denied(random, "address", destinationAddresses=["192.0.2.0/24"])


def denied_range(random):
    """A range is denied, spelt as no prefix is."""
    return _denied(random, "range", destinationAddresses=["192.0.2.0-192.0.2.99"])


def denied_everything(_random):
    """All addresses are denied: whatever the name resolves to."""
    documents = locked()
    deny(documents, network_rule(destinationAddresses=["*"]))
    return Doubt("everything denied", documents, facts=EITHER)


def denied_tag(random):
    """A service tag is denied. A name of the service may have an address outside of it, and one of another inside."""
    documents = locked()
    add_tag(documents, "Somewhere", "192.0.2.0/25")
    deny(documents, network_rule(random.choice((443, 8443)), destinationAddresses=["Somewhere"]))
    return _by_port(documents, "tag")


def denied_ip_group(random):
    """An IP group is denied. Who may not read it does not know what is in it."""
    documents = locked()
    group = documents.pop(ids.IP_GROUP_ID.lower())
    deny(documents, network_rule(destinationAddresses=[], destinationIpGroups=[ids.IP_GROUP_ID]))
    others = copy.deepcopy(group)
    others["properties"]["ipAddresses"] = [random.choice((ADDRESS, "192.0.2.0/28"))]
    return Doubt("IP group denied", documents, hidden={ids.IP_GROUP_ID: (group, others)})


def denied_name(random):
    """A network rule denies another name: it stops what has the same address, and names of one service often have."""
    documents = locked()
    settings = random.choice(SETTINGS)
    properties = documents[FIREWALL_POLICY_ID.lower()]["properties"]
    properties.pop("dnsSettings", None)
    documents[ids.PARENT_POLICY_ID.lower()]["properties"].pop("dnsSettings", None)
    if settings:
        properties["dnsSettings"] = settings
    if random.random() < 0.3:
        documents[FIREWALL_ID.lower()]["properties"]["sku"]["tier"] = properties["sku"]["tier"] = "Basic"
    deny(documents, network_rule(destinationFqdns=[OTHER]))
    shared = ({NAME: (ADDRESS,), OTHER: (ADDRESS,)}, {NAME: (ADDRESS,), OTHER: (ELSEWHERE, "203.0.113.4")})
    name = f"name denied, {properties['sku']['tier']}, {settings}"
    return Doubt(name, documents, facts={"addresses": shared})


def denied_name_at_its_own(_random):
    """An application rule denies another name: that tells two names with one address apart."""
    documents = locked()
    deny(documents, application_rule(OTHER))
    shared = {NAME: (ADDRESS,), OTHER: (ADDRESS,)}
    return Doubt("name denied by application rule", documents, facts={"addresses": (shared,)})


def denied_category(_random):
    """A web category is denied; what is in it nobody publishes."""
    documents = locked()
    deny(documents, application_rule(webCategories=["Business"]))
    values = ({"Business": ()}, {"Business": (OTHER,)}, {"Business": ("*.example.org",)})
    return Doubt("category denied", documents, facts={"web_categories": values})


def denied_fqdn_tag(_random):
    """The same of an FQDN tag."""
    documents = locked()
    deny(documents, application_rule(fqdnTags=["AzureBackup"]))
    return Doubt("FQDN tag denied", documents, facts={"fqdn_tags": ({"AzureBackup": ()}, {"AzureBackup": (NAME,)})})


def denied_page(random):
    """A page of the host is denied, which only a rule can see that looks into TLS."""
    documents = locked()
    inspected = random.random() < 0.5
    deny(documents, application_rule(targetUrls=[f"{NAME}/secret*"], terminateTLS=inspected))
    pages = ({NAME: "secret/1"}, {NAME: "public"})
    return Doubt(f"page denied, inspected: {inspected}", documents, facts={"paths": pages})


def inspected(_random):
    """The rule that lets the name pass looks into TLS, and the cluster may not take its certificates."""
    documents = locked()
    (group,) = [item for key, item in documents.items() if key.endswith("/rulecollectiongroups/own")]
    group["properties"]["ruleCollections"][0]["rules"][0]["terminateTLS"] = True
    return Doubt("inspected", documents)


def listed(random):
    """Threat intelligence stops what is on its list, but nothing on the policy's own list, and nothing on Basic."""
    documents = locked()
    tier, spared = random.choice(SPARED)
    documents[FIREWALL_ID.lower()]["properties"]["sku"]["tier"] = tier
    holder = random.choice((FIREWALL_POLICY_ID, ids.PARENT_POLICY_ID))
    documents[holder.lower()]["properties"].update(threatIntelMode="Deny", threatIntelWhitelist={"fqdns": spared})
    return Doubt(f"listed, {tier}, spared: {spared}", documents)


def _denied(random, name, **destination):
    documents = locked()
    deny(documents, network_rule(random.choice((443, 8443)), **destination))
    return _by_port(documents, name)


def _by_port(documents, name):
    """Above the rule that lets pass, a deny for the port of the question or for another one."""
    group = next(item for key, item in documents.items() if key.endswith("/rulecollectiongroups/stop"))
    port = group["properties"]["ruleCollections"][0]["rules"][0]["destinationPorts"][0]
    return Doubt(f"{name} denied, port {port}", documents, facts=EITHER)


KINDS = (
    denied_address,
    denied_range,
    denied_everything,
    denied_tag,
    denied_ip_group,
    denied_name,
    denied_name_at_its_own,
    denied_category,
    denied_fqdn_tag,
    denied_page,
    inspected,
    listed,
)
