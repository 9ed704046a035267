# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints of this cloud, in the shapes its api-versions have had. No token is needed."""

from __future__ import annotations

from ..arm import bodies, errors

NAME = "Emulated"


def answer(call):
    try:
        refusal = call.fault and call.fault.refusal(call.method, "", call.target.path)
        if refusal:
            raise refusal
        status, document = 200, _document(call)
    except errors.Refusal as refusal:
        status, document = refusal.status, refusal.body()
    text = bodies.text(document, network=False)
    return status, bodies.content_type(text), text


def _document(call):
    if call.target.path.rstrip("/") != "/metadata/endpoints":
        raise errors.front(404, "NotFound", f"There is nothing at '{call.target.path}'.")
    versions = VERSIONS.get(call.switches.metadata, (call.switches.metadata,))
    if call.api_version not in versions:
        known = ", ".join(sorted(versions))
        text = f"The api-version '{call.api_version}' is invalid. The supported versions are '{known}'."
        raise errors.front(400, "InvalidApiVersionParameter", text)
    document = SHAPES[call.api_version](call.base_url)
    if call.core.log_hosts and "resourceManager" in document:  # read by the Azure CLI, where a cloud has it
        document["logAnalyticsResourceId"] = next(iter(call.core.log_hosts.values()))
    if call.switches.metadata == "ad_fs":
        document["authentication"]["loginEndpoint"] = f"{call.base_url}/adfs/"
    return document


def _one(base):
    return {
        "portal": f"{base}/portal",
        "authentication": {
            "loginEndpoint": base,
            "audiences": [base, f"{base}/"],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "graphAudience": f"{base}/graph/",
        "graph": f"{base}/graph/",
        "name": NAME,
        "suffixes": {
            "storage": "core.emulated.invalid",
            "keyVaultDns": "vault.emulated.invalid",
            "sqlServerHostname": "database.emulated.invalid",
        },
        "resourceManager": base,
        "gallery": f"{base}/gallery/",
    }


def _list(base):
    return [_one(base)]


def _regions(base):
    """Flat as well, with the regions of every cloud."""
    host = base.removeprefix("https://")
    return {
        **_stack(base),
        "graphAudience": f"{base}/graph/",
        "authentication": {
            "loginEndpoint": f"{base}/",
            "audiences": [base, f"{base}/"],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "cloudEndpoint": {"public": {"endpoint": host, "locations": ["westus", "westeurope"]}},
    }


def _stack(base):
    """Azure Stack Hub: the resource manager is the host that was asked."""
    return {
        "galleryEndpoint": f"{base}/gallery/",
        "graphEndpoint": f"{base}/graph/",
        "portalEndpoint": f"{base}/portal/",
        "authentication": {"loginEndpoint": f"{base}/", "audiences": [base]},
    }


SHAPES = {"2022-09-01": _one, "2019-05-01": _list, "2017-12-01": _regions, "2015-01-01": _stack, "1.0": _stack}
HUB = ("2015-01-01", "1.0")
VERSIONS = {"all": tuple(SHAPES), "stack": HUB, "ad_fs": HUB}
