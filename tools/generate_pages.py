# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the tables of pages whose rows the code or the role has: variables, findings, refusals and services.

Usage: python tools/generate_pages.py [--check]
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
sys.path.insert(0, str(ROOT))

from plugins.module_utils._plan.check.catalogue import CATALOGUE, Area, Severity
from plugins.module_utils._plan.needs import services
from plugins.module_utils._plan.needs.services import Caller, Fact, Service
from plugins.module_utils._plan.values.refusal_codes import CODES
from plugins.module_utils._plan.values.service_prefixes import ServicePrefix

# The variables by what people decide with them, in the order in which they do. Each is in one group.
GROUPS = {
    "Which cluster and which firewall": (
        "egress_cluster",
        "egress_clusters",
        "egress_firewall",
        "egress_firewall_policy",
        "egress_resource_group",
        "egress_subnet",
        "egress_route_table",
        "egress_state",
    ),
    "What the cluster needs": (
        "egress_extra_dependencies",
        "egress_sources",
        "egress_uses",
        "egress_edition",
        "egress_wildcards",
        "egress_amqp",
    ),
    "Rules": (
        "egress_rules",
        "egress_source_addresses",
        "egress_collection_prefix",
        "egress_priority_base",
        "egress_rule_collection_group",
    ),
    "Routes": (
        "egress_default_route",
        "egress_routes",
        "egress_management",
        "egress_skip_addresses",
        "egress_tags",
    ),
    "Restriction at the cluster": (
        "egress_outbound_access",
        "egress_allowed_fqdns",
        "egress_callout_policies",
        "egress_ask_cluster",
        "egress_validate_connections",
        "egress_canary",
    ),
    "Way out of the network": (
        "egress_public_network_access",
        "egress_allowed_ip_ranges",
        "egress_prepared_within",
    ),
    "Safety": (
        "egress_accept",
        "egress_expect_plan",
        "egress_backup",
        "egress_max_removals",
        "egress_additive",
        "egress_purge",
        "egress_ignore_variables",
    ),
    "Check, report and files": (
        "egress_fail_on",
        "egress_service_tags",
        "egress_diagnose",
        "egress_evidence",
        "egress_report_path",
        "egress_baseline",
        "egress_exports",
    ),
    "Login and time": ("egress_auth_source", "egress_timeout"),
}
# Where a page says more of a variable than its specification.
MORE = {
    "egress_clusters": "[More](fleet.md).",
    "egress_exports": "[More](appliances.md), and [of templates](templates.md).",
    "egress_rules": "[More](templates.md).",
    "egress_report_path": "[More](report.md).",
    "egress_baseline": "[More](report-data.md#what-has-changed-since-the-last-run).",
    "egress_firewall": "One that is not Azure's is `{next_hop: ADDRESS}`. [More](appliances.md).",
    "egress_edition": "[More](retirement.md).",
    "egress_uses": "[More](data-sources.md#what-do-i-have-to-list).",
    "egress_sources": (
        "[More](data-sources.md#which-sources-do-i-choose). In another cloud `mapped` or `public` takes the place of"
        " `documented`. [More](sovereign.md)."
    ),
    "egress_public_network_access": "[More](retirement.md#what-do-i-prepare).",
    "egress_prepared_within": "[More](retirement.md#what-has-to-be-true-before-a-cluster-leaves).",
    "egress_accept": (
        "[The words](lockdown.md#risks-you-may-take), [those of a restriction](restrict.md#which-risks-may-i-take),"
        " [those of the way out](retirement.md#what-has-to-be-true-before-a-cluster-leaves)."
    ),
    "egress_purge": "[More](remove.md#what-does-egress_purge-take).",
    "egress_backup": "[More](remove.md#how-do-i-put-everything-back).",
    "egress_expect_plan": "[More](approval.md).",
    "egress_auth_source": "[More](login.md).",
    "egress_fail_on": "[More](check.md#findings).",
    "egress_timeout": "When not given, 3600, and in the entry points `restrict` and `leave_network` 7200.",
}
FROM_HERE, AS_FAR = "<!-- Made by tools/generate_pages.py. -->\n", "<!-- As far as this. -->\n"


def variables() -> str:
    """Return a table for each group: each variable with its default and the first paragraph of what it means.

    Raise ValueError when the groups and the specification of the role do not have the same variables.
    """
    specification = yaml.safe_load((ROOT / "roles/egress/meta/argument_specs.yml").read_text(encoding="utf-8"))
    options = specification["argument_specs"]["main"]["options"]
    different = sorted(set(options) ^ {name for names in GROUPS.values() for name in names})
    if different:
        raise ValueError(f"These are in GROUPS or in the role's specification, and not in both: {', '.join(different)}")
    head = ("variable", "default", "meaning")
    tables = (
        f"## {title}\n\n{table(head, (row(one, options[one]) for one in names))}" for title, names in GROUPS.items()
    )
    return "\n".join(tables)


def row(name: str, option: dict[str, Any]) -> tuple[str, str, str]:
    """Return what the table says of one variable."""
    text = option["description"]
    meaning = markdown(text if isinstance(text, str) else text[0])
    return f"`{name}`", shown(option.get("default", "")), f"{meaning} {MORE.get(name, '')}".strip()


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


def findings() -> str:
    """Return a table for each area, the worst first in each."""
    severities = list(Severity)
    parts = []
    for area in Area:
        entries = [(code, one) for code, one in CATALOGUE.items() if one.area == area]
        entries.sort(key=lambda entry: severities.index(entry[1].severity))
        rows = [(anchored(code), one.severity.value, one.says) for code, one in entries]
        parts.append(f"### {area.value.capitalize()}\n\n" + table(("code", "severity", "what it says"), rows))
    return "\n".join(parts)


def other_services() -> str:
    """Return a table of all services, what is known to be missing or wrong in their answers, and what is left alone."""
    rows = [service_row(name, one) for name, one in vars(services).items() if isinstance(one, Service)]
    head = ("service", "resource type", "collections", "left out unless you ask", "says if it is whole", "calls in")
    lists = [(f"Known gaps: {one.name}", one.gaps) for one in services.TABLE if one.gaps]
    lists += [(f"Left alone: {one.name}", one.never_written) for one in services.TABLE if one.never_written]
    return "\n".join((table(head, rows), *(f"**{title}**\n\n{listed(facts)}" for title, facts in lists)))


def service_row(name: str, service: Service) -> tuple[str, ...]:
    """Return what the table says of one service, whose prefix has the same name as the service itself."""
    prefix = "none: read and check only" if service.is_report_only else f"`{ServicePrefix[name]}-`"
    whole = "yes" if service.tells_state else "no"
    optional = ", ".join(f"`{one}`" for one in service.optional)
    return service.name, f"`{service.type}`", prefix, optional, whole, "; ".join(map(called, service.callers))


def called(caller: Caller) -> str:
    """Return who connects to a service, on which ports."""
    tag = f"{caller.tag}.REGION" if caller.is_regional else caller.tag
    mode = f", {caller.mode} communication" if caller.mode else ""
    return f"`{tag}` on {', '.join(map(str, caller.ports))}{mode}"


def listed(facts: Iterable[Fact]) -> str:
    """Return facts as a list, each with its source; a star of a wildcard is no Markdown."""
    return "".join(f"- {one.sentence} Source: {one.source}.\n" for one in facts).replace("*", r"\*")


def anchored(code: str) -> str:
    """Return a code with an anchor, so that `check.md#CODE` leads to its row."""
    return f'<a id="{code}"></a>`{code}`'


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table."""
    lines = (f"| {' | '.join(cells)} |\n" for cells in rows)
    return f"| {' | '.join(head)} |\n{'|---' * len(head)}|\n{''.join(lines)}"


def with_table(page: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return the text of a page with these rows in the table that begins with this head."""
    before, rest = (DOCS / page).read_text(encoding="utf-8").split(table(head, ()))
    after = rest.partition("\n\n")[2]
    return before + table(head, rows) + (f"\n{after}" if after else "")


def between_marks(page: str, made: str) -> str:
    """Return the text of a page with what is made between its marks."""
    before, rest = (DOCS / page).read_text(encoding="utf-8").split(FROM_HERE)
    return f"{before}{FROM_HERE}\n{made}\n{AS_FAR}{rest.split(AS_FAR)[1]}"


def generate() -> dict[str, str]:
    """Return the texts of the pages."""
    refusals = ((anchored(code), text) for code, text in sorted(CODES.items()))
    return {
        "variables.md": between_marks("variables.md", variables()),
        "check.md": between_marks("check.md", findings()),
        "services.md": between_marks("services.md", other_services()),
        "troubleshooting.md": with_table("troubleshooting.md", ("code", "what it says"), refusals),
    }


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(any((DOCS / page).read_text(encoding="utf-8") != text for page, text in generate().items()))
    for page, text in generate().items():
        (DOCS / page).write_text(text, encoding="utf-8")
