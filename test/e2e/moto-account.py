"""Fills a moto account through boto3 and prints what was put there: functions, tags and metric data."""

import datetime
import io
import json
import random
import sys
import zipfile

import boto3

endpoint, seed = sys.argv[1], int(sys.argv[2])
numbers = random.Random(seed)
KEYS = {"aws_access_key_id": "AKIAMOTOTESTONLY", "aws_secret_access_key": "moto-secret-for-tests/+="}
DESCRIPTIONS = ["", 'commas, "quotes" = equals', "back\\slash \\", "多语言 描述 😀", "line\nbreak"]
METRICS = ["Invocations", "Errors", "Duration", "Throttles", "ConcurrentExecutions", "AsyncEventAge"]


def client(service, region):
    return boto3.client(service, region_name=region, endpoint_url=endpoint, **KEYS)


def package():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("main.py", "def handler(event, context):\n    return event\n")
    return buffer.getvalue()


def make_role():
    return client("iam", "us-east-1").create_role(RoleName="lambda", AssumeRolePolicyDocument="{}")["Role"]["Arn"]


def make_function(region, role, index):
    lambdas = client("lambda", region)
    name = f"fn-{region}-{index:02d}_x"
    tags = {"team": f"team {index % 3}", "成本": "a,b=c"} if index % 2 == 0 else {}
    lambdas.create_function(
        FunctionName=name, Runtime="python3.12", Role=role, Handler="main.handler", Code={"ZipFile": package()},
        Description=DESCRIPTIONS[index % len(DESCRIPTIONS)], MemorySize=128 * (1 + index % 4), Timeout=30, Tags=tags,
        Environment={"Variables": {"DB_PASSWORD": "in-the-environment", "STAGE": "test"}},
    )
    return {**lambdas.get_function_configuration(FunctionName=name), "Region": region, "Tags": tags}


def put_minutes(region, name, first, minutes):
    put = []
    for minute in range(minutes):
        stamp = first + datetime.timedelta(minutes=minute)
        for metric in METRICS:
            if numbers.random() < 0.3:
                continue
            values = [round(numbers.uniform(0, 1000), 3) for _ in range(numbers.randint(1, 4))]
            put.append({"region": region, "function": name, "metric": metric, "time": stamp.timestamp(), "values": values})
    data = [datum(entry, value, offset) for entry in put for value, offset in zip(entry["values"], (0, 20, 40, 59))]
    cloudwatch = client("cloudwatch", region)
    for start in range(0, len(data), 500):
        cloudwatch.put_metric_data(Namespace="AWS/Lambda", MetricData=data[start : start + 500])
    return put


def datum(entry, value, offset):
    return {
        "MetricName": entry["metric"], "Dimensions": [{"Name": "FunctionName", "Value": entry["function"]}],
        "Value": value, "Timestamp": datetime.datetime.fromtimestamp(entry["time"] + offset, datetime.timezone.utc),
    }


def main():
    role = make_role()
    now = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
    functions, data = [], []
    for region in ["us-east-1", "eu-west-1"]:
        for index in range(5):
            function = make_function(region, role, index)
            functions.append(function)
            data += put_minutes(region, function["FunctionName"], now - datetime.timedelta(minutes=20), 20)
    print(json.dumps({"keys": KEYS, "role": role, "functions": functions, "data": data}, default=str))


main()
