# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A handful of service tags. The prefixes are for documentation; only 13.64.38.225 is a published one (West US)."""

from __future__ import annotations

from . import ids

DOCUMENT_ID = f"{ids.SUBSCRIPTION_ID}/providers/Microsoft.Network/serviceTags/public"


def build(region):
    region_name = "".join(word[:1].upper() + word[1:] for word in region.split())
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


def _tag(name, service, *prefixes, region=""):
    properties = {
        "changeNumber": "7",
        "region": region,
        "systemService": service,
        "addressPrefixes": list(prefixes),
    }
    return {"name": name, "id": name, "properties": properties}
