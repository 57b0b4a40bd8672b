"""Ports for servers whose address must be known before they start."""

import random
import socket

# Below those that systems give to outgoing connections (from 32768, or 49152). One of these could take
# the port before the server does.
_PORTS = range(20000, 32768)


def free_port() -> int:
    """Draw a port of this machine's loopback on which nothing listens."""
    chance = random.SystemRandom()  # Hypothesis seeds the default generator alike in all processes
    while True:
        port = chance.choice(_PORTS)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
