# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands that a cluster answers here, and where worlds put what they show."""

from __future__ import annotations

POLICY, TABLES, FUNCTIONS = ".show cluster policy callout", ".show external tables", ".show functions"
# Below the cluster, or below a database of it.
SEEDS = {POLICY: "shownCalloutPolicies", TABLES: "shownExternalTables", FUNCTIONS: "shownFunctions"}
