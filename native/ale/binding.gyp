{
  # ALE's sources come from vendor/, where src/install/main.ts puts them: docs/decisions/0001-ale-from-source.md.
  "variables": { "sanitize%": 0 },
  "target_defaults": {
    "include_dirs": ["cpp/shims", "vendor/source"],
    "defines": ["NDEBUG"],
    "cflags!": ["-O2", "-Os"],
    "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++17", "-std=gnu++20"],
    # A fused multiply-add rounds once where OpenCV rounds twice: the resized bytes would differ.
    "cflags_cc": ["-std=c++17", "-O3", "-fexceptions", "-frtti", "-pthread", "-fvisibility=hidden", "-ffp-contract=off"],
    "ldflags": ["-pthread"],
    "xcode_settings": {
      "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
      "CLANG_CXX_LIBRARY": "libc++",
      "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
      "GCC_ENABLE_CPP_RTTI": "YES",
      "GCC_OPTIMIZATION_LEVEL": "3",
      "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
      "MACOSX_DEPLOYMENT_TARGET": "12.0",
      "OTHER_CPLUSPLUSFLAGS": ["-ffp-contract=off"],
    },
    "conditions": [
      # src/soak/sanitized.ts asks for it.
      ["sanitize==1", {
        "cflags_cc": ["-fsanitize=address", "-fno-omit-frame-pointer", "-O1", "-g1"],
        "ldflags": ["-fsanitize=address,undefined"],
      }],
    ],
  },
  "targets": [
    {
      "target_name": "arcade_learning_environment",
      "type": "static_library",
      "sources": ["<!@(node cpp/list-sources.mjs vendor/source/unity)"],
      "cflags_cc": ["-w"],
      "xcode_settings": { "WARNING_CFLAGS": ["-w"] },
    },
    {
      "target_name": "ale",
      "dependencies": ["arcade_learning_environment"],
      "sources": ["<!@(node cpp/list-sources.mjs cpp)"],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_CPP_EXCEPTIONS_ALL", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"],
      "cflags_cc": ["-Wall", "-Wextra", "-Wno-unused-parameter"],
      "conditions": [
        # Our code alone: what ALE does to its integers is not ours to mend.
        ["sanitize==1", { "cflags_cc": ["-fsanitize=undefined", "-fno-sanitize=vptr", "-fno-sanitize-recover=all"] }],
      ],
    },
  ],
}
