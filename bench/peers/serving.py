"""Answers questions, one JSON object a line, with the functions of a script; see src/peer.ts."""

import json
import resource
import sys
import time


def serve(handlers):
    """Runs handlers[question["do"]] with the question's other fields, until standard input ends."""
    for line in sys.stdin:
        question = json.loads(line)
        answer = handlers[question.pop("do")](**question) or {}
        unit = 1 if sys.platform == "darwin" else 1024
        answer["peakBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
        print(json.dumps(answer), flush=True)


def milliseconds_each(iterations, work):
    start = time.perf_counter()
    for _ in range(iterations):
        work()
    return (time.perf_counter() - start) / iterations * 1e3
