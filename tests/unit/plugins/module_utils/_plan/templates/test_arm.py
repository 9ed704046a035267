# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ARM: documents of deployments, fragments that are none, and texts that are no expressions."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates import arm, resources
from hypothesis import given
from hypothesis import strategies as st

from . import drawn, meanings, samples

MANAGED = samples.ALL["a group with a default route and a table to be made"]


def template(name, place):
    tree = resources.resources(samples.ALL[name])[place]
    return arm.template(tree, ["about"])


def test_a_group_is_deployed_by_its_name_in_the_policy():
    document = template("a group of our own", 0)
    assert list(document) == ["$schema", "contentVersion", "metadata", "parameters", "resources"]
    (group,) = document["resources"]
    assert (group["type"], group["name"]) == (
        "Microsoft.Network/firewallPolicies/ruleCollectionGroups",
        "fp/adx-egress",
    )
    assert list(group) == ["type", "apiVersion", "name", "properties"] and document["parameters"] == {}
    tree = resources.resources(samples.ALL["a group of our own"])[0]
    assert document["metadata"] == {"about": ["about"], "clusters": tree.marks["clusters"], "planHash": tree.plan_hash}


def test_routes_are_not_deployed_before_somebody_says_that_the_rules_are_there():
    document = template("a group of our own", 1)
    assert list(document["parameters"]) == ["rulesAreInPlace"]
    gate = document["parameters"]["rulesAreInPlace"]
    assert gate["type"] == "bool" and gate["allowedValues"] == [True] and "defaultValue" not in gate
    assert gate["metadata"]["rules"] == [str(samples.GROUP)]
    plans = [
        {**samples.ALL["a firewall"][0], "as_written": {**samples.ALL["a firewall"][0]["as_written"], "rules": None}}
    ]
    (routes,) = resources.resources(plans)
    assert arm.template(routes, [])["parameters"] == {}


def test_a_table_of_ours_is_deployed_once_and_only_when_asked_for():
    routes = resources.resources(MANAGED)[1]
    document = arm.template(routes, [])
    (table, first, *_rest) = document["resources"]
    assert table["condition"] == "[parameters('createRouteTable')]"
    assert document["parameters"]["createRouteTable"]["defaultValue"] is False
    assert table["location"] == "westus" and table["tags"]["adx.outbound"] == "created"
    assert "routes" not in table["properties"] and first["dependsOn"] == [str(samples.TABLE)]
    assert [one for one in document["resources"] if "condition" in one] == [table]
    assert [one for one in document["resources"] if "location" in one] == [table]


def test_a_deployment_names_nothing_that_it_does_not_have_itself():
    for plans in samples.ALL.values():
        for tree in resources.resources(plans):
            document = arm.template(tree, [])
            made = {f"{one['type']}/{one['name']}".lower() for one in document["resources"]}
            for one in document["resources"]:
                for needed in one.get("dependsOn", ()):
                    id_ = next(known.id for known in tree.whole if str(known.id) == needed)
                    assert f"{id_.type}/{'/'.join(id_.names)}".lower() in made


def test_the_collections_of_a_firewall_are_one_part_with_two_lists():
    rules, _routes = resources.resources(samples.ALL["two clusters on one firewall"])
    document = arm.fragments(rules, ["about"])
    assert list(document) == ["fragment", "clusters", "planHash", "parts"] and document["fragment"] == ["about"]
    (part,) = document["parts"]
    assert part["resource"] == str(samples.FIREWALL) and part["type"] == "Microsoft.Network/azureFirewalls"
    assert {name: len(items) for name, items in part["properties"].items()} == {
        "applicationRuleCollections": 2,
        "networkRuleCollections": 2,
    }
    assert "after" not in part


def test_an_association_comes_after_all_rules_and_routes():
    routes = resources.resources(MANAGED)[1]
    (part,) = arm.fragments(routes, [])["parts"]
    assert part["properties"] == {"routeTable": {"id": str(samples.TABLE)}}
    assert part["after"][0] == str(samples.GROUP)
    assert part["after"][1:] == [str(one.id) for one in routes.whole]


@pytest.mark.parametrize(
    ("name", "place", "what", "reason"),
    [
        ("a firewall", 0, "its rule collections", "the firewall, with all its other settings"),
        ("a group that others use", 0, "its rule collections", "the group, with the collections of others"),
        ("a group of our own", 1, "its route table", "the network, with the rest of the subnet"),
    ],
)
def test_fragments_are_losses_with_whose_template_they_are_for(name, place, what, reason):
    (loss,) = arm.losses(resources.resources(samples.ALL[name])[place])
    assert loss.what == what and loss.reason == f"it is a fragment, for the template of {reason}"


def test_a_group_of_our_own_loses_nothing():
    assert arm.losses(resources.resources(samples.ALL["a group of our own"])[0]) == ()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[x]", "[[x]"),
        ("[[x]", "[[[x]"),
        ("[]", "[[]"),
        ("[[x]]", "[[[x]]"),
        ("[x", "[x"),
        ("x]", "x]"),
        ("[x] y", "[x] y"),
        ("[", "["),
        ("]", "]"),
        ("", ""),
        ("${x}", "${x}"),
    ],
)
def test_a_text_in_brackets_gets_one_more(text, written):
    assert arm.literal(text) == written and meanings.evaluated(written) == text


@given(drawn.texts | st.text())
def test_every_text_is_read_as_it_is(text):
    assert meanings.evaluated(json.loads(json.dumps(arm.literal(text)))) == text


def test_names_of_members_are_texts_as_well():
    assert arm.literals({"[a]": ["[b]", 1, True, {"c": "[d]"}]}) == {"[[a]": ["[[b]", 1, True, {"c": "[[d]"}]}


def test_a_file_is_indented_and_ends_with_its_line():
    assert arm.text({"a": ["\u00e9"]}) == '{\n  "a": [\n    "\\u00e9"\n  ]\n}\n'
