"""Makes a function in moto, with a log group that functions have once they have run."""

import io
import sys
import zipfile

import boto3

endpoint, region, name, key, secret = sys.argv[1:6]


def client(service):
    keys = {"aws_access_key_id": key, "aws_secret_access_key": secret}
    return boto3.client(service, region_name=region, endpoint_url=endpoint, **keys)


buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as archive:
    archive.writestr("main.py", "def handler(event, context):\n    return event\n")
role = client("iam").create_role(RoleName="lambda", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
client("lambda").create_function(
    FunctionName=name, Runtime="python3.12", Role=role, Handler="main.handler", Code={"ZipFile": buffer.getvalue()}
)
logs = client("logs")
if not logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{name}")["logGroups"]:
    logs.create_log_group(logGroupName=f"/aws/lambda/{name}")
