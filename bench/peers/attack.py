"""Peers of the attack bench: ART, Foolbox and plain PyTorch on the same weights, observations and labels."""

import sys
import warnings

import art
import foolbox
import numpy as np
import torch
from art.attacks.evasion import FastGradientMethod, ProjectedGradientDescent, SaliencyMapMethod
from art.estimators.classification import PyTorchClassifier
from nature_dqn import network
from safetensors.numpy import load_file, save_file
from serving import milliseconds_each, serve
from torch.nn import functional

warnings.filterwarnings("ignore")
state = {}


def prepare(threads, folder):
    torch.set_num_threads(threads)
    model = network(f"{folder}/weights.safetensors").eval()
    batch = load_file(f"{folder}/batch.safetensors")
    state["folder"] = folder
    state["model"] = model
    state["inputs"] = np.ascontiguousarray(batch["inputs"].transpose(0, 3, 1, 2))
    state["labels"], state["targets"] = batch["labels"].astype(np.int64), batch["targets"].astype(np.int64)
    state["num_actions"] = model[-1].out_features
    versions = {"torch": torch.__version__, "art": art.__version__, "foolbox": foolbox.__version__}
    return {"versions": versions, "python": sys.version.split()[0]}


def classifier(model):
    return PyTorchClassifier(
        model,
        loss=torch.nn.CrossEntropyLoss(),
        input_shape=(4, 84, 84),
        nb_classes=state["num_actions"],
        clip_values=(0.0, 1.0),
        device_type="cpu",
    )


def one_hot(labels):
    return np.eye(state["num_actions"], dtype=np.float32)[labels]


def art_fgsm(epsilon, size, **_):
    attack = FastGradientMethod(classifier(state["model"]), eps=epsilon, batch_size=size)
    return lambda: attack.generate(state["inputs"], one_hot(state["labels"]))


def art_pgd(epsilon, steps, size):
    attack = ProjectedGradientDescent(
        classifier(state["model"]),
        eps=epsilon,
        eps_step=epsilon / steps,
        max_iter=steps,
        num_random_init=0,
        batch_size=size,
        verbose=False,
    )
    return lambda: attack.generate(state["inputs"], one_hot(state["labels"]))


def art_jsma(theta, gamma, size):
    # ART ranks pixels by the gradient of what the model puts out; the paper's models put out probabilities.
    model = torch.nn.Sequential(state["model"], torch.nn.Softmax(dim=1))
    attack = SaliencyMapMethod(classifier(model), theta=theta, gamma=gamma, batch_size=size, verbose=False)
    return lambda: attack.generate(state["inputs"][:size], one_hot(state["targets"][:size]))


def foolbox_attack(attack, epsilon):
    model = foolbox.PyTorchModel(state["model"], bounds=(0, 1))

    def run():
        inputs, labels = torch.from_numpy(state["inputs"]), torch.from_numpy(state["labels"])
        _, clipped, _ = attack(model, inputs, labels, epsilons=epsilon)
        return clipped.numpy()

    return run


def foolbox_fgsm(epsilon, **_):
    return foolbox_attack(foolbox.attacks.LinfFastGradientAttack(random_start=False), epsilon)


def foolbox_pgd(epsilon, steps, **_):
    attack = foolbox.attacks.LinfPGD(abs_stepsize=epsilon / steps, steps=steps, random_start=False)
    return foolbox_attack(attack, epsilon)


def torch_pgd(epsilon, steps, **_):
    model = state["model"]

    def run():
        clean, labels = torch.from_numpy(state["inputs"]), torch.from_numpy(state["labels"])
        lowest, highest = (clean - epsilon).clamp(0, 1), (clean + epsilon).clamp(0, 1)
        perturbed = clean
        for _ in range(steps):
            perturbed = perturbed.detach().requires_grad_()
            loss = functional.cross_entropy(model(perturbed), labels, reduction="sum")
            (gradient,) = torch.autograd.grad(loss, perturbed)
            with torch.no_grad():
                stepped = perturbed + gradient.sign() * (epsilon / steps)
                perturbed = torch.minimum(torch.maximum(stepped, lowest), highest)
        return perturbed.detach().numpy()

    return run


def torch_fgsm(epsilon, **_):
    return torch_pgd(epsilon, 1)


attacks = {
    function.__name__: function
    for function in (art_fgsm, art_pgd, art_jsma, foolbox_fgsm, foolbox_pgd, torch_pgd, torch_fgsm)
}


def attack(name, options, iterations):
    """The whole call, numpy array to numpy array; what it gave is left in a file, channels last as ours."""
    run = state.setdefault((name, str(options)), attacks[name](**options))
    results = []
    milliseconds = milliseconds_each(iterations, lambda: results.append(run()))
    perturbed = np.ascontiguousarray(np.asarray(results[-1], dtype=np.float32).transpose(0, 2, 3, 1))
    save_file({"perturbed": perturbed}, f"{state['folder']}/{name}.safetensors")
    return {"milliseconds": milliseconds}


serve({"prepare": prepare, "attack": attack})
