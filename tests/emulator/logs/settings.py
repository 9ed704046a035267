# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a resource sends its logs: its diagnostic settings, as a GET shows them. Nobody writes any here.

Members, null and empty ones among them, are those of the example listDiagnosticSettings and of the answer in
azure-rest-api-specs issue 22400: ids in mixed case, and a destination type that need not be the one that was sent.
"""

from __future__ import annotations

from ..arm import errors
from ..arm.store import key_of
from ..front import router
from . import refusals

TYPE, SHOWN_TYPE = "microsoft.insights/diagnosticsettings", "Microsoft.Insights/diagnosticSettings"
PLACE = "/providers/microsoft.insights/"
# Types that have logs ("Supported categories for Azure Monitor resource logs"), of those that a world has.
SUPPORTED = (
    "microsoft.network/azurefirewalls",
    "microsoft.network/virtualnetworks",
    "microsoft.network/networksecuritygroups",
    "microsoft.network/publicipaddresses",
    "microsoft.network/publicipprefixes",
    "microsoft.kusto/clusters",
    "microsoft.eventhub/namespaces",
    "microsoft.devices/iothubs",
    "microsoft.keyvault/vaults",
    "microsoft.documentdb/databaseaccounts",
    "microsoft.operationalinsights/workspaces",
)
DESTINATIONS = (
    "storageAccountId",
    "serviceBusRuleId",
    "eventHubAuthorizationRuleId",
    "eventHubName",
    "workspaceId",
    "marketplacePartnerId",
    "logAnalyticsDestinationType",
)
_RETENTION = {"enabled": False, "days": 0}


def scope_of(path):
    """The resource at whose end a path of Microsoft.Insights stands."""
    return path[: path.lower().rindex(PLACE)]


def answer(call):
    """GET of all settings of a resource, or of one."""
    if call.method != "GET":
        raise errors.Refusal(501, "NotImplemented", "The emulator only reads diagnostic settings.")
    resource = _resource(call)
    if call.target.shape == "list":
        return 200, {}, {"value": [_shown(call, resource, one) for one in of(call, resource)]}
    named = [one for one in of(call, resource) if one["name"].lower() == call.target.names[-1].lower()]
    if not named:  # the words are inferred
        raise errors.plain(404, "ResourceNotFound", f"The diagnostic setting '{call.target.names[-1]}' was not found.")
    return 200, {}, _shown(call, resource, named[0])


def of(call, resource):
    """The settings of a resource as they are stored."""
    prefix = f"{key_of(resource['id'])}{PLACE}diagnosticsettings/"
    return [document for key, document in call.store.documents.items() if key.startswith(prefix)]


def _resource(call):
    scope = scope_of(call.target.path)
    target = router.parse(scope)
    if target.group and call.store.group(target.subscription, target.group) is None:
        raise errors.group_not_found(target.group)
    if target.type.lower() not in SUPPORTED and call.switches.settings_of_unsupported != "empty":
        raise _unsupported(call, target)
    found = call.store.get(scope)
    if found is None:
        raise errors.resource_not_found(f"{target.type}/{target.names[-1]}", target.group)
    return found


def _unsupported(call, target):
    text = f"The resource type '{target.type.lower()}' does not support diagnostic settings."
    make = errors.plain if call.switches.settings_of_unsupported == "error" else refusals.Bare
    return make(400, "ResourceTypeNotSupported", text)


def _shown(call, resource, document):
    given = document.get("properties") or {}
    properties = {name: given.get(name) for name in DESTINATIONS}
    properties["logAnalyticsDestinationType"] = _destination(call, given.get("logAnalyticsDestinationType"))
    properties["metrics"] = [_category(one, "timeGrain") for one in given.get("metrics") or []]
    properties["logs"] = [_category(one, "categoryGroup") for one in given.get("logs") or []]
    return {
        "id": f"{resource['id'].lower()}{PLACE}diagnosticSettings/{document['name']}",
        "type": SHOWN_TYPE,
        "name": document["name"],
        **dict.fromkeys(("location", "kind", "tags")),
        "properties": properties,
        "identity": None,
    }


def _destination(call, given):
    """What the switch makes of the destination type that was set."""
    way = call.switches.log_destination_shown
    if way == "as_set":
        return given
    if way == "null":
        return None
    if way == "named":
        return given or "AzureDiagnostics"
    return given and getattr(given, way)()  # lower, upper


def _category(given, beside):
    return {
        "category": given.get("category"),
        beside: given.get(beside),
        "enabled": given.get("enabled", True),
        "retentionPolicy": given.get("retentionPolicy", dict(_RETENTION)),
    }
