# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A preview is approved by its report, and written as it was approved or not at all."""

from __future__ import annotations

import json

import pytest

MANAGE = {"egress_default_route": "manage"}


@pytest.mark.long
def test_a_report_in_json_is_what_a_lock_down_is_held_to(play, tmp_path):
    preview = play("preview", egress_report_path="approved.json", **MANAGE)
    assert preview.code == 0, preview.output
    report = json.loads((tmp_path / "approved.json").read_text(encoding="utf-8"))
    assert report["mode"] == "preview" and report["plan_hash"] in preview.output

    other = play("lockdown", egress_expect_plan="approved.json", egress_skip_addresses=["23.99.5.162"], **MANAGE)
    assert other.code != 0 and other.writes == []
    assert "This is not what was approved: cluster telemetry" in other.said

    approved = play("lockdown", egress_expect_plan="approved.json", **MANAGE)
    assert approved.code == 0, approved.output
    assert approved.writes == [("PUT", "fw-hub"), ("PUT", "rt-spoke")]
