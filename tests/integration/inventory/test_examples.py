# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pages of the inventory show works as it stands."""

from __future__ import annotations

import re

import pytest
import yaml
from ansible_collections.adx.outbound.plugins.inventory.clusters import EXAMPLES
from ansible_collections.adx.outbound.tests.emulator import CLIENT_ID, SECRET
from ansible_collections.adx.outbound.tests.integration.inventory.conftest import OTHER, ROOT

PAGE = (ROOT / "docs" / "inventory.md").read_text(encoding="utf-8")
SOURCE, PLAY, TENANT = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
FILTERS = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[0].splitlines()
VARIABLES = {"ADX_SUBSCRIPTIONS": OTHER, "ADX_READER": CLIENT_ID, "ADX_READER_SECRET": SECRET}


def text_of(shown):
    """A source as the fixture takes it, which writes the line with the name of the plugin."""
    return re.sub(r"^plugin: .*\n", "", shown, flags=re.MULTILINE)


@pytest.mark.long
def test_the_source_and_the_play_of_the_page_lock_down_what_they_list(ansible_inventory, three, tmp_path):
    play = tmp_path / "play.yml"
    play.write_text(PLAY, encoding="utf-8")
    done = ansible_inventory(
        text_of(SOURCE), str(play), "-e", "egress_default_route=manage", program="ansible-playbook"
    )
    assert done.code == 0 and re.search(r"telemetry\.westus\s+: .*failed=0", done.output), done.output
    assert [one.path.rpartition("/")[2] for one in three.writes()] == ["fw-hub", "rt-spoke"]


def test_the_source_for_awx_takes_everything_from_variables(ansible_inventory, three):
    done = ansible_inventory(text_of(TENANT), environment={**VARIABLES, "AZURE_CLIENT_ID": "", "AZURE_SECRET": ""})
    assert (done.code, done.errors) == (0, "") and set(done.hosts) == {"telemetry.northeurope", "sandbox.eastus2"}


@pytest.mark.parametrize(("expression", "count"), list(zip(FILTERS, (0, 3, 4), strict=True)))
def test_the_filters_of_the_page_do_what_they_say(source, three, expression, count):
    assert len(source.hosts(filter=expression)) == count


def test_the_examples_of_the_plugin_are_sources(source, three, monkeypatch, tmp_path):
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    for options, count in zip(yaml.safe_load_all(EXAMPLES), (4, 1, 2), strict=True):
        here = yaml.safe_load(
            # Full names and the user's own folder are for a process of its own.
            yaml.safe_dump(options).replace("ansible.builtin.", "").replace("~/.cache/ansible", str(tmp_path / "cache"))
        )
        assert options["plugin"] == here.pop("plugin") == "adx.outbound.clusters"
        assert len(source.hosts(**here)) == count, options
