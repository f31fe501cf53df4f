import { expect } from 'chai'
import { readOptions } from './options.ts'
import { plainName, RIVAL, RIVALS } from './rivals.ts'

const PLAN = {
  binary: '/x/program',
  folder: '/tmp/y',
  url: 'http://127.0.0.1:1',
  port: 5000,
  metrics: ['Errors', 'Duration'],
  statistics: ['Sum', 'SampleCount'],
}

describe('bench/rivals', () => {
  it('should read what YACE serves', () => {
    const labels = 'account_id="1",dimension_FunctionName="f-1",name="global",region="us-east-1"'
    const text = `# TYPE aws_lambda_duration_sample_count gauge
aws_lambda_duration_sample_count{${labels}} 3 1700000040000
aws_lambda_info{name="arn"} 1
yace_cloudwatch_requests_total{api_name="x"} 5`
    expect(RIVAL.yace.read(text)).to.deep.equal([
      { functionName: 'f-1', field: plainName('DurationSampleCount'), time: 1_700_000_040_000, value: 3 },
    ])
  })

  it('should read what cloudwatch_exporter serves, with and without times', () => {
    const text = 'aws_lambda_errors_sum{job="aws_lambda",instance="",function_name="f",} 1.5E-3'
    expect(RIVAL.cloudwatch_exporter.read(text)).to.deep.equal([
      { functionName: 'f', field: 'errorssum', time: undefined, value: 0.0015 },
    ])
  })

  it('should read what Telegraf writes', () => {
    const text =
      'cloudwatch_aws_lambda,function_name=f,region=us-east-1 errors_sum=0,errors_average=0.5 1700000040000000000'
    const time = 1_700_000_040_000
    expect(RIVAL.telegraf.read(text)).to.deep.equal([
      { functionName: 'f', field: 'errorssum', time, value: 0 },
      { functionName: 'f', field: 'errorsaverage', time, value: 0.5 },
    ])
  })

  for (const name of RIVALS) {
    it(`should ask ${name} for every metric`, () => {
      const { config, configFile } = RIVAL[name].start(PLAN)
      for (const metric of PLAN.metrics) expect(config).to.contain(metric)
      expect(configFile).to.match(/^\/tmp\/y\//)
    })
  }

  const wrong: Record<string, string[]> = {
    'an unknown rival': ['--against', 'x', '--binary', 'y'],
    'a rival without its binary': ['--against', 'yace'],
    'functions that are no number': ['--functions', '10,many'],
    'no runs': ['--runs=-1'],
  }
  for (const [name, args] of Object.entries(wrong)) {
    it(`should refuse ${name}`, () => {
      expect(() => readOptions(args)).to.throw('Cannot')
    })
  }
})
