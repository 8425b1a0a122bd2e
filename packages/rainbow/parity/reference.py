"""Rainbow updates by an independent road, in float64 JAX: noisy weights are formed, the projection scatters mass to the
lower and upper atom as algorithm 1 of the C51 paper does, and Adam is written out as PyTorch defines it.

Usage: reference.py FOLDER, which holds config.json and inputs.safetensors; outputs.safetensors is left there.
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


def squash(x):
    return np.sign(x) * np.sqrt(np.abs(x))


def with_noise(weights, layers, normals):
    """The weights of one noisy draw: mean + sigma * outer(noise of inputs, noise of outputs)."""
    formed = dict(weights)
    at = 0
    for layer in layers:
        name, n_in, n_out = layer["name"], layer["inputs"], layer["outputs"]
        eps_in, eps_out = squash(normals[at : at + n_in]), squash(normals[at + n_in : at + n_in + n_out])
        at += n_in + n_out
        formed[name + ".kernel"] = weights[name + ".kernel"] + weights[name + ".kernelSigma"] * np.outer(eps_in, eps_out)
        formed[name + ".bias"] = weights[name + ".bias"] + weights[name + ".biasSigma"] * eps_out
    return formed


def network(config, weights, images):
    """[batch, action, atom] from uint8 [batch, frame, row, column]."""
    x = jnp.asarray(images, jnp.float64).transpose(0, 2, 3, 1) / 255
    for conv in config["convolutions"]:
        x = jax.lax.conv_general_dilated(
            x, weights[conv["name"] + ".kernel"], [conv["stride"]] * 2, "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")
        )
        x = jax.nn.relu(x + weights[conv["name"] + ".bias"])
    x = x.reshape(x.shape[0], -1)

    def stream(name):
        hidden = jax.nn.relu(x @ weights[name + ".hidden.kernel"] + weights[name + ".hidden.bias"])
        return hidden @ weights[name + ".output.kernel"] + weights[name + ".output.bias"]

    q = stream("advantage").reshape(len(x), config["numActions"], config["numAtoms"])
    if config["dueling"]:
        q = q - q.mean(axis=1, keepdims=True) + stream("value")[:, None, :]
    return q


def expected(config, atoms, output):
    return (jax.nn.softmax(output, axis=-1) * atoms).sum(-1) if config["distributional"] else output[..., 0]


def project(config, atoms, probabilities, returns, discounts):
    spacing = atoms[1] - atoms[0]
    mass = np.zeros(probabilities.shape)
    for row, p in enumerate(np.asarray(probabilities)):
        b = (np.clip(returns[row] + discounts[row] * atoms, atoms[0], atoms[-1]) - atoms[0]) / spacing
        lower = np.floor(b).astype(int)
        upper = np.minimum(lower + 1, len(atoms) - 1)
        np.add.at(mass[row], lower, p * (1 - (b - lower)))
        np.add.at(mass[row], upper, p * (b - lower))
    return mass


def targets(config, atoms, online, target, batch):
    rows = np.arange(len(batch["actions"]))
    rating = network(config, target, batch["nextObservations"])
    selecting = network(config, online, batch["nextObservations"]) if config["double"] else rating
    chosen = rating[rows, expected(config, atoms, selecting).argmax(-1)]
    if config["distributional"]:
        return project(config, atoms, jax.nn.softmax(chosen, axis=-1), batch["returns"], batch["discounts"])
    return batch["returns"][:, None] + batch["discounts"][:, None] * chosen


def main(folder):
    with open(os.path.join(folder, "config.json")) as file:
        config = json.load(file)
    raw = load_file(os.path.join(folder, "inputs.safetensors"))
    tensors = {k: v.astype(np.float64) if v.dtype == np.float32 else v for k, v in raw.items()}
    group = lambda prefix: {k[len(prefix) :]: v for k, v in tensors.items() if k.startswith(prefix)}  # noqa: E731
    weights, target, batch = group("online/"), group("target/"), group("batch/")
    first, second = ({k: np.zeros_like(v) for k, v in weights.items()} for _ in range(2))
    atoms = np.linspace(config["vMin"], config["vMax"], config["numAtoms"])
    rows = np.arange(len(batch["actions"]))
    outputs = {}

    for step in range(1, config["steps"] + 1):
        noise = tensors.get(f"noise/{step}")
        noisy = lambda w, row: with_noise(w, config["layers"], noise[row]) if config["noisy"] else w  # noqa: E731
        wanted = targets(config, atoms, noisy(weights, 0), noisy(target, 1), batch)

        def losses(weights):
            chosen = network(config, noisy(weights, 0), batch["observations"])[rows, batch["actions"]]
            if config["distributional"]:
                each = -(wanted * jax.nn.log_softmax(chosen, axis=-1)).sum(-1)
                return (each * batch["importanceWeights"]).mean(), each
            error = (wanted - chosen)[:, 0]
            each = jnp.where(jnp.abs(error) < 1, error**2 / 2, jnp.abs(error) - 0.5)
            return (each * batch["importanceWeights"]).mean(), jnp.abs(error)

        (loss, priorities), gradients = jax.value_and_grad(losses, has_aux=True)(weights)
        norm = np.sqrt(sum(float((g**2).sum()) for g in gradients.values()))
        scale = min(1, config["maxGradientNorm"] / norm)
        updated = {}
        for name, weight in weights.items():
            g = np.asarray(gradients[name]) * scale
            first[name] = config["beta1"] * first[name] + (1 - config["beta1"]) * g
            second[name] = config["beta2"] * second[name] + (1 - config["beta2"]) * g * g
            m_hat = first[name] / (1 - config["beta1"] ** step)
            v_hat = second[name] / (1 - config["beta2"] ** step)
            updated[name] = weight - config["learningRate"] * m_hat / (np.sqrt(v_hat) + config["epsilon"])
        weights = updated
        outputs[f"{step}/loss"] = np.float32(loss).reshape(1)
        outputs[f"{step}/priorities"] = np.asarray(priorities, np.float32)
        outputs[f"{step}/gradientNorm"] = np.float32(norm).reshape(1)
        outputs |= {f"{step}/weights/{k}": np.ascontiguousarray(v, np.float32) for k, v in weights.items()}

    save_file(outputs, os.path.join(folder, "outputs.safetensors"))


main(sys.argv[1])
