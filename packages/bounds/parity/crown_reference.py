"""CROWN of a Nature-DQN in NumPy, float64, on whole images and with the constants of each line, as the papers write it.

argv holds a folder with weights and a batch (inputs, labels, epsilons); the leads go there: by CROWN over interval boxes, and over
boxes by CROWN of every hidden layer, as @a2pd/bounds chooses them (intervals, parallel lines, a quarter adaptive).
"""

import sys

import numpy as np
from safetensors.numpy import load_file, save_file

STRIDES = {"conv1": 4, "conv2": 2, "conv3": 1}
folder = sys.argv[1]
weights = {name: values.astype(np.float64) for name, values in load_file(f"{folder}/weights.safetensors").items()}
batch = load_file(f"{folder}/batch.safetensors")
NAMES = ["conv1", "conv2", "conv3", "hidden", "logits"]
REFINED = 1 / 4
ROWS = 64


def windows(x, size, stride):
    views = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    return views[:, ::stride, ::stride]


class Layer:
    """An affine layer of images [N, H, W, C] or rows; `linear` without its bias, `transposed` the way back."""

    def __init__(self, name, input_shape):
        self.kernel, self.bias = weights[f"{name}/kernel"], weights[f"{name}/bias"]
        self.stride, self.input_shape = STRIDES.get(name), input_shape
        self.output_shape = self.linear(np.zeros((1, *input_shape)), self.kernel).shape[1:]

    def linear(self, x, kernel):
        if self.stride is None:
            return x.reshape(len(x), -1) @ kernel
        return np.tensordot(windows(x, kernel.shape[0], self.stride), kernel, axes=([4, 5, 3], [0, 1, 2]))

    def transposed(self, rows):
        if self.stride is None:
            return (rows @ self.kernel.T).reshape(len(rows), *self.input_shape)
        gradient = np.zeros((len(rows), *self.input_shape))
        height, width = rows.shape[1:3]
        for i in range(self.kernel.shape[0]):
            for j in range(self.kernel.shape[1]):
                target = gradient[:, i : i + height * self.stride : self.stride, j : j + width * self.stride : self.stride]
                target += rows @ self.kernel[i, j].T
        return gradient

    def interval(self, lower, upper):
        center, radius = (lower + upper) / 2, (upper - lower) / 2
        middle, reach = self.linear(center[None], self.kernel)[0] + self.bias, self.linear(radius[None], abs(self.kernel))[0]
        return middle - reach, middle + reach


def lines(lower, upper, rule):
    """Slope below, slope above and intercept above of each ReLU."""
    unstable = (lower < 0) & (upper > 0)
    span = np.where(unstable, upper - lower, 1)
    above = np.where(unstable, upper / span, lower >= 0)
    below = above if rule == "parallel" else np.where(unstable, upper > -lower, lower >= 0)
    return below, above, np.where(unstable, -upper * lower / span, 0)


def lower_bounds(rows, constants, layers, boxes, box, rule):
    """Of rows·relu(last of layers) + constants, by a way back to the box of the input."""
    bounds = np.array(constants, dtype=np.float64)
    for layer, (lower, upper) in zip(layers[::-1], boxes[::-1]):
        below, above, intercept = lines(lower, upper, rule)
        axes = tuple(range(1, rows.ndim))
        positive, negative = np.maximum(rows, 0), np.minimum(rows, 0)
        bounds += (negative * intercept).sum(axis=axes)
        rows = positive * below + negative * above
        bounds += (rows * layer.bias).sum(axis=axes)
        rows = layer.transposed(rows)
    center, radius = (box[0] + box[1]) / 2, (box[1] - box[0]) / 2
    axes = tuple(range(1, rows.ndim))
    return bounds + (rows * center).sum(axis=axes) - (abs(rows) * radius).sum(axis=axes)


def bounds_of(layer, chosen, layers, boxes, box, rule):
    """Lower and upper bounds of chosen outputs of a layer, by their flat indices."""
    ends = [[], []]
    biases = np.broadcast_to(layer.bias, layer.output_shape).ravel()
    for first in range(0, len(chosen), ROWS):
        part = chosen[first : first + ROWS]
        one_hot = np.zeros((len(part), biases.size))
        one_hot[np.arange(len(part)), part] = 1
        rows = layer.transposed(one_hot.reshape(len(part), *layer.output_shape))
        for end, sign in enumerate((1, -1)):
            ends[end].append(sign * lower_bounds(sign * rows, sign * biases[part], layers, boxes, box, rule))
    return [np.concatenate(end) for end in ends]


def crown_box(layer, interval, layers, boxes, box):
    lower, upper = (end.ravel().copy() for end in interval)
    everything = np.arange(lower.size)
    by_lines = bounds_of(layer, everything, layers, boxes, box, "parallel")
    lower, upper = np.maximum(lower, by_lines[0]), np.minimum(upper, by_lines[1])
    channels = layer.output_shape[-1]
    undecided = np.minimum(np.maximum(-lower, 0), np.maximum(upper, 0)).reshape(-1, channels)
    count = int(np.ceil(channels * REFINED))
    best = np.argsort(-undecided, axis=1, kind="stable")[:, :count]
    chosen = (best + channels * np.arange(len(best))[:, None]).ravel()
    adaptive = bounds_of(layer, chosen, layers, boxes, box, "adaptive")
    lower[chosen], upper[chosen] = np.maximum(lower[chosen], adaptive[0]), np.minimum(upper[chosen], adaptive[1])
    return lower.reshape(layer.output_shape), upper.reshape(layer.output_shape)


def leads(image, label, epsilon, tighten):
    reach = np.float64(np.float32(epsilon)) + 2**-22
    box = np.maximum(image - reach, 0), np.minimum(image + reach, 1)
    layers, boxes, given, shape = [], [], box, image.shape
    for depth, name in enumerate(NAMES[:-1]):
        layer = Layer(name, shape)
        known = layer.interval(*given)
        if tighten and depth > 0:
            known = crown_box(layer, known, layers, boxes, box)
        layers.append(layer)
        boxes.append(known)
        given, shape = [np.maximum(end, 0) for end in known], layer.output_shape
    kernel, bias = weights["logits/kernel"], weights["logits/bias"]
    rows = (kernel[:, [label]] - kernel).T
    return lower_bounds(rows, bias[label] - bias, layers, boxes, box, "adaptive")


cases = list(zip(batch["inputs"].astype(np.float64), batch["labels"], batch["epsilons"]))
save_file(
    {name: np.array([leads(*case, tighten) for case in cases], dtype=np.float32) for name, tighten in (("crown_ibp", False), ("crown", True))},
    f"{folder}/results.safetensors",
)
