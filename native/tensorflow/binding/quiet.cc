// TensorFlow heeds TF_CPP_MIN_LOG_LEVEL only when Python loads it. Here its value is handed to the logging library itself,
// by the name that has in the pinned TensorFlow; elsewhere the symbol is missing, and TensorFlow stays talkative.
#include <cstdlib>

#include "binding.h"

namespace absl {
inline namespace lts_20250814 {
enum class LogSeverityAtLeast : int;
__attribute__((weak)) void SetMinLogLevel(LogSeverityAtLeast level);
}  // namespace lts_20250814
}  // namespace absl

namespace a2pd {

void ApplyLogLevel() {
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  if (level == nullptr || absl::SetMinLogLevel == nullptr) return;
  absl::SetMinLogLevel(static_cast<absl::LogSeverityAtLeast>(std::atoi(level)));
}

}  // namespace a2pd
