// Program go-sdk calls the operations that it reads from standard input with the AWS SDK for Go, page by page, and
// prints what the SDK made of the answers.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

type job struct {
	URL, Key, Secret string
	Now              time.Time
	Calls            []call
}

type call struct {
	Service   string          `json:"service"`
	Operation string          `json:"operation"`
	Input     json.RawMessage `json:"input"`
	Page      json.RawMessage `json:"page"`
}

type answer struct {
	Service   string `json:"service"`
	Operation string `json:"operation"`
	Pages     []any  `json:"pages"`
	Failed    string `json:"failed,omitempty"`
}

// signerAt signs at the time of the simulated account.
type signerAt struct {
	signer *v4.Signer
	now    time.Time
}

func (s signerAt) SignHTTP(ctx context.Context, credentials aws.Credentials, request *http.Request, hash, service, region string, _ time.Time, options ...func(*v4.SignerOptions)) error {
	return s.signer.SignHTTP(ctx, credentials, request, hash, service, region, s.now, options...)
}

// tokens are the outputs that continue as an input, where they are not empty.
var tokens = map[string]string{"NextMarker": "Marker", "NextToken": "NextToken", "PaginationToken": "PaginationToken"}

func main() {
	var todo job
	check(json.NewDecoder(os.Stdin).Decode(&todo))
	clients := clientsOf(todo)
	answers := []answer{}
	for _, each := range todo.Calls {
		client, known := clients[each.Service]
		if !known {
			continue
		}
		pages, err := run(client, each)
		done := answer{Service: each.Service, Operation: each.Operation, Pages: pages}
		if err != nil {
			done.Failed = err.Error()
		}
		answers = append(answers, done)
	}
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{"answers": answers}))
}

func clientsOf(todo job) map[string]any {
	config := aws.Config{
		BaseEndpoint:     &todo.URL,
		Region:           "us-east-1",
		Credentials:      credentials.NewStaticCredentialsProvider(todo.Key, todo.Secret, ""),
		RetryMaxAttempts: 1,
	}
	signer := signerAt{v4.NewSigner(), todo.Now}
	return map[string]any{
		"account":                  account.NewFromConfig(config, func(o *account.Options) { o.HTTPSignerV4 = signer }),
		"cloudwatch":               cloudwatch.NewFromConfig(config, func(o *cloudwatch.Options) { o.HTTPSignerV4 = signer }),
		"lambda":                   lambda.NewFromConfig(config, func(o *lambda.Options) { o.HTTPSignerV4 = signer }),
		"logs":                     cloudwatchlogs.NewFromConfig(config, func(o *cloudwatchlogs.Options) { o.HTTPSignerV4 = signer }),
		"resourcegroupstaggingapi": resourcegroupstaggingapi.NewFromConfig(config, func(o *resourcegroupstaggingapi.Options) { o.HTTPSignerV4 = signer }),
		"sts":                      sts.NewFromConfig(config, func(o *sts.Options) { o.HTTPSignerV4 = signer }),
	}
}

// run calls an operation until its last page.
func run(client any, todo call) ([]any, error) {
	method := reflect.ValueOf(client).MethodByName(todo.Operation)
	if !method.IsValid() {
		return nil, fmt.Errorf("the SDK has no operation %s", todo.Operation)
	}
	input := reflect.New(method.Type().In(1).Elem())
	for _, part := range []json.RawMessage{todo.Input, todo.Page} {
		if len(part) == 0 {
			continue
		}
		if err := json.Unmarshal(part, input.Interface()); err != nil {
			return nil, err
		}
	}
	pages := []any{}
	for {
		results := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), input})
		if err, failed := results[1].Interface().(error); failed {
			return pages, err
		}
		pages = append(pages, results[0].Interface())
		if !turn(input.Elem(), results[0].Elem()) {
			return pages, nil
		}
	}
}

// turn makes the input that of the next page, if there is one.
func turn(input, output reflect.Value) bool {
	for from, to := range tokens {
		token := output.FieldByName(from)
		if token.IsValid() && !token.IsNil() && token.Elem().String() != "" {
			input.FieldByName(to).Set(token)
			return true
		}
	}
	return false
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
