-- Network in Network: Lin, Chen and Yan, 2013 (arXiv:1312.4400). An mlpconv is a convolution and two 1x1 behind it, a
-- small perceptron that moves over the picture; the last one has a channel for each class, and its mean is the answer.
-- Names of parameters are those of the authors' Caffe models.
--
--   x ── conv ── relu ── 1x1 ── relu ── 1x1 ── relu ──
--
-- x = mlpconv(x, {192, kernel = 5, pad = 2, name = "conv1"}, {160, name = "cccp1"}, {96, name = "cccp2"})
return function(x, layer, ...)
  local stride, pad = layer.stride or 1, layer.pad or 0
  x = x:conv{layer[1], kernel = layer.kernel, stride = stride, pad = pad, name = layer.name}:relu()
  for _, pixel in ipairs{...} do
    x = x:conv{pixel[1], kernel = 1, name = pixel.name}:relu()
  end
  return x
end
