"""The sweep over every operator: small networks, each with at most some 1500 output values.

A case is a name, the shape of the picture, and a function from the picture to the result, or to a dictionary of named
results. What the sizes are for: 8 and 16 channels fill vector blocks, 6, 17, 24, 31 do not, 1 and 3 are planar inputs.
"""
from network import concat, mean

CASES = {}


def case(name, shape, build):
    assert name not in CASES, name
    CASES[name] = (shape, build)


def strides_move_far(x):
    """The last block of a stage of ResNet-50 with the strides of the paper: through a sum, to a 3x3."""
    x = x.conv(16, 1).relu()
    y = (x.conv(8, 1).relu().conv(8, 3, pad=1).relu().conv(16, 1) + x).relu()
    return y.conv(24, 1, stride=2).relu() + y.conv(24, 1, stride=2)


def strides_stay(x):
    """Other readers, two strides, a padding, a result."""
    two, three, padded, result = (x.conv(8, 3, pad=1).relu() for _ in range(4))
    return {"a": two.conv(9, 1, stride=2) + two.conv(9, 3, stride=2, pad=1),
            "b": three.conv(4, 1, stride=2), "c": three.conv(4, 1, stride=3),
            "d": padded.conv(4, 1, stride=2, pad=1), "e": result, "f": result.conv(4, 1, stride=2)}


def convolutions():
    for kernel in (1, 3, 5, 7, 11):
        for stride in (1, 2, 3, 4):
            pad = None if stride == 3 else kernel // 2 or None
            channels = {1: 3, 2: 16, 3: 6, 4: 17}[stride]
            case(f"conv_{kernel}x{kernel}_s{stride}", (channels, 13, 12),
                 lambda x, k=kernel, s=stride, p=pad: x.conv(8 if s == 1 else 24, k, stride=s, pad=p))
    case("conv_rectangular", (6, 9, 11), lambda x: x.conv(17, [3, 5], pad=[1, 2]))
    case("conv_1x7_7x1", (16, 9, 9), lambda x: x.conv(16, [1, 7], pad=[0, 3]).conv(17, [7, 1], pad=[3, 0]))
    case("conv_rectangular_stride", (3, 13, 17), lambda x: x.conv(16, 3, stride=[1, 2], pad=1))
    case("conv_rectangular_stride_2", (17, 14, 9), lambda x: x.conv(31, [5, 2], stride=[3, 1]))
    case("conv_pad_sides", (3, 8, 9), lambda x: x.conv(16, 3, pad=[0, 1, 2, 0]))
    case("conv_pad_wide", (16, 5, 4), lambda x: x.conv(16, 3, pad=[4, 0, 1, 3]))
    case("conv_pad_one_side", (17, 7, 7), lambda x: x.conv(8, 2, stride=2, pad=[1, 1, 0, 0]))
    case("conv_dilation", (16, 11, 10), lambda x: x.conv(16, 3, pad=2, dilation=2))
    case("conv_dilation_rectangular", (6, 12, 12), lambda x: x.conv(17, 3, pad=[1, 3], dilation=[1, 3]))
    case("conv_dilation_stride", (8, 17, 15), lambda x: x.conv(24, 3, stride=2, dilation=3, pad=3))
    case("conv_dilation_groups", (16, 9, 9), lambda x: x.conv(16, 3, pad=4, dilation=4, groups=2))
    case("conv_5x5_many_channels", (72, 11, 14), lambda x: x.conv(24, 5, pad=2).relu())
    case("conv_5x5_small", (64, 7, 8), lambda x: x.conv(48, 5, pad=2))
    case("conv_dilation_whole", (64, 12, 16), lambda x: x.conv(40, 3, pad=2, dilation=2).relu())
    case("conv_dilation_overhanging", (64, 17, 15), lambda x: x.conv(24, 3, pad=4, dilation=4).relu())
    case("conv_dilation_line", (48, 1, 45), lambda x: x.conv(32, [1, 3], pad=[0, 4], dilation=[1, 4]).relu())
    case("conv_dilation_beyond", (32, 7, 5), lambda x: x.conv(16, 3, pad=6, dilation=6))
    case("conv_dilation_whole_row", (48, 12, 21), lambda x: x.conv(32, [1, 5], pad=[0, 6], dilation=[1, 3]))
    case("conv_2x2", (32, 9, 12), lambda x: x.conv(24, 2))
    case("conv_4x4", (48, 9, 10), lambda x: x.conv(17, 4, pad=2).relu())
    case("conv_parts", (64, 8, 11), lambda x: x.conv(16, 7, pad=3).relu())
    case("conv_parts_dilated", (32, 18, 21), lambda x: x.conv(16, 6, pad=5, dilation=2))
    case("conv_parts_line", (48, 60, 1), lambda x: x.conv(24, [9, 1], pad=[4, 0]).relu())
    case("conv_parts_phases", (16, 24, 26), lambda x: x.conv(24, [11, 9], stride=2, pad=4))
    case("conv_phases", (64, 16, 32), lambda x: x.conv(16, 4, stride=2, pad=1).relu())
    case("conv_phases_beyond", (32, 16, 24), lambda x: x.conv(16, 5, stride=2, pad=2))
    case("conv_phases_groups", (96, 14, 14), lambda x: x.conv(64, 4, stride=2, pad=1, groups=2))
    case("conv_phases_line", (64, 1, 160), lambda x: x.conv(32, [1, 8], stride=[1, 4], pad=[0, 2]).relu())
    case("conv_phases_norm", (48, 16, 16), lambda x: x.batchnorm().relu().conv(24, 4, stride=2, pad=1))
    case("conv_phases_sides", (16, 23, 20), lambda x: x.conv(24, [6, 3], stride=[3, 2], pad=[2, 1]))
    for channels, out, groups in ((6, 6, 2), (6, 9, 3), (16, 32, 2), (32, 32, 2), (32, 16, 4), (32, 32, 8), (24, 24, 3),
                                  (48, 24, 2), (34, 34, 2), (20, 40, 5), (48, 48, 16), (120, 120, 5), (54, 90, 3)):
        case(f"conv_groups_{channels}_{out}_{groups}", (channels, 6, 7),
             lambda x, o=out, g=groups: x.conv(o, 3, pad=1, groups=g))
    case("conv_groups_1x1", (32, 5, 5), lambda x: x.conv(32, 1, groups=4))
    case("conv_groups_between", (3, 8, 8), lambda x: x.conv(24, 3, pad=1).relu().conv(24, 3, groups=6).conv(17, 1))
    for channels in (1, 3, 8, 16, 17, 31):
        case(f"conv_depthwise_{channels}", (channels, 7, 9), lambda x, c=channels: x.conv(c, 3, pad=1, groups=c))
    case("conv_depthwise_stride", (24, 13, 13), lambda x: x.conv(24, 3, stride=2, pad=1, groups=24))
    case("conv_depthwise_5x5", (16, 9, 8), lambda x: x.conv(16, 5, pad=2, groups=16, bias=False))
    case("conv_depthwise_multiplier", (8, 6, 6), lambda x: x.conv(16, 3, pad=1, groups=8))
    case("conv_depthwise_multiplier_17", (17, 6, 6), lambda x: x.conv(34, 3, groups=17))
    case("conv_depthwise_separable", (16, 8, 8), lambda x: x.conv(16, 3, pad=1, groups=16).relu6().conv(24, 1).relu6())
    for channels in (1, 3, 6, 16, 17, 24, 31, 32, 48):
        case(f"conv_channels_{channels}", (channels, 5, 7),
             lambda x, c=channels: x.conv(c, 3, pad=1, bias=c % 2 == 0).conv(17, 1))
    for size in (1, 2, 4, 15, 16, 29, 40):
        case(f"conv_size_{size}", (3, size, 41 - size), lambda x: x.conv(16, 3, pad=1).conv(3, 3, pad=1))
    case("conv_row", (16, 1, 40), lambda x: x.conv(16, [1, 3], pad=[0, 1]))
    case("conv_column", (6, 40, 1), lambda x: x.conv(16, [3, 1], pad=[1, 0]))
    case("conv_to_one_pixel", (17, 5, 6), lambda x: x.conv(40, [5, 6]))
    case("conv_stride_above_kernel", (16, 14, 14), lambda x: x.conv(16, 2, stride=4))
    case("strides_move", (12, 19, 22), lambda x: x.conv(24, 3, pad=1).relu().conv(16, 1, stride=[2, 3]).relu())
    case("strides_move_subsample", (17, 12, 12), lambda x: x.conv(8, 3, pad=1).relu().subsample(24, stride=2, before=8))
    case("strides_move_far", (16, 23, 23), strides_move_far)
    case("strides_stay", (8, 13, 13), strides_stay)
    case("conv_1x1_stride", (32, 9, 9), lambda x: x.conv(48, 1, stride=2, bias=False))
    case("conv_1x1_many_channels", (300, 3, 5), lambda x: x.conv(200, 1).relu())
    case("conv_1x1_norm", (150, 5, 7), lambda x: x.batchnorm().relu().conv(264, 1, stride=2))
    case("conv_1x1_residual", (72, 4, 7), lambda x: (x.conv(260, 1).relu() + x.conv(260, 1)).relu().conv(72, 1))
    case("conv_one_channel", (17, 9, 9), lambda x: x.conv(1, 3))
    case("conv_one_channel_5x5", (40, 13, 37), lambda x: x.conv(1, 5, pad=2).sigmoid())
    case("conv_three_channels", (32, 21, 30),
         lambda x: (x.conv(3, [3, 2], stride=[2, 1], dilation=[1, 2], pad=1) + x.conv(3, 1, stride=[2, 1])).relu())
    case("conv_many_channels", (120, 5, 5), lambda x: x.conv(40, 3, pad=1))
    case("conv_init_scale", (3, 6, 6), lambda x: x.conv(8, 3, init_scale=0.25))
    case("conv_chain", (3, 16, 16), lambda x: x.conv(24, 3, stride=2).conv(17, 3, pad=1).conv(32, 1).conv(6, 3))
    table = [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [0, 4, 5], [0, 1, 5], [0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5],
             [0, 3, 4, 5], [0, 1, 4, 5], [0, 1, 2, 5], [0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5], [0, 1, 2, 3, 4, 5]]
    case("conv_table_lenet", (6, 10, 10), lambda x: x.conv(16, 5, table=table))
    case("conv_table_small", (17, 5, 5), lambda x: x.conv(4, 3, table=[[16], [0, 8], [7], [1, 2, 3, 4, 5]]))


def pools():
    case("maxpool_2", (16, 10, 12), lambda x: x.maxpool(2))
    case("maxpool_3_2", (17, 11, 13), lambda x: x.maxpool(3, stride=2))
    case("maxpool_3_2_pad", (6, 12, 12), lambda x: x.maxpool(3, stride=2, pad=1))
    case("maxpool_3_1_pad", (3, 7, 7), lambda x: x.maxpool(3, stride=1, pad=1))
    case("maxpool_ceil", (24, 8, 10), lambda x: x.maxpool(3, stride=2, ceil_mode=True))
    case("maxpool_ceil_pad", (8, 8, 9), lambda x: x.maxpool(3, stride=2, pad=1, ceil_mode=True))
    case("maxpool_ceil_dropped", (3, 4, 5), lambda x: x.maxpool(2, stride=3, pad=1, ceil_mode=True))
    case("maxpool_ceil_tiny", (16, 2, 2), lambda x: x.maxpool(3, stride=2, ceil_mode=True))
    case("maxpool_dilation", (16, 11, 11), lambda x: x.maxpool(3, stride=1, dilation=2))
    case("maxpool_dilation_pad", (6, 9, 12), lambda x: x.maxpool([2, 3], stride=2, pad=1, dilation=[3, 2]))
    case("maxpool_rectangular", (17, 9, 12), lambda x: x.maxpool([2, 3], stride=[1, 2]))
    case("maxpool_pad_sides", (8, 7, 7), lambda x: x.maxpool(3, stride=2, pad=[0, 1, 1, 0]))
    case("maxpool_skipping", (16, 13, 13), lambda x: x.maxpool(2, stride=5))
    case("maxpool_1", (16, 5, 5), lambda x: x.maxpool(1, stride=2))
    case("maxpool_whole", (31, 6, 5), lambda x: x.maxpool([6, 5]))
    case("maxpool_behind_conv", (3, 12, 12), lambda x: x.conv(17, 3).relu().maxpool(3, stride=2).conv(8, 3))
    case("avgpool_2", (16, 10, 12), lambda x: x.avgpool(2))
    case("avgpool_3_2_pad", (17, 11, 11), lambda x: x.avgpool(3, stride=2, pad=1))
    case("avgpool_3_1_pad", (6, 7, 8), lambda x: x.avgpool(3, stride=1, pad=1))
    case("avgpool_exclude_pad", (6, 7, 8), lambda x: x.avgpool(3, stride=1, pad=1, count_include_pad=False))
    case("avgpool_ceil", (16, 8, 8), lambda x: x.avgpool(3, stride=2, ceil_mode=True))
    case("avgpool_ceil_pad", (24, 8, 7), lambda x: x.avgpool(3, stride=2, pad=1, ceil_mode=True))
    case("avgpool_ceil_exclude", (24, 8, 7),
         lambda x: x.avgpool(3, stride=2, pad=1, ceil_mode=True, count_include_pad=False))
    case("avgpool_ceil_far", (3, 7, 7), lambda x: x.avgpool(4, stride=3, pad=2, ceil_mode=True))
    case("avgpool_rectangular", (31, 9, 9), lambda x: x.avgpool([1, 3], stride=[2, 1], pad=[0, 1]))
    case("avgpool_pad_sides", (8, 7, 7), lambda x: x.avgpool(4, stride=2, pad=[1, 2, 0, 1]))
    case("avgpool_whole", (17, 7, 5), lambda x: x.avgpool([7, 5]))
    case("avgpool_behind_conv", (1, 14, 14), lambda x: x.conv(6, 5).tanh().avgpool(2).conv(16, 3))
    case("avgpool_of_tanh_rows", (3, 24, 45), lambda x: x.conv(5, 3).tanh().avgpool(2).relu())
    case("avgpool_of_tanh_blocks", (8, 12, 13), lambda x: (x * 4).conv(24, 3).tanh().avgpool(2).scale_shift())
    case("avgpool_of_tanh_sum", (16, 8, 8), lambda x: (x.conv(16, 3, pad=1) + x).tanh().avgpool(2))
    case("avgpool_of_tanh_ceil", (8, 9, 9), lambda x: x.conv(17, 3).tanh().avgpool(2, ceil_mode=True))
    case("avgpool_of_tanh_shared", (8, 9, 9),
         lambda x: (lambda y: concat(y.avgpool(2), y.maxpool(2)))(x.conv(16, 2).tanh()))
    case("avgpool_passes_1x1", (17, 9, 8), lambda x: x.conv(16, 1).avgpool(3, stride=2, ceil_mode=True).relu())
    case("avgpool_passes_pad", (17, 9, 8), lambda x: x.conv(16, 1, bias=False).avgpool(3, stride=2, pad=1))
    case("avgpool_stays_pad", (17, 9, 8), lambda x: x.conv(16, 1).avgpool(3, stride=2, pad=1))
    case("conv_passes_avgpool", (40, 9, 8), lambda x: x.avgpool(3, stride=1, pad=1).conv(17, 1).relu())
    case("conv_passes_avgpool_exclude", (24, 9, 8),
         lambda x: x.avgpool(3, stride=1, pad=1, count_include_pad=False).conv(16, 1).relu())
    case("conv_passes_avgpool_groups", (32, 7, 9),
         lambda x: x.relu().avgpool([1, 3], stride=1, pad=[0, 1]).conv(16, 1, groups=2).batchnorm().relu())
    case("conv_passes_avgpool_larger", (24, 6, 6), lambda x: x.avgpool(2, stride=1, pad=1).conv(8, 1))
    case("conv_stays_behind_avgpool", (32, 8, 8), lambda x: (lambda y: concat(y.conv(16, 1), y))(
        x.avgpool(3, stride=1, pad=1)))
    case("avgpool_box", (3, 11, 12), lambda x: x.conv(24, 3, pad=1).avgpool(2).relu())
    case("avgpool_box_pad_sides", (6, 9, 12), lambda x: x.conv(31, 5, pad=[3, 1, 2, 4]).avgpool(2))
    case("avgpool_box_overlapping", (3, 13, 12), lambda x: x.conv(40, 3, dilation=2).avgpool(3, stride=2))
    case("adaptive_avgpool_14_to_4", (17, 14, 14), lambda x: x.adaptive_avgpool(4))
    case("adaptive_avgpool_sides", (16, 9, 7), lambda x: x.conv(24, 3, pad=1).adaptive_avgpool([4, 5]).relu())
    case("adaptive_avgpool_larger", (6, 3, 4), lambda x: x.adaptive_avgpool([7, 6]).conv(17, 3, pad=1))
    case("adaptive_avgpool_same", (8, 6, 6), lambda x: x.conv(17, 3, pad=1).adaptive_avgpool(6).flatten().linear(10))
    for channels, height, width in ((3, 8, 8), (16, 7, 7), (17, 1, 1), (40, 5, 9)):
        case(f"global_avgpool_{channels}_{height}x{width}", (channels, height, width), lambda x: x.global_avgpool())
    case("pool_chain", (16, 20, 20),
         lambda x: x.maxpool(2).avgpool(3, stride=1, pad=1).maxpool(3, stride=2, ceil_mode=True))


def elementwise():
    activations = {"relu": lambda x: x.relu(), "leaky_relu": lambda x: x.leaky_relu(0.125),
                   "relu6": lambda x: x.relu6(),
                   "sigmoid": lambda x: x.sigmoid(), "tanh": lambda x: x.tanh()}
    before = {
        "image": ((5, 7, 7), lambda x: x), "conv": ((16, 6, 6), lambda x: x.conv(17, 3)),
        "batchnorm": ((17, 5, 5), lambda x: x.batchnorm()), "maxpool": ((16, 9, 9), lambda x: x.maxpool(3, stride=2)),
        "avgpool": ((6, 9, 9), lambda x: x.avgpool(2)), "global_avgpool": ((24, 5, 5), lambda x: x.global_avgpool()),
        "linear": ((2, 3, 4), lambda x: x.flatten().linear(33)), "add": ((17, 5, 5), lambda x: x.conv(17, 1) + x),
        "concat": ((16, 4, 4), lambda x: concat(x, x.conv(17, 1))),
        "mean": ((8, 5, 5), lambda x: mean(x, x.conv(8, 1))),
        "mul": ((3, 5, 5), lambda x: x * 3), "subsample": ((6, 9, 9), lambda x: x.subsample(20, stride=2, before=5)),
        "flatten": ((17, 3, 2), lambda x: x.flatten()), "lrn": ((16, 4, 4), lambda x: x.lrn(alpha=1.0)),
        "softmax": ((10, 3, 3), lambda x: x.softmax())}
    for i, (name, (shape, build)) in enumerate(before.items()):
        for j in (i, i + 2):
            activation = list(activations)[j % len(activations)]
            case(f"{activation}_behind_{name}", shape, lambda x, b=build, a=activation: activations[a](b(x)))
    case("leaky_relu_default", (16, 5, 5), lambda x: x.leaky_relu())
    case("leaky_relu_steep", (17, 5, 5), lambda x: x.leaky_relu(2.5))
    case("leaky_relu_negative", (3, 5, 5), lambda x: (x * 4).leaky_relu(-0.5))
    case("sigmoid_large", (6, 5, 5), lambda x: (x * 40).sigmoid())
    case("tanh_large", (6, 5, 5), lambda x: (x * 12).tanh())
    case("tanh_small", (16, 5, 5), lambda x: (x * 0.001).tanh())
    case("relu6_large", (17, 5, 5), lambda x: (x * 12).relu6())
    case("activations_in_a_row", (8, 5, 5),
         lambda x: x.conv(17, 3, pad=1).leaky_relu(0.25).tanh().sigmoid().relu6().relu())
    case("softmax_row", (4, 3, 3), lambda x: x.flatten().linear(37).softmax())
    case("softmax_picture", (17, 4, 5), lambda x: (x * 5).softmax())
    case("softmax_large", (16, 3, 3), lambda x: (x * 90).softmax())
    case("softmax_one", (1, 4, 4), lambda x: x.softmax())
    case("log_softmax_row", (4, 3, 3), lambda x: x.flatten().linear(40).log_softmax())
    case("log_softmax_picture", (24, 4, 3), lambda x: x.log_softmax())
    case("log_softmax_large", (31, 3, 3), lambda x: (x * 90).log_softmax())
    case("lrn_default", (24, 5, 5), lambda x: x.lrn())
    for size in (1, 2, 3, 4, 5, 8, 9, 40):
        case(f"lrn_{size}", (17 + size % 2 * 7, 4, 4), lambda x, s=size: x.lrn(size=s, alpha=2.0, beta=0.75, k=1.0))
    case("lrn_alexnet", (16, 8, 8),
         lambda x: x.conv(24, 3).relu().lrn(size=5, alpha=5e-4, beta=0.75, k=2.0).maxpool(3, stride=2))
    case("lrn_half", (3, 5, 5), lambda x: x.lrn(size=3, alpha=4.0, beta=0.5, k=0.5))
    case("mul_picture", (17, 4, 5), lambda x: x.mul(-1.5))
    case("mul_before_conv", (16, 6, 6), lambda x: (x.relu() * 0.25).conv(17, 3))
    case("mul_behind_conv", (16, 6, 6), lambda x: x.conv(17, 3, bias=False) * 0.5)
    case("mul_two_readers", (8, 6, 6), lambda x: (lambda y: concat(y.conv(8, 3), y.conv(16, 3)))(x.relu() * 2))
    case("mul_and_sum", (16, 5, 5), lambda x: (x.conv(16, 3, pad=1) * 0.2 + x).relu())
    case("mul_shared", (16, 5, 5), lambda x: (lambda y: y.conv(16, 1) + y)(x.relu() * 0.5))
    case("scale_shift", (17, 5, 4), lambda x: x.scale_shift())
    case("scale_shift_behind_conv", (6, 6, 6), lambda x: x.conv(16, 3).scale_shift(init_scale=0.5).relu())
    case("scale_shift_flat", (6, 3, 3), lambda x: x.flatten().linear(21).scale_shift())
    case("scale_shift_behind_pool", (24, 8, 8), lambda x: x.maxpool(2).scale_shift())
    case("batchnorm_image", (3, 8, 8), lambda x: x.batchnorm())
    case("batchnorm_image_conv", (3, 8, 8), lambda x: x.batchnorm().conv(16, 3, pad=1))
    case("batchnorm_behind_conv", (3, 7, 7), lambda x: x.conv(17, 3, bias=False).batchnorm().relu())
    case("batchnorm_behind_conv_bias", (16, 7, 7), lambda x: x.conv(16, 3).batchnorm(eps=0.001))
    case("batchnorm_behind_groups", (24, 5, 5), lambda x: x.conv(24, 3, groups=3, bias=False).batchnorm(init_scale=0.5))
    case("batchnorm_behind_linear", (3, 4, 4), lambda x: x.flatten().linear(24).batchnorm().relu())
    case("batchnorm_behind_concat", (16, 5, 5), lambda x: concat(x, x.conv(8, 1)).batchnorm().relu().conv(8, 1))
    case("batchnorm_behind_sum", (17, 5, 5), lambda x: (x.conv(17, 3, pad=1) + x).batchnorm().relu())
    case("batchnorm_behind_pool", (16, 9, 9), lambda x: x.maxpool(3, stride=2).batchnorm().conv(17, 1))
    case("batchnorm_twice", (6, 6, 6), lambda x: x.conv(16, 3).batchnorm().batchnorm().mul(2).batchnorm())
    case("batchnorm_two_readers", (16, 6, 6), lambda x: (lambda y: y.batchnorm().relu() + y)(x.conv(16, 3)))
    case("batchnorm_before_activation", (16, 6, 6),
         lambda x: x.batchnorm().relu().conv(17, 3, pad=1).batchnorm().relu().conv(16, 1) + x)
    case("batchnorm_table", (6, 6, 6), lambda x: x.conv(3, 3, table=[[0, 5], [1, 2, 3], [4]]).batchnorm())


def joins():
    case("add_left", (16, 6, 6), lambda x: (x.conv(16, 3, pad=1) + x).relu())
    case("add_right", (16, 6, 6), lambda x: (x + x.conv(16, 3, pad=1)).relu())
    case("add_two_convs", (3, 6, 6), lambda x: (x.conv(17, 3, pad=1) + x.conv(17, 1)).relu())
    case("add_twice", (17, 5, 5), lambda x: (lambda y: y + y)(x.relu()))
    case("add_image_twice", (6, 5, 5), lambda x: x + x)
    case("add_conv_twice", (8, 5, 5), lambda x: (lambda y: y + y)(x.conv(17, 3)))
    case("add_chain", (16, 5, 5), lambda x: x.conv(16, 1) + x.conv(16, 3, pad=1) + x + x.conv(16, 1))
    case("add_activated", (24, 5, 5), lambda x: x.conv(24, 3, pad=1).relu() + x.tanh())
    case("add_flat", (3, 4, 4), lambda x: (lambda y: y.linear(17).relu() + y.linear(17))(x.flatten()))
    case("add_pools", (6, 8, 8), lambda x: x.maxpool(2) + x.avgpool(2))
    case("add_stride", (16, 9, 9), lambda x: (x.conv(32, 3, stride=2, pad=1).relu().conv(32, 3, pad=1) +
                                              x.conv(32, 1, stride=2, bias=False)).relu())
    case("add_blocks", (16, 6, 6), lambda x: (lambda block: block(block(block(x))))(
        lambda y: (y + y.conv(16, 3, pad=1).batchnorm().relu().conv(16, 3, pad=1).batchnorm(init_scale=0.25)).relu()))
    case("mean_2", (17, 5, 5), lambda x: mean(x, x.conv(17, 1)))
    case("mean_2_relu", (16, 5, 5), lambda x: mean(x.conv(16, 1), x.conv(16, 3, pad=1)).relu())
    case("mean_3", (16, 5, 5), lambda x: mean(x, x.conv(16, 1), x.relu()))
    case("mean_4", (6, 5, 5), lambda x: mean(x, x.conv(6, 1), x.relu(), x.conv(6, 3, pad=1)).conv(17, 1))
    case("mean_same", (8, 5, 5), lambda x: mean(x, x))
    case("mean_flat", (6, 2, 3), lambda x: (lambda y: mean(y, y.linear(36), y.relu()))(x.flatten()))
    case("concat_fits", (16, 5, 5), lambda x: concat(x.conv(16, 1), x.conv(32, 3, pad=1)).conv(8, 1))
    case("concat_does_not_fit", (16, 5, 5), lambda x: concat(x.conv(6, 1), x.conv(17, 3, pad=1)).conv(8, 1))
    case("concat_last_does_not_fit", (16, 5, 5), lambda x: concat(x.conv(16, 1), x.conv(17, 3, pad=1)).relu())
    case("concat_image", (3, 6, 6), lambda x: concat(x, x.conv(16, 3, pad=1)))
    case("concat_image_twice", (3, 6, 6), lambda x: concat(x, x))
    case("concat_same", (16, 5, 5), lambda x: (lambda y: concat(y, y).conv(17, 3))(x.conv(16, 1)))
    case("concat_same_between_blocks", (4, 6, 6), lambda x: (lambda y: concat(concat(y, x), y))(x.conv(4, 3, pad=1)))
    case("concat_shared", (16, 5, 5),
         lambda x: (lambda y: concat(y, y.conv(16, 3, pad=1)).conv(16, 1) + y)(x.conv(16, 1)))
    case("concat_two_of_one", (8, 5, 5), lambda x: (lambda y, z: concat(y, z).conv(8, 1) + concat(z, y).conv(8, 1))(
        x.conv(16, 1), x.conv(16, 3, pad=1)))
    case("concat_nested", (16, 5, 5),
         lambda x: concat(x.conv(16, 1), concat(x.conv(16, 3, pad=1), x.conv(16, 1))).conv(17, 1))
    case("concat_nested_left", (16, 5, 5), lambda x: concat(concat(x.conv(6, 1), x.conv(10, 1)), x.conv(16, 1)).relu())
    case("concat_dense", (16, 5, 5), lambda x: (lambda block: block(block(block(x))))(
        lambda y: concat(y, y.batchnorm().relu().conv(8, 3, pad=1))))
    case("concat_four", (16, 7, 7), lambda x: concat(
        x.conv(16, 1).relu(), x.conv(8, 1).relu().conv(24, 3, pad=1).relu(), x.conv(8, 1).conv(8, 5, pad=2).relu(),
        x.maxpool(3, stride=1, pad=1).conv(8, 1).relu()))
    case("concat_pools", (17, 8, 8), lambda x: concat(x.maxpool(2), x.avgpool(2), x.conv(16, 2, stride=2)))
    case("concat_flat", (3, 4, 4), lambda x: (lambda y: concat(y.linear(16), y.linear(7)).linear(9))(x.flatten()))
    case("concat_groups", (16, 5, 5), lambda x: concat(x, x.conv(16, 1)).conv(32, 3, groups=4))
    case("concat_to_output", (16, 4, 4), lambda x: concat(x.conv(17, 1), x.relu()))


def others():
    for channels, height, width in ((17, 3, 2), (16, 3, 3), (6, 5, 5), (3, 1, 7)):
        case(f"flatten_{channels}_{height}x{width}", (channels, height, width), lambda x: x.relu().flatten().linear(19))
    case("flatten_behind_conv", (3, 7, 7), lambda x: x.conv(17, 3, stride=2).flatten().linear(10))
    case("flatten_behind_pool", (31, 6, 6), lambda x: x.maxpool(2).flatten().linear(24).relu())
    case("flatten_concat", (8, 4, 4), lambda x: concat(x.conv(16, 1), x.conv(6, 1)).flatten().linear(11))
    case("flatten_alone", (17, 3, 5), lambda x: x.flatten())
    case("flatten_twice", (6, 3, 3), lambda x: x.conv(17, 1).flatten().flatten().linear(5))
    case("flatten_conv_output", (6, 3, 3), lambda x: x.conv(17, 1).flatten())
    case("rbf_row", (3, 5, 5), lambda x: x.flatten().linear(37).tanh().rbf(10))
    case("rbf_picture", (17, 3, 4), lambda x: x.conv(17, 3, pad=1).sigmoid().flatten().rbf(21).scale_shift().relu())
    case("rbf_one", (1, 2, 2), lambda x: (x.flatten().rbf(1) * -1).sigmoid())
    case("linear_one", (3, 3, 3), lambda x: x.flatten().linear(1))
    case("linear_from_one", (1, 1, 1), lambda x: x.flatten().linear(33))
    case("linear_no_bias", (5, 5, 5), lambda x: x.flatten().linear(48, bias=False))
    case("linear_two", (6, 4, 4), lambda x: x.flatten().linear(40).relu().linear(17))
    case("linear_three", (16, 5, 5), lambda x: x.flatten().linear(120).tanh().linear(84).tanh().linear(10))
    case("linear_wide", (30, 6, 6), lambda x: x.flatten().linear(200))
    case("linear_behind_global_avgpool", (16, 8, 8), lambda x: x.conv(40, 3).global_avgpool().flatten().linear(10))
    case("dropout", (17, 5, 5), lambda x: x.conv(16, 1).relu().dropout().conv(17, 1))
    case("dropout_flat", (6, 3, 3), lambda x: x.flatten().dropout(0.2).linear(10).dropout())
    case("dropout_output", (6, 4, 4), lambda x: x.dropout())
    case("identity", (17, 5, 5), lambda x: x.identity().conv(16, 3).identity())
    case("identity_branches", (16, 5, 5), lambda x: x.identity() + x.conv(16, 1).identity())
    case("image_itself", (3, 5, 7), lambda x: x)
    case("image_itself_17", (17, 4, 3), lambda x: x.identity())
    case("subsample_a", (16, 8, 8), lambda x: x.subsample(32, stride=2, before=8))
    case("subsample_odd", (17, 9, 7), lambda x: x.subsample(40, stride=2, before=11))
    case("subsample_behind_only", (6, 8, 8), lambda x: x.subsample(24, stride=3))
    case("subsample_rectangular", (8, 8, 9), lambda x: x.subsample(8, stride=[1, 4]))
    case("subsample_channels_only", (3, 5, 5), lambda x: x.subsample(16, before=13))
    case("subsample_shortcut", (16, 8, 8),
         lambda x: (x.conv(32, 3, stride=2, pad=1).batchnorm().relu().conv(32, 3, pad=1) +
                    x.subsample(32, stride=2, before=8)).relu())
    for out, before in ((16, None), (16, 16), (3, 5), (8, 32), (40, None)):
        case(f"slice_{out}_from_{before or 0}", (6, 7, 6),
             lambda x, o=out, b=before: x.conv(40, 1).relu().slice(o, before=b).conv(17, 3, pad=1))
    case("slice_image", (17, 5, 6), lambda x: x.slice(3, before=9).conv(8, 3))
    case("slice_output", (17, 5, 6), lambda x: {"a": x.relu().slice(16), "b": x.relu().slice(1, before=16)})
    case("slice_concat", (6, 5, 5), lambda x: (lambda y: concat(y.slice(16, before=16), y.slice(16), y))(x.conv(32, 3)))
    case("slice_flatten", (6, 4, 4), lambda x: x.conv(48, 3).slice(16, before=16).flatten().linear(11))
    case("slice_of_slice", (6, 5, 5), lambda x: x.conv(64, 1).slice(48, before=16).slice(16, before=16).maxpool(2))
    case("slice_of_part", (6, 5, 5),
         lambda x: (lambda a: concat(x.conv(16, 1), a).conv(5, 1) + a.slice(5, before=16).relu())(x.conv(32, 1)))
    case("siblings", (17, 9, 8), lambda x: concat(x.conv(16, 1).relu(), x.conv(24, 1).relu().conv(16, 3, pad=1),
                                                  x.conv(32, 1).relu().maxpool(3, stride=1, pad=1)))
    case("siblings_stride", (16, 8, 8), lambda x: x.conv(16, 1, stride=2).conv(8, 3) + x.conv(16, 1, stride=2).conv(8, 3))
    case("siblings_differ", (16, 6, 6), lambda x: x.conv(16, 1).relu().conv(8, 3) + x.conv(16, 1).relu6().conv(8, 3)
         + x.conv(17, 1, bias=False).relu().conv(8, 3) + x.conv(5, 1).relu().conv(8, 3))
    case("siblings_residual", (16, 6, 6), lambda x: (x.conv(16, 1) + x).conv(8, 1) + x.conv(16, 1).conv(8, 1))
    case("outputs_two", (6, 6, 6),
         lambda x: (lambda y: {"a": y.conv(17, 1), "b": y.flatten().linear(5)})(x.conv(16, 3)))
    case("outputs_inner", (16, 6, 6), lambda x: (lambda y: {"first": y, "second": y.conv(8, 3)})(x.conv(17, 3).relu()))
    case("outputs_same", (6, 4, 4), lambda x: (lambda y: {"a": y, "b": y})(x.conv(8, 1)))
    case("outputs_image", (3, 5, 5), lambda x: {"a": x, "b": x.relu(), "c": x.conv(16, 3)})


for part in (convolutions, pools, elementwise, joins, others):
    part()
