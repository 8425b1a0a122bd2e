"""The Nature-DQN network in plain PyTorch, with weights as packages/distill keeps them."""

import torch
from safetensors.numpy import load_file
from torch import nn


def network(weights_file):
    """float32[N, 4, 84, 84] in [0, 1] -> float32[N, A]."""
    weights = load_file(weights_file)
    hidden_units, num_actions = weights["logits/kernel"].shape
    model = nn.Sequential(
        nn.Conv2d(4, 32, 8, 4),
        nn.ReLU(),
        nn.Conv2d(32, 64, 4, 2),
        nn.ReLU(),
        nn.Conv2d(64, 64, 3, 1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(3136, hidden_units),
        nn.ReLU(),
        nn.Linear(hidden_units, num_actions),
    )
    layers = [layer for layer in model if hasattr(layer, "weight")]
    names = ["conv1", "conv2", "conv3", "hidden", "logits"]
    with torch.no_grad():
        for layer, name in zip(layers, names):
            kernel = weights[f"{name}/kernel"]
            if kernel.ndim == 4:
                kernel = kernel.transpose(3, 2, 0, 1)  # HWIO -> OIHW
            elif name == "hidden":
                # Ours flattens height, width, channels; PyTorch channels, height, width.
                kernel = kernel.reshape(7, 7, 64, hidden_units).transpose(3, 2, 0, 1).reshape(hidden_units, -1)
            else:
                kernel = kernel.T
            layer.weight.copy_(torch.from_numpy(kernel.copy()))
            layer.bias.copy_(torch.from_numpy(weights[f"{name}/bias"].copy()))
    return model


def to_input(pixels):
    """uint8[N, 4, 84, 84], numpy -> float32 in [0, 1]."""
    return torch.from_numpy(pixels).float().div_(255)
