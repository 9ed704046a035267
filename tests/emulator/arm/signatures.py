# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ARM adds to the address of an operation: a time, the certificate it signs with, the signature and a hash.

Names, order and lengths as recorded in azure-cli-extensions (test_firewall_basic_sku of September 2025,
test_azure_firewall_policy_kube_selector_group of October 2026); what they say here is nothing.
"""

from __future__ import annotations

import base64
import hashlib

TICKS = 639264344821107378
CERTIFICATE = "MIIIpTCC"  # as they all begin
LENGTHS = {"c": 2943, "s": 342, "h": 43}


def query(operation_id):
    """The rest of a query, the same each time for one operation: about 4 kB."""
    parts = {name: _text(f"{name}{operation_id}", length) for name, length in LENGTHS.items()}
    parts["c"] = CERTIFICATE + parts["c"][len(CERTIFICATE) :]
    return f"&t={TICKS}" + "".join(f"&{name}={text}" for name, text in parts.items())


def _text(seed, length):
    """Letters of base64 as URLs have them."""
    made = hashlib.shake_256(seed.encode()).digest(length)
    return base64.urlsafe_b64encode(made).decode()[:length]
