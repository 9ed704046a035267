# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the files of each language come to, read back: rules, routes and associations, and what each depends on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import File

from . import bicep_reader, hcl_reader
from .hcl_reader import Reference

_CONDITION = "[parameters('createRouteTable')]"
_LISTS = {"applicationRuleCollections": "application", "networkRuleCollections": "network"}
_FIELDS = {
    "sourceAddresses": "source_addresses",
    "sourceIpGroups": "source_ip_groups",
    "targetFqdns": "target_fqdns",
    "fqdnTags": "fqdn_tags",
    "protocols": "protocols",
    "ipProtocols": "protocols",
    "destinationAddresses": "destination_addresses",
    "destinationFqdns": "destination_fqdns",
    "destinationIpGroups": "destination_ip_groups",
    "destinationPorts": "destination_ports",
}
_TYPES = {
    "azurerm_firewall_policy": "firewallPolicies",
    "azurerm_firewall": "azureFirewalls",
    "azurerm_route_table": "routeTables",
}


@dataclass
class Meaning:
    """Collections by target, kind and name; routes by table and name; tables by subnet; and the graph of it all."""

    collections: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    routes: dict[tuple[str, str], Any] = field(default_factory=dict)
    subnets: dict[str, str] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    needs: dict[str, set[str]] = field(default_factory=dict)

    def before(self, node: str) -> set[str]:
        """Everything that is there before this one; fails where something waits for itself."""
        found: set[str] = set()
        left = [node]
        while left:
            for one in self.needs.get(left.pop(), ()):
                if one not in found:
                    found.add(one)
                    left.append(one)
        assert node not in found
        return found

    def content(self) -> tuple[Any, ...]:
        """What is to be there, without the order in which it comes."""
        return self.collections, self.groups, self.routes, self.subnets, self.tags


def wanted(plans: Iterable[dict[str, Any]]) -> Meaning:
    """What these plans want."""
    found = Meaning()
    for plan in plans:
        target, written, table = plan["target"]["id"], plan["as_written"], plan["route_table"]["id"]
        numbers = {one["name"]: one["priority"] for one in written["rules"]["priorities"]}
        for one in plan["rule_collections"]:
            rules = [_rule({**rule}) for rule in one["rules"]]
            found.collections[target, one["kind"], one["name"]] = (numbers[one["name"]], "Allow", rules)
        if written["rules"]["group_priority"] and not written["rules"]["others"]:
            found.groups[target] = written["rules"]["group_priority"]
        for route in (one for one in written["routes"]["routes"] if one["name"].startswith("ADX_")):
            hop = route.get("next_hop_ip_address", "")
            found.routes[table, route["name"]] = (route["address_prefix"], route["next_hop_type"], hop)
        if written["routes"]["tags"] is not None:
            found.tags[table] = written["routes"]["tags"]
        if plan["subnet"]["exists"] and written["routes"]["associate"]:
            found.subnets[plan["subnet"]["id"]] = table
    return found


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule with its lists in one order and without empty ones."""
    named = {"name": rule.pop("name"), **({"description": rule.pop("description")} if "description" in rule else {})}
    listed = {name: sorted(map(_told, items)) for name, items in rule.items() if items}
    return {**named, **{name: list(dict.fromkeys(items)) for name, items in listed.items()}}


def _told(item: Any) -> str:
    return f"{item['type']}:{item['port']}" if isinstance(item, dict) else item


# ARM, and Bicep as it is compiled


def evaluated(value: Any) -> Any:
    """A value as ARM takes it, in which our condition alone is an expression."""
    if isinstance(value, dict):
        return {evaluated(name): evaluated(item) for name, item in value.items()}
    if isinstance(value, list):
        return [evaluated(item) for item in value]
    if isinstance(value, str) and value.startswith("[") and value.endswith("]") and value != _CONDITION:
        assert value.startswith("[["), f"{value} is evaluated"
        return value[1:]
    return value


def of_arm(files: Iterable[File]) -> Meaning:
    """Read files of ARM; fragments are no templates."""
    documents = []
    for file in files:
        document = json.loads(file.text)
        assert ("$schema" in document) is (file.form == "whole")
        documents.append((file, document))
    return _of_documents(documents)


def of_bicep(files: Iterable[File]) -> Meaning:
    """Read files of Bicep."""
    documents: list[tuple[File, dict[str, Any]]] = []
    for file in files:
        program = bicep_reader.parsed(file.text)
        if file.form == "whole":
            documents.append((file, bicep_reader.compiled(program, prefix(file))))
        else:
            assert not program.resources and list(program.parameters) == ["onlyAFragment"]
            assert "defaultValue" not in program.parameters["onlyAFragment"]
            parts = bicep_reader._literals(list(program.exported.values()))
            documents.append((file, {"planHash": program.metadata["planHash"], "parts": parts}))
    return _of_documents(documents)


def prefix(file: File) -> str:
    """The id of the resource group that a file is for."""
    assert file.resource is not None
    return f"/subscriptions/{file.resource.subscription}/resourceGroups/{file.resource.resource_group}"


def _of_documents(documents: Iterable[tuple[File, dict[str, Any]]]) -> Meaning:
    found = Meaning()
    for file, document in documents:
        before: set[str] = set()
        for name, parameter in evaluated(document.get("parameters", {})).items():
            if name == "rulesAreInPlace":
                assert parameter["allowedValues"] == [True] and "defaultValue" not in parameter
                before = set(parameter["metadata"]["rules"])
        for one in document.get("resources", ()):
            read = evaluated(one)
            kinds, names = read["type"].split("/")[1:], read["name"].split("/")
            path = "/".join(part for pair in zip(kinds, names, strict=True) for part in pair)
            id_ = f"{prefix(file)}/providers/Microsoft.Network/{path}"
            found.needs[id_] = before | set(read.get("dependsOn", ()))
            _put(found, id_, read)
        for part in evaluated(document.get("parts", [])):
            _put(found, part["resource"], part)
            for name in _LISTS:
                for one in part["properties"].get(name, ()):
                    found.needs[f"{part['resource']}/{name}/{one['name']}"] = set(part.get("after", ()))
            if not part["type"].endswith("azureFirewalls"):
                found.needs[part["resource"]] = set(part.get("after", ()))
    return found


def _put(found: Meaning, id_: str, read: dict[str, Any]) -> None:
    properties, type_ = read["properties"], read["type"].rpartition("/")[2]
    if type_ == "ruleCollectionGroups":
        for one in properties["ruleCollections"]:
            kinds = {rule.pop("ruleType") for rule in one["rules"]}
            (kind,) = kinds
            _collect(found, (id_, kind.removesuffix("Rule").lower(), one["name"]), one)
        if "priority" in properties:
            found.groups[id_] = properties["priority"]
    elif type_ == "azureFirewalls":
        for name, kind in _LISTS.items():
            for one in properties.get(name, ()):
                _collect(found, (id_, kind, one["name"]), one["properties"])
    elif type_ == "routeTables":
        assert read["condition"] == _CONDITION and properties == {}
        found.tags[id_] = read["tags"]
    elif type_ == "routes":
        table, _routes, name = id_.rsplit("/", 2)
        hop = properties.get("nextHopIpAddress", "")
        found.routes[table, name] = (properties["addressPrefix"], properties["nextHopType"], hop)
    else:
        assert type_ == "subnets" and list(properties) == ["routeTable"]
        found.subnets[id_] = properties["routeTable"]["id"]


def _collect(found: Meaning, key: tuple[str, str, str], one: dict[str, Any]) -> None:
    rules = []
    for rule in one["rules"]:
        for protocol in rule.get("protocols", ()):
            if isinstance(protocol, dict):
                protocol["type"] = protocol.pop("protocolType")
        rules.append(_rule({_FIELDS.get(name, name): item for name, item in rule.items()}))
    assert key not in found.collections
    found.collections[key] = (one["priority"], one["action"]["type"], rules)


# Terraform


def of_terraform(files: Iterable[File]) -> Meaning:
    """Read files of one module."""
    module: dict[str, dict[Any, Any]] = {}
    for file in files:
        for kind, blocks in hcl_reader.parsed(file.text).items():
            assert not set(blocks) & set(module.get(kind, ()))
            module.setdefault(kind, {}).update(blocks)
    return _Module(module).meaning()


class _Module:
    def __init__(self, module: dict[str, dict[Any, Any]]) -> None:
        self.resources, self.data = module.get("resource", {}), module.get("data", {})
        self.subscriptions = {
            f"azurerm.{alias}": one["subscription_id"] for (_name, alias), one in module["provider"].items()
        }
        self.ids = {key: self._id(*key, block) for key, block in self.resources.items() if key[0] != "terraform_data"}

    def meaning(self) -> Meaning:
        found = Meaning()
        for key, block in self.resources.items():
            found.needs[self._node(key)] = {self._node(other) for other in self._needed(block)}
            if key[0] != "terraform_data":
                self._put(found, key, block)
        return found

    def _node(self, key: tuple[str, str]) -> str:
        return self.ids.get(key, ".".join(key))

    def _needed(self, block: Any) -> set[tuple[str, str]]:
        """The resources that a block names, in `depends_on` or by what it has of them."""
        if isinstance(block, dict):
            return set().union(*map(self._needed, block.values()))
        if isinstance(block, list):
            return set().union(*map(self._needed, block))
        if isinstance(block, Reference):
            words = tuple(block.text.split(".")[:2])
            if words[0] == "data":
                assert tuple(block.text.split(".")[1:3]) in self.data
            elif words[0] not in ("azurerm", "tags", "var", "bool"):
                assert words in self.resources, block.text
                return {(words[0], words[1])}
        return set()

    def _value(self, item: Any) -> Any:
        """A value with what it refers to in its place."""
        if not isinstance(item, Reference):
            return item
        *place, member = item.text.split(".")
        if place[0] == "data":
            block, id_ = self.data[place[1], place[2]], self._id(place[1], place[2], self.data[place[1], place[2]])
        else:
            block, id_ = (
                self.resources[place[0], place[1]],
                self._id(place[0], place[1], self.resources[place[0], place[1]]),
            )
        return id_ if member == "id" else self._value(block[member])

    def _id(self, type_: str, _label: str, block: dict[str, Any]) -> str:
        if type_ == "azurerm_subnet_route_table_association":
            return str(self._value(block["subnet_id"]))
        if type_ == "azurerm_firewall_policy_rule_collection_group":
            return f"{self._value(block['firewall_policy_id'])}/ruleCollectionGroups/{block['name']}"
        group, subscription = self._value(block["resource_group_name"]), self.subscriptions[block["provider"].text]
        base = f"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Network"
        if type_ == "azurerm_route":
            return f"{base}/routeTables/{self._value(block['route_table_name'])}/routes/{block['name']}"
        if type_ == "azurerm_subnet":
            return f"{base}/virtualNetworks/{block['virtual_network_name']}/subnets/{block['name']}"
        if type_.endswith("_rule_collection"):
            kind, firewall = type_.split("_")[2], self._value(block["azure_firewall_name"])
            return f"{base}/azureFirewalls/{firewall}/{kind}RuleCollections/{block['name']}"
        return f"{base}/{_TYPES[type_]}/{block['name']}"

    def _put(self, found: Meaning, key: tuple[str, str], block: dict[str, Any]) -> None:
        type_, id_ = key[0], self.ids[key]
        if type_ == "azurerm_firewall_policy_rule_collection_group":
            found.groups[id_] = block["priority"]
            for kind in ("application", "network"):
                for one in block.get(f"{kind}_rule_collection", ()):
                    self._collect(found, (id_, kind, one["name"]), one)
        elif type_.endswith("_rule_collection"):
            target, _kinds, name = id_.rsplit("/", 2)
            self._collect(found, (target, type_.split("_")[2], name), block)
        elif type_ == "azurerm_route_table":
            found.tags[id_] = block["tags"]
        elif type_ == "azurerm_route":
            table, _routes, name = id_.rsplit("/", 2)
            hop = block.get("next_hop_in_ip_address", "")
            found.routes[table, name] = (block["address_prefix"], block["next_hop_type"], hop)
        else:
            found.subnets[id_] = self._value(block["route_table_id"])

    def _collect(self, found: Meaning, key: tuple[str, str, str], block: dict[str, Any]) -> None:
        rules = []
        for rule in block["rule"]:
            named = {name: item for name, item in rule.items() if name != "protocol"}
            if "protocol" in rule:
                named["protocols"] = rule["protocol"]
            if key[1] == "application" and "destination_fqdns" in named:
                named["target_fqdns"] = named.pop("destination_fqdns")
            rules.append(_rule(named))
        found.collections[key] = (block["priority"], block["action"], rules)
