"""What a step of gdcore costs, beside the same arithmetic in bare numpy and beside other libraries.

    .venv/bin/python benchmarks/core.py

All take the same steps on the mean squared error of n weights over m examples, on one thread each,
in turns; a ratio is that of two medians of processor time. Peers that are not installed are left out.
"""

import os

os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

import importlib.util
import statistics
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from gdcore import linear_objective, minimize

RATE = 1e-9  # so small that no descent arrives while it is measured
ROUNDS = 31
SIZES = [
    *((n, 1000) for n in (1, 10, 100, 1000, 10**4)), (10**5, 100), (10**6, 10),
    *((n, 1) for n in (1, 10, 100, 1000, 10**4, 10**5, 10**6)),
]  # fmt: skip


def gdcore(x, t, w):
    """A descent, with the loss and the gradient at each step."""
    objective = linear_objective(x, t)

    def take(steps):
        minimize(objective, w, RATE, steps=steps, keep_every=steps)

    return take


def bare(x, t, w):
    """The same arithmetic, as short as it can be written: nothing checked, nothing handed out."""
    twice = 2 / len(t)

    def take(steps, w=w):
        for _ in range(steps):
            excess = x @ w - t
            excess @ excess / len(t)
            w = w - RATE * (twice * excess @ x)

    return take


def bare_number(x, t, w):
    """The same with one weight and one example, as Python's floats."""

    def take(steps, w=w):
        for _ in range(steps):
            excess = x * w - t
            excess * excess
            w = w - RATE * (2 * excess * x)

    return take


def torch(x, t, w):
    """Autograd and torch.optim.SGD."""
    import torch

    torch.set_num_threads(1)
    x, t, w = torch.from_numpy(x), torch.from_numpy(t), torch.from_numpy(w.copy()).requires_grad_()
    optimizer = torch.optim.SGD([w], lr=RATE)

    def take(steps):
        for _ in range(steps):
            optimizer.zero_grad()
            ((x @ w - t) ** 2).mean().backward()
            optimizer.step()

    return take


def scipy(x, t, w):
    """scipy.optimize.minimize by L-BFGS-B, the gradient given: a step is one evaluation of it and the loss."""
    from scipy.optimize import minimize as scipy_minimize

    twice, asked = 2 / len(t), 0

    def loss_and_gradient(w):
        nonlocal asked
        asked += 1
        excess = x @ w - t
        return excess @ excess / len(t), twice * excess @ x

    def take(steps):
        nonlocal asked
        asked = 0
        while asked < steps:  # where it arrives before, it starts anew
            options = {"maxfun": steps - asked}
            scipy_minimize(loss_and_gradient, w, jac=True, method="L-BFGS-B", options=options)
        return asked

    return take


def sklearn(x, t, w):
    """SGDRegressor, which does the same with one example: partial_fit takes one step for each."""
    from sklearn.linear_model import SGDRegressor

    model = SGDRegressor(penalty=None, fit_intercept=False, learning_rate="constant", eta0=RATE)

    def take(steps):
        for _ in range(steps):
            model.partial_fit(x, t)

    return take


def read(x, t, w):
    """A plain read of the examples, as fast as one thread can: a step has to read them twice."""
    flat = x.ravel()

    def take(steps):
        for _ in range(steps):
            flat.dot(flat)

    return take


def medians(functions, x, t, w, steps):
    """Microseconds of a step of each function: medians of runs in turns."""
    times = {function.__name__: [] for function in functions}
    takes = {function.__name__: function(x, t, w) for function in functions}
    for _ in range(ROUNDS):
        for name, take in takes.items():
            start = time.process_time()
            taken = take(steps) or steps
            times[name].append((time.process_time() - start) / taken * 1e6)
    return {name: statistics.median(taken) for name, taken in times.items()}


def times(some, other, name):
    """A column of the table: how many times as long as the other."""
    return f"{some[name] / some[other]:9.2f} ×" if name in some else " " * 11


def table(peers):
    print(
        "         n     m  gdcore/bare" + "".join(f"  {p.__name__:>5}/gdcore" for p in peers) + "   of reading   gdcore"
    )
    x, t, w = 2.0, 4.0, 1.0
    scalar = medians([bare_number, gdcore], x, t, w, 2000)
    for n, m in SIZES:
        random = np.random.default_rng(0)
        x, t, w = random.normal(size=(m, n)), random.normal(size=m), np.zeros(n)
        steps = max(5, min(200, 10**7 // (n * m)))
        some = [peer for peer in peers if peer is not sklearn or m == 1]
        found = medians([bare, gdcore, read, *some], x, t, w, steps)
        share = f"{2 * found['read'] / found['gdcore']:9.0%}" if n * m >= 10**7 else " " * 9
        ratios = "   ".join(times(found, "gdcore", peer.__name__) for peer in peers)
        print(f"{n:10,} {m:5,} {times(found, 'bare', 'gdcore')}   {ratios}   {share} {found['gdcore']:10.1f} µs")
    difference = scalar["gdcore"] - scalar["bare_number"]
    print(
        "one weight, one example, as plain numbers: "
        f"{difference:.2f} µs above bare Python's {scalar['bare_number']:.2f} µs"
    )


def traces():
    for every in (1, 10, 100, 1000):
        tracemalloc.start()
        trace = minimize(linear_objective(2.0, 4.0), 1.0, RATE, steps=10**6, keep_every=every)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        print(
            f"a million steps, every {every:5,}th kept: {len(trace):9,} iterates, {peak / len(trace):4.0f} bytes each"
        )


def main():
    peers = [peer for peer in (torch, scipy, sklearn) if importlib.util.find_spec(peer.__name__)]
    for peer in (torch, scipy, sklearn):
        if peer not in peers:
            print(f"{peer.__name__} is not installed, and left out")
    table(peers)
    traces()


if __name__ == "__main__":
    main()
