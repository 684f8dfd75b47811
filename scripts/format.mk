# How C is laid out. The version is fixed, since each lays some lines out in its own way.

CLANG_FORMAT := $(BUILD)/venv-format/bin/clang-format
C_FILES = $(shell git ls-files '*.c' '*.h' ':!tests/abi/frozen')

.PHONY: format check-format

$(CLANG_FORMAT):
	$(PYTHON) -m venv $(BUILD)/venv-format
	$(BUILD)/venv-format/bin/$(PIP_INSTALL) clang-format==14.0.6

format: $(CLANG_FORMAT) ## clang-format over all C
	$(CLANG_FORMAT) -i $(C_FILES)

check-format: $(CLANG_FORMAT) ## does clang-format agree with all C
	@$(CLANG_FORMAT) --dry-run --Werror $(C_FILES)
	@echo "format: ok"
