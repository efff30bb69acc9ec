// Package edge is what CloudFront makes of infra/web.yaml: which paths lead to the API
// and which to the pages, and with which headers pages go out. Beside that stands what
// a file of the pages is: where it lies, its type, and for how long it is good. The
// local system and the command that uploads the pages ask here, so that what is tried
// on one machine is what is deployed.
package edge

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// A Distribution tells paths apart.
type Distribution struct{ behaviours []Behaviour }

// A Behaviour is how paths that fit a pattern are answered.
type Behaviour struct {
	Pattern string      // * is any text, ? any letter
	API     bool        // or the pages
	Headers http.Header // that the edge adds
	Methods []string    // others are refused

	fits *regexp.Regexp
}

// Of returns the behaviour of a path: the first that fits counts.
func (d *Distribution) Of(path string) Behaviour {
	for _, b := range d.behaviours {
		if b.fits.MatchString(path) {
			return b
		}
	}
	return Behaviour{} // never: the last one fits all
}

// What is read of the template. Properties that are not here are an error where they
// would change what a browser sees.
type document struct {
	Resources map[string]struct {
		Type       string    `yaml:"Type"`
		Properties yaml.Node `yaml:"Properties"`
	} `yaml:"Resources"`
}

type distribution struct {
	Config struct {
		CacheBehaviors       []yaml.Node `yaml:"CacheBehaviors"`
		DefaultCacheBehavior yaml.Node   `yaml:"DefaultCacheBehavior"`
		CustomErrorResponses []yaml.Node `yaml:"CustomErrorResponses"`
		DefaultRootObject    string      `yaml:"DefaultRootObject"`
	} `yaml:"DistributionConfig"`
}

type behaviour struct {
	PathPattern             string    `yaml:"PathPattern"`
	TargetOriginID          string    `yaml:"TargetOriginId"`
	ViewerProtocolPolicy    string    `yaml:"ViewerProtocolPolicy"`
	AllowedMethods          []string  `yaml:"AllowedMethods"`
	Compress                bool      `yaml:"Compress"`
	CachePolicyID           string    `yaml:"CachePolicyId"`
	OriginRequestPolicyID   string    `yaml:"OriginRequestPolicyId"`
	ResponseHeadersPolicyID string    `yaml:"ResponseHeadersPolicyId"`
	FunctionAssociations    yaml.Node `yaml:"FunctionAssociations"`
}

// Load reads a template, infra/web.yaml.
func Load(file string) (*Distribution, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("edge: %w", err)
	}
	d, err := parse(src)
	if err != nil {
		return nil, fmt.Errorf("edge: %s: %w", file, err)
	}
	return d, nil
}

func parse(src []byte) (*Distribution, error) {
	var doc document
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	headers := map[string]http.Header{"": nil}
	var config *distribution
	for name, r := range doc.Resources {
		switch r.Type {
		case "AWS::CloudFront::ResponseHeadersPolicy":
			h, err := headersOf(&r.Properties)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			headers[name] = h
		case "AWS::CloudFront::Distribution":
			config = new(distribution)
			if err := r.Properties.Decode(config); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	switch {
	case config == nil:
		return nil, errors.New("there is no distribution")
	case config.Config.CustomErrorResponses != nil || config.Config.DefaultRootObject != "":
		return nil, errors.New("error responses and a root object are not known here: PageOf says what a path is")
	}
	d := new(Distribution)
	for _, n := range append(config.Config.CacheBehaviors, config.Config.DefaultCacheBehavior) {
		b, err := behaviourOf(&n, headers)
		if err != nil {
			return nil, err
		}
		d.behaviours = append(d.behaviours, b)
	}
	return d, nil
}

func behaviourOf(n *yaml.Node, headers map[string]http.Header) (Behaviour, error) {
	var b behaviour
	if err := strict(n, &b); err != nil {
		return Behaviour{}, fmt.Errorf("behaviour: %w", err)
	}
	if b.PathPattern == "" {
		b.PathPattern = "*"
	}
	h, known := headers[b.ResponseHeadersPolicyID]
	if !known || b.TargetOriginID != "api" && b.TargetOriginID != "pages" {
		return Behaviour{}, fmt.Errorf("behaviour %s: there is no origin %s or no policy %s", b.PathPattern, b.TargetOriginID, b.ResponseHeadersPolicyID)
	}
	pattern := "(?s)^/?" + strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(strings.TrimPrefix(b.PathPattern, "/"))) + "$"
	return Behaviour{b.PathPattern, b.TargetOriginID == "api", h, b.AllowedMethods, regexp.MustCompile(pattern)}, nil
}

type headersPolicy struct {
	Config struct {
		Name     string `yaml:"Name"`
		Security struct {
			CSP struct {
				Override bool   `yaml:"Override"`
				Text     string `yaml:"ContentSecurityPolicy"`
			} `yaml:"ContentSecurityPolicy"`
			ContentTypeOptions struct {
				Override bool `yaml:"Override"`
			} `yaml:"ContentTypeOptions"`
			Referrer struct {
				Override bool   `yaml:"Override"`
				Text     string `yaml:"ReferrerPolicy"`
			} `yaml:"ReferrerPolicy"`
			HSTS struct {
				Override          bool `yaml:"Override"`
				Seconds           int  `yaml:"AccessControlMaxAgeSec"`
				IncludeSubdomains bool `yaml:"IncludeSubdomains"`
			} `yaml:"StrictTransportSecurity"`
		} `yaml:"SecurityHeadersConfig"`
		Custom struct {
			Items []struct {
				Header   string `yaml:"Header"`
				Override bool   `yaml:"Override"`
				Value    string `yaml:"Value"`
			} `yaml:"Items"`
		} `yaml:"CustomHeadersConfig"`
	} `yaml:"ResponseHeadersPolicyConfig"`
}

// headersOf are the headers of a policy in CloudFront's words.
func headersOf(n *yaml.Node) (http.Header, error) {
	var p headersPolicy
	if err := strict(n, &p); err != nil {
		return nil, err
	}
	s := p.Config.Security
	if s.CSP.Text == "" || s.Referrer.Text == "" || !s.ContentTypeOptions.Override || s.HSTS.Seconds == 0 || !s.HSTS.IncludeSubdomains {
		return nil, errors.New("a security header is missing")
	}
	h := http.Header{}
	h.Set("Content-Security-Policy", s.CSP.Text)
	h.Set("Referrer-Policy", s.Referrer.Text)
	h.Set("Strict-Transport-Security", "max-age="+strconv.Itoa(s.HSTS.Seconds)+"; includeSubDomains")
	h.Set("X-Content-Type-Options", "nosniff")
	for _, item := range p.Config.Custom.Items {
		h.Set(item.Header, item.Value)
	}
	return h, nil
}

// strict decodes a node and refuses what into has no field for.
func strict(n *yaml.Node, into any) error {
	src, err := yaml.Marshal(n)
	if err != nil {
		return fmt.Errorf("read property: %w", err)
	}
	d := yaml.NewDecoder(bytes.NewReader(src))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("read property: %w", err)
	}
	return nil
}
