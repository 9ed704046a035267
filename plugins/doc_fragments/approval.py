# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option of everything that writes only what somebody has approved."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  expect_plan:
    description:
      - The plan hash that was approved, as M(adx.outbound.egress_plan_info) returned it. When anything else would be
        written, or something else was found than the approval was given for, the task fails before it writes and
        names what drifted. What is there already as approved is no drift.
      - Or the path of the report that a preview wrote as C(.json), and the drift is named cluster by cluster. A module
        that writes one resource takes no path, and holds itself to the hash of a call about one cluster.
    type: str
"""
