# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which templates a check looks at: an option of the modules that check."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  templates:
    description:
      - Folders with templates that the role or P(adx.outbound.egress_templates#filter) has written. The check says as
        C(template_drift) which of them are not there, or not of today's plan by their plan hash, and as
        C(unread_template) of which that is unknown.
      - They are compared with the plans of the clusters of this call; one that is missing here, and was there when the
        files were written, makes them differ.
      - In check mode of a call that writes they are not looked at.
    type: dict
    suboptions:
      arm:
        description: Folders with files of ARM.
        type: list
        elements: path
      bicep:
        description: Folders with files of Bicep.
        type: list
        elements: path
      terraform:
        description: Folders with files of Terraform.
        type: list
        elements: path
      name:
        description: What the names of the files begin with.
        type: str
        default: adx
"""
