# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module has the action plugin that shows what it waits for, and all of them are the same one."""

from __future__ import annotations

from pathlib import Path

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"


def names(folder: str) -> list[str]:
    return sorted(path.name for path in (PLUGINS / folder).glob("*.py"))


def test_every_module_has_an_action_plugin_and_every_action_plugin_a_module():
    assert names("action") == names("modules")


def test_the_action_plugins_differ_in_their_names_only():
    texts = {path.read_text(encoding="utf-8") for path in (PLUGINS / "action").glob("*.py")}
    assert len(texts) == 1 and "from ..plugin_utils.progress import ActionModule" in texts.pop()
