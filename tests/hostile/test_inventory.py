# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile texts in tags of clusters: host names, groups and variables of the inventory."""

from __future__ import annotations

from collections import Counter

import pytest
from ansible.errors import AnsibleError
from ansible_collections.adx.outbound.tests.hostile import judge, texts
from ansible_collections.adx.outbound.tests.integration.inventory.conftest import add, id_of

_OPTIONS = {
    "hostnames": ["adx_tags.host"],
    "compose": {"owner": "adx_tags.host"},
    "groups": {"tagged": "adx_tags.host is defined"},
    "keyed_groups": [
        {"key": "adx_tags.host | default('none')", "prefix": "is"},
        {"key": "adx_tags", "prefix": "tag"},
        {"key": "adx_tags.host | default('none')", "separator": ""},
    ],
}


def tried(text, source, emulator):
    text = texts.whole(text)
    add(emulator, id_of("planted"), tags={"host": text, "x": "y"})
    try:
        found = source(strict=False, **_OPTIONS)
    except AnsibleError as error:
        return Counter(refused=1), judge.acting(str(error), lines=True)
    (host,) = [one for one in found.hosts.values() if one.vars.get("adx_id", "").endswith("/planted")]
    wrong = [what for one in (*found.hosts, *found.groups, *source.warnings) for what in judge.acting(str(one))]
    wrong += [] if host.vars["adx_tags"]["host"] == text == host.vars["owner"] else ["the tag is not what it was"]
    return Counter(named=1), wrong


@pytest.mark.parametrize("batch", texts.batches("inventory", 2, texts.KNOWN), ids=texts.names())
def test_no_host_and_no_group_has_a_name_that_acts(attempt, source, three, batch):
    wrong = [what for text in batch for what in attempt("inventory", text, tried, source, three)]
    assert not wrong, "\n".join(wrong)


def test_a_host_name_shows_what_a_tag_has_of_controls_and_keeps_the_rest(source, three):
    add(three, id_of("planted"), tags={"host": "web\x1b[2J\n\u202e\u00e4"})
    assert r"web\x1b[2J\n\u202e" + "\u00e4" in source.hosts(hostnames=["adx_tags.host"])


def test_what_is_said_of_a_tag_that_fits_no_option_is_printable(source, three):
    add(three, id_of("planted"), tags={"host": "x\x1b[2J\ny"})
    for option in ({"hostnames": ["adx_tags.host | int / 0"]}, {"compose": {"x": "adx_tags.host.missing.more"}}):
        with pytest.raises(AnsibleError) as failed:
            source(strict=True, **option)
        assert judge.acting(str(failed.value), lines=True) == []
