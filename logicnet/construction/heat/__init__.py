"""Few units by a heat bath: what is wanted, the bath, whole weights, and how many to try."""
