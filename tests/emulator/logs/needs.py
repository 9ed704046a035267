# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The needs of a cluster as traffic is made from them, read off its dependency answer."""

from __future__ import annotations

PROTOCOLS = {443: "Https", 80: "Http"}


def of_answer(answer):
    """One need for each name and port; names are written as URLs and with ports now and then."""
    found = {}
    for entry in answer["value"]:
        for endpoint in entry["properties"]["endpoints"]:
            host = endpoint["domainName"].rpartition("//")[2].partition("/")[0].partition(":")[0].lower()
            for detail in endpoint["endpointDetails"]:
                port = int(detail["port"])
                found[host, port] = {"host": host, "port": port, "protocol": PROTOCOLS.get(port, "Tcp")}
    return list(found.values())
