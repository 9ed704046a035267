# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which api-versions the emulated providers know."""

from __future__ import annotations

from . import errors, parts

# From 2019 to 2024 as a government cloud listed them (github.com/Azure/azure-powershell/issues/27549), those before as
# github.com/Azure/azure-cli/issues/17545 has them, and those after from the published models.
NETWORK = str.split(
    "2014-12-01-preview 2015-05-01-preview 2015-06-15 2016-03-30 2016-06-01 2016-07-01 2016-08-01 2016-09-01 "
    "2016-10-01 2016-11-01 2016-12-01 2017-03-01 2017-04-01 2017-06-01 2017-08-01 2017-09-01 2017-10-01 2017-11-01 "
    "2018-01-01 2018-02-01 2018-03-01 2018-04-01 2018-05-01 2018-06-01 2018-07-01 2018-08-01 2018-10-01 2018-11-01 "
    "2018-12-01 2019-02-01 2019-04-01 2019-06-01 2019-07-01 2019-08-01 2019-09-01 2019-11-01 2019-12-01 2020-01-01 "
    "2020-03-01 2020-04-01 2020-05-01 2020-06-01 2020-07-01 2020-08-01 2020-11-01 2021-01-01 2021-02-01 2021-03-01 "
    "2021-04-01 2021-05-01 2021-06-01 2021-08-01 2021-12-01 2022-01-01 2022-05-01 2022-07-01 2022-09-01 2022-11-01 "
    "2023-01-01-preview 2023-02-01 2023-04-01 2023-05-01 2023-06-01 2023-09-01 2023-11-01 2024-01-01 2024-03-01 "
    "2024-05-01 2024-07-01 2024-10-01 2025-01-01 2025-03-01 2025-05-01 2025-07-01 2025-09-01 2026-01-01 2026-03-01"
)
# When a type came: the list of a type begins there.
FIRST = {
    "microsoft.network/azurefirewalls": "2018-04-01",
    "microsoft.network/firewallpolicies": "2019-06-01",
    "microsoft.network/ipgroups": "2019-09-01",
}
KUSTO = str.split(
    "2021-01-01 2021-08-27 2022-02-01 2022-07-07 2022-11-11 2022-12-29 2023-05-02 2023-08-15 2024-04-13 2025-02-14"
)
RESOURCES = str.split(
    "2015-11-01 2016-06-01 2018-05-01 2019-10-01 2020-06-01 2020-10-01 2021-01-01 2021-04-01 2022-09-01 2022-12-01 "
    "2023-07-01 2024-03-01 2024-07-01 2024-11-01 2025-03-01 2025-04-01"
)
LOCATIONS = "westus, eastus, northeurope, westeurope, eastasia, southeastasia, centralus, eastus2, westus2"
LOCKS = str.split("2015-01-01 2016-09-01 2017-04-01 2020-05-01")
# Of the services that a cluster reads from, the stable ones of the published models since 2021.
SOURCES = {
    "microsoft.eventhub": str.split("2017-04-01 2021-11-01 2024-01-01"),
    "microsoft.devices": str.split("2021-03-31 2021-07-01 2021-07-02 2023-06-30"),
    "microsoft.storage": str.split("2021-02-01 2021-09-01 2022-09-01 2023-01-01 2023-05-01 2024-01-01"),
    "microsoft.documentdb": str.split("2021-10-15 2022-11-15 2023-04-15 2023-11-15 2024-05-15 2024-11-15"),
    "microsoft.keyvault": str.split("2021-10-01 2022-07-01 2023-02-01 2023-07-01 2024-11-01"),
}
# Of the services whose dependencies are asked for, as far as models and examples were seen: by no means all there are.
SERVICES = {
    "microsoft.containerservice": str.split(
        "2020-09-01 2020-11-01 2020-12-01 2021-02-01 2021-03-01 2021-05-01 2021-07-01 2021-08-01 2021-09-01 2021-10-01 "
        "2022-01-01 2022-02-01 2022-03-01 2022-04-01 2022-06-01 2022-07-01 2022-09-01 2022-11-01 2023-01-01 2023-02-01 "
        "2023-03-01 2023-04-01 2023-05-01 2023-06-01 2023-07-01 2023-08-01 2023-09-01 2023-10-01 2023-11-01 2024-01-01 "
        "2024-05-01 2024-09-01 2025-01-01 2025-05-01 2025-10-01 2026-08-01"
    ),
    "microsoft.apimanagement": str.split("2019-12-01 2020-12-01 2021-08-01 2022-08-01 2024-05-01"),
    "microsoft.batch": str.split(
        "2020-09-01 2021-06-01 2022-01-01 2022-06-01 2022-10-01 2023-05-01 2023-11-01 2024-02-01 2024-07-01 2025-06-01"
    ),
    "microsoft.databricks": str.split(
        "2018-04-01 2021-04-01-preview 2022-04-01-preview 2023-02-01 2024-05-01 2026-01-01"
    ),
    "microsoft.machinelearningservices": str.split(
        "2021-04-01 2021-07-01 2022-05-01 2022-10-01 2023-04-01 2023-10-01 2024-04-01 2024-10-01 2025-06-01 2025-12-01"
    ),
    "microsoft.sql": str.split("2015-05-01-preview 2021-11-01 2023-05-01-preview 2023-08-01 2025-01-01"),
    "microsoft.devcenter": str.split(
        "2022-11-11-preview 2023-04-01 2023-10-01-preview 2024-02-01 2025-02-01 2026-01-01-preview"
    ),
}
# Of these, the ones in the specifications that were seen; a path may have had one only.
BY_TYPE = {
    "microsoft.insights/diagnosticsettings": str.split("2017-05-01-preview 2021-05-01-preview"),
    "microsoft.insights/logs": ["2018-03-01-preview"],
    "microsoft.operationalinsights/workspaces/query": ["2017-10-01"],
}
WORKSPACES = str.split(
    "2020-08-01 2020-10-01 2021-06-01 2021-12-01-preview 2022-10-01 2023-09-01 2025-02-01 2025-07-01"
)
ZONES = str.split("2018-09-01 2020-01-01 2020-06-01 2024-06-01")
BY_NAMESPACE = {
    "microsoft.network": NETWORK,
    "microsoft.kusto": KUSTO,
    "microsoft.authorization": LOCKS,
    "microsoft.insights": ["2021-05-01-preview"],
    "microsoft.operationalinsights": WORKSPACES,
    **SOURCES,
    **SERVICES,
    "": RESOURCES,
}


def network_up_to(newest):
    """What a cloud lists that has no later version of Microsoft.Network: for the switch `versions`."""
    return [version for version in NETWORK if version[: len(newest)] <= newest]


def check(call):
    """Refuses a call without api-version, of an unknown provider, or with a version the provider lacks."""
    if not call.api_version:
        text = "The api-version query parameter (?api-version=) is required for all requests."
        raise errors.front(400, "MissingApiVersionParameter", text)
    known = served(call)
    if known is None:
        text = f"The resource namespace '{call.target.namespace}' is invalid."
        raise errors.front(404, "InvalidResourceNamespace", text)
    if call.api_version not in known:
        raise _unsupported(call, known)


def served(call):
    """The versions of the type a request is about, or None for a provider that nobody knows."""
    target, limited = call.target, call.switches.versions
    types = [kind.lower() for kind in target.types]
    names = ["/".join((target.namespace.lower(), *types[:depth])) for depth in range(len(types), -1, -1)]
    wanted = next((limited[name] for name in names if name in limited), None)
    if wanted is None:
        wanted = _of_type(types, names)
    first = FIRST.get("/".join((target.namespace.lower(), *types[:1])), "")
    return wanted and [version for version in wanted if version >= first]


def _of_type(types, names):
    """By the type itself, else by what is above it, the namespace last."""
    if "privatednszones" in types:
        return ZONES
    return next((BY_TYPE[name] for name in names if name in BY_TYPE), BY_NAMESPACE.get(names[-1]))


def _unsupported(call, known):
    namespace, wanted = call.target.namespace, call.api_version
    if not namespace:
        text = f"The api-version '{wanted}' is invalid. The supported versions are '{','.join(known)}'."
        return errors.front(400, "InvalidApiVersionParameter", text)
    kind = _registered(call.target)
    if call.switches.unsupported_version == "InvalidResourceType":
        # As in github.com/Azure/azure-rest-api-specs/issues/14807, and without blanks between the versions.
        text = (
            f"The resource type '{kind}' could not be found in the namespace '{namespace}' for api version '{wanted}'. "
            f"The supported api-versions are '{','.join(known)}'."
        )
        return errors.front(404, "InvalidResourceType", text)
    text = (
        f"No registered resource provider found for location '{_location(call)}' and API version '{wanted}' for type "
        f"'{kind}'. The supported api-versions are '{', '.join(known)}'. The supported locations are '{LOCATIONS}'."
    )
    return errors.front(400, "NoRegisteredProviderFound", text)


def _registered(target):
    """The type as its provider has registered it: a draft of a policy was refused as a policy (issue 27549)."""
    if target.types[0].lower() == "locations":
        return "/".join(target.types)
    return target.types[0]


def _location(call):
    found = call.store.get(call.target.resource_id(1)) or call.store.group(call.target.subscription, call.target.group)
    return parts.normal_location((found or {}).get("location") or "westus")
