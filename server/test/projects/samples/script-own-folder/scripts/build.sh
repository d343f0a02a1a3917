#!/usr/bin/env bash
set -euo pipefail
HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
ROOT=$(cd "$(dirname "$0")/.." &>/dev/null && pwd -P)
TAG="${1:-latest}"
NAME=${NAME:-shop}
cd "$ROOT"
docker buildx build \
  --file "$HERE/../docker/Dockerfile" `# where it is` \
  -t "$NAME:$TAG" \
  --platform=linux/amd64,linux/arm64 \
  --secret id=npm,src=$HOME/.npmrc \
  .
