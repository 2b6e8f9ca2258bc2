"""``make bench``: what need-to-know, labels and row-level security cost, as ratios measured alternately in one run."""
