# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody has to know before anything is done."""

from __future__ import annotations

from .sandbox import TAG

FLAG = "--create-and-delete"
THROW_AWAY = "--throw-away"
NOTICE = f"""\
In resource group {{group}} of subscription {{subscription}} this run would

  create   1 route table                    adx-truth-{{run}}-routeTables
           1 virtual network with 1 subnet  adx-truth-{{run}}-virtualNetworks ({{space}}, peered with nothing)
           1 firewall policy (Standard) with up to 2 rule collection groups
                                            adx-truth-{{run}}-firewallPolicies, attached to no firewall
           each tagged {TAG}: {{run}}
  write    about 60 times to these, and read other things not at all but for the region of the group
  delete   these again, also after an error or Ctrl-C, and nothing that lacks the tag
  cost     nothing that Azure lists a price for: virtual networks, subnets and route tables are free, and so is a policy
           that is associated with no firewall (Microsoft's pages on pricing of Virtual Network and Firewall Manager,
           2026). No firewall, no address and no machine is created. Defender plans or policies of your own may differ.
  take     about fifteen minutes
"""
ASK = f"Nothing was asked of Azure yet. Run it again with {FLAG} if that is fine."
CLUSTER_NOTICE = """\
With cluster {cluster} in resource group {group} of subscription {subscription} this run would

  restrict  its outbound access, about fifteen times in other ways: WHILE THE KIT RUNS, QUERIES, EXPORTS AND PERHAPS
            INGESTION FAIL, and data that does not arrive may be lost
  change    restrictOutboundNetworkAccess, allowedFqdnList and calloutPolicies, and nothing else; it leaves a cluster
            alone that has allowed names or callout policies
  put back  what was there, also after an error or Ctrl-C; if that fails, it says what is left
  read      the cluster, and one of its data connections, which the service is asked to validate before and after
  cost      nothing but the cluster, which has to run
  take      one to two hours, since each change of a cluster takes minutes
"""
CLUSTER_ASK = (
    "Nothing was asked of Azure yet. If the cluster is there to be thrown away, run it again with"
    f" {THROW_AWAY} {{cluster}}."
)
OTHER_NAME = f"Nothing was asked of Azure: {THROW_AWAY} has to repeat the name of the cluster, letter for letter."
