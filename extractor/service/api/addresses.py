"""Where a webhook may be: an address of the wide network, unless the operator says otherwise.

A name is looked up once, and what was found is what is connected to: a name that later leads to
another machine leads nowhere.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from extractor.errors import ExtractorError

_LONGEST = 2_000
_MAPPED = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"https": 443, "http": 80}

Lookup = Callable[[str, int], Iterable[str]]
"""The addresses of a host's name, for a port; raises OSError."""


class BadAddress(ExtractorError):
    """A webhook may not be there."""


@dataclass(frozen=True)
class Target:
    """Where to send: the URL's parts, and the address that its host has."""

    scheme: str
    host: str
    port: int
    address: str
    path: str


@dataclass(frozen=True)
class Reach:
    """Where may be sent to. `private`: everywhere, over plain HTTP too. `offline`: to this machine
    alone."""

    private: bool = False
    offline: bool = False

    def check(self, url: str) -> SplitResult:
        """The parts of a URL that may be a webhook's, as far as its text tells.

        Raises BadAddress.
        """
        parts = _parts(url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise BadAddress("the address of a webhook looks like https://host/path")
        if parts.username is not None or parts.fragment:
            raise BadAddress("the address of a webhook has no user name and no #fragment")
        if parts.scheme == "http" and not self.private:
            raise BadAddress("the address of a webhook must be https://")
        literal = _literal(parts.hostname)
        if literal is not None:
            self._check_address(literal)
        return parts

    def target(self, url: str, lookup: Lookup) -> Target:
        """Where a URL leads to now; raises BadAddress."""
        parts = self.check(url)
        host = parts.hostname or ""
        port = parts.port or _PORTS[parts.scheme]
        try:
            found = list(lookup(host, port))
        except (OSError, UnicodeError) as error:
            # A name of which no host can be, as one with an empty label, is told by the latter.
            raise BadAddress(f"the name {host} is not known") from error
        if not found:
            raise BadAddress(f"the name {host} is not known")
        # One that is private spoils the others: which of them is taken is nobody's to choose.
        for each in found:
            self._check_address(each)
        path = parts.path or "/"
        path = f"{path}?{parts.query}" if parts.query else path
        return Target(parts.scheme, host, port, found[0], path)

    def _check_address(self, address: str) -> None:
        loopback = ipaddress.ip_address(address.partition("%")[0]).is_loopback
        if self.offline and not loopback:
            raise BadAddress("EXTRACTOR_OFFLINE is set: only this machine is told")
        if not self.private and not is_public(address):
            raise BadAddress(
                "the address of a webhook leads into a private network; the operator may allow it: "
                "EXTRACTOR_API_WEBHOOKS_PRIVATE=1"
            )


def is_public(address: str) -> bool:
    """Whether an address is one of the wide network."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is None and found in _MAPPED:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if found.teredo is not None or found.is_site_local:
            return False
    return found.is_global and not found.is_multicast


def looked_up(host: str, port: int) -> list[str]:
    """The addresses of a host's name, as this machine knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        plain = url.isascii() and url.isprintable() and " " not in url
        if len(url) > _LONGEST or not plain or parts.port == 0:
            raise ValueError(url)
    except ValueError as error:
        raise BadAddress("the address of a webhook is no URL") from error
    return parts


def _literal(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None
