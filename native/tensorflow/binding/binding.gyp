{
  # The tfjs-node-gpu binding and our functions.cc in one addon (and what loads it quietly), against the TensorFlow that install/ put into vendor/.
  # Not in the package's own folder: pnpm runs node-gyp by itself where it finds a binding.gyp there.
  # Paths are relative, libraries to the folder `build`: make takes an absolute one with a space in it for two.
  'variables': {
    'tensorflow': '../../vendor/site/tensorflow',
  },
  'targets': [{
    'target_name': 'tfjs_binding',
    'sources': ['addon.cc', 'functions.cc', 'tensors.cc'],
    'include_dirs': ['../dist/tfjs/binding', '../vendor/site/tensorflow/include'],
    'defines': ['NAPI_VERSION=8'],
    'cflags_cc': ['-std=c++17', '-fexceptions', '-Wno-unused-function'],
    'cflags_cc!': ['-fno-exceptions'],
    'conditions': [
      ['OS=="linux"', {
        'libraries': [
          '<(tensorflow)/libtensorflow_cc.so.2',
          '<(tensorflow)/libtensorflow_framework.so.2',
          "-Wl,-rpath,'$$ORIGIN/../site/tensorflow'",
        ],
      }],
      ['OS=="mac"', {
        'libraries': [
          '<(tensorflow)/libtensorflow_cc.2.dylib',
          '<(tensorflow)/libtensorflow_framework.2.dylib',
        ],
        'xcode_settings': {
          'CLANG_CXX_LANGUAGE_STANDARD': 'c++17',
          'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
          'MACOSX_DEPLOYMENT_TARGET': '12.0',
          'OTHER_LDFLAGS': ['-Wl,-rpath,@loader_path/../site/tensorflow'],
        },
      }],
    ],
  }, {
    'target_name': 'preload',
    'sources': ['preload.cc'],
    'defines': ['NAPI_VERSION=8'],
    'cflags_cc': ['-std=c++17'],
    'conditions': [
      ['OS=="linux"', {'libraries': ['-ldl']}],
      ['OS=="mac"', {'xcode_settings': {'CLANG_CXX_LANGUAGE_STANDARD': 'c++17', 'MACOSX_DEPLOYMENT_TARGET': '12.0'}}],
    ],
  }],
}
