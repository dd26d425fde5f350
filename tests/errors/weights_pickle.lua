-- weights: pickle
local cnn = require "cnn"
local x = cnn.image{3, 8, 8}
x = x:conv{4, kernel = 3, name = "conv1"}:relu():global_avgpool()
return x:flatten():linear{2, name = "fc"}
--[[ expect
w.pth: error: weights are read from .safetensors and .npz, not from pickled Python objects
  hint: python3 -c 'import sys, torch, safetensors.torch as s; s.save_file({k: v.clone().contiguous() for k, v in torch.load(sys.argv[1], "cpu", weights_only=True).items()}, sys.argv[2])' OLD.pth NEW.safetensors
]]
