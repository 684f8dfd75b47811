# The C tests, the frozen vectors and the fuzzers' corpus on machines that are not this one: ARM with NEON, big-endian, 32 bits,
# another C library. The processors are emulated, the libraries beneath are compiled here.

MACHINES := aarch64 s390x i386 musl
MACHINE_SOURCES := $(BUILD)/machines/sources

# What compiles, with which addition to the flags, and what runs the programs. Doubles in SSE: the x87's are others, and refused.
MACHINE_CC_aarch64 := aarch64-linux-gnu-gcc
MACHINE_RUN_aarch64 := qemu-aarch64 -L /usr/aarch64-linux-gnu
MACHINE_CC_s390x := s390x-linux-gnu-gcc
MACHINE_RUN_s390x := qemu-s390x -L /usr/s390x-linux-gnu
MACHINE_CC_i386 := gcc -m32 -msse2 -mfpmath=sse -idirafter /usr/include/$(shell uname -m)-linux-gnu
MACHINE_CC_musl := musl-gcc

# Every n-th allocation fails, for many minutes, and what is done then is the same on every processor; and for minutes what
# tests/unit/test_drawn.c draws, too.
TOO_LONG_EMULATED := tests/unit/test_failures.c tests/fuzz/fuzz_drawn.c

.PHONY: check-machines $(MACHINES:%=check-machine-%)

check-machines: $(MACHINES:%=check-machine-%) ## the C tests on emulated ARM and big-endian, in 32 bits, and with musl

# As their authors released them: another build of PCRE2 than the one that is tested every day.
$(MACHINE_SOURCES)/ready: packaging/libraries.sh
	@scripts/packages.sh require build machines
	packaging/libraries.sh fetch $(@D) released cjson pcre2 utf8proc cmocka
	@touch $@

$(BUILD)/machines/%/libraries/ready: $(MACHINE_SOURCES)/ready
	packaging/libraries.sh compile $(<D) $(@D) $(MACHINE_CC_$*) -O1
	@touch $@

$(MACHINES:%=check-machine-%): check-machine-%: $(BUILD)/machines/%/libraries/ready
	@$(MAKE) --no-print-directory -s run-c-tests BUILD=$(BUILD)/machines/$* CC="$(MACHINE_CC_$*)" CFLAGS=-O2 LDFLAGS=-L$(<D) \
		PKG_CFLAGS=-I$(<D)/include PKG_LIBS="-lpcre2-8 -lutf8proc -lcjson" RUN="$(MACHINE_RUN_$*)" \
		LEAVE_OUT="$(if $(MACHINE_RUN_$*),$(TOO_LONG_EMULATED))"
	@echo "machine $*: ok$(if $(MACHINE_RUN_$*), but for what is left out as too long: $(TOO_LONG_EMULATED))"

# The tests of what the package computes, on each Python that is here but the one on which `make check` runs all tests: not
# those of files, trainers and pages.
PYTHONS := 3.9 3.10 3.11 3.12 3.13 3.14 3.15 3.13t 3.14t 3.15t
PYTHON_TESTS = $(addprefix tests/python/test_,bridge.py errors.py evaluation.py keys.py library.py locale.py primitives.py processes.py \
	refused.py scorer.py vectors.py)

.PHONY: check-pythons $(PYTHONS:%=check-python-%)

check-pythons: $(PYTHONS:%=check-python-%) ## the core of the Python tests on every other Python that is here

$(PYTHONS:%=check-python-%): check-python-%: lib
	@python=$$(scripts/python.sh $*); venv=$(BUILD)/pythons/$*; \
	if [ -z "$$python" ]; then echo "python $*: SKIPPED, it is not here"; exit; fi; \
	if [ $* = "$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2] + sys.abiflags)')" ]; then \
		echo "python $*: left to make check, which runs all tests on it"; exit; fi; \
	test -x $$venv/bin/pytest || { "$$python" -m venv $$venv && $$venv/bin/$(PIP_INSTALL) \
		--only-binary :all: -r tests/machines/requirements.txt; }; \
	$(WITH_LIBRARY) $$venv/bin/python -m pytest -q -p no:cacheprovider $(PYTHON_TESTS) && echo "python $*: ok"
