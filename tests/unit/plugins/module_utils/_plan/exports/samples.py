# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One small set of dependencies with every kind of name, port and address in it, and short ways to export it."""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import clusters, formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import dependencies

SUBNET = "10.20.1.0/24"
# One of each: a name and wildcards on 443, a name and a wildcard on 80, AMQP, another port, an address without a name.
OPTIONS = [
    {"fqdn": "login.microsoftonline.com", "port": 443, "category": "AzureActiveDirectory", "source": "discovered"},
    {"fqdn": "login.microsoft.com", "port": 443, "category": "AzureActiveDirectory", "source": "discovered"},
    {"fqdn": "*.login.microsoft.com", "port": 443, "category": "Documented", "source": "documented"},
    {"fqdn": "*.core.windows.net", "port": 443, "category": "Documented", "source": "documented"},
    {"fqdn": "*xt.blob.core.windows.net", "port": 443},
    {"fqdn": "ocsp.digicert.com", "port": 80, "category": "CertificateAuthority", "source": "discovered"},
    {"fqdn": "*.windowsupdate.com", "port": 80, "category": "Documented", "source": "documented"},
    {"fqdn": "*.servicebus.windows.net", "port": 443, "category": "Documented", "source": "documented"},
    {"fqdn": "*.servicebus.windows.net", "port": 5671, "category": "Documented", "source": "documented"},
    {"fqdn": "sql.example.com", "port": 1433},
    {"addresses": ["203.0.113.7"], "port": 9093, "category": "InternalTracing", "source": "discovered"},
]
TAGS = {
    "name": "Public",
    "changeNumber": "63",
    "cloud": "Public",
    "values": [
        {"name": "AzureMonitor", "properties": {"addressPrefixes": ["192.0.2.0/27", "2001:db8:1::/48"]}},
        {"name": "EventHub", "properties": {"addressPrefixes": ["192.0.2.32/28", "192.0.2.40/29"]}},
        {"name": "Storage", "properties": {"addressPrefixes": ["192.0.2.64/26"]}},
    ],
}
ADDRESSES = {"management": ["13.64.38.225"], "health_monitoring": ["104.42.216.21", "40.78.63.47"]}
EVERYTHING = {"service_tag_document": TAGS, **ADDRESSES}


def export(format_name: str, options: Any = None, **more: Any) -> formats.Export:
    """Export options as users write them, everything there is when none are given."""
    asked = {"name": "adx-telemetry", "source_addresses": [SUBNET], **(EVERYTHING if options is None else {}), **more}
    needed = [dependencies.from_option(one) for one in (OPTIONS if options is None else options)]
    return formats.render(needed, format_name, **asked)


# Two clusters that need different things: `billing` has no AMQP and no SQL, a name of its own and another region.
BILLING = [
    *(one for one in OPTIONS if one["port"] in (80, 443)),
    {"fqdn": "billing.blob.core.windows.net", "port": 443, "category": "AzureStorage", "source": "discovered"},
    {"fqdn": "ledger.example.com", "port": 443},
    {"addresses": ["203.0.113.9"], "port": 9094},
]
PLANS = [
    {"name": "adx-telemetry", "dependencies": OPTIONS, "source_addresses": [SUBNET], **ADDRESSES},
    {
        "name": "adx-billing",
        "dependencies": BILLING,
        "source_addresses": ["10.30.1.0/24"],
        "documented_addresses": {"management": ["20.43.89.90"], "health_monitoring": []},
    },
]


def export_many(format_name: str, plans: Any = None, **more: Any) -> formats.Export:
    """Export plans of clusters as users write them, those two when none are given."""
    asked = {"name": "adx", "service_tag_document": TAGS, **more}
    needed = [clusters.from_option(one, asked["name"]) for one in (PLANS if plans is None else plans)]
    return formats.render_many(needed, format_name, **asked)


def lost(exported: formats.Export) -> dict[tuple[str, int], str]:
    """What an export leaves out -> why."""
    return {(loss.entry.destination, loss.entry.port): loss.reason for loss in exported.unexpressed}


def content(exported: formats.Export) -> list[str]:
    """The lines that are no comments."""
    return [line for line in exported.text.splitlines() if not line.startswith("#")]
