# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user says that a cluster uses: an option of the modules that ask for its data sources."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  uses:
    description:
      - What queries, external tables and continuous exports of the cluster use, which no document of Azure has. An
        empty list says that they use nothing; not given means that nobody knows.
      - It counts with the data sources of the cluster.
    type: list
    elements: dict
    suboptions:
      type:
        description: Type of the callout, as in the cluster's callout policy.
        type: str
        required: true
        choices:
          - kusto
          - sql
          - cosmosdb
          - external_data
          - azure_digital_twins
          - sandbox_artifacts
          - webapi
          - mysql
          - postgresql
          - azure_openai
      uri:
        description:
          - A URI, a host name with or without a port, or a connection string. Only the host and the port are kept.
            Leave out keys and passwords; a URI in which one is seen is refused.
        type: str
        required: true
"""
