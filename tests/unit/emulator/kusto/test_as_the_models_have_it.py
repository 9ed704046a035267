# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of answer of Data Explorer against the models of azure-mgmt-kusto 4.0.0, which is its version 2025-02-14.

The models themselves take whatever comes. So it is their table of fields that the bare JSON is held to: no member that
it has not, those that it demands, and words only of its enumerations.
"""

from __future__ import annotations

import enum
import functools
import json
import types
import typing
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, SUBNET_ID, SUBSCRIPTION
from ansible_collections.adx.outbound.tests.emulator.kusto import connected, kusto
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources, dependency_answer
from azure.mgmt.kusto import models
from azure.mgmt.kusto.models import _models

from .conftest import Kusto

RECORDINGS = Path(__file__).resolve().parents[4].parent / "shared" / "recordings"
NULL = "null"
# What the service was seen to answer, in 2022, and the models have not: the reader of an answer has to bear it.
RECORDED = {
    "ManagedPrivateEndpoint.location": "DummyLocation stands in every answer",
    "OutboundNetworkDependenciesEndpoint.location": "the region's display name stands in every entry",
    "DiagnoseVirtualNetworkResult.Findings": "with a capital, where the model says findings",
    "DataConnectionValidationListResult.Value": "with a capital, where the model says value",
    "OperationResultProperties.Findings": "a diagnosis tells its result in its operation as well",
    "OperationResultProperties.Value": "a validation, too",
    "ClusterProperties.provisioningState=Accepted": "the first answer to a PATCH; the enumeration has no such state",
    "EventHubConnectionProperties.provisioningState=Accepted": "the same",
    "ManagedPrivateEndpointProperties.provisioningState=Accepted": "the same",
    "EventHubConnectionProperties.dataFormat=": "empty when it was not sent",
}
# The same of what the emulator has by analogy alone.
INFERRED = {
    "DataConnectionValidationResult.ErrorMessage": "a finding stands in a list whose own name has a capital",
    "IotHubConnectionProperties.dataFormat=": "as with Event Hubs",
    "EventGridConnectionProperties.dataFormat=": "as with Event Hubs",
    "EventHubConnectionWithManagedIdentityProperties.dataFormat=": "as with Event Hubs",
    "EventGridConnectionWithManagedIdentityProperties.dataFormat=": "as with Event Hubs",
}


@functools.cache
def fields(model):
    """JSON name -> type of every field."""
    model({})  # the table is made with the first instance
    hints = typing.get_type_hints(model, {**vars(_models), "_models": models})
    return {field._rest_name: hints[name] for name, field in model._attr_to_rest_field.items()}


def lacking(kind, value, where=""):
    """What a type does not have of a value: `Model.member` of a strange member, with =VALUE of what does not fit."""
    options = typing.get_args(kind) if typing.get_origin(kind) in (typing.Union, types.UnionType) else (kind,)
    if value is None:
        return set() if types.NoneType in options else {f"{where}={NULL}"}
    options = [option for option in options if option is not types.NoneType]
    words = [word.value for option in options if is_a(option, enum.Enum) for word in option]
    if words:
        return set() if value in words else {f"{where}={value}"}
    found = [_lacking(option, value, where) for option in options]
    return min(found, key=len)


def _lacking(kind, value, where):
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return set() if value in [getattr(word, "value", word) for word in inner] else {f"{where}={value}"}
    if origin is list:
        return set().union(*(lacking(inner[0], item, where) for item in value)) if isinstance(value, list) else {where}
    if origin is dict:
        return set().union(*(lacking(inner[1], item, where) for item in value.values()))
    if is_a(kind, _models._Model):
        return _of_model(kind, value) if isinstance(value, dict) else {where}
    plain = {int: int, float: (int, float), bool: bool, str: str}.get(kind, str)  # times and lengths are texts in JSON
    fits = isinstance(value, plain) and (kind is bool or not isinstance(value, bool))
    return set() if fits else {f"{where}={value}"}


def is_a(kind, parent):
    return isinstance(kind, type) and issubclass(kind, parent)


def _of_model(model, value):
    mapping = getattr(model, "__mapping__", {})
    if mapping and model.__name__ in ("Database", "DataConnection"):
        chosen = mapping.get(value.get("kind"))
        return _of_model(chosen, value) if chosen else {f"{model.__name__}.kind={value.get('kind')}"}
    known = fields(model)
    found = {f"{model.__name__}.{name}" for name in value if name not in known}
    as_known = {name.lower(): item for name, item in value.items() if name not in known}
    for name, kind in known.items():
        if name.lower() in as_known:  # spelt in another way only; what is in it is held to the same type
            found |= lacking(kind, as_known[name.lower()], f"{model.__name__}.{name}")
            continue
        if name in value or type(None) not in typing.get_args(kind):
            found |= lacking(kind, value.get(name), f"{model.__name__}.{name}")
    return found


def page_of(model, answer):
    """The same of a list's answer."""
    assert set(answer) <= {"value", "nextLink"}
    return set().union(*(lacking(model, item) for item in answer["value"]))


class Reader:
    """Asks everything that the provider answers, and gathers what the models lack."""

    def __init__(self, kusto):
        self.kusto = kusto
        self.found = set()
        self.seen = set()  # names of the models that something was held to

    def hold(self, model, value):
        self.seen.add(model.__name__)
        self.found |= lacking(model, value)
        return value

    def write(self, model, method, below, body):
        """A write: its first answer, the resource while it goes on, the operation, and the resource at the end."""
        answer = self.kusto.call(method, below, body)
        assert answer.ok, answer.text
        self.hold(model, answer.json())
        self.operation(answer)
        self.hold(model, self.kusto.get(below))

    def operation(self, answer):
        first = self.hold(_models.OperationResult, self.kusto.client.poll(answer))
        assert first["status"] == "Running"
        self.hold(_models.OperationResult, self.kusto.finish(answer))

    def ask(self, model, below, body=None):
        """An action that ends with an answer of its own."""
        answer = self.kusto.call("POST", below, body)
        self.operation(answer)
        self.hold(model, self.kusto.client.get(answer.headers["Location"]).json())

    def list(self, model, below):
        answer = self.kusto.get(below)
        self.seen.add(model.__name__)
        self.found |= page_of(model, answer)
        assert answer["value"], below
        return answer["value"]


@pytest.fixture
def reader(emulator, client):
    emulator.reset("demo")
    emulator.switch(polls=3, validation_findings=["No such hub."], diagnosis_findings=["a:443"])
    for resource_id, document in data_sources.whole(CLUSTER_ID, "West US"):
        emulator.seed(resource_id, document)
    for name, make, kind, more in (
        ("hub", data_sources.event_hub_connection, "EventHubWithManagedIdentity", ()),
        ("grid", data_sources.event_grid_connection, "EventGridWithManagedIdentity", (data_sources.ACCOUNT_ID,)),
    ):
        targets = (*more, data_sources.NAMESPACE_ID)
        emulator.seed(*make(CLUSTER_ID, "telemetry", f"{name}-by-identity", *targets, kind=kind))
    emulator.seed(*dependency_answer.build(CLUSTER_ID, "West US"))
    cluster = emulator.document(CLUSTER_ID)
    endpoint = connected.connection(CLUSTER_ID, "pe", f"{SUBNET_ID}/pe", created="2026-01-01T10:00:00.0000000Z")
    emulator.seed(CLUSTER_ID, {**cluster, "properties": {**cluster["properties"], kusto.CONNECTED: [endpoint]}})
    return Reader(Kusto(client))


def read_clusters(reader):
    policy = {"calloutUriRegex": "a", "calloutType": "sql", "outboundAccess": "Allow"}
    body = {"identity": {"type": "SystemAssigned"}, "properties": {"calloutPolicies": [policy]}}
    reader.write(_models.Cluster, "PATCH", "", body)
    leaves = {**reader.kusto.get()["properties"]["virtualNetworkConfiguration"], "state": "Disabled"}
    reader.write(_models.Cluster, "PATCH", "", {"properties": {"virtualNetworkConfiguration": leaves}})
    whole = Kusto(reader.kusto.client, f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Kusto/clusters")
    reader.found |= page_of(_models.Cluster, whole.get())
    listed = reader.kusto.call("POST", "/listCalloutPolicies").json()
    assert reader.hold(_models.CalloutPoliciesList, listed)["value"]
    reader.list(_models.OutboundNetworkDependenciesEndpoint, "/outboundNetworkDependenciesEndpoints")
    reader.ask(_models.DiagnoseVirtualNetworkResult, "/diagnoseVirtualNetwork")


def read_below(reader):
    reader.list(_models.Database, "/databases")
    reader.list(_models.AttachedDatabaseConfiguration, "/attachedDatabaseConfigurations")
    reader.list(_models.ManagedPrivateEndpoint, "/managedPrivateEndpoints")
    reader.list(_models.PrivateEndpointConnection, "/privateEndpointConnections")
    for shown in reader.list(_models.DataConnection, "/databases/telemetry/dataConnections"):
        sent = {name: value for name, value in shown["properties"].items() if value not in (None, "")}
        if "dataFormat" in sent:
            del sent["dataFormat"]
        body, path = {"kind": shown["kind"], "properties": sent}, "/databases/telemetry/dataConnections"
        reader.write(_models.DataConnection, "PUT", f"{path}/made-{shown['name'].rsplit('/', 1)[-1]}", body)
    reader.write(_models.DataConnection, "PATCH", f"{path}/from-hub", {"properties": shown_properties(reader, path)})
    reader.ask(_models.DataConnectionValidationListResult, "/databases/telemetry/dataConnectionValidation", {})
    endpoint = {"privateLinkResourceId": data_sources.IOT_HUB_ID, "groupId": "iotHub"}
    reader.write(_models.ManagedPrivateEndpoint, "PUT", "/managedPrivateEndpoints/m", {"properties": endpoint})
    reader.write(_models.ManagedPrivateEndpoint, "PATCH", "/managedPrivateEndpoints/m", {"properties": endpoint})


def shown_properties(reader, path):
    return reader.kusto.get(f"{path}/from-hub")["properties"]


def test_what_the_emulator_answers_and_the_models_lack_is_on_the_list_and_nothing_else_is(reader):
    read_clusters(reader)
    read_below(reader)
    assert reader.found == {*RECORDED, *INFERRED}


def test_every_kind_of_connection_of_the_models_is_read(reader):
    shown = reader.kusto.get("/databases/telemetry/dataConnections")["value"]
    assert {item["kind"] for item in shown} == set(_models.DataConnection.__mapping__)
    assert {item["kind"] for item in reader.kusto.get("/databases")["value"]} == set(_models.Database.__mapping__)


@pytest.mark.parametrize(
    ("model", "value", "found"),
    [
        (_models.CalloutPolicy, {"calloutUriRegex": 1}, {"CalloutPolicy.calloutUriRegex=1"}),
        (
            _models.CalloutPolicy,
            {"calloutType": "SQL", "odd": 1},
            {"CalloutPolicy.calloutType=SQL", "CalloutPolicy.odd"},
        ),
        (_models.CalloutPoliciesList, {}, {"CalloutPoliciesList.value=null"}),
        (_models.CalloutPoliciesList, {"value": [{"odd": None}]}, {"CalloutPolicy.odd"}),
        (_models.Database, {"kind": "Other"}, {"Database.kind=Other"}),
        (_models.AzureSku, {"name": "Standard_D11_v2", "tier": "Basic", "capacity": True}, {"AzureSku.capacity=True"}),
    ],
)
def test_what_does_not_fit_a_model_is_found(model, value, found):
    assert lacking(model, value) == found


MODELS = {
    "Microsoft.Kusto/Clusters": _models.Cluster,
    "Microsoft.Kusto/Clusters/Databases": _models.Database,
    "Microsoft.Kusto/Clusters/Databases/DataConnections": _models.DataConnection,
    "Microsoft.Kusto/Clusters/ManagedPrivateEndpoints": _models.ManagedPrivateEndpoint,
    "Microsoft.Kusto/Clusters/OutboundNetworkDependenciesEndpoints": _models.OutboundNetworkDependenciesEndpoint,
}


def recorded_model(body):
    """The model of a recorded answer, or of an entry of a list."""
    if "percentComplete" in body:
        return _models.OperationResult
    if "Findings" in body:
        return _models.DiagnoseVirtualNetworkResult
    return MODELS[body["type"]] if "type" in body else _models.DataConnectionValidationListResult


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings of the live service are not beside this checkout")
def test_every_row_of_the_list_was_recorded():
    found = set()
    for path in sorted(RECORDINGS.rglob("kusto_*.json")):
        for call in json.loads(path.read_text(encoding="utf-8")):
            body = call["response_body"] or {}
            for item in body.get("value", [body] if body else []):
                found |= lacking(recorded_model(item), item)
    assert found == set(RECORDED)
