# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of a firewall's logs in worlds that are drawn by a seed, held to the account of whoever drew them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.logs import traffic
from ansible_collections.adx.outbound.tests.emulator.logs.connections import Kind
from ansible_collections.adx.outbound.tests.emulator.logs.traffic import Form, Layout
from ansible_collections.adx.outbound.tests.integration import evidence_checks, evidence_worlds, logged
from ansible_collections.adx.outbound.tests.integration.evidence_rows import Aim, Facts, Place
from ansible_collections.adx.outbound.tests.integration.evidence_rule import Rule
from ansible_collections.adx.outbound.tests.integration.evidence_worlds import Trouble
from ansible_collections.adx.outbound.tests.integration.runner import done
from ansible_collections.adx.outbound.tests.integration.sampled import one_in, only

SEEDS = range(500)
# Worlds in which something else was said once.
FOUND = {
    35: "what was refused in the newer of two forms was allowed by the older one, whose last row was of the same day",
    63: "the same, of two workspaces of which one had lost its last rows",
    283: "a row without a name, made in the moment in which the time begins, did not count",
    369: "the same, for a need with addresses",
}
QUICK = {*FOUND, *range(0, 500, 25)}
WHOLE = (Form.STRUCTURED, Form.LEGACY, Form.BOTH)
POURED = [
    (7, "structured", "one"),
    (8, "legacy", "split"),
    (9, "both", "copied"),
    (10, "moved", "one"),
    (11, "misplaced", "one"),
]


def wrong(made):
    """All that is not as the account of the world has it."""
    rule, answer, numbers = Rule(made.facts), made.told.as_option(), {number: number for number in range(made.needs)}
    if made.trouble is Trouble.CUT:
        return list(evidence_checks.cautious(rule, answer, numbers))
    found = evidence_checks.faults(rule, answer, numbers)
    if made.trouble is Trouble.NONE and made.facts.world.form in WHOLE:
        found += evidence_checks.of_account(rule, answer)
    return found


@pytest.mark.parametrize("seed", only(QUICK, sorted({*SEEDS, *FOUND})))
def test_what_is_said_of_a_world_is_what_its_account_has(seed):
    made = evidence_worlds.make(seed)
    told = f"seed {seed}, {made.trouble.value}, {made.facts.world.form.value}, {made.facts.world.layout.value}"
    assert wrong(made) == [], told


@pytest.mark.parametrize("seed", only(range(0, 500, 100), range(0, 500, 10)))
def test_a_refusal_is_an_error_where_it_is_certain_to_speak_against_the_verdict_and_only_there(seed):
    made = evidence_worlds.make(seed)
    listed = made.told.as_option()["dependencies"]
    against = [
        one
        for one in listed
        if one["state"] in evidence_checks.REFUSED and one["comparison"] == "disagrees" and one["changed"]
    ]
    assert ("log_denies" in {one.code for one in made.told.findings}) == bool(against)


@pytest.mark.long
def test_the_worlds_come_to_every_state_for_every_cause_and_in_every_form():
    met = Counter()
    for seed in SEEDS:
        made = evidence_worlds.make(seed)
        listed = made.told.as_option()["dependencies"]
        met.update(str(one[name]) for one in listed for name in ("state", "cause", "comparison"))
        met.update((made.trouble, made.facts.world.form, made.facts.world.layout))
    states = {"allowed", "allowed_by_address", "denied", "denied_by_address", "not_seen", "not_at_firewall"}
    causes = {"unread", "workspace_rights", "partial", "table_plan", "misplaced", "no_rows", "young_logs", "gap"}
    causes |= {"no_rows_of_sources", "nameless_rows", "hiding_rule", "too_recent", "stopped", "unread_destination"}
    compared = {"agrees", "disagrees", "undated", "not_compared"}
    assert {*states, "cannot_tell", *causes, "other_way", *compared, *Trouble, *Form, *Layout} <= set(met)


# Through the module, over HTTP


@pytest.mark.parametrize(("seed", "form", "layout"), one_in(5, POURED))
def test_the_module_says_the_same_of_rows_that_it_reads(run, emulator, seed, form, layout):
    run.lock_down(default_route="manage")
    listed = _asked(run)["dependencies"]
    named = [place for place, one in enumerate(listed) if one["fqdn"]]
    needs = [{"host": listed[n]["fqdn"], "port": listed[n]["port"], "protocol": listed[n]["protocol"]} for n in named]
    world = _world(seed, needs, form, layout)
    traffic.pour(emulator, _until(world.end, world))
    emulator.clear_log()
    answer = _asked(run, since=evidence_checks.stamp(world.start))
    assert emulator.writes() == []
    facts = Facts(
        replace(world, end=datetime.fromisoformat(answer["end"].replace("Z", "+00:00"))),
        tuple(Place((number,)) for number in range(len(world.workspaces))),
        lost=frozenset(_later(world)),
        past=frozenset(number for number, place in enumerate(named) if listed[place]["state"] == "not_at_firewall"),
        since=(None,) * len(needs),
        rules=_rules(emulator, needs),
        inspected=Aim(unclear=frozenset(range(len(needs)))),
    )
    numbers = {place: number for number, place in enumerate(named)}
    assert evidence_checks.faults(Rule(facts), answer, numbers) == [], f"seed {seed}"
    assert form == "misplaced" or answer["account"]["assigned"] > 100


def _asked(run, **options):
    return done(run("egress_evidence_info", clusters=[CLUSTER_ID], firewall=FIREWALL_ID, **options))["evidence"][0]


def _world(seed, needs, form, layout):
    """Traffic of a week until a minute ago."""
    end = logged.now().replace(microsecond=0) - timedelta(minutes=1)
    start = end.replace(hour=0, minute=0, second=0) - timedelta(days=7)
    how = {"form": form, "layout": layout, "start": start, "days": (end - start) / timedelta(days=1)}
    return traffic.make(seed, needs, firewall=FIREWALL_ID, daily=(Kind.APPLICATION, Kind.NETWORK), **how)


def _until(end, world):
    """The same without the rows that came later."""
    kept = [
        {table: [row for row in held if row["TimeGenerated"] < end] for table, held in tables.items()}
        for tables in world.workspaces
    ]
    return replace(world, workspaces=tuple(kept))


def _later(world):
    rows = [row for one in (*world.connections, *world.foreign) if one.time >= world.end for row in one.rows]
    return {(row.workspace, row.table, row.place) for row in rows}


def _rules(emulator, needs):
    """The firewall's network rules: none is for one name alone, and what else they match is not looked into."""
    properties = emulator.document(FIREWALL_ID)["properties"]
    rules = [rule for one in properties["networkRuleCollections"] for rule in one["properties"]["rules"]]
    return {rule["name"]: Aim(unclear=frozenset(range(len(needs)))) for rule in rules}
