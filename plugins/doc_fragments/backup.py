# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option of modules that keep what was there."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  backup:
    description:
      - A directory for the resources as they were. Before the first write of a resource a file is put there with the
        resource as it was; the name of the file is returned. M(adx.outbound.egress_restore) puts it back. The directory
        is made when it is missing.
      - Nothing is written to Azure when the file cannot be.
    type: path
"""
