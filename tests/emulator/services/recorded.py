# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answers of Databricks and of Dev Center as they were recorded in 2023; the contract tests hold them to that.

Of the names of Databricks it is inferred which part is the region of the workspace.
"""

from __future__ import annotations

from .published import endpoint, entry, short

WEBAPP = ("40.70.58.221/32", "20.41.4.113/32")
CONTROL_PLANE = ("23.101.152.95/32", "20.41.4.112/32")
EXTENDED = ("20.57.106.0/28",)
SECURE, MYSQL, KAFKA, ACTIVATION = 443, 3306, 9093, 1688


def databricks(workspace):
    """Prefixes without a name, ports of MySQL and Kafka, and a name with capitals."""
    region = short(workspace["location"])
    blobs = [
        f"dbartifactsprod{region}",
        *(f"arprod{region}a{number}" for number in range(1, 16)),
        "dbartifactsprodeastus",
        "dblogprodwestus",
        f"dblogprod{region}",
    ]
    own = _own_storage(workspace)
    names = [*(f"{name}.blob" for name in dict.fromkeys(blobs)), f"{own}.blob", f"{own}.dfs"]
    stores = (f"{region}-prod-metastore", f"{region}-prod-metastore-addl-1", f"{region}c2-prod-metastore-0")
    hubs = ("prod-westus-observabilityEventHubs", f"prod-{region}c2-observabilityeventhubs")
    return [
        entry("Webapp", [_nameless(WEBAPP)]),
        entry("Control Plane NAT", [_nameless(CONTROL_PLANE)]),
        entry("Extended infrastructure", [_nameless(EXTENDED)]),
        entry("Azure Storage", [endpoint(f"{name}.core.windows.net", SECURE) for name in names]),
        entry("Azure My SQL", [endpoint(f"consolidated-{name}.mysql.database.azure.com", MYSQL) for name in stores]),
        entry("Azure Servicebus", [endpoint(f"{name}.servicebus.windows.net", KAFKA) for name in hubs]),
    ]


def _nameless(prefixes):
    return {"endpointDetails": [{"ipAddress": prefix, "port": SECURE} for prefix in prefixes]}


def _own_storage(workspace):
    """The account in the managed group, which the parameters of a workspace name."""
    parameters = (workspace.get("properties") or {}).get("parameters") or {}
    return (parameters.get("storageAccountName") or {}).get("value") or f"dbstorage{workspace['name']}"


def dev_center(_connection):
    """Asterisks with and without a dot behind them; the same names in every region."""
    return [
        entry("Azure Virtual Desktop Commercial Cloud", map(_port_of, DESKTOP)),
        entry("Azure Virtual Desktop Optional", map(_port_of, OPTIONAL)),
        entry("Intune", map(_port_of, INTUNE)),
        entry("Cloud PC", map(_port_of, (*BROKERS, *(f"{name}.blob.core.windows.net" for name in PROVISIONING)))),
    ]


def _port_of(name):
    return endpoint(name, ACTIVATION if name == "kms.core.windows.net" else SECURE)


DESKTOP = str.split(
    "*.wvd.microsoft.com gcs.prod.monitoring.core.windows.net production.diagnostics.monitoring.core.windows.net "
    "*xt.blob.core.windows.net *eh.servicebus.windows.net *xt.table.core.windows.net *xt.queue.core.windows.net "
    "catalogartifact.azureedge.net kms.core.windows.net mrsglobalsteus2prod.blob.core.windows.net "
    "wvdportalstorageblob.blob.core.windows.net"
)
OPTIONAL = str.split(
    "*.microsoftonline.com *.events.data.microsoft.com www.msftconnecttest.com *.prod.do.dsp.mp.microsoft.com *.sfx.ms "
    "*.digicert.com *.azure-dns.com *.azure-dns.net"
)
INTUNE = str.split(
    "login.microsoftonline.com *.officeconfig.msocdn.com config.office.com graph.windows.net "
    "enterpriseregistration.windows.net portal.manage.microsoft.com m.manage.microsoft.com "
    "fef.msuc03.manage.microsoft.com wip.mam.manage.microsoft.com mam.manage.microsoft.com *.manage.microsoft.com"
)
BROKERS = ("rdweb.wvd.microsoft.com", "rdbroker.wvd.microsoft.com")
PROVISIONING = str.split(
    "cpcsacnrysa1prodprna02 cpcsacnrysa1prodprap01 cpcsacnrysa1prodprau01 cpcsacnrysa1prodpreu01 "
    "cpcsacnrysa1prodpreu02 cpcsacnrysa1prodprna01 cpcstprovprodpreu01 cpcstprovprodpreu02 cpcstprovprodprna01 "
    "cpcstprovprodprna02 cpcstprovprodprap01 cpcstprovprodprau01"
)
