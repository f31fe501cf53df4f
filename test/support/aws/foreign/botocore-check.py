"""
Holds the simulated account to botocore's models: reads calls and how to reach it from standard input, prints the
pages of each call and protocol, how much it checked, and its complaints.
"""

import collections
import copy
import json
import sys

import botocore.loaders
import botocore.model
import botocore.parsers
from shapes import CannotMake, complaints_of, example_of, raw_of, wrong_values
from wire import CBOR, Sender, from_job

TOKENS = {'NextMarker': 'Marker', 'NextToken': 'NextToken', 'nextToken': 'nextToken', 'PaginationToken': 'PaginationToken'}
UNREADABLE = ('SerializationException', 'MalformedInput')
NOT_SIMULATED = 'NotSimulatedException'
NEVER_DENIED = 'GetCallerIdentity'
# By the page "Common errors" of AWS and the front end that all services share.
COMMON = {
    'AccessDenied': (403,), 'AccessDeniedException': (400, 403), 'ExpiredToken': (403,), 'ExpiredTokenException': (400, 403),
    'IncompleteSignature': (400, 403), 'IncompleteSignatureException': (400, 403), 'InternalFailure': (500,),
    'InvalidClientTokenId': (403,), 'InvalidSignatureException': (400, 403), 'MalformedInput': (400,),
    'MissingParameter': (400,), 'RequestEntityTooLarge': (413,), 'SerializationException': (400,),
    'SignatureDoesNotMatch': (403,), 'Throttling': (400,), 'ThrottlingException': (400,),
    'UnrecognizedClientException': (400, 403), 'ValidationError': (400,), 'ValidationException': (400,),
}  # fmt: skip
REFUSALS = {
    'MissingParameter', 'MissingRequiredParameter', 'MissingRequiredParameterException', 'ValidationException',
    'ValidationError', 'InvalidParameterException', 'InvalidParameterValue', 'InvalidParameterValueException',
}  # fmt: skip


class Checker:
    def __init__(self, job):
        self.job = job
        self.sender = Sender(job)
        self.loader = botocore.loaders.Loader()
        self.models = {}
        self.counts = collections.Counter()
        self.complaints = []
        self.answers = []

    def model(self, service):
        if service not in self.models:
            data = self.loader.load_service_model(service, 'service-2')
            self.models[service] = botocore.model.ServiceModel(data, service)
        return self.models[service]

    def run(self):
        for call in self.job['calls']:
            model = self.model(call['service'])
            operation = model.operation_model(call['operation'])
            for protocol in model.metadata['protocols']:
                Trial(self, call, model, operation, protocol).run()
        return {'answers': self.answers, 'counts': self.counts, 'complaints': self.complaints}


class Trial:
    """One operation in one protocol."""

    def __init__(self, checker, call, model, operation, protocol):
        self.checker, self.call, self.model, self.operation, self.protocol = checker, call, model, operation, protocol
        self.params = from_job(operation.input_shape, call['input'])
        self.page = call.get('page', {})

    def run(self):
        self.answered()
        self.refused_by_the_front()
        self.shaped(self.operation.input_shape, ())
        self.changed_names()

    def complain(self, what):
        self.checker.complaints.append(f'{self.call["service"]} {self.operation.name} ({self.protocol}): {what}')

    def send(self, params, **how):
        self.checker.counts['requests'] += 1
        return self.checker.sender.send(self.model, self.operation, self.protocol, params, **how)

    def answered(self):
        whole = self.pages(self.params)
        paged = self.pages({**self.params, **self.page}) if self.page else whole
        self.checker.counts['answers'] += 1
        if 'page' in self.call and len(paged) < 2:
            self.complain('has one page though it is asked for more')
        record = {'service': self.call['service'], 'operation': self.operation.name, 'protocol': self.protocol}
        self.checker.answers.append({**record, 'whole': whole, 'pages': paged})

    def pages(self, params):
        found, params = [], dict(params)
        while len(found) < 1000:
            answer = self.answer(params)
            found.append(answer)
            token = next((name for name in TOKENS if answer.get(name)), None)
            if token is None:
                return found
            params[TOKENS[token]] = answer[token]
        self.complain('has no last page')
        return found

    def answer(self, params):
        status, headers, body = self.send(params)
        output = self.operation.output_shape
        if status >= 300:
            self.complain(f'answers {params} with {status} {body[:300]}')
            return {}
        self.check_result(body)
        parser = botocore.parsers.create_parser(self.protocol)
        parsed = parser.parse({'status_code': status, 'headers': headers, 'body': body}, output)
        parsed.pop('ResponseMetadata')
        return parsed

    def check_result(self, body):
        self.checker.counts['results'] += 1
        raw = raw_of(self.protocol, body)
        result = raw.find('{*}%sResult' % self.operation.name) if self.protocol == 'query' else raw
        for complaint in complaints_of(self.operation.output_shape, result, self.protocol):
            self.complain(complaint)

    def refused_by_the_front(self):
        for region in self.checker.job['faultyRegions']:
            if self.operation.name == NEVER_DENIED and region == self.checker.job['deniedRegion']:
                continue
            self.error(self.params, f'in {region}', region=region)
        self.error(self.params, 'with a wrong signature', secret='wrong')
        self.error(self.params, 'with an unknown key', key='AKIAIOSFODNN7UNKNOWN')

    def error(self, params, why, wanted=None, name=None, **how):
        """Wants an error of the model; of these codes, and with the name of the member, if they are given."""
        status, headers, body = self.send(params, **how)
        if status < 300:
            self.complain(f'does not refuse {why}')
            return None
        code = self.checked_code(status, headers, body, why)
        is_named = name is None or name.lower() in body.decode(errors='replace').lower()
        if wanted is not None and not (code in wanted and is_named):
            self.complain(f'refuses {why} with {status} {body[:200]}')
        return code

    def checked_code(self, status, headers, body, why):
        self.checker.counts['errors'] += 1
        parser = botocore.parsers.create_parser(self.protocol)
        try:
            parsed = parser.parse({'status_code': status, 'headers': headers, 'body': body}, None)
        except Exception as error:  # noqa: BLE001
            self.complain(f'{why}: {status} {body[:200]} is not readable: {error!r}')
            return None
        code = parsed['Error']['Code']
        shape = self.error_shape(code)
        if code != NOT_SIMULATED:
            self.check_status(code, shape, status, why)
        if shape is not None and self.protocol != 'query':
            for complaint in complaints_of(shape, lower_message(shape, raw_of(self.protocol, body)), self.protocol):
                self.complain(f'{why}: {code}{complaint}')
        return code

    def check_status(self, code, shape, status, why):
        wanted = COMMON.get(code) if shape is None else statuses_of(shape)
        if wanted is None:
            self.complain(f'{why}: {code} is no error of the service')
        elif status not in wanted:
            self.complain(f'{why}: {code} with status {status}, not {wanted}')

    def error_shape(self, code):
        names = [(shape, shape.metadata.get('error', {}).get('code', shape.name)) for shape in self.model.error_shapes]
        return next((shape for shape, query_code in names if code in (shape.name, query_code)), None)

    def shaped(self, shape, path):
        """Each member of the model left out, of a wrong type, out of its range, or not in the model."""
        if shape is None:
            self.unknown(path)
            return
        if shape.type_name == 'list':
            self.shaped_item(shape, path)
            return
        if shape.type_name != 'structure':
            return
        self.unknown(path)
        for name, member in shape.members.items():
            self.member(shape, name, member, (*path, name))

    def shaped_item(self, shape, path):
        if value_at(self.params, path):
            self.wrong(shape.member, (*path, 0))
            self.shaped(shape.member, (*path, 0))

    def unknown(self, path):
        self.error(put(self.params, (*path, 'NoSuchMember'), 'a'), f'{path} NoSuchMember', {NOT_SIMULATED}, 'NoSuchMember')

    def member(self, shape, name, member, path):
        self.checker.counts['members'] += 1
        is_path = member.serialization.get('location') == 'uri'
        if name in shape.required_members and not is_path:
            self.error(put(self.params, path, LEFT_OUT), f'{path} left out', REFUSALS, name)
        without = self.params
        if value_at(without, path) is None:
            self.params = self.with_member(member, path)
        if self.params is not None:
            self.wrong(member, path)
            self.shaped(member, path)
        self.params = without

    def with_member(self, member, path):
        """The call with a member that it leaves out, or nothing where the simulator says that it does not know it."""
        try:
            params = put(self.params, path, example_of(member, self.checker.sender.now))
        except CannotMake as error:
            self.complain(f'no example of {path}: {error}')
            return None
        status, headers, body = self.send(params)
        if status < 300:
            self.check_result(body)
        code = self.checked_code(status, headers, body, f'{path} given') if status >= 300 else None
        is_known = code != NOT_SIMULATED
        if not is_known and path[-1] not in body.decode(errors='replace'):
            self.complain(f'does not name {path}')
        if code in UNREADABLE:
            self.complain(f'{path} given: {status} {body[:200]}')
        self.checker.counts['members honoured' if is_known else 'members not simulated'] += 1
        return params if is_known else None

    def wrong(self, member, path):
        location = member.serialization.get('location')
        notation = 'texts' if location in ('uri', 'querystring') or self.protocol == 'query' else 'body'
        for kind, value in wrong_values(member, notation):
            if location == 'querystring' and member.type_name == 'list':
                continue
            codes = {*UNREADABLE, *REFUSALS} if kind == 'type' else REFUSALS
            name = next(step for step in reversed(path) if isinstance(step, str))
            self.error(put(self.params, path, value), f'{path} = {str(value)[:40]!r}', codes, name)

    def changed_names(self):
        """Names that nothing has."""
        for name, value in self.params.items():
            if isinstance(value, str):
                params = {**self.params, name: value[:-1] + ('0' if value[-1] != '0' else '1')}
                status, headers, body = self.send(params)
                if status >= 300:
                    self.checked_code(status, headers, body, f'{name} of nothing')


def statuses_of(shape):
    given = shape.metadata.get('error', {}).get('httpStatusCode')
    if given is not None:
        return (given,)
    return (500,) if shape.metadata.get('fault') else (400, 500)


def lower_message(shape, raw):
    """Services spell the text of an error in two ways, whatever their model says."""
    names = {name.lower(): name for name in shape.members if name.lower() == 'message'}
    plain = {name: value for name, value in raw.items() if name.lower() != 'message' or names}
    return {names.get(name.lower(), name): value for name, value in plain.items()}


LEFT_OUT = object()


def put(params, path, value):
    changed = copy.deepcopy(params)
    node = changed
    for step in path[:-1]:
        node = node[step] if isinstance(step, int) else node.setdefault(step, {})
    if value is LEFT_OUT:
        node.pop(path[-1], None)
    else:
        node[path[-1]] = value
    return changed


def value_at(params, path):
    node = params
    for step in path:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return None
    return node


def plain(value):
    return value.isoformat() if hasattr(value, 'isoformat') else str(value)


json.dump(Checker(json.load(sys.stdin)).run(), sys.stdout, default=plain)
