# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A template that somebody wrote into Azure is text to the end: in results, messages, reports, files and artifacts."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, ROUTE_TABLE_ID

ANSWER = f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints"


def planted(emulator, text):
    """Put the text into tags, names, descriptions and the category of a dependency."""
    table = emulator.document(ROUTE_TABLE_ID)
    routes = table["properties"]["routes"]
    routes.append({"name": "ADX_Default", "properties": {"addressPrefix": text, "nextHopType": "Internet"}})
    emulator.seed(ROUTE_TABLE_ID, {**table, "tags": {"owner": text}})
    firewall = emulator.document(FIREWALL_ID)
    for rule in firewall["properties"]["applicationRuleCollections"][0]["properties"]["rules"]:
        rule |= {"name": text, "description": text, "targetFqdns": ["*"]}
    emulator.seed(FIREWALL_ID, firewall)
    answer = emulator.document(ANSWER)
    answer["value"].append(
        {
            "id": f"{ANSWER}/{text.replace('/', '')}",
            "properties": {
                "category": text,
                "endpoints": [{"domainName": "x.example.com", "endpointDetails": [{"port": 443}]}],
            },
        }
    )
    emulator.seed(ANSWER, answer)
    cluster = emulator.document(CLUSTER_ID)
    emulator.seed(CLUSTER_ID, {**cluster, "tags": {"owner": text}})


@pytest.mark.long
@pytest.mark.parametrize("playbook", ["lockdown", "preview", "check"])
def test_a_template_in_azure_is_never_run(play, emulator, tmp_path, playbook):
    mark = tmp_path / "run-by-a-template"
    planted(emulator, "{{ lookup('ansible.builtin.pipe', 'touch " + str(mark) + "') }}{% if %}")
    exports = [{"format": form, "path": str(tmp_path / form)} for form in ("squid", "json", "csv")]
    done = play(
        playbook,
        "--diff",
        "-vv",
        egress_report_path=[str(tmp_path / f"report.{form}") for form in ("html", "md", "json", "sarif")],
        **({"egress_exports": exports, "egress_source_addresses": ["10.20.1.0/24"]} if playbook == "lockdown" else {}),
    )
    assert "lookup(" in done.output and not mark.exists()
    assert "lookup(" in (tmp_path / "report.html").read_text("utf-8")
