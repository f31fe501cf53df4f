/** AWS's time as its answers show it. */
import { expect } from 'chai'
import fc from 'fast-check'
import { AwsClock } from '#func/aws/aws-clock.ts'
import { createAwsClients } from '#func/aws/clients.ts'
import { ACCESS_KEY_ID, ROLE_ARN, SECRET_ACCESS_KEY, startSimulator } from '#func/simulator/simulator.ts'

const NOW = Date.UTC(2026, 7, 1, 12)
const MINUTE = 60_000

describe('AwsClock', () => {
  const header = (time: number) => new Date(time).toUTCString()

  it('should know the time of AWS to a second and the time of a call, wherever clocks stand', () => {
    const milliseconds = (max: number) => fc.integer({ min: 0, max })
    const ahead = fc.integer({ min: -7_200_000, max: 7_200_000 })
    const calls = fc.array(fc.tuple(milliseconds(3000), milliseconds(3000), milliseconds(60_000)), {
      minLength: 1,
      maxLength: 20,
    })
    fc.assert(
      fc.property(ahead, calls, (skew, each) => {
        let now = NOW
        const clock = new AwsClock(() => now + skew)
        for (const [there, back, pause] of each) {
          const sentAt = now + skew
          const date = header(now + there)
          now += there + back
          clock.observe(date, sentAt, now + skew)
          expect(Math.abs(clock.offset + skew)).to.be.at.most(1000 + there + back)
          now += pause
        }
      }),
    )
  })

  it('should leave a clock that may be right as it is', () => {
    const clock = new AwsClock(() => NOW)
    clock.observe(header(NOW - 900), NOW - 400, NOW)
    expect(clock.offset).to.equal(0)
  })

  it('should not plan in the future of AWS, nor in another minute for some seconds', () => {
    let machine = NOW + 200
    const clock = new AwsClock(() => machine)
    clock.observe(header(NOW - 20_000), machine, machine)
    expect(clock.planned(NOW)).to.equal(NOW)
    machine = NOW + 30 * MINUTE
    clock.observe(header(NOW), machine, machine)
    expect(clock.planned(machine)).to.be.within(NOW, NOW + 1000)
    machine = NOW
    clock.observe(header(NOW), machine, machine)
    expect(clock.planned(NOW + 120 * MINUTE), 'planned before the clock was set back').to.equal(NOW)
  })

  for (const minutes of [0, -90, -4.5, 4.5, 30, 90]) {
    it(`should send hardly a call twice when the machine is ${minutes} min ahead, and assume a role once`, async () => {
      const simulator = await startSimulator({ functions: 3, seed: 1, now: () => new Date(NOW) })
      const aws = createAwsClients({ now: () => NOW + minutes * MINUTE, sleep: async () => {} })
      const keys = { ak_id: ACCESS_KEY_ID, ak_secret: SECRET_ACCESS_KEY, endpoint: simulator.url }
      const account = { ...keys, role_arn: ROLE_ARN }
      const { signal } = new AbortController()
      try {
        for (let call = 0; call < 5; call++) {
          await aws.lambda({ account, region: 'us-east-1' }).listFunctions({})
          const reader = aws.metrics({ account, region: 'us-east-1' })
          await reader.listMetrics({ Namespace: 'AWS/Lambda' }, { signal })
        }
        const { apiCalls } = aws.usage()
        expect(apiCalls['lambda:ListFunctions']).to.equal(5)
        expect(apiCalls['cloudwatch:ListMetrics']).to.equal(5)
        expect(apiCalls['sts:AssumeRole']).to.be.at.most(2)
        expect(Math.abs(aws.clock.offset + minutes * MINUTE)).to.be.below(Math.abs(minutes) > 1 ? 2000 : 1)
      } finally {
        aws.close()
        await simulator.close()
      }
    })
  }
})
