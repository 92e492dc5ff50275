#!/bin/sh
# Run by docker/test/run.mjs in its own mount and pid namespaces: unpacks a root with an engine, changes to it, starts the
# engine, and runs the command in it. Everything ends with this process.
set -eu
work=$1 repository=$2 node=$3 storage=$4 packages=$5 mirror=$6
shift 6
root=$work/engine/root
mount --make-rprivate /
mkdir "$work/engine"
[ "$storage" = disk ] || mount -t tmpfs -o size=100% tmpfs "$work/engine"

begun=$(date +%s)
echo 'Unpacking an engine, and stand-ins for the base images, from Debian packages …'
# A mirror may be some weeks old, and data need not survive a power failure. The last hook is for the health checks of the
# original images, which use busybox's wget.
DEBIAN_FRONTEND=noninteractive TMPDIR=$work mmdebstrap --variant=minbase --include="$packages" \
  --aptopt='Acquire::Check-Valid-Until "false"' --dpkgopt=force-unsafe-io \
  --dpkgopt=path-exclude='/usr/share/man/*' \
  --dpkgopt=path-exclude='/usr/share/doc/*' \
  --dpkgopt=path-exclude='/usr/share/locale/*' \
  --setup-hook='mkdir -p "$1/etc/postgresql-common"' \
  --setup-hook='echo "create_main_cluster = false" > "$1/etc/postgresql-common/createcluster.conf"' \
  --customize-hook='ln -s busybox "$1/usr/bin/wget"' \
  forky "$root" "$mirror" > "$work/packages.log" 2>&1 || {
  tail -n 20 "$work/packages.log" >&2
  echo "The tests of the images take their engine from Debian's packages, which could not be unpacked; see the output above." >&2
  exit 1
}
cp "$node" "$root/usr/local/bin/node"
echo "… done in $(($(date +%s) - begun)) s"

mount --bind "$root" "$root"
mkdir -p "$root/old" "$root/repository" "$root$work"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mkdir -p "$root$work"
mount --bind "$work" "$root$work"
mount --bind "$repository" "$root/repository"
echo 'nameserver 10.0.2.3' > "$root/etc/resolv.conf"

# Connects the network below to the machine's in user space, in the original root, whose resolver it uses.
unshare --mount sh -c '
  until [ "$(readlink /proc/1/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.1; done
  exec slirp4netns --configure --mtu=1400 --disable-host-loopback 1 tap0' > /dev/null 2>&1 &

cd "$root"
exec env -i TERM=dumb HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin work="$work" \
  unshare --net sh -euc '
  pivot_root . old
  cd /
  umount -l /old
  ip link set lo up
  until ip link show tap0 > /dev/null 2>&1; do sleep 0.1; done
  dockerd --exec-root /run/docker --cgroup-parent ticketiq-images > "$work/dockerd.log" 2>&1 &
  for _ in $(seq 1200); do docker info > /dev/null 2>&1 && break; sleep 0.1; done
  docker info > /dev/null || { tail -n 20 "$work/dockerd.log" >&2; exit 1; }
  "$@"' sh "$@"
