# tests/fuzz/fuzz_NAME.c is a target, tests/fuzz/corpus/NAME its seeds, tests/fuzz/NAME.dict its words. What a run finds is
# left in build/fuzz/found/NAME; an input that broke something becomes a file of the corpus.

SECONDS ?= 60
FUZZ_NAMES := $(patsubst tests/fuzz/fuzz_%.c,%,$(filter-out $(LEAVE_OUT),$(wildcard tests/fuzz/fuzz_*.c)))
REPLAYS := $(FUZZ_NAMES:%=$(OUT)/tests/fuzz/replay_%)

.PHONY: fuzz check-corpus

fuzz: ## libFuzzer on every target, SECONDS (60) each
	@scripts/packages.sh require build sanitize
	@$(MAKE) --no-print-directory -s $(FUZZ_NAMES:%=$(BUILD)/fuzz/tests/fuzz/fuzz_%) BUILD=$(BUILD)/fuzz CC=clang WERROR= \
		CFLAGS="$(ASAN_FLAGS) -fsanitize=fuzzer-no-link"
	@set -e; for name in $(FUZZ_NAMES); do echo "== $$name"; mkdir -p $(BUILD)/fuzz/found/$$name; \
		dictionary=tests/fuzz/$$name.dict; test -f $$dictionary && dictionary=-dict=$$dictionary || dictionary=; \
		$(BUILD)/fuzz/tests/fuzz/fuzz_$$name -max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
			-print_final_stats=1 -artifact_prefix=$(BUILD)/fuzz/found/$$name/ $$dictionary \
			$(BUILD)/fuzz/found/$$name tests/fuzz/corpus/$$name; done
	@$(MAKE) --no-print-directory -s $(BULK)
	$(BULK) $(SECONDS)

# Small inputs by the million, as compiled for use.
BULK := $(OUT)/tests/fuzz/bulk

$(BULK): tests/fuzz/bulk.c $(REFERENCE_OBJECTS) $(INTERNAL)
	@mkdir -p $(@D)
	$(CC) $(COMMON_FLAGS) -Itests $(LDFLAGS) $(filter %.c %.o %.a,$^) -o $@ $(PKG_LIBS) -lm -pthread

check-corpus: $(REPLAYS)
	@set -e; for name in $(FUZZ_NAMES); do echo "== corpus of $$name"; \
		$(RUN) $(OUT)/tests/fuzz/replay_$$name tests/fuzz/corpus/$$name/*; done

$(OUT)/tests/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(REFERENCE_OBJECTS) $(DRAWN) $(INTERNAL)
	@mkdir -p $(@D)
	$(CC) $(COMMON_FLAGS) -Itests -fsanitize=fuzzer $(filter %.c %.o %.a,$^) -o $@ $(PKG_LIBS) -lm -pthread

$(OUT)/tests/fuzz/replay_%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c $(REFERENCE_OBJECTS) $(DRAWN) $(INTERNAL)
	@mkdir -p $(@D)
	$(CC) $(COMMON_FLAGS) -Itests $(LDFLAGS) $(filter %.c %.o %.a,$^) -o $@ $(PKG_LIBS) -lm -pthread
