"""
The AWS CLI, whole, in this process: reads calls and how to reach the simulated account from standard input, prints
what the CLI prints for each.
"""

import contextlib
import datetime
import io
import json
import os
import sys
import tempfile

from awscli.clidriver import create_clidriver  # First: it brings its own botocore.

import botocore.auth
import botocore.session

# Otherwise it prints times as each protocol has them.
CONFIG = tempfile.NamedTemporaryFile('w', suffix='.ini')
CONFIG.write('[default]\ncli_timestamp_format = iso8601\n')
CONFIG.flush()
job = json.load(sys.stdin)
now = datetime.datetime.fromisoformat(job['now'].replace('Z', '+00:00'))
botocore.auth.get_current_datetime = lambda *_, **__: now.replace(tzinfo=None)
os.environ.update({
    'AWS_ACCESS_KEY_ID': job['key'],
    'AWS_SECRET_ACCESS_KEY': job['secret'],
    'AWS_DEFAULT_REGION': 'us-east-1',
    'AWS_CONFIG_FILE': CONFIG.name,
    'AWS_SHARED_CREDENTIALS_FILE': os.devnull,
    'AWS_MAX_ATTEMPTS': '1',
})  # fmt: skip
session = botocore.session.get_session()


def command_of(service, operation):
    return [service, botocore.xform_name(operation, '-')]


def paging_of(call):
    """Small pages, all of which the CLI reads; pages that it does not know have the size that the service chooses."""
    if not session.get_paginator_model(call['service'])._paginator_config.get(call['operation'], {}).get('limit_key'):
        return []
    return [part for size in call.get('page', {}).values() for part in ('--page-size', str(size))]


def run(driver, call):
    options = ['--endpoint-url', job['url'], '--output', 'json', '--cli-input-json', json.dumps(call['input'])]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = driver.main([*command_of(call['service'], call['operation']), *paging_of(call), *options])
    if code != 0:
        return {'failed': err.getvalue() or code}
    return {'pages': [json.loads(out.getvalue() or '{}')]}


driver = create_clidriver()
answers = [{'service': call['service'], 'operation': call['operation'], **run(driver, call)} for call in job['calls']]
json.dump({'answers': answers}, sys.stdout)
