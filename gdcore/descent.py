"""Gradient descent: change the weights against the gradient, again and again."""

from gdcore.checks import require_finite, require_positive, require_same_shape


def step(w, gradient, learning_rate):
    """Weights after one step of gradient descent: w − r · gradient.

    w: a number or an array. gradient: the derivative of the loss with respect to w, of w's shape.
    learning_rate: r, a positive number: weight change per unit of gradient.
    Raises ValueError for a learning rate that is not positive, for NaN or infinity,
    and where w and its gradient have different shapes.
    Source: Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées, 1847.
    """
    require_positive(learning_rate=learning_rate)
    require_finite(w=w, gradient=gradient)
    require_same_shape(w=w, gradient=gradient)
    return w - learning_rate * gradient


def descend(gradient, w, learning_rate):
    """The weights of a gradient descent that never ends: w itself, then one more step each time.

    gradient: a function from the weights to the gradient of the loss there.
    w, learning_rate: as in step. Returns an iterator; take from it as many as you want.
    Raises ValueError at once for a bad start, and at the step where a gradient is not finite.
    """
    require_positive(learning_rate=learning_rate)
    require_finite(w=w)

    def weights(w):
        while True:
            yield w
            w = step(w, gradient(w), learning_rate)

    return weights(w)
