package template_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marketprep/marketprep/infra/local/template"
)

// What is not understood is said, with the line and the path where it stands.
func TestBadTemplates(t *testing.T) {
	t.Parallel()
	const function = "Globals: {Function: {Runtime: provided.al2023, Handler: bootstrap, CodeUri: x}}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n"
	const api = "Resources:\n  A:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: v1\n"
	for _, c := range []struct{ name, src, want string }{
		{"section", "Rules: {}", "1: Rules: is a section that the local system does not know"},
		{"transform", "Transform: AWS::Include", "1: Transform: must be AWS::Serverless-2016-10-31 alone"},
		{"type", "Resources:\n  B: {Type: AWS::S3::Bucket}", `2: Resources.B.Type: the local system does not know the resource type "AWS::S3::Bucket"`},
		{"attribute", "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Colour: red", "4: Resources.Q.Colour: is an attribute that the local system does not know"},
		{"property", "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      Colour: red", "5: Resources.Q.Properties.Colour: is a property that the local system does not know"},
		{"deep property", "Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      AttributeDefinitions: []\n      KeySchema:\n        - {AttributeName: PK, KeyType: HASH}\n        - {AttributeName: SK, KeyType: RANGE, Order: 1}",
			"8: Resources.T.Properties.KeySchema[1].Order: is a property that the local system does not know"},
		{"property of an idle type", "Resources:\n  L: {Type: AWS::Logs::LogGroup, Properties: {Retention: 1}}", "2: Resources.L.Properties.Retention: is a property that the local system does not know"},
		{"wrong kind", "Resources:\n  Q: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: soon}}", `2: Resources.Q.Properties.VisibilityTimeout: is "soon", want a value of type int`},
		{"list", "Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties: {AttributeDefinitions: [], KeySchema: {}}", "4: Resources.T.Properties.KeySchema: must be a list"},
		{"missing", "Resources:\n  A:\n    Type: AWS::Serverless::Api\n    Properties: {Name: a}", "4: Resources.A.Properties.StageName: is missing"},
		{"twice", "Resources:\n  Q: {Type: AWS::SQS::Queue}\n  Q: {Type: AWS::SQS::Queue}", "3: Resources.Q: is given twice"},
		{"twice within", "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: a\n      QueueName: b", "6: Resources.Q.Properties.QueueName: is given twice"},
		{"merge", "Resources:\n  Q: &q {Type: AWS::SQS::Queue}\n  R: {<<: *q}", "3: Resources.R: merges keys (<<), which CloudFormation does not"},
		{"itself", "Outputs:\n  A: &a {Value: [*a]}", "2: Outputs.A.Value[0]: contains itself"},
		{"queue of nobody", function + "      Events:\n        E: {Type: SQS, Properties: {Queue: 'arn:q'}}", "7: Resources.F.Properties.Events.E.Properties.Queue: arn:q is the ARN of no queue of this template"},
		{"intrinsic", "Outputs:\n  A: {Value: !Base64 x}", "2: Outputs.A.Value: the local system does not know Fn::Base64"},
		{"long intrinsic", "Outputs:\n  A:\n    Value: {Fn::GetAZs: ''}", "3: Outputs.A.Value: the local system does not know Fn::GetAZs"},
		{"import", "Outputs:\n  A:\n    Value: !ImportValue other", "3: Outputs.A.Value: Fn::ImportValue reads other stacks, of which the local system has none"},
		{"reference", "Outputs:\n  A: {Value: !Ref Nobody}", "2: Outputs.A.Value: unresolved reference to Nobody"},
		{"attribute of nobody", "Outputs:\n  A: {Value: !GetAtt Nobody.Arn}", "2: Outputs.A.Value: unresolved reference to Nobody.Arn"},
		{"no such attribute", "Resources:\n  Q: {Type: AWS::SQS::Queue}\nOutputs:\n  A: {Value: !GetAtt Q.Colour}", "4: Outputs.A.Value: unresolved reference to Q.Colour: it has no such attribute in the local system"},
		{"output of another stack", function + "      Environment: {Variables: {A: !GetAtt W.Outputs.Url}}\n  W: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: w.yaml}}\nOutputs: {A: {Value: !GetAtt W.Outputs.Url}}", "6: Resources.F.Properties.Environment.Variables.A: unresolved reference to W.Outputs.Url: it has no such attribute in the local system"},
		{"within a text", "Outputs:\n  A: {Value: !Sub 'a-${Nobody}'}", "2: Outputs.A.Value: unresolved reference to Nobody"},
		{"in what has no effect", "Resources:\n  L: {Type: AWS::Logs::LogGroup, Properties: {Tags: [{Key: a, Value: !Ref Nobody}]}}", "2: Resources.L.Properties.Tags[0].Value: unresolved reference to Nobody"},
		{"absent resource", "Conditions: {No: !Equals [a, b]}\nResources:\n  Q: {Type: AWS::SQS::Queue, Condition: No}\nOutputs:\n  A: {Value: !Ref Q}", "5: Outputs.A.Value: unresolved reference to Q, whose condition No does not hold"},
		{"condition", "Resources:\n  Q: {Type: AWS::SQS::Queue, Condition: No}", "2: Resources.Q.Condition: unresolved reference to condition No"},
		{"condition on a resource", "Conditions:\n  No: !Contains [a, b]", "2: Conditions.No: the local system does not know Fn::Contains of 2 in a condition"},
		{"parameter", "Parameters:\n  P: {Type: String}", "2: Parameters.P: has neither a default nor a value"},
		{"parameter type", "Parameters:\n  P: {Type: 'AWS::SSM::Parameter::Value<String>', Default: a}", "2: Parameters.P: the local system does not know parameters of type AWS::SSM::Parameter::Value<String>"},
		{"allowed values", "Parameters:\n  P: {Type: String, Default: c, AllowedValues: [a, b]}", `2: Parameters.P: is "c", which is none of ["a" "b"]`},
		{"select", "Outputs:\n  A: {Value: !Select [2, [a, b]]}", "2: Outputs.A.Value: Fn::Select: there is no element 2"},
		{"runtime", "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: x\n      Handler: bootstrap\n      Runtime: python3.13", "7: Resources.F.Properties.Runtime: must be provided.al2023 or alike: the local system runs a bootstrap"},
		{"layers", function + "      Layers: [a]", "6: Resources.F.Properties.Layers: is a property that the local system does not know"},
		{"timeout", function + "      Timeout: 901", "6: Resources.F.Properties.Timeout: must be between 1 and 900 seconds"},
		{"event type", function + "      Events:\n        E: {Type: S3, Properties: {Bucket: b}}", "7: Resources.F.Properties.Events.E.Type: the local system does not know events of type S3"},
		{"event property", function + "      Events:\n        E:\n          Type: ScheduleV2\n          Properties:\n            ScheduleExpression: rate(1 day)\n            StartDate: x", "11: Resources.F.Properties.Events.E.Properties.StartDate: is a property that the local system does not know"},
		{"schedule", function + "      Events:\n        E: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 second)}}", `7: Resources.F.Properties.Events.E.Properties.ScheduleExpression: cron: "rate(1 second)": "second" is neither minutes, hours nor days`},
		{"route without API", function + "      Events:\n        E: {Type: Api, Properties: {RestApiId: none, Method: GET, Path: /a}}", "7: Resources.F.Properties.Events.E.Properties.RestApiId: none is no API of this template"},
		{"gateway response", api + "      GatewayResponses: {TEAPOT: {StatusCode: 418}}", "2: Resources.A.Properties.GatewayResponses.TEAPOT: is no type of gateway response"},
		{"response variable", api + "      GatewayResponses: {THROTTLED: {ResponseTemplates: {a/b: $context.identity.caller}}}", "2: Resources.A.Properties.GatewayResponses.THROTTLED.ResponseTemplates.a/b: the local system does not know $context.identity.caller"},
		{"response header", api + "      GatewayResponses: {THROTTLED: {ResponseParameters: {Headers: {X: plain}}}}", "2: Resources.A.Properties.GatewayResponses.THROTTLED.ResponseParameters.Headers.X: must be a text in single quotes or a context variable, is plain"},
		{"authorizer", api + "      Auth: {DefaultAuthorizer: T}", "2: Resources.A.Properties.Auth.DefaultAuthorizer: T is no authorizer of A"},
		{"definition", api + "      DefinitionUri: api.yaml", "6: Resources.A.Properties.DefinitionUri: is a property that the local system does not know"},
	} {
		_, err := template.Parse(t.Context(), "t.yaml", []byte(c.src), template.Options{})
		if err == nil {
			t.Errorf("%s: no error", c.name)
			continue
		}
		if diff := cmp.Diff("t.yaml:"+c.want, err.Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		e, ok := errors.AsType[*template.Error](err)
		if !ok || e.File != "t.yaml" {
			t.Errorf("%s: no *template.Error in %v", c.name, err)
		}
	}
}

func TestACircle(t *testing.T) {
	t.Parallel()
	_, err := template.Parse(t.Context(), "t.yaml", []byte("Resources:\n  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref R}}\n  R: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Q}}"), template.Options{})
	if want := "t.yaml:3: Resources.R.Properties.QueueName: refers to Q, which depends on this: a circle"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestAnUndeclaredParameter(t *testing.T) {
	t.Parallel()
	_, err := template.Parse(t.Context(), "t.yaml", []byte("Resources: {}"), template.Options{Parameters: map[string]string{"Stge": "dev"}})
	if want := "t.yaml:1: Parameters.Stge: is given a value, but the template does not declare it"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
