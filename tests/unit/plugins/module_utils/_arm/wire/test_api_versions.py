# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of api-versions, and clouds that do not have all of them."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire import api_versions
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.api_versions import TESTED, Versions
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, NotFound
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids as ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

TYPES = [ids.CLUSTER, ids.FIREWALL, ids.ROUTE_TABLE, ids.VIRTUAL_NETWORK, ids.SUBNET]
FIREWALL = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/azureFirewalls/fw"
OTHER = f"{FIREWALL}-2"
NEWEST = api_versions.of(ids.FIREWALL)


def refused(*offered, type_="azureFirewalls", code="NoRegisteredProviderFound"):
    """The refusal as it was recorded."""
    text = (
        f"No registered resource provider found for location 'westus' and API version '{NEWEST}' for type '{type_}'."
        f" The supported api-versions are '{', '.join(offered)}'. The supported locations are 'westus, eastus'."
    )
    return ArmError("read it", text, code=code, status=400)


class Cloud:
    """Answers to the versions it has, and remembers what it was asked."""

    def __init__(self, *has, offers=None, **said):
        self.has, self.offers, self.said, self.asked = has, has if offers is None else offers, said, []

    def __call__(self, version):
        self.asked.append(version)
        if version not in self.has:
            raise refused(*self.offers, **self.said)
        return version


@pytest.mark.parametrize("type_", [*TYPES, *(name.upper() for name in TYPES), "Microsoft.Resources/resourceGroups"])
def test_every_type_we_ask_for_has_a_released_version(type_):
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", api_versions.of(type_))


@pytest.mark.parametrize("versions", TESTED.values(), ids=TESTED)
def test_the_versions_of_a_type_stand_newest_first(versions):
    assert list(versions) == sorted(set(versions), reverse=True)


def test_a_type_that_nobody_reads_has_none_and_a_sentence():
    with pytest.raises(PlanError, match=r"^Resources of type Microsoft\.Other/things are not read here\.$"):
        api_versions.of("Microsoft.Other/things")


@pytest.mark.parametrize(
    ("offered", "taken"),
    [
        (["2023-01-01", "2024-05-01", "2026-01-01", "2025-07-01"], "2026-01-01"),
        (["2026-01-01-preview", "2025-07-01"], "2025-07-01"),
        (["2026-02-02", "2024-05-01"], "2024-05-01"),  # the newer one was never tried
    ],
)
def test_the_newest_that_we_know_and_the_cloud_has_is_taken_and_stays(offered, taken):
    cloud, versions = Cloud(*offered), Versions()
    assert [versions.ask(FIREWALL, NEWEST, cloud) for _again in range(2)] == [taken] * 2
    assert cloud.asked == [NEWEST, taken, taken]
    assert versions.told == (
        f"This cloud does not have all api-versions of today ({NEWEST}), so older ones were used:"
        f" {taken} of Microsoft.Network/azureFirewalls."
    )


@pytest.mark.parametrize(
    "error",
    [
        refused("2023-01-01", "2027-01-01", "2026-01-01-preview"),
        refused(),
        refused(NEWEST, "2026-01-01"),
        refused("2026-01-01", type_="routeTables"),
        refused("2026-01-01", type_="azureFirewalls/rules"),
        refused("2026-01-01", code="InvalidApiVersionParameter"),
        ArmError("read it", "The supported api-versions are '2026-01-01'.", code="NoRegisteredProviderFound"),
    ],
    ids=["none of ours", "none", "of a place", "of another type", "of a child", "another code", "of no type"],
)
def test_anything_else_is_the_error_as_it_came(error):
    def call(_version):
        raise error

    versions = Versions()
    with pytest.raises(ArmError) as raised:
        versions.ask(FIREWALL, NEWEST, call)
    assert raised.value is error and not versions.told


def test_the_other_form_of_the_refusal_is_read_as_well():
    text = (
        f"The resource type 'azureFirewalls' could not be found in the namespace 'Microsoft.Network' for api version"
        f" '{NEWEST}'. The supported api-versions are '2024-05-01,2025-07-01,2026-09-01-preview'."
    )
    answers = [ArmError("read it", text, code="InvalidResourceType", status=404), "found"]

    def call(_version):
        answer = answers.pop(0)
        if isinstance(answer, ArmError):
            raise answer
        return answer

    versions = Versions()
    assert versions.ask(FIREWALL, NEWEST, call) == "found" and versions.version(FIREWALL) == "2025-07-01"


def test_what_one_place_lacks_another_may_have():
    versions, near, far = Versions(), Cloud("2026-01-01"), Cloud("2026-01-01", NEWEST)
    assert versions.ask(FIREWALL, NEWEST, near) == "2026-01-01" and versions.ask(OTHER, NEWEST, far) == NEWEST


def test_nothing_is_asked_with_an_older_version_than_has_answered_already():
    versions, cloud = Versions(), Cloud(NEWEST, "2026-01-01")
    assert versions.ask(FIREWALL, NEWEST, cloud) == NEWEST
    cloud.has = cloud.offers = ("2026-01-01",)
    with pytest.raises(ArmError, match="NoRegisteredProviderFound"):
        versions.ask(FIREWALL.upper(), NEWEST, cloud)
    assert cloud.asked[1:] == [NEWEST] and not versions.told


def test_what_is_not_there_yet_is_made_with_the_version_that_its_place_has():
    def absent(version):
        if version == NEWEST:
            raise refused("2025-07-01")
        raise NotFound("read it", "it is not there", status=404)

    versions = Versions()
    with pytest.raises(NotFound):
        versions.ask(FIREWALL, NEWEST, absent)
    assert versions.ask(FIREWALL, NEWEST, Cloud("2025-07-01", offers=[])) == "2025-07-01"


def test_an_older_list_of_the_next_refusal_is_taken_as_well():
    """Front ends do not learn of a version at the same time."""
    answers = [refused("2026-01-01"), refused("2025-07-01"), "found"]

    def call(_version):
        answer = answers.pop(0)
        if isinstance(answer, ArmError):
            raise answer
        return answer

    assert Versions().ask(FIREWALL, NEWEST, call) == "found"


@pytest.mark.parametrize(
    ("offered", "newer"),
    [
        (["2026-01-01"], ""),
        (["2026-01-01", "2026-06-01"], "2026-06-01"),
        (["2026-01-01", "2026-01-01-preview"], ""),
        (["2026-01-01", "2026-06-01-preview"], "2026-06-01-preview"),
    ],
)
def test_a_version_that_is_newer_than_any_of_ours_is_remembered(offered, newer):
    versions = Versions()
    versions.ask(FIREWALL, NEWEST, Cloud(*offered))
    assert versions.newer(FIREWALL) == newer and versions.newer(OTHER) == ""


def test_a_path_of_ours_is_asked_again_and_a_link_of_the_service_is_followed_as_it_is():
    def asked(url):
        cloud, seen = Cloud("2026-01-01"), []

        def call(one):
            seen.append(one)
            return cloud(one.partition("api-version=")[2].partition("&")[0])

        try:
            Versions().get(url, call)
        except ArmError:
            seen.append("refused")
        return seen

    path = f"{FIREWALL}?api-version="
    assert asked(f"{path}{NEWEST}&a=b") == [f"{path}{NEWEST}&a=b", f"{path}2026-01-01&a=b"]
    link = f"https://arm.example{path}{NEWEST}"
    assert asked(link) == [link, "refused"]


def test_a_cluster_is_asked_with_the_version_that_was_given_or_an_older_one_of_ours():
    path = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Kusto/clusters/c/outboundNetworkDependenciesEndpoints"
    cloud = Cloud("2022-02-01", "2023-08-15", type_="clusters/outboundNetworkDependenciesEndpoints")
    assert Versions().ask(path, "2024-04-13", cloud) == "2023-08-15"
    assert Versions().ask(path, "2023-06-06", cloud) == "2022-02-01"
