"""One peer of the environment bench: agent steps a second."""

import time
from importlib.metadata import version

import numpy as np
from serving import serve


def ale_py_vector(case):
    from ale_py.vector_env import AtariVectorEnv

    return AtariVectorEnv(case["game"], case["numEnvironments"], num_threads=case["numThreads"], use_fire_reset=False)


def envpool(case):
    import envpool

    name = "".join(part.capitalize() for part in case["game"].split("_"))
    return envpool.make_gymnasium(f"{name}-v5", num_envs=case["numEnvironments"], num_threads=case["numThreads"])


def gymnasium_wrappers(case):
    import cv2
    from ale_py import ALEInterface, AtariEnv, LoggerMode
    from gymnasium.vector import SyncVectorEnv
    from gymnasium.wrappers import AtariPreprocessing, FrameStackObservation

    ALEInterface.setLoggerMode(LoggerMode.Error)
    cv2.setNumThreads(case["numThreads"])

    def make():
        game = AtariEnv(case["game"], frameskip=1, repeat_action_probability=0.0, max_num_frames_per_episode=108_000)
        return FrameStackObservation(AtariPreprocessing(game), 4)

    return make() if case["numEnvironments"] == 1 else SyncVectorEnv([make] * case["numEnvironments"])


peers = {
    "ale-py AtariVectorEnv": (ale_py_vector, {"ale-py": "ale-py"}),
    "EnvPool": (envpool, {"EnvPool": "envpool"}),
    "Gymnasium wrappers": (
        gymnasium_wrappers,
        {"ale-py": "ale-py", "Gymnasium": "gymnasium", "OpenCV": "opencv-python-headless", "NumPy": "numpy"},
    ),
}
chosen = {}


def prepare(name):
    chosen["make"], projects = peers[name]
    return {"versions": {label: version(project) for label, project in projects.items()}}


def measure(case):
    make = chosen["make"]
    env = make(case)
    count = case["numEnvironments"]
    single = make is gymnasium_wrappers and count == 1
    num_actions = int(env.action_space.n if single or make is envpool else env.single_action_space.n)
    tape = np.random.default_rng(1).integers(num_actions, size=(64, count))

    def step(index):
        result = env.step(int(tape[index, 0]) if single else tape[index])
        if single and (result[2] or result[3]):
            env.reset()

    env.reset()
    for index in range(-(-64 // count)):
        step(index % 64)
    steps = 0
    began = time.perf_counter()
    while time.perf_counter() - began < case["seconds"]:
        step(steps % 64)
        steps += 1
    rate = steps * count / (time.perf_counter() - began)
    env.close()
    return {"rate": rate}


serve({"prepare": prepare, "measure": measure})
