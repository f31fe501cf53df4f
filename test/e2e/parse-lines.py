"""Parses a line-protocol file with a parser that is not ours, and prints its points as JSON."""

import json
import sys

from line_protocol_parser import parse_line

with open(sys.argv[1], encoding="utf-8", newline="\n") as lines:
    points, rejected = [], []
    for line in lines:
        try:
            points.append(parse_line(line.rstrip("\n")))
        except Exception as error:  # each line is judged by itself
            rejected.append([line, repr(error)])
print(json.dumps({"points": points, "rejected": rejected}))
