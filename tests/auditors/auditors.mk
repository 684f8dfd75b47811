# Auditors of rewards that others wrote, in an environment of their own: they pin packages that no test needs.

AUDITORS := $(BUILD)/auditors

.PHONY: check-auditors

$(AUDITORS)/ready: tests/auditors/requirements.txt tests/auditors/auditors.mk
	$(PYTHON) -m venv $(AUDITORS)
	$(AUDITORS)/bin/$(PIP_INSTALL) -r tests/auditors/requirements.txt
	touch $@

check-auditors: lib $(AUDITORS)/ready ## reward-doctor, falsepass and rewardprobe over vreward.trl.reward
	$(WITH_LIBRARY) $(AUDITORS)/bin/python -m pytest -q tests/auditors
