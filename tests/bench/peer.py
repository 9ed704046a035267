# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster's lock-down by us and by azure.azcollection, a first and a second run, on the same emulator.

The other collection cannot find out what is needed: its play is given our outcome as literal values, and other people's
rule collections, too, since its firewall module puts the lists it is given in the place of those it finds. It asks for
the cluster's dependencies once, as such a play would to see that its values still hold, and judges nothing. Prints two
tables and writes them into docs/performance.md; it stops where the two outcomes differ, our second run writes, or
ours is not five times as fast in both runs.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / ".cache" / "link"))

from ansible_collections.adx.outbound.tests.bench.measured import (
    ROOT,
    Measured,
    measure,
    table,
    write_down,
    write_play,
)
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    ROUTE_TABLE_ID,
    Emulator,
)
from ansible_collections.adx.outbound.tests.integration.documents import OURS, steady, without_ours

OUR_BIN, THEIR_BIN = Path(sys.executable).parent, ROOT / ".cache" / "peer" / "bin"
LISTS = ("applicationRuleCollections", "natRuleCollections", "networkRuleCollections")
AT_LEAST = 5  # times as fast as the other collection
TASKS = 10  # of one kind in a play, to see what each of them costs
VARIABLES = {
    "egress_cluster": {"name": "telemetry", "resource_group": "rg-adx"},
    "egress_firewall": {"name": "fw-hub", "resource_group": "rg-hub"},
    "egress_default_route": "manage",
}
RENAMED = {
    "applicationRuleCollections": "application_rule_collections",
    "natRuleCollections": "nat_rule_collections",
    "networkRuleCollections": "network_rule_collections",
    "sourceAddresses": "source_addresses",
    "destinationAddresses": "destination_addresses",
    "destinationFqdns": "destination_fqdns",
    "destinationPorts": "destination_ports",
    "targetFqdns": "target_fqdns",
    "fqdnTags": "fqdn_tags",
    "translatedAddress": "translated_address",
    "translatedPort": "translated_port",
}
RULE = {"name", "description", "protocols", *list(RENAMED)[3:]}


def in_their_words(collection: Mapping[str, Any]) -> dict[str, Any]:
    """A rule collection as an option of azure_rm_azurefirewall; what that has no word for is left out."""
    properties = collection["properties"]
    rules = []
    for rule in properties["rules"]:
        said = {RENAMED.get(name, name): value for name, value in rule.items() if value and name in RULE}
        if any(isinstance(one, dict) for one in said.get("protocols", ())):
            said["protocols"] = [{"type": one["protocolType"], "port": str(one["port"])} for one in said["protocols"]]
        rules.append(said)
    action = properties["action"]["type"].lower()
    return {"name": collection["name"], "priority": properties["priority"], "action": action, "rules": rules}


def their_tasks(firewall: Mapping[str, Any], table_: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a play of the other collection does for the outcome in these documents."""
    lists = {RENAMED[name]: [in_their_words(one) for one in firewall["properties"][name]] for name in LISTS}
    asked = {"url": f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints", "api_version": "2024-04-13"}
    place = {"route_table_name": "rt-spoke", "resource_group": "rg-spoke"}
    hops = {"Internet": "internet", "VirtualAppliance": "virtual_appliance"}
    routes = []
    for route in table_["properties"]["routes"]:
        to = route["properties"]
        hop = {"next_hop_ip_address": to["nextHopIpAddress"]} if "nextHopIpAddress" in to else {}
        if route["name"].startswith(OURS):
            way = {"address_prefix": to["addressPrefix"], "next_hop_type": hops[to["nextHopType"]], **hop}
            routes.append({"azure.azcollection.azure_rm_route": {"name": route["name"], **way, **place}})
    hub = {"name": "fw-hub", "resource_group": "rg-hub"}
    return [
        {"azure.azcollection.azure_rm_resource_info": asked},
        {"azure.azcollection.azure_rm_azurefirewall": {**hub, **lists}},
        *routes,
    ]


def outcome(emulator: Emulator) -> dict[str, Any]:
    """What our names stand for in the firewall and in the table, whatever the case of Azure's words."""
    firewall, routes = (emulator.document(id_)["properties"] for id_ in (FIREWALL_ID, ROUTE_TABLE_ID))
    rules = {one["name"]: in_their_words(one) for name in LISTS for one in firewall[name]}
    found = {**rules, **{one["name"]: steady(one["properties"]) for one in routes["routes"]}}
    return json.loads(json.dumps({name: found[name] for name in sorted(found) if name.startswith(OURS)}).lower())


def of_others(emulator: Emulator) -> Any:
    """What the firewall and the table hold besides ours."""
    return [without_ours(steady(emulator.document(id_))) for id_ in (FIREWALL_ID, ROUTE_TABLE_ID)]


def differences(before: Any, after: Any) -> int:
    """How many values of a document are gone or others."""
    if isinstance(before, dict) and isinstance(after, dict):
        return sum(differences(value, after.get(name)) for name, value in before.items())
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return sum(map(differences, before, after))
    return int(before != after)


def theirs(emulator: Emulator, home: str, tasks: list[dict[str, Any]]) -> Measured:
    """Run tasks of the other collection, which fetches the cloud's metadata in its own way."""
    metadata = f"{emulator.url}/metadata/endpoints?api-version=2019-05-01"
    kept = f"{home}/{emulator.port}"  # what the metadata said is kept there, for this emulator only
    more = {"ARM_CLOUD_METADATA_URL": metadata, "SSL_CERT_FILE": emulator.ca_file, "AZURE_CONFIG_DIR": kept}
    command = [str(THEIR_BIN / "ansible-playbook"), write_play(home, THEIR_BIN / "python", tasks)]
    return measure(emulator, command, home, more)


def ours(emulator: Emulator, home: str, tasks: list[dict[str, Any]]) -> Measured:
    """Run tasks of ours."""
    return measure(emulator, [str(OUR_BIN / "ansible-playbook"), write_play(home, OUR_BIN / "python", tasks)], home)


def twice(run: Callable[[Emulator, str], Measured], emulator: Emulator, home: str) -> tuple[list[Measured], int]:
    """A first and a second run, and how much of other people's was changed by them."""
    before = of_others(emulator)
    return [run(emulator, home), run(emulator, home)], differences(before, of_others(emulator))


def whole_job(home: str) -> str:
    """The table of the whole job."""
    lockdown = [str(OUR_BIN / "ansible-playbook"), "adx.outbound.lockdown", "--extra-vars", json.dumps(VARIABLES)]
    with Emulator(world="demo", polls=0) as emulator:  # the service's own time is not what is compared
        our_runs, our_harm = twice(lambda azure, place: measure(azure, lockdown, place), emulator, home)
        wanted = outcome(emulator)
        tasks = their_tasks(emulator.document(FIREWALL_ID), emulator.document(ROUTE_TABLE_ID))
    with Emulator(world="demo", polls=0, digits="convert") as emulator:  # azure.azcollection sends ports as text
        their_runs, their_harm = twice(lambda azure, place: theirs(azure, place, tasks), emulator, home)
        reached = outcome(emulator)
    if reached != wanted:
        raise SystemExit(f"The outcomes differ: {[name for name in wanted if wanted[name] != reached.get(name)]}.")
    if our_runs[1].writes:
        raise SystemExit(f"The second run wrote: {our_runs[1].writes}.")
    rows = []
    for number, run in enumerate(("first", "second")):
        mine, other = our_runs[number], their_runs[number]
        if other.seconds < AT_LEAST * mine.seconds:
            raise SystemExit(f"The {run} run took {mine.seconds:.1f} s, that of the other {other.seconds:.1f} s only.")
        for whose, one, harm in (("ours", mine, our_harm), ("azure.azcollection", other, their_harm)):
            counts = (str(one.requests), str(sum(one.writes.values())), str(harm))
            rows.append((run, whose, f"{one.seconds:.1f}", f"{one.seconds / mine.seconds:.1f}", *counts))
    head = ("run", "by", "seconds", "times ours", "requests", "writes", "values of others changed by both runs")
    return table(head, rows)


def cost_per_task(home: str) -> str:
    """The table of what one task costs beyond a ping."""
    place = {"name": "rt-spoke", "resource_group": "rg-spoke", "routes": []}
    route = {"name": "to-hub", "address_prefix": "10.9.0.0/16", "next_hop_type": "internet"}
    named = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}
    kinds = [
        (ours, "ansible.builtin.ping", {}),
        (ours, "adx.outbound.route_table", place),
        (ours, "adx.outbound.egress_plan_info", named),
        (theirs, "ansible.builtin.ping", {}),
        (
            theirs,
            "azure.azcollection.azure_rm_route",
            {**route, "route_table_name": "rt-spoke", "resource_group": "rg-spoke"},
        ),
    ]
    rows: list[tuple[str, ...]] = []
    ping = 0.0
    with Emulator(world="demo") as emulator:
        for run, module, options in kinds:
            each = run(emulator, home, [{module: options}] * TASKS).seconds / TASKS
            if module == "ansible.builtin.ping":
                ping = each
            else:
                rows.append((f"`{module}`", f"{ping:.2f}", f"{each:.2f}", f"{each - ping:.2f}"))
    return table(("module", "seconds per ping", "seconds per task", "beyond a ping"), rows)


def main() -> None:
    """Measure, print and write down."""
    with tempfile.TemporaryDirectory() as home:
        for what, make in (("peer", whole_job), ("task", cost_per_task)):
            made = make(home)
            print(made, flush=True)
            write_down(what, made)


if __name__ == "__main__":
    main()
