# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: a cluster injected into a spoke, a hub with a firewall that other people use too, and their routes."""

from __future__ import annotations

from . import clusters, empty, hub, ids, service_tags, spoke


def build(region="West US", route_table=True, delegated=False, firewall="classic", shared_table=False, connected=False):
    """`firewall`: classic, policy or hub; with `shared_table` the neighbour's subnet has the route table, too.

    A network with the firewall is peered with the spoke. To a virtual hub the spoke is connected with `connected` only:
    the service then has it use the hub's gateway, of which nobody can tell which routes it gives.
    """
    return [
        *empty.build(),
        *(group(name, region) for name in ids.GROUPS),
        *service_tags.build(region),
        *clusters.addresses(region),
        *spoke.build(region, route_table, delegated, shared_table, firewall, connected),
        *hub.build(region, firewall, spoke.SPACE, connected),
        *clusters.build(region),
    ]


def group(name, region):
    """A resource group."""
    document = {
        "id": ids.group(name),
        "name": name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": ids.normal(region),
        "tags": {},
        "properties": {"provisioningState": "Succeeded"},
    }
    return ids.group(name), document
