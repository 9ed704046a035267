# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a call over many clusters reads: lists for its first look, and by itself what no list has."""

from __future__ import annotations

from collections import Counter

import pytest
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed
from ansible_collections.adx.outbound.tests.integration.runner import done

SIZE = 10
LISTS = ("clusters", "virtualnetworks", "routetables", "networksecuritygroups")


@pytest.fixture
def fleet(emulator):
    emulator.reset(world="empty")
    return seed(emulator, Fleet(SIZE, 2))


def look(run, fleet, *steps):
    run.emulator.clear_log()
    result = run("cluster_egress", clusters=fleet.entries(), steps=list(steps), fail_on="never")
    return {one["cluster"]: (one["summary"], one["findings"]) for one in done(result)["clusters"]}


def asked(emulator):
    """How often each kind was read by itself, and which were listed."""
    paths = [entry.path.partition("?")[0].lower() for entry in emulator.log() if entry.method == "GET"]
    return Counter(path.split("/")[-2] for path in paths), {path.rpartition("/")[2] for path in paths} & set(LISTS)


def test_a_check_of_many_clusters_lists_them_and_asks_each_for_its_answer_alone(run, emulator, fleet):
    seen = look(run, fleet, "check")
    alone, lists = asked(emulator)
    assert lists == {"clusters", "virtualnetworks", "routetables"}  # one security group is none to list for
    assert alone["clusters"] == alone["subnets"] == alone["routetables"] == 0
    assert len([one for one in emulator.log() if "outboundnetworkdependencies" in one.path.lower()]) == SIZE
    # What no list has is read by itself, and nothing is taken for gone.
    for omitted in ("clusters/|rt-0", "virtualNetworks/"):
        emulator.switch(lists_omit=omitted)
        assert look(run, fleet, "check") == seen, omitted
    emulator.deny(r"/subscriptions/[^/]+/providers/Microsoft.(Kusto/clusters|Network/(virtualNetworks|routeTables))$")
    assert look(run, fleet, "check") == seen
    assert asked(emulator)[0]["clusters"] == SIZE


def test_what_is_written_is_read_by_itself_right_before(run, emulator, fleet):
    emulator.clear_log()
    done(run("cluster_egress", clusters=fleet.entries(), default_route="manage"))
    paths = [(entry.method, entry.path.partition("?")[0].lower()) for entry in emulator.log()]
    written = [(place, path) for place, (method, path) in enumerate(paths) if method == "PUT"]
    assert len(written) == SIZE + 2
    for place, path in written:
        assert ("GET", path) in paths[:place]


def test_pages_that_cost_more_than_reads_are_not_gone_through(run, emulator, fleet):
    others = Fleet(400, 2)
    for number in range(SIZE, 400):
        document = {**emulator.document(fleet.table(0)), "id": others.table(number), "name": f"rt-{number:03}"}
        emulator.seed(others.table(number), document)
    emulator.switch(page_size=10, lists_omit="rt-00")
    look(run, fleet, "check")
    listed = "/providers/microsoft.network/routetables"
    pages = [one for one in emulator.log() if one.path.partition("?")[0].lower().endswith(listed)]
    assert len(pages) == 20 * SIZE / 10 and asked(emulator)[0]["routetables"] == 10
