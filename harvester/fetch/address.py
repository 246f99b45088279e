"""Which network addresses are open to us: those of the public internet."""

from __future__ import annotations

import ipaddress
import socket

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def refusal(address: str) -> str:
    """What kind of forbidden address the IP ``address`` is; "" where it is a public one.

    >>> refusal("127.0.0.1"), refusal("::ffff:10.1.2.3"), refusal("169.254.169.254"), refusal("224.0.0.1")
    ('loopback', 'private', 'link-local', 'multicast')
    >>> refusal("100.64.0.1"), refusal("64:ff9b::a00:1"), refusal("0.0.0.0"), refusal("93.184.216.34")
    ('reserved', 'private', 'reserved', '')
    """
    ip = _embedded(ipaddress.ip_address(address.partition("%")[0]))
    kinds = {
        "loopback": ip.is_loopback,
        "link-local": ip.is_link_local,
        "multicast": ip.is_multicast,
        "reserved": ip.is_reserved or ip.is_unspecified,
        "private": ip.is_private,
    }
    kind = next((name for name, applies in kinds.items() if applies), "")
    return kind or ("" if ip.is_global else "reserved")


def literal(host: str) -> str | None:
    """The IP address that ``host`` spells without any look-up, or None where it is a name.

    >>> literal("[::1]"), literal("127.1"), literal("localhost"), literal("example.org")
    ('::1', '127.0.0.1', '127.0.0.1', None)
    """
    bare = host.strip("[]").rstrip(".").lower()
    if bare == "localhost" or bare.endswith(".localhost"):
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(
            socket.inet_aton(bare)
        )  # "127.1", "0x7f000001" and "2130706433" are addresses too
    except (OSError, UnicodeError):
        return None


def _embedded(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that an IPv6 one stands for (mapped, 6to4, NAT64), else ``ip`` itself."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip
