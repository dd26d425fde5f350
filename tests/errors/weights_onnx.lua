-- weights: onnx
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
--[[ expect
w.onnx: error: weights are read from .safetensors and .npz, not from .onnx
  hint: python3 -c 'import sys, numpy, onnx; numpy.savez(sys.argv[2], **{t.name: onnx.numpy_helper.to_array(t) for t in onnx.load(sys.argv[1]).graph.initializer})' OLD.onnx NEW.npz
]]
