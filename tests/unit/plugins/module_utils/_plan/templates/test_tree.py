# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trees: what a digest stands for, what is there already, and names that depend on nothing but an id."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import api_versions
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates import tree
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.tree import Form, Loss, Resource, Stage, Tree
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId

from . import samples

TABLE = samples.TABLE
FIRST, SECOND = (TABLE.child(tree.TABLE_ROUTE, name) for name in ("ADX_Management", "ADX_Default"))


def route(id_=FIRST, **own):
    return Resource(id_, Form.WHOLE, {"addressPrefix": "10.0.0.1/32"}, **own)


def of(*resources, **own):
    return Tree(TABLE, Stage.ROUTES, resources, **own)


def test_the_version_is_one_that_we_are_tested_with():
    assert tree.API_VERSION in api_versions.TESTED["microsoft.network"]


def test_a_digest_stands_for_everything_that_is_wanted():
    base = of(route(), rules=(samples.GROUP,))
    others = [
        of(route(SECOND), rules=(samples.GROUP,)),
        of(replace(route(), form=Form.FRAGMENT), rules=(samples.GROUP,)),
        of(replace(route(), properties={"addressPrefix": "10.0.0.2/32"}), rules=(samples.GROUP,)),
        of(route(location="westus"), rules=(samples.GROUP,)),
        of(route(tags={"a": "b"}), rules=(samples.GROUP,)),
        of(route(depends_on=(SECOND,)), rules=(samples.GROUP,)),
        of(route(), route(SECOND), rules=(samples.GROUP,)),
        of(route()),
        replace(base, shared=samples.POLICY),
        replace(base, stage=Stage.RULES),
    ]
    digests = {one.plan_hash for one in (base, *others)}
    assert len(digests) == len(others) + 1 and all(len(one) == 64 for one in digests)


def test_a_digest_does_not_change_with_what_is_found_or_left_out():
    base = of(route(), rules=(samples.GROUP,))
    assert replace(base, losses=(Loss(TABLE, "x", "y"),)).plan_hash == base.plan_hash
    assert replace(base, after=(samples.POLICY,)).plan_hash == base.plan_hash


def test_whole_resources_and_fragments_are_told_apart():
    part = Resource(samples.SUBNET, Form.FRAGMENT, {})
    found = of(route(), part)
    assert found.whole == (route(),) and found.fragments == (part,)
    assert route().is_whole and not part.is_whole


def test_a_resource_waits_for_the_rules_and_for_what_it_depends_on_itself():
    later = route(SECOND, depends_on=(FIRST,))
    assert of(route(), later, rules=(samples.GROUP,)).dependencies(later) == (samples.GROUP, FIRST)


def test_parents_that_the_tree_does_not_make_are_there_already():
    table = Resource(TABLE, Form.WHOLE, {}, location="westus")
    assert of(route(), route(SECOND)).existing([route(), route(SECOND)]) == [TABLE]
    assert of(table, route()).existing([table, route()]) == []
    assert of(replace(table, form=Form.FRAGMENT), route()).existing([route()]) == [TABLE]


def test_a_symbol_is_a_name_in_every_language_and_hangs_on_the_id_alone():
    assert tree.symbol(FIRST) == tree.symbol(replace(FIRST, resource_group=FIRST.resource_group.upper()))
    assert tree.symbol(FIRST).startswith("rt_ADX_Management_")
    elsewhere = [replace(FIRST, resource_group="other"), replace(FIRST, subscription="t"), SECOND]
    assert len({tree.symbol(one) for one in (FIRST, *elsewhere)}) == 4
    dotted, dashed = (replace(TABLE, names=(name,)) for name in ("a.b", "a-b"))
    assert tree.symbol(dotted)[:4] == tree.symbol(dashed)[:4] == "a_b_" and tree.symbol(dotted) != tree.symbol(dashed)
    for name in ("1", "9-x", "x" * 80, "a_"):
        found = tree.symbol(ResourceId("s", "rg", resource_ids.ROUTE_TABLE, (name,)))
        assert found.isidentifier() and found.isascii() and len(found) <= 71, found
    assert tree.symbol(ResourceId("s", "rg", resource_ids.ROUTE_TABLE, ("1",))).startswith("n_1_")


def test_half_a_character_is_refused_and_a_word_becomes_its_text():
    with pytest.raises(PlanError, match="half a character"):
        tree.plain("a\ud800")
    assert tree.plain(Form.WHOLE) == "whole" and not isinstance(tree.plain(Form.WHOLE), Form)


def test_a_loss_says_of_what_and_why():
    assert Loss(TABLE, "a", "b").as_option() == {"resource": str(TABLE), "what": "a", "reason": "b"}
