// A refused call: thrown anywhere in the addon, turned into an A2pdError at the border to JavaScript (see guard.hpp).
#pragma once

#include <string>

namespace a2pd {

struct Failure {
  /** One of core's error codes. */
  const char* code;
  /** Completes "Expected ...". */
  std::string expected;
  /** What came, in words. */
  std::string received;
  std::string remedy;
};

}  // namespace a2pd
