# The tests of C and Python, and the same with other eyes: sanitizers, coverage.

# Shared by all environments of Python, and by every build of the library.
VENV ?= $(BUILD)/venv
# Modules are compiled as they are imported, which most never are.
PIP_INSTALL = pip install -qq --no-compile --disable-pip-version-check
# Many tests on all cores, those of a file one after the other.
PYTEST_ON_ALL_CORES = -m pytest -q -n auto --maxprocesses 8 --dist loadfile

UNIT_TESTS := $(patsubst tests/unit/%.c,$(OUT)/tests/unit/%,$(filter-out $(LEAVE_OUT),$(wildcard tests/unit/test_*.c)))
API_TESTS := $(patsubst tests/api/%.c,$(OUT)/tests/api/%,$(wildcard tests/api/test_*.c))
REFERENCE_OBJECTS := $(patsubst %.c,$(OUT)/obj/%.o,$(wildcard tests/reference/*.c))
# What tests draw at random, and what calls every entry point on it. failing.c stands before libc's allocator, for one test.
DRAWN := $(OUT)/tests/drawn.a
DRAWN_OBJECTS := $(patsubst %.c,$(OUT)/obj/%.o,$(filter-out %/failing.c,$(wildcard tests/drawn/*.c)))
EXAMPLES := $(patsubst examples/%.c,$(OUT)/examples/%,$(wildcard examples/*.c))

LINK_SHARED = -L$(OUT) -lvreward -Wl,-rpath,$(abspath $(OUT))
WITH_LIBRARY = VREWARD_LIBRARY=$(abspath $(OUT))/$(SONAME) PYTHONPATH=$(abspath bindings/python)
ASAN_FLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all

# A target for each program, so that -j runs them beside each other. RUN is what emulates another machine.
C_TESTS := $(UNIT_TESTS) $(API_TESTS)
UNDER_VALGRIND := $(API_TESTS) $(OUT)/tests/unit/test_drawn

.PHONY: check-c run-c-tests check-examples check-python check-python-sanitize check-sanitize check-warnings check-analyzer check-install \
	coverage $(C_TESTS:%=run-%) $(UNDER_VALGRIND:%=valgrind-%)

# ---- build ----------------------------------------------------------------------------------------------------------

$(OUT)/obj/tests/%.o: tests/%.c $(OUT)/flags
	@mkdir -p $(@D)
	$(CC) $(COMMON_FLAGS) -Itests -c $< -o $@

$(DRAWN): $(DRAWN_OBJECTS)
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $(DRAWN_OBJECTS)

$(OUT)/tests/unit/test_failures: $(OUT)/obj/tests/drawn/failing.o

$(OUT)/tests/unit/%: $(OUT)/obj/tests/unit/%.o $(REFERENCE_OBJECTS) $(DRAWN) $(INTERNAL)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(filter %.a,$^) -o $@ $(PKG_LIBS) -lcmocka -lm -pthread

# Reads its cases with cJSON.
$(OUT)/tests/api/test_vectors: API_TEST_LIBS = $(filter -L% %cjson,$(PKG_LIBS))

$(OUT)/tests/api/%: $(OUT)/obj/tests/api/%.o $(REFERENCE_OBJECTS) $(SHARED)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) -o $@ $(LINK_SHARED) $(API_TEST_LIBS) -lcmocka -lm -pthread

$(OUT)/examples/%: examples/%.c $(SHARED)
	@mkdir -p $(@D)
	$(CC) -std=c11 $(WARNINGS) -Iinclude $(CFLAGS) $(LDFLAGS) $< -o $@ $(LINK_SHARED)

$(VENV)/ready: tests/requirements.txt tests/requirements-no-deps.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/$(PIP_INSTALL) -r tests/requirements.txt
	$(VENV)/bin/$(PIP_INSTALL) --no-deps -r tests/requirements-no-deps.txt
	touch $@

# ---- tests ----------------------------------------------------------------------------------------------------------

check-c: lib
	scripts/check-layers.sh $(OUT)/obj/lib
	@$(MAKE) --no-print-directory check-docs
	tests/abi/header.sh $(OUT) $(CC)
	tests/abi/exports.sh $(SHARED) $(STATIC)
	@$(MAKE) --no-print-directory $(DRAWN)
	tests/drawn/complete.sh $(DRAWN)
	@$(MAKE) --no-print-directory run-c-tests

run-c-tests: $(C_TESTS:%=run-%)
	@$(MAKE) --no-print-directory check-corpus

$(C_TESTS:%=run-%): run-%: %
	@echo "== $*"
	@$(RUN) $*

check-examples: $(EXAMPLES)
	@set -e; for program in $(EXAMPLES); do \
		$$program | diff -u examples/expected/$$(basename $$program).txt - ; \
		echo "example $$(basename $$program): ok"; done

# What reads Python's objects where they lie (lib/python) gives what calls through ctypes give: the same tests on both.
BRIDGED_TESTS = $(addprefix tests/python/test_,bridge.py containers.py primitives.py refused.py scorer.py scores.py vectors.py)

# The tests of the trainers, of installation, of hostile text, in a browser and in trackers have targets of their own.
check-python: lib $(VENV)/ready
	$(WITH_LIBRARY) $(VENV)/bin/python $(PYTEST_ON_ALL_CORES) tests --ignore=tests/trainers --ignore=tests/hostile --ignore=tests/install \
		--ignore=tests/report --ignore=tests/trackers --ignore=tests/auditors
	VREWARD_BRIDGE=off $(WITH_LIBRARY) $(VENV)/bin/python $(PYTEST_ON_ALL_CORES) $(BRIDGED_TESTS)
	$(WITH_LIBRARY) $(VENV)/bin/python -m pytest -q \
		tests/trainers/test_adapter.py tests/trainers/test_adapter_file.py tests/trainers/test_log.py \
		tests/trainers/test_service.py

check-install: lib $(VENV)/ready ## pip install, make dist, make install, pkg-config and CMake, each from a bare clone of what is committed
	@scripts/packages.sh require build check dist
	$(WITH_LIBRARY) $(VENV)/bin/python -m pytest -q tests/install

# ---- with other eyes ------------------------------------------------------------------------------------------------

# All that is compiled anywhere. With clang and with gcc, and no warning of either.
EVERYTHING = lib $(UNIT_TESTS) $(API_TESTS) $(EXAMPLES) $(REPLAYS) $(SOAK) $(BULK) $(DOCS_PROGRAMS) $(OUT)/tests/hostile/count_work

check-warnings: ## everything that is written in C, compiled with gcc and with clang; a warning is an error
	@scripts/packages.sh require build check sanitize
	@$(MAKE) --no-print-directory compile-everything WERROR=1 CC=gcc
	@$(MAKE) --no-print-directory compile-everything WERROR=1 CC=clang BUILD=$(BUILD)/clang

# gcc's analyzer follows each path through a function: what is NULL, not set, freed twice or leaked there. No finding is
# suppressed; where it was wrong the code now says what it could not know. Of shifts it takes the lanes of a vector for the
# bits of a number, in gcc 12 and 13; UBSan looks at those.
check-analyzer: ## the library under gcc's static analyzer, without a finding
	$(MAKE) --no-print-directory -s lib BUILD=$(BUILD)/analyzer CC=gcc WERROR=1 CFLAGS="-O1 -fanalyzer -Wno-analyzer-shift-count-overflow"
	@echo "analyzer: ok"

.PHONY: compile-everything
compile-everything:
	@$(MAKE) --no-print-directory -s $(EVERYTHING)
	@echo "no warnings by $(CC): ok"

# Address and undefined behaviour, data races, uninitialised memory.
check-sanitize: ## the C tests under ASan, UBSan, TSan and valgrind
	@scripts/packages.sh require build check sanitize
	$(MAKE) --no-print-directory run-c-tests BUILD=$(BUILD)/asan CC=clang CFLAGS="$(ASAN_FLAGS)"
	$(MAKE) --no-print-directory $(BUILD)/tsan/tests/api/test_threads $(BUILD)/tsan/tests/soak/soak BUILD=$(BUILD)/tsan CC=clang CFLAGS="-O1 -g -fsanitize=thread" WERROR=
	$(BUILD)/tsan/tests/api/test_threads
	$(BUILD)/tsan/tests/soak/soak 0.1
	@$(MAKE) --no-print-directory $(UNDER_VALGRIND:%=valgrind-%)

$(UNDER_VALGRIND:%=valgrind-%): valgrind-%: %
	@echo "== valgrind $*"
	@valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,possible $* $(if $(findstring drawn,$*),20)

# The sanitizers' runtimes come before the interpreter, which has none; leaks are the C tests' to find. ASan's allocator
# does not survive a fork while another thread holds its lock, which threads of other packages do: the child would wait for ever.
check-python-sanitize: $(VENV)/ready ## scorers, rules and oracles from Python with the library under ASan and UBSan
	$(MAKE) --no-print-directory lib BUILD=$(BUILD)/asan-gcc CC=gcc CFLAGS="$(ASAN_FLAGS)" WERROR=
	LD_PRELOAD="$$(gcc -print-file-name=libasan.so) $$(gcc -print-file-name=libubsan.so)" \
		ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 PYTHONPATH=bindings/python \
		VREWARD_LIBRARY=$(abspath $(BUILD))/asan-gcc/$(SONAME) $(VENV)/bin/python $(PYTEST_ON_ALL_CORES) \
		tests/properties tests/differential tests/python/test_scorer.py tests/python/test_vectors.py tests/python/test_primitives.py \
		tests/python/test_bridge.py \
		--deselect tests/python/test_scorer.py::test_scorers_are_forgotten \
		--deselect 'tests/python/test_scorer.py::test_other_processes[fork]'

# The Python tests that are about what the library computes; those of files, pages and commands run it no further.
COVERING_TESTS = $(BRIDGED_TESTS) $(addprefix tests/python/test_,evaluation.py perfect_models.py reading_vectors.py spaces.py) \
	tests/properties tests/differential tests/real

coverage: $(VENV)/ready ## share of lib/ that the C and Python tests run; fails below 95 % of lines or 90 % of branches
	$(MAKE) --no-print-directory lib run-c-tests BUILD=$(BUILD)/coverage CC=gcc WERROR= VENV=$(abspath $(VENV)) \
		CFLAGS="-O0 -g --coverage -fprofile-update=atomic"
	PYTHONPATH=bindings/python VREWARD_LIBRARY=$(abspath $(BUILD))/coverage/$(SONAME) \
		$(VENV)/bin/python $(PYTEST_ON_ALL_CORES) $(COVERING_TESTS)
	$(VENV)/bin/$(PIP_INSTALL) gcovr==8.2
	$(VENV)/bin/gcovr --root . --filter lib/ --object-directory $(BUILD)/coverage --exclude-unreachable-branches \
		--exclude-throw-branches --print-summary --fail-under-line 95 --fail-under-branch 90 \
		--gcov-ignore-parse-errors=negative_hits.warn_once_per_file
