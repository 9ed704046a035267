# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that match by more than what they name.

- names: Microsoft Learn, firewall/fqdn-filtering-network-rules (2026-03-28): network rules match what a name resolves
  to; application rules "differentiate between two FQDNs that resolve to the same IP address", network rules do not.
- Basic: firewall/features-by-sku (2025-09-18): neither DNS proxy nor names in network rules.
- pages and TLS: firewall/premium-features: TLS inspection is opted into by an application rule; only with it do URLs
  count for HTTPS; clients have to trust the certificate of the firewall (firewall/premium-certificates).
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import Truth, policy_flow

ADDRESS = "192.0.2.10"
SHARED = Truth(addresses={"other.example": (ADDRESS,), "own.example": (ADDRESS,)})


def chain(rule, tier="Standard", action="Allow", **settings):
    one = {"name": "c", "priority": 100, "ruleCollectionType": "FirewallPolicyFilterRuleCollection", "rules": [rule]}
    group = {"name": "g", "properties": {"priority": 100, "ruleCollections": [{**one, "action": {"type": action}}]}}
    policy = {"name": "p", "properties": {"sku": {"tier": tier}, "dnsSettings": {"enableProxy": True, **settings}}}
    return [(policy, [group])]


def by_name(*names):
    ports = {"ipProtocols": ["TCP"], "destinationPorts": ["443"]}
    return {"name": "r", "ruleType": "NetworkRule", "sourceAddresses": ["*"], "destinationFqdns": list(names), **ports}


def web(**members):
    protocols = [{"protocolType": "Https", "port": 443}, {"protocolType": "Http", "port": 80}]
    return {"name": "r", "ruleType": "ApplicationRule", "sourceAddresses": ["*"], "protocols": protocols, **members}


def passes(rule, truth=SHARED, tier="Standard", protocol="Https", port=443, **more):
    asked = {"fqdn": "own.example", "address": ADDRESS, **more}
    return policy_flow(chain(rule, tier), "10.0.0.4", port=port, protocol=protocol, truth=truth, **asked).allowed


def test_a_name_in_a_network_rule_stands_for_its_addresses_whoever_else_has_them():
    assert passes(by_name("Other.example"))
    assert not passes(by_name("other.example"), address="192.0.2.11")
    assert not passes(by_name("unresolved.example"))
    assert passes(by_name("own.example"), truth=Truth()) and not passes(by_name("other.example"), truth=Truth())


def test_a_basic_firewall_has_no_names_in_network_rules_whatever_the_settings_say():
    assert not passes(by_name("own.example"), tier="Basic")


def test_an_application_rule_tells_names_of_one_address_apart():
    assert not passes(web(targetFqdns=["other.example"]))
    assert passes(web(targetFqdns=["own.example"]))


@pytest.mark.parametrize(("page", "expected"), [("secret/1", True), ("public", False)])
def test_a_page_counts_in_http_and_in_inspected_https_only(page, expected):
    truth = Truth(paths={"own.example": page}, trusts_inspection=True)
    rule = web(targetUrls=["own.example/secret*"])
    assert passes(rule, truth=truth, protocol="Http", port=80) is expected
    assert not passes(rule, truth=truth)
    assert passes({**rule, "terminateTLS": True}, truth=truth) is expected
    with pytest.raises(ValueError, match="which pages are asked for"):
        passes(rule, truth=Truth())


def test_a_host_without_a_page_is_all_of_its_pages():
    truth = Truth(paths={"own.example": "any"}, trusts_inspection=True)
    assert passes(web(targetUrls=["https://own.example"], terminateTLS=True), truth=truth)
    assert not passes(web(targetUrls=["other.example/*"], terminateTLS=True), truth=truth)


def test_a_rule_that_looks_into_tls_is_of_use_only_to_who_takes_its_certificates():
    rule = web(targetFqdns=["own.example"], terminateTLS=True)
    for trusts in (True, False):
        assert passes(rule, truth=Truth(trusts_inspection=trusts)) is trusts
    assert passes(rule, truth=Truth(), protocol="Http", port=80)
    with pytest.raises(ValueError, match="nobody said: trusts_inspection"):
        passes(rule, truth=Truth())


def test_in_a_whole_world_a_tag_or_category_that_nobody_told_of_is_refused():
    whole = Truth(whole=True, addresses={})
    with pytest.raises(ValueError, match="Sql is neither"):
        passes({**by_name(), "destinationAddresses": ["Sql"]}, truth=whole)
    with pytest.raises(ValueError, match="what is in Business"):
        passes(web(webCategories=["Business"]), truth=whole)
    assert passes(web(webCategories=["Business"]), truth=whole, web_categories={"Business": ["own.example"]})


def test_a_text_that_is_meant_to_be_an_address_is_never_taken_for_a_tag():
    with pytest.raises(ValueError, match="1.2.3.4/33 is neither"):
        passes({**by_name(), "destinationAddresses": ["1.2.3.4/33"]}, truth=Truth())
