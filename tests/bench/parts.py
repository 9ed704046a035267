# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a play spends its time with, by what was seen in its processes: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

IMPORTS = {  # the first of these that begins the name of what is being imported, or of what imports it
    "ansible_collections": "imports: ours",
    "ansible": "imports: Ansible",
    "azure.mgmt": "imports: azure-mgmt-network",
    "azure": "imports: azure-identity and azure-core",
    "msal": "imports: azure-identity and azure-core",
    "requests": "imports: requests",
    "urllib3": "imports: requests",
}
INTERPRETER, PACKING = "interpreter start", "packing and unpacking"
LOGIN, HTTP, JUDGING = "login", "HTTP", "judging"
OURS, FILTERS = "the module's own: arguments, result", "ours beside the module: action, filters, reports"
ANSIBLE = "Ansible itself"
PARTS = (
    INTERPRETER,
    PACKING,
    *dict.fromkeys(IMPORTS.values()),
    LOGIN,
    HTTP,
    JUDGING,
    OURS,
    FILTERS,
    ANSIBLE,
)
UTILS = "/plugins/module_utils/"  # wherever the collection is
LOGINS = (f"{UTILS}_arm/login/", "/azure/identity/", "/msal/")
CALLS = (  # of a module; the innermost that is found says what it does
    (f"{UTILS}_plan/", JUDGING),
    (f"{UTILS}_run/", JUDGING),
    (f"{UTILS}_arm/", HTTP),
    ("/requests/", HTTP),
    ("/urllib3/", HTTP),
    ("/azure/core/", HTTP),
    ("/azure/mgmt/", HTTP),
    (f"{UTILS}_glue/", OURS),
    ("/plugins/modules/", OURS),
    ("/ansible/module_utils/", OURS),
)
COLLECTION = "ansible_collections.adx.outbound"
PLUGINS, NOT_OURS = "/plugins/", "/ansible/"
PACKS = ("/executor/module_common.py", "/_ansiballz/", "/_internal/_ansiballz")
RUNS_MODULE = "/plugins/connection/local.py"


@dataclass(frozen=True)
class Process:
    """What was seen of one process; seconds and KB."""

    command: tuple[str, ...]
    before: float
    seconds: float
    memory: int
    modules: int
    seen: tuple[tuple[tuple[str, ...], float], ...]

    @property
    def is_module(self) -> bool:
        """Whether it runs a module, and is none of Ansible's own."""
        return not any(part.rpartition("/")[2].startswith("ansible-playbook") for part in self.command)


def process(told: Mapping[str, Any]) -> Process:
    """As the probe wrote it."""
    seen = tuple((tuple(stack), seconds) for stack, seconds in told["seen"])
    numbers = (told["before"], told["seconds"], told["memory"], told["modules"])
    return Process(tuple(told["command"]), *numbers, seen)


def in_module(stack: Sequence[str]) -> str:
    """What a module does by its calls, the outermost first."""
    names = [one.removeprefix("import ") for one in stack if one.startswith("import ")]
    for name in reversed(names):
        for start, part in IMPORTS.items():
            if name == start or name.startswith(f"{start}."):
                return part
    files = [one for one in stack if not one.startswith("import ")]
    for file in reversed(files):
        if any(place in file for place in LOGINS):
            return LOGIN
        for place, part in CALLS:
            if place in file and not _leads_to_login(part, files):
                return part
    return LOGIN if any(place in file for place in LOGINS for file in files) else PACKING


def in_ansible(stack: Sequence[str]) -> str:
    """What Ansible's own process does by its calls; empty while it waits for a module, or does its own."""
    if any(one.endswith(RUNS_MODULE) for one in stack):
        return ""
    if any(place in one for place in PACKS for one in stack):
        return PACKING
    if any(one.startswith(f"import {COLLECTION}") for one in stack):
        return FILTERS
    own = (one for one in reversed(stack) if PLUGINS in one or NOT_OURS in one)
    innermost = next(own, NOT_OURS)
    return "" if NOT_OURS in innermost else FILTERS


def shares(whole: float, processes: Iterable[Process]) -> dict[str, float]:
    """The seconds of each part of a play that took so many; what is left over is Ansible's."""
    found: defaultdict[str, float] = defaultdict(float)
    for one in processes:
        tell = in_module if one.is_module else in_ansible
        counted: defaultdict[str, float] = defaultdict(float)
        for stack, seconds in one.seen:
            counted[tell(stack)] += seconds
        if one.is_module:
            found[INTERPRETER] += one.before
            counted[PACKING] += one.seconds - sum(counted.values())
        for part, seconds in counted.items():
            found[part] += seconds
    found.pop("", None)
    found[ANSIBLE] = whole - sum(found.values())
    return {part: found[part] for part in PARTS}


def percent(parts: Mapping[str, float]) -> dict[str, int]:
    """Whole numbers that add up to a hundred; what rounding leaves goes to the parts it took most from."""
    whole = sum(parts.values())
    exact = {part: 100 * seconds / whole for part, seconds in parts.items()}
    found = {part: int(value) for part, value in exact.items()}
    order = sorted(exact, key=lambda part: found[part] - exact[part])
    for part in order[: 100 - sum(found.values())]:
        found[part] += 1
    return found


def _leads_to_login(part: str, files: Sequence[str]) -> bool:
    """Whether this is how somebody who logs in talks."""
    return part == HTTP and any(place in file for place in LOGINS for file in files)
