# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads that are about to be made one after the other, made at the same time by a login that remembers.

Only what is read in any case is asked for here, and what comes of it is for whoever reads it: an error is met there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from ..._plan.documents import networks, subnets
from ..._plan.fleet.fleet import Asked
from ..._plan.lockdown.request import NameSource, Request, Step
from ..._plan.values import addresses, resource_ids
from ..._plan.values.resource_ids import ResourceId
from ..._plan.values.words import DesiredState
from ..._plan.verdict import reach
from ..._plan.verdict.landscape import Landscape
from ..wire import in_parallel
from . import besides, managers, private_names
from .reader import Reader

FEW = 4  # clusters; of more, one is read beside the others
Read = Callable[[], Any]


def of_call(reader: Reader, asked: Asked) -> None:
    """What a call names itself: the cluster with its answer, the firewall, and a subnet."""
    if asked.request.state == DesiredState.ABSENT or not reader.session.ahead_of:
        return
    reads: list[Read] = [partial(reader.kusto.cluster, asked.cluster), *_documents(reader, (asked.firewall,))]
    if NameSource.DISCOVERED in asked.request.sources:
        reads.append(partial(reader.kusto.dependencies, asked.cluster))
    _together((*reads, *_of_subnet(reader, asked.subnet)))


def of_cluster(reader: Reader, request: Request, landscape: Landscape) -> None:
    """What a cluster's document leads to: its subnet with the network around it."""
    if request.state != DesiredState.ABSENT and reader.session.ahead_of:
        _together(_of_subnet(reader, landscape.subnet_id))


def of_table(reader: Reader, landscape: Landscape) -> None:
    """What the look behind a plan reads, before the plan reads the route table: that comes from the same subnet."""
    if landscape.subnet_id is None or reader.session.ahead_of <= {Step.PLAN}:
        return
    read = partial(reader.document, landscape.subnet_id.parent)  # which is there already
    ((network, _error),) = in_parallel.each(lambda one: one(), [read])
    of_subnet(reader, replace(landscape, virtual_network=network), is_needed=True)


def of_look(reader: Reader, seen: Landscape) -> None:
    """What a look begins with: firewall and subnet, and what nobody has asked for yet."""
    if reader.session.ahead_of:
        subnet = None if "subnet" in seen.unread else seen.subnet_id
        near = _of_subnet(reader, subnet) if seen.drafts is None else _documents(reader, _network(subnet))
        _together((*_documents(reader, (None if seen.appliance else seen.firewall_id,)), *near))


def of_subnet(reader: Reader, seen: Landscape, *, is_needed: bool) -> None:
    """What the documents of subnet, network and firewall lead to; before a check of something that `is_needed` the
    lists of what lies besides as well.
    """
    if not reader.session.ahead_of:
        return
    ids = [subnets.security_group_id(seen.subnet), subnets.route_table_id(seen.subnet), hop_network(seen)]
    reads = _documents(reader, map(resource_ids.parse_or_none, ids))
    if is_needed and Step.CHECK in reader.session.ahead_of:
        near = seen.subnet_id.parent if seen.subnet_id else None
        reads += [*private_names.lists(reader, near), *besides.lists(reader.lists, seen)]
    _together(reads)


def _together(reads: Iterable[Read]) -> None:
    in_parallel.each(lambda read: read(), reads)


def _documents(reader: Reader, ids: Iterable[ResourceId | None]) -> list[Read]:
    return [partial(reader.session.network.read, id_) for id_ in ids if id_ is not None]


def _network(subnet: ResourceId | None) -> tuple[ResourceId, ...]:
    """A subnet and its network."""
    return (subnet, subnet.parent) if subnet else ()


def _of_subnet(reader: Reader, subnet: ResourceId | None) -> list[Read]:
    """A plan alone is not about the network."""
    if subnet is None:
        return []
    is_planned = reader.session.ahead_of == {Step.PLAN}
    rules = partial(managers.pages, reader.session.http, subnet.parent)
    return [*_documents(reader, (subnet,) if is_planned else _network(subnet)), rules]


def hop_network(seen: Landscape) -> str | None:
    """The id of the network at the other end of the peering that leads to the firewall, or to where the routes name it;
    None where it is in no other network, or nothing leads there.
    """
    network, address = seen.virtual_network, seen.hop_address
    if network is None or address is None or addresses.holds(networks.prefixes(network), address):
        return None
    peering = reach.leading_to(network, address)
    return peering.remote if peering and peering.is_connected and not peering.is_with_hub else None
