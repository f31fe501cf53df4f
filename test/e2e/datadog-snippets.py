"""The snippets of Datadog's AWS Lambda page, with its slips mended: `xrange` is Python 2, and the service check
prints `timestamp`, which it never defines. They print what a function would, as of the second that is given."""

import sys
import time

time.time = lambda: float(sys.argv[1])


def count_or_gauge(kind):
    unix_epoch_timestamp = int(time.time())
    value = 42
    metric_type = kind
    metric_name = "my.metric.name" if kind == "count" else "my.metric.level"
    tags = ["tag1:value", "tag2"]

    print("MONITORING|{0}|{1}|{2}|{3}|#{4}".format(
        unix_epoch_timestamp, value, metric_type, metric_name, ",".join(tags)
    ))


def histogram():
    unix_epoch_timestamp = int(time.time())
    metric_type = "histogram"
    metric_name = "my.metric.name.hist"
    tags = ["tag1:value", "tag2"]

    for i in range(0, 10):
        print("MONITORING|{0}|{1}|{2}|{3}|#{4}".format(
            unix_epoch_timestamp, i, metric_type, metric_name, ",".join(tags)
        ))


def service_check():
    unix_epoch_timestamp = int(time.time())
    value = 1  # WARNING
    metric_type = "check"
    metric_name = "my.metric.name.check"

    print("MONITORING|{0}|{1}|{2}|{3}".format(
        unix_epoch_timestamp, value, metric_type, metric_name
    ))


count_or_gauge("count")
count_or_gauge("gauge")
histogram()
service_check()
