"""What the review of the first edition asked for is on the pages, and right: worked out anew, without gdcore.

Each finding has its chapter, and what that has to show; `test_chapters.py` looks closer at many of these numbers.
"""

import math
import re
from fractions import Fraction
from itertools import count

import numpy as np
import pytest

from conftest import CHAPTERS

ROWS, LINE = np.array([[1.0, 1], [2, 1], [3, 1]]), np.array([3.0, 5, 7])
VALLEY = (lambda w: np.mean((LINE - ROWS @ w) ** 2), lambda w: -2 / 3 * ROWS.T @ (LINE - ROWS @ w), np.zeros(2))
ASIDE = *VALLEY[:2], np.array([3.8, -1.6])  # the start of the figure beside the table
ONE = (lambda w: (4 - 2 * w) ** 2, lambda w: -4 * (4 - 2 * w), 1.0)
PRODUCT = (
    lambda w: (4 - 2 * w[0] * w[1]) ** 2,
    lambda w: -4 * (4 - 2 * w[0] * w[1]) * w[::-1],
    np.array([1.0, 1]),
)
FLAT, STEEP = np.linalg.eigvalsh(2 / 3 * ROWS.T @ ROWS)


def steps(problem, rate, share=0.0, most=4000):
    """How many steps of the heavy ball lead to a loss that stays below 1e-6; None if so many do not."""
    loss, gradient, w = problem
    velocity, late = 0 * w, 0
    for k in range(1, most + 1):
        late = late if loss(w) < 1e-6 else k
        velocity = share * velocity + gradient(w)
        w = w - rate * velocity
    return late if late < most else None


def one_length():
    """M1: the slope and the loss after a step of the length 0.1 from (1, 1), in five directions."""
    for way in ((0, 1), (1, 0), (1, 1), (2, 1), (1, -2)):
        p, q = np.divide(way, math.hypot(*way))
        yield f"{-4 * p - 2 * q:z.3f}".replace(".000", ""), f"{(4 - 2 * (1 + p / 10) - (1 + q / 10)) ** 2:.3f}"


def joint_limit():
    """M2: both weights of x · w₁ · w₂ have one limit, by differences of the gradient at (√2, √2)."""
    place, h = np.array([math.sqrt(2)] * 2), 1e-6
    gradient = PRODUCT[1]
    hessian = [(gradient(place + h * e) - gradient(place - h * e)) / (2 * h) for e in np.eye(2)]
    level, largest = np.linalg.eigvalsh(hessian)
    assert abs(level) < 1e-6 and round(largest, 5) == 32
    assert steps(PRODUCT, 0.0624) and not steps(PRODUCT, 0.0626) and not steps(PRODUCT, 0.07)
    return [f"{2 / largest:.4f}", "r=0.0624", f"{steps(PRODUCT, 0.0624):,} steps", "0.0626", "r=0.07"]


def near_the_best():
    """M5: steps by exact factors, around the rate that arrives in one."""
    for rate in ("0.11", "0.12", "0.14", "0.15"):
        factor = 1 - 8 * Fraction(rate)
        yield f"{rate} needs {next(k for k in count() if 4 * factor ** (2 * k) < Fraction(1, 10**6))}"


def stalled():
    """M8: from −1 on 3w⁴ − 8w³, whose only minimum is −16 at 2, a descent comes to rest left of zero."""
    w = -1.0
    for _ in range(20_000):
        w -= 0.01 * (12 * w**3 - 24 * w**2)
    assert 3 * 2**4 - 8 * 2**3 == -16
    return f"w = {w:.4f}", "-16", "convex"


def random_starts():
    """M10: of 200 starts, weights N(0, 0.5²) and biases zero, how many have a loss below 0.01 after 500 steps."""
    chance, x, t = np.random.default_rng(0), np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([0, 1, 1, 0.0])
    below = 0
    for draw in (chance.normal(0, 0.5, 6) for _ in range(200)):
        W, v, b, c = draw[:4].reshape(2, 2), draw[4:], np.zeros(2), 0.0
        for _ in range(500):
            a = np.tanh(x @ W.T + b)
            back = (a @ v + c - t) / 2  # ∂L/∂f of the mean
            through = np.outer(back, v) * (1 - a * a)
            W, b = W - 0.1 * through.T @ x, b - 0.1 * through.sum(0)
            v, c = v - 0.1 * back @ a, c - 0.1 * back.sum()
        below += np.mean((t - np.tanh(x @ W.T + b) @ v - c) ** 2) < 0.01
    return f"{below / 200:.0%} of them are below a loss of 0.01", "symmetry breaking"


# For each finding the chapter, and what it has to show.
FINDINGS = {
    "M1 the steepest direction": ("many-weights", lambda: [part for row in one_length() for part in row]),
    "M1 the theorem": ("many-weights", lambda: ["ΔL≈-rg12-rg22=-r(g12+g22)", "at a right angle"]),
    "M2 the joint limit": ("chain-rule", joint_limit),
    "M3 sums over paths": ("chain-rule", lambda: [f"=4(3)+5(-2)={4 * 3 + 5 * -2}", "add over the paths"]),
    "M3 in the network": ("network", lambda: ["∂L∂aj=∑i∂L∂zi′Wij′"]),
    "M5 near the best rate": ("learning-rate", near_the_best),
    "M6 momentum": (
        "beyond",
        lambda: [
            f"0.01 none {steps(ONE, 0.01)}",
            f"0.01 0.7 {steps(ONE, 0.01, 0.7)}",
            f"0.1 none {steps(ASIDE, 0.1)}",
            f"0.1 0.7 {steps(ASIDE, 0.1, 0.7)}",
            f"0.17 none {steps(ASIDE, 0.17)}",
            f"0.24 0.6 {steps(ASIDE, 0.24, 0.6)}",
            "2(1+β)curvature",
        ],
    ),
    "M7 the best rate": (
        "many-weights",
        lambda: [
            f"{2 / (FLAT + STEEP):.4f}",
            f"r=0.1 takes {steps(VALLEY, 0.1)}",
            f"0.17 takes {steps(VALLEY, 0.17)}",
            f"take {steps(VALLEY, 0.18):,} steps",
            f"the condition number, here about {STEEP / FLAT:.0f}",
        ],
    ),
    "M8 a flat spot": ("beyond", stalled),
    "M9 how large networks are trained": ("beyond", lambda: ["How are large networks trained"]),
    "M10 random starts": ("network", random_starts),
    "M11 bias correction": (
        "beyond",
        lambda: ["bias correction", f"moved {0.1 * 8 / (0.001 * 64) ** 0.5:.2f} times as far"],
    ),
    "M12 the limit": ("learning-rate", lambda: [f"0<r<2curvature=28={2 / 8:g}", "the stability limit"]),
    "M14 the kink": ("loss", lambda: ["subgradient"]),
    "M15 the best change": ("floats", lambda: [f"{math.ulp(1.0):.1e}".replace("e-16", " × 10⁻¹⁶")]),
    "M16 the gradient check": ("network", lambda: ["relative error"]),
    "M17 more weights": ("many-weights", lambda: ["a thousand weights took exactly the same steps as one"]),
    "M18 many solutions": ("many-weights", lambda: ["the solution nearest to its start"]),
}
TERMS = [
    "parameter", "hyperparameter", "variable", "activation function", "residual", "second derivative", "Hessian",
    "eigenvalue", "condition number", "epoch", "vanishing gradient", "linear regression", "schedule",
    "symmetry breaking", "global minimum", "nonlinear", "subgradient", "convex", "steepest", "right angle",
]  # fmt: skip


@pytest.mark.parametrize("finding", FINDINGS)
def test_the_chapter_shows_what_was_missing(chapter, finding):
    """Words, and numbers worked out here."""
    name, expected = FINDINGS[finding]
    text = chapter(name).text()
    for part in expected():
        assert part in text, f"{finding}: {part} is not on the page"


@pytest.mark.parametrize("term", TERMS)
def test_the_standard_word_is_there(chapter, term):
    """In some chapter or in the glossary."""
    assert any(re.search(rf"\b{term}", chapter(name).text(), re.IGNORECASE) for name in CHAPTERS if name != "reference")
