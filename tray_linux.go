package main

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"
)

// trayLimit: a session bus answers in a millisecond; one that hangs must not keep the window from closing.
const trayLimit = 500 * time.Millisecond

// trayThere asks the session bus whether a desktop shows icons (org.kde.StatusNotifierWatcher): GNOME by itself does not, and a
// window that was hidden could not be brought back there.
func trayThere() bool {
	ctx, cancel := context.WithTimeout(context.Background(), trayLimit)
	defer cancel()
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return false
	}
	defer conn.Close()
	var owned bool
	err = conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, "org.kde.StatusNotifierWatcher").Store(&owned)
	return err == nil && owned
}
