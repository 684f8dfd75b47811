# Hours of training in small.

MINUTES ?= 10
SOAK := $(OUT)/tests/soak/soak
REAL_TEXTS = $(wildcard ../shared/data/vlm_*/*.jsonl ../shared/data/mdpbench_gemini3/*.jsonl)

.PHONY: soak

soak: $(SOAK) ## MINUTES (10) of drawn recipes on eight threads: every entry point, the same results, memory that does not grow
	$(SOAK) $(MINUTES) $(REAL_TEXTS)

$(SOAK): $(OUT)/obj/tests/soak/soak.o $(DRAWN) $(INTERNAL)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(filter %.a,$^) -o $@ $(PKG_LIBS) -lm -pthread
