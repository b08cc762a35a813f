from gdcore import linear_objective, minimize
from gdsite.figures import Plot

x, t, w, r = 2, 4, 0.1, 0.06
bowl = linear_objective(x, t)
steps = minimize(bowl, w, r, steps=5)
weights = [k / 20 for k in range(81)]
picture = Plot(
    "picture", "Gradient descent in one picture",
    f"On a bowl with its bottom at {t / x:g}, the steps go down from {w} and get shorter.",
    x="weight $w$", y="loss $L$", xlim=(-0.2, 4.2), ylim=(-2, 17), ticks=([0, 1, 2, 3, 4], [0, 4, 8, 12, 16]),
)  # fmt: skip
picture.line(weights, [bowl.loss(at) for at in weights], "loss", width=2.5)
picture.line(*picture.straight(steps[0].weights, steps[0].loss, steps[0].gradient, (0, 1)), "gradient")
for at, after in zip(steps, steps.iterates[1:]):
    picture.line([after.weights, after.weights], [at.loss, after.loss], "faint", width=1)
    picture.arrow(at.weights, at.loss, after.weights - at.weights, 0, "weight", 1.5)
picture.dots([at.weights for at in steps], [at.loss for at in steps], "weight")
picture.dots([t / x], [0], "target", 5)
picture.text(1.15, 14.2, "step: minus rate times slope", "weight")
picture.text(0.62, 3, "slope", "gradient", "end")
picture.text(t / x, -1.4, "bottom: slope zero", "target", "middle")
picture.text(3.3, 4, "loss", "loss")
picture.table(
    ["step", "weight", "slope", "loss"],
    [[f"{at.k}", f"{at.weights:.3f}", f"{at.gradient:.3f}", f"{at.loss:.3f}"] for at in steps],
)
