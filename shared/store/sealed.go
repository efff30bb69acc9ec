package store

import (
	"context"

	"github.com/marketprep/marketprep/shared/dynamo"
	"github.com/marketprep/marketprep/shared/errs"
	"github.com/marketprep/marketprep/shared/tenant"
	"github.com/marketprep/marketprep/shared/vault"
)

// sealedItem is a secret that nobody can read who has the table alone.
type sealedItem struct {
	dynamo.Key
	vault.Sealed
}

// Sealed returns the sealed secret of v. It fails with errs.NotFound if there is none.
func (s *Store) Sealed(ctx context.Context, v tenant.ID) (vault.Sealed, error) {
	item, err := dynamo.Get[sealedItem](ctx, s.table, vendorKey(v, sealedSK))
	return item.Sealed, err
}

// PutSealed keeps the sealed secret of v. If it may only replace another it fails
// with errs.NotFound if there is none.
func (s *Store) PutSealed(ctx context.Context, v tenant.ID, sealed vault.Sealed, replace bool) error {
	k := vendorKey(v, sealedSK)
	if !replace {
		return s.table.Put(ctx, sealedItem{k, sealed})
	}
	change := dynamo.Change{Set: map[string]any{"Key": sealed.Key, "Nonce": sealed.Nonce, "Text": sealed.Text}}
	_, _, err := dynamo.Update[sealedItem](ctx, s.table, k, change, dynamo.IfEqual("PK", k.PK))
	if errs.KindOf(err) == errs.Conflict {
		return errs.Wrap(errs.NotFound, err, "there are no tokens: connect again")
	}
	return err
}

// DeleteSealed forgets the sealed secret of v; one that is not there is no error.
func (s *Store) DeleteSealed(ctx context.Context, v tenant.ID) error {
	return s.table.Delete(ctx, vendorKey(v, sealedSK))
}
