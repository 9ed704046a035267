# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cache of the inventory, proven by what was asked of the service."""

from __future__ import annotations

import os

import pytest
from ansible.errors import AnsibleError
from ansible_collections.adx.outbound.tests.emulator import SECRET, SUBSCRIPTION
from ansible_collections.adx.outbound.tests.integration.inventory.conftest import OTHER, add, id_of

DENIED = f"/subscriptions/{OTHER}/.*"


@pytest.fixture
def cached(tmp_path):
    """Options of a source with a cache that outlives the process."""
    return {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(tmp_path / "cache")}


@pytest.fixture
def asked(three):
    """How much was asked, the login included, since this was called last."""

    def count():
        found = len(three.log(all=True))
        three.clear_log()
        return found

    return count


def test_a_hit_asks_nobody_and_gives_the_same(source, cached, asked):
    first = source.hosts(**cached)
    assert len(first) == 4 and asked() > 0
    assert source.hosts(**cached) == first and asked() == 0


def test_without_a_cache_every_run_asks(source, asked):
    for _run in range(2):
        source()
        assert asked() > 0


def test_a_refresh_asks_and_is_remembered(source, three, cached, asked):
    source(**cached)
    add(three, id_of("new"))
    asked()
    assert "new.westus" not in source.hosts(**cached) and asked() == 0
    assert "new.westus" in source.hosts(**cached, refresh=True) and asked() > 0
    assert "new.westus" in source.hosts(**cached) and asked() == 0


def test_an_entry_ends_with_its_time_and_a_hit_does_not_prolong_it(source, cached, asked, tmp_path):
    source(**cached)
    asked()
    (entry,) = (tmp_path / "cache").iterdir()
    written = entry.stat().st_mtime
    os.utime(entry, (written - 3000, written - 3000))
    source(**cached)
    assert asked() == 0 and entry.stat().st_mtime == written - 3000
    source(**cached, cache_timeout=2000)
    assert asked() > 0


def test_an_account_without_clusters_is_remembered_as_such(source, three, cached, asked):
    for _run in range(2):
        assert source.hosts(**cached, subscriptions=["33333333-4444-5555-6666-777777777777"]) == {}
    assert len([one for one in three.log() if one.kind == "arm"]) == 1


@pytest.mark.parametrize(
    "view",
    [
        {"filter": "[?starts_with(name, 'tele') && contains(keys(tags), 'team')]"},
        {"hostnames": ["adx_region"], "filter": "[?region == 'northeurope']"},
        {"exclude_resource_groups": ["rg-sandbox"]},
        {"keyed_groups": [{"key": "adx_tags.team", "prefix": "team"}]},
    ],
)
def test_what_is_made_of_the_clusters_may_change_without_asking(source, cached, asked, view):
    plain = source.hosts(**view)
    source(**cached)
    asked()
    assert source.hosts(**cached, **view) == plain and asked() == 0


@pytest.mark.parametrize(
    "other",
    [
        {"subscriptions": [OTHER]},
        {"read_subnets": True},
        {"tenant": "66666666-7777-4888-9999-aaaaaaaaaaaa ", "client_id": "c11e4700-0000-4000-8000-000000000009"},
    ],
)
def test_another_question_or_login_has_an_entry_of_its_own(source, three, cached, asked, other):
    source(**cached)
    asked()
    try:
        source(**cached, **other)
    except AnsibleError as error:  # nobody knows the other client: it must not see what the first one may
        assert "client_id" in other and "Cannot log in" in str(error)
    assert asked() > 0


def test_an_incomplete_listing_is_not_remembered(source, three, cached, asked):
    three.deny(DENIED)
    for _run in range(2):
        assert len(source.hosts(**cached)) == 2 and asked() > 0
    assert len(source.warnings) == 2
    three.core.denials.clear()
    assert len(source.hosts(**cached)) == 4


def test_an_incomplete_refresh_forgets_what_was_remembered(source, three, cached, asked):
    source(**cached)
    three.deny(DENIED)
    assert len(source.hosts(**cached, refresh=True)) == 2
    asked()
    assert len(source.hosts(**cached)) == 2 and asked() > 0 and len(source.warnings) == 2


def test_no_secret_is_in_the_cache(source, cached, tmp_path):
    source(**cached, secret=SECRET)
    (entry,) = (tmp_path / "cache").iterdir()
    assert SECRET not in entry.name + entry.read_text(encoding="utf-8") and SUBSCRIPTION in entry.read_text("utf-8")
