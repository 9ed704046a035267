# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rule collections of other people on the firewall of the hub.

None of them lets the cluster's subnet (10.20.1.0/24) reach one of its dependencies: a test that sees such a flow pass
has seen our own rules at work.
"""

from __future__ import annotations

APPS = "10.20.2.0/24"
BRANCH = "10.30.0.0/16"
SPOKES = "10.20.0.0/16"


def _collection(name, priority, action, rules, **unknown):
    return {"name": name, "properties": {"priority": priority, "action": {"type": action}, "rules": rules, **unknown}}


def network():
    return [_platform(), _mail()]


def _platform():
    rules = [
        {
            "name": "dns",
            "description": "Name servers of the head office",
            "protocols": ["TCP", "UDP"],
            "sourceAddresses": [SPOKES, BRANCH],
            "destinationAddresses": ["10.50.0.10", "10.50.0.11"],
            "destinationPorts": ["53"],
            "loggingHint": {"sample": 0.5},
        },
        {
            "name": "backup-to-storage",
            "protocols": ["TCP"],
            "sourceAddresses": [BRANCH],
            "destinationAddresses": ["Storage"],
            "destinationPorts": ["443"],
        },
        {
            "name": "file-servers",
            "protocols": ["TCP"],
            "sourceAddresses": ["10.20.2.16-10.20.2.31"],
            "destinationAddresses": ["10.50.8.0/22"],
            "destinationPorts": ["445", "49152-65535"],
        },
    ]
    return _collection("Net-Platform", 1001, "Allow", rules, reviewHint={"by": "network-team", "due": "2027-01"})


def _mail():
    rule = {
        "name": "no-smtp",
        "protocols": ["TCP"],
        "sourceAddresses": ["*"],
        "destinationAddresses": ["*"],
        "destinationPorts": ["25", "465-587"],
    }
    return _collection("net-no-mail", 2000, "Deny", [rule])


def application():
    web = [
        {
            "name": "corporate-web",
            "description": "Intranet and partner sites",
            "protocols": [{"protocolType": "Https", "port": 443}, {"protocolType": "Http", "port": 80}],
            "targetFqdns": ["WWW.Contoso.com", "*.Fabrikam.com"],
            "sourceAddresses": [APPS, BRANCH],
        },
        {
            "name": "packages",
            "protocols": [{"protocolType": "Https", "port": 8443}],
            "targetFqdns": ["Packages.Contoso.com"],
            "sourceAddresses": [APPS],
        },
    ]
    updates = {"name": "windows-update", "fqdnTags": ["WindowsUpdate"], "sourceAddresses": [APPS, BRANCH]}
    return [
        _collection("App-Web", 1000, "Allow", web, ownerHint="web-team"),
        _collection("app-updates", 1500, "Allow", [updates]),
    ]


def nat():
    rule = {
        "name": "jump-host",
        "protocols": ["TCP"],
        "translatedAddress": "10.20.2.4",
        "translatedPort": "3389",
        "sourceAddresses": ["198.51.100.128/25"],
        "destinationAddresses": ["203.0.113.10"],
        "destinationPorts": ["33890"],
    }
    return [_collection("nat-jump", 300, "Dnat", [rule])]
