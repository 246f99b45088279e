# Everything a newcomer needs: `make sync` and `make test`. Both set up .venv first.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The first of these that runs and is new enough; `make sync PYTHON=/path/to/python3.12` overrides.
CANDIDATES := python3 python3.13 python3.12 python3.11 python3.14

.PHONY: sync test check peers soak bench constraints clean

sync: $(VENV)/.ready            ## set up, then sync the shipped sample
	$(BIN)/harvester sync

test: $(VENV)/.ready-dev        ## set up, then run all tests
	$(BIN)/python -m pytest -n auto

check: $(VENV)/.ready-dev       ## formatting, linting, types, layers, then all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

peers: .peers/.ready            ## install the servers that tests/peers harvests; their tests are skipped without

soak: $(VENV)/.ready-dev        ## the tests that take long
	$(BIN)/python -m pytest -m slow

bench: $(VENV)/.ready           ## what deduplication costs; PEERS=/path/to/python compares with others
	$(BIN)/python benchmarks/dedup.py $(if $(PEERS),--peers $(PEERS))

constraints: $(VENV)/.ready-dev ## pin every dependency anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		pyproject.toml --group build -o constraints.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		-c constraints.txt pyproject.toml --group build --group dev -o constraints-dev.txt
	for peers in tests/peers/requirements-djehuty tests/peers/requirements-pyoai benchmarks/requirements; do \
		uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
			$$peers.in -o $$peers.txt || exit 1; \
	done

clean:                          ## remove what the commands above made
	rm -rf $(VENV) .peers dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.ready: constraints.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r constraints.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: constraints-dev.txt $(VENV)/.ready
	$(PIP) install --require-hashes -r constraints-dev.txt
	@touch $@

# pyoai needs Python 3.12 or older.
.peers/.ready: $(wildcard tests/peers/requirements-*.txt)
	@set -e; for python in $(PYTHON) python3 python3.12 python3.11; do \
		if $$python -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null; then \
			for peer in djehuty pyoai; do \
				echo "setting up .peers/$$peer with $$($$python --version)"; \
				$$python -m venv .peers/$$peer; \
				.peers/$$peer/bin/python -m pip --disable-pip-version-check --quiet install \
					--require-hashes -r tests/peers/requirements-$$peer.txt; \
			done; \
			touch $@; exit 0; \
		fi; \
	done; \
	echo "the peers need Python 3.11 or 3.12; name one: make peers PYTHON=..."; exit 1

$(BIN)/python:
	@set -e; for python in $(PYTHON) $(CANDIDATES); do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			if $$python -c 'import venv, ensurepip' 2>/dev/null; then \
				echo "setting up $(VENV) with $$($$python --version)"; \
				$$python -m venv $(VENV); exit 0; \
			fi; \
			missing="$$python"; \
		fi; \
	done; \
	if [ -n "$$missing" ]; then \
		echo "$$missing cannot make virtual environments; install its venv module (Debian, Ubuntu: apt install python3-venv)"; \
	else \
		echo "Python 3.11 or newer is needed; install it (Debian, Ubuntu: apt install python3 python3-venv) or name it: make sync PYTHON=..."; \
	fi; exit 1
