# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One firewall with a policy for many: the cluster of the demo, and seven services that say what they need.

The demo stands as it is with such a firewall. Beside it is a second network, whose subnets are all routed to the
firewall already. What the services need nobody has let pass yet, so that they are cut off: other teams' rules are about
other subnets.
"""

from __future__ import annotations

from . import data_sources, demo, ids, service_tags, services_network, services_resources, services_rules
from . import services_ids as named


def build(region="West US", routed=False, return_routes=False, without=()):
    """With `routed` the cluster's subnet is led to the firewall as well; with `return_routes` the tables of Batch and
    API Management have ways past it, for the answers to what those services send in; `without` are ids that are left
    out, with all that is below them.
    """
    around = demo.build(region, firewall="policy")
    documents = dict(around)
    documents[service_tags.DOCUMENT_ID]["values"] += service_tags.of_services(region)
    services_network.join(documents[ids.HUB_ID])
    if routed:
        documents[ids.ROUTE_TABLE_ID]["properties"]["routes"].append(services_network.default_route())
    found = [
        *around,
        demo.group(named.GROUP, region),
        *services_rules.build(region),
        *services_network.build(region, return_routes),
        data_sources.storage_account(named.BATCH_STORAGE_ID, region),
        *services_resources.build(region),
    ]
    gone = tuple(f"{one.lower()}/" for one in without)
    return [item for item in found if not f"{item[0].lower()}/".startswith(gone)] if gone else found
