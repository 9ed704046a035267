# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the demo's world running, to lock it down, break it behind the collection's back, and see what a check says.

Without a command it serves until Ctrl-C and says what to do in a second terminal. There, `break` and `reset` change the
world, as somebody in the portal would.
"""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import setting  # first of ours, for it says where the rest is
import yaml
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, SUBNET_ID, Emulator
from ansible_collections.adx.outbound.tests.emulator.exports import export_lines
from ansible_collections.adx.outbound.tests.emulator.front.control import PREFIX

DOOR = "ADX_OUTBOUND_PLAYGROUND"  # the variable by which the second terminal knows where the world is
FOLDER = setting.ROOT / ".cache" / "playground"
RULE = "AzureActiveDirectory-443"  # what it allows no other rule does
STRANGER = {
    "name": "sec-no-vaults",
    "properties": {
        "priority": 100,
        "action": {"type": "Deny"},
        "rules": [
            {
                "name": "vaults",
                "protocols": [{"protocolType": "Https", "port": 443}],
                "targetFqdns": ["*.vault.azure.net"],
                "sourceAddresses": ["*"],
            }
        ],
    },
}
TEXT = """\
A small Azure is running: a cluster, a firewall that other people use too, and a route table.

In a second terminal, in this folder:

  source {env}

or paste these lines:

{exports}

Preview, lock down, check; {variables} has the variables:

  ansible-playbook adx.outbound.preview --diff --extra-vars @{variables}
  ansible-playbook adx.outbound.lockdown --extra-vars @{variables}
  ansible-playbook adx.outbound.check --extra-vars @{variables}

Each of them writes the report, which a browser shows:

  {report}

Then be somebody else, break something, and check again:

{breaks}

Another lock-down mends what is its own. To put everything back to the beginning:

  {program} reset

Ctrl-C stops it.
"""


class Nothing(Exception):
    """There is nothing to break."""


@dataclass(frozen=True)
class World:
    """The world as somebody else changes it, through the emulator's side door."""

    door: str

    def ask(self, command: str, **arguments: Any) -> Any:
        """What the side door answers; it takes no login."""
        answer = requests.post(self.door + command, json=arguments, timeout=60)
        answer.raise_for_status()
        return answer.json()["result"]

    def document(self, resource_id: str) -> dict[str, Any]:
        """A resource as it stands."""
        return dict(self.ask("document", id=resource_id))

    def write(self, document: dict[str, Any]) -> None:
        """Have somebody else write a resource."""
        self.ask("seed", id=document["id"], document=document)


def delete_a_rule(world: World) -> str:
    """Take one rule out of what the lock-down wrote."""
    firewall = world.document(FIREWALL_ID)
    for collection in filter(setting.is_ours, firewall["properties"]["applicationRuleCollections"]):
        rules = collection["properties"]["rules"]
        left = [rule for rule in rules if rule["name"] != RULE]
        if len(left) < len(rules):
            collection["properties"]["rules"] = left
            world.write(firewall)
            return f"Somebody deleted the rule {RULE} of {collection['name']} on firewall fw-hub."
    raise Nothing(f"Firewall fw-hub has no rule {RULE}. Lock down first.")


def add_a_deny_rule(world: World) -> str:
    """Put a collection of somebody else in front of everything."""
    firewall = world.document(FIREWALL_ID)
    collections = firewall["properties"]["applicationRuleCollections"]
    if STRANGER["name"] in [collection["name"] for collection in collections]:
        raise Nothing(f"Firewall fw-hub has {STRANGER['name']} already.")
    collections.insert(0, STRANGER)
    world.write(firewall)
    return f"Somebody added {STRANGER['name']}, priority 100, to firewall fw-hub: it denies *.vault.azure.net."


def detach_the_route_table(world: World) -> str:
    """Leave the subnet without a route table."""
    subnet = world.document(SUBNET_ID)
    if not subnet["properties"].pop("routeTable", None):
        raise Nothing("Subnet snet-adx has no route table any more.")
    world.write(subnet)
    return "Somebody took the route table off subnet snet-adx."


def throttle(world: World) -> str:
    """Have Azure refuse one read with 429, and ask for long enough that a run says what it waits for."""
    world.ask("fault", kind="throttle", path=f"{CLUSTER_ID}$", retry_after=12)
    return "Azure answers the next read of the cluster with 429 and asks to wait twelve seconds."


BREAKS: dict[str, tuple[str, Callable[[World], str]]] = {
    "rule": ("delete a rule that the lock-down wrote", delete_a_rule),
    "deny": ("deny key vaults by a rule of somebody else", add_a_deny_rule),
    "route": ("take the route table off the subnet", detach_the_route_table),
    "throttle": ("have Azure answer 429", throttle),
}


def near(path: Path) -> str:
    """A path as one types it here, quoted for a shell."""
    here = Path.cwd()
    return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))


def lines_for_a_shell(emulator: Emulator) -> list[str]:
    """What the second terminal needs, `ansible-playbook` and `python` of this environment included."""
    programs = shlex.quote(str(Path(sys.executable).parent))
    return [
        f"unset {' '.join(setting.OF_LOGINS)}",
        *export_lines({**setting.exported(emulator), DOOR: emulator.url + PREFIX}),
        f'export PATH={programs}:"$PATH"',
    ]


def serve(folder: Path) -> None:
    """Serve until a signal, with the environment and the variables in files."""
    folder.mkdir(parents=True, exist_ok=True)
    env, variables, report = (folder / name for name in ("env", "vars.yml", "report.html"))
    report.unlink(missing_ok=True)
    given = {**setting.VARIABLES, "egress_report_path": str(report)}
    variables.write_text(yaml.safe_dump(given, sort_keys=False), encoding="utf-8")
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: ended.set())
    program = f"python {near(Path(__file__))}"
    with Emulator(world="demo", directory=str(folder)) as emulator:
        lines = lines_for_a_shell(emulator)
        env.write_text("\n".join(lines) + "\n", encoding="utf-8")
        said = {
            "env": near(env),
            "exports": "\n".join(f"  {line}" for line in lines),
            "variables": near(variables),
            "report": report.as_uri(),
            "breaks": "\n".join(f"  {program} break {name:<8}  # {what}" for name, (what, _act) in BREAKS.items()),
            "program": program,
        }
        print(TEXT.format_map(said), flush=True)
        ended.wait()
    env.unlink()  # it leads nowhere any more


def act(command: str, what: str) -> str:
    """Do to the world of this terminal what was asked, and return what to say about it."""
    door = os.environ.get(DOOR)
    if not door:
        env = near(FOLDER / "env")
        sys.exit(f"This terminal knows of no playground. Start one with make playground, then source {env}.")
    world = World(door)
    try:
        if command == "break":
            return BREAKS[what][1](world)
        world.ask("reset", world="demo")
    except Nothing as nothing:
        sys.exit(str(nothing))
    except requests.ConnectionError:
        sys.exit("The playground has ended. Start it again with make playground, then source its environment again.")
    return "The world is as it was at the beginning."


def main() -> None:
    """Serve, or change what is served."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--directory", type=Path, default=FOLDER, help="where environment, variables and report go")
    commands = parser.add_subparsers(dest="command")
    broken = commands.add_parser("break", help="do to the running world what somebody else would do")
    broken.add_argument("what", choices=BREAKS)
    commands.add_parser("reset", help="put the running world back to its beginning")
    arguments = parser.parse_args()
    if arguments.command is None:
        serve(arguments.directory.resolve())
    else:
        print(act(arguments.command, getattr(arguments, "what", "")))


if __name__ == "__main__":
    main()
