"""Networks for functions of real variables: sums of steps."""
