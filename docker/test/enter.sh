#!/bin/sh
# Run by docker/test/run.mjs in mount, pid and network namespaces of its own: makes the root with the engine ours, starts
# the engine, and runs the command in it. All of it ends with this process.
set -eu
root=$1 repository=$2 work=$3 storage=$4
shift 4
mount --make-rprivate /
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
mkdir "$root$work/docker"
[ "$storage" = disk ] || mount -t tmpfs -o size=100% tmpfs "$root$work/docker"
mount --bind "$repository" "$root/repository"
echo 'nameserver 10.0.2.3' > "$root/etc/resolv.conf"
cd "$root"
pivot_root . old
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
cd /
umount -l /old
ip link set lo up
until ip link show tap0 > /dev/null 2>&1; do sleep 0.1; done
dockerd --data-root "$work/docker" --exec-root /run/docker --cgroup-parent "ticketiq-images" > "$work/dockerd.log" 2>&1 &
for _ in $(seq 600); do docker info > /dev/null 2>&1 && break; sleep 0.1; done
docker info > /dev/null || { tail -n 20 "$work/dockerd.log" >&2; exit 1; }
"$@"
