"""A runtime for MLServer around an ONNX file; runs in MLServer's own environment, and nowhere else."""

import numpy as np
import onnxruntime
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceResponse

TYPES = {"FP32": np.float32, "INT64": np.int64}


class OnnxModel(MLModel):
    async def load(self) -> bool:
        self.session = onnxruntime.InferenceSession(self.settings.parameters.uri)
        return True

    async def predict(self, payload):
        feed = {}
        for tensor in payload.inputs:
            values = getattr(tensor.data, "root", tensor.data)
            feed[tensor.name] = np.array(values, TYPES[tensor.datatype]).reshape(tensor.shape)
        names = [wanted.name for wanted in payload.outputs]
        arrays = self.session.run(names, feed)
        outputs = [
            NumpyCodec.encode_output(name, array) for name, array in zip(names, arrays, strict=True)
        ]
        return InferenceResponse(model_name=self.name, outputs=outputs)
