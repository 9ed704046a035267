# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way out of any subnet, whosever it is, for many flows at once: its routes, and the firewall they lead to."""

from __future__ import annotations

from . import addresses, reach, trips
from .truth import Truth
from .worlds import network_of

ELSEWHERE = "192.0.2.250"  # an address that no service tag of a world holds


def outcomes(control, firewall_id, subnet_id, flows, *, tags=None, at=None, truth=None, **known):
    """The Trip of each of the flows (name, port, protocol), begun by a host of the subnet.

    A name with an asterisk stands for one of the names that it holds. `tags` says which service tag the address of a
    name is in, `at` what its address is; a name that is an address or a prefix is one without a name.
    """
    around = network_of(control, firewall_id, subnet_id, truth=truth or Truth(), **known)
    source = host_of(control, subnet_id)
    return {flow: _outcome(around, source, flow, tags or {}, at or {}) for flow in flows}


def leaving(control, firewall_id, subnet_id, flows, **more):
    """Those of the flows that get out."""
    return {flow for flow, found in outcomes(control, firewall_id, subnet_id, flows, **more).items() if found.passes}


def host_of(control, subnet_id):
    """An address in the subnet that a host could have: the service keeps the first four."""
    subnet = control.document(subnet_id)
    if subnet is None:
        raise ValueError(f"there is no {subnet_id} in this world")
    first = reach.prefixes_of(subnet["properties"])[0]
    return str(addresses.network(first)[7])


def _outcome(around, source, flow, tags, at):
    name, port, protocol = flow
    block = addresses.block(name) if addresses.is_meant(name) else None
    if block:
        return trips.trip(around, address=str(block[0]), port=port, protocol=_without_name(protocol), source=source)
    asked = {"fqdn": name.replace("*", "any"), "address": at.get(name, ELSEWHERE), "tag": tags.get(name)}
    return trips.trip(around, port=port, protocol=protocol, source=source, **asked)


def _without_name(protocol):
    """Nothing but an address is known of it, so no rule with names can mean it."""
    return protocol if protocol == "UDP" else "TCP"
