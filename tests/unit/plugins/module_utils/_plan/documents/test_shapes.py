# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each member that is read is what Azure's own models say, and one that is not is named with what it is."""

from __future__ import annotations

import sys
import typing
from types import NoneType

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import shapes
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.shapes import Kind
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from azure.mgmt.network import models

ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
SHAPE = shapes.an_object(
    name=shapes.TEXT,
    number=shapes.NUMBER,
    on=shapes.FLAG,
    ref=shapes.reference(resource_ids.SUBNET),
    texts=shapes.TEXTS,
    ports=shapes.a_list(shapes.Shape(Kind.PORTS)),
    port=shapes.Shape(Kind.PORTS, may_be_empty=True),
    prefix=shapes.Shape(Kind.PREFIX),
    inner=shapes.a_list(shapes.an_object(id=shapes.needed(shapes.TEXT), deep=shapes.OBJECT)),
)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"name": "", "number": 0, "on": False, "ref": {"id": ID}, "texts": [], "inner": []},
        dict.fromkeys(("name", "number", "on", "ref", "texts", "inner")),
        {"texts": ["a"], "inner": [{"id": "x", "deep": {"any": [5, None]}}], "unknown": {"number": "x"}},
        {"number": 10**30},
        {"prefix": "10.20.0.0/16"},
        {"prefix": "fd00::/64"},
        {"ports": ["*", "443", "8000-8080", " 1 - 2 "], "port": ""},
    ],
    ids=["nothing", "empty", "null", "with what nobody knows", "a long number", "a prefix", "one of IPv6", "ports"],
)
def test_what_fits_has_no_misfit(document):
    assert shapes.misfit(document, SHAPE) is None


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"name": 5}, "name is a number (5) where a text belongs"),
        ({"name": ["a"]}, "name is a list where a text belongs"),
        ({"number": "5"}, 'number is a text ("5") where a whole number belongs'),
        ({"number": True}, "number is true where a whole number belongs"),
        ({"number": 1.5}, "number is a number (1.5) where a whole number belongs"),
        ({"on": "true"}, 'on is a text ("true") where true or false belongs'),
        ({"ref": ID}, f'ref is a text ("{ID[:39]}...) where an object belongs'),
        ({"ref": {}}, "ref.id is null where an id of Microsoft.Network/virtualNetworks/subnets belongs"),
        ({"ref": {"id": ""}}, 'ref.id is a text ("") where an id of Microsoft.Network/virtualNetworks/subnets belongs'),
        ({"ref": {"id": {}}}, "ref.id is an object where an id of Microsoft.Network/virtualNetworks/subnets belongs"),
        ({"ports": [""]}, 'ports[0] is a text ("") where a port, a range of ports or * belongs'),
        ({"port": "80-"}, 'port is a text ("80-") where a port, a range of ports or * belongs'),
        ({"prefix": "Internet"}, 'prefix is a text ("Internet") where an address prefix belongs'),
        ({"prefix": "*"}, 'prefix is a text ("*") where an address prefix belongs'),
        ({"prefix": "10.0.0.1-10.0.0.9"}, 'prefix is a text ("10.0.0.1-10.0.0.9") where an address prefix belongs'),
        ({"port": 80}, "port is a number (80) where a port, a range of ports or * belongs"),
        ({"texts": "a"}, 'texts is a text ("a") where a list belongs'),
        ({"texts": ["a", None]}, "texts[1] is null where a text belongs"),
        ({"inner": [{"id": "x"}, {}]}, "inner[1].id is null where a text belongs"),
        ({"inner": [{"id": "x", "deep": []}]}, "inner[0].deep is a list where an object belongs"),
        ({"name": ["\x1b[2J"], "on": "\x1b[2J\ud800"}, "name is a list where a text belongs"),
        ({"on": "\x1b[2J\ud800"}, r'on is a text ("\u001b[2J\ud800") where true or false belongs'),
    ],
)
def test_a_misfit_is_named_by_where_it_stands_what_it_is_and_what_belongs_there(document, said):
    assert str(shapes.misfit(document, SHAPE)) == f"its member {said}"


def test_what_a_rule_is_made_of_depends_on_its_type():
    def group(**rule):
        return {"properties": {"ruleCollections": [{"rules": [rule]}]}}

    shape = shapes.of(resource_ids.RULE_COLLECTION_GROUP)
    assert shapes.misfit(group(ruleType="NetworkRule", protocols=["TCP"]), shape) is None
    assert shapes.misfit(group(ruleType="Later", protocols={"any": "thing"}), shape) is None
    found = shapes.misfit(group(ruleType="ApplicationRule", protocols=["TCP"]), shape)
    assert found is not None and found.path == "properties.ruleCollections[0].rules[0].protocols[0]"


def test_a_type_that_nobody_knows_may_be_anything():
    assert shapes.misfit({"properties": 5}, shapes.of("Microsoft.Other/things")) is None


@pytest.mark.parametrize(
    ("document", "hollow"),
    [
        ({"routes": None}, True),
        ({"routes": [{"a": 1}, None]}, True),
        ({"a": [None]}, True),
        ({"a": [{"b": [None, None]}]}, True),
        ({"a": None, "b": [1, None], "routes": []}, False),
        ({"tags": {"routes": None}}, False),
        (None, False),
    ],
)
def test_a_document_is_hollow_where_something_emptied_its_lists(document, hollow):
    assert shapes.is_hollow(document) is hollow


MODELS = {
    resource_ids.FIREWALL: "AzureFirewall",
    resource_ids.FIREWALL_POLICY: "FirewallPolicy",
    resource_ids.RULE_COLLECTION_GROUP: "FirewallPolicyRuleCollectionGroup",
    resource_ids.IP_GROUP: "IpGroup",
    resource_ids.SECURITY_GROUP: "NetworkSecurityGroup",
    resource_ids.ROUTE_TABLE: "RouteTable",
    resource_ids.VIRTUAL_NETWORK: "VirtualNetwork",
    resource_ids.SUBNET: "Subnet",
    resource_ids.PRIVATE_ENDPOINT: "PrivateEndpoint",
    resource_ids.NETWORK_INTERFACE: "NetworkInterface",
    "Microsoft.Network/natGateways": "NatGateway",
    "Microsoft.Network/publicIPAddresses": "PublicIPAddress",
}
_SCALARS = {**dict.fromkeys((Kind.TEXT, Kind.ID, Kind.PORTS, Kind.PREFIX), str), Kind.NUMBER: int, Kind.FLAG: bool}


@pytest.mark.parametrize("type_", MODELS)
def test_what_is_said_of_a_member_is_what_the_models_of_azure_say(type_):
    assert list(against(shapes.of(type_), getattr(models, MODELS[type_]), "")) == []


def against(shape, hint, path):
    """Where a description and a model do not agree."""
    hints = [one for one in typing.get_args(hint) if one is not NoneType] if is_union(hint) else [hint]
    # Python 3.10 leaves a name inside of `list[...]` as it is written.
    hints = [getattr(models, one.rpartition(".")[2]) if isinstance(one, str) else one for one in hints]
    if shape.kind == Kind.ANYTHING:
        return
    if not any(is_of(shape.kind, one) for one in hints):
        yield f"{path} is {hints}, not {shape.kind}"
    for one in hints:
        if shape.items and typing.get_origin(one) is list:
            yield from against(shape.items, typing.get_args(one)[0], f"{path}[]")
        if shape.members and is_model(one):
            for name, inner in shape.members.items():
                yield from against_member(inner, one, name, f"{path}.{name}")


def against_member(shape, model, name, path):
    """A member that no model of today names has come in answers all the same."""
    model()  # a model knows its members from its first instance on
    hints = typing.get_type_hints(model, {**vars(sys.modules[model.__module__]), "_models": models})
    names = {one._rest_name: attribute for attribute, one in model._attr_to_rest_field.items()}
    if name in names:
        yield from against(shape, hints[names[name]], path)


def is_model(hint):
    return hasattr(hint, "as_dict")


def is_union(hint):
    return "Union" in str(typing.get_origin(hint))


def is_of(kind, hint):
    if kind == Kind.LIST:
        return typing.get_origin(hint) is list
    if kind == Kind.OBJECT:
        return is_model(hint) or typing.get_origin(hint) is dict
    return isinstance(hint, type) and issubclass(hint, _SCALARS[kind])
