"""Nature-DQN and its input gradients in NumPy, float64, as an estimator that ART can attack."""

import numpy as np
from art.estimators import BaseEstimator, LossGradientsMixin, NeuralNetworkMixin
from art.estimators.classification import ClassGradientsMixin, ClassifierMixin

CONVOLUTIONS = [("conv1", 4), ("conv2", 2), ("conv3", 1)]


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def convolve(x, kernel, bias, stride):
    """NHWC by HWIO, no padding."""
    size = kernel.shape[0]
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    return np.tensordot(windows, kernel, axes=([4, 5, 3], [0, 1, 2])) + bias


def convolve_back(upstream, kernel, stride, shape):
    """The gradient of `convolve` with respect to an x of this shape."""
    gradient = np.zeros(shape)
    rows, columns = upstream.shape[1:3]
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            target = gradient[:, i : i + rows * stride : stride, j : j + columns * stride : stride]
            target += upstream @ kernel[i, j].T
    return gradient


class NatureDqn(ClassGradientsMixin, ClassifierMixin, LossGradientsMixin, NeuralNetworkMixin, BaseEstimator):
    """`output` is what ART sees: logits or probabilities. `loss` is what its gradient attacks climb."""

    def __init__(self, weights, output="logits", loss="cross-entropy"):
        self._weights = {name: values.astype(np.float64) for name, values in weights.items()}
        self._output, self._loss = output, loss
        super().__init__(model=None, clip_values=(0.0, 1.0), channels_first=False)
        self.nb_classes = weights["logits/bias"].shape[0]

    @property
    def input_shape(self):
        return (84, 84, 4)

    def fit(self, x, y, **kwargs):
        raise NotImplementedError

    def get_activations(self, x, layer, batch_size, framework=False):
        raise NotImplementedError

    def _forward(self, x):
        """The logits, and the features after each layer, which the way back needs."""
        features = [np.asarray(x, dtype=np.float64)]
        for name, stride in CONVOLUTIONS:
            kernel, bias = self._weights[f"{name}/kernel"], self._weights[f"{name}/bias"]
            features.append(np.maximum(convolve(features[-1], kernel, bias, stride), 0))
        flat = features[-1].reshape(len(x), -1)
        hidden = np.maximum(flat @ self._weights["hidden/kernel"] + self._weights["hidden/bias"], 0)
        logits = hidden @ self._weights["logits/kernel"] + self._weights["logits/bias"]
        return logits, features, hidden

    def logits(self, x):
        return self._forward(x)[0]

    def predict(self, x, batch_size=128, **kwargs):
        logits = self.logits(x)
        return softmax(logits) if self._output == "probabilities" else logits

    def _input_gradient(self, x, upstream_of):
        logits, features, hidden = self._forward(x)
        upstream = (upstream_of(logits) @ self._weights["logits/kernel"].T) * (hidden > 0)
        upstream = (upstream @ self._weights["hidden/kernel"].T).reshape(features[-1].shape)
        for (name, stride), before, after in zip(CONVOLUTIONS[::-1], features[-2::-1], features[:0:-1]):
            upstream = convolve_back(upstream * (after > 0), self._weights[f"{name}/kernel"], stride, before.shape)
        return upstream

    def class_gradient(self, x, label=None, **kwargs):
        """Of the probability of each row's label; with ART's extra axis."""
        labels = np.broadcast_to(label, len(x))

        def upstream(logits):
            probabilities = softmax(logits)
            own = probabilities[np.arange(len(x)), labels][:, None]
            return own * (np.eye(self.nb_classes)[labels] - probabilities)

        return self._input_gradient(x, upstream)[:, None]

    def loss_gradient(self, x, y, **kwargs):
        labels = np.argmax(y, axis=1)
        if self._loss == "cross-entropy":
            return self._input_gradient(x, lambda logits: softmax(logits) - np.eye(self.nb_classes)[labels])
        return self._input_gradient(x, lambda logits: self._ratio(logits, labels)[1])

    def compute_loss(self, x, y, reduction="none", **kwargs):
        logits, labels = self.logits(x), np.argmax(y, axis=1)
        if self._loss == "cross-entropy":
            return -np.log(softmax(logits)[np.arange(len(x)), labels])
        return self._ratio(logits, labels)[0]

    def _ratio(self, logits, labels):
        """The difference of logits ratio and its gradient with respect to the logits."""
        rows, order, one = np.arange(len(logits)), np.argsort(logits, axis=1), np.eye(self.nb_classes)
        first, third = order[:, -1], order[:, -3]
        other = np.where(first == labels, order[:, -2], first)
        lead = logits[rows, other] - logits[rows, labels]
        spread = logits[rows, first] - logits[rows, third]
        slope = (one[other] - one[labels]) / spread[:, None]
        return lead / spread, slope - (lead / spread**2)[:, None] * (one[first] - one[third])
