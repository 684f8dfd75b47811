"""The service of `vreward serve`."""
