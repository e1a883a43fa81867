// The recurrences as a module for Node (Node-API version 8, which Electron has, too), and the runner
// beside them. What it gives is described in src-main/native/.
#include <cstring>

#include "arguments.h"
#include "parameters.h"
#include "runner/buffers.h"
#include "runner/runner-addon.h"

namespace {

using namespace megabase;

/// Most heads, channels a head and groups: their products then fit in what an index holds.
constexpr size_t mostSsd = size_t{1} << 20;

// createNorm(width, epsilon, scale)
napi_value createNorm(napi_env env, Arguments& arguments) {
  const size_t width = arguments.whole("width", largest);
  const float epsilon = arguments.number("epsilon");
  const float* scale = arguments.floats("scale", width);
  return give(env, std::make_shared<Norm>(Norm{width, epsilon, std::vector<float>(scale, scale + width)}));
}

// createConv(channels, width, weight, bias)
napi_value createConv(napi_env env, Arguments& arguments) {
  const size_t channels = arguments.whole("channels", largest);
  const size_t width = arguments.whole("width", 64);
  if (width == 0) throw std::invalid_argument("width is out of range");
  const float* weight = arguments.floats("weight", channels * width);
  const float* bias = arguments.floats("bias", channels);
  return give(env, std::make_shared<Conv>(Conv{channels, width, inStrips(weight, channels, width),
                                               inStrips(bias, channels, 1)}));
}

// createScan(channels, states, rank, a, stepWeight, bias, skip)
napi_value createScan(napi_env env, Arguments& arguments) {
  const size_t channels = arguments.whole("channels", largest);
  const size_t states = arguments.whole("states", mostStates);
  const size_t rank = arguments.whole("rank", mostRank);
  if (rank == 0) throw std::invalid_argument("rank is out of range");
  std::vector<float> a = inStrips(arguments.floats("a", channels * states), channels, states);
  for (float& value : a) value = static_cast<float>(value * 1.4426950408889634);
  const float* stepWeight = arguments.floats("stepWeight", channels * rank);
  const float* bias = arguments.floats("bias", channels);
  const float* skip = arguments.floats("skip", channels);
  return give(env, std::make_shared<Scan>(Scan{channels, states, rank, std::move(a), inStrips(stepWeight, channels, rank),
                                               inStrips(bias, channels, 1), inStrips(skip, channels, 1)}));
}

// createSsd(heads, width, states, groups, a, bias, skip, least, most)
napi_value createSsd(napi_env env, Arguments& arguments) {
  const size_t heads = arguments.whole("heads", mostSsd);
  const size_t width = arguments.whole("width", mostSsd);
  const size_t states = arguments.whole("states", mostStates);
  const size_t groups = arguments.whole("groups", mostSsd);
  if (heads * width > largest) throw std::invalid_argument("width is out of range");
  if (groups == 0 || heads % groups != 0) throw std::invalid_argument("groups do not divide the heads");
  const auto copy = [](const float* values, size_t count) { return std::vector<float>(values, values + count); };
  std::vector<float> a = copy(arguments.floats("a", heads), heads);
  for (float& value : a) value = static_cast<float>(value * 1.4426950408889634);
  std::vector<float> bias = copy(arguments.floats("bias", heads), heads);
  std::vector<float> skip = copy(arguments.floats("skip", heads * width), heads * width);
  const float least = arguments.number("least"), most = arguments.number("most");
  return give(env, std::make_shared<Ssd>(Ssd{heads, width, states, groups, least, most, std::move(a),
                                             std::move(bias), std::move(skip)}));
}

// createRgLru(channels, width, logDecay, inputWeight, inputBias, decayWeight, decayBias, multiplies)
napi_value createRgLru(napi_env env, Arguments& arguments) {
  const size_t channels = arguments.whole("channels", largest);
  const size_t width = arguments.whole("width", largest);
  if (width == 0 || channels % width != 0) throw std::invalid_argument("heads do not divide the channels");
  const float* logDecay = arguments.floats("logDecay", channels);
  const float* inputWeight = arguments.floats("inputWeight", channels * width);
  const float* inputBias = arguments.floats("inputBias", channels);
  const float* decayWeight = arguments.floats("decayWeight", channels * width);
  const float* decayBias = arguments.floats("decayBias", channels);
  const bool multiplies = arguments.flag();
  return give(env, std::make_shared<RgLru>(RgLru{channels, width, multiplies, inStrips(logDecay, channels, 1),
                                                 gatesInStrips(inputWeight, decayWeight, channels, width),
                                                 inStrips(inputBias, channels, 1),
                                                 inStrips(decayBias, channels, 1)}));
}

// norm(norm, tokens, threads, x, y)
napi_value norm(napi_env, Arguments& arguments) {
  const auto held = arguments.held<Norm>();
  const size_t tokens = arguments.whole("tokens", largest);
  const size_t threads = arguments.whole("threads", mostThreads);
  const float* x = arguments.floats("x", tokens * held->width);
  held->run(threads, tokens, x, arguments.floats("y", tokens * held->width));
  return nullptr;
}

// conv(conv, tokens, reverse, threads, x, xStride, silu, state, y)
napi_value conv(napi_env, Arguments& arguments) {
  const auto held = arguments.held<Conv>();
  ConvTask task{};
  task.tokens = arguments.whole("tokens", largest);
  task.reverse = arguments.flag();
  const size_t threads = arguments.whole("threads", mostThreads);
  const Rows x = arguments.rows("x", task.tokens, held->channels);
  task.x = x.data;
  task.xStride = x.stride;
  task.silu = arguments.flag();
  task.state = arguments.floats("state", (held->width - 1) * held->channels);
  task.y = arguments.floats("y", task.tokens * held->channels);
  held->run(threads, task);
  return nullptr;
}

// scan(scan, tokens, reverse, threads, x, gate, gateStride, select, selectStride, state, y)
napi_value scan(napi_env, Arguments& arguments) {
  const auto held = arguments.held<Scan>();
  ScanTask task{};
  task.tokens = arguments.whole("tokens", largest);
  task.reverse = arguments.flag();
  const size_t threads = arguments.whole("threads", mostThreads);
  task.x = arguments.floats("x", task.tokens * held->channels);
  const Rows gate = arguments.rows("gate", task.tokens, held->channels);
  task.gate = gate.data;
  task.gateStride = gate.stride;
  const Rows select = arguments.rows("select", task.tokens, held->selectWidth());
  task.select = select.data;
  task.selectStride = select.stride;
  task.state = arguments.floats("state", held->channels * held->states);
  task.y = arguments.floats("y", task.tokens * held->channels);
  held->run(threads, task);
  return nullptr;
}

// ssd(ssd, tokens, reverse, threads, x, xStride, step, stepStride, gate, gateStride, state, y)
napi_value ssd(napi_env, Arguments& arguments) {
  const auto held = arguments.held<Ssd>();
  SsdTask task{};
  task.tokens = arguments.whole("tokens", largest);
  task.reverse = arguments.flag();
  const size_t threads = arguments.whole("threads", mostThreads);
  const Rows x = arguments.rows("x", task.tokens, held->inputs());
  task.x = x.data;
  task.xStride = x.stride;
  const Rows step = arguments.rows("step", task.tokens, held->heads);
  task.step = step.data;
  task.stepStride = step.stride;
  const Rows gate = arguments.rowsOrNone("gate", task.tokens, held->channels());
  task.gate = gate.data;
  task.gateStride = gate.stride;
  task.state = arguments.floats("state", held->channels() * held->states);
  task.y = arguments.floats("y", task.tokens * held->channels());
  held->run(threads, task);
  return nullptr;
}

// rgLru(rgLru, tokens, reverse, threads, first, x, partial, state, y)
napi_value rgLru(napi_env, Arguments& arguments) {
  const auto held = arguments.held<RgLru>();
  RgLruTask task{};
  task.tokens = arguments.whole("tokens", largest);
  task.reverse = arguments.flag();
  const size_t threads = arguments.whole("threads", mostThreads);
  task.first = arguments.flag();
  task.x = arguments.floats("x", task.tokens * held->channels);
  const Value partial = arguments.next();
  if (!partial.isNothing()) task.partial = partial.floats("partial", task.tokens * held->channels);
  task.state = arguments.floats("state", held->channels);
  task.y = arguments.floats("y", task.tokens * held->channels);
  held->run(threads, task);
  return nullptr;
}

// likelihood(tokens, vocabSize, logits, columns, ids, baseOf, leastExponent, logLikelihood, entropy, information, open):
// how many are left open
napi_value likelihood(napi_env env, Arguments& arguments) {
  LikelihoodTask task{};
  task.tokens = arguments.whole("tokens", largest);
  task.vocabSize = arguments.whole("vocabSize", largest);
  task.logits = arguments.floats("logits", task.tokens * task.vocabSize);
  const std::vector<Value> columns = arguments.next().list("columns");
  if (columns.size() != 4) throw std::invalid_argument("there are not four columns");
  if (task.vocabSize == 0) throw std::invalid_argument("vocabSize is out of range");
  for (size_t base = 0; base < 4; base++) task.columns[base] = columns[base].whole("a column", task.vocabSize - 1);
  task.ids = arguments.next().bytes("ids", task.tokens);
  task.baseOf = arguments.next().bytes("baseOf", 256);
  task.leastExponent = arguments.number("leastExponent");
  // Beyond, a power of two would be no normal number.
  if (!(task.leastExponent >= -700 && task.leastExponent <= 0)) {
    throw std::invalid_argument("leastExponent is out of range");
  }
  task.logLikelihood = arguments.floats("logLikelihood", task.tokens);
  task.entropy = arguments.floats("entropy", task.tokens);
  task.information = arguments.floats("information", task.tokens);
  task.open = arguments.next().integers("open", task.tokens);
  napi_value count;
  expectOk(napi_create_int64(env, static_cast<int64_t>(chosenSet()->likelihood(task)), &count));
  return count;
}

// wishHugePages(values)
napi_value wishHugePagesUnder(napi_env, Arguments& arguments) {
  const Floats values = arguments.floats("values");
  wishHugePages(values.data, values.length * sizeof(float));
  return nullptr;
}

// instructionSets(): those of this processor, fastest first
napi_value listInstructionSets(napi_env env, Arguments&) {
  napi_value list, name;
  napi_create_array(env, &list);
  for (uint32_t i = 0; instructionSets()[i]; i++) {
    napi_create_string_utf8(env, instructionSets()[i]->name, NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, list, i, name);
  }
  return list;
}

// useInstructionSet(name)
napi_value useInstructionSet(napi_env, Arguments& arguments) {
  const std::string name = arguments.text();
  for (auto set = instructionSets(); *set; set++) {
    if (name == (*set)->name) {
      chosenSet() = *set;
      return nullptr;
    }
  }
  throw std::invalid_argument("this processor has no " + name);
}

// apply(function, x, y)
napi_value apply(napi_env, Arguments& arguments) {
  const std::string name = arguments.text();
  const Floats x = arguments.floats("x");
  float* y = arguments.floats("y", x.length);
  if (!chosenSet()->apply(name.c_str(), x.data, y, x.length)) {
    throw std::invalid_argument("there is no function " + name);
  }
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  add<createNorm>(env, exports, "createNorm");
  add<createConv>(env, exports, "createConv");
  add<createScan>(env, exports, "createScan");
  add<createSsd>(env, exports, "createSsd");
  add<createRgLru>(env, exports, "createRgLru");
  add<norm>(env, exports, "norm");
  add<conv>(env, exports, "conv");
  add<scan>(env, exports, "scan");
  add<ssd>(env, exports, "ssd");
  add<rgLru>(env, exports, "rgLru");
  add<likelihood>(env, exports, "likelihood");
  add<wishHugePagesUnder>(env, exports, "wishHugePages");
  add<listInstructionSets>(env, exports, "instructionSets");
  add<useInstructionSet>(env, exports, "useInstructionSet");
  add<apply>(env, exports, "apply");
  addRunner(env, exports);
  addLayerScans(env, exports);
  return exports;
}
