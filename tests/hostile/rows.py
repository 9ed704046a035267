# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that have gone wrong once, by where they did; they stay with `make test`."""

from __future__ import annotations

from collections.abc import Mapping

ALWAYS: Mapping[str, tuple[str, ...]] = {
    "modules": (
        "fe80::/64%e0\u200b",  # as a port of a security rule
        "x\nnext\nedit x",  # as a port of a rule of the firewall
        "2001:db8::/64%true",  # as the prefix of a subnet
    ),
}
