import { expect } from 'chai'
import { createCut } from '#func/points/query/aggregate/hour-cut.ts'

const MINUTE = 60_000
const GRAIN = { ms: MINUTE, cells: 60 }

describe('func/store/hour-cut', () => {
  const cases = [
    { title: 'the whole of an hour within', from: -5, to: 65, name: 'whole', bounds: [0, 60] },
    {
      title: 'six minutes where a window begins',
      from: 8,
      to: 90,
      name: 'edge',
      bounds: [6, 7, 8, 9, 10, 11, 12, 60],
    },
    {
      title: 'six minutes where it ends',
      from: -60,
      to: 8,
      name: 'edge',
      bounds: [0, 6, 7, 8, 9, 10, 11, 12],
    },
    { title: 'nothing behind the hour', from: 59.5, to: 90, name: 'edge', bounds: [60] },
  ]
  for (const { title, from, to, name, bounds } of cases) {
    it(`should distinguish ${title}`, () => {
      const window = { from: from * MINUTE, to: to * MINUTE, step: (to - from) * MINUTE, steps: 1 }
      const cut = createCut(window, GRAIN)(0)
      expect({ name: cut.name, bounds: [...cut.bounds] }).to.deep.equal({ name, bounds })
    })
  }
})
