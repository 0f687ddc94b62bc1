"""What `extractor serve` does: look who can log in, bind, serve."""

import gc
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import typer

from extractor.cli.archives import ArchiveLimits, BadArchive, unpacked
from extractor.errors import ExtractorError
from extractor.jobs.gauges import watch_store
from extractor.review.desk import Desk
from extractor.review.queue import Queue
from extractor.service.api import keys
from extractor.service.api.app import create_api, reach_of
from extractor.service.api.courier import Courier
from extractor.service.api.settings import ApiSettings
from extractor.service.app import create_app, joined
from extractor.service.running import server_for, stopped_in_order
from extractor.service.secret import secret_for
from extractor.service.settings import ServiceSettings
from extractor.service.watched import Watched
from extractor.settings import Settings
from extractor.store import people
from extractor.store.database import Store

_ADD = "extractor review reviewer add NAME --password"


def run_serve(host: str, port: int, url: str | None, *, open_api: bool = False) -> None:
    """Serve until stopped; raises ExtractorError where that cannot be."""
    settings = ServiceSettings()
    with stopped_in_order(), Store.open(url) as store:
        watch_store(store)
        local = is_loopback(host)
        check_reach(local, host, can_log_in(store, settings), has_key(store), open_api=open_api)
        queue, secret = Queue(Desk(store)), secret_for(settings, url)
        pages = create_app(queue, secret, settings, secure=not local)
        asked, reading = ApiSettings(), Settings()
        api = create_api(queue, secret, unpack, asked, reading, open_=open_api)
        with (
            closing(bound(host, port)) as listening,
            Courier(store, reach_of(asked, reading), lambda: datetime.now(UTC)),
        ):
            typer.echo(f"http://{shown_host(host)}:{listening.getsockname()[1]}", err=True)
            # What was loaded to serve stays until the end: a full collection in the middle of a
            # request would only walk over it, for a tenth of a second.
            gc.collect()
            gc.freeze()
            server_for(Watched(joined(pages, api))).run(sockets=[listening])


def can_log_in(store: Store, settings: ServiceSettings) -> bool:
    """Whether there is anyone who could prove who they are, here or to the proxy."""
    with store.reading() as connection:
        able = [each for each in people.all_reviewers(connection) if not each.disabled]
    return any(each.has_password or each.has_token or settings.proxies for each in able)


def has_key(store: Store) -> bool:
    """Whether any program could use the API."""
    with store.reading() as connection:
        return keys.has_keys(connection)


def check_reach(local: bool, host: str, people_: bool, programs: bool, *, open_api: bool) -> None:
    """Say how to let somebody in, and refuse to be reached from elsewhere without."""
    if open_api and not local:
        raise ExtractorError(
            f"--open-api is for this machine alone, and {host} can be reached from others: make a "
            "key instead (extractor key add NAME)"
        )
    if not people_ and not programs and not local:
        raise ExtractorError(
            f"{host} can be reached from other machines, and nobody can log in or has a key: add a "
            f"reviewer ({_ADD}) or a key (extractor key add NAME), or serve on 127.0.0.1"
        )
    if not people_:
        typer.echo(f"Nobody can log in yet; in another terminal: {_ADD}", err=True)


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own and no other's."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens; raises ExtractorError where it cannot."""
    bare = host.strip("[]")
    family = socket.AF_INET6 if ":" in bare else socket.AF_INET
    try:
        return socket.create_server((bare, port), family=family, backlog=512)
    except OSError as error:
        raise ExtractorError(
            f"{host}:{port} cannot be listened on: {error.strerror or error}; name another with "
            "--host or --port"
        ) from error


def shown_host(host: str) -> str:
    """An address as it stands in a URL."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def unpack(path: Path, most: int) -> Iterator[tuple[str, bytes]]:
    """The files of an uploaded archive; raises BadArchive."""
    limits = ArchiveLimits(member=most, members=10_000, total=2_000_000_000)
    try:
        yield from unpacked(path, limits)
    except BadArchive as error:
        # Where the server put it is nothing to whom sent it.
        raise BadArchive(str(error).replace(str(path), "the archive")) from error
