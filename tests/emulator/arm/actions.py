# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""POST below a resource."""

from __future__ import annotations

from ..network import admin_rules
from . import errors


def action(call):
    """To whom the action belongs."""
    if call.target.type.lower() == admin_rules.TYPE:
        return admin_rules.effective(call)
    raise errors.no_method(call.method)
