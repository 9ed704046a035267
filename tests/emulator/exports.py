# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An environment as lines for a shell."""

from __future__ import annotations

import shlex


def export_lines(environment):
    """One `export` for each variable, quoted so that a shell takes the value as it stands."""
    return [f"export {name}={shlex.quote(value)}" for name, value in environment.items()]
