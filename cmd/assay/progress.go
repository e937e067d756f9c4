package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rivo/uniseg"

	"github.com/seed-4750cad8/assay/cmd/internal/setup"
)

// How often progress is shown: on a terminal often enough to look alive, in a log seldom enough to be read.
const (
	progressOnTerminal = 200 * time.Millisecond
	progressInLog      = 30 * time.Second
)

// A progress shows on standard error how far a scan is: one line that is rewritten in place on a terminal, and a line now
// and then elsewhere. Its counters are safe for concurrent use.
type progress struct {
	listed, listedBytes atomic.Int64
	listedAll           atomic.Bool // the listing has ended, so that listed is the total
	done, doneBytes     atomic.Int64
	findings            atomic.Int64
	read                atomic.Int64 // bytes that came from the store, also of objects that are not done

	w     io.Writer
	width int // of the terminal; 0 for none
	now   func() time.Time
	start time.Time

	mu    sync.Mutex
	shown bool // a line stands on the terminal and must be cleared before anything else is written
	once  sync.Once
	stop  chan struct{}
	ended sync.WaitGroup
}

// startProgress begins to show progress until end is called.
func startProgress(w io.Writer, now func() time.Time) *progress {
	p := &progress{w: w, width: terminalWidth(w), now: now, start: now(), stop: make(chan struct{})}
	every := progressInLog
	if p.width > 0 {
		every = progressOnTerminal
	}
	p.ended.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				p.show()
			case <-p.stop:
				return
			}
		}
	})
	return p
}

// end stops showing progress and clears its line. Calling it again does nothing.
func (p *progress) end() {
	p.once.Do(func() { close(p.stop) })
	p.ended.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
}

// note writes a line beside the progress.
func (p *progress) note(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	fmt.Fprintln(p.w, oneLine(fmt.Sprintf(format, args...)))
}

func (p *progress) clear() {
	if p.shown {
		io.WriteString(p.w, "\r\x1b[K")
		p.shown = false
	}
}

func (p *progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := p.line()
	if p.width == 0 {
		fmt.Fprintln(p.w, line)
		return
	}
	if uniseg.StringWidth(line) >= p.width {
		line = cut(line, p.width-1)
	}
	io.WriteString(p.w, "\r"+line+"\x1b[K")
	p.shown = true
}

// line says how far the scan is: "1,204 of 3,000 objects, 1.2 GiB, 84 MB/s, 35 findings, 12s left".
func (p *progress) line() string {
	done, listed := p.done.Load(), p.listed.Load()
	all := p.listedAll.Load()
	elapsed := p.now().Sub(p.start)
	var b strings.Builder
	switch {
	case all:
		fmt.Fprintf(&b, "%s of %s", count(done), counted(listed, "object"))
	default:
		fmt.Fprintf(&b, "%s of %s objects or more", count(done), count(listed))
	}
	read := p.read.Load()
	fmt.Fprintf(&b, ", %s", setup.FormatSize(read))
	if seconds := elapsed.Seconds(); seconds >= 1 {
		fmt.Fprintf(&b, ", %.0f MB/s", float64(read)/1e6/seconds)
	}
	fmt.Fprintf(&b, ", %s", counted(p.findings.Load(), "finding"))
	if left, ok := p.left(elapsed, done, listed); all && ok {
		fmt.Fprintf(&b, ", %s left", left)
	}
	return b.String()
}

// left estimates the time that is left from the share that is done: of objects and of bytes, whichever is further behind.
func (p *progress) left(elapsed time.Duration, done, listed int64) (time.Duration, bool) {
	if elapsed < 2*time.Second || done == 0 || listed == 0 {
		return 0, false
	}
	share := float64(done) / float64(listed)
	if total := p.listedBytes.Load(); total > 0 {
		bytes := max(p.doneBytes.Load(), min(p.read.Load(), total))
		share = min(share, float64(bytes)/float64(total))
	}
	if share <= 0 {
		return 0, false
	}
	left := time.Duration(float64(elapsed) * (1/share - 1))
	return left.Round(time.Second), left < 1000*time.Hour
}
