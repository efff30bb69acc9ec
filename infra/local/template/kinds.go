package template

import "strings"

// Types that the reader itself treats in a special way.
const (
	functionType = "AWS::Serverless::Function"
	apiType      = "AWS::Serverless::Api"
)

// kind is what the local system knows of a type of resource.
type kind struct {
	name       string
	local      bool              // it has an effect
	made       bool              // by Options.Create
	shape      func() any        // which properties there are
	naming     string            // the property that names it; else its id does
	arn        string            // patterns; see expand
	ref        string            // what Ref yields
	attributes map[string]string // what GetAtt yields
}

// expand fills a pattern: $arn, $name, $region and $account.
func (k kind) expand(pattern, arn, name string, o Options) string {
	return strings.NewReplacer("$arn", arn, "$name", name, "$region", o.Region, "$account", o.Account).Replace(pattern)
}

func kindOf(name string) (kind, bool) {
	k, ok := acting(name)
	if !ok {
		k, ok = idle(name)
	}
	k.name = name
	return k, ok
}

// acting are the types that do something in the local system.
func acting(name string) (kind, bool) {
	k, ok := map[string]kind{
		functionType: {
			shape: func() any { return new(functionProperties) }, naming: "FunctionName",
			arn: "arn:aws:lambda:$region:$account:function:$name", ref: "$name", attributes: map[string]string{"Arn": "$arn"},
		},
		apiType: {shape: func() any { return new(apiProperties) }, naming: "Name"},
		"AWS::DynamoDB::Table": {
			made: true, shape: func() any { return new(tableProperties) }, naming: "TableName",
			arn: "arn:aws:dynamodb:$region:$account:table/$name", ref: "$name",
			attributes: map[string]string{"Arn": "$arn", "StreamArn": "$arn/stream/2000-01-01T00:00:00.000"},
		},
		"AWS::SQS::Queue": {
			made: true, shape: func() any { return new(queueProperties) }, naming: "QueueName",
			arn: "arn:aws:sqs:$region:$account:$name", ref: "https://sqs.$region.amazonaws.com/$account/$name",
			attributes: map[string]string{"Arn": "$arn", "QueueName": "$name", "QueueUrl": "https://sqs.$region.amazonaws.com/$account/$name"},
		},
		"AWS::SecretsManager::Secret": {
			made: true, shape: func() any { return new(secretProperties) }, naming: "Name",
			arn: "arn:aws:secretsmanager:$region:$account:secret:$name-local1", ref: "$arn", attributes: map[string]string{"Id": "$arn"},
		},
		"AWS::SES::EmailIdentity": {
			made: true, shape: func() any { return new(identityProperties) }, naming: "EmailIdentity",
			arn: "arn:aws:ses:$region:$account:identity/$name", ref: "$name",
		},
	}[name]
	k.local = ok
	return k, ok
}

// idle are the types without effect in the local system: what guards, watches,
// or stands in another stack.
func idle(name string) (kind, bool) {
	k, ok := map[string]kind{
		"AWS::Logs::LogGroup": {
			shape: inertShape[logGroupProperties](), naming: "LogGroupName",
			arn: "arn:aws:logs:$region:$account:log-group:$name:*", ref: "$name", attributes: map[string]string{"Arn": "$arn"},
		},
		"AWS::Logs::MetricFilter": {shape: inertShape[metricFilterProperties](), ref: "$name"},
		"AWS::CloudWatch::Alarm": {
			shape: inertShape[alarmProperties](), naming: "AlarmName",
			arn: "arn:aws:cloudwatch:$region:$account:alarm:$name", ref: "$name", attributes: map[string]string{"Arn": "$arn"},
		},
		"AWS::CloudWatch::CompositeAlarm": {
			shape: inertShape[compositeAlarmProperties](), naming: "AlarmName",
			arn: "arn:aws:cloudwatch:$region:$account:alarm:$name", ref: "$name", attributes: map[string]string{"Arn": "$arn"},
		},
		"AWS::CloudWatch::Dashboard": {shape: inertShape[dashboardProperties](), naming: "DashboardName", ref: "$name"},
		"AWS::SNS::Topic": {
			shape: inertShape[topicProperties](), naming: "TopicName",
			arn: "arn:aws:sns:$region:$account:$name", ref: "$arn", attributes: map[string]string{"TopicArn": "$arn", "TopicName": "$name"},
		},
		"AWS::SNS::Subscription": {shape: inertShape[subscriptionProperties](), ref: "$name"},
		"AWS::SNS::TopicPolicy":  {shape: inertShape[topicPolicyProperties](), ref: "$name"},
		"AWS::SQS::QueuePolicy":  {shape: inertShape[queuePolicyProperties](), ref: "$name"},
		"AWS::IAM::Role": {
			shape: inertShape[roleProperties](), naming: "RoleName",
			arn: "arn:aws:iam::$account:role/$name", ref: "$name", attributes: map[string]string{"Arn": "$arn", "RoleId": "$name"},
		},
		"AWS::IAM::Policy": {shape: inertShape[policyProperties](), ref: "$name"},
		"AWS::IAM::ManagedPolicy": {
			shape: inertShape[managedPolicyProperties](), naming: "ManagedPolicyName",
			arn: "arn:aws:iam::$account:policy/$name", ref: "$arn", attributes: map[string]string{"PolicyArn": "$arn"},
		},
		"AWS::KMS::Key": {
			shape: inertShape[keyProperties](),
			arn:   "arn:aws:kms:$region:$account:key/$name", ref: "$name", attributes: map[string]string{"Arn": "$arn", "KeyId": "$name"},
		},
		"AWS::KMS::Alias":              {shape: inertShape[aliasProperties](), naming: "AliasName", ref: "$name"},
		"AWS::Lambda::Permission":      {shape: inertShape[permissionProperties](), ref: "$name"},
		"AWS::CloudFormation::Stack":   {shape: inertShape[stackProperties](), ref: "arn:aws:cloudformation:$region:$account:stack/$name/local"},
		"AWS::Serverless::Application": {shape: inertShape[applicationProperties](), ref: "arn:aws:cloudformation:$region:$account:stack/$name/local"},
	}[name]
	return k, ok
}

func inertShape[T any]() func() any { return func() any { return new(T) } }
