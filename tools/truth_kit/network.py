# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions about a route table, and about a subnet of a network of our own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import facts
from .facts import Fact, Unanswered, code_of, demand, read
from .sandbox import Sandbox

TABLE, NETWORK, SUBNET = "routeTables", "virtualNetworks", "virtualNetworks/subnets"
SPACE, PREFIX = "10.213.0.0/24", "10.213.0.0/26"
OLD = "2022-01-01"  # of before disablePeeringRoute and defaultOutboundAccess
READS = 10  # of a table, until it shows that a subnet has come or gone


class Network:
    """The questions, around one table and one subnet."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox, self.wire = sandbox, sandbox.wire
        self.table = sandbox.create(TABLE, {})
        network = sandbox.create(NETWORK, {"addressSpace": {"addressPrefixes": [SPACE]}})
        self.subnet = f"{network}/subnets/inside"
        demand(self.wire.put(self.subnet, self._inside()))

    def questions(self) -> list[Iterator[Fact]]:
        """All of them, each of which leaves the table without routes that the next could meet."""
        table, subnet = self.table, self.subnet
        body = self.sandbox.body
        return [
            facts.stale_if_match(self.wire, table, TABLE, body({}, probe="1"), body({}, probe="2")),
            facts.if_none_match(self.wire, table, TABLE, body({}, probe="3")),
            facts.stale_if_match(self.wire, subnet, SUBNET, self._policies("Enabled"), self._policies("Disabled")),
            facts.no_change(self.wire, table, TABLE, "table_no_change"),
            self._stale_route(),
            self._duplicates(),
            self._service_tag(),
            self._enumeration(),
            self._missing(),
            self._association(),
            facts.casing(self.wire, table, TABLE),
            facts.casing(self.wire, subnet, SUBNET),
            facts.newer_members(self.wire, table, TABLE, "disablePeeringRoute", "All", OLD),
            facts.newer_members(self.wire, subnet, SUBNET, "defaultOutboundAccess", False, OLD),
        ]

    def _inside(self, **properties: Any) -> dict[str, Any]:
        return {"properties": {"addressPrefix": PREFIX, **properties}}

    def _policies(self, value: str) -> dict[str, Any]:
        return self._inside(privateEndpointNetworkPolicies=value)

    def _with(self, *routes: dict[str, Any]) -> dict[str, Any]:
        return self.sandbox.body({"routes": list(routes)})

    def _stale_route(self) -> Iterator[Fact]:
        path = f"{self.table}/routes/one"
        first, second = _route("one", "192.0.2.0/28"), _route("one", "192.0.2.16/28")
        demand(self.wire.put(path, first))
        yield from facts.stale_if_match(self.wire, path, f"{TABLE}/routes", second, first)

    def _duplicates(self) -> Iterator[Fact]:
        one, other = "192.0.2.0/28", "192.0.2.16/28"
        answer = self.wire.put(self.table, self._with(_route("a", one), _route("b", one)))
        yield code_of("duplicate_route_prefix_code", TABLE, answer)
        for name, second in (("duplicate_route_name", "a"), ("route_name_in_two_casings", "A")):
            answer = self.wire.put(self.table, self._with(_route("a", one), _route(second, other)))
            value = answer.code if answer.verdict() == "refuse" else "accept"
            yield Fact(name, TABLE, value, answer.call, is_switch=False)

    def _service_tag(self) -> Iterator[Fact]:
        answer = self.wire.put(self.table, self._with(_route("a", "AzureMonitor")))
        yield Fact("service_tag_routes", TABLE, answer.verdict(), answer.call)

    def _enumeration(self) -> Iterator[Fact]:
        sent = "internet"
        demand(self.wire.put(self.table, self._with(_route("a", "192.0.2.0/28", hop=sent))))
        (route,) = read(self.wire, self.table)["properties"]["routes"]
        value = "keep" if route["properties"]["nextHopType"] == sent else "canonical"
        yield Fact("enum_casing", TABLE, value, len(self.wire.calls) - 1)

    def _missing(self) -> Iterator[Fact]:
        for path, of in ((f"{self.table}/routes/missing", f"{TABLE}/routes"), (f"{self.subnet}-missing", SUBNET)):
            answer = self.wire.get(path)
            if answer.status != 404:
                raise Unanswered(answer.sentence())
            yield Fact("missing_child_code", of, answer.code, answer.call)

    def _association(self) -> Iterator[Fact]:
        sent = self.table.swapcase().replace(self.table.split("/")[2].swapcase(), self.table.split("/")[2])
        demand(self.wire.put(self.subnet, self._inside(routeTable={"id": sent})))
        shown = read(self.wire, self.subnet)["properties"]["routeTable"]["id"]
        value = "as sent" if shown == sent else "as created" if shown == self.table else "as neither"
        yield Fact("casing_of_id_in_body", SUBNET, value, len(self.wire.calls) - 1, is_switch=False)
        self._reads_until(shown=True)
        demand(self.wire.put(self.subnet, self._inside()))
        late = self._reads_until(shown=False)
        yield Fact("route_table_subnets_lag", TABLE, late, len(self.wire.calls) - 1)

    def _reads_until(self, shown: bool) -> int:
        """How many reads of the table are out of date, until it shows a subnet or none."""
        for late in range(READS):
            if ("subnets" in read(self.wire, self.table)["properties"]) == shown:
                return late
        raise Unanswered(f"the table was out of date for {READS} reads")


def _route(name: str, prefix: str, hop: str = "Internet") -> dict[str, Any]:
    return {"name": name, "properties": {"addressPrefix": prefix, "nextHopType": hop}}
