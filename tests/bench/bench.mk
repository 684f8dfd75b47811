# Measurements.

BENCH = $(WITH_LIBRARY) $(BUILD)/venv-bench/bin/python tests/bench/run.py

.PHONY: bench bench-quick

$(BUILD)/venv-bench/ready: tests/bench/requirements.txt
	$(PYTHON) -m venv $(BUILD)/venv-bench
	$(BUILD)/venv-bench/bin/pip install --quiet --disable-pip-version-check -r tests/bench/requirements.txt
	touch $@

bench: lib $(BUILD)/venv-bench/ready ## vreward beside what people use instead: a table, build/bench.json, docs/performance.md
	$(BENCH) --json $(BUILD)/bench.json --write-docs

bench-quick: lib $(BUILD)/venv-bench/ready ## the same in under a minute: does it run, do results agree
	$(BENCH) --quick --json $(BUILD)/bench-quick.json
