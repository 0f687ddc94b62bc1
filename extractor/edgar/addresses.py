"""Where things are on EDGAR, and what is EDGAR's at all. Pure."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from extractor.edgar.faults import EdgarFault

_ACCESSION = re.compile(r"(\d{10})-?(\d{2})-?(\d{6})")
_CIK = re.compile(r"(?:CIK)?0*(\d{1,10})", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def accession_of(given: str) -> str:
    """An accession number as EDGAR prints it, 0001234567-03-000123; raises EdgarFault."""
    found = _ACCESSION.fullmatch(given.strip(), endpos=64) if given.isascii() else None
    if found is None:
        raise EdgarFault(
            f"{given[:40]!r} is no accession number: it looks like 0001234567-03-000123"
        )
    return "-".join(found.groups())


def cik_of(given: str) -> int:
    """The number of a filer; raises EdgarFault."""
    found = _CIK.fullmatch(given.strip()) if given.isascii() else None
    if found is None or not int(found[1]):
        raise EdgarFault(f"{given[:40]!r} is no number of a filer (CIK): it has 1 to 10 digits")
    return int(found[1])


def is_loopback(url: str) -> bool:
    """Whether an address is one of this machine, given as a number or as localhost."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        if parts.scheme not in _PORTS or parts.username is not None:
            return False
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Site:
    """The two hosts of EDGAR, without a slash at their end."""

    archives: str = "https://www.sec.gov"
    data: str = "https://data.sec.gov"

    @classmethod
    def standing_in(cls, base: str | None) -> "Site":
        """EDGAR, or a server of this machine that stands for both of its hosts."""
        return cls() if base is None else cls(base.rstrip("/"), base.rstrip("/"))

    @property
    def is_local(self) -> bool:
        """Whether it is this machine."""
        return is_loopback(self.archives)

    def holds(self, url: str) -> bool:
        """Whether an address is on one of the hosts: same scheme, name and port, no user."""
        return _origin(url) in {_origin(self.archives), _origin(self.data)}

    def redirected(self, url: str, location: str) -> str:
        """Where an answer sends on to; raises EdgarFault where that is not EDGAR."""
        try:
            target = urljoin(url, location)
            own = self.holds(target)
        except ValueError:
            own = False
        if not own:
            raise EdgarFault(
                f"{url}: EDGAR sends on to another host, which is not followed; try later"
            )
        return target

    def submission(self, cik: int, accession: str) -> str:
        """The whole submission, with its header and all documents."""
        return f"{self.archives}/Archives/edgar/data/{cik}/{accession_of(accession)}.txt"

    def filer(self, cik: int) -> str:
        """What a filer is and has filed of late."""
        return f"{self.data}/submissions/CIK{cik:010d}.json"

    def older(self, name: str) -> str:
        """What a filer has filed before, by the name of the file."""
        return f"{self.data}/submissions/{name}"

    def daily(self, year: int, quarter: int) -> str:
        """The folder of a quarter's daily indexes."""
        return f"{self.archives}/Archives/edgar/daily-index/{year}/QTR{quarter}/"

    def quarterly(self, year: int, quarter: int) -> str:
        """The index of a whole quarter."""
        return f"{self.archives}/Archives/edgar/full-index/{year}/QTR{quarter}/master.gz"


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """The scheme, name and port of an address; None where it names a user, or is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if "@" in parts.netloc or "\\" in url or parts.scheme not in _PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme]
