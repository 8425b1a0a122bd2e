"""Steps of A2PD by an independent road, in float64 JAX: Eq. 12 as the paper prints it, the norm of Eq. 13 by jax.grad of
jax.grad, and Adam written out as Kingma and Ba have it.

Usage: a2pd_step.py FOLDER, which holds config.json and inputs.safetensors; outputs.safetensors is left there.
"""

import json
import os
import sys

os.environ["JAX_PLATFORMS"] = "cpu"

import jax  # noqa: E402

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
from safetensors.numpy import load_file, save_file  # noqa: E402

STRIDES = {"conv1": 4, "conv2": 2, "conv3": 1}


def prescriptions(weights, images):
    """The student's policy at [batch, row, column, frame]."""
    x = images
    for name, stride in STRIDES.items():
        dimensions = ("NHWC", "HWIO", "NHWC")
        x = jax.lax.conv_general_dilated(x, weights[f"{name}/kernel"], [stride] * 2, "VALID", dimension_numbers=dimensions)
        x = jax.nn.relu(x + weights[f"{name}/bias"])
    x = jax.nn.relu(x.reshape(len(x), -1) @ weights["hidden/kernel"] + weights["hidden/bias"])
    return jax.nn.softmax(x @ weights["logits/kernel"] + weights["logits/bias"])


def pgm(policy, labels, eta):
    rows = jnp.arange(len(labels))
    chosen = policy[rows, labels]
    conditional = policy / (1 - chosen)[:, None]
    terms = conditional * jnp.log(conditional)
    entropy = -(terms.sum(1) - terms[rows, labels])
    return -(chosen**eta) * entropy


def a2pd(weights, images, labels, method):
    losses = lambda x: pgm(prescriptions(weights, x), labels, method["eta"])
    jacobian = jax.grad(lambda x: losses(x).sum())(images)
    if method["jacobian"] == "per-sample":
        norm = jnp.sqrt((jacobian**2).sum((1, 2, 3))).mean()
    else:
        norm = jnp.sqrt(((jacobian / len(labels)) ** 2).sum())
    return losses(images).mean() + method["beta"] * norm


def main(folder):
    with open(f"{folder}/config.json") as file:
        config = json.load(file)
    inputs = load_file(f"{folder}/inputs.safetensors")
    images = jnp.asarray(inputs.pop("pixels"), jnp.float64).transpose(0, 2, 3, 1) / 255
    labels = np.asarray(inputs.pop("labels"))
    weights = {name: jnp.asarray(value, jnp.float64) for name, value in inputs.items()}
    beta1, beta2 = config["adamBeta1"], config["adamBeta2"]
    m = {name: jnp.zeros_like(value) for name, value in weights.items()}
    v = dict(m)
    outputs = {}
    step = jax.jit(jax.value_and_grad(lambda w: a2pd(w, images, labels, config["method"])))
    for t in range(1, config["steps"] + 1):
        loss, gradients = step(weights)
        for name, g in gradients.items():
            m[name] = beta1 * m[name] + (1 - beta1) * g
            v[name] = beta2 * v[name] + (1 - beta2) * g**2
            rate = config["learningRate"] * (m[name] / (1 - beta1**t))
            weights[name] = weights[name] - rate / (jnp.sqrt(v[name] / (1 - beta2**t)) + config["adamEpsilon"])
            outputs[f"{t}/gradients/{name}"] = np.asarray(g)
            outputs[f"{t}/weights/{name}"] = np.asarray(weights[name])
        outputs[f"{t}/loss"] = np.asarray([loss])
    save_file({name: value.astype(np.float32) for name, value in outputs.items()}, f"{folder}/outputs.safetensors")


main(sys.argv[1])
