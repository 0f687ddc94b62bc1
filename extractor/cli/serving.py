"""What `extractor serve` does: look who can log in, bind, serve."""

import ipaddress
import socket
from contextlib import closing

import typer
from pydantic import ValidationError

from extractor.errors import ExtractorError
from extractor.review.desk import Desk
from extractor.review.queue import Queue
from extractor.service.app import create_app
from extractor.service.running import server_for
from extractor.service.secret import secret_for
from extractor.service.settings import ServiceSettings
from extractor.store import people
from extractor.store.database import Store

_ADD = "extractor review reviewer add NAME --password"


def run_serve(host: str, port: int, url: str | None) -> None:
    """Serve until stopped; raises ExtractorError where that cannot be."""
    settings = settings_of()
    with Store.open(url) as store:
        local = is_loopback(host)
        check_reach(local, host, can_log_in(store, settings))
        app = create_app(Queue(Desk(store)), secret_for(settings, url), settings, secure=not local)
        with closing(bound(host, port)) as listening:
            typer.echo(f"http://{shown_host(host)}:{listening.getsockname()[1]}", err=True)
            server_for(app).run(sockets=[listening])


def settings_of() -> ServiceSettings:
    """The settings of the environment; raises ExtractorError for one that cannot be."""
    try:
        return ServiceSettings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"][:1]).upper()
        said = first["msg"].removeprefix("Value error, ")
        raise ExtractorError(f"EXTRACTOR_{name}: {said}") from error


def can_log_in(store: Store, settings: ServiceSettings) -> bool:
    """Whether there is anyone who could prove who they are, here or to the proxy."""
    with store.reading() as connection:
        able = [each for each in people.all_reviewers(connection) if not each.disabled]
    return any(each.has_password or each.has_token or settings.proxies for each in able)


def check_reach(local: bool, host: str, anyone: bool) -> None:
    """Say how to let somebody in, and refuse to be reached from elsewhere without."""
    if anyone:
        return
    if not local:
        raise ExtractorError(
            f"{host} can be reached from other machines, and nobody can log in: add a reviewer "
            f"first ({_ADD}), or serve on 127.0.0.1"
        )
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
