# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""POST below a resource."""

from __future__ import annotations

from ..kusto import diagnosis
from ..network import admin_rules


def action(call):
    """To whom the action belongs."""
    if call.target.type.lower() == admin_rules.TYPE:
        return admin_rules.effective(call)
    return diagnosis.action(call)
