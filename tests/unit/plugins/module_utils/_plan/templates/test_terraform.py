# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Terraform: what depends on what, what is there already, and what azurerm has no resource for."""

from __future__ import annotations

import copy
import shutil
import subprocess

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates import resources, terraform
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import rendered

from . import drawn, hcl_reader, samples

MANAGED = samples.ALL["a group with a default route and a table to be made"]


def module(plans):
    found = {}
    for file in rendered(plans, "terraform").files:
        for kind, blocks in hcl_reader.parsed(file.text).items():
            found.setdefault(kind, {}).update(blocks)
    return found


def of_type(found, type_, kind="resource"):
    return [block for (name, _label), block in found[kind].items() if name == type_]


def needed(block):
    return [one.text for one in block["depends_on"]]


def test_one_name_stands_for_all_rules_and_everything_that_sends_traffic_depends_on_it():
    found = module(MANAGED)
    (anchor,) = [label for name, label in found["resource"] if name == "terraform_data"]
    (rules,) = of_type(found, "terraform_data")
    (group,) = [label for name, label in found["resource"] if name == "azurerm_firewall_policy_rule_collection_group"]
    assert needed(rules) == [f"azurerm_firewall_policy_rule_collection_group.{group}"]
    for type_ in ("azurerm_route", "azurerm_route_table", "azurerm_subnet_route_table_association"):
        assert of_type(found, type_) and all(
            needed(one)[0] == f"terraform_data.{anchor}" for one in of_type(found, type_)
        )


def test_a_stage_is_applied_by_its_name_which_the_file_says():
    rules, _routes = resources.resources(MANAGED)
    file = rendered(MANAGED, "terraform").files[1]
    assert file.target == terraform.target(rules)
    assert f"# By itself: terraform apply -target={file.target}\n" in file.text
    assert "-target" not in rendered(MANAGED, "terraform").files[2].text
    assert f"# plan hash: {rules.plan_hash}\n" in file.text


def test_rules_that_no_file_has_are_asked_for_by_a_variable_that_the_head_gives():
    _providers, rules, _routes = rendered(samples.ALL["a group that others use"], "terraform").files
    variable = next(line.split('"')[1] for line in rules.text.splitlines() if line.startswith("variable "))
    assert f"terraform apply -target={rules.target} -var={variable}=true\n" in rules.text
    assert f"# Every other command, destroy too, wants -var={variable}=true once the rules" in rules.text
    assert f'error_message = "Let {variable} be true once the rules are deployed' in rules.text


def test_versions_of_terraform_are_named_and_those_of_providers_left_to_the_module():
    providers = rendered(MANAGED, "terraform").files[0].text
    assert 'required_version = ">= 1.7"' in providers and "required_providers" not in providers


@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")
def test_terraform_itself_has_nothing_to_format(tmp_path):
    for number, plans in enumerate(samples.ALL.values()):
        for file in rendered(plans, "terraform").files:
            (tmp_path / f"{number}-{file.name}").write_text(file.text, encoding="utf-8")
    tidy = subprocess.run(
        ["terraform", "fmt", "-check", "-diff", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (tidy.returncode, tidy.stdout) == (0, "")


def test_a_table_of_ours_is_a_resource_whose_tags_others_may_add_to():
    found = module(MANAGED)
    (table,) = of_type(found, "azurerm_route_table")
    assert [one.text for one in table["lifecycle"][0]["ignore_changes"]] == ["tags"] and "route" not in table
    assert "azurerm_route_table" not in {name for name, _label in found["data"]}
    assert all(
        one["route_table_name"].text.startswith("azurerm_route_table.") for one in of_type(found, "azurerm_route")
    )
    (association,) = of_type(found, "azurerm_subnet_route_table_association")
    assert association["route_table_id"].text.startswith("azurerm_route_table.")
    assert association["subnet_id"].text.startswith("data.azurerm_subnet.")


def test_a_table_of_others_is_a_data_source_once():
    for name in ("a group of our own", "a firewall"):
        found = module(samples.ALL[name])
        assert of_type(found, "azurerm_route_table") == []
        assert len(of_type(found, "azurerm_route_table", "data")) == 1
        assert len(of_type(found, "azurerm_subnet", "data")) == 1
        assert "lifecycle" not in of_type(found, "azurerm_route")[0]


def test_a_table_without_a_route_to_write_is_still_found_for_its_association():
    plans = copy.deepcopy(samples.ALL["a group of our own"])
    plans[0]["as_written"]["routes"]["routes"] = []
    assert len(of_type(module(plans), "azurerm_route_table", "data")) == 1
    plans[0]["subnet"]["exists"] = False
    assert [name for name, _label in module(plans)["data"]] == ["azurerm_firewall_policy"]


def test_every_subscription_has_a_provider_and_every_resource_names_it():
    plans = samples.ALL["a group of our own"]
    moved = copy.deepcopy(plans)
    for part in ("route_table", "subnet"):
        moved[0][part]["id"] = moved[0][part]["id"].replace("/subscriptions/s/", "/subscriptions/T-2/")
    found = module(moved)
    assert {one["alias"]: one["subscription_id"] for one in found["provider"].values()} == {
        "adx_s": "s",
        "adx_t_2": "t-2",
    }
    assert {one["provider"].text for one in of_type(found, "azurerm_route")} == {"azurerm.adx_t_2"}
    assert {one["provider"].text for one in of_type(found, "azurerm_firewall_policy", "data")} == {"azurerm.adx_s"}
    assert all(one["features"] for one in found["provider"].values())
    assert "azurerm.my_own_s" in rendered(plans, "terraform", name="my-own").files[1].text


def test_a_group_that_others_use_is_lost_and_somebody_has_to_say_that_it_is_there():
    plans = samples.ALL["a group that others use"]
    found = module(plans)
    assert of_type(found, "azurerm_firewall_policy_rule_collection_group") == []
    (anchor,) = of_type(found, "terraform_data")
    assert needed(anchor) == []
    ((name, gate),) = found["variable"].items()
    assert name[0].startswith("rules_are_in_place_fp_") and "default" not in gate
    assert gate["validation"][0]["condition"].text == f"var.{name[0]}" and gate["type"].text == "bool"
    rules, _routes = resources.resources(plans)
    (kept,) = found["removed"].values()
    assert kept["from"].text.startswith("azurerm_firewall_policy_rule_collection_group.fp_adx_egress_")
    assert kept["lifecycle"] == [{"destroy": False}], "an earlier file may have had it"
    (loss,) = terraform.losses(rules)
    assert loss.resource == samples.GROUP and "ARM and Bicep have it as a fragment" in loss.reason
    whole = module(samples.ALL["a group of our own"])
    assert "variable" not in whole and "removed" not in whole
    assert kept["from"].text in {".".join(key) for key in whole["resource"]}


def classic(*rules):
    collection = {
        "name": "adx-c0-westus-application",
        "kind": "application",
        "priority": None,
        "action": "allow",
        "rules": [{"source_addresses": ["*"], "protocols": ["Https:443"], **rule} for rule in rules],
    }
    numbers = {"priorities": [{"name": collection["name"], "kind": "application", "priority": 1000}]}
    told = {**numbers, "group_priority": None, "others": []}
    return [
        drawn.plan(
            "c0",
            drawn.FIREWALL,
            [collection],
            told,
            "rt",
            {"routes": [], "tags": None, "refused": "", "left": "", "associate": True},
        )
    ]


def test_a_rule_that_azurerm_refuses_is_lost_and_somebody_has_to_say_that_it_is_there():
    plans = classic(
        {"name": "tagged", "fqdn_tags": ["WindowsUpdate"]}, {"name": "named", "target_fqdns": ["a.example.com"]}
    )
    found = module(plans)
    (collection,) = of_type(found, "azurerm_firewall_application_rule_collection")
    assert [rule["name"] for rule in collection["rule"]] == ["named"]
    assert len(found["variable"]) == 1
    (loss,) = terraform.losses(resources.resources(plans)[0])
    assert loss.what == "rule 'tagged'" and "tags of names" in loss.reason


def test_a_collection_without_a_rule_that_azurerm_takes_is_not_written():
    found = module(classic({"name": "tagged", "fqdn_tags": ["WindowsUpdate"]}))
    assert of_type(found, "azurerm_firewall_application_rule_collection") == [] and len(found["variable"]) == 1
    assert "data" not in found or of_type(found, "azurerm_firewall", "data") == []
    assert len(found["removed"]) == 1


@pytest.mark.parametrize("name", samples.ALL)
def test_a_file_ends_with_its_line_and_has_no_blank_ends(name):
    for file in rendered(samples.ALL[name], "terraform").files:
        assert file.text.endswith("}\n") and not file.text.endswith("\n\n")
        assert not [line for line in file.text.splitlines() if line != line.rstrip()]
