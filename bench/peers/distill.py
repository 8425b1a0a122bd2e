"""Peer of the distillation bench: one A2PD step, by double backward, in plain PyTorch."""

import math
import sys

import torch
from nature_dqn import network, to_input
from safetensors.numpy import load_file
from serving import milliseconds_each, serve
from torch.nn import functional

state = {}


def prepare(threads, folder, config):
    torch.set_num_threads(threads)
    model = network(f"{folder}/weights.safetensors")
    state["model"] = model
    state["optimizer"] = torch.optim.Adam(
        model.parameters(), lr=config["learningRate"], eps=config["adamEpsilon"]
    )
    state["batches"] = load_file(f"{folder}/batches.safetensors")
    state["next"] = 0
    state["eta"], state["beta"] = config["method"]["eta"], config["method"]["beta"]
    return {"torch": torch.__version__, "python": sys.version.split()[0]}


def gap_losses(logits, labels, eta):
    """Eq. 12 of the paper: -pi(a_T)^eta times the entropy of the policy over the other actions."""
    log_chances = functional.log_softmax(logits, dim=1).gather(1, labels[:, None]).squeeze(1)
    is_label = functional.one_hot(labels, logits.shape[1]).bool()
    others = functional.log_softmax(logits.masked_fill(is_label, -1e9), dim=1)
    entropy = -(others.exp() * others).masked_fill(is_label, 0).sum(1)
    return -(eta * log_chances).exp() * entropy


def step():
    model, optimizer, batches = state["model"], state["optimizer"], state["batches"]
    index = state["next"]
    state["next"] = (index + 1) % len(batches["pixels"])
    inputs = to_input(batches["pixels"][index]).requires_grad_()
    labels = torch.from_numpy(batches["labels"][index]).long()
    losses = gap_losses(model(inputs), labels, state["eta"])
    (gradient,) = torch.autograd.grad(losses.sum(), inputs, create_graph=True)
    norms = gradient.flatten(1).square().sum(1).clamp_min(1e-30).sqrt()
    loss = losses.mean() + state["beta"] * norms.mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    state["loss"] = loss.item()


def a2pd_steps(iterations):
    milliseconds = milliseconds_each(iterations, step)
    if not math.isfinite(state["loss"]):
        raise ArithmeticError("the loss is not finite")
    return {"milliseconds": milliseconds, "loss": state["loss"]}


serve({"prepare": prepare, "a2pd_steps": a2pd_steps})
