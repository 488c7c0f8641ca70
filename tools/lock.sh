#!/usr/bin/env bash
# Writes the hashed requirement files again: one for the base, one an extra. No addresses go into them.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  .tools/bin/uv pip compile "$@" --generate-hashes --universal --python-version 3.11 \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet
}
compile pyproject.toml -o requirements/base.txt
for extra in desktop speech offline-models authority pedals evaluation dev; do
  compile pyproject.toml --extra "$extra" -o "requirements/$extra.txt"
done
