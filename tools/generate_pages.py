# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the tables of pages whose rows the code or the role has: variables, findings and refusals.

Usage: python tools/generate_pages.py [--check]
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
sys.path.insert(0, str(ROOT))

from plugins.module_utils._plan.check.catalogue import OF_CHECKS, OF_PLANS, Entry
from plugins.module_utils._plan.values.refusal_codes import CODES

# Where a page says more of a variable than its specification.
MORE = {
    "egress_clusters": "fleet.md",
    "egress_exports": "appliances.md",
    "egress_report_path": "report.md",
    "egress_appliance": "appliances.md",
    "egress_edition": "retirement.md",
    "egress_documented_names": "sovereign.md",
    "egress_accept": "lockdown.md#risks-you-may-take",
    "egress_purge": "remove.md",
    "egress_gate": "concepts.md#the-safe-order",
    "egress_backup": "remove.md#back-to-how-it-was",
    "egress_expect_plan": "approval.md",
    "egress_prune_deleted": "fleet.md",
    "egress_fail_on": "check.md#findings",
}


def variables() -> Iterator[tuple[str, str, str]]:
    """Yield each variable of the role with its default and the first paragraph of what it means."""
    specification = yaml.safe_load((ROOT / "roles/egress/meta/argument_specs.yml").read_text(encoding="utf-8"))
    for name, option in specification["argument_specs"]["main"]["options"].items():
        text = option["description"]
        meaning = markdown(text if isinstance(text, str) else text[0])
        more = f" [More]({MORE[name]})." if name in MORE else ""
        yield f"`{name}`", shown(option.get("default", "")), meaning + more


def shown(default: Any) -> str:
    """Return a default as people write it, nothing for an empty text."""
    if isinstance(default, list):
        return f"`[{', '.join(default)}]`"
    text = default if isinstance(default, str) else json.dumps(default)
    return f"`{text}`" if text else ""


def markdown(text: str) -> str:
    """Return a text with Ansible's markup as Markdown."""
    plain = re.sub(r"\b[A-Z]\(((?:[^()]|\([^()]*\))+)\)", r"`\1`", text)
    return re.sub(r"`(egress_\w+)=(\w+)`", r"`\1: \2`", plain)


def findings(catalogue: dict[str, Entry]) -> Iterator[tuple[str, ...]]:
    """Yield where the cause of each finding lies, its code, how bad it is, and what it says."""
    for code, one in catalogue.items():
        yield one.area.value, f"`{code}`", one.severity.value, one.says


def text_of(page: str) -> str:
    """Return a page as it is."""
    return (DOCS / page).read_text(encoding="utf-8")


def with_table(text: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return this text with these rows in the table that begins with this head."""
    first = f"| {' | '.join(head)} |\n{'|---' * len(head)}|\n"
    before, rest = text.split(first)
    after = rest.partition("\n\n")[2]
    lines = "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
    return f"{before}{first}{lines}\n" + (f"\n{after}" if after else "")


def generate() -> dict[str, str]:
    """Return the texts of the pages."""
    check = with_table(text_of("check.md"), ("where", "code", "severity", "what it says"), findings(OF_CHECKS))
    refusals = ((f"`{code}`", text) for code, text in sorted(CODES.items()))
    return {
        "variables.md": with_table(text_of("variables.md"), ("variable", "default", "meaning"), variables()),
        "check.md": with_table(check, ("where", "code", "severity", "what a plan says"), findings(OF_PLANS)),
        "troubleshooting.md": with_table(text_of("troubleshooting.md"), ("code", "what it says"), refusals),
    }


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(any(text_of(page) != text for page, text in generate().items()))
    for page, text in generate().items():
        (DOCS / page).write_text(text, encoding="utf-8")
