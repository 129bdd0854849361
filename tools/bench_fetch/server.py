"""The server: a process that sends what lies ready, and tells how much it was asked and what it cost."""

import asyncio
import http.client
import json
import os
import re
import socket
import time


class Connection(asyncio.Protocol):
    """Answers one connection; what it sends lies ready."""

    answers, asked, first = {}, 0, None

    def connection_made(self, transport):
        self.transport, self.buffer = transport, b""

    def data_received(self, data):
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            request, self.buffer = self.buffer[:end], self.buffer[end + 4 :]
            path = request.split(b" ", 2)[1]
            host = re.search(rb"\r\nhost: *([^:\r]+)", request, re.IGNORECASE)
            self.answer(path, host[1].lower() if host else b"")

    def answer(self, path, host):
        found = self.answers.get(host + b" " + path)
        if found:
            Connection.asked += 1
            Connection.first = Connection.first or time.time()
            self.transport.write(found)
        elif path.startswith(b"/_"):
            if path == b"/_reset":
                Connection.asked, Connection.first = 0, None
            told = {"asked": self.asked, "first": self.first, "cpu": time.process_time()}
            body = json.dumps(told).encode()
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        else:
            self.transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


async def serve(listener, answers):
    Connection.answers = answers
    server = await asyncio.get_running_loop().create_server(Connection, sock=listener)
    await server.serve_forever()


def fork(work):
    """Runs a function in a process of its own."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    return pid


def tell(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    return json.loads(connection.getresponse().read())


def plain_client(web, rounds):
    keys = [key for key in web.answers if b"/news/" in key]
    with socket.create_connection(("127.0.0.1", web.port)) as connection:
        taken = bytearray(1 << 16)
        for number in range(rounds):
            key = keys[number % len(keys)]
            name, path = key.split(b" ")
            connection.sendall(b"GET %b HTTP/1.1\r\nHost: %b\r\n\r\n" % (path, name))
            left = len(web.answers[key])
            while left > 0 and (size := connection.recv_into(taken)):
                left -= size


def ceiling(web, clients=4, rounds=2_000):
    """Pages a second that the server sends to clients who only take them, and its CPU seconds for one."""
    before, begun = tell(web.port, "/_stats")["cpu"], time.time()
    for pid in [fork(lambda: plain_client(web, rounds)) for _ in range(clients)]:
        os.waitpid(pid, 0)
    total = clients * rounds
    return total / (time.time() - begun), (tell(web.port, "/_stats")["cpu"] - before) / total
