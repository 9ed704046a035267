# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules of others cost: a preview and a check of one cluster behind a firewall of 100 and of 10,000 rules.

Both firewalls have the same 400 IP groups beside them, and the cluster's table has 1,000 routes. Prints a table and
writes it into docs/performance.md. What is drawn is drawn by the same seed each time.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / ".cache" / "link"))

from ansible_collections.adx.outbound.tests.bench.measured import measure, table, write_down
from ansible_collections.adx.outbound.tests.emulator import Emulator
from ansible_collections.adx.outbound.tests.emulator.worlds import ids
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet

SEED, FEW, MANY = 5, 100, 10_000
GROUPS, ROUTES = 400, 1_000
IN_COLLECTION, IN_GROUP = 100, 10  # rules, and collections
RUNS = ("preview", "check")
Document = dict[str, Any]


class Others:
    """Rules of others as people have them: most about one spoke, some about an IP group, a few about everything."""

    def __init__(self, rules: int, *, of_policy: bool) -> None:
        self._drawn, self._rules, self._of_policy = random.Random(SEED), rules, of_policy
        self._groups = [ids.network("rg-hub", "ipGroups", f"ipg-{number:03}") for number in range(GROUPS)]

    def ip_groups(self) -> Iterator[tuple[str, Document]]:
        """Each with 100 addresses."""
        for id_ in self._groups:
            yield id_, {"location": "westus", "properties": {"ipAddresses": [self._public() for _number in range(100)]}}

    def collections(self) -> Iterator[tuple[bool, Document]]:
        """Each with whether it is of application rules."""
        for number in range(0, self._rules, IN_COLLECTION):
            of_names = bool(number // IN_COLLECTION % 2)
            make = self._application if of_names else self._network
            made = [make(one) for one in range(number, min(number + IN_COLLECTION, self._rules))]
            yield of_names, {"name": f"others-{number}", "priority": 300 + number // IN_COLLECTION, "rules": made}

    def _network(self, number: int) -> Document:
        by_group = number % 8 == 5
        to = [] if by_group else [self._public() for _number in range(self._drawn.randrange(1, 6))]
        protocols = {"ipProtocols" if self._of_policy else "protocols": ["TCP" if number % 3 else "Any"]}
        return {
            **self._begun("NetworkRule", number),
            **protocols,
            "destinationAddresses": to,
            "destinationIpGroups": [self._groups[number * 11 % GROUPS]] if by_group else [],
            "destinationPorts": [self._drawn.choice(["22", "1433", "8080-8090", "443", "*"])],
        }

    def _application(self, number: int) -> Document:
        drawn = self._drawn.randrange(3000)
        names = [f"app{drawn}.example.com", f"*.vendor{drawn}.com", f"sa{drawn}.blob.core.windows.net"]
        protocols = [{"protocolType": "Https", "port": 443}]
        return {**self._begun("ApplicationRule", number), "targetFqdns": names, "protocols": protocols}

    def _begun(self, type_: str, number: int) -> Document:
        by_group, everywhere = number % 10 in (6, 7), number % 10 > 7
        from_ = ["10.0.0.0/8"] if everywhere else [] if by_group else [f"10.{number % 100}.{number % 256}.0/24"]
        return {
            "name": f"rule-{number}",
            **({"ruleType": type_} if self._of_policy else {}),
            "sourceAddresses": from_,
            "sourceIpGroups": [self._groups[number * 7 % GROUPS]] if by_group else [],
        }

    def _public(self) -> str:
        return f"{self._drawn.choice([20, 40, 52])}.{'.'.join(str(self._drawn.randrange(256)) for _part in range(3))}"


def seed(emulator: Emulator, rules: int, *, of_policy: bool) -> Fleet:
    """Put one cluster behind a firewall with so many rules of others, and return where it is."""
    fleet, others = Fleet(1, 1, policies=of_policy), Others(rules, of_policy=of_policy)
    emulator.reset("empty")
    for id_, document in (*others.ip_groups(), *fleet.resources()):
        properties = document.get("properties", {})  # a resource group has none
        if id_ == fleet.table(0):
            properties["routes"] += [_route(number) for number in range(ROUTES)]
        if id_ == fleet.firewall(0) and not of_policy:
            for of_names, collection in others.collections():
                kind = "applicationRuleCollections" if of_names else "networkRuleCollections"
                name, allowed = collection.pop("name"), {"action": {"type": "Allow"}}
                properties.setdefault(kind, []).append({"name": name, "properties": {**collection, **allowed}})
        emulator.seed(id_, document)
    if of_policy:
        policy, found = (
            fleet.target(0).partition("/ruleCollectionGroups/")[0],
            [one for _names, one in others.collections()],
        )
        for number in range(0, len(found), IN_GROUP):
            listed = [
                {**one, "ruleCollectionType": "FirewallPolicyFilterRuleCollection", "action": {"type": "Allow"}}
                for one in found[number : number + IN_GROUP]
            ]
            group = {"properties": {"priority": 300 + number, "ruleCollections": listed}}
            emulator.seed(f"{policy}/ruleCollectionGroups/others-{number}", group)
    return fleet


def _route(number: int) -> Document:
    prefix = f"{30 + number // 250}.{number % 250}.0.0/24"
    hop = {"nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.9.9"}
    return {"name": f"others-{number}", "properties": {"addressPrefix": prefix, **hop}}


def rows(rounds: int) -> Iterator[tuple[str, ...]]:
    """Seconds of a whole play, those of many rules as a multiple of those of few, side by side."""
    playbook = str(Path(sys.executable).with_name("ansible-playbook"))
    for of_policy in (False, True):
        with Emulator(world="empty") as few, Emulator(world="empty") as many, tempfile.TemporaryDirectory() as home:
            fleets = [(one, seed(one, count, of_policy=of_policy)) for one, count in ((few, FEW), (many, MANY))]
            for run in RUNS:
                taken: list[list[float]] = [[], []]
                memory = [0, 0]
                for _round in range(rounds):
                    for place, (emulator, fleet) in enumerate(fleets):
                        named = {f"egress_{name}": one for name, one in fleet.entry(0).items()}
                        named["egress_default_route"] = "manage"
                        command = [playbook, f"adx.outbound.{run}", "--extra-vars", json.dumps(named)]
                        done = measure(emulator, command, home, accepted=(0, 2))
                        taken[place].append(done.seconds)
                        memory[place] = max(memory[place], done.memory)
                times = statistics.median(taken[1]) / statistics.median(taken[0])
                row = ("policy" if of_policy else "classic", run, f"{times:.1f}", *map(str, memory))
                print("  ".join(row), flush=True)
                yield row


def main() -> None:
    """Measure, print and write down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    head = ("rules", "run", f"times {FEW} rules", f"memory with {FEW}, MB", f"with {MANY:,}, MB")
    write_down("rules", table(head, rows(parser.parse_args().rounds)))


if __name__ == "__main__":
    main()
