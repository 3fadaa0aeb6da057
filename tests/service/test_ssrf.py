import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.service.problems import WebhookError
from modiste.service.ssrf import check_url, is_public, resolve


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/x", "ftp://shop.example/", "file:///etc/passwd", "gopher://x/",
        "https://", "https:///x", "//shop.example/", "shop.example", "", "https://user@shop.example/",
        "https://user:pw@shop.example/", "https://shop.example:22/", "https://shop.example:8443/",
        "https://shop.example:99999/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
        "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.1/",
        "https://0177.0.0.1/", "https://10.0.0.1/", "https://172.16.3.4/", "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data", "https://0.0.0.0/", "https://100.64.0.1/",
        "https://224.0.0.1/", "https://255.255.255.255/", "https://[fd00::1]/",
        "https://[fe80::1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/",
        "https://[2001:0:0:0:0:0:f5ff:fffe]/", "https://shop.example/a b", "https://shop.example/\n",
        "https://[::1", "https://shop.example/\x7f",
    ],
)  # fmt: skip
def test_what_can_be_no_webhook_is_refused_at_once(url: str) -> None:
    with pytest.raises(WebhookError):
        check_url(url)


@pytest.mark.parametrize(
    "url", ["https://shop.example/hook?x=1", "https://8.8.8.8/", "https://shop.example:443/"]
)
def test_public_addresses_pass(url: str) -> None:
    check_url(url)


@given(st.ip_addresses())
def test_what_is_not_global_is_not_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if not address.is_global:
        assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_by_what_is_in_it(address: ipaddress.IPv4Address) -> None:
    for inside in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert is_public(ipaddress.ip_address(inside)) == is_public(address)


def answering(*addresses: str):  # type: ignore[no-untyped-def]
    def look_up(*_args: object, **_more: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in addresses]

    return look_up


def test_a_name_is_pinned_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering("8.8.8.8", "9.9.9.9"))
    target = resolve("https://shop.example/hook?x=1")
    assert (target.host, target.address, target.port) == ("shop.example", "8.8.8.8", 443)
    assert target.path == "/hook?x=1"


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("8.8.8.8", "10.0.0.1"), ("::1",)])
def test_a_name_that_points_inside_is_refused(
    monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering(*addresses))
    with pytest.raises(WebhookError, match="private network"):
        resolve("https://shop.example/")


def test_a_name_without_an_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(WebhookError, match="no address"):
        resolve("https://shop.example/")


def test_private_networks_can_be_allowed() -> None:
    target = resolve("http://127.0.0.1:8123/x", private=True)
    assert (target.address, target.port, target.scheme) == ("127.0.0.1", 8123, "http")
