# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody has to know before anything is done."""

from __future__ import annotations

from .sandbox import TAG

FLAG = "--create-and-delete"
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
