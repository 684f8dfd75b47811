"""The commands of `vreward`, one module each: `add` tells the parser its options, `run` carries it out."""
