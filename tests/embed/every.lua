-- Every operator in one network, each where it stays an operator of its own or is fused, with three outputs.
local cnn = require "cnn"
local x = cnn.image{3, 15, 13}
local a = x:conv{8, kernel = 3, pad = 1, name = "conv1"}:batchnorm{name = "bn1"}:relu():maxpool{3, stride = 2, pad = 1}
local b = a:conv{8, kernel = {1, 3}, pad = {0, 1}, groups = 2, bias = false, name = "conv2"}:leaky_relu():lrn{3}
local c = a:conv{8, kernel = 3, pad = 2, dilation = 2, groups = 8, name = "conv3"}:relu6()
c = c:avgpool{3, stride = 1, pad = 1}
local d = cnn.mean{b, c, a:tanh()}:scale_shift{name = "scale"}:sigmoid()
d = (a + d * 0.5 .. b:identity()):dropout{p = 0.5}
d = d:conv{18, kernel = 1, name = "conv4"} + d:slice{12, before = 3}:subsample{18, before = 1}
local classes = d:softmax():adaptive_avgpool{3}:global_avgpool():flatten():linear{10, name = "fc"}
return {classes = classes:log_softmax(), map = d, distances = classes:rbf{4, name = "centres"}}
