# The adapters in the real trainers: TRL, verl, ms-swift, OpenRLHF, AReaL, Ray. Two gigabytes, so not part of check.

TRAINERS := $(BUILD)/trainers
# Beside the newest: the releases before, and the last that ms-swift 4.6 trains with.
OTHER_TRL := 1.15.0 1.14.2 0.29.1

.PHONY: check-trainers bench-adapters bench-workers

$(TRAINERS)/ready: tests/trainers/requirements.txt tests/trainers/requirements-no-deps.txt tests/trainers/trainers.mk
	$(PYTHON) -m venv $(TRAINERS)
	$(TRAINERS)/bin/$(PIP_INSTALL) -r tests/trainers/requirements.txt
	$(TRAINERS)/bin/$(PIP_INSTALL) --no-deps -r tests/trainers/requirements-no-deps.txt
	for version in $(OTHER_TRL); do $(TRAINERS)/bin/$(PIP_INSTALL) --no-deps \
		--target $(TRAINERS)/trl-$$version trl==$$version || exit 1; done
	touch $@

check-trainers: lib $(TRAINERS)/ready ## the adapters in the real trainers, and a model that learns
	CHECK_TRAINERS=1 OMP_NUM_THREADS=1 $(WITH_LIBRARY) $(TRAINERS)/bin/python -m pytest -q --disable-warnings tests/trainers

bench-adapters: lib $(TRAINERS)/ready ## what the adapters add to a score, beside the rewards that trainers ship
	OMP_NUM_THREADS=1 $(WITH_LIBRARY) $(TRAINERS)/bin/python tests/bench/run.py --only adapters frameworks --json $(BUILD)/bench-adapters.json

bench-workers: lib $(TRAINERS)/ready ## what a score costs in Ray's and verl's reward workers, beside the same in process
	OMP_NUM_THREADS=1 $(WITH_LIBRARY) $(TRAINERS)/bin/python tests/bench/reward_workers.py
