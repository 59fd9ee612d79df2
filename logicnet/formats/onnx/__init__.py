"""ONNX: networks as graphs of its standard operators, and such graphs as networks."""
