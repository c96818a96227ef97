package remedies

var hostsWorlds = []world{
	{"windows", Windows, Facts{Hosts: HostsFile{`C:\Windows\System32\drivers\etc\hosts`, []string{"0.0.0.0 zoom.us"}, `C:\ProgramData\Linecheck`}}},
	{"macos", MacOS, Facts{Hosts: HostsFile{"/etc/hosts", []string{"0.0.0.0 zoom.us"}, "/Library/Application Support/Linecheck"}}},
	{"linux", Linux, Facts{Hosts: HostsFile{"/etc/hosts", []string{"0.0.0.0 zoom.us", "0.0.0.0 us04web.zoom.us"}, "/var/lib/linecheck"}}},
	{"linux with many lines", Linux, Facts{Hosts: HostsFile{"/etc/hosts", []string{"1", "2", "3", "4", "5", "6", "7", "8"}, "/var/lib/linecheck"}}},
	{"linux whose file does not name Zoom", Linux, Facts{Hosts: HostsFile{Path: "/etc/hosts", Keep: "/var/lib/linecheck"}}},
}
