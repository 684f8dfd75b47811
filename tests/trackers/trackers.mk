# vreward.report in the trackers' own packages, without any network.

TRACKERS_VENV := $(BUILD)/trackers-venv

.PHONY: check-trackers

$(TRACKERS_VENV)/ready: tests/trackers/requirements.txt
	$(PYTHON) -m venv $(TRACKERS_VENV)
	$(TRACKERS_VENV)/bin/$(PIP_INSTALL) -r tests/trackers/requirements.txt
	touch $@

check-trackers: lib $(TRACKERS_VENV)/ready ## rows and pictures of vreward.report in W&B, Trackio, SwanLab and TensorBoard, offline
	$(WITH_LIBRARY) $(TRACKERS_VENV)/bin/python -m pytest -q tests/trackers
