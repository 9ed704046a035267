# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dependency answers as flows."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, dataplane
from ansible_collections.adx.outbound.tests.emulator.services import answers, known
from ansible_collections.adx.outbound.tests.emulator.worlds import dependency_answer


def entry(*details, **one):
    return {"category": "c", "endpoints": [{**one, "endpointDetails": list(details)}]}


def made(service):
    return answers.build({"name": "one", "type": service.type, "location": "West US"})


def test_every_envelope_is_read_alike():
    one = entry({"port": 443}, domainName="A.example.org")
    bodies = [answers.wrapped(envelope, [one]) for envelope in (known.PLAIN, known.PROPERTIES, known.BARE)]
    assert {dataplane.Need("a.example.org", 443, "Https")} == dataplane.needs(bodies[0])
    assert dataplane.needs(bodies[0]) == dataplane.needs(bodies[1]) == dataplane.needs(bodies[2])


@pytest.mark.parametrize(
    ("detail", "protocol"),
    [
        ({"port": 443}, "Https"),
        ({"port": 80}, "Http"),
        ({"port": 1688}, "TCP"),
        ({"port": 123, "protocol": "udp"}, "UDP"),
        ({"port": 443, "protocol": "TCP"}, "TCP"),
        ({"port": 8443, "protocol": "HTTPS"}, "Https"),
    ],
)
def test_a_protocol_that_is_told_counts_more_than_the_port(detail, protocol):
    [found] = dataplane.needs([entry(detail, domainName="a.example.org")])
    assert found.protocol == protocol


def test_an_endpoint_without_a_name_is_the_prefix_of_each_detail():
    nameless = {"ipAddress": "192.0.2.0/28", "port": 443}
    assert dataplane.needs([entry(nameless)]) == {("192.0.2.0/28", 443, "Https")}


@pytest.mark.parametrize("detail", [{}, {"port": 443, "protocol": "QUIC"}])
def test_what_is_no_flow_is_refused_with_its_category(detail):
    with pytest.raises(ValueError, match=r"^c says of a\.example\.org"):
        dataplane.needs([entry(detail, domainName="a.example.org")])


@pytest.mark.parametrize(
    ("service", "count"),
    [
        (known.AKS, 20),
        (known.API_MANAGEMENT, 53),
        (known.BATCH, 7),
        (known.DATABRICKS, 30),
        (known.MACHINE_LEARNING, 2),
        (known.SQL, 11),
        (known.DEV_CENTER, 44),
    ],
    ids=lambda value: getattr(value, "type", value),
)
def test_every_service_asks_for_flows(service, count):
    assert len(dataplane.needs(made(service))) == count


def test_a_cluster_asks_for_flows_as_well():
    assert len(dataplane.needs(dependency_answer.build(CLUSTER_ID, "West US")[1])) == 55
