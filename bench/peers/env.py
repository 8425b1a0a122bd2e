"""One peer of the environment bench: reads a measurement (JSON) a line, answers agent steps a second."""
import json
import sys
import time

import numpy as np


def ale_py_vector(case):
    from ale_py.vector_env import AtariVectorEnv

    return AtariVectorEnv(case["game"], case["numEnvironments"], num_threads=case["numThreads"], use_fire_reset=False)


def envpool(case):
    import envpool

    name = "".join(part.capitalize() for part in case["game"].split("_"))
    return envpool.make_gymnasium(f"{name}-v5", num_envs=case["numEnvironments"], num_threads=case["numThreads"])


def gymnasium_wrappers(case):
    from ale_py import ALEInterface, AtariEnv, LoggerMode
    from gymnasium.vector import SyncVectorEnv
    from gymnasium.wrappers import AtariPreprocessing, FrameStackObservation

    ALEInterface.setLoggerMode(LoggerMode.Error)

    def make():
        game = AtariEnv(case["game"], frameskip=1, repeat_action_probability=0.0, max_num_frames_per_episode=108_000)
        return FrameStackObservation(AtariPreprocessing(game), 4)

    return make() if case["numEnvironments"] == 1 else SyncVectorEnv([make] * case["numEnvironments"])


peers = {"ale-py AtariVectorEnv": ale_py_vector, "EnvPool": envpool, "Gymnasium wrappers": gymnasium_wrappers}


def measure(make, case):
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
    return rate


make = peers[sys.argv[1]]
for line in sys.stdin:
    print(measure(make, json.loads(line)), flush=True)
