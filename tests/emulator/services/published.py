# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answers that the published examples show: categories, names, ports, protocols.

README.md names the examples. What belongs to one resource, such as an account of its own, is invented, for the examples
have placeholders there; so are the regions, which are those of the resource.
"""

from __future__ import annotations

from functools import partial

GLOBAL = "Global"
EVERY_POOL = "Applicable to all Azure Batch pools."
TASKS = "Applicable to tasks that make calls to Batch."  # this one and the three below are shorter than the service's
AUTO_STORAGE = "AutoStorage of this account. Applicable to all of its pools."
MOUNTS = "Only applicable to pools containing a Mount Configuration."
ENCRYPTION = "Only applicable to pools containing a Disk Encryption Configuration."
STORAGE = "Azure Storage"


def endpoint(name, *ports, applies="", **more):
    """One name with a detail for each port; `more` stands in each of them, and what it applies to beside the name."""
    made = {"domainName": name, **({"description": applies} if applies else {})}
    return {**made, "endpointDetails": [{"port": port, **more} for port in ports]}


def entry(category, endpoints):
    """A category and what is in it."""
    return {"category": category, "endpoints": list(endpoints)}


def aks(_cluster):
    """By protocol, with optional parts and wildcards; UDP and TCP among them."""
    https, http = partial(_secure, protocol="Https"), partial(_clear, protocol="Http")
    return [
        entry("azure-resource-management", map(https, ("management.azure.com", "login.microsoftonline.com"))),
        entry("images", [https("mcr.microsoft.com"), https("*.data.mcr.microsoft.com", description="mcr cdn")]),
        entry("artifacts", map(https, ("packages.microsoft.com", "acs-mirror.azureedge.net"))),
        entry("time-sync", [endpoint("ntp.ubuntu.com", 123, protocol="UDP")]),
        entry(
            "ubuntu-optional",
            map(http, ("security.ubuntu.com", "azure.archive.ubuntu.com", "changelogs.ubuntu.com")),
        ),
        entry("gpu", map(https, ("nvidia.github.io", "us.download.nvidia.com", "apt.dockerproject.org"))),
        entry(
            "windows",
            [
                *map(https, ("onegetcdn.azureedge.net", "go.microsoft.com")),
                *map(http, ("*.mp.microsoft.com", "www.msftconnecttest.com", "ctldl.windowsupdate.com")),
            ],
        ),
        entry("apiserver", [https("*.azmk8s.io")]),
        entry("tunnel-classic", [endpoint("*.azmk8s.io", 9000, protocol="TCP")]),
    ]


def _secure(name, **more):
    return endpoint(name, 443, **more)


def _clear(name, **more):
    return endpoint(name, 80, **more)


def batch(account):
    """Of the account, whatever its pools are; a description says to which of them an entry applies."""
    name, region = account["name"], short(account["location"])
    storage = [endpoint(f"*.{kind}.core.windows.net", 443, applies=EVERY_POOL) for kind in ("blob", "table", "queue")]
    return [
        entry(
            "Azure Batch",
            [
                endpoint(f"{name}.{region}.batch.azure.com", 443, applies=TASKS),
                endpoint(f"{region}.service.batch.azure.com", 443, applies=EVERY_POOL),
            ],
        ),
        entry(STORAGE, [*_auto_storage(account), *storage]),
        entry("Microsoft Package Repository", [endpoint("packages.microsoft.com", 443, applies=MOUNTS)]),
        entry("Azure Key Vault", [endpoint("*.vault.azure.net", 443, applies=ENCRYPTION)]),
    ]


def _auto_storage(account):
    """Only an account that has one names it."""
    linked = ((account.get("properties") or {}).get("autoStorage") or {}).get("storageAccountId")
    if linked:
        host = f"{linked.rsplit('/', 1)[-1]}.blob.core.windows.net"
        yield endpoint(host, 443, applies=AUTO_STORAGE)


def api_management(service):
    """Each detail has a region: that of the service, or Global; one name may have several ports."""
    name, region = service["name"], service["location"]
    here, everywhere = {"region": region}, {"region": GLOBAL}
    secure = partial(_secure, **everywhere)
    units = [f"{name[:6]}{number}" for number in range(1, 5)]
    storage = [endpoint(f"{name}dgfbay.blob.core.windows.net", 443, **here)]
    storage += [
        endpoint(f"{unit}xt.{kind}.core.windows.net", 443, **here) for unit in units for kind in ("blob", "table")
    ]
    storage += [
        endpoint(f"{name}files.{kind}.core.windows.net", 445 if kind == "file" else 443, **here)
        for kind in ("blob", "file", "queue", "table")
    ]
    hubs = [endpoint(f"{unit}eh.servicebus.windows.net", 443, 5671, 5672, **here) for unit in units]
    return [
        entry("Azure SMTP", [endpoint("smtpi-ch1.msn.com", 25028, **here)]),
        entry("Azure SQL", [endpoint(f"{name}.database.windows.net", 1433, **here)]),
        entry(STORAGE, storage),
        entry("Azure Event Hub", hubs),
        entry("SSL Certificate Verification", [endpoint(host, 80, 443, **everywhere) for host in CERTIFICATES]),
        entry("Azure Monitor", [endpoint(host, port, **everywhere) for host, port in MONITOR]),
        entry("Portal Captcha", map(secure, (f"{who}.hip.live.com" for who in ("client", "partner")))),
        entry("Azure Active Directory", map(secure, SIGN_IN)),
    ]


CERTIFICATES = (
    "ocsp.msocsp.com",
    "mscrl.microsoft.com",
    "crl.microsoft.com",
    "crl3.digicert.com",
    "ocsp.digicert.com",
    "cacerts.digicert.com",
)
MONITOR = (
    ("gcs.ppe.monitoring.core.windows.net", 443),
    ("global.prod.microsoftmetrics.com", 443),
    ("wus3.prod.microsoftmetrics.com", 1886),
    ("wus3-red.prod.microsoftmetrics.com", 1886),
    ("wus3-black.prod.microsoftmetrics.com", 1886),
    ("gcs.ppe.warm.ingestion.monitoring.azure.com", 443),
    ("metrichost23.prod.microsoftmetrics.com", 443),
    ("metrichost23-red.prod.microsoftmetrics.com", 443),
    ("metrichost23-black.prod.microsoftmetrics.com", 443),
)
SIGN_IN = ("login.windows.net", "graph.windows.net", "login.microsoftonline.com")


def machine_learning_of_2021(workspace):
    """One category twice, names of whole services without an asterisk, and several ports with them."""
    sign_in = entry("Azure Active Directory", [endpoint("login.microsoftonline.com", 443)])
    account = _account_of(workspace)
    notebooks = (
        "*.notebooks.azure.net",
        *(f"{account}.{kind}.core.windows.net" for kind in ("file", "dfs", "blob")),
        "graph.microsoft.com",
        "*.aznbcontent.net",
    )
    secure = {
        "Integrated notebook": notebooks,
        "Compute cluster/instance": ("*.batchai.core.windows.net", "graph.windows.net"),
        "Compute instance": ("*.instances.azureml.net", "*.instances.azureml.ms"),
    }
    whole = {
        "Azure Storage Account": "core.windows.net",
        "Azure Key Vault": "vault.azure.net",
        "Azure Container Registry": "azurecr.io",
        "Microsoft Container Registry": "mcr.microsoft.com",
    }
    return [
        sign_in,
        entry("Azure portal", [endpoint("management.azure.com", 443)]),
        entry("Azure Resource Manager", [endpoint("management.azure.com", 443)]),
        entry("Azure Machine Learning studio", [endpoint("ml.azure.com", 443)]),
        entry("API", [endpoint("*.azureml.ms", 443)]),
        sign_in,
        *(entry(category, map(_secure, names)) for category, names in secure.items()),
        *(entry(category, [endpoint(name, 443, 18881, 8787)]) for category, name in whole.items()),
    ]


def _account_of(workspace):
    linked = (workspace.get("properties") or {}).get("storageAccount") or workspace["name"]
    return linked.rsplit("/", 1)[-1].lower()


def machine_learning(_workspace):
    """Two categories are all that the newer examples have."""
    return [
        entry("Azure Active Directory", [endpoint("login.microsoftonline.com", 443)]),
        entry("Azure portal", [endpoint("management.azure.com", 443)]),
    ]


def sql(_instance):
    """Names of whole services, without an asterisk before them."""
    names = {
        "Azure SQL Database": "control.database.windows.net worker.database.windows.net",
        STORAGE: "blob.core.windows.net table.core.windows.net",
        "Service Bus": "servicebus.windows.net",
        "Certificate Verification": "dsms.core.windows.net dsts.core.windows.net login.windows.net",
        "Telemetry": "azurewatsonanalysis-prod.core.windows.net global.metrics.nsatc.net "
        "production.diagnostics.monitoring.core.windows.net",
    }
    return [entry(category, [endpoint(name, 443) for name in hosts.split()]) for category, hosts in names.items()]


def short(region):
    """A region as names have it."""
    return "".join(region.split()).lower()
