# Shared by the launchers in this folder; sourced, not run.
# Needs only a POSIX shell with the .NET SDK 10 on PATH (or in DOTNET_ROOT, or in ~/.dotnet).

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Two spinning OpenMP threads on a busy machine are several times slower than one.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export DOTNET_CLI_UI_LANGUAGE=en

find_sdk() {
  if ! command -v dotnet >/dev/null 2>&1; then
    for folder in "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet"; do
      if [ -n "$folder" ] && [ -x "$folder/dotnet" ]; then PATH="$folder:$PATH"; export PATH; break; fi
    done
  fi
  command -v dotnet >/dev/null 2>&1 ||
    fail "the .NET SDK 10 is not installed (no 'dotnet' on PATH): get it from https://dot.net/download"
  installed=$(cd / && dotnet --list-sdks 2>/dev/null | sed 's/ .*//' | tr '\n' ' ')
  for version in $installed; do
    if [ "${version%%.*}" -ge 10 ] 2>/dev/null; then return; fi
  done
  fail "the .NET SDK 10 is needed, found: ${installed:-no SDK, only a runtime}; get it from https://dot.net/download"
}

# libtorch for the CPU unless an NVIDIA driver is there; --torch or UNPAIRED_TORCH decides otherwise.
choose_torch() {
  torch="${UNPAIRED_TORCH:-}"
  if [ -z "$torch" ]; then
    torch=cpu
    if [ -e /proc/driver/nvidia/version ] && command -v nvidia-smi >/dev/null 2>&1; then torch=cuda; fi
  fi
  case "$torch" in cpu|cuda) ;; *) fail "--torch takes cpu or cuda, not '$torch'" ;; esac
}

build() { # what, then dotnet build's arguments
  what=$1; shift
  say "Building $what (Release, libtorch for ${torch}) ..."
  log=$(mktemp)
  if ! dotnet build "$@" -c Release -p:Torch="$torch" -v quiet -clp:NoSummary --nologo >"$log" 2>&1; then
    cat "$log" >&2; rm -f "$log"
    if [ "$torch" = cuda ]; then
      fail "the build failed; if the CUDA package cannot be restored here, add --torch cpu"
    fi
    fail "the build failed, see above"
  fi
  rm -f "$log"
}

cli="$root/lib/Unpaired.Cli/bin/Release/net10.0/Unpaired.Cli.dll"
