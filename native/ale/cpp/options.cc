#include "options.hpp"

#include "arguments.hpp"
#include "failure.hpp"

namespace a2pd {
namespace {

constexpr int kMaxFrames = 1 << 30;
constexpr int kMaxVariant = 1 << 16;
constexpr int kMaxShift = 1000;
constexpr int kMaxActions = 18;

int readInteger(const Napi::Object& options, const char* name, int min, int max) {
  return static_cast<int>(integerArgument(options.Get(name), name, min, max));
}

bool isGiven(const Napi::Object& options, const char* name) { return !options.Get(name).IsUndefined(); }

}  // namespace

std::shared_ptr<const Rom> readRom(const Napi::Object& options) {
  const Bytes bytes = bytesArgument(options.Get("rom"), "rom");
  return verifyRom(bytes.data, bytes.size);
}

ConsoleOptions readConsoleOptions(const Napi::Object& options) {
  ConsoleOptions result;
  result.repeatActionProbability =
      static_cast<float>(numberArgument(options.Get("repeatActionProbability"), "repeatActionProbability", 0, 1));
  result.maxEpisodeFrames = readInteger(options, "maxEpisodeFrames", 0, kMaxFrames);
  result.fullActionSet = booleanArgument(options.Get("fullActionSet"), "fullActionSet");
  if (isGiven(options, "actionLimit")) result.actionLimit = readInteger(options, "actionLimit", 1, kMaxActions);
  if (isGiven(options, "mode")) result.mode = readInteger(options, "mode", 0, kMaxVariant);
  if (isGiven(options, "difficulty")) result.difficulty = readInteger(options, "difficulty", 0, kMaxVariant);
  return result;
}

EnvironmentOptions readEnvironmentOptions(const Napi::Object& options) {
  EnvironmentOptions result;
  result.console = readConsoleOptions(options);
  result.frameSkip = readInteger(options, "frameSkip", 1, 1000);
  result.pooling = static_cast<PoolingKind>(readChoice(options, "pooling", {"max-then-resize", "resize-then-max"}));
  result.resize.interpolation =
      static_cast<Interpolation>(readChoice(options, "interpolation", {"area", "bilinear"}));
  if (isGiven(options, "cropShift")) result.resize.cropShift = readInteger(options, "cropShift", -kMaxShift, kMaxShift);
  result.noopMin = readInteger(options, "noopMin", 0, 1000);
  result.noopMax = readInteger(options, "noopMax", result.noopMin, 1000);
  result.repeatFirstFrame = booleanArgument(options.Get("repeatFirstFrame"), "repeatFirstFrame");
  if (isGiven(options, "fireOnReset")) result.fireOnReset = booleanArgument(options.Get("fireOnReset"), "fireOnReset");
  const int maxFrames = result.console.maxEpisodeFrames;
  const int startFrames = result.noopMax + (result.fireOnReset ? 2 * result.frameSkip : 0);
  if (maxFrames > 0 && maxFrames <= startFrames) {
    const char* expected =
        result.fireOnReset ? "maxEpisodeFrames above noopMax and two agent steps" : "maxEpisodeFrames above noopMax";
    throw Failure{"INVALID_ARGUMENT", expected, std::to_string(maxFrames),
                  "let an episode be longer than its no-op start"};
  }
  return result;
}

int readChoice(const Napi::Object& options, const char* name, std::initializer_list<const char*> choices) {
  const std::string value = stringArgument(options.Get(name), name);
  std::string listed;
  int index = 0;
  for (const char* choice : choices) {
    if (value == choice) return index;
    index++;
    listed += (listed.empty() ? "\"" : ", \"") + std::string(choice) + "\"";
  }
  throw Failure{"INVALID_ARGUMENT", std::string(name) + " among " + listed, "\"" + value + "\"",
                std::string("give a valid ") + name};
}

}  // namespace a2pd
