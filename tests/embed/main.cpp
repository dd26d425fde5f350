// main.cpp - two networks in a C++ program. The weights of lenet5 are in lenet5.c, those of every are in a file that is
// read into aligned memory once (C++17: before, std::vector did not align) and may be shared by any number of threads.
// Built by tests/run_embed.py.
//
//   $ embed_cpp every.weights        (prints all values of both networks' outputs, for a picture of a ramp)
#include <cstdio>
#include <fstream>
#include <vector>

#include "every.h"
#include "lenet5.h"

struct alignas(64) Line {
  char byte[64];
};

static std::vector<Line> aligned(std::size_t bytes) { return std::vector<Line>((bytes + 63) / 64); }

static std::vector<float> ramp(std::size_t size) {
  std::vector<float> values(size);
  for (std::size_t i = 0; i < size; i++) values[i] = static_cast<float>(i % 17) / 16 - 0.5f;
  return values;
}

static void print(const std::vector<float> &values) {
  for (float value : values) std::printf("%.9g\n", static_cast<double>(value));
}

int main(int argc, char **argv) {
  std::ifstream file(argc > 1 ? argv[1] : "every.weights", std::ios::binary);
  std::vector<Line> weights = aligned(EVERY_WEIGHTS_SIZE), arena = aligned(EVERY_ARENA_SIZE + LENET5_ARENA_SIZE);
  std::vector<float> digit(LENET5_OUTPUT_SIZE), output(EVERY_OUTPUT_SIZE);
  if (!file.read(weights[0].byte, EVERY_WEIGHTS_SIZE)) return 1;
  if (lenet5_run(nullptr, arena.data(), ramp(LENET5_INPUT_SIZE).data(), digit.data()) != LENET5_OK) return 2;
  if (every_run(weights.data(), arena.data(), ramp(EVERY_INPUT_SIZE).data(), output.data()) != EVERY_OK) return 3;
  print(digit);
  print(output);
  return 0;
}
