# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A handful of service tags.

The prefixes are for documentation; of the demo's only 13.64.38.225 is a published one (West US).
"""

from __future__ import annotations

from . import ids

DATABRICKS = ("20.41.4.112/31", "20.57.106.0/28", "23.101.152.95/32", "40.70.58.221/32")
DOCUMENT_ID = f"{ids.SUBSCRIPTION_ID}/providers/Microsoft.Network/serviceTags/public"


def build(region):
    region_name = regional(region)
    values = [
        _tag("AzureDataExplorerManagement", "AzureDataExplorer", "13.64.38.225/32", "192.0.2.160/28"),
        _tag("AzureKeyVault", "AzureKeyVault", "192.0.2.128/28", "2001:db8:4::/48"),
        _tag("AzureMonitor", "AzureMonitor", "192.0.2.0/27", "2001:db8:1::/48"),
        _tag("EventHub", "AzureEventHub", "192.0.2.32/28", "192.0.2.48/28", "2001:db8:2::/48"),
        _tag(f"EventHub.{region_name}", "AzureEventHub", "192.0.2.32/28", region=ids.normal(region)),
        _tag("Storage", "AzureStorage", "192.0.2.64/26", "2001:db8:3::/48"),
    ]
    document = {
        "name": "public",
        "id": DOCUMENT_ID,
        "type": "Microsoft.Network/serviceTags",
        "changeNumber": "63",
        "cloud": "Public",
        "values": values,
    }
    return [(DOCUMENT_ID, document)]


def regional(region):
    """A region as tags have it."""
    return "".join(word[:1].upper() + word[1:] for word in region.split())


def of_services(region):
    """Those that pages about other services name; only the addresses of Databricks are published ones."""
    short, place = regional(region), ids.normal(region)
    return [
        _tag("ApiManagement", "AzureApiManagement", "198.51.100.128/28"),
        _tag(f"ApiManagement.{short}", "AzureApiManagement", "198.51.100.128/30", region=place),
        _tag("BatchNodeManagement", "BatchNodeManagement", "198.51.100.144/28"),
        _tag(f"BatchNodeManagement.{short}", "BatchNodeManagement", "198.51.100.144/30", region=place),
        _tag("Sql", "AzureSQL", "198.51.100.160/28"),
        _tag(f"Sql.{short}", "AzureSQL", "198.51.100.160/30", region=place),
        _tag("AzureActiveDirectory", "AzureAD", "198.51.100.176/28"),
        _tag("AzureMachineLearning", "AzureMachineLearning", "198.51.100.192/28"),
        _tag("AzureConnectors", "AzureConnectors", "198.51.100.208/28"),
        _tag("MicrosoftContainerRegistry", "MicrosoftContainerRegistry", "198.51.100.224/28"),
        _tag("AzureDatabricks", "AzureDatabricks", *DATABRICKS),
        _tag(f"Storage.{short}", "AzureStorage", "192.0.2.64/28", region=place),
        _tag("AzureCloud", "", "192.0.2.0/25", "192.0.2.128/26", "198.51.100.128/25", *DATABRICKS),
        _tag(f"AzureCloud.{short}", "", "192.0.2.0/25", "198.51.100.128/25", region=place),
    ]


def _tag(name, service, *prefixes, region=""):
    properties = {
        "changeNumber": "7",
        "region": region,
        "systemService": service,
        "addressPrefixes": list(prefixes),
    }
    return {"name": name, "id": name, "properties": properties}
