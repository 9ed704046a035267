# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses to which no rule and no route applies."""

from __future__ import annotations

from . import addresses

# The host under the machine and its metadata: answered by the platform, no matter what routes say.
PLATFORM = ("168.63.129.16", "169.254.169.254")
# Own machine, link, groups and everybody: such packets do not leave a machine, or a network drops them.
NOWHERE = (
    "0.0.0.0/8",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "224.0.0.0/4",
    "255.255.255.255/32",
    "::/127",
    "fe80::/10",
    "ff00::/8",
)


def is_platform(address):
    """Whether the platform itself answers there."""
    return address in PLATFORM


def is_nowhere(address):
    """Whether no packet to the address ever gets anywhere."""
    wanted = addresses.single(address)
    return not is_platform(address) and any(wanted in addresses.network(prefix) for prefix in NOWHERE)
