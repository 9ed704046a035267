# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fully specified worlds, and questions to them: every question has an answer, yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..worlds import FIREWALL_ID, SUBNET_ID
from . import trips, worlds
from .truth import Truth


@dataclass(frozen=True)
class World:
    """Documents by id in lower case, as a GET shows them, and what no document tells."""

    store: Mapping[str, dict]
    truth: Truth = Truth()

    def document(self, resource_id):
        """A document of its own, or a part inside its parent's; None: it is not there."""
        if resource_id.lower() in self.store:
            return self.store[resource_id.lower()]
        parent_id, kind, name = resource_id.rsplit("/", 2)
        parts = (self.store.get(parent_id.lower(), {}).get("properties") or {}).get(kind) or []
        return next((part for part in parts if part["name"].lower() == name.lower()), None)

    def documents(self):
        """The same as a control has it."""
        return self.store


@dataclass(frozen=True)
class Question:
    """Whether a connection of the cluster gets out."""

    fqdn: str
    port: int = 443
    protocol: str = "Https"
    address: str = "192.0.2.10"
    source: str = "10.20.1.7"
    firewall: str = FIREWALL_ID
    subnet: str = SUBNET_ID


def ask(world, question):
    """The whole way of a connection, as a Trip."""
    network = worlds.network_of(world, question.firewall, question.subnet, truth=world.truth)
    return way(network, question)


def way(network, question):
    """The same in a network that is put together already."""
    return trips.trip(
        network,
        fqdn=question.fqdn,
        address=question.address,
        port=question.port,
        protocol=question.protocol,
        source=question.source,
    )
