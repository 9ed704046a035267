# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the playbooks and the inventory of the built and installed collection on other versions of ansible-core.

Usage: python tools/matrix.py FOLDER PYTHON... where FOLDER is a collections path with the installed file and each
PYTHON an environment's interpreter with one ansible-core. The emulator runs here, the playbooks there.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / ".cache" / "link"))

from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, ROUTE_TABLE_ID, Emulator

VARIABLES = {
    "egress_cluster": {"name": "telemetry", "resource_group": "rg-adx"},
    "egress_firewall": {"name": "fw-hub", "resource_group": "rg-hub"},
    "egress_default_route": "manage",
}
# An operation that takes longer than ten seconds, after which a module says what it waits for.
SLOW = {"polls": 3, "retry_after": 6}
WAITED = "waiting for operation"
ROUTE = {"name": "ADX_Management", "address_prefix": "13.64.38.225/32", "next_hop_type": "Internet"}
BY_ROUTING = (
    "localhost",
    *("-m", "adx.outbound.route_table"),
    *("-a", json.dumps({"name": ROUTE_TABLE_ID, "routes": [ROUTE]})),
)
# playbook, and how much it changes
LIFE = (("preview", 1), ("lockdown", 1), ("lockdown", 0), ("remove", 1), ("remove", 0))
SOURCE = """
plugin: adx.outbound.clusters
filter: "[?injected]"
keyed_groups: [{key: adx_region, prefix: region}]
compose: {owner: adx_tags.owner}
strict: true
"""
PLANTED = "{{ 6 * 7 }}"


def run(python: str, folder: str, emulator: Emulator, program: str, *arguments: str) -> tuple[str, str]:
    """Run a program of an environment over the installed collection; return its output, and what it tells beside."""
    environment = {
        **os.environ,
        **emulator.environment(),
        "ANSIBLE_COLLECTIONS_PATH": folder,
        "ANSIBLE_CONFIG": str(ROOT / "demo" / "ansible.cfg"),
    }
    command = [str(Path(python).with_name(program)), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        sys.exit(f"{python}: {' '.join(arguments)} failed\n{done.stdout}{done.stderr}")
    return done.stdout, done.stderr


def play(python: str, folder: str, playbook: str, emulator: Emulator) -> str:
    """Run a playbook; return what it prints."""
    arguments = (f"adx.outbound.{playbook}", "-e", json.dumps(VARIABLES))
    return "".join(run(python, folder, emulator, "ansible-playbook", *arguments))


def changed(output: str) -> int:
    """Return what the recap counts."""
    return int(re.findall(r"changed=(\d+)", output)[-1])


def check_inventory(python: str, folder: str, emulator: Emulator) -> None:
    """The demo's cluster is in its group, and a template in its tag has stayed one."""
    emulator.seed(CLUSTER_ID, {**emulator.document(CLUSTER_ID), "tags": {"owner": PLANTED}})
    with tempfile.TemporaryDirectory() as directory:
        source = Path(directory) / "adx_clusters.yml"
        source.write_text(SOURCE, encoding="utf-8")
        output, _told = run(python, folder, emulator, "ansible-inventory", "-i", str(source), "--list")
        debug = ("all", "-i", str(source), "-c", "local", "-m", "ansible.builtin.debug", "-a", "msg={{ owner }}")
        said, _told = run(python, folder, emulator, "ansible", *debug)
    groups = json.loads(output)
    if groups.get("region_westus", {}).get("hosts") != ["telemetry.westus"] or PLANTED not in said:
        sys.exit(f"{python}: that is not the inventory\n{output}{said}")


def live(python: str, folder: str) -> str:
    """Run the whole life with one interpreter, in an Azure of its own; return what came of it, in a line."""
    with Emulator(world="demo") as emulator:
        counts = [changed(play(python, folder, playbook, emulator)) for playbook, _expected in LIFE]
        if counts != [expected for _playbook, expected in LIFE]:
            sys.exit(f"{python}: changed {counts} is not what the playbooks promise")
        check_inventory(python, folder, emulator)
        emulator.reset("demo", SLOW)
        if WAITED not in play(python, folder, "lockdown", emulator):
            sys.exit(f"{python}: nobody was told what was waited for")
        emulator.reset("demo", SLOW)
        if WAITED not in "".join(run(python, folder, emulator, "ansible", *BY_ROUTING)):
            sys.exit(f"{python}: a module without an action plugin of its name told nobody what was waited for")
    asked = [str(Path(python).with_name("ansible")), "--version"]
    version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    return f"{version}: changed {counts}"


def main() -> None:
    """Run it with each interpreter, all at once."""
    folder, *pythons = sys.argv[1:]
    with ThreadPoolExecutor() as pool:
        for line in pool.map(live, pythons, [folder] * len(pythons)):
            print(line)


if __name__ == "__main__":
    main()
