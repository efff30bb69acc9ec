package mail

import (
	"testing"

	"github.com/marketprep/marketprep/shared/errs"
)

func TestNothingInAHeaderBeginsAnother(t *testing.T) {
	t.Parallel()
	good := Message{To: "anna@example.com", Subject: "Samstag: 24 Stück – ✓", Text: "x\ny", Unsubscribe: "https://api.example.com/v1/notifications/ABC/stop"}
	with := func(change func(*Message)) Message { m := good; change(&m); return m }
	if err := good.Check(); err != nil {
		t.Errorf("a good one: %v", err)
	}
	if err := with(func(m *Message) { m.Unsubscribe = "" }).Check(); err != nil {
		t.Errorf("one that cannot be ended: %v", err)
	}
	for name, m := range map[string]Message{
		"to nobody":                      with(func(m *Message) { m.To = "" }),
		"to two":                         with(func(m *Message) { m.To = "a@example.com,b@example.com" }),
		"a line break in the address":    with(func(m *Message) { m.To = "a@example.com\r\nBcc:b@example.com" }),
		"no subject":                     with(func(m *Message) { m.Subject = "" }),
		"a line break in the subject":    with(func(m *Message) { m.Subject = "Saturday\r\nBcc: b@example.com" }),
		"a line feed":                    with(func(m *Message) { m.Subject = "Saturday\nX: y" }),
		"a carriage return":              with(func(m *Message) { m.Subject = "Saturday\rX: y" }),
		"NEL":                            with(func(m *Message) { m.Subject = "Saturday\u0085X: y" }),
		"a line separator":               with(func(m *Message) { m.Subject = "Saturday\u2028X: y" }),
		"NUL":                            with(func(m *Message) { m.Subject = "Saturday\x00" }),
		"no text":                        with(func(m *Message) { m.Text = "" }),
		"ended by a script":              with(func(m *Message) { m.Unsubscribe = "javascript:alert(1)" }),
		"ended at no host":               with(func(m *Message) { m.Unsubscribe = "https:///stop" }),
		"ended at two places":            with(func(m *Message) { m.Unsubscribe = "https://a.example.com/>,<https://b.example.com/" }),
		"a line break where it is ended": with(func(m *Message) { m.Unsubscribe = "https://a.example.com/\r\nBcc:b@example.com" }),
	} {
		if err := m.Check(); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v, want an invalid one", name, err)
		}
	}
}
