# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries over a real connection: a port and tokens of their own, and the time that answers carry."""

from __future__ import annotations

from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

import pytest
import requests
from ansible_collections.adx.outbound.tests.emulator import CLIENT_ID, SECRET, TENANT, Emulator, Proxy
from ansible_collections.adx.outbound.tests.emulator.worlds import FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import with_logs
from ansible_collections.adx.outbound.tests.unit.emulator.logs.demo_logs import allowed, query, rows

LOGIN = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": SECRET}


@pytest.fixture(scope="module")
def serving():
    with Emulator(world="demo") as emulator:
        with_logs(emulator, {"AZFWApplicationRule": [allowed()]})
        yield emulator


def session_of(emulator):
    made = requests.Session()
    made.verify, made.trust_env = emulator.ca_file, False
    return made


def token(session, url, audience):
    form = {**LOGIN, "scope": f"{audience}/.default"}
    return session.post(f"{url}/{TENANT}/oauth2/v2.0/token", data=form).json()["access_token"]


def asked(session, url, audience, login):
    headers = {"Authorization": f"Bearer {token(session, login, audience)}"}
    return session.post(url, json={"query": query()}, headers=headers)


def test_the_endpoint_has_a_port_and_tokens_of_its_own(serving):
    session, path = session_of(serving), f"/v1{FIREWALL_ID}/query"
    assert serving.logs_url != serving.url and serving.logs_url == serving.logs_url
    answer = asked(session, serving.logs_url + path, serving.logs_url, serving.url)
    assert answer.status_code == 200 and len(rows(answer.json())) == 1
    assert asked(session, serving.logs_url + path, serving.url, serving.url).status_code == 403
    assert asked(session, serving.url + path, serving.url, serving.url).status_code == 400


def test_a_cloud_says_where_its_logs_are_asked(serving):
    url = serving.logs_url
    found = session_of(serving).get(f"{serving.url}/metadata/endpoints?api-version=2022-09-01").json()
    assert found["logAnalyticsResourceId"] == url


@pytest.mark.parametrize("skew", [0, 7200, -7200])
def test_answers_carry_the_time_of_the_service(serving, skew):
    serving.switch(clock_skew=skew)
    headers = session_of(serving).get(f"{serving.url}/metadata/endpoints?api-version=2022-09-01").headers
    serving.switch(clock_skew=0)
    ahead = (parsedate_to_datetime(headers["Date"]) - datetime.now(timezone.utc)).total_seconds()
    assert abs(ahead - skew) < 600


def test_rows_are_seeded_by_the_side_door(serving):
    body = {
        "workspace": with_logs(serving),
        "tables": {
            "AZFWNetworkRule": [
                {"TimeGenerated": "2026-11-22T10:00:00Z", "_ResourceId": FIREWALL_ID, "DestinationIp": "20.0.0.1"}
            ]
        },
    }
    session = session_of(serving)
    assert session.post(f"{serving.url}/_emulator/seed_rows", json=body).status_code == 200
    held = serving.core.store.rows[body["workspace"].lower()]["AZFWNetworkRule"]
    assert held[-1]["_ResourceId"] == FIREWALL_ID.lower() and held[-1]["TimeGenerated"].tzinfo is timezone.utc


@pytest.mark.parametrize("host", ["api.loganalytics.io", "api.loganalytics.azure.com"])
def test_the_public_cloud_has_two_names_for_it(host):
    with Emulator(world="demo", public=True) as emulator:
        with_logs(emulator, {"AZFWApplicationRule": [allowed()]})
        proxy, session = Proxy(port=emulator.port), session_of(emulator)
        session.proxies = {"https": proxy.url}
        login, url = "https://login.microsoftonline.com", f"https://{host}"
        answer = asked(session, f"{url}/v1{FIREWALL_ID}/query", url, login)
        assert answer.status_code == 200, answer.text
        assert emulator.logs_url == "https://api.loganalytics.io"
        assert asked(session, f"{url}/v1{FIREWALL_ID}/query", "https://management.azure.com", login).status_code == 403
        proxy.close()
