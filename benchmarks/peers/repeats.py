"""Talks to the benchmark: one JSON line when ready, then one timed repeat per line `go` on stdin, one JSON line each."""

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable

import torch


def arguments(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=0, help="run this many repeats without waiting for `go` lines")
    return parser


def say(record: dict) -> None:
    print(json.dumps(record), flush=True)


def serve(repeat: Callable[[], dict], count: int, about: dict, repeats: int) -> None:
    """`repeat` does `count` units of work and returns figures of its own. The first run warms up and is not reported.
    Ends at the end of stdin, or after `repeats`, with the median in milliseconds per unit."""
    repeat()
    say({"ready": True, "torch": torch.__version__, "python": platform.python_version(), **about})
    times = []
    for _ in range(repeats) if repeats > 0 else iter(sys.stdin.readline, ""):
        start = time.perf_counter()
        figures = repeat()
        seconds = time.perf_counter() - start
        times.append(1000 * seconds / count)
        say({"seconds": seconds, "count": count, "millisecondsEach": times[-1], **figures})
    if times:
        say({"median": statistics.median(times), "repeats": len(times)})
