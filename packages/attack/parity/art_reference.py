"""What ART 1.20 makes of a batch: argv holds a folder with weights and batch, and the attacks as JSON; results go there."""

import json
import sys

import numpy as np
from art.attacks.evasion import (
    AutoProjectedGradientDescent,
    FastGradientMethod,
    ProjectedGradientDescentNumpy,
    SaliencyMapMethod,
    SquareAttack,
)
from nature_dqn import NatureDqn
from safetensors.numpy import load_file, save_file

folder, cases = sys.argv[1], json.loads(sys.argv[2])
weights, batch = load_file(f"{folder}/weights.safetensors"), load_file(f"{folder}/batch.safetensors")
inputs, quiet = batch["inputs"], {"verbose": False}
size = len(inputs)


def one_hot(actions):
    return np.eye(weights["logits/bias"].shape[0], dtype=np.float32)[actions]


def fgsm(epsilon):
    return FastGradientMethod(NatureDqn(weights), eps=epsilon, batch_size=size), "labels"


def pgd(epsilon, steps):
    options = {"eps": epsilon, "eps_step": epsilon / steps, "max_iter": steps, "num_random_init": 0}
    return ProjectedGradientDescentNumpy(NatureDqn(weights), batch_size=size, **options, **quiet), "labels"


def jsma(theta, gamma):
    estimator = NatureDqn(weights, output="probabilities")
    return SaliencyMapMethod(estimator, theta=theta, gamma=gamma, batch_size=size, **quiet), "targets"


def apgd(epsilon, steps, loss):
    # With twice epsilon as its first step, as the paper has it, rather than ART's fixed 0.1.
    options = {"eps": epsilon, "eps_step": 2 * epsilon, "max_iter": steps, "nb_random_init": 1}
    estimator = NatureDqn(weights, loss=loss)
    return AutoProjectedGradientDescent(estimator, batch_size=size, **options, **quiet), "labels"


def square(epsilon, queries):
    options = {"eps": epsilon, "max_iter": queries, "p_init": 0.8, "nb_restarts": 1}
    return SquareAttack(NatureDqn(weights), batch_size=size, **options, **quiet), "labels"


attacks = {function.__name__: function for function in (fgsm, pgd, jsma, apgd, square)}
model, results = NatureDqn(weights), {}
results["clean_logits"] = model.logits(inputs).astype(np.float32)
for name, (kind, options) in cases.items():
    np.random.seed(1)
    attack, given = attacks[kind](**options)
    perturbed = attack.generate(inputs, one_hot(batch[given])).astype(np.float32)
    results[f"{name}/perturbed"] = perturbed
    results[f"{name}/actions"] = np.argmax(model.logits(perturbed), axis=1).astype(np.int32)
save_file(results, f"{folder}/results.safetensors")
