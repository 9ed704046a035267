# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dependency answer of a cluster, with the oddities of the real one.

A port inside a name, vault names as URLs with a capital letter, a pre-production host, display name of the region,
no etag, no nextLink, no ipAddress. Names that belong to one cluster (accounts, vaults) are invented.
"""

from __future__ import annotations

from . import ids

CHILD = "outboundNetworkDependenciesEndpoints"
SHOWN_TYPE = "Microsoft.Kusto/Clusters/OutboundNetworkDependenciesEndpoints"
SIGN_IN = (
    "login.microsoftonline.com",
    "graph.windows.net",
    "graph.microsoft.com",
    "login.microsoft.com",
    "graph.microsoft-ppe.com",
)
MONITOR = (
    "prod.warmpath.msftcloudes.com",
    "gcs.prod.monitoring.core.windows.net",
    "production.diagnostics.monitoring.core.windows.net",
    "shoebox2.metrics.nsatc.net:443",
)
CERTIFICATES = (
    "ocsp.msocsp.com",
    "ocsp.digicert.com",
    "crl3.digicert.com",
    "crl.microsoft.com",
    "www.microsoft.com",
)
STORAGE_SERVICES = ("blob", "queue", "table")


def build(cluster_id, region):
    """(id of the answer, answer)"""
    name = cluster_id.rsplit("/", 1)[-1]
    categories = (
        ("AzureActiveDirectory", "Azure Active Directory", SIGN_IN, 443),
        ("AzureMonitor", "Azure Monitor", MONITOR, 443),
        ("CertificateAuthority", "Certificate Authority", CERTIFICATES, 80),
        ("AzureStorage", "Azure Storage", storage_names(name), 443),
        ("AzureKeyVault", "Azure KeyVault", vault_names(name), 443),
    )
    value = [_entry(cluster_id, region, *category) for category in categories]
    return f"{cluster_id}/{CHILD}", {"value": value}


def storage_names(cluster):
    return [f"{account}.{service}.core.windows.net" for account in accounts(cluster) for service in STORAGE_SERVICES]


def accounts(cluster):
    """13 names: one of the engine, two of the data management, ten for ingestion."""
    label = cluster[:12]
    return [f"eng00{label}", f"dmq01{label}", f"dmq02{label}", *(f"ing{number:02}{label}" for number in range(10))]


def vault_names(cluster):
    tails = (ids.guid(f"{cluster} engine")[:8], ids.guid(f"{cluster} management")[:8])
    return [f"https://{letter}-{cluster}{tail}.vault.azure.net/" for letter, tail in zip("ED", tails, strict=True)]


def _entry(cluster_id, region, id_name, category, names, port):
    return {
        "id": f"{cluster_id}/OutboundNetworkDependenciesEndpoints/{id_name}",
        "name": f"{cluster_id.rsplit('/', 1)[-1]}/{id_name}",
        "type": SHOWN_TYPE,
        "location": region,
        "properties": {
            "category": category,
            "endpoints": [{"domainName": name, "endpointDetails": [{"port": port}]} for name in names],
            "provisioningState": "Succeeded",
        },
    }
