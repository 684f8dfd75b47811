# Measurements.

BENCH_PYTHON = $(BUILD)/venv-bench/bin/python
BENCH = RAYON_NUM_THREADS=1 OMP_NUM_THREADS=1 $(WITH_LIBRARY) $(BENCH_PYTHON) tests/bench/run.py

.PHONY: bench bench-quick bench-service bench-newest bench-limits

$(BUILD)/venv-bench/ready: tests/bench/requirements.txt tests/bench/peers.txt
	@$(MAKE) --no-print-directory bench-newest

# Each peer by itself, so that one that does not install here keeps no other away.
bench-newest:
	[ -x $(BENCH_PYTHON) ] || $(PYTHON) -m venv $(BUILD)/venv-bench
	$(BENCH_PYTHON) -m $(PIP_INSTALL) --upgrade -r tests/bench/requirements.txt
	grep -v '^#' tests/bench/peers.txt | while read -r peer; do \
	    $(BENCH_PYTHON) -m $(PIP_INSTALL) --upgrade "$$peer" \
	        || echo "$$peer does not install here and is left out"; \
	done
	touch $(BUILD)/venv-bench/ready

bench: lib bench-newest ## vreward beside the newest of what people use instead: a table, build/bench.json, docs/performance.md
	$(BENCH) --json $(BUILD)/bench.json --write-docs

bench-quick: lib $(BUILD)/venv-bench/ready ## the same in under a minute: does it run, do results agree
	$(BENCH) --quick --json $(BUILD)/bench-quick.json

bench-limits: lib $(OUT)/tests/bench/limits ## instructions of the main paths beside a lower bound: docs/performance-limits.md
	@scripts/packages.sh require build sanitize
	$(PYTHON) tests/bench/limits.py $(OUT)/tests/bench/limits

$(OUT)/tests/bench/limits: tests/bench/limits.c $(SHARED)
	@mkdir -p $(@D)
	$(CC) -std=gnu11 $(WARNINGS) -Iinclude $(CFLAGS) $(LDFLAGS) $< -o $@ $(LINK_SHARED)

LOAD_SECONDS ?= 60

bench-service: lib $(VENV)/ready ## vreward serve under load: 64 clients for LOAD_SECONDS (60), a worker killed in the middle
	$(WITH_LIBRARY) $(VENV)/bin/python tests/bench/service.py $(LOAD_SECONDS)
