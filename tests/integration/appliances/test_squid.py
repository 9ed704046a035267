# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Squid with the exported file lets everything needed through and nothing that only looks like it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import clusters, formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import hosts

from . import squid
from .needed import needed

NEEDED = [one for one in needed() if one.port in (80, 443)]
NAMES = {port: [one.fqdn for one in NEEDED if one.port == port] for port in (80, 443)}


def exported() -> str:
    return formats.render(needed(), "squid", name="adx-telemetry", source_addresses=["127.0.0.1"]).text


def hosts_of(name: str) -> list[str]:
    """Hosts a needed name stands for."""
    return [f"a{name[1:]}", f"deep.er{name[1:]}"] if hosts.is_wildcard(name) else [name, name.upper()]


def request(name: str, port: int) -> tuple[str, str]:
    """How a client of a proxy asks for a host."""
    return ("CONNECT", f"{name}:443") if port == 443 else ("GET", f"http://{name}/")


def covered(name: str, port: int) -> bool:
    return any(hosts.covers(pattern, name) for pattern in NAMES[port])


def disguises(name: str) -> list[str]:
    """Names that look like a needed one: something behind it, before it, beside it, above it, in the place of a dot."""
    bare = name.removeprefix("*.")
    first, _dot, rest = bare.partition(".")
    return [
        f"{bare}.evil.example",
        f"{bare}evil.example",
        f"evil{bare}",
        f"evil-{bare}",
        f"evil.{bare}",
        f"other.{rest}",
        rest,
        bare,
        bare.replace(".", "-", 1),
        bare.replace(".", "x"),
        f"{first}.{first}.{rest}",
    ]


def look_alikes() -> list[tuple[str, str]]:
    """Requests that must be refused; a disguise that another needed wildcard really covers is none."""
    found = []
    for port, names in NAMES.items():
        for name in names:
            found += [request(one, port) for one in disguises(name) if "." in one and not covered(one, port)]
            host = hosts_of(name)[0]
            other = 443 if port == 80 else 80
            found += [] if covered(host, other) else [request(host, other)]
            found += [("CONNECT", f"{host}:{number}") for number in (80, 8443, 5671, 22, 4430)]
            found += [("GET", f"{scheme}://{host}:{number}/") for scheme, number in (("http", 443), ("http", 8080))]
            found += [("GET", f"https://{host}/"), ("GET", f"ftp://{host}/"), ("GET", f"https://{host}:80/")]
    addresses = ("192.0.2.7", "192.0.2.8", "13.64.38.225", "[2001:db8::1]")
    found += [request(address, port) for address in addresses for port in (80, 443)]
    return list(dict.fromkeys(found))


@pytest.fixture(scope="module")
def proxy(squid_program):
    with squid.running(squid_program, exported()) as running:
        yield running


def asked(proxy: squid.Proxy, requests: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Ask several at once; request -> status."""
    with ThreadPoolExecutor(8) as pool:
        return dict(zip(requests, pool.map(lambda one: proxy.ask(*one), requests), strict=True))


def test_squid_reads_the_file_without_a_word(squid_program):
    assert squid.parsed(squid_program, exported()) == ""


def test_every_needed_name_is_forwarded_on_its_port(proxy):
    requests = [request(host, one.port) for one in NEEDED for host in hosts_of(one.fqdn)]
    assert len(NEEDED) > 60
    assert {one: status for one, status in asked(proxy, requests).items() if status != 200} == {}
    seen = {(method, target.lower()) for method, target in proxy.forwarded}
    assert {(method, target.lower()) for method, target in requests} == seen


def test_no_look_alike_is_forwarded(proxy):
    requests = look_alikes()
    assert len(requests) >= 200
    before = list(proxy.forwarded)
    assert {one: status for one, status in asked(proxy, requests).items() if status != 403} == {}
    assert proxy.forwarded == before


def test_a_proxy_that_asks_for_the_name_of_an_address_would_be_deceived(squid_program):
    careless = exported().replace(" -n ", " ")
    with squid.running(squid_program, careless) as proxy:
        assert proxy.ask("CONNECT", "192.0.2.7:443") == 200


def test_nobody_but_the_sources_gets_anything(squid_program):
    others = formats.render(needed(), "squid", name="adx", source_addresses=["10.20.1.0/24"]).text
    with squid.running(squid_program, others) as proxy:
        assert proxy.ask("CONNECT", "login.live.com:443") == 403


def of_two():
    """One file for two clusters, whose clients have different addresses of the loopback."""
    plans = [
        {"name": "adx-telemetry", "dependencies": [one.as_option() for one in needed()]},
        {"name": "adx-billing", "dependencies": [{"fqdn": "ledger.example.com", "port": 443}]},
    ]
    sources = ("127.0.0.1", "127.0.0.2")
    known = [
        clusters.from_option({**plan, "source_addresses": [source]}, "adx")
        for plan, source in zip(plans, sources, strict=True)
    ]
    return formats.render_many(known, "squid", name="adx").text


def test_of_two_clusters_in_one_file_each_gets_what_it_needs_and_nothing_of_the_other(squid_program):
    assert squid.parsed(squid_program, of_two()) == ""
    names = ("login.live.com", "ledger.example.com")
    with squid.running(squid_program, of_two()) as proxy:
        statuses = {
            source: [proxy.ask("CONNECT", f"{name}:443", source) for name in names]
            for source in ("127.0.0.1", "127.0.0.2", "127.0.0.3")
        }
    assert statuses == {"127.0.0.1": [200, 403], "127.0.0.2": [403, 200], "127.0.0.3": [403, 403]}


def of_others() -> str:
    """What other services name: a star that no dot follows, both protocols on one port, UDP and a prefix."""
    entries = [
        ("*xt.blob.core.windows.net", 443, "Https"),
        ("login.live.com", 8443, "Https"),
        ("ocsp.example.com", 8443, "Http"),
        ("ntp.ubuntu.com", 443, "UDP"),
    ]
    named = [
        {
            "fqdn": name,
            "port": port,
            "protocol": spoken,
            "source": "discovered",
            "resource_type": "Microsoft.Batch/batchAccounts",
        }
        for name, port, spoken in entries
    ]
    needs = clusters.from_items(named, "batch", ["127.0.0.1"], (), ())
    return formats.render_one(needs, "squid").text


def test_what_other_services_name_passes_as_they_name_it_and_in_no_other_way(squid_program):
    assert squid.parsed(squid_program, of_others()) == ""
    asked_for = {
        ("CONNECT", "accountxt.blob.core.windows.net:443"): 200,
        ("CONNECT", "xt.blob.core.windows.net:443"): 200,
        ("CONNECT", "xtx.blob.core.windows.net:443"): 403,
        ("CONNECT", "accountxt.blob.core.windows.net:8443"): 403,
        ("CONNECT", "login.live.com:8443"): 200,
        ("CONNECT", "login.live.com:443"): 403,
        ("GET", "http://login.live.com:8443/"): 403,
        ("GET", "http://ocsp.example.com:8443/"): 200,
        ("CONNECT", "ocsp.example.com:8443"): 403,
        ("CONNECT", "ntp.ubuntu.com:443"): 403,
    }
    with squid.running(squid_program, of_others()) as proxy:
        assert asked(proxy, list(asked_for)) == asked_for
