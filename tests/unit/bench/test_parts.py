# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was seen of processes becomes parts that add up to the whole."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.bench import parts

UTILS = "/x/plugins/module_utils/"
SITE = "/v/site-packages/"
BASIC = f"{SITE}ansible/module_utils/basic.py"
START = "/x/plugins/modules/route_table.py"


@pytest.mark.parametrize(
    ("stack", "part"),
    [
        ((), parts.PACKING),
        (("<stdin>", "import zipfile"), parts.PACKING),
        (("<stdin>", "import ansible.module_utils.basic", "import json"), "imports: Ansible"),
        ((START, "import ansible_collections.adx.outbound.plugins.modules.x", "import json"), "imports: ours"),
        ((f"{UTILS}_arm/wire/network.py", "import azure.mgmt.network", "import typing"), "imports: azure-mgmt-network"),
        ((f"{UTILS}_arm/login/session.py", "import azure.identity"), "imports: azure-identity and azure-core"),
        (("import azure.identity", "import msal", "import requests"), "imports: requests"),
        (("import requestsx",), parts.PACKING),
        ((START, f"{UTILS}_run/steps.py", f"{UTILS}_plan/check/check.py", "/py/ipaddress.py"), parts.JUDGING),
        ((START, f"{UTILS}_run/steps.py", f"{UTILS}_arm/port.py", f"{SITE}requests/api.py", "/py/ssl.py"), parts.HTTP),
        ((f"{UTILS}_arm/write/reconcile.py", f"{UTILS}_plan/documents/routes.py"), parts.JUDGING),
        ((f"{UTILS}_arm/wire/rest.py", f"{UTILS}_arm/login/session.py", f"{SITE}requests/api.py"), parts.LOGIN),
        ((START, f"{SITE}azure/identity/x.py", f"{SITE}msal/y.py", f"{SITE}urllib3/z.py"), parts.LOGIN),
        ((START, f"{UTILS}_glue/runner.py", BASIC), parts.OURS),
        (("/p.zip/ansible_collections/adx/outbound/plugins/module_utils/_plan/x.py",), parts.JUDGING),
    ],
)
def test_a_module_does_what_its_innermost_calls_say(stack, part):
    assert parts.in_module(stack) == part


@pytest.mark.parametrize(
    ("stack", "part"),
    [
        ((f"{SITE}ansible/executor/task_executor.py", "/py/queue.py"), ""),
        (("/x/plugins/action/a.py", f"{SITE}ansible/plugins/connection/local.py", "/py/selectors.py"), ""),
        (("/x/plugins/action/a.py", f"{SITE}ansible/plugins/action/normal.py"), ""),
        ((f"{SITE}ansible/executor/module_common.py", f"{SITE}ansible/utils/x.py"), parts.PACKING),
        ((f"{SITE}ansible/template/t.py", "<template>", "/x/plugins/filter/egress_report.py"), parts.FILTERS),
        ((f"{SITE}ansible/plugins/loader.py", "import ansible_collections.adx.outbound.plugins.x"), parts.FILTERS),
        ((), ""),
    ],
)
def test_ansible_packs_works_for_us_or_does_its_own(stack, part):
    assert parts.in_ansible(stack) == part


def process(command, seen, seconds=1.0):
    return parts.Process(command, 0.1, seconds, 1, 1, tuple(seen))


def test_the_parts_of_a_play_add_up_to_the_whole():
    module = process(("python",), [((f"{UTILS}_plan/x.py",), 0.5), (("import requests",), 0.25)])
    ansible = process(("python", "/v/bin/ansible-playbook"), [((f"{SITE}ansible/executor/module_common.py",), 0.5)])
    found = parts.shares(4.0, [module, ansible])
    assert list(found) == list(parts.PARTS) and sum(found.values()) == pytest.approx(4.0)
    assert found[parts.INTERPRETER] == 0.1 and found[parts.JUDGING] == 0.5 and found["imports: requests"] == 0.25
    assert found[parts.PACKING] == pytest.approx(0.75)  # what was not seen of the module came before its first look
    assert found[parts.ANSIBLE] == pytest.approx(2.4)


@pytest.mark.parametrize("seconds", [(1, 1, 1), (2, 3, 5), (0, 0, 1), (1, 1, 1, 1, 1, 1, 1)])
def test_percents_are_whole_numbers_that_add_up_to_a_hundred(seconds):
    found = parts.percent({str(number): one for number, one in enumerate(seconds)})
    assert sum(found.values()) == 100
    assert all(abs(found[str(number)] - 100 * one / sum(seconds)) < 1 for number, one in enumerate(seconds))


def test_a_process_is_read_as_the_probe_wrote_it():
    told = {"command": ["python"], "before": 0.1, "seconds": 2.0, "memory": 3, "modules": 4, "seen": [[["a"], 1.5]]}
    assert parts.process(told) == parts.Process(("python",), 0.1, 2.0, 3, 4, ((("a",), 1.5),))
