"""Calls IVS: reads one JSON call per line from stdin, writes one JSON outcome per line to stdout."""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

config = Config(retries={"total_max_attempts": 1})
client = boto3.client("ivs", endpoint_url=sys.argv[1], config=config)

for line in sys.stdin:
    call = json.loads(line)
    try:
        output = getattr(client, call["operation"])(**call["input"])
        status = output.pop("ResponseMetadata")["HTTPStatusCode"]
        outcome = {"status": status, "output": output}
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        text = error.response.get("exceptionMessage")
        outcome = {"status": status, "error": error.response["Error"]["Code"], "text": text}
    print(json.dumps(outcome, default=str), flush=True)
