"""Webhooks must not reach into private networks: addresses are checked, then pinned."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from modiste.service.problems import WebhookError

_PORTS = {"http": 80, "https": 443}
_SHARED = ipaddress.ip_network("100.64.0.0/10")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Target:
    """Where a webhook goes: a name, and the one address that was checked.

    Attributes:
        scheme, host, port, path: of the URL.
        address: what to connect to, so that the name cannot change its mind (DNS rebinding).
    """

    scheme: str
    host: str
    port: int
    path: str
    address: str


def check_url(url: str, private: bool = False) -> None:
    """Refuse, without a look-up, what can never be a webhook.

    Args:
        url: as the shop gave it.
        private: allow plain http, any port and private addresses.

    Raises:
        WebhookError: with the reason.
    """
    _split(url, private)


def resolve(url: str, private: bool = False) -> Target:
    """Look a webhook's host up and check every address it has.

    Raises:
        WebhookError: it has none, or one that is not public.
    """
    scheme, host, port, path = _split(url, private)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise WebhookError("The webhook's host name has no address.") from None
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not private and not all(is_public(address) for address in addresses):
        raise WebhookError("The webhook's host is in a private network.")
    return Target(scheme, host, port, path, str(addresses[0]))


def is_public(address: _Address) -> bool:
    """Whether an address belongs to the public internet, embedded IPv4 ones looked at too."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None:
            return False
    elif address in _SHARED:
        return False
    return address.is_global and not address.is_multicast


def _split(url: str, private: bool) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise WebhookError("The webhook is no web address.") from None
    schemes = ("http", "https") if private else ("https",)
    if parts.scheme not in schemes or not parts.hostname:
        raise WebhookError("A webhook is an https address, such as https://shop.example/hook.")
    if parts.username is not None or parts.password is not None:
        raise WebhookError("A webhook's address must not hold a user or password.")
    if not private and port not in (None, 443):
        raise WebhookError("A webhook uses port 443.")
    _refuse_numbers(parts.hostname, private)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if any(ord(c) <= 32 or ord(c) == 127 for c in url):
        raise WebhookError("The webhook is no web address.")
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme], path


def _refuse_numbers(host: str, private: bool) -> None:
    """Addresses in digits, however written, tell at once whether they are public."""
    try:
        address: _Address = ipaddress.ip_address(host)
    except ValueError:
        try:
            address = ipaddress.ip_address(socket.inet_aton(host))
        except (OSError, UnicodeError):
            return
    if not private and not is_public(address):
        raise WebhookError("The webhook's host is in a private network.")
