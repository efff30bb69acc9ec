package store

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/weather"
)

// weatherItem is a vendor's own copy of the weather.
type weatherItem struct {
	dynamo.Key
	Book []byte // weather.Book: JSON, deflated
}

func packBook(v tenant.ID, b *weather.Book) (weatherItem, error) {
	packed, err := deflate(b)
	return weatherItem{vendorKey(v, weatherSK), packed}, err
}

// readBook returns v's weather out of batch; nil if there is none. One that cannot be
// read is none: it is made anew within a day, and costs nobody a list.
func readBook(batch dynamo.Batch, v tenant.ID) (*weather.Book, error) {
	var item weatherItem
	found, err := batch.Read(vendorKey(v, weatherSK), &item)
	if err != nil || !found {
		return nil, err
	}
	book := new(weather.Book)
	if inflate(item.Book, book) != nil {
		return nil, nil //nolint:nilerr // see above
	}
	return book, nil
}

// cellItem is what is known of a cell now, and when it is to be looked at again.
type cellItem struct {
	dynamo.Key
	dynamo.Due
	Cell   string
	Source string    `dynamodbav:",omitempty"`
	At     time.Time // of the forecast
	Hours  []byte    `dynamodbav:",omitempty"` // weather.Pack
	Told   []byte    `dynamodbav:",omitempty"` // the forecast that vendors' lists were last made due for
	ToldAt time.Time
	Oldest int `dynamodbav:",omitempty"` // the first year of the past that was asked for
}

// yearItem is a year of a cell's past.
type yearItem struct {
	dynamo.Key
	Hours []byte // weather.Year
}

// listedItem says that a vendor sells in a cell (TTL).
type listedItem struct {
	dynamo.Key
	Vendor    string
	ExpiresAt int64
}

// listedFor is how long a cell is looked at for a vendor that does not say again that
// it sells there.
const listedFor = 40 * 24 * time.Hour

// Cell is what the table has of a cell.
type Cell struct {
	weather.Known
	Cell     weather.Cell
	Told     weather.Forecast // the one that vendors' lists were last made due for
	Oldest   int              // the first year of the past that was asked for; 0: none
	ReadPast map[int]bool     // the years of Known.Past that are in the table
}

func (i cellItem) cell(c weather.Cell) (Cell, error) {
	out := Cell{Cell: c, Oldest: i.Oldest, ReadPast: map[int]bool{}}
	out.Past = weather.Past{}
	hours, err := weather.Unpack(i.Hours)
	if err != nil {
		return out, fmt.Errorf("store: read forecast of %s: %w", c, err)
	}
	out.Forecast = weather.Forecast{Source: i.Source, At: i.At, Hours: hours}
	told, err := weather.Unpack(i.Told)
	if err != nil {
		return out, fmt.Errorf("store: read what vendors know of %s: %w", c, err)
	}
	out.Told = weather.Forecast{At: i.ToldAt, Hours: told}
	return out, nil
}

// Cells returns what the table has of cells, with the given years of their past, in
// one round trip per hundred items. A cell that nobody looked at is there, empty.
func (s *Store) Cells(ctx context.Context, cells []weather.Cell, years []int) (map[weather.Cell]Cell, error) {
	var keys []dynamo.Key
	for _, c := range cells {
		keys = append(keys, cellKey(c, cellSK))
		for _, y := range years {
			keys = append(keys, cellKey(c, pastSK(y)))
		}
	}
	out := map[weather.Cell]Cell{}
	if len(keys) == 0 {
		return out, nil
	}
	batch, err := s.table.GetBatch(ctx, keys)
	if err != nil {
		return nil, err
	}
	for _, c := range cells {
		var item cellItem
		if _, err := batch.Read(cellKey(c, cellSK), &item); err != nil {
			return nil, err
		}
		cell, err := item.cell(c)
		if err != nil {
			return nil, err
		}
		for _, y := range years {
			var past yearItem
			found, err := batch.Read(cellKey(c, pastSK(y)), &past)
			if err != nil {
				return nil, err
			}
			if found {
				cell.Past[y], cell.ReadPast[y] = weather.Year(past.Hours), true
			}
		}
		out[c] = cell
	}
	return out, nil
}

// SaveCell writes c with the given years of its past, and that it is to be looked at
// again at next.
func (s *Store) SaveCell(ctx context.Context, c Cell, years []int, next time.Time) error {
	tx := new(dynamo.Tx)
	tx.Put(cellItem{
		Key: cellKey(c.Cell, cellSK), Due: dynamo.Due{Due: cellShard(c.Cell), DueAt: next.UTC().Format(time.RFC3339Nano)}, Cell: c.Cell.String(),
		Source: c.Forecast.Source, At: c.Forecast.At.UTC(), Hours: weather.Pack(c.Forecast.Hours),
		Told: weather.Pack(c.Told.Hours), ToldAt: c.Told.At.UTC(), Oldest: c.Oldest,
	})
	for _, y := range years {
		tx.Put(yearItem{cellKey(c.Cell, pastSK(y)), c.Past[y]})
	}
	return s.table.Write(ctx, tx)
}

// PostponeCell says when a cell is to be looked at again; a zero next is never, until
// a vendor is listed there.
func (s *Store) PostponeCell(ctx context.Context, c weather.Cell, next time.Time) error {
	change := dynamo.Change{Remove: []string{"Due", "DueAt"}}
	if !next.IsZero() {
		change = dynamo.Change{Set: map[string]any{"DueAt": next.UTC().Format(time.RFC3339Nano)}}
	}
	_, _, err := dynamo.Update[cellItem](ctx, s.table, cellKey(c, cellSK), change, dynamo.IfEqual("Cell", c.String()))
	if errs.KindOf(err) == errs.Conflict {
		return nil
	}
	return err
}

// ListAt says that v sells in the given cells: they are looked at from now on. One
// round trip per fifty.
func (s *Store) ListAt(ctx context.Context, v tenant.ID, cells []weather.Cell) error {
	for some := range slices.Chunk(cells, dynamo.MaxTx/2) {
		tx := new(dynamo.Tx)
		for _, c := range some {
			tx.Put(listedItem{cellKey(c, listedSK(v)), v.String(), s.now().Add(listedFor).Unix()})
			tx.Update(cellKey(c, cellSK), dynamo.Change{
				Set:         map[string]any{"Cell": c.String()},
				SetIfAbsent: map[string]any{"Due": cellShard(c), "DueAt": s.now().UTC().Format(time.RFC3339Nano)},
			})
		}
		if err := s.table.Write(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// ListedAt returns the vendors that sell in a cell.
func (s *Store) ListedAt(ctx context.Context, c weather.Cell) ([]tenant.ID, error) {
	var vendors []tenant.ID
	r := dynamo.Range{From: listedSK(tenant.ID{}), To: dynamo.SK("VENDOR#" + last), Limit: 500}
	for {
		page, err := dynamo.List[listedItem](ctx, s.table, cellPK(c), r)
		if err != nil {
			return nil, err
		}
		for _, it := range page.Items {
			v, err := tenant.Verified(it.Vendor)
			if err != nil {
				return nil, fmt.Errorf("store: who sells in %s: %w", c, err)
			}
			if it.ExpiresAt > s.now().Unix() {
				vendors = append(vendors, v)
			}
		}
		if page.Next == "" {
			return vendors, nil
		}
		r.After = page.Next
	}
}

// DueCells returns cells of one shard (0 to Shards-1) that are to be looked at, the
// longest overdue first, at most limit.
func (s *Store) DueCells(ctx context.Context, shard int, limit int32) ([]weather.Cell, error) {
	items, err := dynamo.ListDue[cellItem](ctx, s.table, dueShard(cellQueue, shard), s.now().UTC().Format(time.RFC3339Nano), limit)
	if err != nil {
		return nil, err
	}
	var cells []weather.Cell
	for _, it := range items {
		c, err := weather.ParseCell(it.Cell)
		if err != nil {
			return nil, fmt.Errorf("store: due cell %s: %w", it.PK, err)
		}
		cells = append(cells, c)
	}
	return cells, nil
}

// AllDueNow notes that vendors have work of kind q from now on, in one round trip
// per hundred.
func (s *Store) AllDueNow(ctx context.Context, vendors []tenant.ID, q WorkQueue) error {
	for some := range slices.Chunk(vendors, dynamo.MaxTx) {
		tx := new(dynamo.Tx)
		for _, v := range some {
			s.due(tx, v, q)
		}
		if err := s.table.Write(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// cellQueue is the part of the index of due work that is about cells.
const cellQueue WorkQueue = "weather"

func cellShard(c weather.Cell) string {
	h := fnv.New32a()
	h.Write([]byte(c.String()))
	return dueShard(cellQueue, int(h.Sum32()%Shards))
}
