// Package system runs the whole product on one machine: the table engine, the AWS
// emulator, fakes of Square and of the weather, every function of the template as its real program, and the gateway in
// front of them.
package system

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/marketprep/marketprep/infra/local/engines"
	"github.com/marketprep/marketprep/infra/local/gateway"
	"github.com/marketprep/marketprep/infra/local/lambda"
	"github.com/marketprep/marketprep/infra/local/provision"
	"github.com/marketprep/marketprep/infra/local/template"
	"github.com/marketprep/marketprep/infra/local/triggers"
	"github.com/marketprep/marketprep/shared/localevents/eventstest"
	"github.com/marketprep/marketprep/shared/square/squaretest"
	"github.com/marketprep/marketprep/shared/weather/weathertest"
)

// Options of a System. Only Root is needed.
type Options struct {
	Root       string            // the repository
	Addr       string            // host:port of the gateway; empty: a free port of 127.0.0.1
	Data       string            // folder that keeps the data; empty: memory
	Pages      string            // folder of the built web app; empty: the API alone
	Schedules  bool              // whether jobs run by the clock; Fire runs them in any case
	Parameters map[string]string // of the template, beyond those that say where the engines are
	Sky        Sky               // the weather at the fakes; nil: weathertest.Fair
	Log        io.Writer         // what functions and engines print; may be nil
}

// A System runs until Stop.
type System struct {
	URL      string // of the gateway, without a slash at the end
	Template *template.Template
	Cloud    *provision.Cloud

	square  *squaretest.Server
	weather *weathertest.Forecaster

	events    *eventstest.Server
	eventsURL string
	letters   string // address at which the emulator shows what was mailed

	host  *lambda.Host
	jobs  *triggers.Triggers
	died  chan struct{} // closed when an engine ended by itself
	once  sync.Once
	stops []func() error // what to undo, in the order in which it was done
}

// Start builds the functions and starts everything. It returns when requests are
// answered. If that does not work nothing is left running.
func Start(ctx context.Context, o Options) (*System, error) {
	s := &System{died: make(chan struct{})}
	if err := s.start(ctx, o); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

func (s *System) start(ctx context.Context, o Options) error {
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return fmt.Errorf("system: folder of the repository: %w", err)
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	o.Log = &lines{to: o.Log}
	// First, for a port that is taken should not cost a build.
	listener, err := s.listen(o.Addr)
	if err != nil {
		return err
	}
	programDir := filepath.Join(root, ".local", "build")
	if err := build(ctx, root, programDir); err != nil {
		return err
	}
	parameters, err := s.startEngines(ctx, o)
	if err != nil {
		return err
	}
	square, err := s.startSquare(o)
	if err != nil {
		return err
	}
	maps.Copy(parameters, square)
	sky, err := s.startWeather(o)
	if err != nil {
		return err
	}
	maps.Copy(parameters, sky)
	events, err := s.startEvents()
	if err != nil {
		return err
	}
	maps.Copy(parameters, events)
	s.Template, err = template.Load(ctx, filepath.Join(root, "template.yaml"), template.Options{
		Parameters: parameters, Create: s.create, Region: provision.Region,
	})
	if err != nil {
		return fmt.Errorf("system: %w", err)
	}
	if err := s.tellEvents(ctx); err != nil {
		return err
	}
	if err := s.tellSquare(ctx, cmp.Or(o.Parameters["Stage"], "dev")); err != nil {
		return err
	}
	s.host, err = lambda.Start(programs(s.Template, programDir), lambda.Options{Log: o.Log, Region: provision.Region})
	if err != nil {
		return fmt.Errorf("system: %w", err)
	}
	s.stops = append(s.stops, s.host.Close)
	if err := s.startJobs(o); err != nil {
		return err
	}
	return s.serve(listener, o)
}

func (s *System) listen(addr string) (net.Listener, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", addr) //nolint:noctx // it does not block
	if err != nil {
		return nil, fmt.Errorf("system: %w", err)
	}
	s.URL = "http://" + listener.Addr().String()
	s.stops = append(s.stops, func() error {
		if err := listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("system: %w", err)
		}
		return nil
	})
	return listener, nil
}

// startEngines returns the parameters of the template that say where they are.
func (s *System) startEngines(ctx context.Context, o Options) (map[string]string, error) {
	under := func(name string) engines.Options {
		e := engines.Options{Log: o.Log}
		if o.Data != "" {
			e.Data = filepath.Join(o.Data, name)
		}
		return e
	}
	table, err := engines.StartTable(ctx, under("table"))
	if err != nil {
		return nil, err
	}
	s.watch(table)
	emulator, err := engines.StartEmulator(ctx, under("aws"))
	if err != nil {
		return nil, err
	}
	s.watch(emulator)
	parameters := maps.Clone(o.Parameters)
	if parameters == nil {
		parameters = map[string]string{}
	}
	if parameters["WebOrigin"] == "" { // the pages are served here, and links in letters lead to them
		parameters["WebOrigin"] = s.URL
	}
	parameters["TableEndpoint"], parameters["ServicesEndpoint"] = "http://"+table.Addr, "http://"+emulator.Addr
	s.letters = parameters["ServicesEndpoint"] + "/_ministack/ses/messages"
	s.Cloud = provision.New(parameters["TableEndpoint"], parameters["ServicesEndpoint"])
	s.stops = append(s.stops, func() error {
		s.Cloud.Close()
		return nil
	})
	return parameters, nil
}

// watch arranges for an engine to be stopped, and for its end to be noticed.
func (s *System) watch(p *engines.Process) {
	s.stops = append(s.stops, p.Stop)
	go func() {
		<-p.Done()
		s.once.Do(func() { close(s.died) })
	}()
}

func (s *System) create(ctx context.Context, id, resourceType string, properties map[string]any) (template.Values, error) {
	values, err := s.Cloud.Create(ctx, id, resourceType, properties)
	return template.Values(values), err
}

// startJobs feeds the functions from queues and, if wanted, by the clock.
func (s *System) startJobs(o Options) error {
	functions := slices.Clone(s.Template.Functions)
	if !o.Schedules {
		for i := range functions {
			functions[i].Schedules = manual(functions[i].Schedules)
		}
	}
	var err error
	s.jobs, err = triggers.New(functions, s.host.Invoke, triggers.Options{Queues: s.Cloud.Queues, Log: o.Log})
	if err != nil {
		return fmt.Errorf("system: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { s.jobs.Run(ctx) })
	s.stops = append(s.stops, func() error {
		cancel()
		running.Wait()
		return nil
	})
	return nil
}

// manual are the schedules that only Fire runs.
func manual(schedules []template.Schedule) []template.Schedule {
	out := slices.Clone(schedules)
	for i := range out {
		out[i].Enabled = false
	}
	return out
}

func (s *System) serve(listener net.Listener, o Options) error {
	if n := len(s.Template.APIs); n != 1 {
		return fmt.Errorf("system: the template has %d APIs, one is served", n)
	}
	api := s.Template.APIs[0]
	restAPI, err := gateway.New(api, s.Template.Functions, s.host.Invoke, gateway.Options{Log: o.Log})
	if err != nil {
		return fmt.Errorf("system: %w", err)
	}
	handler, err := besidePages(o, restAPI)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends with Shutdown
	s.stops = append(s.stops, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		if server.Shutdown(ctx) == nil {
			return nil
		}
		return server.Close() // a client that keeps its connection must not keep the system
	})
	return nil
}

// Fire runs the jobs of a scheduled function now and waits for them. It fails if
// the function does.
func (s *System) Fire(ctx context.Context, function string) error {
	for _, f := range s.Template.Functions {
		if function != f.ID && function != filepath.Base(f.CodeURI) {
			continue
		}
		if err := s.jobs.Fire(ctx, f.ID); err != nil {
			return fmt.Errorf("system: %w", err)
		}
		return nil
	}
	return fmt.Errorf("system: there is no function %s", function)
}

// Invoke runs a function with an event and returns its answer. It fails if the
// function does.
func (s *System) Invoke(ctx context.Context, function string, event []byte) ([]byte, error) {
	result, err := s.host.Invoke(ctx, function, event)
	if err != nil {
		return nil, fmt.Errorf("system: run %s: %w", function, err)
	}
	if result.Failed {
		return nil, fmt.Errorf("system: %s failed: %s", function, result.Payload)
	}
	return result.Payload, nil
}

// Done is closed when an engine has ended; before Stop, that is an accident.
func (s *System) Done() <-chan struct{} { return s.died }

// Stop ends everything, in the opposite order of its start, and returns when no
// process is left. A second call does nothing.
func (s *System) Stop() error {
	var errs []error
	for _, stop := range slices.Backward(s.stops) {
		errs = append(errs, stop())
	}
	s.stops = nil
	return errors.Join(errs...)
}
