package template

// Which properties the types of resources have. Those of type inert have no
// effect in the local system. What the engines make of the others is theirs.

type tableProperties struct {
	TableName            string
	AttributeDefinitions []struct {
		AttributeName, AttributeType string `cfn:",required"`
	} `cfn:",required"`
	KeySchema               []keyElement `cfn:",required"`
	GlobalSecondaryIndexes  []indexProperties
	TimeToLiveSpecification struct {
		AttributeName string
		Enabled       bool `cfn:",required"`
	}
	StreamSpecification struct {
		StreamViewType string `cfn:",required"`
	}

	BillingMode, DeletionProtectionEnabled, PointInTimeRecoverySpecification, SSESpecification, Tags inert
}

type keyElement struct {
	AttributeName, KeyType string `cfn:",required"`
}

type indexProperties struct {
	IndexName  string       `cfn:",required"`
	KeySchema  []keyElement `cfn:",required"`
	Projection struct {
		ProjectionType   string
		NonKeyAttributes []string
	} `cfn:",required"`
}

type queueProperties struct {
	QueueName                                                      string
	DelaySeconds, MaximumMessageSize, MessageRetentionPeriod       int
	ReceiveMessageWaitTimeSeconds, VisibilityTimeout               int
	FifoQueue, ContentBasedDeduplication                           bool
	RedrivePolicy                                                  redrivePolicy
	RedriveAllowPolicy, SqsManagedSseEnabled, KmsMasterKeyId, Tags inert //nolint:revive,staticcheck // the template's name
	KmsDataKeyReusePeriodSeconds                                   inert
}

type identityProperties struct {
	EmailIdentity string `cfn:",required"`
	Tags          inert
}

type redrivePolicy struct {
	Target string `cfn:"deadLetterTargetArn,required"`
	Count  int    `cfn:"maxReceiveCount,required"`
}

type secretProperties struct {
	Name, Description, SecretString string
	GenerateSecretString            struct {
		PasswordLength                                             int
		ExcludeCharacters, SecretStringTemplate, GenerateStringKey string
		ExcludePunctuation, ExcludeLowercase, ExcludeUppercase     bool
		ExcludeNumbers, IncludeSpace, RequireEachIncludedType      bool
	}
	KmsKeyId, ReplicaRegions, Tags inert //nolint:revive,staticcheck // the template's name
}

type logGroupProperties struct {
	LogGroupName, RetentionInDays, KmsKeyId, LogGroupClass, DataProtectionPolicy, FieldIndexPolicies, Tags inert //nolint:revive,staticcheck // the template's name
}

type metricFilterProperties struct {
	FilterName, FilterPattern, LogGroupName, MetricTransformations, ApplyOnTransformedLogs inert
}

type alarmProperties struct {
	AlarmName, AlarmDescription, ActionsEnabled, AlarmActions, OKActions, InsufficientDataActions inert
	Namespace, MetricName, Dimensions, Metrics, Statistic, ExtendedStatistic, Period, Unit        inert
	EvaluationPeriods, DatapointsToAlarm, Threshold, ThresholdMetricId, ComparisonOperator        inert //nolint:revive,staticcheck // the template's name
	TreatMissingData, EvaluateLowSampleCountPercentile, Tags                                      inert
}

type compositeAlarmProperties struct {
	AlarmName, AlarmDescription, AlarmRule, ActionsEnabled, AlarmActions, OKActions, InsufficientDataActions inert
	ActionsSuppressor, ActionsSuppressorExtensionPeriod, ActionsSuppressorWaitPeriod, Tags                   inert
}

type dashboardProperties struct{ DashboardName, DashboardBody inert }

type topicProperties struct {
	TopicName, DisplayName, Subscription, KmsMasterKeyId, FifoTopic, SignatureVersion, TracingConfig, Tags inert //nolint:revive,staticcheck // the template's name
}

type subscriptionProperties struct {
	TopicArn, Protocol, Endpoint, FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy, DeliveryPolicy inert
}

type topicPolicyProperties struct{ Topics, PolicyDocument inert }

type queuePolicyProperties struct{ Queues, PolicyDocument inert }

type roleProperties struct {
	RoleName, Description, Path, AssumeRolePolicyDocument, ManagedPolicyArns, MaxSessionDuration, PermissionsBoundary, Policies, Tags inert
}

type policyProperties struct{ PolicyName, PolicyDocument, Roles, Users, Groups inert }

type managedPolicyProperties struct {
	ManagedPolicyName, Description, Path, PolicyDocument, Roles, Users, Groups inert
}

type keyProperties struct {
	Description, Enabled, EnableKeyRotation, KeyPolicy, KeySpec, KeyUsage, MultiRegion, Origin, PendingWindowInDays, RotationPeriodInDays, Tags inert
}

type aliasProperties struct{ AliasName, TargetKeyId inert } //nolint:revive,staticcheck // the template's name

type permissionProperties struct {
	Action, FunctionName, Principal, SourceAccount, SourceArn, PrincipalOrgID, EventSourceToken, FunctionUrlAuthType inert //nolint:revive,staticcheck // the template's name
}

type stackProperties struct {
	TemplateURL, Parameters, NotificationARNs, TimeoutInMinutes, Tags inert
}

type applicationProperties struct {
	Location, Parameters, NotificationARNs, TimeoutInMinutes, Tags inert
}
