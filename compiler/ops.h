// Every operator, in the order that --list-ops prints. A row here and a file in ops/ is all that a new one needs.
OP(image) OP(conv) OP(linear) OP(rbf) OP(batchnorm) OP(scale_shift)
OP(relu) OP(leaky_relu) OP(relu6) OP(sigmoid) OP(tanh) OP(softmax) OP(log_softmax) OP(lrn)
OP(add) OP(mean) OP(mul) OP(concat) OP(maxpool) OP(avgpool) OP(adaptive_avgpool) OP(global_avgpool)
OP(flatten) OP(dropout) OP(identity) OP(slice) OP(subsample) OP(output)
