#!/usr/bin/env bash
# Makes a checkout ready to run: system packages, uv, a virtual environment from the hashed lock, the model pack.
# Safe to run again: whatever is there already is left alone.
set -euo pipefail
cd "$(dirname "$0")/../.."
# Without compiled bytecode every process pays two seconds at import.
unset PYTHONDONTWRITEBYTECODE

UV_VERSION=0.13.9
PYTHON=${PYTHON:-python3}

missing_packages() {
  local package
  while read -r package; do
    [ -n "$package" ] || continue
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
  done < packaging/linux/apt.txt
}

install_system_packages() {
  command -v dpkg-query >/dev/null || { echo "No apt here: install what packaging/linux/apt.txt lists." >&2; return 0; }
  local missing
  missing=$(missing_packages | tr '\n' ' ')
  [ -n "${missing// /}" ] || return 0
  local line="apt-get update && apt-get install -y --no-install-recommends $missing"
  if [ "$(id -u)" = 0 ]; then
    echo "Installing system packages …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null
  elif command -v sudo >/dev/null; then
    echo "Installing system packages (sudo) …"
    sudo sh -c "DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; $line" >/dev/null
  else
    echo "Some system packages are missing. Ask an administrator to run:" >&2
    echo "  $line" >&2
    exit 1
  fi
}

install_uv() {
  [ -x .tools/bin/uv ] && .tools/bin/uv --version | grep -q "$UV_VERSION" && return 0
  echo "Installing uv $UV_VERSION …"
  "$PYTHON" -m venv .tools
  .tools/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements/uv.txt
}

sync_environment() {
  local stamp=.venv/.synced wanted
  wanted=$(cat requirements/dev.txt pyproject.toml | sha256sum | cut -d' ' -f1)
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && [ -x .venv/bin/practice-coder ] && return 0
  echo "Making the virtual environment …"
  [ -x .venv/bin/python ] || .tools/bin/uv venv --quiet --python "$PYTHON" .venv
  .tools/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes --compile-bytecode requirements/dev.txt
  .tools/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
  .venv/bin/python -m compileall -q codebook models coder ui
  echo "$wanted" > "$stamp"
}

install_system_packages
install_uv
sync_environment
