"""Connections to addresses of the public internet only, and only until a deadline.

A host's addresses are checked after they are looked up, and the connection is made to the
address that was checked: a name that points elsewhere the second time it is asked
gains nothing. Imports httpcore2, so it is itself imported where a connection is needed.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore2

from summarize.errors import InputError

# Addresses of IPv4 hosts as IPv6-only networks see them.
_NAT64 = IPv6Network("64:ff9b::/96")


class Network(httpcore2.SyncBackend):
    """Opens the connections of one fetch; all of them end when its time is up."""

    def __init__(self, *, allow_private: bool, seconds: float) -> None:
        self._allow_private = allow_private
        self._deadline = time.monotonic() + seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        failed: Exception = httpcore2.ConnectError("no address")
        for address in self._addresses(host, port):
            left = remaining(self._deadline, timeout)
            try:
                stream = super().connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
            else:
                return _Stream(stream, self._deadline)
        raise failed

    def _addresses(self, host: str, port: int) -> list[str]:
        """The addresses of `host` that may be connected to; InputError if there is none."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            hint = "check the address and the connection"
            raise InputError(f"there is no host {host}, or no connection", hint) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        allowed = [each for each in addresses if self._allow_private or is_public(each)]
        if not allowed:
            raise InputError(
                f"{host} is on this machine or in a private network ({addresses[0]})",
                "if that is meant, add --allow-private",
            )
        return allowed


class _Stream(httpcore2.NetworkStream):
    """A connection on which no wait is longer than the time that is left."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, remaining(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, remaining(self._deadline, timeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = remaining(self._deadline, timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def remaining(deadline: float, timeout: float | None) -> float:
    """Seconds that the next step may take; ReadTimeout when the time is up."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the time is up")
    return left if timeout is None else min(left, timeout)


def is_public(address: str) -> bool:
    """Whether `address` is one of the open internet, also when it is IPv4 written as IPv6."""
    ip = _unwrapped(ip_address(address.partition("%")[0]))
    return ip.is_global and not ip.is_multicast


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv6Address):
        if ip in _NAT64:
            return IPv4Address(int(ip) & 0xFFFFFFFF)
        return ip.ipv4_mapped or ip.sixtofour or ip
    return ip
