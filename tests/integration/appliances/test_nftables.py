# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""nft accepts the exported file, and loading it again puts the new elements in the place of the old ones."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import clusters, formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented
from ansible_collections.adx.outbound.tests.emulator.worlds import service_tags

from .needed import needed

# A network of its own, so that the rules of this machine are neither needed nor touched.
APART = ["unshare", "--map-root-user", "--net"]


@dataclass(frozen=True)
class Nft:
    """The program, and whether it can be run in a network of its own."""

    path: str
    apart: bool

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run it once for each list of arguments, in one network."""
        script = " && ".join(f"{self.path} {one}" for one in arguments)
        command = [*(APART if self.apart else []), "sh", "-c", script]
        return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def nft(nft_program):
    apart = subprocess.run([*APART, "true"], capture_output=True, check=False).returncode == 0
    return Nft(nft_program, apart)


def exported(sources=("10.20.1.0/24", "2001:db8:ff::/64"), name="adx-telemetry", **more):
    (_id, tags), *_others = service_tags.build("West US")
    found = documented.requirements("West US")
    asked = {
        "service_tag_document": tags,
        "management": found.management,
        "health_monitoring": found.health_monitoring,
        **more,
    }
    return formats.render(needed(), "nftables", name=name, source_addresses=sources, **asked).text


@pytest.mark.parametrize(
    "more",
    [{}, {"sources": ["*"]}, {"service_tag_document": None}, {"sources": ["10.20.1.0/24"]}, {"name": "accept"}],
    ids=["everything", "anybody", "without tags", "without IPv6", "named as a word of nft"],
)
def test_nft_accepts_the_file(nft, tmp_path, more):
    path = tmp_path / "exported.nft"
    path.write_text(exported(**more), encoding="utf-8")
    done = nft.run(f"-c -f {path}")
    assert (done.returncode, done.stderr) == (0, "")


def test_ports_of_udp_and_of_tcp_are_accepted_in_one_file_and_stay_apart(nft, tmp_path):
    told = {"source": "discovered", "resource_type": "Microsoft.ContainerService/managedClusters"}
    named = [{**told, "addresses": ["203.0.113.0/28"], "port": 1194, "protocol": spoken} for spoken in ("UDP", "")]
    named.append({**told, "addresses": ["2001:db8:5::/64"], "port": 123, "protocol": "UDP"})
    needs = clusters.from_items(named, "aks", ["10.20.1.0/24", "2001:db8:ff::/64"], (), ())
    path = tmp_path / "exported.nft"
    path.write_text(formats.render_one(needs, "nftables").text, encoding="utf-8")
    done = nft.run(f"-c -f {path}")
    assert (done.returncode, done.stderr) == (0, "")
    if nft.apart:
        done = nft.run(f"-f {path}", "list chain inet filter aks-egress")
        rules = [line.strip() for line in done.stdout.splitlines() if "accept" in line]
        assert rules == [
            "ip6 saddr @aks-sources-v6 ip6 daddr @aks-udp-123-v6 udp dport 123 accept",
            "ip saddr @aks-sources-v4 ip daddr @aks-1194-v4 tcp dport 1194 accept",
            "ip saddr @aks-sources-v4 ip daddr @aks-udp-1194-v4 udp dport 1194 accept",
        ]


def test_loading_a_later_file_leaves_nothing_of_the_earlier_one(nft, tmp_path):
    if not nft.apart:
        pytest.skip("this machine gives no network namespace, so that rules can be checked and not loaded")
    for name, address in (("earlier", "198.51.100.1"), ("later", "198.51.100.2")):
        (tmp_path / name).write_text(exported(management=[address]), encoding="utf-8")
    loads = [f"-f {tmp_path / name}" for name in ("earlier", "later", "later")]
    done = nft.run(*loads, "list ruleset")
    assert (done.returncode, done.stderr) == (0, "")
    assert "198.51.100.2" in done.stdout and "198.51.100.1" not in done.stdout
    rule = "ip6 saddr @adx-telemetry-sources-v6 ip6 daddr @adx-telemetry-443-v6 tcp dport 443 accept"
    assert done.stdout.count(rule) == 1


def test_one_file_for_two_clusters_is_accepted_and_has_a_rule_for_the_sources_of_each(nft, tmp_path):
    (_id, tags), *_others = service_tags.build("West US")
    plans = [
        {
            "name": f"adx-{name}",
            "source_addresses": [source],
            "dependencies": [{"addresses": [own], "port": 9093}],
            "documented_addresses": {"management": ["198.51.100.1"]},
        }
        for name, source, own in (
            ("telemetry", "10.20.1.0/24", "203.0.113.7"),
            ("billing", "10.30.1.0/24", "203.0.113.9"),
        )
    ]
    known = [clusters.from_option(plan, "adx") for plan in plans]
    path = tmp_path / "exported.nft"
    path.write_text(
        formats.render_many(known, "nftables", name="adx", service_tag_document=tags).text, encoding="utf-8"
    )
    done = nft.run(f"-c -f {path}")
    assert (done.returncode, done.stderr) == (0, "")
    if nft.apart:
        done = nft.run(f"-f {path}", f"-f {path}", "list ruleset")
        for name in ("adx-telemetry", "adx-billing"):
            rule = f"ip saddr @{name}-sources-v4 ip daddr @{name}-9093-v4 tcp dport 9093 accept"
            assert done.stdout.count(rule) == 1
