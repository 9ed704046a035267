# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people approve is what the playbooks write: preview, a change of somebody else, and the approved run."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import yaml
from ansible_collections.adx.outbound.tests.emulator import ROUTE_TABLE_ID

ROOT = Path(__file__).resolve().parents[3]


STATS = {"ANSIBLE_SHOW_CUSTOM_STATS": "true"}


def test_an_approved_preview_is_applied_and_refused_after_a_foreign_change(play, emulator, tmp_path):
    paths = [str(tmp_path / f"report.{form}") for form in ("html", "md", "json")]
    preview = play("preview", environment=STATS, egress_default_route="manage", egress_report_path=paths)
    assert (preview.code, preview.changed, preview.writes) == (0, 2, []), preview.output
    (approved,) = re.findall(r'"plan hash: (\S+)"', preview.output)

    assert {oct(os.stat(path).st_mode & 0o777) for path in paths} == {"0o644"}
    told = json.loads(Path(paths[2]).read_text(encoding="utf-8"))
    assert (told["plan_hash"], told["state"]) == (approved, "good") and told["when"].endswith(" UTC")
    assert [one["resource"].split()[0] for one in told["changes"]] == ["firewall", "route"]
    assert told["version"] == yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    assert all(approved in Path(path).read_text(encoding="utf-8") for path in paths)
    artifacts = json.loads(re.findall(r"RUN: (\{.*\})", preview.output)[0])
    assert artifacts["egress_plan_hash"] == approved and artifacts["egress_report_path"] == paths
    assert artifacts["egress_counts"]["dependencies"] == {"allowed": 71} and artifacts["egress_findings"]

    before = emulator.document(ROUTE_TABLE_ID)
    changed = emulator.document(ROUTE_TABLE_ID)
    route = {"addressPrefix": "13.64.38.225/32", "nextHopType": "VnetLocal"}
    changed["properties"]["routes"].append({"name": "ADX_Management", "properties": route})
    emulator.seed(ROUTE_TABLE_ID, changed)
    refused = play("lockdown", egress_default_route="manage", egress_expect_plan=approved)
    assert refused.code != 0 and refused.writes == []
    assert "the routes found on route table rt-spoke in resource group rg-spoke are no longer what" in refused.output

    emulator.seed(ROUTE_TABLE_ID, before)
    applied = play("lockdown", egress_default_route="manage", egress_expect_plan=approved)
    assert (applied.code, applied.changed) == (0, 2), applied.output
    assert applied.writes == [("PUT", "fw-hub"), ("PUT", "rt-spoke")]
