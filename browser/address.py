"""Names and addresses: which are this machine's, how one reads in a link, and by which one players reach the server."""

from __future__ import annotations

import ipaddress
import os
import re
import socket

HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9_.-]{1,253})(:[0-9]{1,5})?", re.I)  # as a Host header may read
SOMEWHERE = {
    socket.AF_INET: "192.0.2.1",
    socket.AF_INET6: "2001:db8::1",
}  # reserved for examples; nothing is sent there


def is_address(name: str) -> bool:
    """Whether it is an address, of version 4 or 6."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(name: str) -> bool:
    """Whether a name or address stays within this machine."""
    return name == "localhost" or (is_address(name) and ipaddress.ip_address(name).is_loopback)


def is_any(name: str) -> bool:
    """Whether it stands for all addresses of this machine, and so leads nobody anywhere."""
    return is_address(name) and ipaddress.ip_address(name).is_unspecified


def link(host: str, port: int, root: str = "") -> str:
    """The link to a page; an address of version 6 stands in brackets."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{root}"


def for_players(host: str) -> str:
    """The name or address by which others reach a server that listens on `host`."""
    if not is_any(host):
        return host
    for family, somewhere in SOMEWHERE.items():
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((somewhere, 9))  # only asks which of its addresses the machine would send from
                found = str(probe.getsockname()[0])
            except OSError:
                continue
        if not is_loopback(found) and not is_any(found):
            return found
    return socket.gethostname()


def hostname(header: str) -> str | None:
    """The name in a Host header, in small letters and without brackets; None where it is malformed."""
    found = HOST.fullmatch(header)
    if found is None or (found[2] and int(found[2][1:]) > 65535):
        return None
    name = found[1].lower().strip("[]")
    return name if not header.startswith("[") or is_address(name) else None


def allowed() -> frozenset[str]:
    """Names besides this machine's own that the server answers to, see `--allow-host`; PANJ_ALLOW_HOSTS lists them."""
    return frozenset(filter(None, os.environ.get("PANJ_ALLOW_HOSTS", "").lower().split(",")))


def root_path() -> str:
    """The path under which a proxy shows the page, without a slash at its end, see `--root-path`."""
    return os.environ.get("SOLARA_ROOT_PATH", "").rstrip("/")
