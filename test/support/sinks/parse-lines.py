"""Parses a file of line protocol with the package line-protocol-parser; prints one JSON array, an item a line."""
import json
import sys

from line_protocol_parser import parse_line


def parsed(line):
    try:
        point = parse_line(line)
    except Exception as error:
        return {"line": line, "rejected": str(error)}
    fields = {key: [type(value).__name__, value if isinstance(value, str) else repr(value)]
              for key, value in point["fields"].items()}
    return {"measurement": point["measurement"], "tags": point["tags"], "fields": fields, "time": str(point["time"])}


with open(sys.argv[1], encoding="utf-8", newline="") as file:
    lines = file.read().split("\n")
assert lines.pop() == "", "the last line has no end"
json.dump([parsed(line) for line in lines], sys.stdout)
