package change

// isMount: macOS mounts folders, not files.
func isMount(string) bool { return false }
