# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of the logs is understood or refused before anybody is asked, and what they hold is only shown."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from ansible_collections.adx.outbound.plugins.filter.egress import egress_report
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import WORKSPACE_ID
from ansible_collections.adx.outbound.tests.integration import logged
from ansible_collections.adx.outbound.tests.integration.asked_logs import (
    GIVEN,
    LOGIN,
    MODULE,
    MONITOR,
    NO_NAME,
    ago,
    of,
    refused,
    told,
)
from ansible_collections.adx.outbound.tests.integration.runner import done
from ansible_collections.adx.outbound.tests.integration.sampled import one_in
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.report import validators

FORMS = {
    "7d": 7,
    "7": 7,
    "7 days": 7,
    "1d": 1,
    "": 7,
    "  3d ": 3,
}
HOSTILE = {
    "script": "<script>alert(1)</script>.example.com",
    "newline": "a.example.com\n- name: evil",
    "jinja": "{{ lookup('pipe', 'id') }}.example.com",
    "ansi": "\x1b[31mred.example.com",
    "bidi": "\u202emoc.elpmaxe",
    "formula": "=cmd|'/c calc'!A1",
    "markdown": "[x](javascript:alert(1))|`y`",
}


@pytest.mark.parametrize(("since", "days"), one_in(3, FORMS.items()))
def test_a_number_of_days_begins_at_midnight(evident, since, days):
    evident.logs()
    seen = evident(since=since)
    begin = (logged.moment(seen["end"]) - timedelta(days=days)).date()
    assert seen["start"] == f"{begin}T00:00:00Z"


@pytest.mark.parametrize("spelling", ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S+00:00", "%Y-%m-%d"])
def test_a_time_is_taken_as_it_is(evident, spelling):
    evident.logs()
    since = ago(40)
    seen = evident(since=since.strftime(spelling))
    day = since.replace(hour=0, minute=0, second=0) if "%H" not in spelling else since
    assert seen["start"] == f"{day:%Y-%m-%dT%H:%M:%SZ}"


def test_a_time_that_is_still_to_come_proves_nothing(evident):
    evident.logs()
    assert of(evident(since="2999-01-01T00:00:00Z"), LOGIN)["cause"] == "too_recent"


WRONG = {
    "no time": ({"since": "soon"}, "since is 'soon'; it takes a number of days such as 7d, or a time such as"),
    "no day": ({"since": "2026-13-01"}, "since is '2026-13-01'; it takes"),
    "no days": ({"since": "0d"}, "since is 0d, and logs can be asked for 1 to 730 days."),
    "too many days": ({"since": "731d"}, "since is 731d, and logs can be asked for 1 to 730 days."),
    "less than none": ({"since": "-7d"}, "since is '-7d'; it takes"),
    "a name": ({"workspace": "law-hub"}, "workspace is 'law-hub', which is no id of a Log Analytics workspace."),
    "a firewall": ({"workspace": FIREWALL_ID}, "which is no id of a Log Analytics workspace."),
    "a table": ({"workspace": f"{WORKSPACE_ID}/tables/t"}, "which is no id of a Log Analytics workspace."),
    "no URL": ({"endpoint": "api.loganalytics.io"}, "endpoint is 'api.loganalytics.io'; it takes the URL of the"),
    "no TLS": ({"endpoint": "http://api.loganalytics.io"}, "endpoint is 'http://api.loganalytics.io'; it takes"),
    "a path": ({"endpoint": "https://api.loganalytics.io/v1"}, "it takes the URL of the query API, such as"),
    "a user": ({"endpoint": "https://me:secret@api.loganalytics.io"}, "it takes the URL of the query API, such as"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_nobody_can_make_sense_of_is_refused_before_anybody_is_asked(run, emulator, what):
    given, sentence = WRONG[what]
    emulator.clear_log()
    result = run(MODULE, **{**GIVEN, **given})
    assert result["failed"] and sentence in result["msg"] and emulator.log(True) == []
    for prefix in ("", "egress_"):
        named = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "steps": ["check"], "option_prefix": prefix}
        msg = run("cluster_egress", **named, evidence=given)["msg"]
        assert sentence.partition(" is ")[2] in msg and emulator.log(True) == []
        assert msg.startswith(f"{prefix}evidence.{next(iter(given))} is ")


@pytest.mark.parametrize("option", [{"sinc": "7d"}, 5, "perhaps", ["7d"], {"since": "7d", "days": 1}])
@pytest.mark.parametrize("module", ["cluster_egress", "egress_check_info"])
def test_an_option_that_is_none_of_evidence_is_refused_before_anybody_is_asked(run, emulator, module, option):
    emulator.clear_log()
    named = {"cluster": CLUSTER_ID} if module == "egress_check_info" else {"clusters": [CLUSTER_ID], "steps": ["check"]}
    result = run(module, **named, firewall=FIREWALL_ID, evidence=option)
    assert result["failed"] and result["msg"].startswith("evidence ") and emulator.log(True) == []


def test_no_cluster_is_refused(run, emulator):
    emulator.clear_log()
    assert (
        run(MODULE, clusters=[])["msg"] == "clusters is an empty list; name the clusters that the logs are asked about."
    )
    assert emulator.log(True) == []


def hostile_rows(text):
    return (
        refused(text, port=443, protocol="HTTPS"),
        logged.named(f"{text}.blob.core.windows.net", at=ago(3)),
        logged.named(LOGIN, at=ago(0.5), action="Deny", RuleCollection=text, Rule=text),
        logged.named("", at=ago(3), port=12000, **{**NO_NAME, "ActionReason": text}),
        logged.packet("203.0.113.9", at=ago(3), **{**MONITOR, "Rule": text}),
    )


def sentences(value):
    """Every sentence in a result; names and places are as the log has them, for programs."""
    if isinstance(value, list):
        return [text for one in value for text in sentences(one)]
    if not isinstance(value, dict):
        return []
    own = [value[name] for name in ("msg", "message", "remedy", "why") if name in value]
    return [*own, *sentences(list(value.values()))]


@pytest.mark.parametrize("what", one_in(3, HOSTILE))
def test_whatever_a_machine_puts_into_the_log_is_only_shown(evident, what):
    text = HOSTILE[what]
    evident.logs(*hostile_rows(text))
    result = done(evident.run("cluster_egress", **GIVEN, steps=["check"], fail_on="never", details=True, evidence=True))
    data = egress_report(result, "json", when="2026-11-30T12:00:00Z")
    assert validators.wrong(data, "json") == []
    (cluster,) = json.loads(data)["clusters"]
    assert cluster["logs"]["refused_names"] and cluster["logs"]["account"]["hits"]
    page, markdown = (egress_report(result, form, when="2026-11-30T12:00:00Z") for form in ("html", "md"))
    sarif = egress_report(result, "sarif", when="2026-11-30T12:00:00Z")
    assert validators.wrong(sarif, "sarif") == []
    assert "<script>" not in page and "<script>" not in markdown and not re.search(r"(?<!\\)\]\(javascript", markdown)
    console = egress_report(result, "text")
    for shown in (page, markdown, console, *sentences(result["clusters"])):
        assert not {"\x00", "\x1b", "\u202e"} & set(shown)
    assert "\n- name: evil" not in markdown and "\n- name: evil" not in console
    assert "refused" in told(cluster, "refused_names")
