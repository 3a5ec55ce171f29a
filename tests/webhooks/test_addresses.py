"""Where calls may go, and all the ways around it that are closed."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.webhooks.addresses import (
    AddressRefused,
    NotFound,
    addresses_of,
    may_go_to,
    target_of,
)


@pytest.mark.parametrize(
    ("url", "authority", "path"),
    [
        ("https://hooks.example.org", "hooks.example.org", "/"),
        ("https://hooks.example.org:8443/in?key=1", "hooks.example.org:8443", "/in?key=1"),
        ("http://127.0.0.1:9000/in", "127.0.0.1:9000", "/in"),
        ("http://localhost/in", "localhost", "/in"),
        ("https://[2606:4700::1111]/in", "[2606:4700::1111]", "/in"),
    ],
)
def test_an_address_is_taken_apart(url: str, authority: str, path: str) -> None:
    target = target_of(url)
    assert (target.authority, target.path) == (authority, path)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example.org/in",
        "ftp://hooks.example.org/in",
        "file:///etc/passwd",
        "http://hooks.example.org/in",
        "http://10.0.0.7/in",
        "http://127.1/in",
        "http://2130706433/in",
        "http://0x7f.0.0.1/in",
        "https://name:word@hooks.example.org/in",
        "https://hooks.example.org/in#part",
        "https://hooks.example.org:99999/in",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/a\r\nx-injected: 1",
        "https://h\u00f6oks.example.org/in",
        "https:///in",
        "https://hooks.example.org/" + "a" * 500,
    ],
)
def test_what_is_no_address_for_a_call_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        target_of(url)
    assert "example.org" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
        "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:127.0.0.1",
        "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::", "2001:0:a00:1::", "::10.0.0.1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not may_go_to(ipaddress.ip_address(address), ())


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "::ffff:93.184.215.14"])
def test_public_addresses_are_not(address: str) -> None:
    assert may_go_to(ipaddress.ip_address(address), ())


def test_a_network_that_a_setting_names_may_be_called_and_its_neighbour_may_not() -> None:
    allowed = (ipaddress.ip_network("10.20.0.0/16"), ipaddress.ip_network("fd00:1::/64"))
    assert may_go_to(ipaddress.ip_address("10.20.255.1"), allowed)
    assert may_go_to(ipaddress.ip_address("::ffff:10.20.0.1"), allowed)
    assert may_go_to(ipaddress.ip_address("fd00:1::7"), allowed)
    assert not may_go_to(ipaddress.ip_address("10.21.0.1"), allowed)


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_no_private_address_gets_through_in_ipv6_clothes(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    for clothes in (
        f"::ffff:{address}",
        f"::{address}",
        str(ipaddress.IPv6Address((0x64FF9B << 96) | number)),
        str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80))),
    ):
        assert not may_go_to(ipaddress.ip_address(clothes), ())


def _names(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def look_up(host: str, port: int, **given: Any) -> list[Any]:
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "no")
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, port))
            for one in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_a_name_goes_where_it_leads_if_all_of_that_is_public(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = target_of("https://hooks.example.org/in")
    _names(monkeypatch, "93.184.215.14", "93.184.215.14", "2606:4700::1111")
    assert [str(one) for one in addresses_of(target, ())] == ["93.184.215.14", "2606:4700::1111"]
    for hidden in ("127.0.0.1", "169.254.169.254", "fe80::1%eth0", "10.0.0.1"):
        _names(monkeypatch, "93.184.215.14", hidden)
        with pytest.raises(AddressRefused, match="BEDSIDE_WEBHOOK_NETWORKS"):
            addresses_of(target, ())


def test_a_name_that_means_this_machine_is_no_way_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _names(monkeypatch, "127.0.0.1")
    with pytest.raises(AddressRefused):
        addresses_of(target_of("https://localhost.example.org/in"), ())
    assert [str(one) for one in addresses_of(target_of("http://localhost:1/in"), ())] == [
        "127.0.0.1"
    ]


def test_a_name_that_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    _names(monkeypatch)
    with pytest.raises(NotFound):
        addresses_of(target_of("https://hooks.example.org/in"), ())
