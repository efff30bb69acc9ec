package squaretest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// How long things live.
const (
	codeLife  = 5 * time.Minute
	tokenLife = 30 * 24 * time.Hour
	shortLife = 24 * time.Hour
)

// grant is what a seller allowed.
type grant struct {
	merchant string
	scopes   []string
	refresh  string
	revoked  bool
}

type code struct {
	*grant
	redirect string
	made     time.Time
	used     bool
}

type token struct {
	*grant
	expires time.Time
	revoked bool
	short   bool
}

func (t *token) may(scope string) bool { return slices.Contains(t.scopes, scope) }

var authorizePage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Square (fake)</title>
<style>body{font:18px/1.5 system-ui;max-width:32rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1.5rem;margin-right:1rem}</style></head>
<body><h1>MarketPrep wants to read your Square account</h1>
<p>This is a fake of Square that runs on this machine.</p>
<ul>{{range .Scopes}}<li>{{.}}</li>{{end}}</ul>
<form method="post" action="/oauth2/authorize?{{.Query}}">
{{range .Sellers}}<p><label><input type="radio" name="merchant" value="{{.Merchant}}" checked> {{.Name}}</label></p>{{end}}
<button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button>
</form></body></html>
`))

// authorization reads what the page of authorisation is asked for.
func (s *Server) authorization(r *http.Request) (q url.Values, back *url.URL) {
	q = r.URL.Query()
	if q.Get("client_id") != s.o.AppID {
		panic(fail(http.StatusBadRequest, "BAD_REQUEST", "Unknown client_id."))
	}
	redirect := q.Get("redirect_uri")
	if redirect == "" && len(s.o.Redirects) > 0 {
		redirect = s.o.Redirects[0]
	}
	back, err := url.Parse(redirect)
	if err != nil || back.Host == "" || len(s.o.Redirects) > 0 && !slices.Contains(s.o.Redirects, redirect) {
		panic(fail(http.StatusBadRequest, "BAD_REQUEST", "redirect_uri is not registered."))
	}
	return q, back
}

func (s *Server) showAuthorize(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, _ := s.authorization(r)
	var sellers []Seller
	for _, m := range s.merchants() {
		sellers = append(sellers, s.sellers[m].Seller)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = authorizePage.Execute(w, struct { // the browser is gone
		Scopes  []string
		Query   template.URL // as it came: escaped once more, nothing could be read of it
		Sellers []Seller
	}{strings.Fields(q.Get("scope")), template.URL(r.URL.RawQuery), sellers}) //nolint:gosec // it is part of an attribute, which is escaped
}

// decide sends the browser back with what the seller decided.
func (s *Server) decide(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, back := s.authorization(r)
	merchant := r.PostFormValue("merchant")
	answer := back.Query()
	if r.PostFormValue("decision") == "allow" && s.sellers[merchant] != nil {
		id := s.id("sq0cgp-")
		s.codes[id] = &code{&grant{merchant: merchant, scopes: strings.Fields(q.Get("scope"))}, q.Get("redirect_uri"), s.now(), false}
		answer.Set("code", id)
		answer.Set("response_type", "code")
	} else {
		answer.Set("error", "access_denied")
		answer.Set("error_description", "user_denied")
	}
	answer.Set("state", q.Get("state"))
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound) //nolint:gosec // to where the application is registered, in a fake
}

// Decide does what a seller does in the browser: opens the page of authorisation,
// allows or denies, and is sent back. It returns what comes back: code and state,
// or error and state.
func (s *Server) Decide(authorizeURL, merchant string, allow bool) (url.Values, error) {
	form := url.Values{"merchant": {merchant}, "decision": {map[bool]string{true: "allow", false: "deny"}[allow]}}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, authorizeURL, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("squaretest: decide: %w", err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var w recorder
	s.ServeHTTP(&w, r)
	back, err := url.Parse(w.Header().Get("Location"))
	if err != nil || w.status != http.StatusFound {
		return nil, errors.Join(fmt.Errorf("squaretest: the page of authorisation answers %d %s", w.status, w.body.Bytes()), err)
	}
	return back.Query(), nil
}

// Tokens gives an access token and a refresh token of a seller, as if authorised.
func (s *Server) Tokens(merchant string, scopes ...string) (access, refresh string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := &grant{merchant: merchant, scopes: scopes}
	return s.issue(g, false), g.refresh
}

func (s *Server) issue(g *grant, short bool) string {
	if g.refresh == "" {
		g.refresh = s.id("EQAA")
		s.refresh[g.refresh] = g
	}
	life := tokenLife
	if short {
		life = shortLife
	}
	id := s.id("EAAA")
	s.access[id] = &token{grant: g, expires: s.now().Add(life), short: short}
	return id
}

type tokenRequest struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	GrantType    string `json:"grant_type"`
	Code         string `json:"code"`
	RedirectURI  string `json:"redirect_uri"`
	RefreshToken string `json:"refresh_token"`
	ShortLived   bool   `json:"short_lived"`
}

func (s *Server) obtainToken(w http.ResponseWriter, r *http.Request) {
	var in tokenRequest
	read(r, &in)
	s.mu.Lock()
	defer s.mu.Unlock()
	refuse := func(status int, kind, message string) *refusal {
		if s.rule(r).LegacyErrors {
			return legacy(status, kind, message)
		}
		code := map[int]string{http.StatusUnauthorized: "UNAUTHORIZED"}[status]
		return fail(status, cmp.Or(code, "BAD_REQUEST"), message)
	}
	if in.ClientID != s.o.AppID || in.ClientSecret != s.o.AppSecret {
		panic(refuse(http.StatusUnauthorized, "service.not_authorized", "Not Authorized"))
	}
	var g *grant
	switch in.GrantType {
	case "authorization_code":
		c := s.codes[in.Code]
		if c == nil || c.used || s.now().Sub(c.made) >= codeLife || c.redirect != in.RedirectURI {
			panic(refuse(http.StatusBadRequest, "invalid_grant", "Authorization code not found, expired or already claimed"))
		}
		c.used, g = true, c.grant
	case "refresh_token":
		if g = s.refresh[in.RefreshToken]; g == nil || g.revoked {
			panic(refuse(http.StatusUnauthorized, "invalid_grant", "Refresh token not found or revoked"))
		}
	default:
		panic(refuse(http.StatusBadRequest, "bad_request", "Unknown grant_type"))
	}
	access := s.issue(g, in.ShortLived)
	answer(w, object{
		"access_token": access, "token_type": "bearer", "expires_at": s.access[access].expires.Format(time.RFC3339), "merchant_id": g.merchant,
		"refresh_token": g.refresh, "short_lived": in.ShortLived,
	})
}

func (s *Server) revokeToken(w http.ResponseWriter, r *http.Request) {
	var in struct {
		ClientID    string `json:"client_id"`
		AccessToken string `json:"access_token"`
		MerchantID  string `json:"merchant_id"`
		OnlyAccess  bool   `json:"revoke_only_access_token"`
	}
	read(r, &in)
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Header.Get("Authorization") != "Client "+s.o.AppSecret || in.ClientID != s.o.AppID {
		panic(fail(http.StatusUnauthorized, "UNAUTHORIZED", "Not authorized."))
	}
	if (in.AccessToken == "") == (in.MerchantID == "") {
		panic(fail(http.StatusBadRequest, "BAD_REQUEST", "Either access_token or merchant_id is required."))
	}
	merchant := in.MerchantID
	if in.AccessToken != "" {
		t := s.access[in.AccessToken]
		if t == nil {
			panic(fail(http.StatusNotFound, "NOT_FOUND", "Token not found."))
		}
		if in.OnlyAccess {
			t.revoked = true
			answer(w, object{"success": true})
			return
		}
		merchant = t.merchant
	}
	if s.revoke(merchant) == 0 {
		panic(fail(http.StatusNotFound, "NOT_FOUND", "No tokens found."))
	}
	answer(w, object{"success": true})
}

// revoke ends everything that a seller allowed, and says how much that was.
func (s *Server) revoke(merchant string) (n int) {
	for _, g := range s.refresh {
		if g.merchant == merchant && !g.revoked {
			g.revoked = true
			n++
		}
	}
	for _, t := range s.access {
		t.revoked = t.revoked || t.grant.revoked
	}
	return n
}

// Revoke is what a seller does who disconnects in Square's dashboard.
func (s *Server) Revoke(merchant string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoke(merchant)
}

func (s *Server) revokeAsSeller(w http.ResponseWriter, r *http.Request) {
	s.Revoke(r.PathValue("merchant"))
	w.WriteHeader(http.StatusNoContent)
}

func tokenStatus(c call) any {
	return object{
		"scopes": c.token.scopes, "expires_at": c.token.expires.Format(time.RFC3339), "client_id": c.o.AppID, "merchant_id": c.Merchant,
	}
}
