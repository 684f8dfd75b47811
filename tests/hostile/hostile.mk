# Text that an untrained network may write.

.PHONY: check-hostile

check-hostile: lib $(OUT)/tests/hostile/count_work ## reading is linear: instructions counted with callgrind
	@scripts/packages.sh require build check sanitize
	$(PYTHON) tests/hostile/linear.py $(OUT)/tests/hostile/count_work

$(OUT)/tests/hostile/count_work: tests/hostile/count_work.c $(SHARED)
	@mkdir -p $(@D)
	$(CC) -std=gnu11 $(WARNINGS) -Iinclude $(CFLAGS) $(LDFLAGS) $< -o $@ $(LINK_SHARED)

.PHONY: limits

limits: lib $(VENV)/ready ## the table of docs/limits.md: time and memory of the most expensive inputs that are known
	$(WITH_LIBRARY) $(VENV)/bin/python tests/hostile/limits.py
