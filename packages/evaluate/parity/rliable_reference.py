"""IQM and its stratified bootstrap interval as rliable computes them; a JSON list of {strata, resamples} comes in."""

import json
import sys

import numpy as np
from rliable import library, metrics


def answer(case):
    scores = np.array(case["strata"], dtype=np.float64).T  # runs x tasks
    # rliable draws from NumPy's global generator, whatever random_state it is given.
    np.random.seed(1)
    bootstrap = library.StratifiedBootstrap(scores)
    interval = bootstrap.conf_int(
        lambda x: np.array([metrics.aggregate_iqm(x)]), reps=case["resamples"], size=0.95, method="percentile"
    )
    return {
        "iqm": float(metrics.aggregate_iqm(scores)),
        "interval": [float(bound) for bound in interval[:, 0]],
        "deviation": float(np.std(scores)),
        "quantiles": [float(q) for q in np.quantile(scores, [0.025, 0.1, 0.5, 0.975])],
    }


print("\n" + json.dumps([answer(case) for case in json.loads(sys.argv[1])]))
