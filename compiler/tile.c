// tile.c - the register tile of a direct convolution, by counting cycles.
//
// A tile of rows x cols pixels and q blocks of output channels keeps P * q sums in registers (P = rows * cols). One
// step of it - one input channel, one tap - loads q weight vectors and P values and does P * q multiply-adds:
//
//   cycles a step = max(P q / fma, (P + q) / loads, 4)        4: latency of an FMA
//
// A tile of one block reads its P values as operands of the FMAs instead, P q + 1 loads. A threshold for each value
// (prologue.c) takes a register, and P maxima beside the FMAs or in their place. At the start and end of a chunk of
// input channels the sums are loaded and stored. Edge tiles that are cut at the picture's border cost nearly as much as
// whole ones, so the tile's extent matters as much as its shape: 14 x 2 for 56 columns, 2 rows x 7 for 7. Each pixel
// may wait for its input, which is read once for q blocks. Emerald Rapids is fastest with three blocks, as each value
// that it loads serves three multiply-adds, and with pixels of one row: ResNet-50's 1x1 take 0.93 to 0.99 of the time
// of 14x2 in tiles of 7x3, and 1.03 of that in tiles of 3x3x3. On Zen 4 they take 0.96 of the time of 28x1.
#include "cnnc.h"

static double most(double a, double b) { return a > b ? a : b; }

static double step_cycles(const Target *target, int pixels, int q, bool threshold) {
  double fma = pixels * q / target->fma, loads = (q == 1 ? pixels + 1 : pixels + q) / target->loads, least = 4;
  if (threshold && target->max > 0) fma = most(fma * 1.02, pixels / target->max);
  else if (threshold) fma += pixels / target->fma;
  return most(most(fma, loads), least);
}

static double sum_cycles(const Target *target, int pixels, int q, bool threshold, Pass pass) {
  return pass.steps * step_cycles(target, pixels, q, threshold) + pass.wait * pixels + 2.0 * pixels * q + 10;
}

double wait_for_l3(const Target *target) {
  double wait = 1.0 / target->l3_rate - 1.0 / 20;
  return wait > 0 ? wait : 0;
}

double tile_cycles(const Target *target, int pixels, int q, double steps) {
  return sum_cycles(target, pixels, q, false, (Pass){.steps = steps});
}

// Tiles over a rectangle of h x w pixels: whole ones, those cut at the right and at the bottom.
static double area_cycles(const Target *target, int h, int w, Tile t, int q, Pass pass) {
  int down = h / t.rows, across = w / t.cols, below = h % t.rows, right = w % t.cols;
  double cycles = down * across * sum_cycles(target, t.rows * t.cols, q, t.threshold, pass);
  if (right) cycles += down * sum_cycles(target, t.rows * right, q, t.threshold, pass);
  if (below) cycles += across * sum_cycles(target, below * t.cols, q, t.threshold, pass);
  if (below && right) cycles += sum_cycles(target, below * right, q, t.threshold, pass);
  return cycles;
}

static bool in_range(int value, int most, int extent) { return value >= 1 && value <= most && value <= extent; }

// blocks: output blocks, of which a tile's q divide the blocks of a group where there is more than one. What the whole
// layer takes for one pass; negative where the tile cannot be.
double layer_cycles(const Target *target, Shape out, int blocks, int group_blocks, Tile t, Pass pass) {
  if (!in_range(t.rows, MAX_ROWS, out.h) || !in_range(t.cols, MAX_COLS, out.w) || !in_range(t.q, MAX_Q, blocks))
    return -1;
  if (t.rows * t.cols * t.q + t.q + 1 + t.threshold > target->registers ||
      (group_blocks < blocks && group_blocks % t.q))
    return -1;
  double cycles = blocks / t.q * area_cycles(target, out.h, out.w, t, t.q, pass);
  if (blocks % t.q) cycles += area_cycles(target, out.h, out.w, t, blocks % t.q, pass);
  if (pass.q && t.q != pass.q && !t.threshold) cycles *= 1.03;
  return pass.q && t.rows > 1 ? 1.01 * cycles : cycles;
}

Tile choose_tile(const Target *target, Shape out, int blocks, int group_blocks, bool threshold, Pass pass) {
  Tile best = {0};
  double least = -1;
  for (int q = 1; q <= MAX_Q; q++)
    for (int rows = 1; rows <= MAX_ROWS; rows++)
      for (int cols = 1; cols <= MAX_COLS; cols++) {
        Tile t = {.rows = rows, .cols = cols, .q = q, .threshold = threshold};
        double cycles = layer_cycles(target, out, blocks, group_blocks, t, pass);
        if (cycles < 0 || (least >= 0 && cycles >= least)) continue;
        least = cycles;
        best = t;
      }
  return best;
}
