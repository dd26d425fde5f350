-- LeNet-5 as its paper has it, 60,000 trainable parameters: LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning
-- Applied to Document Recognition", 1998, section II.B. The numbers of the layers are the paper's:
--
--   C1 6@28x28 ── S2 6@14x14 ── C3 16@10x10 ── S4 16@5x5 ── C5 120 ── F6 84 ── RBF 10
--
-- RBF is the squared distance to a fixed picture of each digit, 7x12 pixels of -1 and +1: the smallest is the answer.
-- Here it is negative, so that the largest is. `rbf.weight` is not trainable.
local cnn = require "cnn"

-- f(a) = A tanh(S a): f(1) = 1, f(-1) = -1.
local function squash(x)
  return (x * (2 / 3)):tanh() * 1.7159
end

-- The mean of 2x2 (the paper's sum is that times four) times a trainable coefficient, plus a trainable bias.
local function subsample(x, name)
  return squash(x:avgpool{2}:scale_shift{name = name})
end

-- Table I: what each map of C3 sees of S2. No two see the same, which breaks the symmetry.
local table_1 = {
  {0, 1, 2}, {1, 2, 3}, {2, 3, 4}, {3, 4, 5}, {0, 4, 5}, {0, 1, 5},
  {0, 1, 2, 3}, {1, 2, 3, 4}, {2, 3, 4, 5}, {0, 3, 4, 5}, {0, 1, 4, 5}, {0, 1, 2, 5},
  {0, 1, 3, 4}, {1, 2, 4, 5}, {0, 2, 3, 5}, {0, 1, 2, 3, 4, 5},
}

local x = cnn.image{1, 32, 32, min = 32, max = 35, preprocess = "mnist", labels = "mnist"}
x = subsample(squash(x:conv{6, kernel = 5, name = "c1"}), "s2")
x = subsample(squash(x:conv{16, kernel = 5, table = table_1, name = "c3"}), "s4")
x = squash(x:conv{120, kernel = 5, name = "c5"}):flatten()      -- sees 5x5, all there is
x = squash(x:linear{84, name = "f6"})
return x:rbf{10, name = "rbf"} * -1
