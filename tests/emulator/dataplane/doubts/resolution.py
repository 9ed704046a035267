# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that do not resolve, or to something else: private zones, name servers, the firewall as one of them."""

from __future__ import annotations

from dataclasses import replace

from .. import private_endpoints
from .around import HOME, HUB, add_endpoint, add_zone, link_of, locked_by, policy, record, set_servers, set_tier
from .doubt import ADDRESS, QUESTION, Doubt, application_rule, cluster_subnet, deny, firewall_address, network_rule

ACCOUNT, SERVICE = "data.blob.core.windows.net", "blob.core.windows.net"
LINKED = f"privatelink.{SERVICE}"
ELSEWHERE = "203.0.113.10"
PUBLIC = {"addresses": ({ACCOUNT: (ADDRESS,)},)}
# Whether a resource has a private endpoint somewhere, which makes its public name an alias, nobody else can read.
ALIASED = {"aliases": ({}, {ACCOUNT: private_endpoints.alias(ACCOUNT)})}
ASKED = replace(QUESTION, fqdn=ACCOUNT)


def private_link_zone(random):
    """A linked zone of private link has no record: that stops names of resources with an endpoint, and no others."""
    documents, fallback, kept = _locked(), random.random() < 0.3, random.random() < 0.3
    add_zone(documents, LINKED, HOME, fallback=fallback, **({"data": ADDRESS} if kept else {}))
    return _doubt(f"private link zone, fallback: {fallback}, record: {kept}", documents, **ALIASED)


def private_link_zone_with_endpoint(random):
    """The same where the account's endpoint is to be seen, so that its name is known to be an alias."""
    documents, fallback = _locked(), random.random() < 0.5
    add_endpoint(documents, "10.20.3.4", name=ACCOUNT)
    add_zone(documents, LINKED, HOME, fallback=fallback)
    return _doubt(f"private link zone with endpoint, fallback: {fallback}", documents)


def record_of_endpoint(random):
    """The zone leads to the endpoint in the cluster's network, past a firewall that does not let the name pass."""
    documents, linked = _locked(), random.choice((HOME, HUB))
    deny(documents, application_rule(ACCOUNT))
    add_endpoint(documents, "10.20.3.4", name=ACCOUNT)
    add_zone(documents, LINKED, linked, data="10.20.3.4")
    return _doubt(f"record of endpoint, linked: {linked.rpartition('/')[2]}", documents)


def plain_zone(random):
    """A linked zone of the plain name answers for all below it, whether it has a record or not."""
    documents, kept, fallback = _locked(), random.random() < 0.4, random.random() < 0.5
    name = random.choice((SERVICE, "core.windows.net", ACCOUNT))
    host = {SERVICE: "data", "core.windows.net": "data.blob", ACCOUNT: "@"}[name]
    add_zone(documents, name, HOME, fallback=fallback, **({host: ADDRESS} if kept else {}))
    return _doubt(f"plain zone {name}, record: {kept}, fallback: {fallback}", documents)


def zone_beside(random):
    """A zone of other names, or one that is linked to the hub alone, is nothing to a spoke that asks Azure."""
    documents = _locked()
    name, network = random.choice((("other.example.org", HOME), (SERVICE, HUB), ("lob.core.windows.net", HOME)))
    add_zone(documents, name, network)
    return _doubt(f"zone beside: {name}", documents)


def zone_of_firewall(random):
    """With HTTP the firewall looks the host up itself, as the hub sees it; with TLS it does not."""
    protocol, port = random.choice((("Http", 80), ("Https", 443)))
    documents = _locked(application_rule(ACCOUNT, protocol=protocol, port=port))
    add_zone(documents, SERVICE, HUB)
    question = replace(ASKED, protocol=protocol, port=port)
    return Doubt(f"zone of the firewall, {protocol}", documents, question, facts=PUBLIC)


def firewall_asked(random):
    """The spoke asks the firewall, which answers if its proxy is on, as the hub sees it."""
    documents, proxy, zone = _locked(), random.random() < 0.6, random.choice((None, HOME, HUB))
    tier = random.choice(("Premium", "Premium", "Basic"))
    set_servers(documents, firewall_address(documents))
    set_tier(documents, tier)
    policy(documents)["dnsSettings"] = {"enableProxy": proxy}
    if zone:
        add_zone(documents, SERVICE, zone)
    where = (zone or "").rpartition("/")[2]
    return _doubt(f"firewall asked, proxy: {proxy}, zone at: {where}, {tier}", documents)


def name_in_network_rule(random):
    """A network rule goes by what the firewall finds for its name: that has to be what the cluster is told."""
    documents = _locked(network_rule(destinationFqdns=[ACCOUNT]))
    settings = random.choice(({"enableProxy": True}, {"requireProxyForNetworkRules": False}, {"enableProxy": False}))
    tier, other = random.choice(("Premium", "Premium", "Basic")), random.choice((None, ELSEWHERE, ADDRESS))
    set_tier(documents, tier)
    policy(documents)["dnsSettings"] = settings
    if other:
        add_zone(documents, SERVICE, HUB, data=other)
    return _doubt(f"name in network rule, {settings}, {tier}, at the hub: {other}", documents)


def record_unreadable(_random):
    """Which records a linked zone has may not be read."""
    documents = _locked()
    zone_id = add_zone(documents, SERVICE, HOME)
    made = record(zone_id, "data", ADDRESS)
    return Doubt("record unreadable", documents, ASKED, hidden={made["id"]: (made, None)}, facts=PUBLIC)


def links_unreadable(_random):
    """To which networks a zone is linked may not be read."""
    documents = _locked()
    zone_id = add_zone(documents, SERVICE)
    link = link_of(zone_id, documents[HOME]["id"])
    return Doubt("links unreadable", documents, ASKED, hidden={link["id"]: (link, None)}, facts=PUBLIC)


def own_servers(_random):
    """Servers of the user's own say what public DNS says; zones that are linked to the spoke are not asked."""
    documents = _locked()
    set_servers(documents, "10.50.0.10")
    add_zone(documents, SERVICE, HOME)
    return _doubt("own servers", documents)


def _locked(rule=None):
    """Everything to the firewall, which lets the account pass, and nothing by an endpoint of the service; spoke and hub
    ask Azure."""
    documents = locked_by(rule or application_rule(ACCOUNT))
    cluster_subnet(documents)["properties"].pop("serviceEndpoints")
    policy(documents)["dnsSettings"] = {"enableProxy": True}
    set_servers(documents)
    set_servers(documents, network=HUB)
    return documents


def _doubt(name, documents, **facts):
    return Doubt(name, documents, ASKED, facts={**PUBLIC, **facts})


KINDS = (
    private_link_zone,
    private_link_zone,
    private_link_zone_with_endpoint,
    record_of_endpoint,
    plain_zone,
    zone_beside,
    zone_of_firewall,
    firewall_asked,
    name_in_network_rule,
    record_unreadable,
    links_unreadable,
    own_servers,
)
