#!/bin/sh
# Starts a daemon inside mount and pid namespaces that `unshare` has just made: with a private /run, its run folder at
# /run/layerlens, and a root of its own unless ROOT is "/". When the namespaces end, so do all mounts and processes.
# usage: enter-root.sh ROOT RUN-FOLDER COMMAND [ARGUMENT…]
set -eu
root=$1 run=$2
shift 2
if [ "$root" = / ]; then
  # The host's /run is hidden, so that the daemon finds no system containerd there. RUN-FOLDER is kept by descriptor.
  cd "$run"
  mount -t proc proc /proc
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir /run/layerlens
  mount --bind . /run/layerlens
  cd /
  exec "$@"
fi
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mkdir "$root/run/layerlens"
mount --bind "$run" "$root/run/layerlens"
mkdir -p "$root/.old"
cd "$root"
pivot_root . .old
exec chroot . /bin/sh -c 'umount -l /.old; exec "$@"' sh "$@"
