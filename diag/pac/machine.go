package pac

import (
	"context"
	"errors"
	"runtime/metrics"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"
)

// Bounds of a running script. Real ones need a few hundred kilobytes and some ten calls.
const (
	maxMemory = 128 << 20 // bytes that the whole program may grow by while a script runs
	maxCalls  = 2000      // nested
	maxList   = 1 << 20   // elements of a list, or characters of a text, that one call may work on
	maxText   = 32 << 20  // characters that one call may make
	watchEach = 2 * time.Millisecond
)

// machine is one JavaScript engine for one question.
type machine struct {
	*goja.Runtime
	ctx     context.Context
	world   World
	stopped atomic.Bool
}

func newMachine(ctx context.Context, w World) *machine {
	m := &machine{Runtime: goja.New(), ctx: ctx, world: w}
	m.SetMaxCallStackSize(maxCalls)
	for _, name := range []string{"ArrayBuffer", "SharedArrayBuffer", "DataView", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array",
		"Uint16Array", "Int32Array", "Uint32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array", "BigInt"} {
		m.GlobalObject().Delete(name) //nolint:errcheck // one call of theirs can take all memory, and no proxy script has a use for them
	}
	m.bound("Array", m.shortList)
	m.bound("String", m.shortText)
	m.noticeStops()
	for name, f := range helpers {
		m.Set(name, func(c goja.FunctionCall) goja.Value { return f(m, arguments(c.Arguments)) }) //nolint:errcheck // a plain object takes it
	}
	return m
}

// watch stops the script at the end of its context and when memory grows too much. The engine has no limit of its own,
// so the whole program's memory is watched: what else runs beside takes a fraction of the limit.
func (m *machine) watch() (end func()) {
	over := make(chan struct{})
	before := heap()
	go func() {
		tick := time.NewTicker(watchEach)
		defer tick.Stop()
		for {
			select {
			case <-over:
				return
			case <-m.ctx.Done():
				m.stop(ErrTimeout)
				return
			case <-tick.C:
			}
			if heap() > before+maxMemory {
				m.stop(ErrMemory)
				return
			}
		}
	}()
	return func() { close(over) }
}

func (m *machine) stop(why error) {
	m.stopped.Store(true)
	m.Interrupt(why)
}

// heap is the memory in use, in bytes; reading it stops nothing.
func heap() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	if s[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return s[0].Value.Uint64()
}

func (m *machine) function(name string) (goja.Callable, bool) {
	return goja.AssertFunction(m.Get(name))
}

// bound puts a check in front of every method of a kind of value: a single call of a built-in method cannot be
// interrupted, and some can be told to work for ever.
func (m *machine) bound(kind string, fits func(method string, c goja.FunctionCall) bool) {
	methods := m.Get(kind).ToObject(m.Runtime).Get("prototype").ToObject(m.Runtime)
	for _, name := range methods.GetOwnPropertyNames() {
		original, ok := goja.AssertFunction(methods.Get(name))
		if !ok || name == "constructor" {
			continue
		}
		methods.Set(name, func(c goja.FunctionCall) goja.Value { //nolint:errcheck // built-in methods can be replaced
			if m.stopped.Load() || !fits(name, c) {
				panic(m.NewGoError(errTooMuch))
			}
			v, err := original(c.This, c.Arguments...)
			if err != nil {
				panic(err)
			}
			return v
		})
	}
}

var errTooMuch = errors.New("too much for a proxy script")

func (m *machine) shortList(_ string, c goja.FunctionCall) bool {
	if o, ok := c.This.(*goja.Object); ok {
		if n := o.Get("length"); n != nil {
			return n.ToInteger() <= maxList
		}
	}
	return true
}

// shortText: repeat and pad make as many characters as they are told to; replace may put a text in at every character.
func (m *machine) shortText(method string, c goja.FunctionCall) bool {
	if goja.IsUndefined(c.This) || goja.IsNull(c.This) {
		return true
	}
	length := int64(len(c.This.String()))
	switch method {
	case "repeat":
		n := c.Argument(0).ToInteger()
		return n <= maxText && n*length <= maxText
	case "padStart", "padEnd":
		return c.Argument(0).ToInteger() <= maxText
	case "replace", "replaceAll":
		return length <= maxList && (length+1)*int64(len(c.Argument(1).String())) <= maxText
	}
	return length <= maxList || method == "toString" || method == "valueOf"
}

// noticeStops lets JSON.stringify, which asks every object for toJSON, notice that the script was stopped.
func (m *machine) noticeStops() {
	look := m.ToValue(func(goja.FunctionCall) goja.Value {
		if m.stopped.Load() {
			panic(m.NewGoError(errTooMuch))
		}
		return goja.Undefined()
	})
	objects := m.Get("Object").ToObject(m.Runtime).Get("prototype").ToObject(m.Runtime)
	objects.DefineAccessorProperty("toJSON", look, goja.Undefined(), goja.FLAG_TRUE, goja.FLAG_FALSE) //nolint:errcheck // an ordinary object
}
