// Reads the option objects of JavaScript.
#pragma once

#include <napi.h>

#include "environment.hpp"

namespace a2pd {

/** `{ rom, repeatActionProbability, maxEpisodeFrames, fullActionSet, actionLimit, mode, difficulty }`. */
std::shared_ptr<const Rom> readRom(const Napi::Object& options);
ConsoleOptions readConsoleOptions(const Napi::Object& options);
/** The console's options and `{ frameSkip, pooling, interpolation, cropShift, noopMin, noopMax, repeatFirstFrame, fireOnReset }`. */
EnvironmentOptions readEnvironmentOptions(const Napi::Object& options);

/** The index of a string among `choices`. */
int readChoice(const Napi::Object& options, const char* name, std::initializer_list<const char*> choices);

}  // namespace a2pd
