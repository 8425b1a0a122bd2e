"""Peers of the learner bench: Nature-DQN's step, and a whole Rainbow update, in plain PyTorch."""

import sys

import torch
from nature_dqn import network, to_input
from rainbow import RainbowAgent
from safetensors.numpy import load_file
from serving import milliseconds_each, serve
from torch.nn import functional

state = {}


def prepare(threads, folder, learning_rate, epsilon):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    batch = load_file(f"{folder}/batch.safetensors")
    for layout in ["contiguous", "channels_last", "autocast"]:
        memory_format = torch.contiguous_format if layout == "contiguous" else torch.channels_last
        model = network(f"{folder}/weights.safetensors").to(memory_format=memory_format)
        optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate, eps=epsilon)
        state[layout] = (model, optimizer, memory_format)
    state["batch"] = batch
    return {"torch": torch.__version__, "python": sys.version.split()[0]}


def bfloat16(enabled):
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=enabled)


def dqn_step(layout, iterations):
    model, optimizer, memory_format = state[layout]
    batch = state["batch"]
    loss_value = 0.0

    def step():
        nonlocal loss_value
        inputs = to_input(batch["pixels"]).contiguous(memory_format=memory_format)
        labels = torch.from_numpy(batch["labels"]).long()
        with bfloat16(layout == "autocast"):
            loss = functional.cross_entropy(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss_value = loss.item()

    return {"milliseconds": milliseconds_each(iterations, step), "loss": loss_value}


def prepare_rainbow(frames_file, transitions, num_actions, config):
    agent = RainbowAgent(num_actions, config, transitions)
    agent.memory.fill(load_file(frames_file)["frames"], num_actions)
    state["rainbow"] = agent
    return {"parameters": sum(p.numel() for p in agent.online.parameters())}


def rainbow_update(autocast, iterations):
    agent = state["rainbow"]

    def update():
        with bfloat16(autocast):
            agent.learn()

    return {"milliseconds": milliseconds_each(iterations, update), "loss": agent.last_loss}


serve(
    {
        "prepare": prepare,
        "dqn_step": dqn_step,
        "prepare_rainbow": prepare_rainbow,
        "rainbow_update": rainbow_update,
    }
)
