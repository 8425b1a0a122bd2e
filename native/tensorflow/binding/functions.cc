// defineFunction(name, graph, inputs, outputs, controls): makes a serialized GraphDef a TensorFlow function of the eager
// context, which executeOp then runs by its name. removeFunction(name) takes it away again.
#include <memory>
#include <string>
#include <vector>

#include "binding.hpp"

namespace a2pd {

namespace {

template <typename T, void (*Delete)(T*)>
struct Deleter {
  void operator()(T* value) const { Delete(value); }
};
using Status = std::unique_ptr<TF_Status, Deleter<TF_Status, TF_DeleteStatus>>;
using Graph = std::unique_ptr<TF_Graph, Deleter<TF_Graph, TF_DeleteGraph>>;
using Buffer = std::unique_ptr<TF_Buffer, Deleter<TF_Buffer, TF_DeleteBuffer>>;
using Function = std::unique_ptr<TF_Function, Deleter<TF_Function, TF_DeleteFunction>>;
using ImportOptions =
    std::unique_ptr<TF_ImportGraphDefOptions, Deleter<TF_ImportGraphDefOptions, TF_DeleteImportGraphDefOptions>>;

/** Thrown inside this file only; every method turns it into a JavaScript error. */
struct Failure {
  std::string message;
};

void check(const Status& status) {
  if (TF_GetCode(status.get()) != TF_OK) throw Failure{TF_Message(status.get())};
}

void check(napi_status status, const char* expected) {
  if (status != napi_ok) throw Failure{std::string("Expected ") + expected};
}

std::string readString(napi_env env, napi_value value) {
  size_t length = 0;
  check(napi_get_value_string_utf8(env, value, nullptr, 0, &length), "a string");
  std::string text(length, '\0');
  check(napi_get_value_string_utf8(env, value, &text[0], length + 1, &length), "a string");
  return text;
}

std::vector<std::string> readStrings(napi_env env, napi_value value) {
  uint32_t length = 0;
  check(napi_get_array_length(env, value, &length), "an array of strings");
  std::vector<std::string> texts;
  texts.reserve(length);
  for (uint32_t i = 0; i < length; i++) {
    napi_value element;
    check(napi_get_element(env, value, i, &element), "an array of strings");
    texts.push_back(readString(env, element));
  }
  return texts;
}

Buffer readBytes(napi_env env, napi_value value) {
  napi_typedarray_type type;
  size_t length = 0;
  void* data = nullptr;
  check(napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr), "a Uint8Array");
  if (type != napi_uint8_array) throw Failure{"Expected a Uint8Array"};
  return Buffer(TF_NewBufferFromString(data, length));
}

TF_Operation* findOperation(TF_Graph* graph, const std::string& name) {
  TF_Operation* operation = TF_GraphOperationByName(graph, name.c_str());
  if (operation == nullptr) throw Failure{"Expected a node named " + name + " in the graph"};
  return operation;
}

/** "node" or "node:2". */
TF_Output findOutput(TF_Graph* graph, const std::string& name) {
  const size_t colon = name.find(':');
  if (colon == std::string::npos) return {findOperation(graph, name), 0};
  TF_Operation* operation = findOperation(graph, name.substr(0, colon));
  const int index = std::stoi(name.substr(colon + 1));
  if (index >= TF_OperationNumOutputs(operation)) throw Failure{"Expected an output named " + name + " in the graph"};
  return {operation, index};
}

std::vector<TF_Output> findOutputs(TF_Graph* graph, const std::vector<std::string>& names) {
  std::vector<TF_Output> outputs;
  outputs.reserve(names.size());
  for (const std::string& name : names) outputs.push_back(findOutput(graph, name));
  return outputs;
}

void define(TFE_Context* context, const std::string& name, const TF_Buffer* graphDef,
            const std::vector<std::string>& inputNames, const std::vector<std::string>& outputNames,
            const std::vector<std::string>& controlNames) {
  const Status status(TF_NewStatus());
  const Graph graph(TF_NewGraph());
  const ImportOptions importOptions(TF_NewImportGraphDefOptions());
  TF_GraphImportGraphDef(graph.get(), graphDef, importOptions.get(), status.get());
  check(status);

  const std::vector<TF_Output> inputs = findOutputs(graph.get(), inputNames);
  const std::vector<TF_Output> outputs = findOutputs(graph.get(), outputNames);
  std::vector<const TF_Operation*> controls;
  for (const std::string& control : controlNames) controls.push_back(findOperation(graph.get(), control));

  const Function function(TF_GraphToFunctionWithControlOutputs(
      graph.get(), name.c_str(), /*append_hash_to_fn_name=*/0, /*num_opers=*/-1, /*opers=*/nullptr,
      static_cast<int>(inputs.size()), inputs.data(), static_cast<int>(outputs.size()), outputs.data(),
      /*output_names=*/nullptr, static_cast<int>(controls.size()), controls.data(), /*control_output_names=*/nullptr,
      /*opts=*/nullptr, /*description=*/nullptr, status.get()));
  check(status);
  TFE_ContextAddFunction(context, function.get(), status.get());
  check(status);
}

/** Calls `work` with the context and the arguments of a method that takes `count` of them. */
template <size_t count, typename Work>
napi_value method(napi_env env, napi_callback_info info, Work work) {
  napi_value arguments[count];
  size_t given = count;
  void* context = nullptr;
  try {
    check(napi_get_cb_info(env, info, &given, arguments, nullptr, &context), "a method call");
    if (given < count) throw Failure{"Expected " + std::to_string(count) + " arguments"};
    work(static_cast<TFE_Context*>(context), arguments);
  } catch (const Failure& failure) {
    napi_throw_error(env, nullptr, failure.message.c_str());
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
  }
  return nullptr;
}

napi_value defineFunction(napi_env env, napi_callback_info info) {
  return method<5>(env, info, [env](TFE_Context* context, napi_value* arguments) {
    define(context, readString(env, arguments[0]), readBytes(env, arguments[1]).get(), readStrings(env, arguments[2]),
           readStrings(env, arguments[3]), readStrings(env, arguments[4]));
  });
}

napi_value removeFunction(napi_env env, napi_callback_info info) {
  return method<1>(env, info, [env](TFE_Context* context, napi_value* arguments) {
    const Status status(TF_NewStatus());
    TFE_ContextRemoveFunction(context, readString(env, arguments[0]).c_str(), status.get());
    check(status);
  });
}

}  // namespace

napi_value addFunctionMethods(napi_env env, napi_value exports) {
  TFE_Context* const context = lastContext();
  const napi_property_descriptor methods[] = {
      {"defineFunction", nullptr, defineFunction, nullptr, nullptr, nullptr, napi_default, context},
      {"removeFunction", nullptr, removeFunction, nullptr, nullptr, nullptr, napi_default, context},
  };
  return napi_define_properties(env, exports, 2, methods) == napi_ok ? exports : nullptr;
}

}  // namespace a2pd
