package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/marketprep/marketprep/shared/errs"
)

// maxItem is the size of an item that DynamoDB takes, in bytes.
const maxItem = 400 << 10

// fits fails with errs.TooLarge if item is larger than the table takes: found out
// before it is sent, for DynamoDB names this failure in its message alone.
func fits(item map[string]types.AttributeValue) error {
	if mapSize(item) > maxItem {
		return errs.New(errs.TooLarge, "there is no room for more: everything of this kind together may take up 400 kB")
	}
	return nil
}

// sizeOf is how many bytes v counts, after "DynamoDB item sizes and formats" in
// the service's developer guide. A number counts at most as much as this says.
func sizeOf(v types.AttributeValue) int {
	const nested = 3
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return len(v.Value)
	case *types.AttributeValueMemberN:
		return len(v.Value)/2 + 2
	case *types.AttributeValueMemberB:
		return len(v.Value)
	case *types.AttributeValueMemberSS:
		n := 0
		for _, s := range v.Value {
			n += len(s)
		}
		return n
	case *types.AttributeValueMemberL:
		n := nested
		for _, e := range v.Value {
			n += 1 + sizeOf(e)
		}
		return n
	case *types.AttributeValueMemberM:
		return nested + len(v.Value) + mapSize(v.Value)
	default: // a boolean or nothing
		return 1
	}
}

func mapSize(m map[string]types.AttributeValue) int {
	n := 0
	for name, v := range m {
		n += len(name) + sizeOf(v)
	}
	return n
}
