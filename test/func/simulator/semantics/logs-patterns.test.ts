import { expect } from 'chai'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, NOW, rejection, simulate } from '../clients.ts'

const STREAM = { logGroupName: '/aws/lambda/checkoutPayment', logStreamName: 'patterns' }

describe('simulator semantics of filter patterns', () => {
  const simulator = simulate()
  const logs = () => clientsOf(simulator()).logs
  let streams = 0

  /** Those of the messages that FilterLogEvents gives for a pattern. */
  async function matching(filterPattern: string, messages: readonly string[]): Promise<readonly string[]> {
    streams += 1
    const stream = { ...STREAM, logStreamName: `patterns-${streams}` }
    await logs().createLogStream(stream)
    const timestamp = NOW.getTime() - 1000
    await logs().putLogEvents({ ...stream, logEvents: messages.map((message) => ({ timestamp, message })) })
    const { logGroupName, logStreamName } = stream
    const { events = [] } = await logs().filterLogEvents({
      ...{ logGroupName, logStreamNames: [logStreamName] },
      ...{ startTime: timestamp, filterPattern },
    })
    return messages.filter((message) => events.some((event) => event.message === message))
  }

  async function refusal(filterPattern: string): Promise<string> {
    const { logGroupName } = STREAM
    return (await rejection(logs().filterLogEvents({ logGroupName, filterPattern }))).name
  }

  const json = (value: unknown) => JSON.stringify(value)

  semantic('logs.terms-all', async () => {
    const messages = ['ERRORCODE: no code', 'ERROR', 'no code', 'error no code']
    expect(await matching('ERROR code', messages)).to.eql(['ERRORCODE: no code'])
  })

  semantic('logs.terms-optional', async () => {
    expect(await matching('?ERROR ?WARN', ['an ERROR', 'a WARN', 'an INFO'])).to.eql(['an ERROR', 'a WARN'])
  })

  semantic('logs.terms-optional-mixed', async () => {
    expect(await matching('?ERROR ?WARN INFO', ['an ERROR', 'INFO'])).to.eql(['INFO'])
  })

  semantic('logs.terms-excluded', async () => {
    expect(await matching('ERROR -Exiting', ['ERROR: Exiting', 'ERROR: going on'])).to.eql([
      'ERROR: going on',
    ])
  })

  semantic('logs.terms-quoted', async () => {
    expect(await matching('"[ERROR]" "code: 1"', ['[ERROR] code: 1', 'ERROR code 1'])).to.eql([
      '[ERROR] code: 1',
    ])
    expect(await refusal('[ERROR] code')).to.equal('InvalidParameterException')
    expect(await refusal('time-out')).to.equal('InvalidParameterException')
  })

  semantic('logs.regex', async () => {
    const messages = ['[ERROR 401] UNAUTHORIZED', 'gray', 'grey', 'green']
    expect(await matching('%AUTHORIZED%', messages)).to.eql(['[ERROR 401] UNAUTHORIZED'])
    expect(await matching('%^gr[ae]y$%', messages)).to.eql(['gray', 'grey'])
  })

  semantic('logs.regex-characters', async () => {
    for (const pattern of ['%(a|b)%', '%a b%', '%something!%', '%é%']) {
      expect(await refusal(pattern), pattern).to.equal('InvalidParameterException')
    }
  })

  semantic('logs.regex-count', async () => {
    expect(await matching('{ $.a = %x% && $.b = %y% }', [json({ a: 'x', b: 'y' })])).to.have.length(1)
    expect(await refusal('{ $.a = %x% && $.b = %y% && $.c = %z% }')).to.equal('InvalidParameterException')
    expect(await refusal('[a=%x%, b=%y%, c=%z%]')).to.equal('InvalidParameterException')
  })

  semantic('logs.json-words', async () => {
    const [empty, yes, no, none] = [{ a: null }, { a: true }, { a: false }, {}].map(json) as [
      string,
      string,
      string,
      string,
    ]
    const messages = [empty, yes, no, none, 'text']
    expect(await matching('{ $.a IS NULL }', messages)).to.eql([empty])
    expect(await matching('{ $.a IS TRUE }', messages)).to.eql([yes])
    expect(await matching('{ $.a IS FALSE }', messages)).to.eql([no])
    expect(await matching('{ $.a NOT EXISTS }', messages)).to.eql([none])
  })

  semantic('logs.json-order', async () => {
    const message = json({ a: 1, b: 2, c: 3 })
    expect(await matching('{ $.a = 1 || $.b = 9 && $.c = 9 }', [message])).to.eql([message])
    expect(await matching('{ ($.a = 1 || $.b = 9) && $.c = 9 }', [message])).to.eql([])
  })

  semantic('logs.json-containers', async () => {
    const messages = [json({ users: [1, 2, 3] }), json({ users: { a: 1 } })]
    expect(await matching('{ $.users = 1 }', messages)).to.eql([])
    expect(await matching('{ $.users != 1 }', messages)).to.eql([])
  })

  semantic('logs.json-numbers', async () => {
    const messages = [{ n: [9] }, { n: [10_000] }, { n: ['9'] }].map(json)
    expect(await matching('{ $.n[0] < 10e3 }', messages)).to.eql([messages[0]])
    expect(await matching('{ $.n[0] >= +10000 }', messages)).to.eql([messages[1]])
    expect(await matching('{ $.n[0] != 9 }', messages)).to.eql([messages[1], messages[2]])
  })

  semantic('logs.json-asterisk', async () => {
    const messages = ['PutEvent', 'EventId', 'Ev*ent'].map((name) => json({ name }))
    expect(await matching('{ $.name = "*Event" }', messages)).to.eql([messages[0]])
    expect(await matching('{ $.name = Event* }', messages)).to.eql([messages[1]])
    expect(await matching('{ $.name = "Ev*ent" }', messages)).to.eql([messages[2]])
  })

  semantic('logs.json-wildcards', async () => {
    const messages = [{ list: [{ id: 1 }, { id: 2 }] }, { list: [{ id: 3 }] }].map(json)
    expect(await matching('{ $.list[*].id = 2 }', messages)).to.eql([messages[0]])
    expect(await refusal('{ $.list[*].ids[*] = 2 }')).to.equal('InvalidParameterException')
    const four = ['a', 'b', 'c', 'd'].map((name) => `$.${name}[*] = 1`).join(' || ')
    expect(await refusal(`{ ${four} }`)).to.equal('InvalidParameterException')
  })

  semantic('logs.delimited-fields', async () => {
    const messages = ['10.0.0.1 [10/Oct/2000 -0700] "GET /a b" 200', '10.0.0.1 x y z 200']
    expect(await matching('[ip, time, request, status = 200]', messages)).to.eql([messages[0]])
    expect(await refusal('[ip, time')).to.equal('InvalidParameterException')
  })

  semantic('logs.delimited-ellipsis', async () => {
    const messages = ['a b c 404 12', '404 12', '12']
    expect(await matching('[..., status = 404, bytes]', messages)).to.eql(['a b c 404 12', '404 12'])
    expect(await refusal('[..., status, ...]')).to.equal('InvalidParameterException')
  })

  semantic('logs.delimited-conditions', async () => {
    const messages = ['404 12', '403 12', '200 12', '500 9000']
    expect(await matching('[status = 4* && status != 403, bytes]', messages)).to.eql(['404 12'])
    expect(await matching('[status = 200 || status = 403, bytes]', messages)).to.eql(['403 12', '200 12'])
    expect(await matching('[status, bytes > 1000]', messages)).to.eql(['500 9000'])
  })

  semantic('logs.pattern-length', async () => {
    expect(await matching('a'.repeat(1024), ['b'])).to.eql([])
    expect(await refusal('a'.repeat(1025))).to.equal('InvalidParameterException')
  })
})
