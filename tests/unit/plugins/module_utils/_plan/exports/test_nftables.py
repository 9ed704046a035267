# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets and rules of nftables: a set for each port and family, and rules for the sources of one cluster."""

from __future__ import annotations

from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import entries

from .samples import SUBNET, content, export, export_many, lost


def test_sources_of_both_families_are_served():
    both = export("nftables", source_addresses=["2001:db8::/64", SUBNET])
    assert "ip6 saddr @adx-telemetry-sources-v6 ip6 daddr @adx-telemetry-443-v6 tcp dport 443 accept" in both.text
    assert [loss for loss in both.unexpressed if loss.entry.kind == entries.EntryKind.PREFIX] == []


WHOLE = """\
table inet filter {
    set adx-sources-v4 {
        type ipv4_addr
        flags interval
        auto-merge
    }
    set adx-9093-v4 {
        type ipv4_addr
        flags interval
        auto-merge
    }
    set adx-documented-v6 {
        type ipv6_addr
        flags interval
        auto-merge
    }
    chain adx-egress {
    }
}
flush set inet filter adx-sources-v4
flush set inet filter adx-9093-v4
flush set inet filter adx-documented-v6
flush chain inet filter adx-egress
table inet filter {
    set adx-sources-v4 {
        type ipv4_addr
        flags interval
        auto-merge
        elements = {
            10.20.1.0/24,
        }
    }
    set adx-9093-v4 {
        type ipv4_addr
        flags interval
        auto-merge
        elements = {
            203.0.113.7/32,
            203.0.113.9/32,
        }
    }
    set adx-documented-v6 {
        type ipv6_addr
        flags interval
        auto-merge
        elements = {
            2001:db8::5/128,
        }
    }
    chain adx-egress {
        ip saddr @adx-sources-v4 ip daddr @adx-9093-v4 tcp dport 9093 accept
    }
}
""".replace("    ", "\t")
FEW = [{"addresses": ["203.0.113.7", "203.0.113.9"], "port": 9093}, {"fqdn": "a.example.com", "port": 443}]


def test_sets_are_declared_emptied_and_filled_and_the_chain_has_a_rule_for_each_port():
    assert "\n".join(content(export("nftables", FEW, name="adx", management=["2001:db8::5"]))) + "\n" == WHOLE


def test_everybody_is_a_rule_without_sources():
    lines = content(export("nftables", FEW, name="adx", source_addresses=["*"]))
    assert "\t\tip daddr @adx-9093-v4 tcp dport 9093 accept" in lines and "sources" not in "".join(lines)


def test_what_a_packet_filter_cannot_say_is_left_out_with_its_reason():
    options = [*FEW, {"addresses": ["2001:db8::1"], "port": 443}]
    reasons = lost(export("nftables", options))
    assert reasons["a.example.com", 443] == "a packet filter sees addresses and no names"
    assert reasons["2001:db8::1/128", 443] == "no source address is IPv6, so nobody here can reach it"
    assert ("203.0.113.7/32", 9093) not in reasons


def test_among_several_a_comment_stands_before_the_rules_of_each():
    plans = [
        {"name": name, "dependencies": FEW, "source_addresses": [source]}
        for name, source in (("one", "10.1.0.0/24"), ("two", "10.2.0.0/24"))
    ]
    lines = [line.strip() for line in export_many("nftables", plans).text.splitlines()]
    chain = lines[lines.index("chain adx-egress {", lines.index("flush chain inet filter adx-egress")) + 1 : -2]
    assert chain == [
        "# one",
        "ip saddr @one-sources-v4 ip daddr @one-443-v4 tcp dport 443 accept",
        "ip saddr @one-sources-v4 ip daddr @one-9093-v4 tcp dport 9093 accept",
        "# two",
        "ip saddr @two-sources-v4 ip daddr @two-443-v4 tcp dport 443 accept",
        "ip saddr @two-sources-v4 ip daddr @two-9093-v4 tcp dport 9093 accept",
    ]


def test_a_prefix_by_udp_has_a_set_and_a_rule_of_its_own():
    options = [{"addresses": ["203.0.113.7"], "port": 1194, "protocol": "UDP", "source": "discovered"}]
    rules = [line.strip() for line in content(export("nftables", options, name="aks")) if line.endswith(" accept")]
    assert rules == ["ip saddr @aks-sources-v4 ip daddr @aks-udp-1194-v4 udp dport 1194 accept"]
