import { run } from '../../../scripts/guance_aws_sqs/main.ts'
import { mockJson } from '../../support/aws/aws.ts'
import { GOLDEN_TIME, testScript } from '../../support/aws/script-suite.ts'

testScript({
  id: 'guance_aws_sqs',
  run,
  namespace: 'AWS/SQS',
  dimension: 'QueueName',
  metric: 'NumberOfMessagesSent',
  golden: {
    config: {},
    mock() {
      const Dimensions = [{ Name: 'QueueName', Value: 'orders' }]
      const Metrics = ['NumberOfMessagesSent', 'ApproximateAgeOfOldestMessage'].map((MetricName) => ({
        ...{ Namespace: 'AWS/SQS', MetricName, Dimensions },
      }))
      mockJson({ service: 'cloudwatch', operation: 'ListMetrics' }, { Metrics })
      mockJson({ service: 'cloudwatch', operation: 'GetMetricData' }, (body) => ({
        MetricDataResults: (body.MetricDataQueries as { Id: string }[]).map(({ Id }, index) => ({
          ...{ Id, StatusCode: 'Complete', Values: [index] },
          Timestamps: [GOLDEN_TIME.getTime() / 1000 - 60],
        })),
      }))
    },
  },
})
