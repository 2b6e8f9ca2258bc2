"""Time things alternately, so that a busy machine slows all of them alike: what is told is medians and their ratios."""

import gc
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks.cases import Case

SAMPLES, FEWEST, PATIENCE = 41, 15, 10.0  # As many rounds as fit into so many seconds, and never fewer.


def alternately(case: Case) -> dict[str, float]:
    """The median milliseconds of each way, one of each in turn; doors are opened and closed untimed."""
    times: dict[str, list[float]] = {way: [] for way in case.ways}
    began = time.perf_counter()
    for number in range(SAMPLES + 1):
        for way, call in case.ways.items():
            with case.around(way):
                spent = timed(call, time.perf_counter)
            if number:  # The first fills caches.
                times[way].append(spent)
        if number >= FEWEST and time.perf_counter() - began > PATIENCE:
            break
    return {way: median(values) for way, values in times.items()}


def timed(call: Callable[[], Any], clock: Callable[[], float]) -> float:
    """Milliseconds by *clock*, without the garbage of others."""
    gc.collect(0)
    gc.disable()
    began = clock()
    call()
    spent = clock() - began
    gc.enable()
    return spent * 1000
