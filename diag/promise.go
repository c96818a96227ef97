package diag

// promise is a value that a goroutine of its own works out. A panic there comes up where the value is asked for, so
// that a fault in one probe ends as one clear internal fault.
type promise[T any] struct {
	done  chan struct{}
	value T
	fault any
}

// later starts run and returns at once.
func later[T any](run func() T) *promise[T] {
	p := &promise[T]{done: make(chan struct{})}
	go func() {
		defer close(p.done)
		defer func() { p.fault = recover() }()
		p.value = run()
	}()
	return p
}

// get waits for the value.
func (p *promise[T]) get() T {
	<-p.done
	if p.fault != nil {
		panic(p.fault)
	}
	return p.value
}
