import { expect } from 'chai'
import { maskEnvironment, maskVariable } from '../../../scripts/guance_aws_lambda/masking.ts'
import { functionObject } from '../../../scripts/guance_aws_lambda/objects.ts'

const ARN = 'arn:aws-cn:lambda:cn-northwest-1:123456789012:function:dataflux-alb'
const PARTS = {
  lambda: {
    FunctionName: 'dataflux-alb',
    FunctionArn: ARN,
    PackageType: 'Zip' as const,
    RevisionId: '5e52ff51-615a-4ecb-96b7-40083a7b4b62',
    Role: 'arn:aws-cn:iam::123456789012:role/service-role/s3--guance-role-3w34zo42',
    Runtime: 'python3.7' as const,
    Version: '$LATEST',
    LastModified: '2022-03-09T06:13:31.000+0000',
  },
  regionTags: { account_name: 'AWS_Lambda', cloud_provider: 'aws', RegionId: 'cn-northwest-1' },
  resourceTags: {},
  mappings: [],
  url: undefined,
  nameFrom: 'FunctionName' as const,
  timestamp: 1,
}

describe('guance_aws_lambda/objects', () => {
  it('should have the tags of the sample on the page of the integration', () => {
    const { measurement, tags, fields } = functionObject(PARTS)
    expect(measurement).to.equal('aws_lambda')
    expect(tags).to.include({
      account_name: 'AWS_Lambda',
      class: 'aws_lambda',
      cloud_provider: 'aws',
      FunctionName: 'dataflux-alb',
      name: 'dataflux-alb',
      PackageType: 'Zip',
      RegionId: 'cn-northwest-1',
      RevisionId: '5e52ff51-615a-4ecb-96b7-40083a7b4b62',
      Role: 'arn:aws-cn:iam::123456789012:role/service-role/s3--guance-role-3w34zo42',
      Runtime: 'python3.7',
      Version: '$LATEST',
      AccountId: '123456789012',
      FunctionArn: ARN,
    })
    expect(Object.keys(fields)).to.deep.equal([
      'CreatedTime',
      'ListenerDescriptions',
      'AvailabilityZones',
      'message',
    ])
    expect(fields.CreatedTime).to.equal('2022-03-09T06:13:31Z')
  })

  it('should be named by its ARN when asked', () => {
    expect(functionObject({ ...PARTS, nameFrom: 'FunctionArn' }).tags.name).to.equal(ARN)
  })

  it('should let no resource tag take the place of another tag', () => {
    const { tags } = functionObject({ ...PARTS, resourceTags: { name: 'x', team: 'core', empty: '' } })
    expect(tags)
      .to.include({ name: 'dataflux-alb', tag_name: 'x', tag_team: 'core' })
      .and.not.have.property('tag_empty')
  })

  it('should leave out the runtime of an image', () => {
    const { Runtime: _, ...lambda } = PARTS.lambda
    expect(
      functionObject({ ...PARTS, lambda: { ...lambda, PackageType: 'Image' } }).tags,
    ).not.to.have.property('Runtime')
  })

  it('should write sizes as integers', () => {
    const lambda = { ...PARTS.lambda, MemorySize: 512, Timeout: 3, EphemeralStorage: { Size: 1024 } }
    expect(functionObject({ ...PARTS, lambda }).fields).to.include({
      MemorySize: 512n,
      Timeout: 3n,
      EphemeralStorage: 1024n,
    })
  })

  it('should not give the environment away in the message', () => {
    const lambda = {
      ...PARTS.lambda,
      Environment: { Variables: { URL: 'postgres://u:hunter2@db', STAGE: 'prod' } },
    }
    const message = JSON.parse(String(functionObject({ ...PARTS, lambda }).fields.message))
    expect(message.Environment.Variables).to.deep.equal({ URL: '***', STAGE: 'prod' })
    expect(lambda.Environment.Variables.URL).to.contain('hunter2')
  })
})

describe('guance_aws_lambda/masking', () => {
  const table = [
    ['LOG_LEVEL', 'debug', 'debug'],
    ['STAGE', 'production', 'production'],
    ['RETRIES', '5', '5'],
    ['VERBOSE', 'true', 'true'],
    ['REGION', 'eu-west-1', 'eu-west-1'],
    ['EMPTY', '', ''],
    ['TABLE', 'orders', '***'],
    ['PIN', '1234', '***'],
    ['API_KEY', 'true', '***'],
    ['ACCOUNT', '123456', '***'],
    ['X', 'hunter2', '***'],
    ['MULTILINE', 'debug\nhunter2', '***'],
  ] as const
  for (const [name, value, shown] of table) {
    it(`should show ${name}=${JSON.stringify(value)} as ${JSON.stringify(shown)}`, () => {
      expect(maskVariable(name, value)).to.equal(shown)
    })
  }

  it('should leave a function without environment as it is', () => {
    expect(maskEnvironment({ FunctionName: 'a' })).to.deep.equal({ FunctionName: 'a' })
  })
})
