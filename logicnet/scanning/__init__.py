"""One small network at every place of an image, a grid or a sequence: convolution."""

from logicnet.scanning.chains import Chain
from logicnet.scanning.scan import Scan, pattern, pool, scan

__all__ = ["Chain", "Scan", "pattern", "pool", "scan"]
