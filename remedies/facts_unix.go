//go:build unix

package remedies

func windowsFacts() WindowsFacts { return WindowsFacts{} }
