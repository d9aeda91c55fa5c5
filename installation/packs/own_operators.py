"""Which of ONNX Runtime's own operators may stand in a graph."""

OWN = "com.microsoft"  # their domain
ONE_PROCESSOR = "com.microsoft.nchwc"  # the domain of those that fit one kind of processor only
# What optimised and quantised generators are made of. Others read files, loop over words, or run on
# other processors alone.
OWN_OPERATORS = frozenset({
    "Attention", "BiasAdd", "BiasGelu", "BiasSplitGelu", "BiasSoftmax", "DequantizeLinear",
    "DynamicQuantizeMatMul", "FastGelu", "FusedConv", "FusedGemm", "FusedMatMul",
    "FusedMatMulActivation", "GatherBlockQuantized", "Gelu", "GemmFloat8", "GridSample",
    "GroupNorm", "Inverse", "Irfft", "MatMulBnb4", "MatMulInteger16", "MatMulIntegerToFloat",
    "MatMulNBits", "MultiHeadAttention", "NhwcConv", "NhwcFusedConv", "NhwcMaxPool", "Pad",
    "PackedAttention", "QAttention", "QGemm", "QLinearAdd", "QLinearAveragePool", "QLinearConcat",
    "QLinearConv", "QLinearGlobalAveragePool", "QLinearLeakyRelu", "QLinearMul",
    "QLinearReduceMean", "QLinearSigmoid", "QLinearSoftmax", "QLinearWhere", "QuantizeLinear",
    "QuickGelu", "Rfft", "SimplifiedLayerNormalization", "SkipGroupNorm",
    "SkipLayerNormalization", "SkipSimplifiedLayerNormalization", "Trilu",
})  # fmt: skip
