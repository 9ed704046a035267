# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands of FortiOS: a group and a policy for each port, over IPv4 alone."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from .samples import content, export, lost


def test_fortios_has_a_group_per_port_and_no_name_of_another_port_in_it():
    text = export("fortios").text
    groups = dict(re.findall(r'edit "adx-telemetry-(\w+)"\n        set member (.*)', text))
    assert "ocsp.digicert.com" in groups["80"] and "ocsp.digicert.com" not in groups["443"]
    assert "login.microsoft.com" in groups["443"] and "login.microsoft.com" not in groups["80"]
    policies = re.findall(r'set dstaddr "(.*)"\n.*\n.*\n        set service "(.*)"', text)
    assert policies == [(f"adx-telemetry-{port}", f"adx-telemetry-tcp-{port}") for port in (80, 443, 1433, 5671, 9093)]


def test_a_source_of_ipv6_is_refused():
    with pytest.raises(PlanError, match="writes IPv4 policies, and source 2001:db8::/64 is IPv6"):
        export("fortios", source_addresses=["2001:db8::/64"])


WHOLE = """\
config firewall address
    edit "adx-a.example.com"
        set type fqdn
        set fqdn "a.example.com"
    next
    edit "adx-203.0.113.0/24"
        set subnet 203.0.113.0 255.255.255.0
    next
    edit "adx-13.64.38.225/32"
        set subnet 13.64.38.225 255.255.255.255
    next
    edit "adx-10.20.1.0/24"
        set subnet 10.20.1.0 255.255.255.0
    next
end
config firewall addrgrp
    edit "adx-443"
        set member "adx-a.example.com"
    next
    edit "adx-9093"
        set member "adx-203.0.113.0/24"
    next
    edit "adx-documented"
        set member "adx-13.64.38.225/32"
    next
end
config firewall service custom
    edit "adx-tcp-443"
        set tcp-portrange 443
    next
    edit "adx-tcp-9093"
        set tcp-portrange 9093
    next
end
config firewall policy
    edit 0
        set name "adx-443"
        set srcintf "any"
        set dstintf "any"
        set srcaddr "adx-10.20.1.0/24"
        set dstaddr "adx-443"
        set action accept
        set schedule "always"
        set service "adx-tcp-443"
    next
    edit 0
        set name "adx-9093"
        set srcintf "any"
        set dstintf "any"
        set srcaddr "adx-10.20.1.0/24"
        set dstaddr "adx-9093"
        set action accept
        set schedule "always"
        set service "adx-tcp-9093"
    next
end
"""
FEW = [{"fqdn": "a.example.com", "port": 443}, {"addresses": ["203.0.113.0/24"], "port": 9093}]


def test_objects_groups_services_and_policies_are_made_in_the_order_in_which_they_are_used():
    assert "\n".join(content(export("fortios", FEW, name="adx", management=["13.64.38.225"]))) + "\n" == WHOLE


def test_without_documented_addresses_there_is_no_group_of_them_and_without_anything_no_table():
    assert "documented" not in export("fortios", FEW, name="adx").text
    empty = content(export("fortios", [], name="adx"))
    assert [line for line in empty if not line.startswith(" ")] == ["config firewall address", "end"]
    assert content(export("fortios", [], name="adx", source_addresses=["*"])) == []


def test_everybody_is_the_address_that_is_there_already():
    text = export("fortios", FEW, name="adx", source_addresses=["*"]).text
    assert text.count('set srcaddr "all"') == 2 and "10.20.1.0" not in text


def test_what_no_policy_of_ipv4_can_say_is_left_out_with_its_reason():
    options = [{"fqdn": "*.a.example.com", "port": 443}, {"fqdn": "*b.example.com", "port": 443}]
    options += [{"addresses": ["2001:db8::1"], "port": 443}]
    reasons = lost(export("fortios", options))
    assert reasons["*b.example.com", 443] == "FortiOS documents wildcards of the form *.domain only"
    assert reasons["2001:db8::1/128", 443] == "the policies of this format are IPv4"
    assert ("*.a.example.com", 443) not in reasons


def test_names_are_as_long_as_their_kind_allows_and_no_longer():
    base = "n" * 63
    text = export(
        "fortios", [{"fqdn": f"a.{'b' * 9}.com", "port": 443}, {"fqdn": "a.bb.com", "port": 443}], name=base
    ).text
    assert f'edit "{base}-a.{"b" * 9}.com"' in text and len(f"{base}-a.{'b' * 9}.com") == 79
    (policy,) = re.findall(r'set name "(.*)"', text)
    assert len(policy) == 35 and policy.startswith("n" * 26 + "-")


def test_a_port_of_udp_is_a_service_of_udp():
    text = export(
        "fortios", [{"fqdn": "ntp.ubuntu.com", "port": 123, "protocol": "UDP", "source": "discovered"}], name="aks"
    ).text
    assert "set udp-portrange 123" in text and "set tcp-portrange 123" not in text
    assert 'set service "aks-udp-123"' in text and 'set dstaddr "aks-udp-123"' in text
