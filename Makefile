# The two that matter: `make demo` shows the whole way of one tape, `make test` proves it.
SHELL := /bin/bash
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin

.PHONY: demo test setup app lint bench bench-speech bench-suggestions bench-agreement bench-profile attack-reports lock

demo: setup
	@$(BIN)/practice-coder demo --out demo-output

test: setup
	@$(BIN)/python -m tools.run_tests

setup:
	@packaging/linux/setup.sh

app: setup
	@$(BIN)/practice-coder-app

lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: setup
	@$(BIN)/python -m tools.bench

# WITH="--long --three-hours" measures more; see tools/measure_speech.py.
bench-speech: setup
	@$(BIN)/python -m tools.measure_speech $(WITH)

# WITH="--long" adds the curve over more and more coded sessions; see tools/measure_suggestions.py.
bench-suggestions: setup
	@$(BIN)/python -m tools.measure_suggestions $(WITH)

# WITH="--tables 1000" is surer and slower; see tools/measure_agreement.py.
bench-agreement: setup
	@$(BIN)/python -m tools.measure_agreement $(WITH)

# WITH="--services 5000" is surer and slower; see tools/measure_profile.py.
bench-profile: setup
	@$(BIN)/python -m tools.measure_profile $(WITH)

# WITH="--services 2000" makes up more teams; see tools/attack_reports.py.
attack-reports: setup
	@$(BIN)/python -m tools.attack_reports $(WITH)

lock:
	@tools/lock.sh
