package window

import (
	"linecheck/diag"
	"linecheck/ui/window/actions"
)

// The types the window shares with the program around it.
type (
	Snapshot  = actions.Snapshot
	Actions   = actions.Actions
	FixResult = actions.FixResult
	Remedy    = actions.Remedy
	Change    = actions.Change
	Effect    = actions.Effect
	Question  = actions.Question

	Run        = actions.Run
	Kept       = actions.Kept
	Comparison = actions.Comparison
	Answer     = actions.Answer
	Letter     = actions.Letter
	Choices    = actions.Choices
	Trials     = actions.Trials
)

// teller turns snapshots into words and shapes.
type teller struct{ Actions }

// say is Say without arguments.
func (a teller) say(id string) string { return a.Say(id, diag.Args{}) }
