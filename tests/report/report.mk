# The pages of vreward report in a real browser without a window.

REPORT_VENV := $(BUILD)/report-venv

.PHONY: check-report

$(REPORT_VENV)/ready: tests/report/requirements.txt
	$(PYTHON) -m venv $(REPORT_VENV)
	$(REPORT_VENV)/bin/$(PIP_INSTALL) -r tests/report/requirements.txt
	touch $@

check-report: lib $(REPORT_VENV)/ready ## the pages of vreward report in a real browser: what is drawn, clicked, typed, and hostile
	@scripts/packages.sh require build browser
	$(WITH_LIBRARY) $(REPORT_VENV)/bin/python -m pytest -q -s tests/report
