import type { EventSourceMappingConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { clientsOf, NOW, rejection, simulate, statusOf } from '../clients.ts'

describe('simulator Lambda', () => {
  const simulator = simulate({ functions: 130 })

  async function listAll(): Promise<{ functions: FunctionConfiguration[]; pages: number[] }> {
    const { lambda } = clientsOf(simulator())
    const functions: FunctionConfiguration[] = []
    const pages: number[] = []
    let Marker: string | undefined
    do {
      const page = await lambda.listFunctions({ MaxItems: 10_000, ...(Marker ? { Marker } : {}) })
      functions.push(...page.Functions!)
      pages.push(page.Functions!.length)
      Marker = page.NextMarker
    } while (Marker !== undefined)
    return { functions, pages }
  }

  it('should list every function once, at most 50 a page', async () => {
    const { functions, pages } = await listAll()
    expect(pages).to.eql([50, 50, 30])
    expect(functions.map(({ FunctionName }) => FunctionName)).to.eql(
      simulator()
        .oracle.functions('us-east-1', NOW.getTime())
        .map(({ name }) => name),
    )
  })

  it('should describe them as varied as real ones are', async () => {
    const { functions } = await listAll()
    const some = (what: (fn: FunctionConfiguration) => unknown) => functions.filter(what).length
    for (const fn of functions) {
      expect(fn.FunctionArn).to.equal(`arn:aws:lambda:us-east-1:123456789012:function:${fn.FunctionName}`)
      expect(fn.LastModified).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/)
      expect(fn.Version).to.equal('$LATEST')
      expect(fn.PackageType).to.equal(fn.Runtime === undefined ? 'Image' : 'Zip')
    }
    const found = {
      image: some((fn) => fn.PackageType === 'Image'),
      vpc: some((fn) => fn.VpcConfig?.VpcId),
      deadLetter: some((fn) => fn.DeadLetterConfig?.TargetArn),
      secret: some((fn) => fn.Environment?.Variables?.DB_PASSWORD),
      layers: some((fn) => fn.Layers?.length),
      jsonLogs: some((fn) => fn.LoggingConfig?.LogFormat === 'JSON'),
      snapStart: some((fn) => fn.SnapStart?.ApplyOn === 'PublishedVersions'),
      chinese: some((fn) => /[一-龥]/.test(fn.Description ?? '')),
      emoji: some((fn) => /\p{Extended_Pictographic}/u.test(fn.Description ?? '')),
      quotes: some((fn) => fn.Description?.includes('"')),
    }
    for (const [what, count] of Object.entries(found)) expect(count, what).to.be.within(1, 129)
  })

  it('should list published versions when asked for all', async () => {
    const { lambda } = clientsOf(simulator())
    const { Functions } = await lambda.listFunctions({ FunctionVersion: 'ALL' })
    const versions = Functions!.filter(({ Version }) => Version !== '$LATEST')
    expect(versions).to.not.be.empty
    expect(versions[0]!.FunctionArn).to.match(/:\d+$/)
  })

  it('should refuse a bad marker and a bad page size', async () => {
    const { lambda } = clientsOf(simulator())
    const marker = await rejection(lambda.listFunctions({ Marker: 'x' }))
    expect([marker.name, statusOf(marker)]).to.eql(['InvalidParameterValueException', 400])
    const size = await rejection(lambda.listFunctions({ MaxItems: 0 }))
    expect([size.name, statusOf(size)]).to.eql(['ValidationException', 400])
    expect(size.message).to.equal(
      "1 validation error detected: Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1",
    )
  })

  it('should list event source mappings, of one function when asked', async () => {
    const { lambda } = clientsOf(simulator())
    const { EventSourceMappings: all } = await lambda.listEventSourceMappings({})
    const arns = all!.map(({ EventSourceArn }) => EventSourceArn?.split(':')[2])
    expect(new Set(arns)).to.eql(new Set(['kinesis', 'sqs', 'kafka', undefined, 'dynamodb']))
    const FunctionName = 'order-events-consumer'
    const { EventSourceMappings: one } = await lambda.listEventSourceMappings({ FunctionName })
    const arn = `arn:aws:lambda:us-east-1:123456789012:function:${FunctionName}`
    expect(one!.map((mapping: EventSourceMappingConfiguration) => mapping.FunctionArn)).to.eql([arn, arn])
    expect(one![0]!.LastModified).to.be.instanceOf(Date)
  })

  it('should have a metric series for each mapping that asks for event counts', async () => {
    const { lambda } = clientsOf(simulator())
    const { EventSourceMappings } = await lambda.listEventSourceMappings({})
    const counting = EventSourceMappings!.filter(({ MetricsConfig }) =>
      MetricsConfig?.Metrics?.includes('EventCount'),
    )
    const series = simulator()
      .oracle.metrics('us-east-1', 'AWS/Lambda')
      .filter(({ name }) => name === 'PolledEventCount')
      .map(({ dimensions }) => dimensions[0]!.Value)
    expect(counting.length).to.be.greaterThan(10)
    expect(series).to.include.members(counting.map(({ UUID }) => UUID!))
  })

  for (const name of [
    'storefront-api-prod',
    'arn:aws:lambda:us-east-1:123456789012:function:storefront-api-prod',
    '123456789012:function:storefront-api-prod',
  ]) {
    it(`should find the function '${name}'`, async () => {
      const { lambda } = clientsOf(simulator())
      const { Configuration } = await lambda.getFunction({ FunctionName: name })
      expect([Configuration!.FunctionName, Configuration!.State]).to.eql(['storefront-api-prod', 'Active'])
    })
  }

  it('should give tags and reserved concurrency with GetFunction', async () => {
    const { lambda } = clientsOf(simulator())
    const { Tags, Concurrency, Code } = await lambda.getFunction({ FunctionName: 'search-suggest-prod' })
    const known = simulator()
      .oracle.functions('us-east-1')
      .find(({ name }) => name === 'search-suggest-prod')!
    expect(Tags ?? {}).to.eql(known.tags)
    expect(Concurrency!.ReservedConcurrentExecutions).to.equal(3)
    expect(Code!.RepositoryType).to.equal('S3')
    const image = await lambda.getFunction({ FunctionName: 'invoice-pdf-render' })
    expect(image.Code!.ImageUri).to.include('.dkr.ecr.us-east-1.amazonaws.com/')
  })

  it('should say that a function does not exist', async () => {
    const { lambda } = clientsOf(simulator())
    const error = await rejection(lambda.getFunction({ FunctionName: 'nobody' }))
    expect([error.name, statusOf(error)]).to.eql(['ResourceNotFoundException', 404])
    expect(error.message).to.equal(
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody',
    )
  })

  it('should give the URL of functions that have one', async () => {
    const { lambda } = clientsOf(simulator())
    const url = await lambda.getFunctionUrlConfig({ FunctionName: 'storefront-api-prod' })
    expect(url.FunctionUrl).to.match(/^https:\/\/[a-z0-9]{32}\.lambda-url\.us-east-1\.on\.aws\/$/)
    const listed = await lambda.listFunctionUrlConfigs({ FunctionName: 'storefront-api-prod' })
    expect(listed.FunctionUrlConfigs!.map(({ FunctionUrl }) => FunctionUrl)).to.eql([url.FunctionUrl])
    const none = await rejection(lambda.getFunctionUrlConfig({ FunctionName: 'checkoutPayment' }))
    expect([none.name, statusOf(none)]).to.eql(['ResourceNotFoundException', 404])
    const { FunctionUrlConfigs } = await lambda.listFunctionUrlConfigs({ FunctionName: 'checkoutPayment' })
    expect(FunctionUrlConfigs).to.eql([])
  })

  it('should use the partition of the region in ARNs', async () => {
    const { lambda } = clientsOf(simulator(), { region: 'cn-north-1' })
    const { Functions } = await lambda.listFunctions({ MaxItems: 1 })
    expect(Functions).to.have.length(1)
    expect(Functions![0]!.FunctionArn).to.match(/^arn:aws-cn:lambda:cn-north-1:/)
  })
})
