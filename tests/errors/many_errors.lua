local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
for i = 1, 200 do x:conv{4, kernel = 8 + i} end
return x
--[[ expect
many_errors.lua:3:21: error: conv: kernel 9x9 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 10x10 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 11x11 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 12x12 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 13x13 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 14x14 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 15x15 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 16x16 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 17x17 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 18x18 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 19x19 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 20x20 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 21x21 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 22x22 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 23x23 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 24x24 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 25x25 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 26x26 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 27x27 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 28x28 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 29x29 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 30x30 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 31x31 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 32x32 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 33x33 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 34x34 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 35x35 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 36x36 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 37x37 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 38x38 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 39x39 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 40x40 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 41x41 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 42x42 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 43x43 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 44x44 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 45x45 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 46x46 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 47x47 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 48x48 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 49x49 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 50x50 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 51x51 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 52x52 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 53x53 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 54x54 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 55x55 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 56x56 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 57x57 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 58x58 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 59x59 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 60x60 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 61x61 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 62x62 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 63x63 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 64x64 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 65x65 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 66x66 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 67x67 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 68x68 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 69x69 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 70x70 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 71x71 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 72x72 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 73x73 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 74x74 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 75x75 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 76x76 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 77x77 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 78x78 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 79x79 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 80x80 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 81x81 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 82x82 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 83x83 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 84x84 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 85x85 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 86x86 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 87x87 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 88x88 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 89x89 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 90x90 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 91x91 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 92x92 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 93x93 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 94x94 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 95x95 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 96x96 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 97x97 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 98x98 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 99x99 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 100x100 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 101x101 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 102x102 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 103x103 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 104x104 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 105x105 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 106x106 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 107x107 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:21: error: conv: kernel 108x108 is larger than the padded input, 8x8 (input 3x8x8)
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      |                     ^
  hint: pad it, make the kernel smaller, or shrink the picture less before
many_errors.lua:3:1: error: more than 100 errors: the rest is not shown
    3 | for i = 1, 200 do x:conv{4, kernel = 8 + i} end
      | ^
]]
