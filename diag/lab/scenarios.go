package lab

import "slices"

// Scenarios are the ways a network can be, from the person outwards.
var Scenarios = slices.Concat(healthyWorlds, computerWorlds, lineWorlds, nameWorlds, siteWorlds, proxyWorlds, scriptWorlds, zoomWorlds, appWorlds, answerWorlds,
	strangeWorlds, sixWorlds, filterWorlds, pairWorlds, fullWorlds)
