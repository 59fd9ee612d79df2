"""One small network at every place of an image, a grid or a sequence: convolution."""

from logicnet.scanning.chains import ScanChain
from logicnet.scanning.scan import Scan, pattern, pool, scan

__all__ = ["Scan", "ScanChain", "pattern", "pool", "scan"]
