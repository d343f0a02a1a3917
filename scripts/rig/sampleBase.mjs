// The base image of test-workspace/sample for builds offline: busybox that really runs, and an apt-get that writes what the
// real one would (package lists, programs) as files of zeros.
// @ts-check
import { busyboxEntries, makeImage } from './baseImages.mjs';

/** As the sample's FROM says. */
export const SAMPLE_BASE = 'debian:12.8-slim';

const APT_GET = `#!/bin/sh
set -e
zeros() { mkdir -p "$(dirname "$1")"; head -c "$2" /dev/zero > "$1"; }
case "$1" in
  update)
    zeros /var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages 1843200
    zeros /var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease 151000 ;;
  install)
    test -d /var/lib/apt/lists || { echo "E: Unable to locate package" >&2; exit 100; }
    zeros /usr/bin/curl 284432
    zeros /usr/lib/x86_64-linux-gnu/libcurl.so.4 3842560
    zeros /etc/ssl/certs/ca-certificates.crt 219342 ;;
esac
`;

export async function sampleBase() {
  const tools = [{ path: 'usr/bin/apt-get', body: APT_GET, mode: 0o755 }];
  return makeImage({
    layers: [await busyboxEntries(), tools],
    config: { Cmd: ['bash'] },
    history: [
      { created_by: '/bin/sh -c #(nop) ADD file:base in / ' },
      { created_by: '/bin/sh -c #(nop) ADD file:tools in / ' },
      { created_by: '/bin/sh -c #(nop)  CMD ["bash"]', empty_layer: true },
    ],
  });
}
