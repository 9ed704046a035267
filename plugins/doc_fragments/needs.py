# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster needs: options of the modules that plan and check."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  edition:
    description:
      - Edition of the documented names and addresses.
      - V(2024-07) is the last one; V(2021-07) is an older one with 24 names.
    type: str
    default: 2024-07
  sources:
    description:
      - Where needed names come from, V(documented) the documentation, V(discovered) the cluster's own answer,
        V(data_sources) what its configuration names, such as data connections, and what O(uses) lists, V(azure_ca) a
        dated supplement of certificate authorities on port 80 that none of the others names.
      - The documentation has no names for clouds other than the public one. V(mapped) in the place of V(documented)
        takes those with a known counterpart there, V(public) the names as they are.
    type: list
    elements: str
    default: [documented, discovered]
  wildcards:
    description:
      - V(keep) allows the documented wildcards. V(narrow) leaves out C(*.core.windows.net) and C(*.vault.azure.net)
        where the cluster's answer lists the names themselves, which closes the way to every other account. With it the
        cluster's data sources are read whether O(sources) has them or not, and a plan is refused that would allow one
        of them by no rule.
    type: str
    choices: [keep, narrow]
    default: keep
  amqp:
    description:
      - How AMQP on port 5671 is allowed. V(service_tag) to the tag C(EventHub); V(fqdn) to the names of data sources
        and those you give in O(extra_dependencies), for which the firewall needs its DNS proxy; V(refuse) not at all,
        with a warning.
      - With V(service_tag) data sources get rules with their own names where the firewall's DNS proxy is on, and
        otherwise the tag of their region, which reaches any namespace there.
    type: str
    choices: [service_tag, fqdn, refuse]
    default: service_tag
  extra_dependencies:
    description: Destinations of your own, such as data sources of the cluster.
    type: list
    elements: dict
    default: []
    suboptions:
      fqdn:
        description: Host name.
        type: str
        required: true
      port:
        description: Port.
        type: int
        required: true
      protocol:
        description:
          - What is spoken there. V(Https), V(Http) and V(Mssql) carry the name, so that an application rule is written,
            and V(TCP) needs a network rule.
          - V(Https) on port 443, V(Http) on port 80 and V(TCP) on any other unless given.
          - A server of Azure SQL that redirects its clients sends them on to ports 11000 to 11999 of service tag Sql,
            which need a rule of their own; with V(Mssql) let it use proxy mode.
        type: str
        choices: [Https, Http, Mssql, TCP]
  source_addresses:
    description:
      - Sources of the rules. V(subnet) stands for the prefixes of the subnet. V(*), which the documentation shows,
        opens the rules to every spoke behind the firewall.
    type: list
    elements: str
    default: [subnet]
  skip_addresses:
    description: Documented addresses that get no route.
    type: list
    elements: str
    default: []
"""
