package maker

// table holds what is known, programs on the computer first. Sources, by the letter behind a name:
//
//	C  Chromium, ssl_error_assistant.asciipb version 4 to 7 (issuer patterns that Chrome itself goes by)
//	W  certificates and stores quoted in public repositories and help pages, 2016 to 2026
//	P  the maker's own help pages
//
// Entries without a letter are general knowledge (Seen is false). Process names come from public endpoint inventories.
var table = []Maker{
	{Name: "Avast", Kind: Computer, Seen: true, // C, W
		Signs:    []Names{{CommonName: `avast!? Web/Mail Shield( Self-signed)? Root`}, {Organization: `avast!? Web/Mail Shield`}},
		Programs: []string{"avastsvc", "avastui", "aswidsagent", "com.avast.daemon"}, Extensions: []string{"com.avast."}},
	{Name: "AVG", Kind: Computer, Seen: true, // W
		Signs:    []Names{{CommonName: `AVG Web/Mail Shield( Self-signed)? Root`}, {Organization: `AVG Web/Mail Shield`}, {CommonName: `AVG Technologies.*Root`}},
		Programs: []string{"avgsvc", "avgui", "avgsvca"}, Extensions: []string{"com.avg."}},
	{Name: "Norton", Kind: Computer, Seen: true, // W
		Signs:    []Names{{CommonName: `Norton Web/Mail Shield( Self-signed)? Root`}, {Organization: `Norton Web/Mail Shield`}},
		Programs: []string{"nortonsecurity", "nortonsvc", "ccsvchst", "navw32"}, Extensions: []string{"com.symantec.", "com.norton"}},
	{Name: "Avira", Kind: Computer,
		Signs:    []Names{{CommonName: `Avira Web/Mail Shield( Self-signed)? Root`}, {Organization: `Avira Web/Mail Shield`}},
		Programs: []string{"avira.servicehost", "avguard", "avira*"}, Extensions: []string{"com.avira."}},
	{Name: "Kaspersky", Kind: Computer, Seen: true, // C, W
		Signs: []Names{{CommonName: `Kaspersky (Anti-Virus )?(Personal|Web Anti-Virus) Root( Certificate)?.*`},
			{CommonName: `.*Root.*`, Organization: `(AO|ZAO) Kaspersky Lab`}},
		Programs: []string{"avp", "avpui", "avpsus", "kavfs", "kavtray", "ksde", "kavd"}, Extensions: []string{"com.kaspersky."}},
	{Name: "ESET", Kind: Computer, Seen: true, // W
		Signs:    []Names{{CommonName: `ESET SSL Filter CA`}, {CommonName: `ESET.*CA`, Organization: `ESET,? spol\. s ?r\. ?o\.`}},
		Programs: []string{"ekrn", "egui", "eguiproxy", "esets_daemon"}, Extensions: []string{"com.eset."}},
	{Name: "Bitdefender", Kind: Computer, Seen: true, // C
		Signs: []Names{{CommonName: `Bitdefender Personal CA(\.Net-Defender|\..*)?`}, {CommonName: `Bitdefender CA SSL`},
			{CommonName: `.*Bitdefender.*`, Organization: `Bitdefender`}},
		Programs: []string{"vsserv", "bdservicehost", "bdagent", "bdservice", "epsecurityservice", "bdldaemon"}, Extensions: []string{"com.bitdefender."}},
	{Name: "Dr.Web", Kind: Computer,
		Signs:    []Names{{Organization: `Doctor Web(,? Ltd\.?)?`}, {CommonName: `(SpIDer Gate|Dr\.Web).*(CA|Root|Certificate).*`}},
		Programs: []string{"dwservice", "spidergate", "spideragent", "drwebd", "drweb-*", "dwengine"}, Extensions: []string{"com.drweb."}},
	{Name: "AdGuard", Kind: Computer, Seen: true, // P
		Signs:    []Names{{CommonName: `Adguard (Personal|Web) CA.*`}, {CommonName: `Adguard.*`, Organization: `Adguard(.*Software.*)?`}},
		Programs: []string{"adguard", "adguardsvc", "adguard-cli"}, Extensions: []string{"com.adguard."}},
	{Name: "Panda", Kind: Computer,
		Signs:    []Names{{Organization: `Panda Security.*`}},
		Programs: []string{"psanhost", "psuaservice", "pselamsvc"}},
	{Name: "G DATA", Kind: Computer,
		Signs:    []Names{{Organization: `G ?DATA (Software|CyberDefense) AG`}, {CommonName: `G ?DATA .*(CA|Root).*`}},
		Programs: []string{"avkwctlx64", "avkproxy", "gdscan", "avkservice"}},
	{Name: "BullGuard", Kind: Computer,
		Signs:    []Names{{CommonName: `BullGuard SSL Proxy CA`}, {Organization: `BullGuard.*`}},
		Programs: []string{"bullguard", "bgscan", "bullguardcore"}},
	{Name: "K7", Kind: Computer,
		Signs: []Names{{Organization: `K7 Computing.*`}}, Programs: []string{"k7tsecurity", "k7rtscan", "k7crvsvc"}},
	{Name: "Quick Heal", Kind: Computer,
		Signs: []Names{{Organization: `Quick Heal Technologies.*`}}, Programs: []string{"onlinent", "scsecsvc", "quhlpsvc", "sapissvc"}},
	{Name: "Trend Micro", Kind: Computer,
		Signs:    []Names{{CommonName: `Trend Micro (Maximum|Internet|Antivirus).*`}, {CommonName: `TmProxy.*|Trend Micro.*Toolbar.*CA`}},
		Programs: []string{"ntrtscan", "tmlisten", "coreserviceshell", "pccntmon", "tmccsf", "tmbmsrv", "icoreservice"}, Extensions: []string{"com.trendmicro."}},
	{Name: "Qustodio", Kind: Computer, Seen: true, // W
		Signs: []Names{{CommonName: `Qustodio CA.*`}, {Organization: `Qustodio.*`}}, Programs: []string{"qengine", "qapptray", "qustodio*"},
		Extensions: []string{"com.qustodio."}},
	{Name: "Net Nanny", Kind: Computer, Seen: true, // W
		Signs:    []Names{{CommonName: `(ContentWatch|Net ?Nanny|Zift).*(Root|CA).*`}, {Organization: `Content ?Watch.*|Zift,? LLC`}},
		Programs: []string{"nnsvc", "nntray", "cwsvc", "nnrunner", "netnanny*"}, Extensions: []string{"com.contentwatch."}},
	{Name: "Covenant Eyes", Kind: Computer,
		Signs: []Names{{Organization: `Covenant Eyes.*`}}, Programs: []string{"covenanteyes*", "cespy", "ceproxy"}, Extensions: []string{"com.covenanteyes."}},
	{Name: "Kurupira", Kind: Computer, Seen: true, // W
		Signs: []Names{{CommonName: `Kurupira\.NET`}}, Programs: []string{"kurupira*"}},
	{Name: "KeepMyFamilySecure", Kind: Computer, Seen: true, // W
		Signs: []Names{{CommonName: `KeepMyFamilySecure`}}},
	{Name: "PrivDog", Kind: Computer, Seen: true, // W
		Signs: []Names{{CommonName: `PrivDog Secure Connection Inspector CA`}}, Programs: []string{"trustedads", "trustedadssvc"}},
	{Name: "Superfish", Kind: Computer, Seen: true, // W
		Signs: []Names{{CommonName: `Superfish,? Inc\.`}, {Organization: `Superfish,? Inc\.`}}, Programs: []string{"visualdiscovery"}},
	{Name: "Fiddler", Kind: Computer, Seen: true, // W
		Signs:    []Names{{CommonName: `DO_NOT_TRUST_FiddlerRoot.*`}, {CommonName: `Fiddler Root Certificate Authority`}, {Organization: `DO_NOT_TRUST`}},
		Programs: []string{"fiddler", "fiddler everywhere", "fiddler.webui"}},
	{Name: "Charles", Kind: Computer, Seen: true, // W
		Signs: []Names{{CommonName: `Charles Proxy( Custom)?( SSL)?( Root)? (CA|Certificate).*`}, {Organization: `XK72 Ltd`}}, Programs: []string{"charles"}},
	{Name: "Burp Suite", Kind: Computer, Seen: true, // W
		Signs: []Names{{CommonName: `PortSwigger CA`}, {Organization: `PortSwigger`}}, Programs: []string{"burpsuite*"}},
	{Name: "mitmproxy", Kind: Computer, Seen: true, // W
		Signs: []Names{{CommonName: `mitmproxy`}, {Organization: `mitmproxy`}}, Programs: []string{"mitmproxy", "mitmweb", "mitmdump"}, Extensions: []string{"org.mitmproxy."}},
	{Name: "HTTP Toolkit", Kind: Computer, Seen: true, // W
		Signs: []Names{{CommonName: `HTTP Toolkit CA`}}, Programs: []string{"http toolkit", "httptoolkit*"}},
	{Name: "Proxyman", Kind: Computer,
		Signs: []Names{{CommonName: `Proxyman CA.*`}, {Organization: `Proxyman.*`}}, Programs: []string{"proxyman"}, Extensions: []string{"com.proxyman."}},
	{Name: "OWASP ZAP", Kind: Computer,
		Signs: []Names{{CommonName: `(OWASP )?(Zed Attack Proxy|ZAP) Root CA`}, {Organization: `(OWASP|ZAP) Root CA`}}, Programs: []string{"zap"}},

	{Name: "Zscaler", Kind: Either, Seen: true, // C, W
		Signs:    []Names{{Organization: `Zscaler,? Inc\.?`}, {CommonName: `Zscaler (Intermediate )?Root CA.*`}},
		Programs: []string{"zsatunnel", "zsaservice", "zsatray", "zscaler*", "zsaupdater"}, Extensions: []string{"com.zscaler."}},
	{Name: "Netskope", Kind: Either, Seen: true, // W
		Signs:    []Names{{CommonName: `(.+\.)?(caadmin|certadmin)\.netskope\.com`}, {CommonName: `ca\..+\.goskope\.com`}, {Organization: `Netskope,? Inc\.?`}},
		Programs: []string{"stagentsvc", "stagentui", "nsclient", "netskope*", "nsauxiliarysvc"}, Extensions: []string{"com.netskope."}},
	{Name: "Cisco Umbrella", Kind: Either, Seen: true, // C, W
		Signs:    []Names{{CommonName: `Cisco Umbrella (Root CA|Primary SubCA|Secondary SubCA.*)`, Organization: `(Cisco( Systems)?(,? Inc\.?)?)?`}},
		Programs: []string{"csc_umbrellaagent", "acumbrellaagent", "ercservice", "csc_swgagent", "acswgagent", "roamingclient*"}},
	{Name: "Sophos", Kind: Either, Seen: true, // C
		Signs: []Names{{CommonName: `Sophos SSL CA_[A-Z0-9\-]+`}, {CommonName: `Sophos_CA_[A-Z0-9]+`}, {CommonName: `sophosutm Proxy CA.*`},
			{CommonName: `Sophos Web Appliance`}, {Organization: `Sophos( Plc| Ltd\.?| Limited)?`}, {Organization: `sophosutm`}, {CommonName: `Sophos (Endpoint|Network) .*CA.*`}},
		Programs: []string{"savservice", "sophos*", "sspservice", "swi_service", "swi_fc", "hmpalert", "sophosfs"}, Extensions: []string{"com.sophos."}},
	{Name: "McAfee / Skyhigh", Kind: Either, Seen: true, // C
		Signs:    []Names{{CommonName: `(McAfee|Skyhigh) (Web Gateway|Secure Web Gateway).*`}, {Organization: `(McAfee|Skyhigh Security),?( (LLC|Inc\.?))?`}},
		Programs: []string{"mcafee*", "mfemms", "mcshield", "masvc", "mcpservice", "scpbypass*"}, Extensions: []string{"com.mcafee."}},
	{Name: "Cloudflare Gateway", Kind: Either, Seen: true, // W
		Signs:    []Names{{CommonName: `Gateway CA - Cloudflare Managed G\d.*`}, {CommonName: `Cloudflare for Teams ECC Certificate Authority`}},
		Programs: []string{"warp-svc", "cloudflare warp"}, Extensions: []string{"com.cloudflare."}},
	{Name: "Securly", Kind: Either, Seen: true, // W
		Signs: []Names{{CommonName: `\*?\.?securly\.com|Securly(,? Inc\.?)?( CA)?`}, {Organization: `Securly,?( Inc\.?)?`}}, Programs: []string{"securly*"}},
	{Name: "Lightspeed", Kind: Either,
		Signs:    []Names{{CommonName: `Lightspeed (Rocket|Relay|Filter|Systems).*`}, {Organization: `Lightspeed (Systems|Technologies)(,? Inc\.?)?`}},
		Programs: []string{"lsproxy", "lightspeed*", "lsfilter*", "lssasvc"}, Extensions: []string{"com.lightspeedsystems."}},
	{Name: "iboss", Kind: Either,
		Signs: []Names{{Organization: `i[Bb]oss(,? Inc\.?| Cybersecurity| Network Security.*)?`}, {CommonName: `(\*?\.?ibosscloud\.com|iboss.*(CA|Root).*)`}}, Programs: []string{"iboss*", "ibsa*"}, Extensions: []string{"com.iboss."}},
	{Name: "GoGuardian", Kind: Either, Signs: []Names{{Organization: `(GoGuardian|Liminex),?( Inc\.?)?`}}, Programs: []string{"goguardian*"}},
	{Name: "Linewize", Kind: Either, Signs: []Names{{Organization: `(Linewize|Family Zone).*`}, {CommonName: `(Linewize|Family Zone).*CA.*`}}, Programs: []string{"linewize*", "fz-*"}},
	{Name: "Symantec / Blue Coat", Kind: Either, Seen: true, // C, P
		Signs: []Names{{Organization: `Blue Coat.*`}, {CommonName: `(Blue Coat|Symantec) (Cloud|Web Security).*CA.*|Cloud Services CA.*|Blue Coat ProxySG.*`}},
		// smc is the endpoint product, wssad the agent of the cloud service
		Programs: []string{"smc", "smcgui", "wssad", "wssa-*", "semsvc"}},
	{Name: "Forcepoint", Kind: Either, Seen: true, // C
		Signs:    []Names{{CommonName: `Forcepoint Cloud CA`}, {Organization: `Forcepoint( LLC)?`}, {Organization: `Websense,?( Inc\.?)?`}, {CommonName: `Websense Public Primary.*`}},
		Programs: []string{"wepsvc", "fppsvc", "forcepoint*", "dserui"}, Extensions: []string{"com.forcepoint.", "com.websense."}},
	{Name: "Fortinet", Kind: Either, Seen: true, // C
		Signs:    []Names{{CommonName: `FortiGate CA`}, {CommonName: `FG[A-Z0-9]{8,20}|Fortinet_.*`, Organization: `Fortinet.*`}, {Organization: `Fortinet( Ltd\.?|,? Inc\.?)?`}},
		Programs: []string{"forticlient", "fortiproxy", "fortiwf", "fortisettings", "fortitray", "fctservctl2"}, Extensions: []string{"com.fortinet."}},
	{Name: "Palo Alto Networks", Kind: Network,
		Signs: []Names{{Organization: `Palo Alto Networks(,? Inc\.?)?`}, {CommonName: `Palo Alto.*(Forward|Decrypt|Trust|CA).*`}}},
	{Name: "Check Point", Kind: Either,
		Signs:    []Names{{Organization: `Check ?Point( Software Technologies)?( Ltd\.?)?`}, {CommonName: `(Harmony|Check ?Point).*(CA|Authority|Inspection).*`}},
		Programs: []string{"cptraylogic", "cpda", "tracsrvwrapper", "efrservice", "zlclient", "vsmon"}, Extensions: []string{"com.checkpoint."}},
	{Name: "Cato Networks", Kind: Either, Seen: true, // W
		Signs: []Names{{CommonName: `Cato Networks.*CA`}, {Organization: `Cato Networks.*`}}, Programs: []string{"catoclient", "winvpnclient", "winvpnservice*"}, Extensions: []string{"com.catonetworks."}},
	{Name: "Menlo Security", Kind: Network,
		Signs: []Names{{Organization: `Menlo Security(,? Inc\.?)?`}, {CommonName: `Menlo Security.*CA.*`}}},
	{Name: "ContentKeeper", Kind: Network, Seen: true, // C
		Signs: []Names{{CommonName: `ContentKeeper Appliance CA \(\d+\)`}, {Organization: `ContentKeeper Technologies`}}},
	{Name: "Cyberoam", Kind: Network, Seen: true, // C
		Signs: []Names{{CommonName: `Cyberoam.*(CA|Authority).*`}, {Organization: `Cyberoam( Certificate Authority)?`}}},
	{Name: "Smoothwall", Kind: Network, Seen: true, // C
		Signs: []Names{{CommonName: `Smoothwall-default-root-certificate-authority`}, {Organization: `Smoothwall( Ltd\.?| Limited)?`}}},
	{Name: "SonicWall", Kind: Network, Seen: true, // C, W
		Signs: []Names{{Organization: `HTTPS Management Certificate for SonicWALL.*`}, {CommonName: `SonicWALL Firewall DPI-SSL`}, {Organization: `SonicWALL,? Inc\.?`}}},
	{Name: "NetSpark", Kind: Network, Seen: true, // C
		Signs: []Names{{CommonName: `www\.netspark\.com`}, {Organization: `NetSpark.*`}}},
	{Name: "Trend Micro IWSS", Kind: Network, Seen: true, // C
		Signs: []Names{{CommonName: `IWSS\.TREND.*`}}},
	{Name: "Untangle / Arista", Kind: Network, Seen: true, // W
		Signs: []Names{{CommonName: `www\.untangle\.com|edge\.arista\.com`}, {Organization: `Untangle(,? Inc\.?)?`}}},
	{Name: "WatchGuard", Kind: Network, Seen: true, // W
		Signs: []Names{{CommonName: `Fireware HTTPS Proxy.*`}, {Organization: `WatchGuard(_| )Technologies(,? Inc\.?)?`}, {CommonName: `Fireware.*`, Unit: `Fireware`}}},
	{Name: "Barracuda", Kind: Network,
		Signs: []Names{{Organization: `Barracuda Networks(,? Inc\.?)?`}, {CommonName: `Barracuda.*(CA|Root|Inspection).*`}}},
	{Name: "Sangfor", Kind: Network,
		Signs: []Names{{Organization: `Sangfor( Technologies.*)?`}, {CommonName: `SANGFOR.*(CA|Root).*`}}},
	{Name: "Kerio Control", Kind: Network,
		Signs: []Names{{CommonName: `Kerio (Control|Connect).*(CA|Authority).*`}, {Organization: `Kerio Technologies.*`}}},
	{Name: "Cisco Secure Web Appliance", Kind: Network,
		Signs: []Names{{CommonName: `(Cisco|IronPort) (Secure )?Web (Security )?Appliance.*`}, {Organization: `IronPort.*`}}},
	{Name: "Juniper", Kind: Network, Signs: []Names{{Organization: `Juniper Networks(,? Inc\.?)?`}}},
	{Name: "A10", Kind: Network, Signs: []Names{{Organization: `A10 Networks(,? Inc\.?)?`}}},
	{Name: "Gigamon", Kind: Network, Signs: []Names{{Organization: `Gigamon(,? Inc\.?)?`}}},
	{Name: "Stormshield", Kind: Network, Signs: []Names{{CommonName: `SSL proxy default authority`}, {Organization: `Stormshield`}}},
	{Name: "Endian", Kind: Network, Signs: []Names{{Organization: `Endian( S\.?r\.?l\.?| Firewall.*)?`}}},
	{Name: "NextDNS", Kind: Network, Signs: []Names{{CommonName: `NextDNS.*(CA|Root).*`}, {Organization: `NextDNS,?( Inc\.?)?`}}},

	// They watch a computer and can block what it sends, but sign no certificates.
	{Name: "Microsoft Defender", Kind: Computer, Programs: []string{"msmpeng", "mssense", "nissrv", "wdavdaemon"}, Extensions: []string{"com.microsoft.wdav."}},
	{Name: "CrowdStrike", Kind: Computer, Programs: []string{"csfalconservice", "csfalconcontainer", "falcond", "falcon-sensor*"}, Extensions: []string{"com.crowdstrike."}},
	{Name: "SentinelOne", Kind: Computer, Programs: []string{"sentinelagent*", "sentinelstaticengine*", "sentineld", "s1-agent"}, Extensions: []string{"com.sentinelone."}},
	{Name: "Cortex XDR", Kind: Computer, Programs: []string{"cyserver", "cytray", "cortex-xdr*", "traps_pmd", "pmd"}, Extensions: []string{"com.paloaltonetworks.traps."}},
	{Name: "GlobalProtect", Kind: Computer, Programs: []string{"pangps", "pangpa", "globalprotect"}, Extensions: []string{"com.paloaltonetworks.globalprotect."}},
	{Name: "Malwarebytes", Kind: Computer, Programs: []string{"mbamservice", "mbam", "rtprotectiondaemon"}, Extensions: []string{"com.malwarebytes."}},
	{Name: "Carbon Black", Kind: Computer, Programs: []string{"repmgr", "cbdefense*", "cbagentd", "repux"}, Extensions: []string{"com.vmware.carbonblack."}},
	{Name: "Trellix", Kind: Computer, Programs: []string{"xagt", "xagtnotif"}, Extensions: []string{"com.trellix.", "com.fireeye."}},
	{Name: "Cisco Secure Client", Kind: Computer, Programs: []string{"csc_vpnagent", "vpnagent", "vpnagentd"}, Extensions: []string{"com.cisco."}},
	{Name: "Tanium", Kind: Computer, Programs: []string{"taniumclient"}},
	{Name: "Webroot", Kind: Computer, Programs: []string{"wrsa", "wrskyclient"}, Extensions: []string{"com.webroot."}},
	{Name: "F-Secure / WithSecure", Kind: Computer, Programs: []string{"fshoster32", "fshoster64", "fsorsp", "wshoster*"}, Extensions: []string{"com.f-secure.", "com.withsecure."}},
	{Name: "Comodo / Xcitium", Kind: Computer, Programs: []string{"cmdagent", "cavwp", "itsmservice"}},
	{Name: "GlassWire", Kind: Computer, Programs: []string{"gwctlsrv", "glasswire"}},
	{Name: "simplewall", Kind: Computer, Programs: []string{"simplewall"}},
	{Name: "NetLimiter", Kind: Computer, Programs: []string{"nlsvc", "nlclientapp"}},
	{Name: "Portmaster", Kind: Computer, Programs: []string{"portmaster-core", "portmaster-start", "portmaster-app"}},
	{Name: "OpenSnitch", Kind: Computer, Programs: []string{"opensnitchd"}},
	{Name: "Little Snitch", Kind: Computer, Programs: []string{"littlesnitchd", "little snitch*"}, Extensions: []string{"at.obdev.littlesnitch."}},
	{Name: "LuLu", Kind: Computer, Extensions: []string{"com.objective-see.lulu."}},
	{Name: "TripMode", Kind: Computer, Extensions: []string{"ch.tripmode.tripmode."}},
	{Name: "Radio Silence", Kind: Computer, Extensions: []string{"com.radiosilenceapp."}},
	{Name: "zapret / GoodbyeDPI", Kind: Computer, Programs: []string{"winws", "goodbyedpi", "nfqws", "tpws"}},
}
