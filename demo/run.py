# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lock a seeded West US cluster down behind an emulated Azure: preview, apply, check, again, remove, again.

Every step is one of the playbooks a user runs, as a user runs it. What is printed at the end is counted
from the emulator's request log and documents; a step that does not do what it promises ends the demo.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import setting  # first, for it says where the rest is
from ansible_collections.adx.outbound.tests.emulator import (
    FIREWALL_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
    Emulator,
)


@dataclass(frozen=True)
class Step:
    """One playbook run, counted."""

    title: str
    changed: int
    requests: Counter[str]
    writes: int
    most_gets: int
    seconds: float


def run(emulator: Emulator, title: str, playbook: str, report: str = "") -> Step:
    """Run a playbook by its full name and count what it asked of Azure; `report` is where people read of it."""
    print(f"\n=== {title}: ansible-playbook adx.outbound.{playbook}\n", flush=True)
    emulator.clear_log()
    started = time.monotonic()
    command = [
        str(Path(sys.executable).with_name("ansible-playbook")),
        f"adx.outbound.{playbook}",
        "--extra-vars",
        json.dumps({**setting.VARIABLES, "egress_report_path": report}),
    ]
    process = subprocess.Popen(command, env=environment(emulator), stdout=subprocess.PIPE, text=True)
    printed = []
    for line in process.stdout or ():
        printed.append(line)
        print(line, end="", flush=True)
    if process.wait():
        sys.exit(f"{title} failed")
    changed = re.search(r"changed=.*?(\d+)", "".join(printed).rpartition("PLAY RECAP")[2])
    gets = Counter(entry.path.lower() for entry in emulator.log() if entry.method == "GET")
    return Step(
        title,
        int(changed.group(1)) if changed else -1,
        Counter(entry.method for entry in emulator.log()),
        len(emulator.writes()),
        max(gets.values(), default=0),
        time.monotonic() - started,
    )


def environment(emulator: Emulator) -> dict[str, str]:
    """What a user would export, who is logged in nowhere else; colours where somebody looks."""
    others = {name: value for name, value in os.environ.items() if name not in setting.OF_LOGINS}
    return {**others, **setting.exported(emulator), "ANSIBLE_FORCE_COLOR": str(sys.stdout.isatty())}


def folder_of_reports() -> Path:
    """An empty folder: always the same one in a checkout, a new one where the collection is installed."""
    if not setting.LINK.exists():
        return Path(tempfile.mkdtemp(prefix="adx-outbound-demo-"))
    folder = setting.ROOT / ".cache" / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def foreign(emulator: Emulator) -> dict[str, Any]:
    """The three documents without ours in them and without what Azure itself keeps changing."""
    return {id_: steady(emulator.document(id_)) for id_ in (FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID)}


def steady(value: Any) -> Any:
    """Drop etags, states and whatever is named as ours."""
    if isinstance(value, dict):
        return {name: steady(item) for name, item in value.items() if name not in ("etag", "provisioningState")}
    if isinstance(value, list):
        return [steady(item) for item in value if not setting.is_ours(item)]
    return value


def what_is_there(emulator: Emulator) -> list[str]:
    """Our rules and routes as they stand in the firewall and the table, one line each."""
    properties = emulator.document(FIREWALL_ID)["properties"]
    lines = ["", "Allowed in firewall fw-hub", f"  {'rule':<26} {'protocol':<9} destinations"]
    for kind in ("applicationRuleCollections", "networkRuleCollections"):
        for collection in filter(setting.is_ours, properties[kind]):
            lines += [rule_line(rule) for rule in collection["properties"]["rules"]]
    lines += ["", "Routed past it in rt-spoke"]
    for route in filter(setting.is_ours, emulator.document(ROUTE_TABLE_ID)["properties"]["routes"]):
        hop = route["properties"]
        lines.append(
            f"  {route['name']:<26} {hop['addressPrefix']:<19} {hop['nextHopType']} {hop.get('nextHopIpAddress', '')}"
        )
    return [line.rstrip() for line in lines]


def rule_line(rule: dict[str, Any]) -> str:
    """Say one rule in a line: how many names it allows, or which tag."""
    names = rule.get("targetFqdns")
    if names is None:
        return f"  {rule['name']:<26} {rule['protocols'][0]:<9} tag {', '.join(rule['destinationAddresses'])}"
    return f"  {rule['name']:<26} {rule['protocols'][0]['protocolType']:<9} {len(names)} names"


def table_of(steps: list[Step]) -> list[str]:
    """Requests and writes per run."""
    lines = [
        "",
        f"{'run':<16}{'changed':>8}{'GET':>6}{'POST':>6}{'PUT':>6}{'DELETE':>8}"
        f"{'GETs of one resource':>22}{'seconds':>9}",
    ]
    for step in steps:
        asked = step.requests
        lines.append(
            f"{step.title:<16}{step.changed:>8}{asked['GET']:>6}{asked['POST']:>6}{asked['PUT']:>6}{asked['DELETE']:>8}"
            f"{f'at most {step.most_gets}':>22}{step.seconds:>9.1f}"
        )
    return lines


def require(holds: bool, promise: str) -> None:
    """End the demo when a promise is broken."""
    if not holds:
        sys.exit(f"The demo failed: {promise}")
    print(f"  yes: {promise}")


def main() -> None:
    """Run the six steps, say what came of them and where the reports are."""
    reports = folder_of_reports()
    with Emulator(world="demo") as emulator:
        before = foreign(emulator)
        preview = run(emulator, "preview", "preview", str(reports / "preview.html"))
        apply = run(emulator, "apply", "lockdown", str(reports / "apply.html"))
        between, there = foreign(emulator), what_is_there(emulator)
        check = run(emulator, "check", "check", str(reports / "check.html"))
        again = run(emulator, "second run", "lockdown")
        remove = run(emulator, "remove", "remove")
        after = foreign(emulator)
        last = run(emulator, "second remove", "remove")
    print("\n".join([*there, *table_of([preview, apply, check, again, remove, last]), ""]))
    require(preview.writes == 0, "the preview wrote nothing")
    require(
        preview.changed == apply.changed == 1 and apply.writes == 2,
        "it announced what one task then changed by two writes",
    )
    require(again.changed == again.writes == 0, "the second run changed nothing and wrote nothing")
    require(check.writes == 0, "the check found nothing blocked and wrote nothing")
    require(again.most_gets <= 2, "plan and check of the second run read each resource once, and nothing else does")
    require(last.changed == last.writes == 0, "the second removal changed nothing")
    require(before == between == after, "everything of other people in firewall, table and subnet is as it was")
    print("\nThe reports people read, open them in a browser:")
    for path in sorted(reports.iterdir()):
        print(f"  {path.as_uri()}")


if __name__ == "__main__":
    main()
