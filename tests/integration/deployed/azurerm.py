# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applies the files of a module as Terraform and its provider azurerm do.

By the provider's code (hashicorp/terraform-provider-azurerm, internal/services/firewall and network): a collection of a
firewall is put into the firewall as it is read, an association into the subnet as it is read, and nothing is made that
is there already and was not imported.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import File
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.templates import hcl_reader
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.templates.hcl_reader import Reference

from .client import Client, Refused
from .steps import Step

Block = dict[str, Any]
Address = tuple[str, ...]
_ANCHOR = "terraform_data"
_ROOTS = ("azurerm", "tags", "var", "bool")
_COLLECTIONS = {
    "azurerm_firewall_application_rule_collection": "applicationRuleCollections",
    "azurerm_firewall_network_rule_collection": "networkRuleCollections",
}
_GROUP = "azurerm_firewall_policy_rule_collection_group"
_ASSOCIATION = "azurerm_subnet_route_table_association"
_TABLE = "azurerm_route_table"
_ROUTE = "azurerm_route"
_PATHS = {
    "azurerm_firewall": "azureFirewalls/{name}",
    "azurerm_firewall_policy": "firewallPolicies/{name}",
    _TABLE: "routeTables/{name}",
    _ROUTE: "routeTables/{route_table_name}/routes/{name}",
    "azurerm_subnet": "virtualNetworks/{virtual_network_name}/subnets/{name}",
    **{type_: f"azureFirewalls/{{azure_firewall_name}}/{list_}/{{name}}" for type_, list_ in _COLLECTIONS.items()},
}


parsed = functools.cache(hcl_reader.parsed)  # which takes its time


class Invalid(Exception):
    """Terraform refuses the module, or the provider an argument, before anything is written."""


class Module:
    """The files of one module, with values of its variables; `imported` are the ids of what is in the state already."""

    def __init__(self, client: Client, files: Iterable[File], imported: Iterable[str] = (), **variables: bool) -> None:
        self._client, self._imported = client, {id_.lower() for id_ in imported}
        self._blocks: dict[str, dict[Address, Block]] = {}
        for file in files:
            for kind, blocks in parsed(file.text).items():
                if set(blocks) & set(self._blocks.get(kind, ())):
                    raise Invalid(f"{kind} {sorted(blocks)} is there twice")
                self._blocks.setdefault(kind, {}).update(blocks)
        self._variables(variables)
        for address, block in self._of("data").items():
            client.read(self._id(address, block))

    def _of(self, kind: str) -> dict[Address, Block]:
        return self._blocks.get(kind, {})

    def _variables(self, given: Mapping[str, bool]) -> None:
        """Each has a value, which its own condition takes: the variable itself, in all that we write."""
        for (name,), block in self._of("variable").items():
            if name not in given:
                raise Invalid(f'No value for required variable "{name}"')
            (validation,) = block["validation"]
            assert validation["condition"] == Reference(f"var.{name}")
            if not given[name]:
                raise Invalid(validation["error_message"])

    def steps(self) -> list[Step]:
        """One for each resource, after all that it refers to or depends on; what was imported is as it is to be."""
        found = []
        for address, block in self._of("resource").items():
            id_ = "/".join(address) if address[0] == _ANCHOR else self._id(address, block)
            needs = frozenset(self._name(one) for one in self._needed(block))
            do, undo = (_nothing, _nothing) if address[0] == _ANCHOR else self._acts(address[0], id_, block)
            do = _nothing if id_.lower() in self._imported else do
            found.append(Step(frozenset([self._name(address)]), needs, do, undo))
        return found

    def standing(self) -> list[str]:
        """What of it is in Azure already, so that it has to be imported; of an association, the subnet."""
        found = []
        for address, block in self._of("resource").items():
            if address[0] != _ANCHOR and self._stands(address[0], self._id(address, block)):
                found.append(self._id(address, block))
        return found

    def _stands(self, type_: str, id_: str) -> bool:
        if type_ in _COLLECTIONS:
            owner, list_, name = id_.rsplit("/", 2)
            return name in [one["name"] for one in self._client.read(owner)["properties"][list_]]
        found = self._client.get(id_)
        return found is not None and (type_ != _ASSOCIATION or bool(found["properties"].get("routeTable")))

    def _name(self, address: Address) -> str:
        return ".".join(address)

    def _needed(self, item: Any) -> set[Address]:
        """The resources that are named anywhere in a block; every name has to be that of something."""
        if isinstance(item, dict | list):
            inner = item.values() if isinstance(item, dict) else item
            return set[Address]().union(*map(self._needed, inner))
        if not isinstance(item, Reference):
            return set()
        kind, *rest = item.text.split(".")
        if kind in _ROOTS:
            return set()
        if kind == "data":
            self._block("data", tuple(rest[:2]))
            return set()
        address = (kind, rest[0])
        self._block("resource", address)
        return {address}

    def _block(self, kind: str, address: Address) -> Block:
        if address not in self._of(kind):
            raise Invalid(f"Reference to undeclared resource: {kind} {'.'.join(address)}")
        return self._of(kind)[address]

    def _value(self, item: Any) -> Any:
        """A value with what it refers to in its place."""
        if isinstance(item, list):
            return [self._value(one) for one in item]
        if isinstance(item, dict):
            return {name: self._value(one) for name, one in item.items() if name not in ("provider", "depends_on")}
        if not isinstance(item, Reference) or item.text == "tags":
            return item
        *address, member = item.text.removeprefix("data.").split(".")
        block = self._block("data" if item.text.startswith("data.") else "resource", tuple(address))
        return self._id(tuple(address), block) if member == "id" else self._value(block[member])

    def _id(self, address: Address, block: Block) -> str:
        known = self._value(block)
        if address[0] == _ASSOCIATION:
            return str(known["subnet_id"])
        if address[0] == _GROUP:
            return f"{known['firewall_policy_id']}/ruleCollectionGroups/{known['name']}"
        _azurerm, alias = block["provider"].text.split(".")
        subscription = self._of("provider")["azurerm", alias]["subscription_id"]
        group = f"/subscriptions/{subscription}/resourceGroups/{known['resource_group_name']}"
        return f"{group}/providers/Microsoft.Network/{_PATHS[address[0]].format(**known)}"

    def _acts(self, type_: str, id_: str, block: Block) -> tuple[Callable[[], None], Callable[[], None]]:
        """What makes a resource, and what takes it away."""
        known = self._value(block)
        if type_ in _COLLECTIONS:
            item = {"name": known["name"], "properties": _collection(type_, known)}
            return partial(self._put_in, id_, item), partial(self._take_out, id_)
        if type_ == _ASSOCIATION:
            return partial(self._associate, id_, known["route_table_id"]), partial(self._dissociate, id_)
        body = {_GROUP: _group, _TABLE: _table, _ROUTE: _route}[type_](known)
        return partial(self._create, id_, body), partial(self._client.delete, id_)

    def _create(self, id_: str, body: Block) -> None:
        if self._client.get(id_) is not None:
            raise Refused(f"{id_} already exists and has to be imported")
        self._client.put(id_, body)

    def _put_in(self, id_: str, item: Block) -> None:
        owner, list_, name = id_.rsplit("/", 2)
        firewall = self._client.read(owner)
        if name in [one["name"] for one in firewall["properties"][list_]]:
            raise Refused(f"{id_} already exists and has to be imported")
        firewall["properties"][list_].append(item)
        self._client.put(owner, firewall)

    def _take_out(self, id_: str) -> None:
        owner, list_, name = id_.rsplit("/", 2)
        firewall = self._client.read(owner)
        firewall["properties"][list_] = [one for one in firewall["properties"][list_] if one["name"] != name]
        self._client.put(owner, firewall)

    def _associate(self, id_: str, table: str) -> None:
        subnet = self._client.read(id_)
        if subnet["properties"].get("routeTable"):  # whichever it is
            raise Refused(f"{id_} has a route table already, which has to be imported")
        subnet["properties"]["routeTable"] = {"id": table}
        self._client.put(id_, subnet)

    def _dissociate(self, id_: str) -> None:
        subnet = self._client.read(id_)
        subnet["properties"].pop("routeTable", None)
        self._client.put(id_, subnet)


def _nothing() -> None:
    pass


def _table(known: Block) -> Block:
    assert known.get("lifecycle") == [{"ignore_changes": [Reference("tags")]}]
    made = {"routes": [], "disableBgpRoutePropagation": False}
    return {"location": known["location"], "tags": known["tags"], "properties": made}


def _route(known: Block) -> Block:
    hop = {"nextHopIpAddress": known["next_hop_in_ip_address"]} if "next_hop_in_ip_address" in known else {}
    made = {"addressPrefix": known["address_prefix"], "nextHopType": known["next_hop_type"], **hop}
    return {"name": known["name"], "properties": made}


def _group(known: Block) -> Block:
    """Collections of application rules come first, whatever their numbers."""
    found = []
    for kind in ("application", "network"):
        for one in known.get(f"{kind}_rule_collection", ()):
            found.append(
                {
                    "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
                    "name": one["name"],
                    "priority": one["priority"],
                    "action": {"type": one["action"]},
                    "rules": [_RULES[kind](rule) for rule in one["rule"]],
                }
            )
    return {"properties": {"priority": known["priority"], "ruleCollections": found}}


def _application_of_group(rule: Block) -> Block:
    return {
        "ruleType": "ApplicationRule",
        **_common(rule),
        "protocols": [{"protocolType": one["type"], "port": one["port"]} for one in rule.get("protocols", ())],
        "httpHeadersToInsert": [],
        "destinationAddresses": rule.get("destination_addresses", []),
        "targetFqdns": rule.get("destination_fqdns", []),
        "targetUrls": [],
        "fqdnTags": rule.get("destination_fqdn_tags", []),
        "terminateTLS": False,
        "webCategories": [],
    }


def _network_of_group(rule: Block) -> Block:
    return {"ruleType": "NetworkRule", **_common(rule), "ipProtocols": rule["protocols"], **_destinations(rule)}


_RULES = {"application": _application_of_group, "network": _network_of_group}


def _collection(type_: str, known: Block) -> Block:
    is_network = type_ == "azurerm_firewall_network_rule_collection"
    rules = [_network(rule) if is_network else _application(rule) for rule in known["rule"]]
    return {"action": {"type": known["action"]}, "priority": known["priority"], "rules": rules}


def _application(rule: Block) -> Block:
    protocols = [{"protocolType": one["type"], "port": one["port"]} for one in rule.get("protocol", ())]
    tags, names = rule.get("fqdn_tags", []), rule.get("target_fqdns", [])
    if tags and (names or protocols):
        raise Invalid("`fqdn_tags` cannot be used with `target_fqdns` or `protocol`")
    return {**_common(rule), "fqdnTags": tags, "targetFqdns": names, "protocols": protocols}


def _network(rule: Block) -> Block:
    return {**_common(rule), "protocols": rule["protocols"], **_destinations(rule)}


def _common(rule: Block) -> Block:
    """Whatever is not given is sent as well, empty."""
    sources = {
        "sourceAddresses": rule.get("source_addresses", []),
        "sourceIpGroups": rule.get("source_ip_groups", []),
    }
    if not any(sources.values()):
        raise Invalid("at least one of source_addresses and source_ip_groups must be specified for each rule")
    return {"name": rule["name"], "description": rule.get("description", ""), **sources}


def _destinations(rule: Block) -> Block:
    return {
        "destinationAddresses": rule.get("destination_addresses", []),
        "destinationFqdns": rule.get("destination_fqdns", []),
        "destinationIpGroups": rule.get("destination_ip_groups", []),
        "destinationPorts": rule["destination_ports"],
    }
