"""From threshold units to smooth ones and back, with certificates."""
