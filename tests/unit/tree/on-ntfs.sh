#!/bin/sh
# Runs the tests given as arguments with their trees on disk in a fresh NTFS image, which is unmounted and removed
# in any case. Exits 77 where an image cannot be made or mounted.
PATH=$PATH:/usr/sbin:/sbin

skip()
{
	echo "skipped: $1"
	exit 77
}

for tool in mkfs.ntfs ntfs-3g mountpoint; do
	command -v $tool >/dev/null || skip "there is no $tool"
done
directory=$(mktemp -d) || skip "no directory for temporary files"
clean_up()
{
	if mountpoint -q "$directory/mount"; then
		umount "$directory/mount" || fusermount -u "$directory/mount"
	fi
	rm -f "$directory/image"
	rmdir "$directory/mount" "$directory"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

mkdir "$directory/mount"
truncate -s 64M "$directory/image"
mkfs.ntfs -F -Q -q "$directory/image" >/dev/null 2>&1 || skip "mkfs.ntfs failed"
ntfs-3g "$directory/image" "$directory/mount" 2>/dev/null || skip "an NTFS image cannot be mounted here"

failed=0
for test; do
	SMSSITE_TEST_DIRECTORY=$directory/mount "$test" || failed=1
done
exit $failed
