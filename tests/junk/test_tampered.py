# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever somebody has made of a backup, it is put back or refused in a sentence."""

from __future__ import annotations

from itertools import product

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import backups, routes
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.backups import Backup
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, ROUTE_TABLE_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import FOREIGN_GROUP_ID
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.junk import values

_QUICK = 60  # of each kind
_RULES = backups.of_collections(Ownership(frozenset({("application", "App-Web")}), "adx-", purge=True))
_ROUTES = backups.of_routes([routes.default_route("10.0.1.4"), *routes.past_firewall(["13.64.38.225"], ())])
KINDS = {
    "firewall": ("classic", FIREWALL_ID, _RULES),
    "group": ("policy", FOREIGN_GROUP_ID, _RULES),
    "table": ("classic", ROUTE_TABLE_ID, _ROUTES),
    "subnet": ("classic", SUBNET_ID, {}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_that_somebody_has_changed_is_put_back_or_refused(emulator, kind):
    form, id_, ours = KINDS[kind]
    emulator.reset("demo", firewall=form)
    now = emulator.document(id_)
    saved = Backup(resource_ids.parse(id_), now, ours)
    whole = {"format": backups.FORMAT, "id": id_, "ours": ours, "document": now}
    places = {values.alike(one): one for one in values.places(whole)}
    refused = [
        one
        for one in sweep.sample(list(product(places.values(), values.JUNK)), _QUICK, within=kind)
        if is_refused(values.spoilt(saved.as_text().encode(), *one), now)
    ]
    assert refused
    assert not is_refused(saved.as_text().encode(), now)


def is_refused(text, now):
    try:
        saved = backups.parse(text.decode(), "a.json")
        for whole in (True, False):
            backups.view(saved, backups.restored(saved, now, whole=whole), whole=whole)
    except UnicodeDecodeError:
        return True  # which whoever reads the file tells
    except PlanError as error:
        assert sweep.is_one_sentence(str(error))
        return True
    return False
