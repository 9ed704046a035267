# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One action plugin shows what a module waits for, and every module is run by it."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def names(folder: str) -> set[str]:
    return {path.stem for path in (ROOT / "plugins" / folder).glob("*.py")}


def test_every_module_is_run_by_the_one_action_plugin():
    (own,) = names("action")
    routed = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["plugin_routing"]["modules"]
    assert set(routed) | {own} == names("modules") and own not in routed
    assert {row["action_plugin"] for row in routed.values()} == {f"adx.outbound.{own}"}
