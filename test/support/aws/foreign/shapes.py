"""Holds raw answers to the shapes of botocore's models, and makes inputs that break them."""

import datetime
import io
import json
import re
import xml.etree.ElementTree as ET

from botocore.parsers import RpcV2CBORParser

ISO = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z')
NUMBERS = ('float', 'double')
WHOLE = ('integer', 'long')


def raw_of(protocol, body):
    if protocol == 'query':
        return ET.fromstring(body)
    if protocol == 'smithy-rpc-v2-cbor':
        return RpcV2CBORParser().parse_data_item(io.BufferedReader(io.BytesIO(body))) if body else {}
    return json.loads(body) if body else {}


def complaints_of(shape, raw, protocol, path=''):
    if shape is None:
        return []
    form = XmlForm if protocol == 'query' else JsonForm
    return list(Check(form, protocol).value(shape, raw, path))


class Check:
    def __init__(self, form, protocol):
        self.form = form
        self.protocol = protocol

    def value(self, shape, raw, path):
        kind = shape.type_name
        if raw is None:
            yield f'{path} is null'
        elif kind == 'structure':
            yield from self.structure(shape, raw, path)
        elif kind == 'list':
            items = self.form.items(raw)
            if items is None:
                yield f'{path} is no list'
            yield from self.size(shape, len(items or []), path)
            for at, item in enumerate(items or []):
                yield from self.value(shape.member, item, f'{path}[{at}]')
        elif kind == 'map':
            for key, item in self.form.entries(raw):
                yield from self.value(shape.key, key, f'{path} key')
                yield from self.value(shape.value, item, f'{path}.{key}')
        else:
            yield from self.scalar(shape, self.form.scalar(shape, raw), path)

    def structure(self, shape, raw, path):
        fields = self.form.fields(raw)
        if fields is None:
            yield f'{path} is no structure'
            return
        wire = {member.serialization.get('name', name): name for name, member in shape.members.items()}
        body = {n: v for n, v in wire.items() if shape.members[v].serialization.get('location') in (None, 'body')}
        for name, item in fields:
            if name not in body:
                yield f'{path}.{name} is not in the model'
            else:
                yield from self.value(shape.members[body[name]], item, f'{path}.{name}')
        have = {body.get(name) for name, _ in fields}
        for name in shape.required_members:
            if name in body.values() and name not in have:
                yield f'{path}.{name} is required and not there'

    def scalar(self, shape, value, path):
        kind = shape.type_name
        if not is_of(kind, value, self.protocol):
            yield f'{path} is {value!r}, no {kind} of {self.protocol}'
        elif kind == 'string':
            yield from self.text(shape, value, path)
        elif kind in WHOLE + NUMBERS:
            low, high = shape.metadata.get('min', value), shape.metadata.get('max', value)
            if not low <= value <= high:
                yield f'{path} is {value}, not from {low} to {high}'

    def text(self, shape, value, path):
        enum, pattern = shape.metadata.get('enum'), shape.metadata.get('pattern')
        if enum and value not in enum:
            yield f'{path} is {value!r}, not of the model\'s enum'
        yield from self.size(shape, len(value), path)
        if pattern and not matches(pattern, value):
            yield f'{path} is {value!r}, not of the pattern {pattern}'

    def size(self, shape, size, path):
        low, high = shape.metadata.get('min', 0), shape.metadata.get('max', size)
        if not low <= size <= high:
            yield f'{path} has the size {size}, not from {low} to {high}'


class JsonForm:
    @staticmethod
    def items(raw):
        return raw if isinstance(raw, list) else None

    @staticmethod
    def entries(raw):
        return raw.items()

    @staticmethod
    def fields(raw):
        return [(n, v) for n, v in raw.items() if n != '__type'] if isinstance(raw, dict) else None

    @staticmethod
    def scalar(_, raw):
        return raw


class XmlForm:
    @staticmethod
    def items(raw):
        return list(raw) if all(local(item) == 'member' for item in raw) else None

    @staticmethod
    def entries(raw):
        return [(entry[0].text, entry[1]) for entry in raw]

    @staticmethod
    def fields(raw):
        return [(local(item), item) for item in raw]

    @staticmethod
    def scalar(shape, raw):
        value = raw if isinstance(raw, str) else (raw.text or '')
        if shape.type_name in WHOLE and re.fullmatch(r'-?\d+', value):
            return int(value)
        if shape.type_name in NUMBERS and re.fullmatch(r'-?\d+(\.\d+)?([eE][-+]?\d+)?', value):
            return float(value)
        return {'true': True, 'false': False}.get(value, value) if shape.type_name == 'boolean' else value


def local(element):
    return element.tag.split('}')[-1]


def is_of(kind, value, protocol):
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind in WHOLE:
        return isinstance(value, int) and is_number
    if kind in NUMBERS:
        return is_number
    if kind == 'boolean':
        return isinstance(value, bool)
    if kind != 'timestamp':
        return isinstance(value, str)
    if protocol == 'query':
        return isinstance(value, str) and ISO.fullmatch(value) is not None
    return isinstance(value, datetime.datetime) if protocol == 'smithy-rpc-v2-cbor' else is_number


def matches(pattern, value):
    """Patterns of the models are Java's: what Python does not know of them is not checked."""
    try:
        return re.search(anchored(pattern), value, re.S) is not None
    except re.error:
        return True


def anchored(pattern):
    posix = {r'\p{Alpha}': 'a-zA-Z', r'\p{Digit}': '0-9'}
    for name, python in posix.items():
        pattern = pattern.replace(name, python)
    return f'^(?:{pattern})$'.replace(r'[\s\S]*', '.*')


class CannotMake(Exception):
    pass


def example_of(shape, now):
    """A value that the shape allows."""
    kind, low = shape.type_name, shape.metadata.get('min', 0)
    if kind == 'structure':
        names = shape.required_members or list(shape.members)[:1]
        return {name: example_of(shape.members[name], now) for name in names}
    if kind == 'list':
        return [example_of(shape.member, now) for _ in range(max(1, low))]
    if kind == 'map':
        return {example_of(shape.key, now): example_of(shape.value, now)}
    if kind == 'timestamp':
        return now
    if kind == 'string':
        return text_example(shape, max(1, low))
    return {'boolean': True, 'blob': b'a'}.get(kind, max(1, low))


def text_example(shape, length):
    enum, pattern = shape.metadata.get('enum'), shape.metadata.get('pattern')
    if enum:
        return enum[0]
    guesses = [letter * length for letter in 'a1A'] + ['1' * 12, 'us-east-1', '+0000', 'arn:aws:lambda:us-east-1:123456789012:function:a']
    fitting = [guess for guess in guesses if not pattern or matches(pattern, guess)]
    if not fitting:
        raise CannotMake(pattern)
    return fitting[0]


def wrong_values(shape, notation):
    """(what is wrong, value): of another type, and outside of the model's limits."""
    kind, limits = shape.type_name, shape.metadata
    if kind == 'string':
        if notation == 'body':
            yield 'type', 5
        if limits.get('enum'):
            yield 'limit', 'no-such-value'
        if limits.get('pattern') and not matches(limits['pattern'], ODD) and limits.get('min', 0) <= len(ODD):
            yield 'limit', ODD
        if limits.get('min', 0) > 1:
            yield 'limit', 'a' * (limits['min'] - 1)
        if limits.get('max'):
            yield 'limit', 'a' * (limits['max'] + 1)
    elif kind in WHOLE + NUMBERS:
        yield 'type', 'many'
        if kind in WHOLE:
            yield 'type', 1.5
        if 'min' in limits:
            yield 'limit', limits['min'] - 1
        if 'max' in limits:
            yield 'limit', limits['max'] + 1
    elif kind in ('boolean', 'timestamp', 'list', 'structure'):
        yield 'type', 'perhaps'


ODD = '* \u20ac:/\\ *'
