# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every argument of a file of Terraform is one that azurerm documents, with a value that it takes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates import azurerm
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.hcl import Reference as Written
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import rendered
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.tree import Form, Resource
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from hypothesis import HealthCheck, given, settings

from . import drawn, hcl_reader, samples
from .hcl_reader import Reference

SCHEMA = yaml.safe_load((Path(__file__).parent / "azurerm_schema.yml").read_text(encoding="utf-8"))


def wrong(block, known, meta=()):
    """What is not as it is documented."""
    documented = {name.removesuffix("!"): (name.endswith("!"), of) for name, of in known.items()}
    found = [f"{name} is missing" for name, (needed, _of) in documented.items() if needed and name not in block]
    for name, item in block.items():
        if name in meta:
            continue
        if name not in documented:
            found.append(f"{name} is not documented")
        elif isinstance(documented[name][1], dict):
            found += [one for inner in item for one in wrong(inner, documented[name][1])]
        elif not fits(item, documented[name][1]):
            found.append(f"{name} takes no {item!r}")
    return found


def fits(item, of):
    if isinstance(of, list):
        return isinstance(item, int) and of[0] <= item <= of[1]
    if of == "strings":
        return isinstance(item, list) and bool(item) and all(isinstance(one, str) for one in item)
    if of == "map":
        return isinstance(item, dict) and all(isinstance(one, str) for one in item.values())
    if of == "string":
        return isinstance(item, Reference) or (isinstance(item, str) and bool(item))
    values = item if isinstance(item, list) else [item]
    return bool(values) and set(values) <= set(of.split("|"))


def held(plans):
    for file in rendered(plans, "terraform").files:
        found = hcl_reader.parsed(file.text)
        for kind in ("resource", "data"):
            for (type_, _label), block in found.get(kind, {}).items():
                if type_ == "terraform_data":
                    assert set(block) <= set(SCHEMA["meta"]["resource"])
                    continue
                known = SCHEMA["resources" if kind == "resource" else "data"][type_]["arguments"]
                assert wrong(block, known, SCHEMA["meta"][kind]) == []
                assert all(set(one) <= set(SCHEMA["meta"]["lifecycle"]) for one in block.get("lifecycle", ()))
                assert not [one for one in references(block) if not is_documented(one)]
        for kind in ("terraform", "variable", "provider", "removed"):
            for block in found.get(kind, {}).values():
                assert set(block) <= set(SCHEMA["meta"][kind])
                assert all(set(one) == set(SCHEMA["meta"]["validation"]) for one in block.get("validation", ()))


def references(item):
    if isinstance(item, dict | list):
        return [one for inner in (item.values() if isinstance(item, dict) else item) for one in references(inner)]
    return [item.text] if isinstance(item, Reference) else []


def is_documented(text):
    """True for a reference to something that a data source exports, or takes itself."""
    if not text.startswith("data."):
        return True
    _data, type_, _label, member = text.split(".")
    of = SCHEMA["data"][type_]
    return member in of["attributes"] or f"{member}!" in of["arguments"]


@given(drawn.plans())
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_argument_is_documented_and_takes_its_value(plans):
    held(plans)


@pytest.mark.long
@pytest.mark.drawn
@given(drawn.plans())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_argument_of_many_plans_is_documented_and_takes_its_value(plans):
    held(plans)


@pytest.mark.parametrize("plans", samples.ALL.values(), ids=samples.ALL)
def test_real_plans_have_documented_arguments_alone(plans):
    held(plans)


def test_the_schema_has_every_type_that_we_write_or_refer_to_and_says_where_it_was_read():
    assert set(SCHEMA["resources"]) == set(azurerm.RESOURCE_NAMES.values())
    assert set(SCHEMA["data"]) == set(azurerm.SOURCE_NAMES.values())
    pages = [one["page"] for kind in ("resources", "data") for one in SCHEMA[kind].values()]
    assert all(page.startswith(("r/", "d/")) for page in pages) and len(set(pages)) == len(pages)


def test_the_check_itself_sees_what_is_wrong():
    known = SCHEMA["resources"]["azurerm_route"]["arguments"]
    assert wrong({"name": "x", "next_hop_type": "internet", "prefix": "y"}, known) == [
        "resource_group_name is missing",
        "route_table_name is missing",
        "address_prefix is missing",
        "next_hop_type takes no 'internet'",
        "prefix is not documented",
    ]


def collection(*rules):
    id_ = samples.FIREWALL.child(azurerm.APPLICATION_COLLECTION, "adx-c1-westus-application")
    return Resource(id_, Form.FRAGMENT, {"priority": 1000, "action": {"type": "Allow"}, "rules": list(rules)})


def test_a_rule_with_tags_of_names_is_refused_by_azurerm_and_left_out():
    tagged = {"name": "tagged", "fqdnTags": ["WindowsUpdate"], "protocols": [{"protocolType": "Https", "port": 443}]}
    named = {"name": "named", "targetFqdns": ["a.example.com"], "protocols": [{"protocolType": "Https", "port": 443}]}
    one = collection(tagged, named)
    assert azurerm.refused(one) == [tagged]
    (rule,) = azurerm.rules(one)
    assert rule.arguments == {"name": "named", "target_fqdns": ["a.example.com"]}
    assert [(block.kind, block.arguments) for block in rule.blocks] == [("protocol", {"type": "Https", "port": 443})]


def test_a_group_keeps_tags_of_names_under_the_name_they_have_there():
    group = samples.GROUP
    rule = {"ruleType": "ApplicationRule", "name": "r", "fqdnTags": ["WindowsUpdate"], "protocols": []}
    listed = {"name": "c", "priority": 100, "action": {"type": "Allow"}, "rules": [rule]}
    one = Resource(group, Form.WHOLE, {"priority": 200, "ruleCollections": [listed]})
    assert azurerm.refused(one) == []
    (block,) = azurerm.rules(one)
    assert block.kind == "application_rule_collection" and block.blocks[0].arguments["destination_fqdn_tags"]


def test_a_subnet_is_found_in_its_network_and_everything_else_in_its_group():
    source = azurerm.source(samples.SUBNET)
    assert source.labels[0] == "azurerm_subnet"
    assert source.arguments == {"name": "snet", "virtual_network_name": "vnet", "resource_group_name": "rg-spoke"}
    assert azurerm.source(samples.FIREWALL).arguments == {"name": "fw", "resource_group_name": "rg-hub"}
    assert azurerm.found(samples.FIREWALL, "name") == Written(
        f"data.{'.'.join(azurerm.source(samples.FIREWALL).labels)}.name"
    )


def test_an_association_names_the_subnet_that_is_there_and_the_table_it_is_given():
    one = Resource(samples.SUBNET, Form.FRAGMENT, {"routeTable": {"id": "x"}})
    table = Written("azurerm_route_table.x.id")
    assert azurerm.arguments(one, table, table) == {
        "subnet_id": azurerm.found(samples.SUBNET, "id"),
        "route_table_id": table,
    }
    assert azurerm.address(samples.SUBNET).startswith(f"{azurerm.RESOURCE_NAMES[resource_ids.SUBNET]}.")
