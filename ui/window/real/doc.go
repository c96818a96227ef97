// Package real holds the tests of the program as people meet it: the real window on a screen in memory, in the lab's
// made-up internet, moved by keys and clicks. They have the build tag window; make window builds what they need and runs them.
package real
