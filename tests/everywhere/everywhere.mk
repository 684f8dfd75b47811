# Where tables live: Dask, and Spark, which needs Java and half a gigabyte. So not part of check.

EVERYWHERE := $(BUILD)/everywhere
JAVA := $(shell command -v java)

.PHONY: check-everywhere

$(EVERYWHERE)/ready: tests/everywhere/requirements.txt $(if $(JAVA),tests/everywhere/requirements-spark.txt)
	$(PYTHON) -m venv $(EVERYWHERE)
	$(EVERYWHERE)/bin/$(PIP_INSTALL) $(foreach file,$^,-r $(file))
	touch $@

check-everywhere: lib $(EVERYWHERE)/ready ## tables scored by Dask's and Spark's own functions
	@$(if $(JAVA),,echo "check-everywhere: Spark is left out, because there is no Java here")
	CHECK_EVERYWHERE="dask $(if $(JAVA),pyspark)" $(WITH_LIBRARY) $(EVERYWHERE)/bin/python -m pytest -q --disable-warnings tests/everywhere
