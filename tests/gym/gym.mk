# NeMo Gym wants Python 3.13, so it has an environment of its own. A gigabyte, so not part of check.

NEMO_GYM := $(BUILD)/nemo-gym

.PHONY: check-nemo-gym run-nemo-gym

check-nemo-gym: lib ## vreward.nemo_gym in NeMo Gym's own server and `gym eval reverify`; needs Python 3.13
	@python=$$(scripts/python.sh 3.13); \
	if [ -n "$$python" ]; then $(MAKE) --no-print-directory run-nemo-gym PYTHON="$$python"; \
	else echo "check-nemo-gym: left out, because there is no Python 3.13 here"; fi

$(NEMO_GYM)/ready: tests/gym/requirements.txt
	$(PYTHON) -m venv $(NEMO_GYM)
	$(NEMO_GYM)/bin/$(PIP_INSTALL) -r tests/gym/requirements.txt
	$(NEMO_GYM)/bin/$(PIP_INSTALL) --no-deps --ignore-requires-python nemo-gym==0.7.0
	touch $@

run-nemo-gym: $(NEMO_GYM)/ready
	CHECK_NEMO_GYM=1 $(WITH_LIBRARY) $(NEMO_GYM)/bin/python -m pytest -q tests/gym
