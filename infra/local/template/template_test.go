package template_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/template"
)

const head = "Transform: AWS::Serverless-2016-10-31\n"

func parse(t *testing.T, src string, o template.Options) *template.Template {
	t.Helper()
	tmpl, err := template.Parse(t.Context(), "t.yaml", []byte(src), o)
	if err != nil {
		t.Fatal(err)
	}
	return tmpl
}

// What the local system runs is the template that is deployed.
func TestTheRepositorysTemplateIsUnderstood(t *testing.T) {
	t.Parallel()
	tmpl, err := template.Load(t.Context(), "../../../template.yaml", template.Options{Parameters: map[string]string{"Stage": "dev", "TableEndpoint": "http://127.0.0.1:1"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(tmpl.Functions) == 0 || len(tmpl.APIs) != 1 || tmpl.Functions[0].Environment["AWS_ENDPOINT_URL_DYNAMODB"] != "http://127.0.0.1:1" {
		t.Errorf("%d functions, %d APIs, %v", len(tmpl.Functions), len(tmpl.APIs), tmpl.Functions[0].Environment)
	}
}

func TestAFunction(t *testing.T) {
	t.Parallel()
	tmpl := parse(t, head+`
Parameters: {Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}, Size: {Type: Number, Default: 256}}
Globals:
  Function:
    Runtime: provided.al2023
    Handler: bootstrap
    Timeout: 10
    Environment: {Variables: {STAGE: !Ref Stage, SHARED: global}}
Resources:
  WorkFunction:
    Type: AWS::Serverless::Function
    Metadata: {SkipBuild: true}
    Properties:
      Description: works
      CodeUri: .build/work/
      MemorySize: !Ref Size
      ReservedConcurrentExecutions: 2
      LoggingConfig: {LogFormat: JSON}
      Policies: [DynamoDBReadPolicy: {TableName: !Ref Jobs}]
      Environment: {Variables: {SHARED: own, QUEUE: !Ref Jobs}}
      Events:
        Night: {Type: ScheduleV2, Properties: {ScheduleExpression: "cron(0 3 * * ? *)", ScheduleExpressionTimezone: America/Chicago, Input: '{"a":1}'}}
        Off: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 hour), State: DISABLED}}
        Jobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, BatchSize: 5, FunctionResponseTypes: [ReportBatchItemFailures], ScalingConfig: {MaximumConcurrency: 3}}}
        Get: {Type: Api, Properties: {RestApiId: !Ref Api, Method: get, Path: /a}}
        Open: {Type: Api, Properties: {RestApiId: !Ref Api, Method: POST, Path: /b, Auth: {Authorizer: NONE}}}
  Jobs: {Type: AWS::SQS::Queue}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      Auth: {DefaultAuthorizer: Me, Authorizers: {Me: {FunctionArn: !GetAtt WorkFunction.Arn, FunctionPayloadType: REQUEST, Identity: {Headers: [Authorization]}}}}
`, template.Options{Parameters: map[string]string{"Stage": "prod"}})
	url, arn := "https://sqs.us-east-1.amazonaws.com/000000000000/Jobs", "arn:aws:sqs:us-east-1:000000000000:Jobs"
	want := []template.Function{{
		ID: "WorkFunction", Name: "WorkFunction", Description: "works", CodeURI: ".build/work/", Memory: 256, Timeout: 10 * time.Second, Reserved: 2, JSONLogs: true,
		Environment: map[string]string{"STAGE": "prod", "SHARED": "own", "QUEUE": url},
		Routes:      []template.Route{{API: "Api", Method: "GET", Path: "/a", Authorizer: "Me"}, {API: "Api", Method: "POST", Path: "/b"}},
		Schedules: []template.Schedule{
			{Name: "Night", Expression: "cron(0 3 * * ? *)", Zone: "America/Chicago", Input: `{"a":1}`, Enabled: true},
			{Name: "Off", Expression: "rate(1 hour)", Zone: "UTC"},
		},
		Queues: []template.QueueFeed{{Queue: "Jobs", URL: url, ARN: arn, BatchSize: 5, ReportFailures: true, MaxConcurrency: 3, Enabled: true}},
	}}
	if diff := cmp.Diff(want, tmpl.Functions); diff != "" {
		t.Errorf("functions (-want +got):\n%s", diff)
	}
}

func TestAnAPI(t *testing.T) {
	t.Parallel()
	tmpl := parse(t, head+`
Parameters: {Origin: {Type: String, Default: "http://web"}}
Globals: {Function: {Runtime: provided.al2023, Handler: bootstrap}, Api: {TracingEnabled: true}}
Resources:
  WhoFunction: {Type: AWS::Serverless::Function, Properties: {CodeUri: x}}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      Name: !Sub "api-${AWS::Region}"
      StageName: v1
      MinimumCompressionSize: 0
      BinaryMediaTypes: ["image~1png"]
      Auth:
        DefaultAuthorizer: Token
        Authorizers: {Token: {FunctionArn: !GetAtt WhoFunction.Arn, FunctionPayloadType: REQUEST, Identity: {Headers: [Authorization], QueryStrings: [t], ReauthorizeEvery: 60}}}
      Cors: {AllowOrigin: !Sub "'${Origin}'", AllowMethods: "'GET'", AllowCredentials: true, MaxAge: "'600'"}
      MethodSettings: [{ResourcePath: "/~1a~1b", HttpMethod: get, ThrottlingRateLimit: 2.5, ThrottlingBurstLimit: 5}, {ResourcePath: "/*", HttpMethod: "*", MetricsEnabled: true}]
      GatewayResponses:
        DEFAULT_4XX: &same
          ResponseParameters: {Headers: {A: !Sub "'${Origin}'"}}
          ResponseTemplates: {application/json: '{"m":$context.error.messageString}'}
        THROTTLED: {StatusCode: 503}
        DEFAULT_5XX: *same
`, template.Options{})
	same := template.GatewayResponse{Headers: map[string]string{"A": "'http://web'"}, Templates: map[string]string{"application/json": `{"m":$context.error.messageString}`}}
	want := []template.API{{
		ID: "Api", Name: "api-us-east-1", Stage: "v1", Preflight: "Token", BinaryMediaTypes: []string{"image/png"},
		Authorizers: map[string]template.Authorizer{"Token": {Function: "WhoFunction", Headers: []string{"Authorization"}, Query: []string{"t"}, Cache: time.Minute}},
		CORS:        &template.CORS{Origin: "http://web", Methods: "GET", Credentials: true, MaxAge: "600"},
		Responses:   map[string]template.GatewayResponse{"DEFAULT_4XX": same, "DEFAULT_5XX": same, "THROTTLED": {Status: 503}},
		Throttles:   []template.Throttle{{Path: "/a/b", Method: "GET", Rate: 2.5, Burst: 5}},
	}}
	if diff := cmp.Diff(want, tmpl.APIs); diff != "" {
		t.Errorf("APIs (-want +got):\n%s", diff)
	}
}

// outputs are what texts come to beside some resources.
func outputs(t *testing.T, values map[string]string) map[string]string {
	t.Helper()
	var src strings.Builder
	src.WriteString(head + `
Parameters: {Stage: {Type: String, Default: dev}, Zones: {Type: CommaDelimitedList, Default: "a,b"}}
Mappings: {Sizes: {dev: {table: small}}}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
  NotProd: !Not [!Condition Prod]
  Both: !And [{Condition: NotProd}, "Fn::Equals": [a, a]]
  Either: {"Fn::Or": [{Condition: Prod}, !Condition Both]}
Globals: {Function: {Runtime: provided.al2023, Handler: bootstrap}}
Resources:
  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Sub "t-${Stage}", AttributeDefinitions: [], KeySchema: []}}
  Key: {Type: AWS::SecretsManager::Secret, Properties: {Name: k}}
  Never: {Type: AWS::SQS::Queue, Condition: Prod}
  Work: {Type: AWS::Serverless::Function, Properties: {CodeUri: x}}
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1}}
Outputs:
`)
	for k, v := range values {
		src.WriteString("  " + k + ": {Value: " + v + "}\n")
	}
	got := map[string]string{}
	for _, o := range parse(t, src.String(), template.Options{}).Outputs {
		got[o.Name] = o.Value
	}
	return got
}

func TestFunctionsOfTheLanguage(t *testing.T) {
	t.Parallel()
	cases := map[string][2]string{
		"Ref":            {`!Ref Table`, "t-dev"},
		"RefLong":        {`{Ref: Stage}`, "dev"},
		"Pseudo":         {`!Sub "${AWS::Partition} ${AWS::AccountId} ${AWS::StackName}"`, "aws 000000000000 local"},
		"GetAtt":         {`!GetAtt Table.Arn`, "arn:aws:dynamodb:us-east-1:000000000000:table/t-dev"},
		"GetAttList":     {`!GetAtt [Table, Arn]`, "arn:aws:dynamodb:us-east-1:000000000000:table/t-dev"},
		"GetAttLong":     {`{"Fn::GetAtt": [Key, Id]}`, "arn:aws:secretsmanager:us-east-1:000000000000:secret:k-local1"},
		"Sub":            {`!Sub "${Stage}-${Table}-${Table.Arn}-${!Left}"`, "dev-t-dev-arn:aws:dynamodb:us-east-1:000000000000:table/t-dev-${Left}"},
		"SubList":        {`!Sub ["${a}-${Stage}", {a: !Ref Key}]`, "arn:aws:secretsmanager:us-east-1:000000000000:secret:k-local1-dev"},
		"Join":           {`!Join ["-", [a, !Ref Stage, !If [Prod, x, !Ref "AWS::NoValue"]]]`, "a-dev"},
		"JoinParameter":  {`{"Fn::Join": [":", !Ref Zones]}`, "a:b"},
		"If":             {`!If [Prod, !Ref Never, no]`, "no"},
		"IfEither":       {`{"Fn::If": [Either, yes, no]}`, "yes"},
		"Select":         {`!Select [1, !Split [",", "x,y"]]`, "y"},
		"FindInMap":      {`!FindInMap [Sizes, !Ref Stage, table]`, "small"},
		"GeneratedRole":  {`!GetAtt WorkRole.Arn`, "arn:aws:iam::000000000000:role/WorkRole"},
		"GeneratedStage": {`!Ref Api.Stage`, "v1"},
		"SubStage":       {`!Sub "${Api}/${Api.Stage}"`, "Api/v1"},
	}
	in, want := map[string]string{}, map[string]string{}
	for name, c := range cases {
		in[name], want[name] = c[0], c[1]
	}
	if diff := cmp.Diff(want, outputs(t, in)); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
}

// Each resource is made once, after those that it refers to, and what it is called
// then is what the others see.
func TestResourcesAreMadeInOrder(t *testing.T) {
	t.Parallel()
	var made []string
	create := func(_ context.Context, id, resourceType string, p map[string]any) (template.Values, error) {
		made = append(made, fmt.Sprintf("%s %s %v", id, resourceType, p))
		return template.Values{Ref: "url of " + id, Attributes: map[string]string{"Arn": "arn of " + id}}, nil
	}
	tmpl := parse(t, head+`
Globals: {Function: {Runtime: provided.al2023, Handler: bootstrap, Environment: {Variables: {Q: !Ref Jobs, D: !Ref Dead}}}}
Resources:
  Work: {Type: AWS::Serverless::Function, Properties: {CodeUri: x, Events: {Q: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}}}
  Jobs: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 60, RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 4}}}
  Dead: {Type: AWS::SQS::Queue}
  Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {Dimensions: [{Name: q, Value: !GetAtt Dead.Arn}]}}
`, template.Options{Create: create})
	want := []string{
		"Dead AWS::SQS::Queue map[]",
		"Jobs AWS::SQS::Queue map[RedrivePolicy:map[deadLetterTargetArn:arn of Dead maxReceiveCount:4] VisibilityTimeout:60]",
	}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"Q": "url of Jobs", "D": "url of Dead"}, tmpl.Functions[0].Environment); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
	var local []string
	for _, r := range tmpl.Resources {
		if r.Local {
			local = append(local, r.ID)
		}
	}
	if diff := cmp.Diff([]string{"Work", "Jobs", "Dead"}, local); diff != "" {
		t.Errorf("with effect (-want +got):\n%s", diff)
	}
}

func TestAnEnginesErrorIsReportedOnce(t *testing.T) {
	t.Parallel()
	broken := errors.New("no such engine")
	_, err := template.Parse(t.Context(), "t.yaml", []byte(head+`
Resources:
  Jobs: {Type: AWS::SQS::Queue}
Outputs: {A: {Value: !Ref Jobs}, B: {Value: !GetAtt Jobs.Arn}}
`), template.Options{Create: func(context.Context, string, string, map[string]any) (template.Values, error) {
		return template.Values{}, broken
	}})
	if !errors.Is(err, broken) || err.Error() != "t.yaml:4: Resources.Jobs: no such engine" || strings.Count(err.Error(), "\n") > 0 {
		t.Errorf("%v", err)
	}
}
