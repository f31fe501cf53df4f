import { expect } from 'chai'
import fc from 'fast-check'
import {
  DAY_MS,
  DAY_SECONDS,
  formatDurationMs,
  formatInstant,
  HOUR_SECONDS,
  isTimezone,
  parseDurationMs,
  parseHttpDate,
  parseInstant,
} from '#func/time.ts'

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0')

describe('func/time: instants', () => {
  const table = [
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T08:09', '2026-01-31T08:09:00.000Z'],
    ['2026-01-31T08:09Z', '2026-01-31T08:09:00.000Z'],
    ['2026-01-31T08:09:10', '2026-01-31T08:09:10.000Z'],
    ['2026-01-31T08:09:10.5Z', '2026-01-31T08:09:10.500Z'],
    ['2026-01-31T08:09:10.123999999Z', '2026-01-31T08:09:10.123Z'],
    ['2026-01-31T08:09+08:00', '2026-01-31T00:09:00.000Z'],
    ['2026-01-31T23:09-05:30', '2026-02-01T04:39:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ] as const
  for (const [text, iso] of table) {
    it(`should read ${text} as ${iso}`, () => {
      expect(parseInstant(text)?.toISOString()).to.equal(iso)
    })
  }

  const refused = [
    ...['2026-02-30', '2026-02-29', '2100-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00'],
    ...['2026-July-4', '2026-7-4', '2026-07-4', '26-07-04', '07/04/2026', '4 July 2026', '20260704'],
    ...['2026', '2026-07', '2026-W05', '2026-W05-2', '2026-123', '+002026-07-04', '-2026-07-04'],
    ...['2026-07-04T', '2026-07-04T08', '2026-07-04T8:00', '2026-07-04T08:0', '2026-07-04T08:00:0', 'T08:00'],
    ...['2026-07-04T24:00', '2026-07-04T25:00', '2026-07-04T08:60', '2026-07-04T23:59:60Z'],
    ...['2026-07-04T08:00:00.', '2026-07-04T08:00:00,5Z', '2026-07-04T08:00.5Z', '08:00', 'now', 'today'],
    ...[
      '2026-07-04 08:00',
      '2026-07-04t08:00z',
      '2026-07-04Z',
      '2026-07-04+08:00',
      ' 2026-07-04',
      '2026-07-04\n',
    ],
    ...['2026-07-04T08:00+8', '2026-07-04T08:00+0800', '2026-07-04T08:00+24:00', '2026-07-04T08:00+08:60'],
    ...['2026-07-04T08:00 UTC', '2026-07-04T08:00[Europe/Berlin]', '1767225600', '1767225600000', ''],
  ]
  for (const text of refused) {
    it(`should refuse '${text}'`, () => {
      expect(parseInstant(text)).to.equal(undefined)
    })
  }

  it('should read back what it writes, whatever the offset', () => {
    const offset = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 })
    const date = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
    fc.assert(
      fc.property(date, offset, (instant, minutes) => {
        expect(parseInstant(instant.toISOString())).to.deep.equal(instant)
        expect(parseInstant(formatInstant(instant))?.getTime()).to.equal(floor(instant, 1000))
        expect(parseInstant(formatInstant(instant, 'minute'))?.getTime()).to.equal(floor(instant, 60_000))
        const local = new Date(instant.getTime() + minutes * 60_000).toISOString().slice(0, -1)
        expect(parseInstant(`${local}${offsetText(minutes)}`)).to.deep.equal(instant)
      }),
    )
  })

  it('should say so when a date is none', () => {
    expect(formatInstant(new Date(Number.NaN))).to.equal('no time')
  })

  describe('on a machine that is not in UTC', () => {
    const { TZ } = process.env
    before(() => {
      process.env.TZ = 'America/New_York'
    })
    after(() => {
      if (TZ === undefined) delete process.env.TZ
      else process.env.TZ = TZ
    })

    it('should read and write UTC all the same', () => {
      expect(parseInstant('2026-07-04T08:00')?.toISOString()).to.equal('2026-07-04T08:00:00.000Z')
      expect(parseInstant('2026-07-04')?.toISOString()).to.equal('2026-07-04T00:00:00.000Z')
      expect(formatInstant(new Date('2026-07-04T08:00Z'))).to.equal('2026-07-04T08:00:00Z')
    })
  })

  it('should take the days that the calendar has and no others', () => {
    const part = fc.integer({ min: 0, max: 40 })
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 9999 }), part, part, (year, month, day) => {
        const date = new Date(Date.UTC(year, month - 1, day))
        const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
        const read = parseInstant(`${year}-${pad(month)}-${pad(day)}`)
        expect(read).to.deep.equal(exists ? date : undefined)
      }),
    )
  })

  it('should take a time of day to 23:59:59 and no other', () => {
    const part = fc.integer({ min: 0, max: 99 })
    fc.assert(
      fc.property(part, part, part, (hour, minute, second) => {
        const read = parseInstant(`2026-07-04T${pad(hour)}:${pad(minute)}:${pad(second)}`)
        expect(read !== undefined).to.equal(hour < 24 && minute < 60 && second < 60)
      }),
    )
  })

  it('should read nothing else: no text is taken by chance', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = parseInstant(text)
        if (read !== undefined) expect(read.toISOString().slice(0, 4)).to.equal(text.slice(0, 4))
      }),
    )
  })
})

describe('func/time: durations', () => {
  it('should have hours and days in seconds', () => {
    expect([HOUR_SECONDS, DAY_SECONDS]).to.deep.equal([3600, 86_400])
  })

  const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

  it('should read a whole number and s, m, h or d, up to ten years', () => {
    const unit = fc.constantFrom('s', 'm', 'h', 'd')
    fc.assert(
      fc.property(fc.nat(), unit, (count, name) => {
        const ms = count * units[name]
        expect(parseDurationMs(`${count}${name}`)).to.equal(ms > 3650 * DAY_MS ? undefined : ms)
      }),
    )
    expect(parseDurationMs('3650d')).to.equal(3650 * DAY_MS)
  })

  const refused = ['', '20', 'm', '20 m', ' 20m', '20m\n', '-1m', '+1m', '1.5h', '1e3s', '1w', '20M', '1h30m']
  for (const text of [...refused, 'P1D', 'PT1H', '10ms', '3651d', '99999999d', `${'9'.repeat(400)}s`]) {
    it(`should refuse '${text.slice(0, 20)}'`, () => {
      expect(parseDurationMs(text)).to.equal(undefined)
    })
  }

  it('should write them for people', () => {
    const written = [12, 999.6, 1000, 1500, 119_999, 120_000, 7_199_000, 7_200_000, 9_000_000].map(
      formatDurationMs,
    )
    expect(written).to.deep.equal([
      ...['12 ms', '1000 ms', '1.0 s', '1.5 s', '120.0 s', '2 min', '120 min', '2.0 h', '2.5 h'],
    ])
  })
})

describe('func/time: dates of HTTP', () => {
  for (const text of [
    'Sun, 06 Nov 1994 08:49:37 GMT',
    'Sunday, 06-Nov-94 08:49:37 GMT',
    'Sun Nov  6 08:49:37 1994',
  ]) {
    it(`should read ${text}`, () => {
      expect(parseHttpDate(text)?.toISOString()).to.equal('1994-11-06T08:49:37.000Z')
    })
  }
  for (const text of ['', 'soon', '2026-01-31T08:00Z', 'Thu, 31 Feb 1994 08:49:37 GMT']) {
    it(`should refuse '${text}'`, () => {
      expect(parseHttpDate(text)).to.equal(undefined)
    })
  }
})

describe('func/time: time zones', () => {
  it('should know the names of IANA, and no offsets', () => {
    for (const name of ['UTC', 'Asia/Shanghai', 'America/Port-au-Prince'])
      expect(isTimezone(name), name).to.equal(true)
    for (const name of ['', 'Mars/Base', '+08:00', '-05:00', 'Europe/Berlin ', 'local', 'GMT+2'])
      expect(isTimezone(name), name).to.equal(false)
  })
})

function floor(date: Date, step: number): number {
  return Math.floor(date.getTime() / step) * step
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
}
