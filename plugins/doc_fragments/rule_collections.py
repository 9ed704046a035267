# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema of rule collections."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  max_removals:
    description:
      - How many destinations that your rules allow today may go at once, wholly or for some of their sources. More end
        the task with the list. A quarter of them, at least ten, when not given. With O(state=absent) it does not count.
      - Where the name of a collection or its group begins with C(aks-), C(apim-), C(batch-), C(databricks-), C(aml-),
        C(sqlmi-) or C(devcenter-), nothing goes when it is not given, since these services do not say whether their
        answer is whole.
    type: int
  rule_collections:
    description:
      - The rule collections. One is wholly what its entry says; collections that no entry names are left alone.
      - With O(state=absent) only O(rule_collections[].name) and O(rule_collections[].kind) count.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the collection; 1 to 80 letters, digits, C(_), C(.), C(-).
        type: str
        required: true
      kind:
        description: What its rules match, names (application) or addresses and ports (network).
        type: str
        required: true
        choices: [application, network]
      priority:
        description:
          - 100 to 65000, the lower the sooner. Not given keeps the priority of a collection that is there already,
            and gives a new one the first free number.
        type: int
      action:
        description: What happens to traffic that a rule matches.
        type: str
        choices: [allow, deny]
        default: allow
      rules:
        description: The rules, in any order.
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description: Name of the rule, unique in its collection.
            type: str
            required: true
          description:
            description: A remark.
            type: str
          source_addresses:
            description: Addresses, prefixes in CIDR notation, or V(*).
            type: list
            elements: str
          source_ip_groups:
            description: Resource ids of IP groups.
            type: list
            elements: str
          target_fqdns:
            description: Host names of an application rule, without scheme, port or path; C(*) only leftmost.
            type: list
            elements: str
          fqdn_tags:
            description: FQDN tags of an application rule, in place of names.
            type: list
            elements: str
          protocols:
            description:
              - Application rules take C({type, port}) with type C(Http), C(Https) or C(Mssql), or the short form
                C(Https:443); network rules take C(TCP), C(UDP), C(ICMP) or C(Any).
            type: list
            elements: raw
          destination_addresses:
            description: Addresses, prefixes or service tags of a network rule.
            type: list
            elements: str
          destination_fqdns:
            description: Host names of a network rule, no wildcard; the firewall needs its DNS proxy for them.
            type: list
            elements: str
          destination_ip_groups:
            description: Resource ids of IP groups.
            type: list
            elements: str
          destination_ports:
            description: Ports or ranges of a network rule, or V(*).
            type: list
            elements: str
"""
