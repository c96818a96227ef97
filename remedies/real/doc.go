// Package real carries out remedies against the real programs of Linux: systemd-resolved, nscd, dnsmasq and unbound that hold a
// stale answer, NetworkManager, wg-quick, chronyd, GNOME's settings, and pkexec with polkit and an agent. It does so as root, in
// a network, a process table and mounts of its own: the packages are laid over the file system there and are never installed.
// `make remedies-real` fetches them and runs this.
package real
