package provision

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
)

// secretProperties are those of AWS::SecretsManager::Secret.
type secretProperties struct {
	Name, Description, SecretString string
	GenerateSecretString            *generate

	KmsKeyID, Tags json.RawMessage
}

type generate struct {
	secretsmanager.GetRandomPasswordInput          // the same properties by the same names
	SecretStringTemplate, GenerateStringKey string // a JSON object, and where in it the password goes
}

func (c *Cloud) secret(ctx context.Context, id string, doc []byte) (Values, error) {
	var p secretProperties
	if err := decode(doc, &p); err != nil {
		return Values{}, err
	}
	p.Name = name(p.Name, id)
	described, err := c.Secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &p.Name})
	if err == nil {
		return secretValues(described.ARN), nil
	}
	if _, missing := errors.AsType[*types.ResourceNotFoundException](err); !missing {
		return Values{}, fmt.Errorf("describe secret: %w", err)
	}
	if p.GenerateSecretString != nil {
		if p.SecretString, err = c.generate(ctx, p.GenerateSecretString); err != nil {
			return Values{}, err
		}
	}
	created, err := c.Secrets.CreateSecret(ctx, &secretsmanager.CreateSecretInput{
		Name: &p.Name, Description: &p.Description, SecretString: &p.SecretString,
	})
	if err != nil {
		return Values{}, fmt.Errorf("create secret: %w", err)
	}
	return secretValues(created.ARN), nil
}

func secretValues(arn *string) Values {
	return Values{Ref: aws.ToString(arn), Attributes: map[string]string{"Id": aws.ToString(arn)}}
}

func (c *Cloud) generate(ctx context.Context, g *generate) (string, error) {
	password, err := c.Secrets.GetRandomPassword(ctx, &g.GetRandomPasswordInput)
	if err != nil {
		return "", fmt.Errorf("generate secret: %w", err)
	}
	if g.GenerateStringKey == "" {
		return *password.RandomPassword, nil
	}
	object := map[string]any{}
	if err := json.Unmarshal([]byte(g.SecretStringTemplate), &object); err != nil {
		return "", fmt.Errorf("template of secret: %w", err)
	}
	object[g.GenerateStringKey] = *password.RandomPassword
	b, err := json.Marshal(object)
	if err != nil {
		return "", fmt.Errorf("marshal secret: %w", err)
	}
	return string(b), nil
}
