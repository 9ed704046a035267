# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fully specified worlds, and questions to them: every question has an answer, yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..worlds import FIREWALL_ID, SUBNET_ID
from . import addresses, trips, worlds
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
        members = (self.store.get(parent_id.lower(), {}).get("properties") or {}).items()
        parts = next((value for member, value in members if member.lower() == kind.lower()), None) or []
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
    sources: tuple[str, ...] = ("10.20.1.7",)
    firewall: str = FIREWALL_ID
    subnet: str = SUBNET_ID


def ask(world, question):
    """The whole way of a connection, as a Trip."""
    return way(network(world, question, world.truth), question)


def network(world, question, truth):
    """What the question is about, in a World or in an emulator's."""
    known = {"fqdn_tags": truth.fqdn_tags, "web_categories": truth.web_categories}
    return worlds.network_of(world, question.firewall, question.subnet, truth=truth, **known)


def way(around, question):
    """The same in the Network of a whole world that is put together already."""
    found = around.names.of_network(around.place.network, question.fqdn)
    if not found:
        return trips.Trip(False, "resolution")
    source, address = _ends(found, question)
    asked = {"fqdn": question.fqdn, "source": source}
    found = trips.trip(around, address=address, port=question.port, protocol=question.protocol, **asked)
    onwards = around.truth.said("redirects").get(question.fqdn) if question.protocol == "Mssql" else None
    if found.passes and onwards:
        # The server has only told where the database is. What goes there is no longer for its name.
        return trips.trip(around, address=onwards[0], port=onwards[1], protocol="TCP", source=source)
    return found


def _ends(found, question):
    """(source, address): a client takes an address of a family that it has itself."""
    own = {addresses.single(source).version: source for source in question.sources}
    for address in found:
        if addresses.single(address).version in own:
            return own[addresses.single(address).version], address
    raise ValueError(f"{question.fqdn} has no address that the cluster could use")
