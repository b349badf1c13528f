"""A hub under siege: ``siege.py drip PORT CONNECTIONS SECONDS`` and ``siege.py flood PORT REQUESTS RECEIVER TOPIC``.

``drip`` opens connections, each from an address of its own, and sends a byte a second: one half of them within the
head of a request, the other within the body of a form to ``/hub``. ``flood`` asks the hub from one address, as fast as
it is answered, and prints how often each status came.
"""

import asyncio
import contextlib
import json
import sys
from collections import Counter
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
_LANES = 32


async def drip(port: int, connections: int, seconds: float) -> None:
    """Drip, and open anew what is closed."""
    ends = asyncio.get_running_loop().time() + seconds
    await asyncio.gather(*(_drop_by_drop(port, number, ends) for number in range(connections)))


async def _drop_by_drop(port: int, number: int, ends: float) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(number / 1000)
    while loop.time() < ends:
        with contextlib.suppress(OSError):
            source = (f"127.2.{number // 250}.{1 + number % 250}", 0)
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=source)
            if number % 2:
                head = f"POST /hub HTTP/1.1\r\nHost: h\r\nContent-Type: {FORM}\r\nContent-Length: 5000\r\n\r\n"
                writer.write(head.encode())
            else:
                writer.write(b"GET /feeds/all.rss HTTP/1.1\r\nHost: h\r\nX: ")
            while loop.time() < ends and not reader.at_eof():
                writer.write(b"x")
                await writer.drain()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(reader.read(4096), 1.0)
            writer.close()
        await asyncio.sleep(0.1)


async def flood(port: int, requests: int, receiver: int, topic: str) -> dict[int, int]:
    """Ask so often for subscriptions, each to a callback of its own; return how often each status came."""
    numbers, statuses = iter(range(requests)), Counter[int]()

    async def lane() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            callback = f"http://127.1.0.{1 + number % 250}:{receiver}/ok/{number}"
            body = urlencode({"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": callback}).encode()
            head = f"POST /hub HTTP/1.1\r\nHost: h\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            answer = (await reader.readuntil(b"\r\n\r\n")).lower()
            statuses[int(answer.split(b" ")[1])] += 1
            length = int(answer.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
            await reader.readexactly(length)
        writer.close()

    await asyncio.gather(*(lane() for _ in range(_LANES)))
    return dict(statuses)


def main() -> None:
    """Do what is asked for."""
    word, port, number, *rest = sys.argv[1:]
    if word == "drip":
        asyncio.run(drip(int(port), int(number), float(rest[0])))
    else:
        print(json.dumps(asyncio.run(flood(int(port), int(number), int(rest[0]), rest[1]))))


if __name__ == "__main__":
    main()
