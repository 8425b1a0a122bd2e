"""What PyTorch and ONNX Runtime make of policies that we exported."""

import glob
import os
import sys

import onnxruntime
import torch
from safetensors.numpy import load_file, save_file

folder = sys.argv[1]
pixels = torch.from_numpy(load_file(f"{folder}/observations.safetensors")["observations"]).float() / 255
scores = {}
for file in glob.glob(f"{folder}/*.exported.pth"):
    name = os.path.basename(file).removesuffix(".exported.pth")
    source = {}
    exec(open(f"{folder}/{name}.py").read(), source)
    policy = source["Policy"]()
    policy.load_state_dict(torch.load(file, weights_only=True))
    with torch.no_grad():
        scores[f"{name} in PyTorch"] = policy(pixels).numpy()
    session = onnxruntime.InferenceSession(f"{folder}/{name}.onnx", providers=["CPUExecutionProvider"])
    scores[f"{name} in ONNX Runtime"] = session.run(["scores"], {"pixels": pixels.numpy()})[0]
save_file(scores, f"{folder}/exported.safetensors")
