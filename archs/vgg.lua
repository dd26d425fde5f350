-- The VGG networks: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014
-- (arXiv:1409.1556). Nothing but 3x3: two of them see 5x5, three 7x7, with fewer weights and more nonlinearities.
-- Names of parameters are torchvision's, which counts all layers in one list.
--
-- return require "vgg" {1, 1, 2, 2, 2}                      -- convolutions in each stage: a VGG-11
-- return require "vgg" {1, 1, 2, 2, 2, batchnorm = true}    -- with a batch norm behind each
local cnn = require "cnn"

return function(stages)
  local x = cnn.image{3, 224, 224, min = 32, preprocess = "torchvision", labels = "imagenet"}
  local place = 0

  for stage, channels in ipairs{64, 128, 256, 512, 512} do
    for _ = 1, stages[stage] do
      x = x:conv{channels, kernel = 3, pad = 1, name = "features." .. place}
      if stages.batchnorm then
        x = x:batchnorm{name = "features." .. place + 1}
        place = place + 1
      end
      x = x:relu()
      place = place + 2
    end
    x = x:maxpool{2}
    place = place + 1
  end

  x = x:adaptive_avgpool{7}:flatten()      -- nothing to do at 224x224
  x = x:linear{4096, name = "classifier.0"}:relu():dropout{0.5}
  x = x:linear{4096, name = "classifier.3"}:relu():dropout{0.5}
  return x:linear{1000, name = "classifier.6"}
end
