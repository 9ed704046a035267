# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows what the module of this name waits for, and by meta/runtime.yml what every other one does."""

from __future__ import annotations

from ..plugin_utils.progress import ActionModule

__all__ = ["ActionModule"]
