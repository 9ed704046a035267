# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same in other letters: nothing about what packets meet hangs on how an id, a word or a range is spelt."""

from __future__ import annotations

from ...worlds import FIREWALL_POLICY_ID, ROUTE_TABLE_ID
from .doubt import SOMEWHERE, Doubt, deny, locked, network_rule, route

WORDS = ("nextHopType", "access", "direction", "ruleType", "ruleCollectionType", "protocolType", "protocol")

WITH_THE_CLUSTER = ("10.20.1.200/24", "10.20.1.0-10.20.1.63", "10.20.1.7", "10.20.1.0/29")
WITHOUT_IT = ("10.20.1.8", "10.20.1.8/29")


def other_case(random):
    """Ids in references and words of enumerations in upper or lower case, each as it comes."""
    documents = locked()
    for document in documents.values():
        if str(document.get("type", "")).startswith("Microsoft.Network/") and "properties" in document:
            _respell(document["properties"], random)
    return Doubt("other case", documents)


def other_range(random):
    """A denied range, written as a prefix with bits beyond its length, as everything, or from first to last."""
    documents = locked()
    text = random.choice(("192.0.2.77/24", "0.0.0.0/0", "*", "192.0.2.0-192.0.2.255", "0.0.0.0-255.255.255.255"))
    deny(documents, network_rule(destinationAddresses=[text]))
    facts = SOMEWHERE if text.startswith("192.0.2.") else {}
    return Doubt(f"denied: {text}", documents, facts=facts)


def other_sources(random):
    """The cluster's subnet among the sources of a denial, or an address beside it."""
    documents = locked()
    text = random.choice((*WITH_THE_CLUSTER, *WITHOUT_IT))
    deny(documents, network_rule(sourceAddresses=[text], destinationAddresses=["*"]))
    return Doubt(f"denied from: {text}", documents)


def halves(random):
    """Two halves are everything: one route for each wins over the default route."""
    documents = locked()
    hop = random.choice(("Internet", "None"))
    routes = documents[ROUTE_TABLE_ID.lower()]["properties"]["routes"]
    routes += [route("low", "0.0.0.0/1", hop), route("high", "128.0.0.0/1", hop)]
    return Doubt(f"halves: {hop}", documents)


def _respell(value, random, name=""):
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        inner = key if isinstance(key, str) else name
        if isinstance(item, (dict, list)):
            _respell(item, random, inner)
        elif isinstance(item, str) and (inner in WORDS or (inner == "id" and _is_reference(value))):
            value[key] = random.choice((item, item.lower(), item.upper()))


def _is_reference(value):
    """A bare {id}: what has a name as well is no reference but the thing itself."""
    return set(value) == {"id"} and FIREWALL_POLICY_ID.split("/")[2] in value["id"]


KINDS = (other_case, other_range, other_sources, halves)
