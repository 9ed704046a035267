# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans of clusters as results have them, drawn with texts in every place where somebody may write any."""

from __future__ import annotations

import unicodedata
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.values.printable import printable
from hypothesis import strategies as st

SUBSCRIPTIONS = ("11111111-aaaa-4bbb-8ccc-000000000001", "22222222-aaaa-4bbb-8ccc-000000000002")
HUB = f"/subscriptions/{SUBSCRIPTIONS[0]}/resourceGroups/rg-hub/providers/Microsoft.Network"
SPOKE = f"/subscriptions/{SUBSCRIPTIONS[1]}/resourceGroups/rg-spoke/providers/Microsoft.Network"
FIREWALL, POLICY = f"{HUB}/azureFirewalls/fw", f"{HUB}/firewallPolicies/fp"
CLUSTERS = f"/subscriptions/{SUBSCRIPTIONS[1]}/resourceGroups/rg-adx/providers/Microsoft.Kusto/clusters"
GROUP = f"{POLICY}/ruleCollectionGroups/adx-egress"
HOP = "10.0.1.4"
# Expressions of ARM, interpolation and strings of Bicep, templates and heredocs of Terraform, comments and quotes.
HOSTILE = (
    *(
        "[resourceGroup().id]",
        "[[x]",
        "[[[x]]]",
        "[x",
        "x]",
        "[",
        "]",
        "[]",
        "[parameters('x')] y",
        "[concat('a','b')]",
    ),
    *("${x}", "$${x}", "$$${x}", "$$$${x}", "\\${x}", "\\\\${x}", "${", "$", "$$", "${subscription().id}", "a${'b'}"),
    *("%{ if true }x%{ endif }", "%%{x}", "%%%{x}", "%{", "%", "${~ x ~}", "%{~ for a in b ~}"),
    *(
        "'''",
        "''' + x + '''",
        "'",
        "''",
        "\\'",
        "'}",
        "' }\nresource x",
        '"',
        '\\"',
        '"\n}',
        '" }',
        "\\",
        "\\\\",
        "\\u{41}",
    ),
    *("<<EOT", "<<-EOT\nx\nEOT", "EOT", "# x", "// x", "/* x", "*/", "x /* y */", "#disable-next-line x", "@export()"),
    *("\\u0041", "\\U00000041", "\\n", "{{ x }}", "{x}", "}", "{", "null", "true", "0", "x\ty", "x\r\ny", "x\u2028y"),
    *(
        "Übersicht",
        "東京",
        "\U0001f600",
        "\u202e",
        "\u00a0x",
        "\x00",
        "\x1b[2J",
        "=",
        "a = b",
        "a: b",
        "a, b",
        "x" * 300,
    ),
)
_SIGNS = st.sampled_from("[]{}()$%\\'\"`#/*<>~@!=:,;|&\n\r\tab é東")
_ANY = st.sampled_from(HOSTILE) | st.lists(_SIGNS | st.sampled_from(("${", "%{", "[[", "'''")), max_size=8).map("".join)


def _is_plain(text: str) -> bool:
    return bool(text) and unicodedata.is_normalized("NFC", text)


texts = _ANY.filter(_is_plain)
names = texts.filter(lambda text: text == printable(text))
words = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True)


@st.composite
def _rules(draw: Any, kind: str) -> list[dict[str, Any]]:
    found = []
    for name in draw(st.lists(names, min_size=1, max_size=3, unique_by=str.lower)):
        rule: dict[str, Any] = {"name": name, "source_addresses": ["10.20.1.0/24"]}
        if draw(st.booleans()):
            rule["description"] = draw(texts)
        if draw(st.booleans()):
            rule["source_ip_groups"] = draw(st.lists(texts, min_size=1, max_size=2, unique=True))
        if kind == "application":
            rule["protocols"] = [{"type": draw(st.sampled_from(("Https", "Http", "Mssql"))), "port": 443}]
            rule["target_fqdns"] = [f"{word}.example.com" for word in draw(st.lists(words, min_size=1, max_size=3))]
        else:
            rule["protocols"] = draw(st.lists(st.sampled_from(("TCP", "UDP")), min_size=1, max_size=2, unique=True))
            rule["destination_ports"] = ["5671", "8000-8080"]
            rule["destination_addresses"] = draw(st.sampled_from((["EventHub"], ["10.1.0.0/24", "10.2.0.7"])))
            rule["destination_fqdns"] = draw(st.sampled_from(([], ["a.example.com"])))
        found.append(rule)
    return found


@st.composite
def _collections(draw: Any, name: str, least: int) -> list[dict[str, Any]]:
    kinds = draw(st.lists(st.sampled_from(("application", "network")), min_size=least, max_size=2, unique=True))
    return [
        {"name": f"{name}-{kind}", "kind": kind, "priority": None, "action": "allow", "rules": draw(_rules(kind))}
        for kind in kinds
    ]


@st.composite
def _routes(draw: Any) -> list[dict[str, Any]]:
    count = draw(st.integers(0, 3))
    found = [
        {"name": f"ADX_Management{f'_{one}' if one else ''}", "address_prefix": f"13.64.38.{one}/32"}
        for one in range(count)
    ]
    listed = [{**one, "next_hop_type": "Internet"} for one in found]
    if draw(st.booleans()):
        listed.append(
            {
                "name": "ADX_Default",
                "address_prefix": "0.0.0.0/0",
                "next_hop_type": "VirtualAppliance",
                "next_hop_ip_address": HOP,
            }
        )
    return draw(st.permutations(listed))


@st.composite
def plans(draw: Any, target: str = "") -> list[dict[str, Any]]:
    """What one call has for one to three clusters behind one firewall, on tables that some of them share."""
    target = target or draw(st.sampled_from((FIREWALL, GROUP)))
    others = draw(st.sampled_from(([], ["theirs"]))) if target == GROUP else []
    tables = {
        number: {
            "routes": draw(_routes()),
            "tags": draw(st.none() | st.dictionaries(texts, texts, max_size=2)),
            "refused": "",
            "left": "",
            "associate": draw(st.booleans()),
        }
        for number in range(2)
    }
    found, number = [], 1000
    for place in range(draw(st.integers(1, 3))):
        collections, on = draw(_collections(f"adx-c{place}-westus", int(place == 0))), draw(st.integers(0, 1))
        numbers = [
            {"name": one["name"], "kind": one["kind"], "priority": number + at} for at, one in enumerate(collections)
        ]
        number += len(collections)
        found.append(
            plan(
                f"c{place}",
                target,
                collections,
                {"priorities": numbers, "group_priority": 1500 if target == GROUP else None, "others": others},
                f"rt-{on}",
                tables[on],
                exists=draw(st.booleans()),
            )
        )
    return draw(st.permutations(found))


def plan(
    cluster: str,
    target: str,
    collections: list[dict[str, Any]],
    rules: dict[str, Any],
    table: str,
    routes: dict[str, Any],
    *,
    exists: bool = True,
) -> dict[str, Any]:
    """The members of a plan that a template is made of."""
    return {
        "state": "present",
        "cluster": {"id": f"{CLUSTERS}/{cluster}"},
        "target": {"id": target},
        "rule_collections": collections,
        "route_table": {"id": f"{SPOKE}/routeTables/{table}", "location": "westus"},
        "subnet": {"id": f"{SPOKE}/virtualNetworks/vnet/subnets/snet-{cluster}", "exists": exists},
        "unwanted_routes": [],
        "as_written": {"rules": {"refused": "", **rules}, "routes": routes},
    }
