# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of network, every default route, there and away again: the table of docs/scenarios.yml, row by row."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.integration.documents import steady, without_ours
from ansible_collections.adx.outbound.tests.integration.order import ACCEPT, OTHER_SUBNET_ID, ROWS, network
from ansible_collections.adx.outbound.tests.integration.runner import Refused, sentences
from ansible_collections.adx.outbound.tests.integration.sampled import REST


def cell(row, choice):
    return row["subnet"], row["delegated"], choice, row["state"]


CELLS = [
    pytest.param(
        row,
        choice,
        id="-".join([*map(str, cell(row, choice)), *(["accept"] if ACCEPT in row else [])]),
        marks=() if number % 2 == 0 and choice == row["default_route"][-1] else REST,
    )
    for number, row in enumerate(ROWS)
    for choice in row["default_route"]
]


def build(row, run, emulator):
    """Make the network of a row."""
    network(row, emulator)
    if row["subnet"] == "own":
        run.lock_down(default_route="manage", routes="manage")


def writes(emulator):
    return [f"{entry.method} {entry.path.rpartition('/')[2]}" for entry in emulator.writes()]


def end_state(emulator):
    """What the table says about the end of a run."""
    table_id = (emulator.document(SUBNET_ID)["properties"].get("routeTable") or {}).get("id")
    table = emulator.document(table_id)["properties"]["routes"] if table_id else []
    rules = emulator.document(FIREWALL_ID)["properties"]["applicationRuleCollections"]
    return {
        "table": table_id.rpartition("/")[2] if table_id else None,
        "routes": len([item for item in table if item["name"].startswith("ADX_")]),
        "rules": any(item["name"].startswith("adx-") for item in rules),
    }


def foreign(emulator):
    """Everything of other people, without ours."""
    documents = {}
    for id_ in (FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID, OTHER_SUBNET_ID):
        documents[id_] = without_ours(steady(emulator.document(id_)))
    if documents[ROUTE_TABLE_ID] is None:
        documents[SUBNET_ID]["properties"].pop("routeTable", None)
    return documents


@pytest.mark.parametrize(("row", "choice"), CELLS)
def test_a_run_writes_what_the_table_says_and_ends_where_it_says(run, emulator, row, choice):
    build(row, run, emulator)
    before = foreign(emulator)
    act, options = run.lock_down, {"default_route": choice, **{name: row[name] for name in (ACCEPT,) if name in row}}
    if row["state"] == "absent":
        run.lock_down(**options)
        act = run.remove
    emulator.clear_log()
    if "refused" in row:
        with pytest.raises(Refused, match=row["refused"]):
            act(**options)
    else:
        act(**options)
    assert writes(emulator) == row["writes"]
    assert end_state(emulator) == {name: row[name] for name in ("table", "routes", "rules")}
    assert foreign(emulator) == before
    if "refused" not in row:
        emulator.clear_log()
        act(**options)
        assert writes(emulator) == [], "the second run wrote"


def test_every_kind_of_network_is_in_the_table():
    assert len({cell(*parameters.values) for parameters in CELLS}) == 5 * 2 * 3 * 2
    assert len({parameters.id for parameters in CELLS}) == len(CELLS)


def test_a_delegated_subnet_keeps_its_table_even_where_another_is_to_replace_it(run, emulator):
    emulator.reset("demo", delegated=True)
    other = ROUTE_TABLE_ID.replace("rt-spoke", "rt-other")
    emulator.seed(other, {"location": "westus", "properties": {"routes": []}})
    emulator.clear_log()
    run.lock_down(route_table=other, accept=["other_table"])
    assert writes(emulator) == ["PUT fw-hub"]
    assert end_state(emulator) == {"table": "rt-spoke", "routes": 0, "rules": True}


def test_what_the_plan_no_longer_wants_goes_from_the_table_with_one_write(run, emulator):
    run.lock_down(default_route="manage")
    before = foreign(emulator)
    emulator.clear_log()
    run.lock_down(skip_addresses=["23.99.5.162"])
    assert writes(emulator) == ["PUT rt-spoke"]
    assert end_state(emulator) == {"table": "rt-spoke", "routes": 11, "rules": True}
    emulator.clear_log()
    run.lock_down(skip_addresses=["23.99.5.162"])
    assert writes(emulator) == [] and foreign(emulator) == before


def test_routes_stay_and_a_default_route_is_refused_while_clusters_may_not_be_listed(run, emulator):
    emulator.deny("/subscriptions/[^/]+/providers/Microsoft.Kusto/clusters", "GET")
    with pytest.raises(Refused, match="since clusters cannot be listed"):
        run.lock_down(default_route="manage")
    assert writes(emulator) == []
    run.lock_down(default_route="manage", accept=["shared_default_route"])
    emulator.clear_log()
    plan = run.lock_down(skip_addresses=["23.99.5.162"])
    assert writes(emulator) == [] and "clusters that cannot be listed may need them" in str(sentences(plan))


def test_purge_takes_nothing_of_another_cluster_when_one_is_removed(run, emulator):
    run.lock_down()
    document = emulator.document(FIREWALL_ID)
    ours = next(one for one in document["properties"]["applicationRuleCollections"] if one["name"].startswith("adx-"))
    billing = {"name": "adx-billing-westus-application", "properties": {**ours["properties"], "priority": 2000}}
    document["properties"]["applicationRuleCollections"].append(billing)
    emulator.seed(FIREWALL_ID, document)
    run.remove(collection_prefix="adx-", purge=True)
    names = [one["name"] for one in emulator.document(FIREWALL_ID)["properties"]["applicationRuleCollections"]]
    assert [name for name in names if name.startswith("adx-")] == [billing["name"]]


def test_routes_manage_overrides_a_delegation_and_the_service_has_the_last_word(run, emulator):
    emulator.reset("demo", delegated=True)
    run.lock_down(default_route="manage", routes="manage")
    assert end_state(emulator) == {"table": "rt-spoke", "routes": 12, "rules": True}
    emulator.clear_log()
    with pytest.raises(Refused, match="ConflictWithNetworkIntentPolicy.*leave the table to it. This run has written n"):
        run.remove(routes="manage")
    assert writes(emulator) == ["PUT rt-spoke"]
    assert end_state(emulator) == {"table": "rt-spoke", "routes": 12, "rules": True}
