"""Requests as bytes, in the form of any protocol, right or wrong: botocore itself would refuse to send the wrong ones."""

import datetime
import http.client
import json
import re
from urllib.parse import quote, urlencode, urlsplit

import botocore.auth
import cbor2
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

CBOR = 'smithy-rpc-v2-cbor'


class Sender:
    def __init__(self, job):
        self.job = job
        self.connection = http.client.HTTPConnection(urlsplit(job['url']).netloc)
        self.now = datetime.datetime.fromisoformat(job['now'])
        botocore.auth.get_current_datetime = lambda: self.now.replace(tzinfo=None)

    def send(self, model, operation, protocol, params, region='us-east-1', secret=None, key=None):
        """Answers (status, headers, body)."""
        made = request_of(model, operation, protocol, params)
        path = made.pop('path')
        request = AWSRequest(url=self.job['url'] + path, **made)
        credentials = Credentials(key or self.job['key'], secret or self.job['secret'])
        signer = botocore.auth.SigV4Auth(credentials, model.signing_name, region)
        signer.add_auth(request)
        self.connection.request(made['method'], path, made.get('data'), dict(request.headers.items()))
        answer = self.connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def request_of(model, operation, protocol, params):
    if protocol == 'query':
        form = {'Action': operation.name, 'Version': model.api_version, **flat(operation.input_shape, params)}
        headers = {'content-type': 'application/x-www-form-urlencoded; charset=utf-8'}
        return {'method': 'POST', 'path': '/', 'headers': headers, 'data': urlencode(form).encode()}
    if protocol == CBOR:
        path = f'/service/{model.metadata["targetPrefix"]}/operation/{operation.name}'
        headers = {'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', 'accept': 'application/cbor'}
        body = cbor2.dumps(with_times(params, lambda time: cbor2.CBORTag(1, time.timestamp())))
        return {'method': 'POST', 'path': path, 'headers': headers, 'data': body}
    plain = with_times(params, lambda time: time.timestamp())
    if protocol == 'json':
        target = f'{model.metadata["targetPrefix"]}.{operation.name}'
        kind = f'application/x-amz-json-{model.metadata["jsonVersion"]}'
        headers = {'content-type': kind, 'x-amz-target': target}
        return {'method': 'POST', 'path': '/', 'headers': headers, 'data': json.dumps(plain).encode()}
    return rest_request(operation, params, plain)


def rest_request(operation, params, plain):
    members = operation.input_shape.members if operation.input_shape else {}
    path, query, body = operation.http['requestUri'], [], {}
    for name, value in params.items():
        shape = members.get(name)
        location = shape.serialization if shape is not None else {}
        wire_name = location.get('name', name)
        if location.get('location') == 'uri':
            path = path.replace('{%s}' % wire_name, quote(str(value), safe=''))
        elif location.get('location') == 'querystring' or operation.http['method'] == 'GET':
            items = value if isinstance(value, list) else [value]
            query += [(wire_name, text_of(item)) for item in items]
        else:
            body[wire_name] = plain[name]
    if query:
        path += ('&' if '?' in path else '?') + urlencode(query, quote_via=quote)
    made = {'method': operation.http['method'], 'path': path, 'headers': {}}
    if made['method'] == 'GET':
        return made
    return {**made, 'headers': {'content-type': 'application/json'}, 'data': json.dumps(body).encode()}


def flat(shape, value, prefix=''):
    """{'A.member.1.B': 'x'}"""
    if isinstance(value, dict):
        if prefix and not value:
            return {prefix: ''}
        entries = [(f'{prefix}.{name}' if prefix else name, item) for name, item in value.items()]
    elif isinstance(value, list):
        if not value:
            return {prefix: ''}
        entries = [(f'{prefix}.member.{at}', item) for at, item in enumerate(value, 1)]
    else:
        return {prefix: text_of(value)}
    found = {}
    for name, item in entries:
        found.update(flat(shape, item, name))
    return found


def text_of(value):
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, datetime.datetime):
        return value.strftime('%Y-%m-%dT%H:%M:%SZ')
    return str(value)


def with_times(value, form):
    if isinstance(value, dict):
        return {name: with_times(item, form) for name, item in value.items()}
    if isinstance(value, list):
        return [with_times(item, form) for item in value]
    return form(value) if isinstance(value, datetime.datetime) else value


def from_job(shape, value):
    """The texts of times as such."""
    if shape is None:
        return value
    if shape.type_name == 'structure':
        return {name: from_job(shape.members[name], item) for name, item in value.items()}
    if shape.type_name == 'list':
        return [from_job(shape.member, item) for item in value]
    if shape.type_name == 'timestamp':
        return datetime.datetime.fromisoformat(re.sub('Z$', '+00:00', value))
    return value
