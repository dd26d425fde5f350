-- LeNet-5, 61,706 parameters: LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document
-- Recognition", 1998; as it is built today, with conv2 over all channels and a plain last layer.
local cnn = require "cnn"

local x = cnn.image{1, 32, 32, min = 16, preprocess = "mnist", labels = "mnist"}
x = x:conv{6, kernel = 5, name = "conv1"}:tanh():avgpool{2}
x = x:conv{16, kernel = 5, name = "conv2"}:tanh():avgpool{2}
x = x:flatten()
x = x:linear{120, name = "fc1"}:tanh()
x = x:linear{84, name = "fc2"}:tanh()
return x:linear{10, name = "fc3"}
