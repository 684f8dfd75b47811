# The adapters in the real frameworks, in two environments, because verifiers needs a newer mcp than the others take.
# lmms-eval needs torch, so its test is one of `make check-trainers`.

FRAMEWORKS := $(BUILD)/frameworks

.PHONY: check-frameworks bench-frameworks

$(FRAMEWORKS)/%/ready: tests/frameworks/requirements-%.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/$(PIP_INSTALL) -r $<
	touch $@

# Each is told which packages it must have, and not to load eval-protocol's plugin of pytest, which asks the network.
IN_FRAMEWORKS = LITELLM_LOCAL_MODEL_COST_MAP=true CHECK_FRAMEWORKS="$(1)" $(WITH_LIBRARY) $(FRAMEWORKS)/$(2)/bin/python \
	-m pytest -q --disable-warnings -p no:eval_protocol -p no:asyncio

check-frameworks: lib $(FRAMEWORKS)/together/ready $(FRAMEWORKS)/verifiers/ready ## the adapters in verifiers, OpenEnv, Inspect AI and eval-protocol
	$(call IN_FRAMEWORKS,openenv inspect_ai eval_protocol,together) tests/frameworks
	$(call IN_FRAMEWORKS,verifiers,verifiers) tests/frameworks/test_verifiers.py tests/frameworks/test_pages.py

bench-frameworks: lib $(FRAMEWORKS)/together/ready $(FRAMEWORKS)/verifiers/ready ## what the adapters of the frameworks add to a score
	@set -e; for folder in together verifiers; do \
		OMP_NUM_THREADS=1 $(WITH_LIBRARY) $(FRAMEWORKS)/$$folder/bin/python tests/bench/run.py --only frameworks; done
