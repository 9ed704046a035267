# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attributes of every module."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return the state it would reach without writing.
  diff_mode:
    description: Returns what has changed, or would change in check mode, as lines.
  action_group:
    description: Use C(group/adx.outbound.azure) in C(module_defaults) to set login options for all modules.
    support: full
    membership:
      - adx.outbound.all
      - adx.outbound.azure
"""

    WRITER = r"""
options: {}
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - This module never writes.
  diff_mode:
    support: none
    details:
      - This module never writes.
"""
