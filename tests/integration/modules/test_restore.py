# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was there before the first write is kept, and comes back: our slice of it, or the whole."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.emulator import ROUTE_TABLE_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.integration.documents import steady
from ansible_collections.adx.outbound.tests.integration.modules.holders import (
    BOTH,
    HOLDERS,
    NAMES,
    application,
    network,
)

pytestmark = pytest.mark.sdk
ROUTE = {"name": "ADX_Management", "address_prefix": "13.64.38.225/32", "next_hop_type": "Internet"}
CREATED_ID = ROUTE_TABLE_ID.replace("rt-spoke", "adx-made")


@pytest.fixture(params=HOLDERS, ids=lambda holder: holder.name)
def holder(request, emulator):
    emulator.reset("demo", firewall=request.param.firewall)
    return request.param


def rename_somebody_elses(emulator, id_, holder):
    """Somebody changes a collection of theirs after our backup."""
    document = emulator.document(id_)
    first = next(one for name in holder.lists for one in document["properties"][name] if one["name"] not in NAMES)
    (first.get("properties") or first)["priority"] = 4000
    emulator.seed(id_, document)


def test_rules_come_back_as_they_were_and_what_others_did_since_stays(run, emulator, holder, tmp_path):
    run(holder.module, **holder.at(rule_collections=[application(), network(ports=("8443",))]))
    before = emulator.document(holder.id)
    done = run(holder.module, **holder.at(rule_collections=BOTH, backup=str(tmp_path)))
    if holder.name != "own group":
        rename_somebody_elses(emulator, holder.id, holder)
    theirs = holder.rest(emulator.document(holder.id), *NAMES)
    restored = run.converges("egress_restore", path=done["backup_file"])
    assert restored["changed"] is True and "8443" in restored["diff"]["after"]
    after = emulator.document(holder.id)
    assert holder.rest(after, *NAMES) == theirs
    ours = [one for name in holder.lists for one in steady(after)["properties"][name] if one["name"] in NAMES]
    assert ours == [one for name in holder.lists for one in steady(before)["properties"][name] if one["name"] in NAMES]


def test_rules_that_were_not_there_go_again(run, emulator, holder, tmp_path):
    before = emulator.document(holder.id)
    done = run(holder.module, **holder.at(rule_collections=BOTH, backup=str(tmp_path)))
    assert run.converges("egress_restore", path=done["backup_file"])["changed"] is True
    assert steady(emulator.document(holder.id)) == steady(before)


def test_rules_that_were_removed_come_back(run, emulator, holder, tmp_path):
    run(holder.module, **holder.at(rule_collections=BOTH))
    before = emulator.document(holder.id)
    gone = run(holder.module, **holder.at(rule_collections=BOTH, state="absent", backup=str(tmp_path)))
    run.converges("egress_restore", path=gone["backup_file"])
    assert steady(emulator.document(holder.id)) == steady(before)


def test_the_whole_document_comes_back_when_that_is_asked_for(run, emulator, holder, tmp_path):
    run(holder.module, **holder.at(rule_collections=[network()]))
    before = emulator.document(holder.id)
    done = run(holder.module, **holder.at(rule_collections=BOTH, backup=str(tmp_path)))
    document = emulator.document(holder.id)
    document["properties"]["afterwards"] = {"by": "somebody"}
    emulator.seed(holder.id, document)
    run.converges("egress_restore", path=done["backup_file"], whole=True)
    assert steady(emulator.document(holder.id)) == steady(before)


@pytest.mark.parametrize("whole", [False, True])
def test_a_route_table_of_somebody_comes_back(run, emulator, tmp_path, whole):
    before = emulator.document(ROUTE_TABLE_ID)
    done = run("route_table", name=ROUTE_TABLE_ID, routes=[ROUTE], backup=str(tmp_path))
    run.converges("egress_restore", path=done["backup_file"], whole=whole)
    assert steady(emulator.document(ROUTE_TABLE_ID)) == steady(before)
    again = run("route_table", name=ROUTE_TABLE_ID, routes=[ROUTE], backup=str(tmp_path))
    removed = run("route_table", name=ROUTE_TABLE_ID, routes=[ROUTE], state="absent", backup=str(tmp_path))
    assert again["changed"] and removed["changed"]
    run.converges("egress_restore", path=removed["backup_file"], whole=whole)
    names = [one["name"] for one in emulator.document(ROUTE_TABLE_ID)["properties"]["routes"]]
    assert names[-1] == "ADX_Management" and len(names) == len(before["properties"]["routes"]) + 1


def test_a_table_that_was_made_goes_and_one_that_was_removed_is_made_again(run, emulator, tmp_path):
    made = run("route_table", name=CREATED_ID, routes=[ROUTE], create=True, location="westus", backup=str(tmp_path))
    before = emulator.document(CREATED_ID)
    gone = run("route_table", name=CREATED_ID, routes=[ROUTE], state="absent", backup=str(tmp_path))
    assert emulator.document(CREATED_ID) is None
    run.converges("egress_restore", path=gone["backup_file"])
    after = emulator.document(CREATED_ID)
    assert after["tags"] == before["tags"] and len(after["properties"]["routes"]) == 1
    run.converges("egress_restore", path=made["backup_file"])
    assert emulator.document(CREATED_ID) is None


def test_a_subnet_gets_its_table_back(run, emulator, tmp_path):
    before = emulator.document(SUBNET_ID)
    done = run(
        "subnet_route_table_association",
        subnet_name=SUBNET_ID,
        route_table=ROUTE_TABLE_ID,
        state="absent",
        backup=str(tmp_path),
    )
    run.converges("egress_restore", path=done["backup_file"])
    assert steady(emulator.document(SUBNET_ID)) == steady(before)


def test_nothing_is_kept_where_nothing_is_written(run, emulator, tmp_path):
    kept = {"name": ROUTE_TABLE_ID, "routes": [ROUTE], "backup": str(tmp_path / "kept")}
    assert "backup_file" not in run("route_table", check=True, **kept)
    assert Path(run("route_table", **kept)["backup_file"]).parent == tmp_path / "kept"
    assert "backup_file" not in run("route_table", **kept)
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_a_backup_shows_what_stood_there_right_before_the_write_that_took(run, emulator, tmp_path):
    emulator.fault("error", method="PUT", path=".*routeTables.*", status=412, code="PreconditionFailed", message="No.")
    kept = tmp_path / "kept"
    done = run("route_table", name=ROUTE_TABLE_ID, routes=[ROUTE], backup=str(kept))
    assert done["changed"] and [Path(done["backup_file"])] == list(kept.iterdir())
    assert Path(done["backup_file"]).stat().st_mode & 0o077 == 0


def test_what_cannot_be_kept_is_not_changed(run, emulator, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run("route_table", name=ROUTE_TABLE_ID, routes=[ROUTE], backup=str(tmp_path / "file"))
    assert "The backup of route table rt-spoke" in result["msg"] and "nothing else was" in result["msg"]
    assert emulator.writes() == []


def test_a_disk_that_is_full_leaves_no_half_a_backup(run, emulator, tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = run("route_table", name=ROUTE_TABLE_ID, routes=[ROUTE], backup=str(tmp_path / "kept"))
    assert "No space left on device" in result["msg"] and "nothing else was" in result["msg"]
    assert list((tmp_path / "kept").iterdir()) == [] and emulator.writes() == []


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        json.dumps({"format": 1, "id": SUBNET_ID.rpartition("/subnets")[0], "ours": {}, "document": None}),
    ],
)
def test_a_file_that_is_no_backup_is_one_sentence_and_no_write(run, emulator, tmp_path, content):
    (tmp_path / "b.json").write_text(content, encoding="utf-8")
    for path in (tmp_path / "b.json", tmp_path / "none.json"):
        result = run("egress_restore", path=str(path))
        assert result["failed"] and "backup" in result["msg"]
    assert emulator.writes() == []


def test_a_missing_resource_cannot_be_put_back_whole_where_there_was_none(run, emulator, tmp_path):
    made = run("route_table", name=CREATED_ID, routes=[ROUTE], create=True, location="westus", backup=str(tmp_path))
    emulator.clear_log()
    result = run("egress_restore", path=made["backup_file"], whole=True)
    assert "There was no route table adx-made" in result["msg"] and emulator.writes() == []


def test_a_restore_keeps_a_backup_of_its_own(run, emulator, tmp_path):
    done = run("route_table", name=ROUTE_TABLE_ID, routes=[ROUTE], backup=str(tmp_path))
    undone = run("egress_restore", path=done["backup_file"], backup=str(tmp_path))
    after = emulator.document(ROUTE_TABLE_ID)
    run("egress_restore", path=undone["backup_file"])
    assert len(emulator.document(ROUTE_TABLE_ID)["properties"]["routes"]) == len(after["properties"]["routes"]) + 1
