# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of AzureDiagnostics with what they mean: those that people have shown, and drawn ones in every spelling.

Shown in azure-docs issues 17416, 43446, 46134, 59077, 75762 and 84931, in Microsoft's own queries for these lines
("Azure Monitor Logs: queries for AzureDiagnostics") and in "Azure Firewall monitoring data reference".
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

APPLICATION, NETWORK = "AzureFirewallApplicationRuleLog", "AzureFirewallNetworkRuleLog"
NAT, THREAT, INTRUSION = "AzureFirewallNatRuleLog", "AzureFirewallThreatIntelLog", "AzureFirewallIDSLog"
NO_RULE = "No rule matched. Proceeding with default action"
NO_NAME = "SNI TLS extension was missing"
SIGNATURE = "2024897. IDS: ET USER_AGENTS Go HTTP Client User-Agent. Priority: 1. Classification: Misc activity"
EMPTY = {
    **dict.fromkeys(("Host", "Address", "Action", "Reason", "Policy", "Group", "Collection", "Rule"), ""),
    "Port": None,
}


@dataclass(frozen=True)
class Line:
    """A line and its meaning, as far as that is not empty."""

    operation: str
    message: str
    source: str
    protocol: str
    meant: dict[str, object] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, object]:
        """What an answer has of it."""
        return {"Protocol": self.protocol, **EMPTY, **self.meant}


def _rule(policy: str, group: str, collection: str, rule: str) -> dict[str, object]:
    return {"Policy": policy, "Group": group, "Collection": collection, "Rule": rule}


def _to(destination: str, port: int | None, action: str, **more: object) -> dict[str, object]:
    is_address = destination.replace(".", "").isdigit()
    return {"Address" if is_address else "Host": destination.lower(), "Port": port, "Action": action, **more}


SHOWN = (
    Line(
        APPLICATION,
        "HTTPS request from 10.1.0.5:55640 to mydestination.com:443. Action: Allow. Rule Collection: collection1000."
        " Rule: rule1002",
        "10.1.0.5",
        "HTTPS",
        _to("mydestination.com", 443, "Allow", **_rule("", "", "collection1000", "rule1002")),
    ),
    Line(
        APPLICATION,
        "HTTPS request from 10.13.1.4:55583 to winatp-gw-cus3.microsoft.com:443. Action: Deny. Policy: my-policy. Rule"
        " Collection Group: DefaultApplicationRuleCollectionGroup. Rule Collection: block-sites. Rule: block-microsoft",
        "10.13.1.4",
        "HTTPS",
        _to(
            "winatp-gw-cus3.microsoft.com",
            443,
            "Deny",
            **_rule("my-policy", "DefaultApplicationRuleCollectionGroup", "block-sites", "block-microsoft"),
        ),
    ),
    Line(
        APPLICATION,
        f"HTTPS request from 10.10.0.4:49378 to motd.ubuntu.com:443. Action: Deny. {NO_RULE}",
        "10.10.0.4",
        "HTTPS",
        _to("motd.ubuntu.com", 443, "Deny", Reason=NO_RULE),
    ),
    Line(
        APPLICATION,
        "HTTP  request from 10.13.1.4:55202 to au.download.windowsupdate.com:80. Url: au.download.windowsupdate.com"
        f"/c/msdownload/update/others/2021/10/x.y_1.cab. Action: Deny. {NO_RULE}",
        "10.13.1.4",
        "HTTP",
        _to("au.download.windowsupdate.com", 80, "Deny", Reason=NO_RULE),
    ),
    Line(
        APPLICATION,
        f"HTTPS request from 10.1.0.6:55640. Action: Deny. Reason: {NO_NAME}.",
        "10.1.0.6",
        "HTTPS",
        {"Action": "Deny", "Reason": NO_NAME},
    ),
    Line(
        APPLICATION,
        f"HTTPS request from 10.1.0.6:55640 was denied. Reason: {NO_NAME}.",
        "10.1.0.6",
        "HTTPS",
        {"Reason": NO_NAME},
    ),
    Line(
        NETWORK,
        "TCP request from 10.4.0.4:36628 to 217.23.9.20:5522. Action: Deny",
        "10.4.0.4",
        "TCP",
        _to("217.23.9.20", 5522, "Deny"),
    ),
    Line(
        NETWORK,
        "TCP request from 10.4.0.4:36629 to 52.1.2.3:443. Action: Allow.. Policy: p. Rule Collection Group: g. Rule"
        " Collection: c. Rule: r",
        "10.4.0.4",
        "TCP",
        _to("52.1.2.3", 443, "Allow", **_rule("p", "g", "c", "r")),
    ),
    Line(
        NETWORK,
        "UDP request from 10.13.1.4:62674 to 10.13.2.4:3389. Action: Allow. ",
        "10.13.1.4",
        "UDP",
        _to("10.13.2.4", 3389, "Allow"),
    ),
    Line(
        NETWORK,
        "ICMP Type=8 request from 10.13.2.4:0 to 13.107.4.50:0. Action: Deny..",
        "10.13.2.4",
        "ICMP Type=8",
        _to("13.107.4.50", 0, "Deny"),
    ),
    Line(
        NETWORK,
        "ICMP request from 10.0.2.4 to 10.0.3.4. Action: Allow",
        "10.0.2.4",
        "ICMP",
        _to("10.0.3.4", None, "Allow"),
    ),
    Line(
        NAT,
        "TCP request from 194.79.199.174:61563 to 20.31.19.13:3389 was DNAT'ed to 10.13.2.4:3389",
        "194.79.199.174",
        "TCP",
        _to("20.31.19.13", 3389, ""),
    ),
    Line(
        THREAT,
        "HTTP request from 10.0.0.5:54074 to somemaliciousdomain.com:80. Action: Alert. ThreatIntel: Bot Networks",
        "10.0.0.5",
        "HTTP",
        _to("somemaliciousdomain.com", 80, "Alert", Reason="Bot Networks"),
    ),
    Line(
        INTRUSION,
        f"TCP request from 10.0.100.5:54074 to 10.0.20.10:80. Action: Deny. Signature: {SIGNATURE}",
        "10.0.100.5",
        "TCP",
        _to("10.0.20.10", 80, "Deny", Reason=f"Signature: {SIGNATURE}"),
    ),
    Line(
        INTRUSION,
        f"TCP request from 10.0.100.5:54075 to 10.0.20.10:80. Action: Alert. Rule: {SIGNATURE}",
        "10.0.100.5",
        "TCP",
        _to("10.0.20.10", 80, "Alert", Reason=f"Rule: {SIGNATURE}"),
    ),
)
_SOURCES = ("10.1.0.5", "10.1.167.4", "10.1.167.255", "10.200.3.4", "172.16.0.1", "192.168.7.9", "8.8.8.8")
_HOSTS = ("a.blob.core.windows.net", "LOGIN.microsoftonline.com", "x", "xn--bcher-kva.example", "to.example", "a-1.b")
_ADDRESSES = ("20.1.2.3", "10.0.3.4", "255.255.255.255", "1.1.1.1")
_NAMES = (
    *("p", "ADX outbound", "blob storage", "my-policy", "v1.2_x", "EGRC#1804280-01", "Rule 7", "to from", "Deny all"),
    *("\u00fcber", "Policy", "Collection Group", "a, b", "443"),
)
_URLS = (
    "{}/",
    "{}/c/x.y.cab",
    "{}/Action:Allow",
    "{}/a.Rule:b",
    "{}/?Policy:p.Rule",
    "{}/No%20rule%20matched",
    "{}/a,b",
)
_CATEGORIES = ("Search engines + portals", "Business", "Web-based email")
_THREATS = ("Bot Networks", "This address is known. It is bad", "C2")


class Drawer:
    """Draws lines; one seed gives the same ones again."""

    def __init__(self, seed: int) -> None:
        self._by = random.Random(seed)

    def line(self) -> Line:
        """One line of any kind, in any of the spellings that are known for it."""
        draw = self._by.choice
        return draw((self._by_rule, self._by_rule, self._by_default, self._nameless, self._nat, self._watched))()

    def junk(self) -> Line:
        """A line that means nothing: what it is made of is in any order."""
        parts = [
            "TCP",
            " request from ",
            "10.1.0.5",
            ":443",
            " to ",
            "x.example",
            ". ",
            "..",
            " Action:",
            " Allow",
            "\n",
        ]
        parts += [
            " Rule Collection:",
            " Rule:",
            " p:g:c",
            " Policy: p",
            " Reason:",
            " No rule matched",
            " was ",
            ",",
            "",
        ]
        count = self._by.randint(0, 14)
        message = "".join(self._by.choices(parts, k=count))
        if self._by.random() < 0.7:
            message = f"TCP request from 10.1.0.5:1 to {message}"
        return Line(self._by.choice((APPLICATION, NETWORK, NAT, THREAT, INTRUSION)), message, "", "")

    def _source(self, has_port: bool) -> tuple[str, str]:
        address = self._by.choice(_SOURCES)
        return address, f"{address}:{self._by.randint(1024, 65535)}" if has_port else address

    def _flow(self, operation: str) -> tuple[str, str, str, str, int | None]:
        """Beginning of a line, source, protocol, destination and port."""
        draw = self._by.choice
        if operation == APPLICATION or (operation == THREAT and draw((True, False))):
            protocol, destination, port = draw(("HTTPS", "HTTP", "MSSQL")), draw(_HOSTS), draw((443, 80, 1433, 12000))
        else:
            protocol, destination = draw(("TCP", "UDP", "ICMP Type=8", "ICMP")), draw(_ADDRESSES)
            port = {"ICMP Type=8": 0, "ICMP": None}.get(protocol, draw((443, 53, 5671)))
        address, source = self._source(port is not None)
        blank = draw((" ", "  ")) if protocol == "HTTP" else " "
        shown = destination if port is None else f"{destination}:{port}"
        begun = f"{protocol}{blank}request from {source} to {shown}"
        if protocol == "HTTP" and draw((True, False)):
            begun += f". Url: {draw(_URLS).format(destination)}"
        return begun, address, protocol, destination, port

    def _stop(self) -> str:
        return self._by.choice((". ", ". ", ". ", ".. ", " . "))

    def _end(self) -> str:
        return self._by.choice(("", "", ".", "..", ". ", ".. "))

    def _colon(self) -> str:
        return self._by.choice((": ", ": ", ": ", ":"))

    def _place(self) -> tuple[str, dict[str, object]]:
        draw = self._by.choice
        policy, group, collection, rule = (draw(_NAMES) for _part in range(4))
        last = f"{draw(('Rule', 'Rule', 'Rule Name'))}{self._colon()}{rule}"
        form = draw(("classic", "policy", "policy", "colons"))
        if form == "classic":
            return f"Rule Collection{self._colon()}{collection}{self._stop()}{last}", _rule("", "", collection, rule)
        where = _rule(policy, group, collection, rule)
        if form == "colons":
            return f"Rule Collection{self._colon()}{policy}:{group}:{collection}{self._stop()}{last}", where
        parts = (f"Policy{self._colon()}{policy}", f"Rule Collection Group{self._colon()}{group}")
        return self._stop().join((*parts, f"Rule Collection{self._colon()}{collection}", last)), where

    def _by_rule(self) -> Line:
        operation = self._by.choice((APPLICATION, NETWORK))
        begun, source, protocol, destination, port = self._flow(operation)
        action = self._by.choice(("Allow", "Deny"))
        place, where = self._place()
        category = ""
        if operation == APPLICATION and self._by.random() < 0.3:
            category = f"{self._stop()}Web Category{self._colon()}{self._by.choice(_CATEGORIES)}"
        acted = f"Action{self._colon()}{action}{self._stop()}"
        message = f"{begun}{self._stop()}{acted}{place}{category}{self._end()}"
        return Line(operation, message, source, protocol, _to(destination, port, action, **where))

    def _by_default(self) -> Line:
        operation = self._by.choice((APPLICATION, NETWORK))
        begun, source, protocol, destination, port = self._flow(operation)
        said = self._by.choice(("", f". {NO_RULE}", f".. {NO_RULE}", f". Reason: {NO_RULE}"))
        message = f"{begun}{self._stop()}Action{self._colon()}Deny{said}{self._end()}"
        meant = _to(destination, port, "Deny", Reason=NO_RULE if said else "")
        return Line(operation, message, source, protocol, meant)

    def _nameless(self) -> Line:
        address, source = self._source(True)
        acted = self._by.choice((". Action: Deny", " was denied"))
        message = f"HTTPS request from {source}{acted}. Reason{self._colon()}{NO_NAME}{self._end()}"
        action = "Deny" if "Action" in acted else ""
        return Line(APPLICATION, message, address, "HTTPS", {"Action": action, "Reason": NO_NAME})

    def _nat(self) -> Line:
        address, source = self._source(True)
        outside = self._by.choice(_ADDRESSES)
        message = f"TCP request from {source} to {outside}:3389 was DNAT'ed to 10.13.2.4:3389{self._end()}"
        return Line(NAT, message, address, "TCP", _to(outside, 3389, ""))

    def _watched(self) -> Line:
        operation = self._by.choice((THREAT, INTRUSION))
        begun, source, protocol, destination, port = self._flow(operation)
        action = self._by.choice(("Alert", "Deny"))
        if operation == THREAT:
            reason = self._by.choice(_THREATS)
            said = f"ThreatIntel{self._colon()}{reason}"
        else:
            said = reason = f"{self._by.choice(('Signature', 'Rule'))}: {SIGNATURE}"
        message = f"{begun}{self._stop()}Action{self._colon()}{action}. {said}{self._end()}"
        return Line(operation, message, source, protocol, _to(destination, port, action, Reason=reason))
