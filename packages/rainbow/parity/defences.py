"""What the authors of SA-DQN and RADIAL write down, in float64 NumPy: their terms of a batch on a network of random weights.

Usage: defences.py FOLDER, which holds config.json and inputs.safetensors; outputs.safetensors is left there.
Zhang et al. 2020, Section 3.2 and Appendix: max(max_{a != a*} Q(s', a) - Q(s', a*), -c), where s' is given, or where the inner
maximum is bounded by intervals with the difference of two outputs merged into the last layer. Oikarinen et al. 2021, Section
3.2: sum_a q_a max(0, upper_a - lower_a* + q_a / 2), q_a = max(0, Q(s, a*) - Q(s, a)), by the intervals of each action's
advantage, to which the value is added as a constant.
"""

import json
import sys

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from safetensors.numpy import load_file, save_file


def convolve(x, kernel, stride):
    size = kernel.shape[0]
    windows = sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("bijcxy,xyco->bijo", windows, kernel)


def affine_layers(config, weights):
    """The advantage's way through the network, as functions of a kernel put in the place of their own, and the kernel."""
    layers = []
    for conv in config["convolutions"]:
        stride = conv["stride"]
        layers.append((lambda x, k, s=stride: convolve(x, k, s), weights[conv["name"] + ".kernel"], weights[conv["name"] + ".bias"]))
    for name in ("advantage.hidden", "advantage.output"):
        kernel, bias = weights[name + ".kernel"], weights[name + ".bias"]
        if config["dueling"] and name.endswith("output"):
            kernel, bias = kernel - kernel.mean(axis=1, keepdims=True), bias - bias.mean()
        layers.append((lambda x, k: x.reshape(len(x), -1) @ k, kernel, bias))
    return layers


def scores(layers, x):
    for apply, kernel, bias in layers[:-1]:
        x = np.maximum(apply(x, kernel) + bias, 0)
    apply, kernel, bias = layers[-1]
    return apply(x, kernel) + bias


def ends(layer, lower, upper):
    apply, kernel, bias = layer
    positive, negative = np.maximum(kernel, 0), np.minimum(kernel, 0)
    return (
        apply(lower, positive) + apply(upper, negative) + bias,
        apply(upper, positive) + apply(lower, negative) + bias,
    )


def hidden_box(layers, x, epsilon):
    lower, upper = np.clip(x - epsilon, 0, 1), np.clip(x + epsilon, 0, 1)
    for layer in layers[:-1]:
        lower, upper = (np.maximum(end, 0) for end in ends(layer, lower, upper))
    return lower, upper


def hinge(margins, c):
    return np.maximum(margins, -c)


def margin(q, labels):
    rows = np.arange(len(q))
    others = q.copy()
    others[rows, labels] = -np.inf
    return others.max(axis=1) - q[rows, labels]


def sa_convex(layers, x, labels, epsilon, c):
    lower, upper = hidden_box(layers, x, epsilon)
    _, kernel, bias = layers[-1]
    worst = []
    for row, label in enumerate(labels):
        slopes = kernel - kernel[:, [label]]  # of Q_a - Q_label
        most = upper[row] @ np.maximum(slopes, 0) + lower[row] @ np.minimum(slopes, 0) + bias - bias[label]
        worst.append(np.delete(most, label).max())
    return hinge(np.array(worst), c)


def radial(layers, x, q, actions, epsilon):
    lower, upper = ends(layers[-1], *hidden_box(layers, x, epsilon))
    rows = np.arange(len(x))
    worse = np.maximum(0, q[rows, actions][:, None] - q)
    overlap = np.maximum(0, upper - lower[rows, actions][:, None] + worse / 2)
    return (worse * overlap).sum(axis=1)


def main(folder):
    with open(folder + "/config.json") as file:
        config = json.load(file)
    tensors = load_file(folder + "/inputs.safetensors")
    weights = {name[8:]: value.astype(np.float64) for name, value in tensors.items() if name.startswith("weights/")}
    x, shown = (tensors[name].astype(np.float64) for name in ("input", "perturbed"))
    layers = affine_layers(config, weights)
    q = scores(layers, x)  # up to the value of the state, which no term depends on
    labels = q.argmax(axis=1)
    epsilon, c = config["epsilon"], config["hingeMargin"]
    terms = {
        "sa-convex": sa_convex(layers, x, labels, epsilon, c),
        "sa-pgd": hinge(margin(scores(layers, shown), labels), c),
        "radial": radial(layers, x, q, tensors["actions"], epsilon),
    }
    outputs = {name: term.astype(np.float32) for name, term in terms.items()}
    save_file({**outputs, "labels": labels.astype(np.int32)}, folder + "/outputs.safetensors")


main(sys.argv[1])
